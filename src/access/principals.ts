import type { Inventory, Owner } from "../policy/inventory.ts";
import { holdersOf, type Policy } from "../policy/policy.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { displayText, type TextValue, type When } from "../policy/text-value.ts";
import { grouped } from "../text/grouped.ts";
import { type ManagedDocument, managedDocument } from "./managed-document.ts";
import type { PolicySet } from "./policy-set.ts";

/**
 * A principal of the repository with every policy that bears on what it may do: the *rich* view. What
 * is attached and not in the repository is named in `opaque`.
 */
export interface AccessPrincipal {
  /** Of the owner; of the policy, when its owner is not in the repository. */
  readonly address: string;
  /** As a CloudFormation type: `AWS::IAM::Role`. */
  readonly type: string;
  readonly owner?: Owner;
  /** True when it is a policy whose holders are not in the repository: whoever holds it. */
  readonly isPolicyAlone: boolean;
  /** True when it stands elsewhere, and only what the repository attaches to it is known. */
  readonly isElsewhere: boolean;
  /** Inline and managed policies, those of a user's groups included: one union. */
  readonly identity: readonly Policy[];
  /** Its permissions boundary; absent: none, or not in the repository. */
  readonly boundary?: Policy;
  /** Who may assume it (roles only). */
  readonly trust: readonly Policy[];
  /** Attached policies whose content is not known: their ARNs or names, for people, each once. */
  readonly opaque: readonly string[];
  /** True when it has a boundary whose content is not known. */
  readonly hasUnknownBoundary: boolean;
  /** What it may do: grants and limits. */
  readonly policies: PolicySet;
  /** Where the documents of `policies` come from: those of the grants, then those of the limits. */
  readonly sources: readonly DocumentSource[];
}

/**
 * A policy of the repository, or a managed policy of AWS's that is known by its content; `value` is what
 * attaches it: one of the `foreignPolicies`, or the boundary, of its holder.
 */
export type DocumentSource =
  | { readonly policy: Policy }
  | { readonly managed: ManagedDocument; readonly value: TextValue };

export const principalTypes: ReadonlySet<string> = new Set([
  "AWS::IAM::Role",
  "AWS::IAM::User",
  "AWS::IAM::Group",
  "AWS::SSO::PermissionSet",
]);

/**
 * Every principal of one side, in the order of their addresses: those that the repository declares,
 * those elsewhere that it attaches policies to, and for a policy that nobody in it holds the policy
 * itself. The answer is kept with the inventory.
 */
export function principalsOf(inventory: Inventory): readonly AccessPrincipal[] {
  const known = principalsByInventory.get(inventory);
  if (known) return known;
  const principals = readPrincipals(inventory);
  principalsByInventory.set(inventory, principals);
  return principals;
}

const principalsByInventory = new WeakMap<Inventory, readonly AccessPrincipal[]>();

