import { type Finding, findingTypes } from "../findings/finding.ts";
import { identity } from "../findings/identity.ts";
import { rules } from "../rules/index.ts";
import { writeAdditions } from "../sources/additions/write-additions.ts";
import { applyEdits } from "../text/edit.ts";
import type { ClassifiedFinding } from "./classify.ts";

/** What a side of a change holds, as far as a suggestion may change it. */
export interface SuggestedState {
  /** What the offline engine finds, syntax errors included. */
  readonly findings: readonly Finding[];
  readonly policies: number;
  readonly notJudged: number;
  /** False: the changed text refers to files that are not loaded, so nothing is known for certain. */
  readonly complete: boolean;
}

export interface SuggestedSide {
  readonly texts: ReadonlyMap<string, string>;
  /** Characters that `compare` reads again for a change of these files. */
  cost(files: Iterable<string>): number;
  /**
   * Reads and judges the side with other texts in some files, and as it is; both as far as those
   * files can matter.
   */
  compare(changed: ReadonlyMap<string, string>): {
    readonly before: SuggestedState;
    readonly after: SuggestedState;
    /** Whether somebody has, or may have, more access afterwards. Worked out when it is asked for. */
    readonly grantsMore: () => boolean;
  };
}

/**
 * Rules besides those of type `ERROR` whose fix lets a policy do what it says: until then AWS takes
 * what stands there for something else that grants less.
 */
const meantCodes: ReadonlySet<string> = new Set([
  "MISSING_VERSION",
  "WILDCARD_WITHOUT_LIKE_OPERATOR",
]);

const codesThatMayGrant: ReadonlySet<string> = new Set([
  ...rules.filter(({ findingType }) => findingType === "ERROR").map(({ issueCode }) => issueCode),
  ...meantCodes,
]);

/** Suggestions that are written out in one review: to find what can be referred to takes reading. */
const writtenMax = 400;
/** Suggestions that are tried in one review, the most severe findings first. */
const triedMax = 40;
/** Characters that all tries together may read again: it takes the place of a limit in time. */
const readAgainLengthMax = 8 * 1024 * 1024;

/**
 * Keeps the suggestions that hold what they promise: each is applied to the text on its own, and
 * the side is judged again. The finding must be gone, no other may appear, as much as before must be
 * understood, and nobody may get more access, unless the fix is about a mistake by which the policy
 * grants less than it says; then its title says so. All other suggestions are taken away, and so are those that no try was left
 * for, and those of findings that nobody is asked to fix.
 *
 * @returns the same findings, the most severe first.
 */
export function verifySuggestions(
  classified: readonly ClassifiedFinding[],
  side: SuggestedSide,
): ClassifiedFinding[] {
  let written = writtenMax;
  let tries = triedMax;
  let room = readAgainLengthMax;
  return bySeverity(classified).map((wanted) => {
    if (!wanted.finding.suggestion) return wanted;
    const { state, accepted } = wanted;
    const isWanted = !accepted && (state === "introduced" || state === "widened");
    if (!isWanted || tries === 0 || written === 0) {
      return { ...wanted, finding: withoutSuggestion(wanted.finding) };
    }
    written--;
    const each = { ...wanted, finding: inEdits(wanted.finding, side.texts) };
    const { finding } = each;
    const changed = changedTexts(finding, side.texts);
    const cost = changed ? side.cost(changed.keys()) : 0;
    if (changed && cost <= room) {
      tries--;
      room -= cost;
      const { before, after, grantsMore } = side.compare(changed);
      if (holds(finding, before, after)) {
        if (!grantsMore()) return each;
        if (codesThatMayGrant.has(finding.issueCode))
          return { ...each, finding: granting(finding) };
      }
    }
    return { ...each, finding: withoutSuggestion(finding) };
  });
}

function withoutSuggestion({ suggestion: _, ...rest }: Finding): Finding {
  return rest;
}

/** What is to be added is written in the syntax that stands there. */
function inEdits(finding: Finding, texts: ReadonlyMap<string, string>): Finding {
  const { suggestion, ...rest } = finding;
  const written = suggestion && writeAdditions(suggestion, texts);
  return written ? { ...rest, suggestion: written } : rest;
}

/** Nobody commits access without being told. */
function granting(finding: Finding): Finding {
  const { suggestion } = finding;
  if (!suggestion) return finding;
  const title = `${suggestion.title}. It then grants what it says`;
  return { ...finding, suggestion: { ...suggestion, title } };
}

function bySeverity(classified: readonly ClassifiedFinding[]): ClassifiedFinding[] {
  return classified.toSorted(
    (a, b) =>
      findingTypes.indexOf(a.finding.findingType) - findingTypes.indexOf(b.finding.findingType),
  );
}

function holds(finding: Finding, before: SuggestedState, after: SuggestedState): boolean {
  // What AWS alone has found cannot be asked for again.
  if (!before.findings.some((each) => identity(each) === identity(finding))) return false;
  if (!after.complete || after.policies !== before.policies) return false;
  if (after.notJudged > before.notJudged) return false;
  return isGone(finding, before.findings, after.findings);
}

/** `undefined` when the edits cannot be applied, or change nothing. */
function changedTexts(
  { suggestion }: Finding,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | undefined {
  const changed = new Map<string, string>();
  const edits = suggestion?.edits ?? [];
  for (const file of new Set(edits.map(({ range }) => range.file))) {
    const before = texts.get(file);
    if (before === undefined) return undefined;
    const after = applyEdits(
      before,
      edits.filter(({ range }) => range.file === file),
    );
    if (after === undefined || after === before) return undefined;
    changed.set(file, after);
  }
  return changed.size > 0 ? changed : undefined;
}

/**
 * The finding is no longer among those of its kind, and no kind has more than before. Kinds are
 * counted by policy, since the subject of another finding may change with the text: the statement
 * that it is about reads differently now.
 */
function isGone(finding: Finding, before: readonly Finding[], after: readonly Finding[]): boolean {
  const same = countBy(before, identity).get(identity(finding)) ?? 0;
  if ((countBy(after, identity).get(identity(finding)) ?? 0) >= same) return false;
  const kindsBefore = countBy(before, kind);
  const kindsAfter = countBy(after, kind);
  if ((kindsAfter.get(kind(finding)) ?? 0) >= (kindsBefore.get(kind(finding)) ?? 0)) return false;
  return [...kindsAfter].every(([key, count]) => count <= (kindsBefore.get(key) ?? 0));
}

function kind({ issueCode, address, at }: Finding): string {
  return JSON.stringify([issueCode, address ?? at.file]);
}

function countBy(
  findings: readonly Finding[],
  key: (finding: Finding) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(key(finding), (counts.get(key(finding)) ?? 0) + 1);
  return counts;
}
