import type { Inventory, Owner } from "../policy/inventory.ts";
import type { Policy, PolicyKind } from "../policy/policy.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { displayText, knownText } from "../policy/text-value.ts";
import { grouped } from "../text/grouped.ts";
import type { StatementNumbers } from "./canonical-statement.ts";
import type { PolicySet } from "./policy-set.ts";
import {
  type AccessPrincipal,
  type DocumentSource,
  principalsOf,
  principalTypes,
} from "./principals.ts";

/**
 * What an entry of the access difference is about. `identity`: all that a principal may do. `trust`:
 * who may assume the role. `resource`: who may do what with it. `deny`: what Deny statements forbid to
 * those whose Allows are not known here. The others are limits: what they let through.
 */
export type SubjectKind =
  | "identity"
  | "trust"
  | "resource"
  | "deny"
  | "boundary"
  | "session"
  | "vpc-endpoint"
  | "scp"
  | "rcp";

/** A principal, a resource or a limit of one side. */
export interface Subject {
  readonly address: string;
  /** Only subjects of one group are taken for the same. */
  readonly group: "principal" | "policy" | "resource" | Limit;
  /** As a CloudFormation type; absent for a policy whose holders are not known. */
  readonly type?: string;
  /** Known text. */
  readonly name?: string;
  readonly variantOf?: string;
  /** Where its configuration or template stands: that of the root, not of a module. */
  readonly directory: string;
  /** True when it is there on both sides, whether or not the repository has anything for it. */
  readonly isElsewhere: boolean;
  readonly parts: ReadonlyMap<SubjectKind, SubjectPart>;
  /**
   * All that it says, for comparison with what was read with the same numbers: equal texts surely
   * mean equal access.
   */
  readonly content: string;
}

interface Found extends Omit<Subject, "parts" | "content"> {
  readonly parts: readonly (readonly [SubjectKind, Part])[];
}

/** Kinds of policies that grant nothing by themselves. */
type Limit = "boundary" | "session" | "vpc-endpoint" | "scp" | "rcp";

/** The policies of one kind. */
export interface Part {
  readonly set: PolicySet;
  /** Of the documents of `set`, in its order. */
  readonly sources: readonly DocumentSource[];
  /** Attached policies of unknown content: names for people. */
  readonly opaque: readonly string[];
  /** A boundary whose content is not known. */
  readonly unknownBoundary?: string;
}

interface SubjectPart extends Part {
  /** As of `Subject`. */
  readonly content: string;
}

/**
 * Everything of one side that can differ, in the order of the addresses.
 *
 * @param numbers shared by the two sides that are compared.
 */
export function subjectsOf(inventory: Inventory, numbers: StatementNumbers): readonly Subject[] {
  return findSubjects(inventory).map((found) => withContent(found, numbers));
}

function findSubjects(inventory: Inventory): Found[] {
  const principals = principalsOf(inventory);
  const owners = new Map(inventory.owners.map((owner) => [owner.address, owner]));
  const held = new Set(
    principals.flatMap(({ isPolicyAlone, trust }) => (isPolicyAlone ? [] : trust)),
  );
  const boundaries = new Set(principals.map(({ boundary }) => boundary?.document));
  const others = inventory.policies.filter((policy) => {
    if (policy.kind === "trust") return !held.has(policy);
    if (policy.kind === "boundary") return !boundaries.has(policy.document);
    return policy.kind !== "identity" && policy.kind !== "permission-set";
  });
  const ofOwner = grouped(
    others,
    ({ owner, address, kind }) => `${groupOf(kind)} ${owner ?? address}`,
  );
  return [
    ...principals.filter((principal) => !isMereName(principal)).map(principalSubject),
    ...[...ofOwner.values()].map((policies) => policySubject(policies, owners)),
    ...inventory.owners.flatMap((owner) => withoutPolicy(owner, ofOwner)),
  ];
}

/**
 * A variant that has no policy at all differs from the plain principal by its name or tags alone: what
 * it may do is said of that one.
 */
function isMereName({
  owner,
  trust,
  policies,
  opaque,
  hasUnknownBoundary,
}: AccessPrincipal): boolean {
  if (owner?.variantOf === undefined || hasUnknownBoundary) return false;
  const { grants, limits = [] } = policies;
  return grants.length + limits.length + trust.length + opaque.length === 0;
}

/** A resource that has no policy is there all the same: a policy that it gets or loses changes it. */
function withoutPolicy(
  { address, type, variantOf, name, range }: Owner,
  ofOwner: ReadonlyMap<string, unknown>,
): Found[] {
  if (principalTypes.has(type) || variantOf !== undefined) return [];
  const group = type === "AWS::EC2::VPCEndpoint" ? "vpc-endpoint" : "resource";
  if (ofOwner.has(`${group} ${address}`)) return [];
  const known = name && knownText(name);
  return [
    {
      address,
      group,
      type,
      ...(known && { name: known }),
      directory: directoryOf({ range }),
      isElsewhere: false,
      parts: [],
    },
  ];
}

