import type { Finding } from "../findings/finding.ts";
import type { Policy, PolicyKind, PolicyType } from "../policy/policy.ts";
import { readPolicyDocument } from "../policy/read-policy-document.ts";
import type { ValidatePolicyFinding } from "../reports/validation.ts";
import { Places } from "../review/places.ts";
import { presentFindings } from "../review/present-findings.ts";
import type { ReviewFinding } from "../review/review.ts";
import { rules } from "../rules/index.ts";
import { learnMoreLink } from "../rules/learn-more-link.ts";
import { runRules } from "../rules/run-rules.ts";
import { parseFile } from "../sources/json/parse-json.ts";
import { DocumentLocations } from "./document-locations.ts";

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
 * that is not JSON gets nothing but its syntax errors: what else is wrong may follow from them.
 */
export function validatePolicy(request: ValidationRequest): {
  readonly findings: readonly ReviewFinding[];
  readonly apiFindings: readonly ValidatePolicyFinding[];
} {
  const { file, text } = request;
  const parsed = parseFile(file, text);
  const isPolicy = parsed.node && parsed.problems.length === 0;
  const policies = isPolicy ? [policy(request, readPolicyDocument(parsed.node))] : [];
  const selected = rules.filter((rule) => rule.accessAnalyzer);
  const found = runRules({ policies, owners: [], notJudged: [] }, parsed.problems, selected);

  const locations = new DocumentLocations(text, parsed.node);
  const ordered = found
    .map((finding) => ({ finding, order: locations.isWhole(finding.at) ? -1 : finding.at.start }))
    .sort((a, b) => a.order - b.order)
    .map(({ finding }) => finding);
  const places = new Places(new Map([[file, text]]));
  return {
    findings: ordered.flatMap((finding, index) =>
      presentFindings(
        [{ finding, state: "introduced", fingerprint: String(index) }],
        places,
        places,
      ),
    ),
    apiFindings: ordered.map((finding) => apiFinding(finding, locations)),
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

function apiFinding(finding: Finding, locations: DocumentLocations): ValidatePolicyFinding {
  const ranges = [finding.at, ...finding.related.map(({ range }) => range)];
  return {
    findingType: finding.findingType,
    issueCode: finding.issueCode,
    findingDetails: finding.details,
    learnMoreLink: learnMoreLink(finding.issueCode),
    locations: locations.of(ranges),
  };
}
