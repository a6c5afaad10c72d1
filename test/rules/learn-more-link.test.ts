import { expect, test } from "@jest/globals";
import { learnMoreLink } from "../../src/rules/learn-more-link.ts";

const aws =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-";

test.each([
  ["INVALID_ACTION", `${aws}error-invalid-action`],
  ["MISSING_VERSION", `${aws}general-warning-missing-version`],
  ["PASS_ROLE_WITH_STAR_IN_RESOURCE", `${aws}security-warning-pass-role-with-star-in-resource`],
  [
    "ADMINISTRATOR_ACCESS",
    "https://github.com/leastwise/leastwise/blob/main/docs/rules/administrator-access.md",
  ],
])("%s", (issueCode, link) => {
  expect(learnMoreLink(issueCode)).toBe(link);
});
