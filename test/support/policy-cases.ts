import type { Finding } from "../../src/findings/finding.ts";
import { rules } from "../../src/rules/index.ts";
import type { Rule } from "../../src/rules/rule.ts";
import type { RuleParameters } from "../../src/rules/rule-context.ts";
import { defaultRuleParameters } from "../../src/rules/rule-context.ts";
import { runRules } from "../../src/rules/run-rules.ts";
import { externalAccountRules } from "../../src/rules/trust/external-accounts.ts";
import { githubSubjectRules } from "../../src/rules/trust/github-subjects.ts";
import { keyPolicyRules } from "../../src/rules/trust/key-policies.ts";
import { missingGithubRepoConditionKey } from "../../src/rules/trust/missing-github-repo-condition-key.ts";
import { oidcClaimNotAvailable } from "../../src/rules/trust/oidc-claim-not-available.ts";
import { oidcProviderRules } from "../../src/rules/trust/oidc-providers.ts";
import { ownAccountTrustRules } from "../../src/rules/trust/own-account-trusts.ts";
import { publicResourcePolicy } from "../../src/rules/trust/public-resource-policy.ts";
import { roleAssumableByAnyone } from "../../src/rules/trust/role-assumable-by-anyone.ts";
import { roleSessionRules } from "../../src/rules/trust/role-sessions.ts";
import { s3PlainHttpNotDenied } from "../../src/rules/trust/s3-plain-http-not-denied.ts";
import { samlAudienceNotChecked } from "../../src/rules/trust/saml-audience-not-checked.ts";
import { serviceTrustRules } from "../../src/rules/trust/service-trusts.ts";
import { vpcEndpointOpenToEverything } from "../../src/rules/trust/vpc-endpoint-open-to-everything.ts";
import { weakExternalId } from "../../src/rules/trust/weak-external-id.ts";
import { readSources } from "../../src/sources/read-sources.ts";
import type { DeclaredUse } from "../../src/sources/source.ts";

/** The rules on trust and exposure, and those that Access Analyzer has. Others have their own tests. */
const selected: readonly Rule[] = [
  ...rules.filter(({ accessAnalyzer }) => accessAnalyzer),
  publicResourcePolicy,
  roleAssumableByAnyone,
  missingGithubRepoConditionKey,
  ...externalAccountRules,
  weakExternalId,
  ...ownAccountTrustRules,
  ...roleSessionRules,
  ...githubSubjectRules,
  ...oidcProviderRules,
  oidcClaimNotAvailable,
  samlAudienceNotChecked,
  ...serviceTrustRules,
  ...keyPolicyRules,
  vpcEndpointOpenToEverything,
  s3PlainHttpNotDenied,
];
const order = new Map(rules.map(({ issueCode }, at) => [issueCode, at]));
const inOrder = [...new Set(selected)].sort(
  (first, second) => (order.get(first.issueCode) ?? 0) - (order.get(second.issueCode) ?? 0),
);

/** Statements as objects, for tables of policies that are built from one another. */
export type Statements = readonly object[];

/** `CODE "text"` for each finding that a review shows under default settings, in order. */
export function shown(
  statements: Statements,
  declared: DeclaredUse,
  parameters: Partial<RuleParameters> = {},
): string[] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
  return list(text, findings({ "policy.json": text }, declared, parameters), (found) => {
    return found.confidence !== "hint";
  });
}

/** The same for hints, which are off by default. */
export function hints(statements: Statements, declared: DeclaredUse): string[] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
  return list(text, findings({ "policy.json": text }, declared), (found) => {
    return found.confidence === "hint" && found.issueCode !== "CONFIRM_AUDIENCE_CLAIM_TYPE";
  });
}

/** The findings in files that stand together. */
export function findings(
  files: Readonly<Record<string, string>>,
  declared?: DeclaredUse,
  parameters: Partial<RuleParameters> = {},
): Finding[] {
  const paths = Object.keys(files);
  const result = readSources(
    { paths: new Set(paths), text: (path) => files[path] ?? "" },
    paths,
    () => declared,
  );
  return runRules(result, result.syntaxProblems, inOrder, {
    parameters: { ...defaultRuleParameters, ...parameters },
  });
}

function list(
  text: string,
  found: readonly Finding[],
  isWanted: (finding: Finding) => boolean,
): string[] {
  return found
    .filter(isWanted)
    .map(({ issueCode, at }) => `${issueCode} ${text.slice(at.start, at.end)}`);
}
