import { type Finding, type FindingType, findingTypes } from "../../findings/finding.ts";
import type { Policy } from "../../policy/policy.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../../rules/canonical.ts";
import type { Range } from "../../text/range.ts";
import type { PolicyAnswer, ValidatorFinding } from "../policy-validator.ts";
import { type Located, locate } from "./locate.ts";
import type { PolicyText, SentNode } from "./policy-text.ts";
import type { AskablePolicy } from "./questions.ts";
import { isOfLength, isOfStandIn } from "./stand-ins.ts";

/** What AWS says about one policy, in the terms of the source. */
export interface PolicyVerdict {
  readonly policy: Policy;
  readonly texts: readonly PolicyText[];
  /** True when every text of the policy was answered. */
  readonly answered: boolean;
  readonly findings: readonly ValidatedFinding[];
  /** Issue codes of findings that may be about nothing but stand-ins, one for each finding. */
  readonly leftOut: readonly string[];
  /** What of the answers is missing, in words. */
  readonly problems: readonly string[];
  /** What of the answers could not be understood, in words. */
  readonly doubts: readonly string[];
}

export interface ValidatedFinding {
  readonly finding: Finding;
  /** All places that the answer names. */
  readonly places: readonly Range[];
}

/** Findings of one answer that are read; AWS's own lists are far shorter. */
const findingsMax = 1000;
/** Places of one finding that are read. */
const locationsMax = 100;

/** Places besides the first that a finding shows. */
const relatedMax = 10;

/** @param answerTo the answer to one of the policy's questions, when there is one. */
export function policyVerdict(
  { policy, texts }: AskablePolicy,
  answerTo: (question: AskablePolicy["texts"][number]["question"]) => PolicyAnswer | undefined,
): PolicyVerdict {
  const found = new Map<string, ValidatedFinding>();
  const leftOut = new Map<string, string>();
  const problems = new Set<string>();
  const doubts = new Set<string>();
  let answered = true;
  for (const { text, question } of texts) {
    const answer = answerTo(question);
    if (!answer || !("findings" in answer)) {
      answered = false;
      const isProblem = answer && "problem" in answer;
      problems.add(isProblem ? answer.problem : "AWS gave no answer");
      continue;
    }
    for (const doubt of answer.doubts) doubts.add(doubt);
    if (answer.findings.length > findingsMax) {
      doubts.add(`only the first ${findingsMax} findings of an answer were read`);
    }
    for (const raw of answer.findings.slice(0, findingsMax)) {
      const { places, exact } = locateAll(text, raw);
      if (!exact) doubts.add("AWS named a place outside of the policy");
      const type = knownType(raw.findingType);
      if (!type) {
        doubts.add(
          "AWS named a finding type that is not known here; it counts as a security warning",
        );
      }
      const key = keyOf(raw.issueCode, places);
      const { issueCode, findingType } = raw;
      if (isOfStandIn(issueCode, findingType, places) || isOfLength(issueCode, text)) {
        leftOut.set(key, issueCode);
      } else if (!found.has(key)) found.set(key, validated(policy, raw, type, places));
    }
  }
  return {
    policy,
    texts: texts.map(({ text }) => text),
    answered,
    findings: [...found.values()],
    leftOut: [...leftOut].flatMap(([key, code]) => (found.has(key) ? [] : [code])),
    problems: [...problems],
    doubts: [...doubts],
  };
}

/** Every place of a finding; the whole document where there is none that fits. */
function locateAll(
  policy: PolicyText,
  { locations }: ValidatorFinding,
): { places: readonly Located[]; exact: boolean } {
  let exact = locations.length <= locationsMax;
  const places: Located[] = [];
  for (const location of locations.slice(0, locationsMax)) {
    const found = locate(policy, location);
    exact &&= found?.exact === true;
    if (found) places.push(found.located);
  }
  if (places.length > 0) return { places, exact };
  const root = locate(policy, { path: [] })?.located;
  return { places: root ? [root] : [], exact };
}

function validated(
  policy: Policy,
  raw: ValidatorFinding,
  type: FindingType | undefined,
  places: readonly Located[],
): ValidatedFinding {
  const ranges = distinct(places.map((place) => shownRange(policy, place)));
  const [at = policy.document.range, ...others] = ranges;
  const more = others.length - relatedMax;
  return {
    places: ranges,
    finding: {
      issueCode: raw.issueCode,
      findingType: type ?? "SECURITY_WARNING",
      at,
      locations: places.map(({ range }) => range),
      related: others
        .slice(0, relatedMax)
        .map((range) => ({ range, message: "AWS names this as well" })),
      details: raw.findingDetails + (more > 0 ? ` AWS names ${more} more places.` : ""),
      address: policy.address,
      subject: subject(policy, places),
      controls: [],
      reportedBy: ["access-analyzer"],
      learnMoreLink: raw.learnMoreLink,
    },
  };
}

function knownType(text: string): FindingType | undefined {
  return findingTypes.find((type) => type === text);
}

/** The whole document is shown at its `Statement`, as the rules show it. */
function shownRange({ document }: Policy, { node, around, range }: Located): Range {
  return around.length === 0 && node.kind === "object" ? (document.statementKey ?? range) : range;
}

/** What the finding is about, without places: survives that the policy is moved or rewritten. */
function subject(policy: Policy, places: readonly Located[]): string {
  return places
    .map((place) => {
      const { node, names } = place;
      if (node.value) return `${names.at(-1) ?? ""} ${displayText(node.value.value)}`;
      const statement = statementOf(policy, node);
      return statement ? canonicalStatement(statement) : names.join(" ");
    })
    .join(" / ");
}

function statementOf({ document }: Policy, node: SentNode) {
  const { file, start, end } = node.range;
  return document.statements.find(
    ({ range }) => range.file === file && range.start === start && range.end === end,
  );
}

function keyOf(issueCode: string, places: readonly Located[]): string {
  return JSON.stringify([issueCode, places.map(({ range }) => range)]);
}

function distinct(ranges: readonly Range[]): Range[] {
  const seen = new Set<string>();
  return ranges.filter((range) => {
    const key = `${range.start} ${range.end} ${range.file}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
