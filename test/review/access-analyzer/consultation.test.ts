import { describe, expect, test } from "@jest/globals";
import { analyse } from "../../../src/review/analyse.ts";
import type { PolicyAnswer, PolicyQuestion } from "../../../src/review/policy-validator.ts";
import type { Review } from "../../../src/review/review.ts";
import { reviewChange } from "../../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../../support/fake-change.ts";
import { FakeValidator, findingAt, found } from "../../support/fake-validator.ts";

const policy = (statement: object) =>
  JSON.stringify(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] },
    null,
    1,
  );
const reading = policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });
const listing = policy({ Action: "s3:ListBucket", Resource: "arn:aws:s3:::b" });
const misspelt = policy({ Action: "s3:GetObjct", Resource: "arn:aws:s3:::b/*" });

type Answer = (question: PolicyQuestion) => PolicyAnswer;
const silent: Answer = () => found();
const aboutAction: Answer = (question) =>
  found(findingAt(question, /"s3:\w+"/.exec(question.text)?.[0] ?? '"Action"'));

async function review(
  base: FakeFiles | undefined,
  head: FakeFiles,
  answer: Answer,
  paidChecksMax = 0,
): Promise<{ review: Review; asked: FakeValidator }> {
  const asked = new FakeValidator(answer, paidChecksMax);
  return { review: await reviewChange(fakeChange(base, head), undefined, asked), asked };
}

function states({ findings }: Review): string[] {
  return findings.map(
    ({ state, issueCode, start, reportedBy }) =>
      `${state} ${issueCode} line ${start.line} by ${reportedBy.join("+")}`,
  );
}

describe("what is asked", () => {
  test.each<{ name: string; base?: FakeFiles; head: FakeFiles; texts: number }>([
    { name: "a new policy", base: {}, head: { "a.json": reading }, texts: 1 },
    {
      name: "both sides of a changed one",
      base: { "a.json": reading },
      head: { "a.json": listing },
      texts: 2,
    },
    {
      name: "nothing when only the white space differs",
      base: { "a.json": reading },
      head: { "a.json": `\n${reading}` },
      texts: 0,
    },
    {
      name: "a text once, however many policies have it",
      base: {},
      head: { "a.json": reading, "b.json": reading, "c.json": JSON.stringify(JSON.parse(reading)) },
      texts: 1,
    },
    {
      name: "a policy that was moved, once",
      base: { "a.json": reading },
      head: { "b.json": reading },
      texts: 1,
    },
    { name: "everything without a base", head: { "a.json": reading }, texts: 1 },
    {
      name: "no text with syntax errors",
      base: {},
      head: { "a.json": reading.replace('"Allow",', '"Allow"') },
      texts: 0,
    },
    {
      name: "no text that is too long for AWS",
      base: {},
      head: {
        "a.json": policy({
          Action: "s3:GetObject",
          Resource: Array(900).fill("arn:aws:s3:::some-bucket/some/path/*"),
        }),
      },
      texts: 0,
    },
  ])("$name", async ({ base, head, texts }) => {
    const { asked } = await review(base, head, silent);
    expect(asked.questions).toHaveLength(texts);
  });

  test.each([
    {
      name: "new",
      before: reading,
      reasons: ["the text of the policy has syntax errors, so it was not sent"],
    },
    { name: "from before", before: reading.replace('"Allow",', '"Allow"'), reasons: [] },
  ])("what cannot be asked is told when it is $name", async ({ before, reasons }) => {
    const broken = reading.replace('"Allow",', '"Allow"');
    const { review: result } = await review(
      { "a.json": before, "b.json": "{}" },
      { "a.json": broken, "b.json": listing },
      silent,
    );
    expect(result.accessAnalyzer?.problems.map(({ reason }) => reason)).toEqual(reasons);
  });

  test("the policy type and the resource type follow from the use", async () => {
    const trust = policy({ Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } });
    const bucket = policy({ Action: "s3:GetObject", Principal: "*", Resource: "arn:aws:s3:::b/*" });
    const configuration = `policies:
  - { path: scp/*.json, kind: scp }
  - { path: rcp/*.json, kind: rcp }
  - { path: bucket.json, kind: resource, resource-type: "AWS::S3::Bucket" }
  - { path: queue.json, kind: resource, resource-type: "AWS::SQS::Queue" }
`;
    const head = {
      ".github/leastwise.yml": configuration,
      "a.json": reading,
      "trust.json": trust,
      "scp/a.json": reading,
      "rcp/a.json": reading,
      "bucket.json": bucket,
      "queue.json": bucket,
    };
    const { asked } = await review(undefined, head, silent);
    const types = asked.questions.map((question) =>
      question.check === "validate-policy"
        ? [question.policyType, question.resourceType].join(" ")
        : question.check,
    );
    expect(types.sort()).toEqual([
      "IDENTITY_POLICY ",
      "RESOURCE_CONTROL_POLICY ",
      "RESOURCE_POLICY ",
      "RESOURCE_POLICY AWS::IAM::AssumeRolePolicyDocument",
      "RESOURCE_POLICY AWS::S3::Bucket",
      "SERVICE_CONTROL_POLICY ",
    ]);
  });

  test("a condition that is not known: the document with it, and the one without", async () => {
    const source = `resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.all ? "s3:*" : "s3:GetObject", Resource = "*" }]
  })
}
variable "all" { type = bool }
`;
    const { asked } = await review({}, { "main.tf": source }, silent);
    const actions = asked.questions.map(({ text }) => JSON.parse(text).Statement[0].Action);
    expect(actions).toEqual(["s3:*", "s3:GetObject"]);
  });
});

