import { expect, test } from "@jest/globals";
import { sampleFiles } from "../../../demo/sample-repository.ts";
import { validatePolicy } from "../../../src/cli/validate-policy.ts";
import type { PolicyQuestion } from "../../../src/review/policy-validator.ts";
import { reviewChange } from "../../../src/review/review-change.ts";
import { rules } from "../../../src/rules/index.ts";
import { fakeChange } from "../../support/fake-change.ts";
import { FakeValidator, found } from "../../support/fake-validator.ts";

/** Plays AWS with the offline engine, over nothing but the text that is sent. */
function offlineAnswers(question: PolicyQuestion) {
  if (question.check !== "validate-policy") throw new Error("a paid check");
  const { text, policyType, resourceType } = question;
  const { apiFindings } = validatePolicy({ file: "sent", text, policyType, resourceType });
  return found(
    ...apiFindings.map((finding) => ({
      ...finding,
      locations: finding.locations.map(({ path, span }) => ({
        path,
        span: { start: span.start.offset, end: span.end.offset },
      })),
    })),
  );
}

/** The sample has no raw file that both engines object to. */
const misspelt = `{
  "Version": "2012-10-17",
  "Statement": { "Effect": "Allow", "Action": ["s3:GetObjct"], "Resource": "*" }
}
`;

const ofAws = new Set(rules.flatMap((rule) => (rule.accessAnalyzer ? [rule.issueCode] : [])));

test("what both find is one finding at one place, in Terraform, CloudFormation and JSON", async () => {
  const change = fakeChange(files("base"), { ...files("change"), "more.json": misspelt });
  const alone = await reviewChange(change);
  const merged = await reviewChange(change, undefined, new FakeValidator(offlineAnswers));
  const shown = ({ findings }: typeof alone) =>
    findings.map(({ issueCode, state, file, start, end }) => ({
      issueCode,
      state,
      file,
      start,
      end,
    }));
  expect(shown(merged)).toEqual(shown(alone));
  const agreed = merged.findings.filter(({ reportedBy }) => reportedBy.length === 2);
  expect(new Set(agreed.map(({ file }) => file.slice(file.lastIndexOf("."))))).toEqual(
    new Set([".tf", ".yml", ".json"]),
  );
  expect(merged.accessAnalyzer).toMatchObject({ withdrawn: [], leftOut: 0 });
  const ours = merged.findings.filter(
    ({ issueCode, reportedBy, state }) =>
      ofAws.has(issueCode) && state === "introduced" && reportedBy.length === 1,
  );
  expect(ours.map(({ issueCode }) => issueCode)).toEqual(["JSON_SYNTAX_ERROR"]);
});

function files(state: "base" | "change"): Record<string, string> {
  const all = { ...sampleFiles("base"), ...(state === "change" ? sampleFiles("change") : {}) };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
