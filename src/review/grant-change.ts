import { accessDifference, type SubjectDifference } from "../access/access-difference.ts";
import type { Finding } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import type { Policy } from "../policy/policy.ts";
import { isWithin, type Range } from "../text/range.ts";
import type { GrantChange } from "./classify.ts";
import type { AccessEntry, ReviewAccess } from "./review.ts";

/**
 * Tells whether the policy at an address says that more is allowed than before, whoever holds it and
 * whatever a Deny or a boundary takes away again.
 *
 * Those that hold it may have all of that already; another one gets it later, or the Deny goes, and then
 * nothing at the policy is new. And one document may stand behind several policies.
 */
export function writtenGrantChanges(
  base: Inventory,
  head: Inventory,
): (address: string) => GrantChange {
  const { entries, notCompared } = accessDifference(writtenAlone(base), writtenAlone(head));
  const left = new Set(notCompared);
  const byAddress = new Map<string, SubjectDifference[]>();
  for (const entry of entries) {
    const sources = entry.grantedFrom.flatMap((source) =>
      "policy" in source ? [source.policy.address] : [],
    );
    for (const address of new Set([entry.address, ...sources])) {
      byAddress.set(address, [...(byAddress.get(address) ?? []), entry]);
    }
  }
  return (address) => {
    const about = byAddress.get(address) ?? [];
    if (about.some(({ granted }) => granted.lines.some(({ practical }) => practical)))
      return "more";
    const isOpen = left.size > 0 || about.some(({ granted }) => granted.undecided.length > 0);
    return isOpen ? "undecided" : "no more";
  };
}

/** The policies without their holders and without what they deny. */
function writtenAlone({ policies }: Inventory): Inventory {
  return { policies: policies.map(allowsOf), owners: [], notJudged: [] };
}

function allowsOf(policy: Policy): Policy {
  const { document } = policy;
  const statements = document.statements.filter(({ effect }) => effect !== "Deny");
  return { ...policy, document: { ...document, statements } };
}

/**
 * Tells whether a statement gives something new to a principal or resource that stands on both sides. A
 * policy that has the grant at another address was not renamed then, it was given to somebody else.
 */
export function newGrants(base: Inventory, head: Inventory): (finding: Finding) => boolean {
  const ranges = new Map<string, Range[]>();
  for (const entry of accessDifference(base, head).entries) {
    if (entry.state !== "changed" || entry.renamedFrom !== undefined) continue;
    for (const { policy, statementIndex, practical } of entry.granted.lines) {
      const source = entry.grantedFrom[policy];
      if (!practical || entry.sides.granted !== "head" || !source || "managed" in source) continue;
      const { address, document } = source.policy;
      const statement = document.statements.find(({ index }) => index === statementIndex);
      if (statement) ranges.set(address, [...(ranges.get(address) ?? []), statement.range]);
    }
  }
  return ({ address, at }) =>
    (ranges.get(address ?? at.file) ?? []).some((range) => isWithin(at, range));
}

/**
 * Tells whether the policy or principal at an address gives more than before. "No more" takes a proof: for
 * the whole change, or for each principal that has to do with the address.
 */
export function grantChanges(access: ReviewAccess): (address: string) => GrantChange {
  const { entries, newAccess, notCompared } = access;
  if (newAccess === "none" || newAccess === "none judged") return () => "no more";
  const byAddress = entriesByAddress(entries);
  return (address) => {
    const about = [...(byAddress.get(address) ?? [])];
    if (about.some((entry) => grantsAt(entry, address))) return "more";
    const isProved = about.length > 0 && notCompared.length === 0 && !about.some(mayGrant);
    return isProved ? "no more" : "undecided";
  };
}

/** By the principal's address, and by those of the policies whose statements are in its difference. */
export function entriesByAddress(
  entries: readonly AccessEntry[],
): ReadonlyMap<string, ReadonlySet<AccessEntry>> {
  const byAddress = new Map<string, Set<AccessEntry>>();
  for (const entry of entries) {
    const { principal, granted, removed, undecided } = entry;
    const policies = [...granted, ...removed, ...undecided].flatMap(
      ({ statement }) => statement?.policy ?? [],
    );
    for (const address of [principal, ...policies]) {
      const same = byAddress.get(address);
      if (same) same.add(entry);
      else byAddress.set(address, new Set([entry]));
    }
  }
  return byAddress;
}

function grantsAt({ principal, granted }: AccessEntry, address: string): boolean {
  return granted.some(
    ({ practical, statement }) =>
      practical && (principal === address || statement?.policy === address),
  );
}

function mayGrant({ granted, undecided, opaque }: AccessEntry): boolean {
  return (
    granted.some(({ practical }) => practical) ||
    undecided.some(({ direction }) => direction === "granted") ||
    opaque.granted.length > 0
  );
}