function readPrincipals({ policies, owners, elsewhere = [] }: Inventory): AccessPrincipal[] {
  const principals = new Map(
    [...elsewhere, ...owners]
      .filter(({ type }) => principalTypes.has(type))
      .map((owner) => [owner.address, owner]),
  );
  const holdings = new Map<string, Policy[]>();
  const alone: Policy[] = [];
  for (const policy of policies) {
    const { kind } = policy;
    if (kind !== "identity" && kind !== "permission-set" && kind !== "trust") continue;
    const holders = holdersOf(policy).filter((address) => principals.has(address));
    for (const holder of holders) {
      const held = holdings.get(holder);
      if (held) held.push(policy);
      else holdings.set(holder, [policy]);
    }
    if (holders.length === 0 && kind !== "trust") alone.push(policy);
  }
  const byAddress = new Map(policies.map((policy) => [policy.address, policy]));
  const declared = new Set(owners.map(({ address }) => address));
  const side = { declared, principals, holdings, byAddress };
  return [
    ...[...principals.values()].map((owner) => principalOf(owner, side)),
    ...[...grouped(alone, ({ address }) => address)].map(([address, own]) =>
      policyAlone(address, own),
    ),
  ].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

interface SideOfPrincipals {
  /** Addresses of what the repository declares. */
  readonly declared: ReadonlySet<string>;
  readonly principals: ReadonlyMap<string, Owner>;
  readonly holdings: ReadonlyMap<string, readonly Policy[]>;
  readonly byAddress: ReadonlyMap<string, Policy>;
}

function principalOf(owner: Owner, side: SideOfPrincipals): AccessPrincipal {
  const own = side.holdings.get(owner.address) ?? [];
  const trust = own.filter(({ kind }) => kind === "trust");
  const groups = (owner.groups ?? []).flatMap((address) => side.principals.get(address) ?? []);
  const held = [owner, ...groups].flatMap((holder) => grantsOf(holder, side));
  const foreign = [owner, ...groups].flatMap(({ foreignPolicies = [] }) => foreignPolicies);
  const opaque: TextValue[] = [];
  const managed = foreign.flatMap((value) => {
    const found = managedDocument(displayText(value));
    if (found) {
      return [{ source: { managed: found, value }, document: under(found.document, value.when) }];
    }
    opaque.push(value);
    return [];
  });
  const limit = boundaryOf(owner, side);
  const grants = [...held, ...managed];
  return {
    address: owner.address,
    type: owner.type,
    owner,
    isPolicyAlone: false,
    isElsewhere: !side.declared.has(owner.address),
    identity: held.map(({ source }) => source.policy),
    ...(limit && "policy" in limit.source && { boundary: limit.source.policy }),
    trust,
    opaque: [...new Set(opaque.map(opaqueName))],
    hasUnknownBoundary: owner.permissionsBoundary !== undefined && !limit,
    policies: {
      grants: grants.map(({ document }) => document),
      ...(limit && { limits: [[limit.document]] }),
    },
    sources: [...grants, ...(limit ? [limit] : [])].map(({ source }) => source),
  };
}

function policyAlone(address: string, own: readonly Policy[]): AccessPrincipal {
  return {
    address,
    type: "AWS::IAM::Role",
    isPolicyAlone: true,
    isElsewhere: false,
    identity: own,
    trust: [],
    opaque: [],
    hasUnknownBoundary: false,
    policies: { grants: own.map(({ document }) => document) },
    sources: own.map((policy) => ({ policy })),
  };
}

interface Granted {
  readonly source: { readonly policy: Policy };
  readonly document: PolicyDocument;
}

function grantsOf({ address }: Owner, { holdings }: SideOfPrincipals): Granted[] {
  return (holdings.get(address) ?? [])
    .filter(({ kind }) => kind !== "trust")
    .map((policy) => ({
      source: { policy },
      document: under(policy.document, policy.attachedWhen?.get(address)),
    }));
}

function boundaryOf(
  { permissionsBoundary, boundaryPolicy }: Owner,
  { byAddress }: SideOfPrincipals,
): { readonly source: DocumentSource; readonly document: PolicyDocument } | undefined {
  const policy = boundaryPolicy === undefined ? undefined : byAddress.get(boundaryPolicy);
  if (policy) return { source: { policy }, document: policy.document };
  const isSure = permissionsBoundary && !permissionsBoundary.when?.length;
  const managed = isSure ? managedDocument(displayText(permissionsBoundary)) : undefined;
  return (
    permissionsBoundary &&
    managed && { source: { managed, value: permissionsBoundary }, document: managed.document }
  );
}

function opaqueName(text: TextValue): string {
  const conditions = (text.when ?? []).map(
    ({ condition, holds }) => `${holds ? "" : "not "}${condition.reference}`,
  );
  const name = displayText(text);
  return conditions.length > 0 ? `${name} (only if ${conditions.join(" and ")})` : name;
}

/** The document where it counts only under further conditions. */
function under(document: PolicyDocument, when: readonly When[] = []): PolicyDocument {
  if (when.length === 0) return document;
  const statements = document.statements.map((statement) => ({
    ...statement,
    when: [...statement.when, ...when],
  }));
  return { ...document, statements };
}
