import { expect, test } from "@jest/globals";
import { changeFindings } from "../../support/annotate.ts";

function scp(...statements: readonly object[]): string {
  const all = { Effect: "Allow", Action: "*", Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [all, ...statements] }, undefined, 2);
}

function regions(...values: readonly string[]): object {
  return {
    Effect: "Deny",
    NotAction: ["iam:*", "sts:*"],
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": values } },
  };
}

/** Everything that a message needs: an exception or a condition left out would make it wrong. */
test.each<{ name: string; base: string; head: string; details: string }>([
  {
    name: "another Region",
    base: scp(regions("eu-west-1")),
    head: scp(regions("eu-west-1", "us-east-1")),
    details:
      "This service control policy now lets through `*` except `iam:*`, `sts:*` if `StringNotEquals aws:RequestedRegion eu-west-1`. Everybody below it whose own policies allow that has it from now on.",
  },
  {
    name: "one action of a Deny",
    base: scp({
      Effect: "Deny",
      Action: ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"],
      Resource: "*",
    }),
    head: scp({ Effect: "Deny", Action: ["cloudtrail:DeleteTrail"], Resource: "*" }),
    details:
      "This service control policy now lets through `cloudtrail:StopLogging`. Everybody below it whose own policies allow that has it from now on.",
  },
  {
    name: "one bucket of a Deny",
    base: scp({ Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::logs-*" }),
    head: scp({
      Effect: "Deny",
      Action: "s3:*",
      NotResource: ["arn:aws:s3:::logs-open", "arn:aws:s3:::a*"],
    }),
    details:
      "This service control policy now lets through `s3:*` on `arn:aws:s3:::logs-open`. Everybody below it whose own policies allow that has it from now on.",
  },
])("a guardrail that lets more through says what: $name", ({ base, head, details }) => {
  const findings = changeFindings(base, head, "json", { kind: "scp" });
  expect(findings.map((finding) => [finding.issueCode, finding.details])).toEqual([
    ["GUARDRAIL_WEAKENED", details],
  ]);
});

const owner = `
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
`;
const denying = `
resource "aws_iam_role_policy" "d" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "s3:DeleteBucket", Resource = "*" }] })
}
`;

test.each<[name: string, base: string, head: string, at: string[]]>([
  ["goes with the last policy of its role", owner + denying, owner, ["aws_iam_role_policy.d"]],
  ["goes with its role", owner + denying, 'resource "aws_iam_user" "u" {}', []],
  ["stays", owner + denying, denying + owner, []],
])("a Deny that %s", (_, base, head, at) => {
  const findings = changeFindings(base, head);
  const removed = findings.filter(({ issueCode }) => issueCode === "DENY_REMOVED");
  expect(removed.map(({ address }) => address)).toEqual(at);
});
