import type { Finding, Reporter } from "../../findings/finding.ts";
import { rules } from "../../rules/index.ts";
import { grouped } from "../../text/grouped.ts";
import type { Range } from "../../text/range.ts";
import type { PolicyText, SentNode } from "./policy-text.ts";
import type { PolicyVerdict, ValidatedFinding } from "./translate.ts";

/** The findings of both, and those of the offline engine that AWS's answer contradicts. */
export interface MergedFindings {
  readonly findings: readonly Finding[];
  readonly withdrawn: readonly Finding[];
}

const both: readonly Reporter[] = ["offline", "access-analyzer"];

/**
 * One voice: the same code at the same place is one finding that both report. Where the finding
 * types differ, AWS's counts. What only one of them reports stays, except for names that AWS knows
 * and our catalogue does not have yet.
 */
export function mergeFindings(
  offline: readonly Finding[],
  verdicts: readonly PolicyVerdict[],
): MergedFindings {
  const merged = new Map<Finding, Finding>(offline.map((finding) => [finding, finding]));
  const byAddress = grouped(offline, ({ address }) => address);
  const otherCodes = new Map<Finding, Set<string>>();
  const added: Finding[] = [];
  for (const { policy, findings } of verdicts) {
    const ours = byAddress.get(policy.address) ?? [];
    for (const theirs of findings) {
      const same = sameFindings(ours, theirs);
      for (const finding of same) merged.set(finding, confirmed(finding, theirs.finding));
      if (same.length > 0) continue;
      const stronger = strongerFindings(ours, theirs);
      for (const finding of stronger) {
        const codes = otherCodes.get(finding) ?? new Set();
        otherCodes.set(finding, codes.add(theirs.finding.issueCode));
      }
      if (stronger.length === 0) added.push(theirs.finding);
    }
  }
  for (const [finding, codes] of otherCodes) {
    merged.set(finding, alsoReported(merged.get(finding) ?? finding, codes));
  }
  const withdrawn = new Set(
    verdicts.flatMap((verdict) =>
      contradicted(byAddress.get(verdict.policy.address) ?? [], verdict),
    ),
  );
  return {
    findings: [
      ...offline
        .filter((finding) => !withdrawn.has(finding))
        .map((each) => merged.get(each) ?? each),
      ...added,
    ],
    withdrawn: [...withdrawn],
  };
}

/** Those at exactly one of the places, else those that overlap with one. */
function sameFindings(ours: readonly Finding[], { finding, places }: ValidatedFinding): Finding[] {
  const same = ours.filter(({ issueCode }) => issueCode === finding.issueCode);
  const exact = same.filter(({ at }) => places.some((place) => isSame(at, place)));
  return exact.length > 0 ? exact : same.filter((each) => touches(each, places));
}

/** A code of ours that says the same with more reach, at the same place. */
function strongerFindings(
  ours: readonly Finding[],
  { finding, places }: ValidatedFinding,
): Finding[] {
  const codes = rules.find(({ issueCode }) => issueCode === finding.issueCode)?.yieldsTo ?? [];
  return ours.filter((each) => codes.includes(each.issueCode) && touches(each, places));
}

function touches({ at, related }: Finding, places: readonly Range[]): boolean {
  const ours = [at, ...related.map(({ range }) => range)];
  return ours.some((range) => places.some((place) => overlaps(range, place)));
}

/** What AWS says itself is certain. */
function confirmed({ confidence: _, ...ours }: Finding, theirs: Finding): Finding {
  if (ours.findingType === theirs.findingType) return { ...ours, reportedBy: both };
  const note = `AWS reports this as ${theirs.findingType}, which counts; offline it is ${ours.findingType}.`;
  return {
    ...ours,
    findingType: theirs.findingType,
    details: `${ours.details} ${note}`,
    reportedBy: both,
  };
}

/** AWS has no code for the whole of it: its own ones are named. */
function alsoReported(ours: Finding, codes: ReadonlySet<string>): Finding {
  const names = [...codes].map((code) => `\`${code}\``).join(", ");
  return { ...ours, details: `${ours.details} AWS reports it as ${names}.` };
}

/**
 * Codes that say "there is no such thing". What exists is AWS's to know, and a catalogue of ours is
 * always some days old.
 */
const catalogueCodes: ReadonlySet<string> = new Set([
  "INVALID_ACTION",
  "INVALID_ARN_REGION",
  "INVALID_GLOBAL_CONDITION_KEY",
  "INVALID_REGION",
  "INVALID_SERVICE",
  "INVALID_SERVICE_CONDITION_KEY",
  "INVALID_SERVICE_IN_ACTION",
]);

/**
 * Findings of ours about names that AWS was sent as they are, in a document that it could read, and
 * found nothing wrong with.
 */
function contradicted(ours: readonly Finding[], verdict: PolicyVerdict): Finding[] {
  const { answered, doubts, findings, texts, policy } = verdict;
  if (!answered || doubts.length > 0) return [];
  const whole = policy.document.statementKey ?? policy.document.range;
  const errors = findings.filter(({ finding }) => finding.findingType === "ERROR");
  if (errors.some(({ places }) => places.some((place) => isSame(place, whole)))) return [];
  return ours.filter(
    ({ issueCode, at }) =>
      catalogueCodes.has(issueCode) &&
      texts.every(({ root }) => wasSent(root, at)) &&
      !findings.some(
        ({ finding, places }) =>
          (finding.findingType === "ERROR" || finding.issueCode === issueCode) &&
          places.some((place) => overlaps(place, at)),
      ),
  );
}

/** True when a text or name at the range was sent, and wholly known. */
function wasSent(root: PolicyText["root"], at: Range): boolean {
  const pending: SentNode[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.value && node.standIn === "none" && isSame(node.range, at)) return true;
    pending.push(...node.items);
    for (const { key, value } of node.members) pending.push(key, value);
  }
  return false;
}

function isSame(first: Range, second: Range): boolean {
  return first.start === second.start && first.end === second.end && first.file === second.file;
}

function overlaps(first: Range, second: Range): boolean {
  return first.file === second.file && first.start < second.end && second.start < first.end;
}