/** Policies that principals may hold, by address: each as a subject of its own, whoever holds it. */
export function policySubjects(
  { policies }: Inventory,
  numbers: StatementNumbers,
): ReadonlyMap<string, Subject> {
  const own = policies.filter(
    ({ kind }) => kind === "identity" || kind === "permission-set" || kind === "boundary",
  );
  return new Map(
    [...grouped(own, ({ address }) => address)].map(([address, group]) => [
      address,
      withContent(aloneSubject(address, group, group[0]?.variantOf), numbers),
    ]),
  );
}

function principalSubject(principal: AccessPrincipal): Found {
  const { address, type, owner, isPolicyAlone, identity, trust, policies, sources } = principal;
  if (isPolicyAlone) return aloneSubject(address, identity, identity[0]?.variantOf);
  const { opaque, hasUnknownBoundary } = principal;
  const limit = owner?.permissionsBoundary;
  const own: Part = {
    set: policies,
    sources,
    opaque,
    ...(hasUnknownBoundary && limit && { unknownBoundary: displayText(limit) }),
  };
  const name = owner?.name && knownText(owner.name);
  return {
    address,
    group: "principal",
    type,
    ...(name && { name }),
    ...(owner?.variantOf !== undefined && { variantOf: owner.variantOf }),
    directory: directoryOf(identity[0] ?? trust[0] ?? owner),
    isElsewhere: principal.isElsewhere,
    parts: [
      ["identity", own],
      // What its own policies allow is known; what the others allow is not.
      ...(opaque.length > 0 ? [["deny", deniesOf(policies.grants, sources)] as const] : []),
      ...(trust.length > 0 ? [["trust", ofPolicies(trust)] as const] : []),
    ],
  };
}

function aloneSubject(
  address: string,
  policies: readonly Policy[],
  variantOf: string | undefined,
): Found {
  const own = ofPolicies(policies);
  return {
    address,
    group: "policy",
    ...(variantOf !== undefined && { variantOf }),
    directory: directoryOf(policies[0]),
    isElsewhere: false,
    parts: [
      ["identity", own],
      ["deny", deniesOf(own.set.grants, own.sources)],
    ],
  };
}

function policySubject(policies: readonly Policy[], owners: ReadonlyMap<string, Owner>): Found {
  const [first] = policies as readonly [Policy, ...Policy[]];
  const owner = first.owner === undefined ? undefined : owners.get(first.owner);
  const name = owner?.name && knownText(owner.name);
  const type = first.resourceType ?? owner?.type;
  const variantOf = owner ? owner.variantOf : first.variantOf;
  const own = ofPolicies(policies);
  const kind = first.kind === "trust" ? "trust" : groupOf(first.kind);
  return {
    address: first.owner ?? first.address,
    group: groupOf(first.kind),
    ...(type !== undefined && { type }),
    ...(name && { name }),
    ...(variantOf !== undefined && { variantOf }),
    directory: directoryOf(first),
    isElsewhere: false,
    parts: [
      [kind, own],
      ...(kind === "resource" ? [["deny", deniesOf(own.set.grants, own.sources)] as const] : []),
    ],
  };
}

/** The outermost call is in the root. */
function directoryOf(at: Pick<Policy, "calls" | "range"> | undefined): string {
  const file = (at?.calls?.at(-1) ?? at?.range)?.file ?? "";
  return file.slice(0, file.lastIndexOf("/") + 1);
}

function groupOf(kind: PolicyKind): Exclude<Subject["group"], "principal" | "policy"> {
  switch (kind) {
    case "boundary":
    case "session":
    case "vpc-endpoint":
    case "scp":
    case "rcp":
      return kind;
    default:
      return "resource";
  }
}

function withContent({ parts, ...found }: Found, numbers: StatementNumbers): Subject {
  const read = parts.map(
    ([kind, part]) => [kind, { ...part, content: contentOf(part, numbers) }] as const,
  );
  return {
    ...found,
    parts: new Map(read),
    content: read.map(([kind, { content }]) => `${kind} ${content}`).join("\n"),
  };
}

function contentOf({ set, opaque, unknownBoundary }: Part, numbers: StatementNumbers): string {
  const layers = [set.grants, ...(set.limits ?? [])].map((documents) =>
    [...new Set(documents.flatMap((document) => numbers.of(document)))].sort((a, b) => a - b),
  );
  return JSON.stringify([layers, opaque.toSorted(), unknownBoundary ?? null]);
}

function ofPolicies(policies: readonly Policy[]): Part {
  return {
    set: { grants: policies.map(({ document }) => document) },
    sources: policies.map((policy) => ({ policy })),
    opaque: [],
  };
}

/**
 * The Deny statements as if they allowed: what is "granted" then is forbidden. For comparing what is
 * forbidden where nothing is known about what is allowed.
 */
export function deniesOf(
  documents: readonly PolicyDocument[],
  sources: readonly DocumentSource[],
): Part {
  const flipped = documents.map((document): PolicyDocument => {
    const statements = document.statements.flatMap((statement) =>
      statement.effect === "Deny" ? [{ ...statement, effect: "Allow" as const }] : [],
    );
    return { ...document, statements };
  });
  return { set: { grants: flipped }, sources: sources.slice(0, documents.length), opaque: [] };
}