describe("new, or there before", () => {
  test.each<{ name: string; base: FakeFiles; head: FakeFiles; answer: Answer; expected: string[] }>(
    [
      {
        name: "a new policy",
        base: {},
        head: { "a.json": reading },
        answer: aboutAction,
        expected: ["introduced SOME_CODE line 6 by access-analyzer"],
      },
      {
        name: "a change elsewhere in the policy",
        base: { "a.json": reading },
        head: { "a.json": reading.replace("::b/*", "::c/*") },
        answer: aboutAction,
        expected: ["pre-existing SOME_CODE line 6 by access-analyzer"],
      },
      {
        name: "another value at the same place",
        base: { "a.json": reading },
        head: { "a.json": reading.replace("GetObject", "PutObject") },
        answer: aboutAction,
        expected: [
          "fixed SOME_CODE line 6 by access-analyzer",
          "introduced SOME_CODE line 6 by access-analyzer",
        ],
      },
      {
        name: "a policy that was moved",
        base: { "a.json": reading },
        head: { "b.json": reading },
        answer: aboutAction,
        expected: ["pre-existing SOME_CODE line 6 by access-analyzer"],
      },
      {
        name: "nothing counts as fixed while AWS is silent about head",
        base: { "a.json": reading },
        head: { "a.json": listing },
        answer: (question) =>
          question.text.includes("ListBucket") ? { problem: "AWS is away" } : aboutAction(question),
        expected: [],
      },
      {
        name: "nothing of a removed policy either",
        base: { "a.json": reading },
        head: { "b.json": listing },
        answer: (question) =>
          question.text.includes("ListBucket") ? { problem: "AWS is away" } : aboutAction(question),
        expected: [],
      },
    ],
  )("$name", async ({ base, head, answer, expected }) => {
    expect(states((await review(base, head, answer)).review).sort()).toEqual(expected);
  });

  test("an unanswered base is told with the finding", async () => {
    const { review: result } = await review(
      { "a.json": reading },
      { "a.json": listing },
      (question) =>
        question.text.includes("GetObject") ? { problem: "AWS is away" } : aboutAction(question),
    );
    expect(result.findings.map(({ details }) => details)).toEqual([
      "AWS says so. Whether it was there before is not known.",
    ]);
  });
});

