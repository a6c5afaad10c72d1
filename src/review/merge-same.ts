import type { Finding } from "../findings/finding.ts";
import { fingerprint } from "../findings/identity.ts";
import { groupsBy } from "../text/grouped.ts";
import type { ClassifiedFinding } from "./classify.ts";

/** What was found at one place, whatever it is about: one finding. */
export function mergePlaces(findings: readonly Finding[]): Finding[] {
  return merged(findings, placeKey);
}

/** What several found alike: at one place, about one policy. */
export function mergeReporters(findings: readonly Finding[]): Finding[] {
  return merged(findings, (finding) =>
    JSON.stringify([placeKey(finding), finding.address, finding.subject]),
  );
}

/**
 * A document that is reached in several ways (as a raw file and through `file()`, attached to two
 * roles, in a module that is called twice) is one decision of the developer: what a rule finds at one
 * place of it is one finding. It is known by its use in the configuration rather than as a mere file.
 *
 * What the uses make of it may differ, by the values of variables: what is new of one use does not hide
 * behind what was there of another. A further use of what was there makes a finding new only where it
 * opens something: whoever is new has that access from now on. What is merely against good practice was
 * decided with the first use.
 *
 * @param atBase the addresses that stand at base.
 */
export function mergeClassified(
  classified: readonly ClassifiedFinding[],
  atBase: ReadonlySet<string>,
): ClassifiedFinding[] {
  const places = groupsBy(classified, ({ finding, state }) =>
    JSON.stringify([placeKey(finding), state === "fixed"]),
  );
  return places.flatMap((all) => {
    const uses = all.filter(({ finding }) => !isMereFile(finding));
    const alike = groupsBy(uses.length > 0 ? uses : all, ({ finding }) => finding.subject);
    const decisions = alike.flatMap((each) => withoutFurtherUses(each, atBase));
    return groupsBy(decisions, ({ state }) => state).map(oneState);
  });
}

/** @param alike with the same subject. */
function withoutFurtherUses(
  alike: readonly ClassifiedFinding[],
  atBase: ReadonlySet<string>,
): readonly ClassifiedFinding[] {
  if (!alike.some(({ state }) => state === "pre-existing")) return alike;
  return alike.filter(
    ({ state, finding: { address, findingType } }) =>
      state === "pre-existing" ||
      findingType === "SECURITY_WARNING" ||
      (address !== undefined && atBase.has(address)),
  );
}

/** Where it is about several things, its fingerprint names all: who accepts it accepts no further one. */
function oneState(same: readonly ClassifiedFinding[]): ClassifiedFinding {
  const [first] = same as readonly [ClassifiedFinding];
  const finding = withReporters(same.map((each) => each.finding));
  const different = groupsBy(same, (each) => each.finding.subject);
  if (different.length === 1) return { ...first, finding };
  const subject = JSON.stringify(different.map(([each]) => each?.fingerprint).sort());
  return { ...first, finding, fingerprint: fingerprint({ ...first.finding, subject }, 0) };
}

function merged(findings: readonly Finding[], keyOf: (finding: Finding) => string): Finding[] {
  return groupsBy(findings, keyOf).map((same) => {
    const uses = same.filter((finding) => !isMereFile(finding));
    const others = same.filter(isMereFile);
    return withReporters([...uses, ...others]);
  });
}

/** The first, with all who found it: AWS may have been asked about one of the ways only. */
function withReporters(findings: readonly Finding[]): Finding {
  const [first] = findings as readonly [Finding];
  if (findings.length === 1) return first;
  const named = findings.flatMap(({ reportedBy = ["offline"] }) => reportedBy);
  const reportedBy = (["offline", "access-analyzer"] as const).filter((each) =>
    named.includes(each),
  );
  return { ...first, reportedBy };
}

function isMereFile({ address, at }: Finding): boolean {
  return address === at.file;
}

function placeKey({ issueCode, at: { file, start, end } }: Finding): string {
  return JSON.stringify([issueCode, file, start, end]);
}
