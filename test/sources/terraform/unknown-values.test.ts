// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { read, statements } from "./terraform-rendering.ts";

const declarations = `
variable "u" {}
variable "flag" {}
variable "list" {}
variable "map" {}
variable "typed" {
  type    = object({ a = string, b = optional(number, 5), c = optional(list(string)) })
  default = { a = "x", extra = 1 }
}
locals {
  m = { a = "k" }
}
resource "aws_vpc" "x" {}
resource "aws_vpc" "counted" { count = var.flag ? 1 : 0 }
resource "aws_vpc" "many" { count = var.u }
resource "aws_vpc" "each" { for_each = toset(["a", "b"]) }
`;

/** What stands in place of an expression in a policy, as a plain value. */
function value(expression: string, more = ""): unknown {
  const text = `${declarations}${more}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = { Resource = ${expression} } })
}`;
  return (statements(text) as { Resource: unknown }).Resource;
}

const unknown = (reference: string) => ({ unknown: reference });
const onlyIf = (condition: string, then: unknown) => ({ if: condition, holds: then });
const either = (condition: string, then: unknown, otherwise: unknown) => ({
  if: condition,
  holds: then,
  else: otherwise,
});

describe("known parts stay known beside unknown ones", () => {
  test.each([
    ['{ a = var.u, b = "k" }.b', "k"],
    ['concat(["a"], [var.u])', ["a", unknown("var.u")]],
    ['concat(["a"], var.list)', ["a", unknown("var.list")]],
    ['merge(var.map, { a = "k" }).a', "k"],
    ["keys({ a = var.u })", ["a"]],
    ['length(["a", var.u])', 2],
    ['"arn:${var.u}:y"', "arn:${var.u}:y"],
    ['format("arn:%s:%d", var.u, 7)', "arn:${var.u}:7"],
    ['join(",", ["a", var.u])', "a,${var.u}"],
    ['upper("a${var.u}")', "A${upper(var.u)}"],
    ['replace("a-${var.u}", "-", "_")', 'a_${replace(var.u, "-", "_")}'],
    ['startswith("arn:${var.u}", "arn:")', true],
    ['startswith("arn:${var.u}", "x")', false],
    ['trimprefix("arn:${var.u}", "arn:")', unknown("var.u")],
    ['contains(["a", var.u], "a")', true],
    ['"a${var.u}" == "b"', false],
    ['var.u == "q" && false', false],
    ['toset(["b", var.u, "b"])', ["b", unknown("var.u")]],
    ['compact(["a", var.u, ""])', ["a", unknown("var.u")]],
    ['formatlist("arn:%s", [var.u, "b"])', ["arn:${var.u}", "arn:b"]],
    ['jsondecode("{\\"a\\": \\"${var.u}\\"}").a', unknown("var.u")],
    ["jsondecode(jsonencode({ a = [var.u, 1] })).a[1]", 1],
    // Terraform refuses the null; what surrounds it is still read.
    ['"x${null}"', "x${null}"],
    ['try("x${null}", "y")', "y"],
    ["var.typed", { a: "x", b: 5, c: null }],
  ])("%s", (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });
});

