import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluate } from "../../../src/access/evaluate.ts";
import { customRule } from "../../../src/rules/custom/custom-rules.ts";
import { parseSettings } from "../../../src/settings/parse-settings.ts";
import { settingsPath } from "../../../src/settings/settings.ts";
import { requestOf, statementsOf } from "../../support/access.ts";
import { findingsIn } from "../../support/annotate.ts";

const { settings } = parseSettings(
  `custom-rules:
  - code: CUSTOM_X
    message: No
    deny:
      actions: ["s3:GetObject"]
      resources: ["arn:aws:s3:::a/*"]
      unless: [{ operator: StringEquals, key: "aws:PrincipalTag/team", values: [data] }]
`,
  settingsPath,
);
const rules = settings.customRules.map(customRule);

const condition = fc.record({
  operator: fc.constantFrom(
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringEqualsIfExists",
    "StringNotLike",
  ),
  value: fc.constantFrom("data", "ops", "dat*", "*"),
});

const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: fc.constantFrom("s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*"),
    Resource: fc.constantFrom("arn:aws:s3:::a/*", "arn:aws:s3:::b/*", "arn:aws:s3:::*/x", "*"),
    condition: fc.option(condition),
  })
  .map(({ condition: found, ...rest }) => ({
    ...rest,
    ...(found && {
      Condition: { [found.operator]: { "aws:PrincipalTag/team": found.value } },
    }),
  }));

/** Enough requests that the patterns above cannot tell others apart from them. */
const forbidden = ["arn:aws:s3:::a/x", "arn:aws:s3:::a/y"].flatMap((resource) =>
  [undefined, "ops", "date", "zz", "*", "dat*"].map((team) =>
    requestOf(
      "s3:GetObject",
      resource,
      team === undefined ? {} : { "aws:PrincipalTag/team": team },
    ),
  ),
);

test("a rule reports exactly the policies that allow a request which it forbids", () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
      const policy = { Version: "2012-10-17", Statement: statements };
      const identity = statementsOf(policy);
      const isAllowed = forbidden.some((request) => evaluate(request, { identity }).allowed);
      const found = findingsIn(JSON.stringify(policy), "json", { kind: "identity" }, rules);
      expect(found.length > 0).toBe(isAllowed);
    }),
    { seed: 7, numRuns: 300 },
  );
});
