import { describe, expect, test } from "@jest/globals";
import { defaultRuleParameters } from "../../../src/rules/rule-context.ts";
import { changeFindings } from "../../support/annotate.ts";

type Critical = typeof defaultRuleParameters.critical;

function found(base: string, head: string, critical: Partial<Critical>): string[] {
  const parameters = {
    ...defaultRuleParameters,
    critical: { ...defaultRuleParameters.critical, ...critical },
  };
  return changeFindings(base, head, "hcl", undefined, parameters)
    .filter(({ issueCode }) => issueCode === "CRITICAL_ACCESS_GRANTED")
    .map(({ address, at, details }) => {
      const [, what = ""] = /critical: (.*?)\. For example/.exec(details) ?? [];
      return `${address}: ${what} at ${head.slice(at.start, at.end).split("\n")[0]}`;
    });
}

const logs = '{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::logs/*" }';
const payroll = '{ Effect = "Allow", Action = "s3:*Object", Resource = "arn:aws:s3:::pay*/*" }';

function role(label: string, statements: string, more = ""): string {
  return `resource "aws_iam_role" "${label}" {
  name = "app"
  ${more}
}
resource "aws_iam_role_policy" "${label}" {
  role   = aws_iam_role.${label}.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [${statements}] })
}
`;
}

const everyPayroll = { resources: ["arn:aws:s3:::payroll/*"] };

describe("newly granted critical access", () => {
  test.each<{
    name: string;
    base: string;
    head: string;
    critical: Partial<Critical>;
    expected: string[];
  }>([
    {
      name: "by any action on a critical resource",
      base: role("app", logs),
      head: role("app", `${logs}, ${payroll}`),
      critical: everyPayroll,
      expected: ['aws_iam_role.app: `s3:*Object` on `arn:aws:s3:::pay*/*` at "s3:*Object"'],
    },
    {
      name: "by a critical action on any resource",
      base: role("app", logs),
      head: role("app", `${logs}, ${payroll}`),
      critical: { actions: ["s3:DeleteObject"] },
      expected: ['aws_iam_role.app: `s3:DeleteObject` on `arn:aws:s3:::pay*/*` at "s3:*Object"'],
    },
    {
      name: "with both lists, one action of the one on one resource of the other",
      base: role("app", logs),
      head: role("app", `${logs}, ${payroll}`),
      critical: { actions: ["s3:DeleteObject"], resources: ["arn:aws:s3:::backup/*"] },
      expected: [],
    },
    {
      name: "by a managed policy of AWS's, at the role",
      base: role("app", logs),
      head: `${role("app", logs)}resource "aws_iam_role_policy_attachment" "x" {
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
}
`,
      critical: { actions: ["sqs:DeleteQueue"] },
      expected: ['aws_iam_role.app: `sqs:DeleteQueue` on `*` at resource "aws_iam_role" "app"'],
    },
    {
      name: "by the policy of a resource",
      base: 'resource "aws_s3_bucket" "b" { bucket = "payroll" }\n',
      head: `resource "aws_s3_bucket" "b" { bucket = "payroll" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::payroll/*" }
  ] })
}
`,
      critical: everyPayroll,
      expected: [
        'aws_s3_bucket.b: `s3:GetObject` on `arn:aws:s3:::payroll/*` by `arn:aws:iam::111122223333:root` at "s3:GetObject"',
      ],
    },
    {
      name: "a Deny takes it away",
      base: role("app", logs),
      head: role(
        "app",
        `${payroll}, { Effect = "Deny", Action = "s3:*", Resource = "arn:aws:s3:::payroll/*" }`,
      ),
      critical: everyPayroll,
      expected: [],
    },
    {
      name: "a boundary keeps it back",
      base: role("app", logs),
      head: `${role("app", payroll, "permissions_boundary = aws_iam_policy.b.arn")}resource "aws_iam_policy" "b" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [${logs}] })
}
`,
      critical: everyPayroll,
      expected: [],
    },
    {
      name: "what base allows already, also under another label, is left alone",
      base: role("app", payroll),
      head: role("web", `${payroll}, ${logs}`),
      critical: everyPayroll,
      expected: [],
    },
    {
      name: "nothing is critical unless the team says so",
      base: role("app", logs),
      head: role("app", '{ Effect = "Allow", Action = "*", Resource = "*" }'),
      critical: {},
      expected: [],
    },
  ])("$name", ({ base, head, critical, expected }) => {
    expect(found(base, head, critical)).toEqual(expected);
  });
});
