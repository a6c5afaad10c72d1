import type { Guard, NotJudged, Owner } from "../policy/inventory.ts";
import { holdersOf, type Policy } from "../policy/policy.ts";
import type { When } from "../policy/text-value.ts";
import type { SourceResult } from "./source.ts";

/**
 * What other values lead to besides what is there with those of `plain`: whatever differs. Of an
 * owner with other access, all policies stay, since they count together. One that differs by its name
 * or tags alone stays without its policies: what they say of it is said of the plain one.
 *
 * @param result its policies and owners say what they are a variant of.
 */
export function differences(result: SourceResult, plain: SourceResult): SourceResult {
  const known = {
    policies: new Set(plain.policies.map(contentOfPolicy)),
    owners: new Set(plain.owners.map(contentOfOwner)),
    guards: new Set((plain.guards ?? []).map(contentOfGuard)),
    reasons: new Set(plain.notJudged.map(contentOfReason)),
  };
  const isOther = (policy: Policy): boolean => !known.policies.has(contentOfPolicy(policy));
  const before = accessOfOwners(plain);
  const after = accessOfOwners(result);
  const isChanged = ({ address, variantOf = "" }: Owner): boolean =>
    before.get(variantOf) !== after.get(address);
  const changed = new Set([
    ...result.policies.filter(isOther).flatMap(holdersOf),
    ...ownersOf(result)
      .filter(isChanged)
      .map(({ address }) => address),
  ]);
  const boundaries = new Set(
    result.owners
      .filter(({ address }) => changed.has(address))
      .map(({ boundaryPolicy }) => boundaryPolicy),
  );
  const elsewhere = (result.elsewhere ?? []).filter(({ address }) => changed.has(address));
  const guards = (result.guards ?? []).filter((guard) => !known.guards.has(contentOfGuard(guard)));
  return {
    ...(guards.length > 0 && { guards }),
    ...(elsewhere.length > 0 && { elsewhere }),
    policies: result.policies.filter(
      (policy) =>
        isOther(policy) ||
        boundaries.has(policy.address) ||
        holdersOf(policy).some((holder) => changed.has(holder)),
    ),
    owners: result.owners.filter(
      (owner) => changed.has(owner.address) || !known.owners.has(contentOfOwner(owner)),
    ),
    notJudged: result.notJudged.filter((entry) => !known.reasons.has(contentOfReason(entry))),
    syntaxProblems: result.syntaxProblems,
  };
}

function ownersOf({ owners, elsewhere = [] }: SourceResult): readonly Owner[] {
  return [...owners, ...elsewhere];
}

/** By address: which policies an owner has, what it gets from elsewhere, and what limits it. */
function accessOfOwners(result: SourceResult): ReadonlyMap<string, string> {
  const held = new Map<string, [policy: string, when: readonly When[]][]>();
  for (const policy of result.policies) {
    for (const holder of holdersOf(policy)) {
      const list = held.get(holder) ?? [];
      held.set(holder, list);
      list.push([policy.variantOf ?? policy.address, policy.attachedWhen?.get(holder) ?? []]);
    }
  }
  return new Map(
    ownersOf(result).map(({ address, foreignPolicies, permissionsBoundary, groups }) => {
      const policies = (held.get(address) ?? []).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      const others = [foreignPolicies ?? [], permissionsBoundary ?? null, groups?.length ?? 0];
      return [address, JSON.stringify([policies, ...others], withoutPlaces)];
    }),
  );
}

/** What a policy says, wherever its values are written. */
function contentOfPolicy({ kind, document, range }: Policy): string {
  return `${kind} ${range.file}:${range.start} ${JSON.stringify(document.node, withoutPlaces)}`;
}

function contentOfOwner(owner: Owner): string {
  // Addresses differ by the variant that they are of.
  const { address, variantOf, boundaryPolicy, groups, accessKeys, range, ...facts } = owner;
  const counts = `${accessKeys.length} ${groups?.length ?? 0} ${boundaryPolicy !== undefined}`;
  return `${range.file}:${range.start} ${counts} ${JSON.stringify(facts, withoutPlaces)}`;
}

function contentOfGuard({ type, range, settings, when = [] }: Guard): string {
  return `${type} ${range.file}:${range.start} ${JSON.stringify([settings, when], withoutPlaces)}`;
}

function contentOfReason({ range, reason }: NotJudged): string {
  return `${range.file}:${range.start} ${reason}`;
}

const places = new Set(["anchors", "at", "range"]);

function withoutPlaces(key: string, value: unknown): unknown {
  return places.has(key) ? undefined : value;
}
