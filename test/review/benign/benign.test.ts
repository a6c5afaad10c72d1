import { expect, test } from "@jest/globals";
import { isAtLeast } from "../../../src/findings/finding.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { readJsonPolicy } from "../../../src/sources/json/read-json.ts";
import { conditionPolicies } from "./condition-policies.ts";
import { identityPolicies } from "./identity-policies.ts";
import { benignPolicies } from "./policies.ts";
import { resourceAndTrustPolicies } from "./resource-and-trust-policies.ts";

test.each([
  ...benignPolicies,
  ...conditionPolicies,
  ...identityPolicies,
  ...resourceAndTrustPolicies,
])("$kind: $name", ({ kind, resourceType, statements }) => {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
  const use = { kind, ...(resourceType !== undefined && { resourceType }) };
  const result = readJsonPolicy("policy.json", text, use);
  if (!result) throw new Error("not read as a policy");
  const findings = runRules(result, result.syntaxProblems);
  const serious = findings.filter(({ findingType }) => isAtLeast(findingType, "SECURITY_WARNING"));
  expect(
    serious.map(({ issueCode, at, details }) => [issueCode, text.slice(at.start, at.end), details]),
  ).toEqual([]);
});
