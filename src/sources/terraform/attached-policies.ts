import type { Policy } from "../../policy/policy.ts";
import { displayText, literalText, type TextValue, unknownText } from "../../policy/text-value.ts";
import { reasonOf } from "./access.ts";
import { type NestedBlock, nestedBlocks } from "./blocks.ts";
import { namedInstance } from "./carried-policies.ts";
import { armsOf, collapse, hasTooManyArms } from "./choice.ts";
import type { Configuration } from "./configuration.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { attachTo, type Extraction, type MutableOwner, reasons } from "./extraction.ts";
import { attachments } from "./grants.ts";
import type { Instance } from "./instances.ts";
import { toText } from "./json-text.ts";
import type { Declaration } from "./module.ts";
import type { Condition } from "./steps.ts";
import { concatTexts, knownString, type Value } from "./value.ts";

/** Who gets a managed policy of the configuration, and how. */
export class Attachments {
  /** Addresses of the principals, with what has to hold for them to get it. */
  readonly holders = new Map<string, Map<string, readonly Condition[]>>();
  readonly boundaries = new Set<string>();

  /** Attached twice: one of the two surely is enough. */
  attach(policy: string, holder: string, when: readonly Condition[]): void {
    const found = this.holders.get(policy) ?? new Map<string, readonly Condition[]>();
    const before = found.get(holder);
    if (!before || when.length < before.length) found.set(holder, when);
    this.holders.set(policy, found);
  }
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
    noteBoundary(instance, extraction, attached);
    const policies = attaches && extraction.world.argument(instance, known.policies);
    if (!policies || policies.kind === "null") continue;
    const holders =
      known.holders.length === 0
        ? [{ address: instance.address, when: [] }]
        : holdersOf(instance, known.holders, extraction);
    for (const policy of leavesOf(policies)) {
      attach(policy, holders, instance, extraction, attached);
    }
  }
}

/** The one policy that surely is the boundary becomes known as such. */
function noteBoundary(instance: Instance, extraction: Extraction, attached: Attachments): void {
  for (const { holders, value } of boundariesOf(instance, extraction)) {
    const found = leavesOf(value);
    const named = found.map((leaf) => policyOf(leaf.value, extraction));
    for (const policy of named) if (policy !== undefined) attached.boundaries.add(policy);
    const [only] = found;
    const [policy] = named;
    if (found.length !== 1 || only?.when.length !== 0 || policy === undefined) continue;
    for (const holder of holders) {
      const owner = extraction.owners.get(holder);
      if (owner) owner.boundaryPolicy = extraction.address(policy);
    }
  }
}

interface SetBoundary {
  readonly holders: readonly string[];
  readonly value: Value;
}

function boundariesOf(instance: Instance, extraction: Extraction): readonly SetBoundary[] {
  const { declaration } = instance;
  if (declaration.type !== "aws_ssoadmin_permissions_boundary_attachment") {
    const value = extraction.world.argument(instance, "permissions_boundary");
    return value ? [{ holders: [instance.address], value }] : [];
  }
  const holders = holdersOf(instance, ["permission_set_arn"], extraction).map(
    ({ address }) => address,
  );
  return nestedBlocks(declaration.body, "permissions_boundary", instance.scope).flatMap((block) => {
    const written = block.body.attributes.get("managed_policy_arn");
    if (!written) {
      for (const holder of holders) noteCustomerBoundary(holder, block, extraction);
      return [];
    }
    const value = evaluate(written.expression, { ...block.scope, file: written.file });
    const text = toText(collapse(value), extraction.world.budget);
    for (const holder of holders) {
      const owner = extraction.owners.get(holder);
      if (owner && text) owner.permissionsBoundary = text;
    }
    return [{ holders, value }];
  });
}

/** A boundary by the name that the policy has in every account: its content stands elsewhere. */
function noteCustomerBoundary(holder: string, block: NestedBlock, extraction: Extraction): void {
  const [reference] = nestedBlocks(block.body, "customer_managed_policy_reference", block.scope);
  const name = reference?.body.attributes.get("name");
  const owner = extraction.owners.get(holder);
  if (!reference || !name || !owner) return;
  const value = evaluate(name.expression, { ...reference.scope, file: name.file });
  const text = toText(collapse(value), extraction.world.budget);
  if (!text) return;
  const { range } = text;
  const unknown = (reference: string): TextValue =>
    unknownText({ kind: "unknown", reference, reason: "known after deployment", at: range });
  const parts = [
    literalText("arn:", range),
    unknown("aws_partition"),
    literalText(":iam::", range),
    unknown("aws_account"),
    literalText(":policy/", range),
    text,
  ];
  owner.permissionsBoundary = concatTexts(parts, range);
}

