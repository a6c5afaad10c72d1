import type { Policy } from "../../policy/policy.ts";
import { reasonOf } from "./access.ts";
import { namedInstance } from "./carried-policies.ts";
import { spreadItems } from "./choice.ts";
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
      const policy = boundary && policyOf(boundary, extraction);
      if (policy !== undefined) attached.boundaries.add(policy);
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
function leaves(value: Value, depth = 0): Value[] {
  if (depth > 16) return [value];
  if (value.kind === "list") {
    return (spreadItems(value) ?? []).flatMap((item) => leaves(item, depth + 1));
  }
  if (value.kind === "choice") {
    return [value.then, value.otherwise].flatMap((arm) => (arm ? leaves(arm, depth + 1) : []));
  }
  return value.kind === "null" ? [] : [value];
}

/** A managed policy is judged as what it is used for. */
export function withAttachments(
  policy: Policy,
  extraction: Extraction,
  attached: Attachments,
): Policy {
  for (const [address, holders] of attached.holders) {
    const [holder] = holders;
    if (extraction.address(address) !== policy.address || holder === undefined) continue;
    return holders.size === 1 ? { ...policy, owner: extraction.address(holder) } : policy;
  }
  for (const address of attached.boundaries) {
    if (extraction.address(address) === policy.address) return { ...policy, kind: "boundary" };
  }
  return policy;
}
