import type { Inventory, Owner } from "../policy/inventory.ts";
import type { Policy } from "../policy/policy.ts";
import type { PolicySet } from "./compare-access.ts";

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
  /** Inline and managed policies, those of a user's groups included: one union. */
  readonly identity: readonly Policy[];
  /** Its permissions boundary; absent: none, or not in the repository. */
  readonly boundary?: Policy;
  /** Who may assume it (roles only). */
  readonly trust: readonly Policy[];
  /** Attached policies whose content is not known: their ARNs or names, for people. */
  readonly opaque: readonly string[];
  /** True when it has a boundary whose content is not known. */
  readonly hasUnknownBoundary: boolean;
  /** What it may do: grants and limits. */
  readonly policies: PolicySet;
}

const principalTypes = new Set([
  "AWS::IAM::Role",
  "AWS::IAM::User",
  "AWS::IAM::Group",
  "AWS::SSO::PermissionSet",
]);

/** Every principal of one side, in the order of their addresses. */
export function principalsOf({ policies, owners }: Inventory): AccessPrincipal[] {
  const byAddress = new Map(policies.map((policy) => [policy.address, policy]));
  const owned = new Map<string, Policy[]>();
  for (const policy of policies) {
    for (const holder of holdersOf(policy))
      owned.set(holder, [...(owned.get(holder) ?? []), policy]);
  }
  const known = new Map(owners.map((owner) => [owner.address, owner]));
  const addresses = new Set([
    ...owned.keys(),
    ...owners.filter(({ type }) => principalTypes.has(type)).map(({ address }) => address),
  ]);
  return [...addresses].sort().flatMap((address) => {
    const owner = known.get(address);
    if (owner && !principalTypes.has(owner.type)) return [];
    const own = owned.get(address) ?? [];
    const identity = own.filter(({ kind }) => kind === "identity" || kind === "permission-set");
    const trust = own.filter(({ kind }) => kind === "trust");
    if (!owner && identity.length === 0) return [];
    const boundary =
      owner?.boundaryPolicy === undefined ? undefined : byAddress.get(owner.boundaryPolicy);
    return [
      {
        address,
        type: owner?.type ?? "AWS::IAM::Role",
        ...(owner && { owner }),
        identity,
        ...(boundary && { boundary }),
        trust,
        opaque: [],
        hasUnknownBoundary: owner?.permissionsBoundary !== undefined && boundary === undefined,
        policies: {
          grants: identity.map(({ document }) => document),
          ...(boundary && { limits: [[boundary.document]] }),
        },
      },
    ];
  });
}

function holdersOf({ address, owner, attachedTo }: Policy): readonly string[] {
  if (attachedTo && attachedTo.length > 0) return attachedTo;
  return [owner ?? address];
}
