import { describe, expect, test } from "@jest/globals";
import type { PolicyAnswer, PolicyQuestion } from "../../../src/review/policy-validator.ts";
import type { Review } from "../../../src/review/review.ts";
import { reviewChange } from "../../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../../support/fake-change.ts";
import { FakeValidator, found } from "../../support/fake-validator.ts";

const policy = (...statements: object[]) =>
  JSON.stringify(
    { Version: "2012-10-17", Statement: statements.map((each) => ({ Effect: "Allow", ...each })) },
    null,
    1,
  );
const reading = policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });
const listing = policy(
  { Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" },
  { Action: "s3:ListBucket", Resource: "arn:aws:s3:::b" },
);
const trust = policy({ Action: "sts:AssumeRole", Principal: { AWS: "111122223333" } });
const settings = `aws:
  checks: [no-new-access, no-public-access, access-not-granted]
access:
  critical-actions: ["iam:PassRole"]
  critical-resources: ["arn:aws:s3:::crown-jewels"]
`;

type Answer = (question: PolicyQuestion) => PolicyAnswer;
const pass: Answer = ({ check }) =>
  check === "validate-policy" ? found() : { result: "PASS", reasons: [] };
const failing =
  (failed: PolicyQuestion["check"], when = (_question: PolicyQuestion) => true): Answer =>
  (question) =>
    question.check === failed && when(question)
      ? { result: "FAIL", reasons: [{ description: "It does.", statementIndex: 0 }] }
      : pass(question);

async function review(
  base: FakeFiles,
  head: FakeFiles,
  answer: Answer,
  { budget = 100, text = settings }: { budget?: number; text?: string } = {},
): Promise<{ review: Review; checks: string[] }> {
  const configuration = { ".github/leastwise.yml": text };
  const aws = new FakeValidator(answer, budget);
  const change = fakeChange({ ...configuration, ...base }, { ...configuration, ...head });
  const result = await reviewChange(change, undefined, aws);
  const checks = aws.questions
    .map(({ check }) => check)
    .filter((check) => check !== "validate-policy");
  return { review: result, checks };
}

describe("which checks are made", () => {
  test.each<{ name: string; base: FakeFiles; head: FakeFiles; checks: string[] }>([
    {
      name: "of a changed identity policy",
      base: { "a.json": reading },
      head: { "a.json": listing },
      checks: ["no-new-access", "access-not-granted", "access-not-granted"],
    },
    {
      name: "of a new one: all of it is new, so nobody has to be asked about that",
      base: {},
      head: { "a.json": reading },
      checks: ["access-not-granted", "access-not-granted"],
    },
    {
      name: "of a new trust policy",
      base: {},
      head: { "a.json": trust },
      checks: ["no-public-access", "access-not-granted", "access-not-granted"],
    },
    {
      name: "of a policy that did not change",
      base: { "a.json": reading },
      head: { "a.json": `\n${reading}` },
      checks: [],
    },
  ])("$name", async ({ base, head, checks }) => {
    expect((await review(base, head, pass)).checks).toEqual(checks);
  });

  test("none unless the configuration names them", async () => {
    const { checks } = await review({}, { "a.json": trust }, pass, { text: "aws: {}" });
    expect(checks).toEqual([]);
  });

  test("none unless the operator allows them, and the report says so", async () => {
    const { review: result, checks } = await review({}, { "a.json": trust }, pass, { budget: 0 });
    expect(checks).toEqual([]);
    expect(result.accessAnalyzer?.problems).toMatchObject([
      {
        reason:
          "CheckNoPublicAccess was not asked, since paid checks are not switched on where the review ran",
        policies: ["a.json"],
      },
      { reason: expect.stringContaining("CheckAccessNotGranted") },
    ]);
  });

  test("no more than the budget", async () => {
    const head = { "a.json": trust, "b.json": reading, "c.json": listing };
    const { review: result, checks } = await review({}, head, pass, { budget: 2 });
    expect(checks).toHaveLength(2);
    expect(result.accessAnalyzer).toMatchObject({ paidChecks: 2 });
    expect(result.accessAnalyzer?.problems).toMatchObject([
      {
        reason:
          "CheckAccessNotGranted was not asked, since the review may make 2 paid checks and no more",
        policies: ["a.json", "b.json", "c.json"],
      },
    ]);
  });

  test("the same text once", async () => {
    const { checks } = await review({}, { "a.json": trust, "b.json": trust }, pass);
    expect(checks).toHaveLength(3);
  });
});

describe("what is found", () => {
  test.each<{ check: PolicyQuestion["check"]; base: FakeFiles; head: FakeFiles; expected: string }>(
    [
      {
        check: "no-new-access",
        base: { "a.json": reading },
        head: { "a.json": listing },
        expected: "introduced WARNING CHECK_NO_NEW_ACCESS line 4",
      },
      {
        check: "no-public-access",
        base: {},
        head: { "a.json": trust },
        expected: "introduced SECURITY_WARNING CHECK_NO_PUBLIC_ACCESS line 4",
      },
      {
        check: "access-not-granted",
        base: {},
        head: { "a.json": reading },
        expected: "introduced SECURITY_WARNING CHECK_ACCESS_NOT_GRANTED line 4",
      },
    ],
  )("$check", async ({ check, base, head, expected }) => {
    const { review: result } = await review(base, head, failing(check));
    const shown = result.findings.map(
      ({ state, findingType, issueCode, start }) =>
        `${state} ${findingType} ${issueCode} line ${start.line}`,
    );
    expect(shown).toContain(expected);
    expect(result.findings.find(({ issueCode }) => expected.includes(issueCode))).toMatchObject({
      reportedBy: ["access-analyzer"],
      details: expect.stringContaining("It does."),
      learnMoreLink: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/access-analyzer\//),
    });
  });

  test("what was public before is asked about when head is, and is not new", async () => {
    const { review: result, checks } = await review(
      { "a.json": trust },
      { "a.json": trust.replace("2012-10-17", "2008-10-17") },
      failing("no-public-access"),
    );
    expect(checks.filter((check) => check === "no-public-access")).toHaveLength(2);
    expect(
      result.findings.filter(({ issueCode }) => issueCode === "CHECK_NO_PUBLIC_ACCESS"),
    ).toMatchObject([{ state: "pre-existing" }]);
  });

  test("an unanswered base is told with the finding", async () => {
    const { review: result } = await review(
      { "a.json": trust },
      { "a.json": trust.replace("2012-10-17", "2008-10-17") },
      (question) =>
        question.check === "no-public-access" && question.text.includes("2012-10-17")
          ? { problem: "AWS is away" }
          : failing("no-public-access")(question),
    );
    expect(
      result.findings.filter(({ issueCode }) => issueCode === "CHECK_NO_PUBLIC_ACCESS"),
    ).toMatchObject([
      {
        state: "introduced",
        details: expect.stringContaining("Whether it was there before is not known."),
      },
    ]);
    expect(result.accessAnalyzer?.problems).toMatchObject([
      { reason: "CheckNoPublicAccess: AWS is away", missing: true },
    ]);
  });

  test("a failed check without reasons is a finding all the same", async () => {
    const { review: result } = await review({}, { "a.json": trust }, (question) =>
      question.check === "no-public-access" ? { result: "FAIL", reasons: [] } : pass(question),
    );
    expect(result.findings.map(({ issueCode }) => issueCode)).toContain("CHECK_NO_PUBLIC_ACCESS");
  });
});