describe("one voice", () => {
  const invalid: Answer = (question) =>
    found(
      findingAt(question, '"s3:GetObjct"', { issueCode: "INVALID_ACTION", findingType: "ERROR" }),
    );

  test("the same code at the same place is one finding, and ours explains it", async () => {
    const { review: result } = await review({}, { "a.json": misspelt }, invalid);
    expect(states(result)).toEqual(["introduced INVALID_ACTION line 6 by offline+access-analyzer"]);
    expect(result.findings[0]?.suggestion).not.toBeNull();
  });

  test("of two finding types that of AWS counts, and the other is told", async () => {
    const { review: result } = await review({}, { "a.json": misspelt }, (question) =>
      found(findingAt(question, '"s3:GetObjct"', { issueCode: "INVALID_ACTION" })),
    );
    expect(result.findings).toMatchObject([
      {
        findingType: "WARNING",
        details: expect.stringContaining(
          "AWS reports this as WARNING, which counts; offline it is ERROR.",
        ),
      },
    ]);
  });

  test("a name that AWS knows is none that does not exist", async () => {
    const { review: result } = await review({}, { "a.json": misspelt }, silent);
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe("pass");
    expect(result.accessAnalyzer?.withdrawn).toMatchObject([
      { issueCode: "INVALID_ACTION", file: "a.json", start: { line: 6 } },
    ]);
  });

  test.each<{ name: string; answer: Answer }>([
    { name: "AWS gives no answer", answer: () => ({ problem: "AWS is away" }) },
    {
      name: "AWS finds another error there",
      answer: (question) => found(findingAt(question, '"s3:GetObjct"', { findingType: "ERROR" })),
    },
    {
      name: "AWS cannot make sense of the document",
      answer: (question) => found(findingAt(question, question.text, { findingType: "ERROR" })),
    },
    {
      name: "its answer is in doubt",
      answer: () => ({ findings: [], doubts: ["something is odd"] }),
    },
  ])("the finding stays when $name", async ({ answer }) => {
    const { review: result } = await review({}, { "a.json": misspelt }, answer);
    expect(states(result)).toContain("introduced INVALID_ACTION line 6 by offline");
  });

  test("what is ours alone stays", async () => {
    const admin = policy({ Action: "*", Resource: "*" });
    const { review: result } = await review({}, { "a.json": admin }, silent);
    expect(states(result)).toEqual(["introduced ADMINISTRATOR_ACCESS line 6 by offline"]);
  });

  test("what AWS names otherwise is not said twice", async () => {
    const admin = policy({ Action: "*", Resource: "*" });
    const { review: result } = await review({}, { "a.json": admin }, (question) =>
      found(
        findingAt(question, ['"Action":"*"', '"Resource":"*"'], {
          issueCode: "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
          findingType: "SECURITY_WARNING",
        }),
      ),
    );
    expect(states(result)).toEqual(["introduced ADMINISTRATOR_ACCESS line 6 by offline"]);
    expect(result.findings[0]?.details).toContain(
      "AWS reports it as `PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE`.",
    );
  });
});

