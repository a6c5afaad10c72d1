import { describe, expect, test } from "@jest/globals";
import type { Review } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";

function reviewOf(base: FakeFiles | undefined, head: FakeFiles): Promise<Review> {
  return reviewChange(fakeChange(base, head), undefined, undefined, "2026-11-24");
}

const role = `resource "aws_iam_role" "app" {
  name = "app"
  tags = { Environment = "prod", Owner = "shop", CreatedBy = "shop", ExpirationDate = "2027-01-01" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
`;

const statement = '{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::logs/*" }';

function inline(...statements: readonly string[]): string {
  return `resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      ${statements.join(",\n      ")}
    ]
  })
}
`;
}

const managed = `resource "aws_iam_policy" "app" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })
}
resource "aws_iam_role_policy_attachment" "app" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.app.arn
}
`;

function attachment(arn: string): string {
  return `resource "aws_iam_role_policy_attachment" "more" {
  role       = aws_iam_role.app.name
  policy_arn = "${arn}"
}
`;
}

const queue = '{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:*:*:q" }';

function told({ access, title }: Review): unknown[] {
  return [
    access?.newAccess,
    title.split(/[,;]/)[0],
    ...(access?.entries ?? []).map(({ state, kind, principal }) => `${state} ${kind} ${principal}`),
  ];
}

describe("new access", () => {
  test.each<{ name: string; base: string; head: string; expected: readonly unknown[] }>([
    {
      name: "is none when a statement moves from an inline to a managed policy",
      base: role + inline(statement),
      head: role + managed,
      expected: ["none", "No new access"],
    },
    {
      name: "is none when something is taken away",
      base: role + inline(statement, queue),
      head: role + inline(statement),
      expected: ["none", "No new access", "changed identity aws_iam_role.app"],
    },
    {
      name: "is none of what was judged where something is not judged",
      base: `${role}${inline(statement)}resource "aws_lakeformation_opt_in" "x" { principal = "p" }\n`,
      head: `${role}${managed}resource "aws_lakeformation_opt_in" "x" { principal = "p" }\n`,
      expected: ["none judged", "No new access in what was judged"],
    },
    {
      name: "is undecided where a guard goes that keeps access closed",
      base: `${role}${inline(statement)}resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = "logs"
  block_public_policy     = true
  restrict_public_buckets = true
}
`,
      head: role + managed,
      expected: ["undecided", expect.stringMatching(/warning|Perhaps new access/)],
    },
    {
      name: "is some with a line",
      base: role + inline(statement),
      head: role + inline(statement, queue),
      expected: ["some", "New access", "changed identity aws_iam_role.app"],
    },
    {
      name: "is undecided with a policy of unknown content",
      base: role + inline(statement),
      head: role + inline(statement) + attachment("arn:aws:iam::111122223333:policy/team"),
      expected: ["undecided", "Perhaps new access", "changed identity aws_iam_role.app"],
    },
  ])("$name", async ({ base, head, expected }) => {
    expect(told(await reviewOf({ "main.tf": base }, { "main.tf": head }))).toEqual(expected);
  });

  test("is not spoken of without a base", async () => {
    const review = await reviewOf(undefined, { "main.tf": role });
    expect(review).not.toHaveProperty("access");
  });

  test("nor in a change without IAM files", async () => {
    const review = await reviewOf({ "app.py": "1" }, { "app.py": "2" });
    expect(review).not.toHaveProperty("access");
  });
});

describe("a managed policy of AWS's that is known by its content", () => {
  test("is judged: it is in the lines, by its name, and not among what is not judged", async () => {
    const base = { "main.tf": role };
    const head = {
      "main.tf": role + attachment("arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"),
    };
    const review = await reviewOf(base, head);
    expect(review.access?.entries[0]?.granted[0]?.statement).toEqual({
      side: "head",
      policy: "AmazonSQSReadOnlyAccess",
      file: null,
      line: null,
    });
    expect(review.coverage.notJudged).toEqual([]);
  });
});

test("a line tells where its statement stands", async () => {
  const { access } = await reviewOf(
    { "main.tf": role + inline(statement) },
    { "main.tf": role + inline(statement, queue) },
  );
  expect(access?.entries[0]?.granted).toMatchObject([
    {
      actions: ["sqs:SendMessage"],
      resources: ["arn:aws:sqs:*:*:q"],
      accessLevels: ["Write"],
      practical: true,
      statement: { side: "head", policy: "aws_iam_role_policy.app", file: "main.tf", line: 15 },
      witness: { principal: null, action: "sqs:SendMessage" },
    },
  ]);
});

test("rows with the most power come first, mere losses last", async () => {
  const allow = (action: string): string =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: action, Resource: "arn:aws:sqs:*:111122223333:q" }],
    });
  const { access } = await reviewOf(
    { "a.json": allow("sqs:*"), "b.json": allow("sqs:x"), "c.json": allow("sqs:x") },
    {
      "a.json": allow("sqs:ReceiveMessage"),
      "b.json": allow("sqs:ListQueueTags"),
      "c.json": allow("sqs:AddPermission"),
    },
  );
  expect(access?.entries.map(({ principal }) => principal)).toEqual(["c.json", "b.json", "a.json"]);
});

test("critical access that is newly granted is a finding, wherever it comes from", async () => {
  const settings = { [settingsPath]: "access: { critical-actions: [sqs:SendMessage] }\n" };
  const review = await reviewOf(
    { ...settings, "main.tf": role + inline(statement) },
    { ...settings, "main.tf": role + inline(statement, queue) },
  );
  const found = review.findings.filter(({ issueCode }) => issueCode === "CRITICAL_ACCESS_GRANTED");
  expect(found).toMatchObject([
    { state: "introduced", policy: "aws_iam_role.app", file: "main.tf", start: { line: 15 } },
  ]);
});
