import { validatePolicySizeMax } from "../catalog/policy-size-quotas.ts";
import type { Finding } from "../findings/finding.ts";
import type { Policy, PolicyKind, PolicyType } from "../policy/policy.ts";
import { readPolicyDocument } from "../policy/read-policy-document.ts";
import type { ValidatePolicyFinding } from "../reports/validation.ts";
import { mergeFindings } from "../review/access-analyzer/merge.ts";
import { askable, isAskable } from "../review/access-analyzer/questions.ts";
import { policyVerdict } from "../review/access-analyzer/translate.ts";
import { Places } from "../review/places.ts";
import {
  type AnsweredQuestion,
  questionKey,
  type ValidatePolicyQuestion,
} from "../review/policy-validator.ts";
import { presentFindings } from "../review/present-findings.ts";
import type { ReviewFinding } from "../review/review.ts";
import { rules } from "../rules/index.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";
import { runRules } from "../rules/run-rules.ts";
import { parseFile } from "../sources/json/parse-json.ts";
import type { Range } from "../text/range.ts";
import { DocumentLocations } from "./document-locations.ts";

const accessAnalyzerRules = rules.filter(({ accessAnalyzer }) => accessAnalyzer);

export interface ValidationRequest {
  /** Names the document in the findings. */
  readonly file: string;
  /** A policy document in JSON. */
  readonly text: string;
  readonly policyType: PolicyType;
  /** As a CloudFormation type; for resource policies. */
  readonly resourceType: string | undefined;
}

/**
 * Validates one policy document with the rules that carry Access Analyzer's own codes. Findings about
 * the whole document come first, then those in the order of the text, as the API has them. A text
 * that is not JSON gets nothing but its syntax errors: what else is wrong may follow from them. One
 * that is longer than the API takes is refused, as the API does.
 *
 * @param answers AWS's, to the questions of {@link questionsAbout}; they are worked in.
 */
export function validatePolicy(
  request: ValidationRequest,
  answers: readonly AnsweredQuestion[] = [],
): {
  readonly findings: readonly ReviewFinding[];
  readonly apiFindings: readonly ValidatePolicyFinding[];
  /** What AWS did not answer, or contradicted, in words. */
  readonly remarks: readonly string[];
  /** Why the document was not validated at all, in words. */
  readonly refusal?: string;
} {
  const { file, text } = request;
  const parsed = parseFile(file, text);
  const isPolicy = parsed.node && parsed.problems.length === 0;
  const policies = isPolicy ? [policy(request, readPolicyDocument(parsed.node))] : [];
  if (isPolicy && isTooLong(text)) {
    return { findings: [], apiFindings: [], remarks: [], refusal: tooLong };
  }
  const offline = withoutBrokenStatements(
    runRules({ policies, owners: [], notJudged: [] }, parsed.problems, accessAnalyzerRules, {
      asAccessAnalyzer: true,
    }),
    policies.flatMap(({ document }) => document.statements.map(({ range }) => range)),
  );

  const { found, remarks } = withAnswers(offline, policies, answers);
  const locations = new DocumentLocations(text, parsed.node);
  const ordered = found
    .map((finding) => ({ finding, api: apiFinding(finding, locations) }))
    .sort((a, b) => orderOf(a.api) - orderOf(b.api));
  const shown = new Places(new Map([[file, text]]));
  return {
    findings: ordered.flatMap(({ finding }, index) =>
      presentFindings([{ finding, state: "introduced", fingerprint: String(index) }], shown, shown),
    ),
    apiFindings: ordered.map(({ api }) => api),
    remarks,
  };
}

const tooLong = `not validated: Access Analyzer takes at most ${validatePolicySizeMax} characters without white space, more than any policy may have`;

