import type { GrantChange } from "./classify.ts";
import type { AccessEntry, ReviewAccess } from "./review.ts";

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
function entriesByAddress(
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
