import type { Policy } from "../../policy/policy.ts";
import { reasonOf } from "./access.ts";
import { namedInstance } from "./carried-policies.ts";
import { armsOf } from "./choice.ts";
import { describe } from "./describe.ts";
import { type Extraction, reasons } from "./extraction.ts";
import { attachments } from "./grants.ts";
import type { Instance } from "./instances.ts";
import type { Declaration } from "./module.ts";
import { knownString, type Value } from "./value.ts";

/** Who gets a managed policy of the module, and how. */
export interface Attachments {
  readonly holders: Map<string, Set<string>>;
  readonly boundaries: Set<string>;
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
  const bounded = body.attributes.has("permissions_boundary") && /^aws_iam_(role|user)$/.test(type);
  if (!bounded && !(known && body.attributes.has(known.policies))) return;

  for (const instance of extraction.world.instances(declaration)) {
    if (bounded) {
      const boundary = extraction.world.argument(instance, "permissions_boundary");
      for (const leaf of boundary ? leaves(boundary) : []) {
        const policy = policyOf(leaf, extraction);
        if (policy !== undefined) attached.boundaries.add(policy);
      }
    }
    const policies = known && extraction.world.argument(instance, known.policies);
    if (!policies || policies.kind === "null") continue;
    const holders =
      known.holders.length === 0
        ? [instance.address]
        : holdersOf(instance, known.holders, extraction);
    for (const policy of leaves(policies)) attach(policy, holders, instance, extraction, attached);
  }
}

function attach(
  value: Value,
  holders: readonly string[],
  { address, declaration }: Instance,
  extraction: Extraction,
  attached: Attachments,
): void {
  const policy = policyOf(value, extraction);
  if (policy !== undefined) {
    const found = attached.holders.get(policy) ?? new Set();
    for (const holder of holders) found.add(holder);
    attached.holders.set(policy, found);
    return;
  }
  const arn = knownString(value);
  const at = value.range.file === declaration.file ? value.range : declaration.header;
  const reason =
    arn === undefined
      ? `The policy that is attached is \`${describe(value)}\`, which ${reasons[reasonOf(value)]}: it is not judged.`
      : `The policy \`${arn}\` that is attached is not part of the repository: it is not judged.`;
  extraction.skip(at, address, reason);
}

/** Address of the `aws_iam_policy` of this module that an ARN stands for. */
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

/** Gives a managed policy the kind and the owner that follow from its use. */
export function withAttachments(
  extraction: Extraction,
  attached: Attachments,
): (policy: Policy) => Policy {
  const owners = new Map<string, string | undefined>();
  for (const [address, holders] of attached.holders) {
    const [holder] = holders;
    owners.set(extraction.address(address), holders.size === 1 ? holder : undefined);
  }
  const boundaries = new Set(
    [...attached.boundaries].map((address) => extraction.address(address)),
  );
  return (policy) => {
    const owner = owners.get(policy.address);
    if (owner !== undefined) return { ...policy, owner: extraction.address(owner) };
    if (owners.has(policy.address) || !boundaries.has(policy.address)) return policy;
    return { ...policy, kind: "boundary" };
  };
}
