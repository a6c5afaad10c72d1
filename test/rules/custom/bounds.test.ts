import { expect, test } from "@jest/globals";
import type { Policy } from "../../../src/policy/policy.ts";
import { nowhere } from "../../../src/policy/written-document.ts";
import { customRule } from "../../../src/rules/custom/custom-rules.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { parseSettings } from "../../../src/settings/parse-settings.ts";
import { documentOf } from "../../support/access.ts";

const document = documentOf({ Effect: "Allow", Action: "sqs:DeleteQueue", Resource: "*" });
const policies = Array.from(
  { length: 1_010 },
  (_, number): Policy => ({ address: `p${number}`, kind: "identity", range: nowhere, document }),
);

function found(unless: string) {
  const { settings } = parseSettings(
    `custom-rules:
  - { code: CUSTOM_A, message: No, deny: { actions: ["sqs:DeleteQueue"]${unless} } }
  - { code: CUSTOM_B, message: No, deny: { actions: ["sqs:SendMessage"]${unless} } }
`,
    "leastwise.yml",
  );
  const rules = settings.customRules.map(customRule);
  return runRules({ policies, owners: [], notJudged: [] }, [], rules);
}

test("past the bound of questions with conditions a rule says once that it was not worked out", () => {
  const findings = found(
    ', unless: [{ operator: Bool, key: "aws:ViaAWSService", values: ["true"] }]',
  );
  const undecided = findings.filter(({ details }) => details.includes("could not be decided"));
  expect(undecided).toMatchObject([{ issueCode: "CUSTOM_A", findingType: "WARNING" }]);
  expect(undecided[0]?.details).toContain("more than 1000 questions");
  expect(findings.length).toBe(1_001);
});

test("questions without conditions are not counted", () => {
  expect(found("").length).toBe(1_010);
});
