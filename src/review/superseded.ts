import type { Finding } from "../findings/finding.ts";
import { type ClassifiedFinding, isAboutGrant, place } from "./classify.ts";
import { entriesByAddress } from "./grant-change.ts";
import type { AccessEntry, ReviewAccess } from "./review.ts";

/** Rules whose findings are about what is allowed, though their subject is the path that it opens. */
const pathCodes: ReadonlySet<string> = new Set([
  "CI_ROLE_CAN_CHANGE_ITSELF",
  "ESCALATION_THROUGH_ROLE",
  "PASS_ROLE_STRONGER_THAN_CALLER",
  "PRIVILEGE_ESCALATION_PATH",
  "ROLE_CREATION_WITHOUT_BOUNDARY",
]);

/**
 * Leaves out what counts as fixed only because a finding about a wider grant took its place: below an
 * administrator nobody looks at `s3:*`. Where the principal or policy has a new finding, is allowed
 * more, and has provably lost nothing, nothing of what it was allowed is mended.
 *
 * @param access asked for only when there is such a finding.
 */
export function withoutSuperseded(
  classified: readonly ClassifiedFinding[],
  access: () => ReviewAccess | undefined,
): readonly ClassifiedFinding[] {
  const worse = new Set(
    classified
      .filter(({ state }) => state === "introduced" || state === "widened")
      .map(({ finding }) => place(finding)),
  );
  const mayBe = ({ state, finding }: ClassifiedFinding): boolean =>
    state === "fixed" && worse.has(place(finding)) && isAboutAccess(finding);
  if (!classified.some(mayBe)) return classified;
  const difference = access();
  if (!difference || difference.notCompared.length > 0) return classified;
  const byAddress = entriesByAddress(difference.entries);
  const isWider = (finding: Finding): boolean => {
    const entries = [...(byAddress.get(place(finding)) ?? [])];
    return entries.length > 0 && entries.every(hasOnlyMore);
  };
  return classified.filter((each) => !(mayBe(each) && isWider(each.finding)));
}

function isAboutAccess(finding: Finding): boolean {
  return isAboutGrant(finding) || pathCodes.has(finding.issueCode);
}

function hasOnlyMore({ granted, removed, undecided, opaque }: AccessEntry): boolean {
  return (
    granted.some(({ practical }) => practical) &&
    removed.length === 0 &&
    undecided.length === 0 &&
    opaque.removed.length === 0
  );
}