describe("what an unknown condition decides is kept with the condition", () => {
  test.each([
    ['var.flag ? "x" : "y"', either("var.flag", "x", "y")],
    ['!var.flag ? "x" : "y"', either("var.flag", "y", "x")],
    ['var.u != "q" ? "x" : "y"', either('var.u == "q"', "y", "x")],
    ["var.flag ? (var.flag ? 1 : 2) : 3", either("var.flag", 1, 3)],
    ['"${var.flag ? "a" : "b"}-${var.flag ? "c" : "d"}"', either("var.flag", "a-c", "b-d")],
    ['concat(["a"], var.flag ? ["b"] : [])', ["a", onlyIf("var.flag", "b")]],
    ["merge({ a = 1 }, var.flag ? { b = 2 } : {})", { a: 1, b: onlyIf("var.flag", 2) }],
    ["merge({ a = 1 }, var.flag ? { a = 2 } : {}).a", either("var.flag", 2, 1)],
    ['flatten([["a"], var.flag ? ["b"] : []])', ["a", onlyIf("var.flag", "b")]],
    ['join(",", concat(["a"], var.flag ? ["b"] : []))', either("var.flag", "a,b", "a")],
    ['compact(["a", var.flag ? "b" : ""])', ["a", onlyIf("var.flag", "b")]],
    [
      '[for v in ["a", "b"] : v if v == var.u]',
      [onlyIf('"a" == var.u', "a"), onlyIf('"b" == var.u', "b")],
    ],
    ['[for s in var.list : "arn:${s}"]', [onlyIf("length(var.list) > 0", "arn:${var.list[*]}")]],
    [
      '[for k, v in var.map : "${k}=${v}"]',
      [onlyIf("length(var.map) > 0", "${keys(var.map)[*]}=${var.map[*]}")],
    ],
    ['formatlist("arn:%s", var.list)', [onlyIf("length(var.list) > 0", "arn:${var.list[*]}")]],
    ['coalesce(var.u, "d")', either("var.u == null", "d", unknown("var.u"))],
    ["one(aws_vpc.counted[*].arn)", either("var.flag", unknown("aws_vpc.counted[0].arn"), null)],
    ['join("", aws_vpc.counted[*].arn)', either("var.flag", unknown("aws_vpc.counted[0].arn"), "")],
    ["aws_vpc.many[*].arn", [onlyIf("var.u > 0", unknown("aws_vpc.many[*].arn"))]],
    ['"%{ if var.flag }a%{ else }b%{ endif }"', either("var.flag", "a", "b")],
    ['(var.flag ? local.m : { a = "z" }).a', either("var.flag", "k", "z")],
  ])("%s", (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });
});

describe("what is not known is named", () => {
  test.each([
    ["aws_vpc.x.id", "aws_vpc.x.id"],
    ["aws_vpc.counted[0].arn", "aws_vpc.counted[0].arn"],
    ['aws_vpc.each["a"].arn', 'aws_vpc.each["a"].arn'],
    ["data.aws_caller_identity.me.account_id", "data.aws_caller_identity.me.account_id"],
    ["module.m.out", "module.m.out"],
    ["var.list[0]", "var.list[0]"],
    ['var.map["k"].x', 'var.map["k"].x'],
    ["uuid()", "uuid()"],
    ['regex("a", var.u)', 'regex("a", var.u)'],
    ["provider::aws::arn_parse(var.u)", "provider::aws::arn_parse(var.u)"],
    ["provider::other::arn_build(1, 2)", "provider::other::arn_build(1, 2)"],
    [
      'provider::aws::trim_iam_role_path("arn:aws:iam::1:user/a")',
      'provider::aws::trim_iam_role_path("arn:aws:iam::1:user/a")',
    ],
    ["local.undeclared", "local.undeclared"],
    ["try(aws_vpc.x.nope, 1)", "aws_vpc.x.nope"],
    ["try(var.u.nope, 1)", "var.u.nope"],
    ["merge({ a = 1 }, var.map)[var.u]", "{ a = 1, ${keys(var.map)[*]} = var.map[*] }[var.u]"],
    ["terraform.workspace", "terraform.workspace"],
    // Terraform refuses these: what they would be is not known either.
    ["each.key", "each.key"],
    ["local.m.nope", '{ a = "k" }.nope'],
  ])("%s", (expression, reference) => {
    expect(value(expression)).toEqual(unknown(reference));
  });

  test.each([
    ["var.u", "input without a value"],
    ["aws_vpc.x.id", "known after deployment"],
    ["data.aws_region.current.name", "known after deployment"],
    ["module.local.out", "outside the repository"],
    ["module.registry.out", "outside the repository"],
    ['file("../../etc/passwd")', "outside the repository"],
    ["uuid()", "not supported"],
  ])("the reason for %s: %s", (expression, reason) => {
    const { policies } = read(`${declarations}
data "aws_region" "current" {}
module "local" { source = "./m" }
module "registry" { source = "a/b/c" }
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = { Resource = ["x", ${expression}] } })
}`);
    expect(policies[0]?.document.unknowns.map((part) => part.reason)).toEqual([reason]);
  });
});

