import { describe, expect, test } from "@jest/globals";
import {
  bucket,
  policyText,
  role,
  rolePolicy,
  statement,
  trust,
  variables,
} from "../support/terraform-text.ts";
import { toldReview } from "../support/told-review.ts";

type Case = [name: string, base: string, head: string, told: string[]];

const own = (...statements: string[]) => role() + rolePolicy(policyText(...statements));
const all = statement('"*"');
const s3 = statement('"s3:*"');
const object = (principal: string, more = "") =>
  statement('"s3:GetObject"', { principal, more, resource: '"arn:aws:s3:::b/*"' });
const x = variables("x");

describe("a known value that is not known any more", () => {
  test.each<Case>([
    [
      "part of an action",
      own(s3),
      x + own(statement('"${var.x}:*"')),
      [
        "pass: New access, 1 no longer judged",
        "no longer judged STAR_IN_ACTION_AND_RESOURCE: it depends on the value of var.x",
        "+ ${var.x}:* on *",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "all actions",
      own(s3),
      x + own(statement("var.x")),
      [
        "pass: Perhaps new access, 1 no longer judged",
        "no longer judged STAR_IN_ACTION_AND_RESOURCE: it depends on the value of var.x",
        "? new: it depends on the value of var.x",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "the resource, where base had them all",
      own(statement('"iam:PassRole"')),
      x + own(statement('"iam:PassRole"', { resource: "var.x" })),
      [
        "pass: No new access, 1 no longer judged",
        "no longer judged PASS_ROLE_WITH_STAR_IN_RESOURCE: it depends on the value of var.x",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "whom a bucket is open to",
      bucket(object('"*"')),
      x + bucket(object("var.x")),
      [
        "pass: No new access, 1 no longer judged",
        "no longer judged PUBLIC_RESOURCE_POLICY: it depends on the value of var.x",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "who assumes a role",
      role("", trust('{ AWS = "*" }')),
      x + role("", trust("{ AWS = var.x }")),
      [
        "pass: No new access, 1 no longer judged",
        "no longer judged ROLE_ASSUMABLE_BY_ANYONE: it depends on the value of var.x",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "the value of a condition",
      bucket(
        object('"*"', ', Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } }'),
      ),
      x +
        bucket(object('"*"', ', Condition = { StringEquals = { "aws:PrincipalOrgID" = var.x } }')),
      [
        "pass: New access, no new findings in 1 policy",
        "+ s3:GetObject on arn:aws:s3:::b/* by * if StringEquals aws:PrincipalOrgID ${var.x}",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "the key of a condition: what was public may be so still",
      bucket(object('"*"')),
      x + bucket(object('"*"', ', Condition = { StringEquals = { (var.x) = "o-abcdefghij" } }')),
      [
        "pass: No new access, no new findings in 1 policy",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "all conditions",
      bucket(object('"*"')),
      x + bucket(object('"*"', ", Condition = var.x")),
      [
        "pass: No new access, no new findings in 1 policy",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "an effect",
      own(s3),
      x + own(statement('"s3:*"', { effect: "var.x" })),
      [
        "pass: No new access, 1 no longer judged",
        "no longer judged STAR_IN_ACTION_AND_RESOURCE: it depends on the value of var.x",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "a count: the finding stays",
      own(s3),
      x + role() + rolePolicy(policyText(s3), "count = var.x ? 1 : 0"),
      [
        "pass: No new access, no new findings in 2 policies",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "a for_each",
      role() + rolePolicy(policyText(s3), 'for_each = toset(["a"])'),
      x + role() + rolePolicy(policyText(s3), "for_each = var.x"),
      [
        "pass: No new access, no new findings in 2 policies",
        "? gone: it depends on the value of length(var.x) > 0",
      ],
    ],
    [
      "the statements",
      own(s3),
      x + own("var.x"),
      [
        "pass: Perhaps new access, 1 no longer judged",
        "no longer judged STAR_IN_ACTION_AND_RESOURCE: it depends on the value of var.x",
        "? new: statements cannot be judged: `var.x` is not known",
        "? gone: statements cannot be judged: `var.x` is not known",
      ],
    ],
    [
      "the name of an element",
      own(s3),
      x + own('merge(var.x, { Effect = "Allow" })'),
      [
        "pass: Perhaps new access, 1 no longer judged",
        "no longer judged STAR_IN_ACTION_AND_RESOURCE: it depends on the value of keys(var.x)[*]",
        "? new: statements cannot be judged: `keys(var.x)[*]` is not known",
        "? gone: statements cannot be judged: `keys(var.x)[*]` is not known",
      ],
    ],
    [
      "the policy that is attached",
      role('managed_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]'),
      x + role("managed_policy_arns = [var.x]"),
      [
        "pass: Perhaps new access, 1 no longer judged",
        "no longer judged ADMINISTRATOR_ACCESS: what `${var.x}` allows is not known here",
        "? gone: what `${var.x}` allows is not known here",
      ],
    ],
    [
      "a boundary: nobody knows what of it was kept back",
      role('permissions_boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"') +
        rolePolicy(policyText(s3)),
      x + role("permissions_boundary = var.x") + rolePolicy(policyText(s3)),
      [
        "pass: Perhaps new access, 1 no longer judged",
        "no longer judged ALL_OBJECTS_READABLE: another permissions boundary is set, and what `${var.x}` allows is not known here",
        "? new: another permissions boundary is set, and what `${var.x}` allows is not known here",
        "? gone: another permissions boundary is set, and what `${var.x}` allows is not known here",
      ],
    ],
  ])("%s", async (_, base, head, told) => {
    expect(await toldReview({ "main.tf": base }, { "main.tf": head })).toEqual(told);
  });
});

describe("what an unknown value does not hide", () => {
  test.each<Case>([
    [
      "a Deny that asks for something unknown forbids nothing for certain",
      own(s3, statement('"s3:GetObject"', { effect: '"Deny"' })),
      x + own(s3, statement('"s3:GetObject"', { effect: '"Deny"', more: ", Condition = var.x" })),
      [
        "pass: 1 warning",
        "introduced DENY_REMOVED (WARNING)",
        "+ s3:GetObject on *",
        "? new: the statement with index 1 cannot be judged: a condition operator is not known, var.x",
        "? gone: the statement with index 1 cannot be judged: a condition operator is not known, var.x",
      ],
    ],
    [
      "nor does one that may not be there",
      own(s3) +
        rolePolicy(policyText(statement('"s3:GetObject"', { effect: '"Deny"' })), "", "deny"),
      x +
        own(s3) +
        rolePolicy(
          policyText(statement('"s3:GetObject"', { effect: '"Deny"' })),
          "count = var.x ? 1 : 0",
          "deny",
        ),
      ["pass: 1 warning", "introduced DENY_REMOVED (WARNING)", "+ s3:GetObject on *"],
    ],
    [
      "somebody who is not known is let in",
      bucket(object('{ AWS = "111122223333" }')),
      x + bucket(object('{ AWS = "111122223333" }'), object("var.x")),
      [
        "pass: New access, no new findings in 1 policy",
        "+ s3:GetObject on arn:aws:s3:::b/* by ${var.x}",
      ],
    ],
    [
      "further statements",
      own(statement('"s3:GetObject"', { resource: '"arn:aws:s3:::b/*"' })),
      x +
        role() +
        rolePolicy(
          `jsonencode({ Version = "2012-10-17", Statement = concat([${statement('"s3:GetObject"', { resource: '"arn:aws:s3:::b/*"' })}], var.x) })`,
        ),
      [
        "pass: Perhaps new access, no new findings in 2 policies",
        "? new: statements cannot be judged: `var.x` is not known",
        "? gone: statements cannot be judged: `var.x` is not known",
      ],
    ],
    [
      "but statements that are not known before and after change nothing",
      x + own("var.x", s3, statement('"sqs:SendMessage"', { resource: '"arn:aws:sqs:*:*:q"' })),
      x + own("var.x", statement('"sqs:SendMessage"', { resource: '"arn:aws:sqs:*:*:q"' })),
      ["pass: No new access, 1 fixed", "fixed STAR_IN_ACTION_AND_RESOURCE", "- s3:* on *"],
    ],
  ])("%s", async (_, base, head, told) => {
    expect(await toldReview({ "main.tf": base }, { "main.tf": head })).toEqual(told);
  });
});

describe("a fix stays a fix, whatever the value is", () => {
  const account = 'data "aws_caller_identity" "own" {}\n';
  const topic = 'resource "aws_sns_topic" "t" {}\n';
  test.each<Case>([
    [
      "an ARN that has a part that is not known",
      own(s3),
      x + own(statement('"s3:*"', { resource: '"arn:aws:s3:::${var.x}/*"' })),
      [
        "pass: No new access, 1 fixed",
        "fixed STAR_IN_ACTION_AND_RESOURCE",
        "- s3:* on *",
        "? gone: it depends on the value of var.x",
      ],
    ],
    [
      "the ARN of a resource without a name",
      topic + own(statement('"sns:*"')),
      topic + own(statement('"sns:*"', { resource: "aws_sns_topic.t.arn" })),
      ["pass: No new access, 1 fixed", "fixed STAR_IN_ACTION_AND_RESOURCE", "- sns:* on *"],
    ],
    [
      "one's own account",
      account + bucket(object('"*"')),
      account + bucket(object("{ AWS = data.aws_caller_identity.own.account_id }")),
      [
        "pass: No new access, 1 fixed",
        "fixed PUBLIC_RESOURCE_POLICY",
        "- s3:GetObject on arn:aws:s3:::b/* by *",
      ],
    ],
    [
      "an account that an input names",
      bucket(object('"*"')),
      x + bucket(object('{ AWS = "arn:aws:iam::${var.x}:root" }')),
      [
        "pass: No new access, 1 fixed",
        "fixed PUBLIC_RESOURCE_POLICY",
        "- s3:GetObject on arn:aws:s3:::b/* by *",
      ],
    ],
    [
      "an organization that an input names",
      bucket(object('"*"')),
      x +
        bucket(object('"*"', ', Condition = { StringEquals = { "aws:PrincipalOrgID" = var.x } }')),
      [
        "pass: No new access, 1 fixed",
        "fixed PUBLIC_RESOURCE_POLICY",
        "- s3:GetObject on arn:aws:s3:::b/* by *",
      ],
    ],
    [
      "a statement that goes beside one that is known in part",
      x + own(all, statement('"s3:GetObject"', { resource: '"arn:aws:s3:::${var.x}/*"' })),
      x + own(statement('"s3:GetObject"', { resource: '"arn:aws:s3:::${var.x}/*"' })),
      [
        "pass: No new access, 1 fixed",
        "fixed ADMINISTRATOR_ACCESS",
        "- * on *",
        "- s3:GetObject on *",
      ],
    ],
  ])("%s", async (_, base, head, told) => {
    expect(await toldReview({ "main.tf": base }, { "main.tf": head })).toEqual(told);
  });
});

describe("what base could not tell is new, and said to be so as far as is known", () => {
  test.each<Case>([
    [
      "a value that is known now",
      x + own(statement('"${var.x}:*"')),
      own(s3),
      [
        "fail: 1 security warning",
        "introduced STAR_IN_ACTION_AND_RESOURCE (SECURITY_WARNING), before: it depends on the value of var.x",
        "+ s3:* on *",
        "  before: it depends on the value of var.x",
        "- ${var.x}:* on *",
      ],
    ],
    [
      "a policy that was there perhaps is there now",
      x + role() + rolePolicy(policyText(s3), "count = var.x ? 1 : 0"),
      own(s3),
      [
        "fail: 1 security warning",
        "widened STAR_IN_ACTION_AND_RESOURCE",
        "+ s3:* on *",
        "  before: it depends on the value of var.x",
      ],
    ],
  ])("%s", async (_, base, head, told) => {
    expect(await toldReview({ "main.tf": base }, { "main.tf": head })).toEqual(told);
  });
});