describe("findings that a stand-in may have caused", () => {
  const source = (statement: string) => `resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ ${statement} }] })
}
variable "x" {}
variable "acc" {}
data "aws_partition" "p" {}
`;
  test.each<{ name: string; statement: string; at: RegExp; code?: string; kept: boolean }>([
    {
      name: "at the value itself",
      statement: 'Effect = "Allow", Action = "s3:GetObject", Resource = var.x',
      at: /"arn:aws[^"]*"/,
      kept: false,
    },
    {
      name: "at a text of which a part is known",
      statement: 'Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.x}/*"',
      at: /"arn:aws[^"]*"/,
      kept: false,
    },
    {
      name: "about a field that is known",
      statement: 'Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s4:::${var.x}/*"',
      at: /"arn:aws[^"]*"/,
      code: "INVALID_SERVICE",
      kept: true,
    },
    {
      name: "about a field that is not known",
      statement:
        'Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:sqs:eu-west-1:${var.acc}:q"',
      at: /"arn:aws[^"]*"/,
      code: "INVALID_ARN_ACCOUNT",
      kept: false,
    },
    {
      name: "about the provider, whose account is not known",
      statement:
        'Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:iam::${var.acc}:oidc-provider/x"',
      at: /"arn:aws[^"]*"/,
      code: "MISSING_GITHUB_REPO_CONDITION_KEY",
      kept: true,
    },
    {
      name: "at an ARN of which only the partition is not known",
      statement:
        'Effect = "Allow", Action = "s3:GetObject", Resource = "arn:${data.aws_partition.p.partition}:s3:::b"',
      at: /"arn:aws[^"]*"/,
      kept: true,
    },
    {
      name: "about the partition, where that is not known",
      statement:
        'Effect = "Allow", Action = "s3:GetObject", Resource = "arn:${data.aws_partition.p.partition}:sqs:eu-west-1:111122223333:q"',
      at: /"arn:aws[^"]*"/,
      code: "INVALID_ARN_REGION",
      kept: false,
    },
    {
      name: "at a text that may be anything from the unknown part on",
      statement: 'Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:${var.x}"',
      at: /"arn:aws[^"]*"/,
      code: "INVALID_ARN_ACCOUNT",
      kept: false,
    },
    {
      name: "at a known value beside an unknown one",
      statement: 'Effect = "Allow", Action = "s3:GetObject", Resource = var.x',
      at: /"s3:GetObject"/,
      kept: true,
    },
    {
      name: "a risk in a statement whose conditions are not known",
      statement: 'Effect = "Allow", Action = "s3:GetObject", Resource = "*", Condition = var.x',
      at: /"s3:GetObject"/,
      kept: false,
    },
    {
      name: "a risk in a statement whose effect is not known",
      statement: 'Effect = var.x, Action = "s3:GetObject", Resource = "*"',
      at: /"s3:GetObject"/,
      kept: false,
    },
    {
      name: "a code that looks at all actions, where one is not known",
      statement:
        'Effect = "Allow", Action = ["s3:GetObject", var.x], Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "true" } }',
      at: /"aws:SecureTransport"/,
      code: "MISSING_ACTION_FOR_CONDITION_KEY",
      kept: false,
    },
  ])("$name", async ({ statement, at, code = "SOME_CODE", kept }) => {
    const { review: result } = await review({}, { "main.tf": source(statement) }, (question) =>
      found(findingAt(question, at.exec(question.text)?.[0] ?? "?", { issueCode: code })),
    );
    const codes = result.findings
      .filter(({ reportedBy }) => reportedBy.includes("access-analyzer"))
      .map(({ issueCode }) => issueCode);
    expect(codes).toEqual(kept ? [code] : []);
    expect(result.accessAnalyzer?.leftOut).toBe(kept ? 0 : 1);
  });

  test.each([
    { name: "all is known and plain", resource: "arn:aws:s3:::b/*", kept: true },
    { name: "characters are sent as escapes", resource: "arn:aws:s3:::größe/*", kept: false },
    { name: "a value is not known", resource: "arn:aws:s3:::${var.x}/*", kept: false },
  ])("the size of a policy is AWS's to judge when $name", async ({ resource, kept }) => {
    const statement = `Effect = "Allow", Action = "s3:GetObject", Resource = "${resource}"`;
    const { review: result } = await review({}, { "main.tf": source(statement) }, (question) =>
      found(findingAt(question, question.text, { issueCode: "POLICY_SIZE_EXCEEDS_X_QUOTA" })),
    );
    const codes = result.findings.map(({ issueCode }) => issueCode);
    expect(codes.includes("POLICY_SIZE_EXCEEDS_X_QUOTA")).toBe(kept);
  });

  test("an error of form is believed in any statement", async () => {
    const statement = 'Effect = var.x, Action = "s3:GetObject", Resource = "*"';
    const { review: result } = await review({}, { "main.tf": source(statement) }, (question) =>
      found(findingAt(question, '"s3:GetObject"', { findingType: "ERROR" })),
    );
    expect(states(result)).toContain("introduced SOME_CODE line 2 by access-analyzer");
  });
});

describe("answers that are not as they should be", () => {
  test.each<{ name: string; answer: Answer; type: string; reason: string }>([
    {
      name: "a finding type that is not known here",
      answer: (question) => found(findingAt(question, '"s3:GetObject"', { findingType: "PANIC" })),
      type: "SECURITY_WARNING",
      reason: "AWS named a finding type that is not known here; it counts as a security warning",
    },
    {
      name: "a span outside of the text",
      answer: (question) =>
        found({
          ...findingAt(question, []),
          locations: [{ path: [], span: { start: 0, end: question.text.length + 1 } }],
        }),
      type: "WARNING",
      reason: "AWS named a place outside of the policy",
    },
    {
      name: "a path that leads nowhere",
      answer: (question) =>
        found({ ...findingAt(question, []), locations: [{ path: [{ value: "Nowhere" }] }] }),
      type: "WARNING",
      reason: "AWS named a place outside of the policy",
    },
  ])("$name", async ({ answer, type, reason }) => {
    const { review: result } = await review({}, { "a.json": reading }, answer);
    expect(result.findings).toMatchObject([{ issueCode: "SOME_CODE", findingType: type }]);
    expect(result.accessAnalyzer?.problems).toEqual([
      { reason, policies: ["a.json"], missing: false },
    ]);
  });

  test("a span outside of the text, with a path that leads somewhere", async () => {
    const { review: result } = await review({}, { "a.json": reading }, (question) =>
      found({
        ...findingAt(question, []),
        locations: [
          {
            path: [{ value: "Statement" }, { index: 0 }, { value: "Action" }],
            span: { start: 9_000, end: 9_001 },
          },
        ],
      }),
    );
    expect(result.findings).toMatchObject([{ start: { line: 6 } }]);
  });

  test("more findings than anybody reads", async () => {
    const { review: result } = await review({}, { "a.json": reading }, (question) =>
      found(
        ...Array.from({ length: 1001 }, (_, index) =>
          findingAt(question, '"s3:GetObject"', { issueCode: `CODE_${index}` }),
        ),
      ),
    );
    expect(result.findings).toHaveLength(1000);
    expect(result.accessAnalyzer?.problems).toMatchObject([{ missing: false }]);
  });

  test("a validator that answers nothing at all", async () => {
    const validator = { paidChecksMax: 0, ask: async () => [] };
    const change = fakeChange({}, { "a.json": reading });
    const result = await reviewChange(change, undefined, validator);
    expect(result.accessAnalyzer).toMatchObject({
      policies: 1,
      answered: 0,
      problems: [{ reason: "AWS gave no answer", policies: ["a.json"], missing: true }],
    });
  });
});