describe("names and ARNs have their known form", () => {
  const resources = `
resource "aws_s3_bucket" "logs" { bucket = "logs-\${var.u}" }
resource "aws_s3_bucket" "either" { bucket = var.flag ? "*" : "b" }
resource "aws_s3_bucket" "unnamed" {}
resource "aws_s3_bucket" "prefixed" { bucket_prefix = "p-" }
resource "aws_iam_role" "r" {
  name = "r"
  path = "/x/"
}
resource "aws_iam_user" "east" {
  provider = aws.east
  name     = "u"
}
data "aws_iam_role" "found" { name = "f" }
data "aws_s3_bucket" "found" { bucket = "f" }
resource "aws_kms_key" "k" {}
resource "aws_secretsmanager_secret" "s" { name = "s" }
resource "aws_iam_openid_connect_provider" "github" { url = "https://token.actions.githubusercontent.com" }
`;

  test.each([
    ["aws_s3_bucket.logs.arn", "arn:${aws_partition}:s3:::logs-${var.u}"],
    [
      "aws_s3_bucket.either.arn",
      either("var.flag", "arn:${aws_partition}:s3:::*", "arn:${aws_partition}:s3:::b"),
    ],
    ["aws_s3_bucket.unnamed.arn", "arn:${aws_partition}:s3:::${aws_s3_bucket.unnamed.bucket}"],
    ["aws_s3_bucket.prefixed.id", "p-${aws_s3_bucket.prefixed.bucket suffix}"],
    ["data.aws_s3_bucket.found.arn", "arn:${aws_partition}:s3:::f"],
    ["aws_iam_role.r.arn", "arn:${aws_partition}:iam::${aws_account}:role/x/r"],
    ["aws_iam_role.r.name", "r"],
    [
      "aws_iam_user.east.arn",
      "arn:${aws_partition (aws.east)}:iam::${aws_account (aws.east)}:user/u",
    ],
    // The path of a role that is looked up can be any.
    ["data.aws_iam_role.found.arn", unknown("data.aws_iam_role.found.arn")],
    [
      "aws_kms_key.k.arn",
      "arn:${aws_partition}:kms:${aws_region}:${aws_account}:key/${aws_kms_key.k.key_id}",
    ],
    [
      "aws_secretsmanager_secret.s.arn",
      "arn:${aws_partition}:secretsmanager:${aws_region}:${aws_account}:secret:s-${aws_secretsmanager_secret.s.arn suffix}",
    ],
    ["aws_iam_openid_connect_provider.github.url", "token.actions.githubusercontent.com"],
  ])("%s", (expression, expected) => {
    expect(value(expression, resources)).toEqual(expected);
  });
});

test.each<[expression: string, expected: unknown]>([
  ['provider::aws::arn_build("aws", "s3", "", "", "a/*")', "arn:aws:s3:::a/*"],
  ['provider::aws::arn_parse("arn:aws:iam::111122223333:role/a:b").account_id', "111122223333"],
  ['provider::aws::arn_parse("arn:aws:iam::111122223333:role/a:b").resource', "role/a:b"],
  [
    'provider::aws::trim_iam_role_path("arn:aws:iam::111122223333:role/teams/a/app")',
    "arn:aws:iam::111122223333:role/app",
  ],
  ['provider::aws::arn_parse("arn:aws:sqs:${var.u}:1:q").region', unknown("var.u")],
])("functions of the AWS provider: %s", (expression, expected) => {
  expect(value(expression)).toEqual(expected);
});