/** What is to be asked of AWS about the document; nothing when it is not JSON. */
export function questionsAbout(request: ValidationRequest): readonly ValidatePolicyQuestion[] {
  const parsed = parseFile(request.file, request.text);
  if (!parsed.node || parsed.problems.length > 0) return [];
  const asked = askable(policy(request, readPolicyDocument(parsed.node)), false);
  return isAskable(asked) ? asked.texts.map(({ question }) => question) : [];
}

function withAnswers(
  offline: readonly Finding[],
  policies: readonly Policy[],
  answers: readonly AnsweredQuestion[],
): { found: readonly Finding[]; remarks: readonly string[] } {
  if (answers.length === 0) return { found: offline, remarks: [] };
  const byKey = new Map(answers.map(({ question, answer }) => [questionKey(question), answer]));
  const verdicts = policies
    .map((each) => askable(each, false))
    .filter(isAskable)
    .map((asked) => policyVerdict(asked, (question) => byKey.get(questionKey(question))));
  const { findings, withdrawn } = mergeFindings(offline, verdicts);
  return {
    found: findings,
    remarks: [
      ...verdicts.flatMap(({ problems, doubts }) => [...problems, ...doubts]),
      ...withdrawn.map(({ issueCode }) => `${issueCode} does not count, since AWS knows the name`),
    ],
  };
}

function policy(
  { file, policyType, resourceType }: ValidationRequest,
  document: Policy["document"],
): Policy {
  return {
    address: file,
    kind: kindOf(policyType, resourceType),
    range: document.range,
    document,
    ...(resourceType === undefined ? {} : { resourceType }),
  };
}

function kindOf(policyType: PolicyType, resourceType: string | undefined): PolicyKind {
  switch (policyType) {
    case "IDENTITY_POLICY":
      return "identity";
    case "RESOURCE_POLICY":
      return resourceType === "AWS::IAM::AssumeRolePolicyDocument" ? "trust" : "resource";
    case "SERVICE_CONTROL_POLICY":
      return "scp";
    case "RESOURCE_CONTROL_POLICY":
      return "rcp";
  }
}

/**
 * Of a statement with a value of the wrong type Access Analyzer says that and nothing else: it does
 * not read the rest of it (its tests for AWS CloudFormation templates, 2026).
 */
function withoutBrokenStatements(
  findings: readonly Finding[],
  statements: readonly Range[],
): readonly Finding[] {
  const isMismatch = ({ issueCode }: Finding): boolean => issueCode === "DATA_TYPE_MISMATCH";
  const mismatches = findings.filter(isMismatch);
  if (mismatches.length === 0) return findings;
  const inOrder = statements.toSorted((first, second) => first.start - second.start);
  const broken = new Set(mismatches.map(({ at }) => statementAt(at, inOrder)));
  broken.delete(undefined);
  return findings.filter(
    (finding) =>
      isMismatch(finding) ||
      !places(finding).some((range) => broken.has(statementAt(range, inOrder))),
  );
}

/** The statement that a range lies in; statements come in the order of the text. */
function statementAt({ start, end }: Range, statements: readonly Range[]): Range | undefined {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const found = statements[low - 1];
  return found && end <= found.end ? found : undefined;
}

function places({ at, related, locations }: Finding): readonly Range[] {
  return locations ?? [at, ...related.map(({ range }) => range)];
}

function apiFinding(finding: Finding, locations: DocumentLocations): ValidatePolicyFinding {
  return {
    findingType: finding.findingType,
    issueCode: finding.issueCode,
    findingDetails: finding.details,
    learnMoreLink: finding.learnMoreLink ?? learnMoreLink(finding.issueCode),
    locations: locations.of(places(finding)),
  };
}

/** The whole document comes first, then what stands first in the text. */
function orderOf({ locations: [first] }: ValidatePolicyFinding): number {
  return !first || first.path.length === 0 ? -1 : first.span.start.offset;
}

function isTooLong(text: string): boolean {
  return (
    text.length > validatePolicySizeMax && text.replace(/\s+/g, "").length > validatePolicySizeMax
  );
}