function attach(
  { value, when: ofValue }: Leaf,
  holders: readonly Holder[],
  instance: Instance,
  extraction: Extraction,
  attached: Attachments,
): void {
  const { address, declaration } = instance;
  const text = toText(value, extraction.world.budget);
  const policy = policyOf(value, extraction);
  for (const holder of holders) {
    const when = [...extraction.when(instance), ...ofValue, ...holder.when];
    const owner =
      extraction.owners.get(holder.address) ?? extraction.gathered.elsewhere.get(holder.address);
    if (owner && text) attachTo(owner, text);
    if (policy !== undefined) attached.attach(policy, holder.address, when);
    else if (owner) attachForeign(owner, text ?? placeholderOf(value), when);
  }
  if (policy !== undefined) return;
  const at = value.range.file === declaration.file ? value.range : declaration.header;
  const shown = text ? displayText(text) : undefined;
  const reason = reasonFor(value, shown, extraction);
  extraction.skip(at, address, reason, false, shown);
}

export function attachForeign(
  owner: MutableOwner,
  text: TextValue,
  when: readonly Condition[],
): void {
  const entry: TextValue = when.length > 0 ? { ...text, when } : text;
  owner.foreignPolicies = [...(owner.foreignPolicies ?? []), entry];
}

/** For people; nothing can be looked up by it. */
function placeholderOf(value: Value): TextValue {
  const { range } = value;
  return { parts: [{ kind: "literal", text: describe(value), at: range }], range };
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
export function awsManaged(arn: string): string | undefined {
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

interface Holder {
  readonly address: string;
  readonly when: readonly Condition[];
}

/** The principals that the arguments name; one that stands elsewhere is known by what names it. */
function holdersOf(instance: Instance, names: readonly string[], extraction: Extraction): Holder[] {
  return names.flatMap((name) => {
    const value = extraction.world.argument(instance, name);
    return (value ? leavesOf(value) : []).map(({ value: leaf, when }) => ({
      address:
        namedInstance(leaf, extraction, principalOf(name)[1]) ??
        elsewhere(name, leaf, instance, extraction),
      when,
    }));
  });
}

function elsewhere(
  argument: string,
  value: Value,
  { declaration }: Instance,
  extraction: Extraction,
): string {
  const [words, type] = principalOf(argument);
  const name = toText(value, extraction.world.budget);
  const address = `${name ? displayText(name) : describe(value)} (${words} elsewhere)`;
  const principals = extraction.gathered.elsewhere;
  if (!principals.has(address)) {
    const range = declaration.header;
    principals.set(address, { address, type, range, accessKeys: [], ...(name && { name }) });
  }
  return address;
}

function principalOf(argument: string): readonly [words: string, type: string] {
  if (argument.startsWith("role")) return ["role", "AWS::IAM::Role"];
  if (argument.startsWith("user")) return ["user", "AWS::IAM::User"];
  if (argument.startsWith("group")) return ["group", "AWS::IAM::Group"];
  return ["permission set", "AWS::SSO::PermissionSet"];
}

export interface Leaf {
  readonly value: Value;
  /** What has to hold for it to be there. */
  readonly when: readonly Condition[];
}

/** The single values in lists and arms, but for nothing and the empty text. */
export function leavesOf(value: Value): readonly Leaf[] {
  const items = value.kind === "list" ? value.items : [value];
  return items
    .flatMap((item) =>
      hasTooManyArms(item) ? armsOf(item).map((arm) => ({ value: arm, when: [] })) : arms(item, []),
    )
    .filter(({ value: leaf }) => leaf.kind !== "null" && knownString(leaf) !== "");
}

function arms(value: Value, when: readonly Condition[]): Leaf[] {
  if (value.kind !== "choice") return [{ value, when }];
  const { condition, then, otherwise } = value;
  return [
    ...(then ? arms(then, [...when, { condition, holds: true }]) : []),
    ...(otherwise ? arms(otherwise, [...when, { condition, holds: false }]) : []),
  ];
}

/**
 * Gives managed policies the kind and the holders that follow from their use. One that is attached
 * and a boundary too is judged as both.
 */
export function withAttachments(
  policies: readonly Policy[],
  attached: Attachments,
  configuration: Configuration,
  isElsewhere: (holder: string) => boolean,
): readonly Policy[] {
  const uses = new Map<string, Partial<Policy>>();
  for (const [address, holders] of attached.holders) {
    const own = [...holders.keys()].filter((holder) => !isElsewhere(holder));
    const [owner] = own;
    const conditional = [...holders].filter(([, when]) => when.length > 0);
    uses.set(configuration.address(address), {
      ...(owner !== undefined && own.length === 1 && { owner: configuration.address(owner) }),
      ...((holders.size > 1 || own.length === 0) && {
        attachedTo: [...holders.keys()].map((holder) => configuration.address(holder)),
      }),
      ...(conditional.length > 0 && {
        attachedWhen: new Map(
          conditional.map(([holder, when]) => [configuration.address(holder), when]),
        ),
      }),
    });
  }
  const boundaries = new Set(
    [...attached.boundaries].map((address) => configuration.address(address)),
  );
  return policies.flatMap((policy): Policy[] => {
    const { address } = policy;
    const use = uses.get(address);
    const whole = use === undefined ? policy : { ...policy, ...use };
    if (!boundaries.has(address)) return [whole];
    if (use === undefined) return [{ ...policy, kind: "boundary" }];
    return [whole, { ...policy, address: `${address} as a boundary`, kind: "boundary" }];
  });
}
