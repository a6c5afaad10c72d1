import { describe, expect, test } from "@jest/globals";
import { reviewChange } from "../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";
import { policyText, statement, variables } from "../support/terraform-text.ts";

const x = variables("x");
const trail = (more = ""): string => `resource "aws_cloudtrail" "t" {
  name           = "t"
  s3_bucket_name = "logs"
${more}
}
`;
const block = (value: string): string => `resource "aws_s3_account_public_access_block" "own" {
  block_public_acls       = true
  block_public_policy     = ${value}
  ignore_public_acls      = true
  restrict_public_buckets = true
}
`;
const guardrail = (policy: string, more = ""): string => `resource "aws_organizations_policy" "s" {
  name    = "s"
  content = ${policy}
${more}
}
`;
const stop = (more = ""): string =>
  policyText(statement('"cloudtrail:StopLogging"', { effect: '"Deny"', more }));

/** Findings that count, and what is said not to be judged. */
async function told(base: FakeFiles, head: FakeFiles): Promise<string[]> {
  const { verdict, findings, access, coverage } = await reviewChange(fakeChange(base, head));
  return [
    verdict,
    `new access: ${access?.newAccess}`,
    ...findings.map(
      ({ state, issueCode, findingType }) => `${state} ${issueCode} (${findingType})`,
    ),
    ...coverage.notJudged
      .filter(({ reason }) => reason.startsWith("whether it still"))
      .map(({ address, reason }) => `${address}: ${reason}`),
  ];
}

const open = (address: string, reason: string): string[] => [
  "pass",
  "new access: undecided",
  `${address}: whether it still does what it did could not be decided: ${reason}`,
];

describe("a guard that may be weaker is neither called so nor passed over", () => {
  test.each<[name: string, base: string, head: string, expected: string[]]>([
    [
      "a trail that may not log",
      trail(),
      x + trail("  enable_logging = var.x"),
      open("aws_cloudtrail.t", "`IsLogging` is not known before deployment"),
    ],
    [
      "a trail whose files may not be checked",
      trail("  enable_log_file_validation = true"),
      x + trail("  enable_log_file_validation = var.x"),
      open("aws_cloudtrail.t", "`EnableLogFileValidation` is not known before deployment"),
    ],
    [
      "a trail that may not be there",
      trail(),
      x + trail("  count = var.x ? 1 : 0"),
      open("aws_cloudtrail.t", "it is there only if `var.x`"),
    ],
    [
      "a block of public access",
      block("true"),
      x + block("var.x"),
      open(
        "aws_s3_account_public_access_block.own",
        "`BlockPublicPolicy` is not known before deployment",
      ),
    ],
    [
      "what was not known before is not told again",
      x + trail("  enable_logging = var.x"),
      x + trail("  enable_logging = var.x\n  include_global_service_events = true"),
      ["pass", "new access: none"],
    ],
  ])("%s", async (_, base, head, expected) => {
    expect(await told({ "main.tf": base }, { "main.tf": head })).toEqual(expected);
  });

  test("one in a file that cannot be read is not removed", async () => {
    const head = { "main.tf": { kind: "too large", size: 9_000_000 } } as const;
    expect(await told({ "main.tf": trail() }, head)).toEqual([
      "incomplete",
      "new access: undecided",
      "aws_cloudtrail.t: whether it still does what it did could not be decided: `main.tf` cannot be judged: 8.6 MiB is over the limit of 1 MiB",
    ]);
  });

  test("one that is removed is", async () => {
    expect(await told({ "main.tf": trail() }, { "other.tf": "\n" })).toEqual([
      "fail",
      "new access: undecided",
      "introduced AUDIT_WEAKENED (SECURITY_WARNING)",
    ]);
  });
});

describe("a guardrail of which not all is known", () => {
  const condition = (value: string): string =>
    `, Condition = { ArnNotLike = { "aws:PrincipalArn" = ${value} } }`;
  test.each<[name: string, base: string, head: string, expected: string[]]>([
    ["its text", guardrail(stop()), x + guardrail("var.x"), ["pass", "new access: undecided"]],
    [
      "whether it is there",
      guardrail(stop()),
      x + guardrail(stop(), "  count = var.x ? 1 : 0"),
      ["pass", "new access: some", "introduced GUARDRAIL_WEAKENED (WARNING)"],
    ],
    [
      "whom it leaves out, where it left out others before",
      guardrail(stop(condition('"arn:aws:iam::*:role/admin"'))),
      x + guardrail(stop(condition("var.x"))),
      ["pass", "new access: some", "introduced GUARDRAIL_WEAKENED (WARNING)"],
    ],
    [
      "whom it leaves out, where it left out nobody: that is weaker, whoever it is",
      guardrail(stop()),
      x + guardrail(stop(condition("var.x"))),
      ["fail", "new access: some", "introduced GUARDRAIL_WEAKENED (SECURITY_WARNING)"],
    ],
  ])("%s", async (_, base, head, expected) => {
    expect(await told({ "main.tf": base }, { "main.tf": head })).toEqual(expected);
  });
});