describe("whether AWS has to answer", () => {
  const required = { ".github/leastwise.yml": "aws: { required: true }" };
  const away: Answer = () => ({ problem: "AWS is away" });

  test.each<{ name: string; configuration: FakeFiles; answer?: Answer; expected: string }>([
    {
      name: "it need not",
      configuration: {},
      answer: away,
      expected: "pass: New access, no new findings in 1 policy",
    },
    {
      name: "it has to, and does not",
      configuration: required,
      answer: away,
      expected: "incomplete: Access Analyzer is required and did not answer: AWS is away",
    },
    {
      name: "it has to, and is not asked",
      configuration: required,
      expected:
        "incomplete: Access Analyzer is required and was not asked: it is not switched on where the review ran",
    },
    {
      name: "it has to, and does",
      configuration: required,
      answer: silent,
      expected: "pass: New access, no new findings in 1 policy",
    },
  ])("$name", async ({ configuration, answer, expected }) => {
    const validator = answer && new FakeValidator(answer);
    const change = fakeChange(configuration, { ...configuration, "a.json": reading });
    const { verdict, title } = await reviewChange(change, undefined, validator);
    expect(`${verdict}: ${title}`).toBe(expected);
  });

  test("a repository can keep its policies to itself", async () => {
    const configuration = { ".github/leastwise.yml": "aws: { validate: false }" };
    const { review: result, asked } = await review(
      configuration,
      { ...configuration, "a.json": reading },
      aboutAction,
    );
    expect(asked.questions).toEqual([]);
    expect(result.accessAnalyzer).toMatchObject({
      notAsked: "the configuration of the repository switches it off",
    });
  });

  test("a broken configuration may have meant to", async () => {
    const configuration = { ".github/leastwise.yml": "aws: { validate: off }" };
    const { review: result, asked } = await review(
      configuration,
      { ...configuration, "a.json": reading },
      aboutAction,
    );
    expect(asked.questions).toEqual([]);
    expect(result.accessAnalyzer?.notAsked).toContain("the configuration is not valid");
  });

  test("a pull request cannot switch it off", async () => {
    const { asked } = await review(
      {},
      { ".github/leastwise.yml": "aws: { validate: false }", "a.json": reading },
      silent,
    );
    expect(asked.questions).toHaveLength(1);
  });
});

test("the analysis with questions passes unchanged through a copy between processes", async () => {
  const validator = () => new FakeValidator(aboutAction);
  const change = fakeChange({ "a.json": reading }, { "a.json": listing });
  const direct = await reviewChange(change, undefined, validator());
  const copied = await reviewChange(
    change,
    (input) => structuredClone(analyse(structuredClone(input))),
    validator(),
  );
  expect(copied).toEqual(direct);
});

test("200 policies are 200 questions in one go", async () => {
  const head = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `${index}.json`,
      policy({ Action: "s3:GetObject", Resource: `arn:aws:s3:::b${index}/*` }),
    ]),
  );
  const { review: result, asked } = await review({}, head, silent);
  expect(asked.questions).toHaveLength(200);
  expect(result.accessAnalyzer).toMatchObject({ policies: 200, answered: 200 });
});
