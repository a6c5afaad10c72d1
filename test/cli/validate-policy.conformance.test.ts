import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
// biome-ignore lint/correctness/useImportExtensions: the declaration file beside it confuses the rule.
import { compare, readCases } from "../../scripts/conformance-figures.mjs";
import { validatePolicy } from "../../src/cli/validate-policy.ts";
import type { PolicyType } from "../../src/policy/policy.ts";

/** AWS managed policies with the findings that ValidatePolicy returned for them. */
const corpus = new URL("../../../shared/corpus/validate-policy.jsonl", import.meta.url);

/**
 * AWS's answer to these is empty, though the same texts have findings in every other policy of the
 * corpus: they are retired, and were not validated any more, as far as one can tell.
 */
const withoutAnswer = new Set([
  "AWSBackupOperatorPolicy",
  "AWSElasticBeanstalkFullAccess",
  "AWSLambdaFullAccess",
  "AWSOpsWorksFullAccess",
  "AWSServiceRoleForGammaInternalAmazonEKSNodegroup",
  "AmazonEC2ContainerServiceFullAccess",
  "AmazonLambdaRolePolicyForLaunchWizardSAP",
  "ServerMigration_ServiceRole",
]);

if (!existsSync(corpus)) {
  test.skip("Access Analyzer's own answers: the corpus is not here", () => {});
} else {
  const { codes, differences } = compare(readCases(readFileSync(corpus, "utf8")), (each) => {
    const { name, text, policyType, resourceType } = each;
    const request = { file: name, text, policyType: policyType as PolicyType, resourceType };
    return validatePolicy(request).apiFindings;
  });
  const byRule = differences.filter(({ byCatalogue }) => !byCatalogue);
  const named = byRule.map(({ policy, issueCode, kind }) => [policy, issueCode, kind]);

  test("every finding is reported in the same places", () => {
    expect(named.filter(([, , kind]) => kind !== "unexpected")).toEqual([]);
  });

  test("nothing else is reported of policies that AWS has answered", () => {
    expect(named.filter(([policy = ""]) => !withoutAnswer.has(policy))).toEqual([]);
  });

  test("the figures of the documentation", () => {
    const sum = { aws: 0, ours: 0, exact: 0 };
    for (const { aws, ours, exact } of codes.values()) {
      sum.aws += aws;
      sum.ours += ours;
      sum.exact += exact;
    }
    expect(sum).toEqual({ aws: 87, ours: 107, exact: 87 });
  });

  test("names that AWS and the catalogue judge differently are no more than a handful", () => {
    expect(differences.filter(({ byCatalogue }) => byCatalogue).length).toBeLessThanOrEqual(5);
  });
}
