import type { Policy } from "../../policy/policy.ts";
import { displayText } from "../../policy/text-value.ts";
import { reasonOf } from "./access.ts";
import { nestedBlocks } from "./blocks.ts";
import { namedInstance } from "./carried-policies.ts";
import { armsOf, collapse } from "./choice.ts";
import type { Configuration } from "./configuration.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { attachTo, type Extraction, reasons } from "./extraction.ts";
import { attachments } from "./grants.ts";
import type { Instance } from "./instances.ts";
import { toText } from "./json-text.ts";
import type { Declaration } from "./module.ts";
import { knownString, type Value } from "./value.ts";

/** Who gets a managed policy of the configuration, and how. */
export class Attachments {
  readonly holders = new Map<string, Set<string>>();
  readonly boundaries = new Set<string>();
}

/** Notes which managed policies a resource attaches; those of other places are listed. */
export function extractAttachments(
  declaration: Declaration,
  extraction: Extraction,
  attached: Attachments,
): void {
  const { type, address, body } = declaration;
  if (address.startsWith("data.")) return;
  const known = Object.hasOwn(attachments, type) ? attachments[type] : undefined;
  const attaches = known && body.attributes.has(known.policies);
  if (!attaches && !/^aws_(iam_(role|user)|ssoadmin_permissions_boundary_attachment)$/.test(type)) {
    return;
  }
  for (const instance of extraction.world.instances(declaration)) {
    for (const boundary of boundariesOf(instance, extraction)) {
      const policy = policyOf(boundary, extraction);
      if (policy !== undefined) attached.boundaries.add(policy);
    }
    const policies = attaches && extraction.world.argument(instance, known.policies);
    if (!policies || policies.kind === "null") continue;
    const holders =
      known.holders.length === 0
        ? [instance.address]
        : holdersOf(instance, known.holders, extraction);
    for (const policy of leaves(policies)) attach(policy, holders, instance, extraction, attached);
  }
}

function boundariesOf(instance: Instance, extraction: Extraction): readonly Value[] {
  const { declaration } = instance;
  if (declaration.type !== "aws_ssoadmin_permissions_boundary_attachment") {
    const boundary = extraction.world.argument(instance, "permissions_boundary");
    return boundary ? leaves(boundary) : [];
  }
  const holders = holdersOf(instance, ["permission_set_arn"], extraction);
  return nestedBlocks(declaration.body, "permissions_boundary", instance.scope).flatMap((block) => {
    const written = block.body.attributes.get("managed_policy_arn");
    if (!written) return [];
    const arn = evaluate(written.expression, { ...block.scope, file: written.file });
    const text = toText(collapse(arn), extraction.world.budget);
    for (const holder of holders) {
      const owner = extraction.owners.get(holder);
      if (owner && text) owner.permissionsBoundary = text;
    }
    return leaves(arn);
  });
}

function attach(
  value: Value,
  holders: readonly string[],
  { address, declaration }: Instance,
  extraction: Extraction,
  attached: Attachments,
): void {
  const text = toText(value, extraction.world.budget);
  for (const holder of text ? holders : []) {
    const owner = extraction.owners.get(holder);
    if (owner && text) attachTo(owner, text);
  }
  const policy = policyOf(value, extraction);
  if (policy !== undefined) {
    const found = attached.holders.get(policy) ?? new Set();
    for (const holder of holders) found.add(holder);
    attached.holders.set(policy, found);
    return;
  }
  const at = value.range.file === declaration.file ? value.range : declaration.header;
  extraction.skip(at, address, reasonFor(value, text ? displayText(text) : undefined, extraction));
}

function reasonFor(value: Value, text: string | undefined, extraction: Extraction): string {
  const managed = text === undefined ? undefined : awsManaged(text);
  if (managed !== undefined) {
    return `attaches the AWS managed policy \`${managed}\`: what it allows is not judged yet.`;
  }
  const lookedUp = lookedUpName(value, extraction);
  if (lookedUp !== undefined) {
    return `attaches the policy \`${lookedUp}\`, which is looked up by its name: what it allows is not judged.`;
  }
  if (value.kind === "string") {
    return `The policy \`${text}\` that is attached is not part of the repository: it is not judged.`;
  }
  return `The policy that is attached is \`${describe(value)}\`, which ${reasons[reasonOf(value)]}: it is not judged.`;
}

/** `ReadOnlyAccess` of `arn:aws:iam::aws:policy/ReadOnlyAccess`, in any partition and with any path. */
function awsManaged(arn: string): string | undefined {
  const front = ":iam::aws:policy/";
  const at = arn.indexOf(front);
  if (!arn.startsWith("arn:") || at < 0) return undefined;
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The name by which a `data.aws_iam_policy` finds a policy. */
function lookedUpName(value: Value, extraction: Extraction): string | undefined {
  const named = namedInstance(value, extraction);
  const instance = named === undefined ? undefined : extraction.world.instance(named);
  if (!instance?.declaration.address.startsWith("data.aws_iam_policy.")) return undefined;
  const name = extraction.world.argument(instance, "name");
  return name && knownString(name);
}

/** Address of the `aws_iam_policy` of this configuration that an ARN stands for. */
function policyOf(value: Value, extraction: Extraction): string | undefined {
  const named = namedInstance(value, extraction);
  const type = named === undefined ? undefined : extraction.world.instance(named)?.declaration;
  return type?.address.startsWith("aws_iam_policy.") ? named : undefined;
}

function holdersOf(instance: Instance, names: readonly string[], extraction: Extraction): string[] {
  return names.flatMap((name) => {
    const value = extraction.world.argument(instance, name);
    return value ? leaves(value).flatMap((leaf) => namedInstance(leaf, extraction) ?? []) : [];
  });
}

/** The single values in lists and arms. */
function leaves(value: Value): readonly Value[] {
  const items = value.kind === "list" ? value.items : [value];
  return items.flatMap(armsOf).filter((leaf) => leaf.kind !== "null" && knownString(leaf) !== "");
}

/**
 * Gives managed policies the kind and the owner that follow from their use. One that is attached
 * and a boundary too is judged as both.
 */
export function withAttachments(
  policies: readonly Policy[],
  attached: Attachments,
  configuration: Configuration,
): readonly Policy[] {
  const owners = new Map<string, string | undefined>();
  for (const [address, holders] of attached.holders) {
    const [holder] = holders;
    owners.set(configuration.address(address), holders.size === 1 ? holder : undefined);
  }
  const boundaries = new Set(
    [...attached.boundaries].map((address) => configuration.address(address)),
  );
  return policies.flatMap((policy): Policy[] => {
    const { address } = policy;
    const owner = owners.get(address);
    const whole = owner === undefined ? policy : { ...policy, owner: configuration.address(owner) };
    if (!boundaries.has(address)) return [whole];
    if (!owners.has(address)) return [{ ...policy, kind: "boundary" }];
    return [whole, { ...policy, address: `${address} as a boundary`, kind: "boundary" }];
  });
}
