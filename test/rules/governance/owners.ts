import { credentialsInSource } from "../../../src/rules/governance/credentials-in-source.ts";
import { iamUser, iamUserPassword } from "../../../src/rules/governance/iam-user.ts";
import { iamUserAccessKey } from "../../../src/rules/governance/iam-user-access-key.ts";
import { missingRequiredBoundary } from "../../../src/rules/governance/missing-required-boundary.ts";
import { missingRequiredTags } from "../../../src/rules/governance/missing-required-tags.ts";
import { sessionLongerThanAllowed } from "../../../src/rules/governance/session-longer-than-allowed.ts";
import { defaultRuleParameters, type RuleParameters } from "../../../src/rules/rule-context.ts";
import { findingsIn } from "../../support/annotate.ts";

export type Configured = Partial<RuleParameters>;

const governance = [
  credentialsInSource,
  iamUser,
  iamUserPassword,
  iamUserAccessKey,
  missingRequiredBoundary,
  missingRequiredTags,
  sessionLongerThanAllowed,
];

/** The codes of what the rules about principals find in a Terraform file; no tag is required. */
export function findingsOf(text: string, configured: Configured): string[] {
  const parameters = { ...defaultRuleParameters, requiredTags: [], ...configured };
  return findingsIn(text, "hcl", undefined, governance, parameters).map(
    ({ issueCode }) => issueCode,
  );
}
