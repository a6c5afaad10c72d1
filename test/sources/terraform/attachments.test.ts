import { expect, test } from "@jest/globals";
import { displayText } from "../../../src/policy/text-value.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { attachmentsOf } from "../../support/attachments.ts";

function read(text: string, more: Readonly<Record<string, string>> = {}) {
  const files: Readonly<Record<string, string>> = { "main.tf": text, ...more };
  const paths = new Set(Object.keys(files));
  return readSources({ paths, text: (path) => files[path] }, [...paths], () => undefined);
}

const policy = `resource "aws_iam_policy" "p" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "a:B", Resource = "*" }] })
}
resource "aws_iam_role" "r" { name = "r" }
resource "aws_iam_role" "s" { name = "s" }
`;

function attach(label: string, role: string, arn = "aws_iam_policy.p.arn", more = ""): string {
  return `resource "aws_iam_role_policy_attachment" "${label}" {
  role       = ${role}
  policy_arn = ${arn}
  ${more}
}
`;
}

test.each<{ name: string; text: string; expected: readonly string[] }>([
  {
    name: "one holder is the owner",
    text: attach("a", "aws_iam_role.r.name"),
    expected: ["identity aws_iam_policy.p of aws_iam_role.r"],
  },
  {
    name: "of several all are named",
    text: attach("a", "aws_iam_role.r.name") + attach("b", "aws_iam_role.s.name"),
    expected: ["identity aws_iam_policy.p to aws_iam_role.r, aws_iam_role.s"],
  },
  {
    name: "a holder that stands elsewhere",
    text: attach("a", '"ops"'),
    expected: [
      "identity aws_iam_policy.p to ops (role elsewhere)",
      "elsewhere: ops (role elsewhere)",
    ],
  },
  {
    name: "a holder that stands elsewhere and is not known",
    text: `variable "role" {}\n${attach("a", "var.role", '"arn:aws:iam::aws:policy/X"')}`,
    expected: [
      "identity aws_iam_policy.p",
      "elsewhere: ${var.role} (role elsewhere) has arn:aws:iam::aws:policy/X",
    ],
  },
  {
    name: "an attachment that may be there",
    text: `variable "on" {}\n${attach("a", "aws_iam_role.r.name", "aws_iam_policy.p.arn", "count = var.on ? 1 : 0")}`,
    expected: ["identity aws_iam_policy.p of aws_iam_role.r (aws_iam_role.r if var.on)"],
  },
  {
    name: "one of two policies, by a condition that is not known",
    text: `variable "on" {}\n${attach("a", "aws_iam_role.r.name", 'var.on ? aws_iam_policy.p.arn : "arn:aws:iam::aws:policy/X"')}`,
    expected: [
      "identity aws_iam_policy.p of aws_iam_role.r (aws_iam_role.r if var.on)",
      "aws_iam_role.r has arn:aws:iam::aws:policy/X if not var.on",
    ],
  },
  {
    name: "attached twice, once for sure",
    text: `variable "on" {}\n${attach("a", "aws_iam_role.r.name", "aws_iam_policy.p.arn", "count = var.on ? 1 : 0")}${attach("b", "aws_iam_role.r.name")}`,
    expected: ["identity aws_iam_policy.p of aws_iam_role.r"],
  },
  {
    name: "a boundary of the configuration",
    text: `resource "aws_iam_role" "t" { permissions_boundary = aws_iam_policy.p.arn }\n`,
    expected: ["boundary aws_iam_policy.p", "aws_iam_role.t within aws_iam_policy.p"],
  },
  {
    name: "a boundary that may be another one is none that is known",
    text: `variable "on" {}
resource "aws_iam_role" "t" { permissions_boundary = var.on ? aws_iam_policy.p.arn : null }
`,
    expected: ["boundary aws_iam_policy.p"],
  },
  {
    name: "groups, in either way",
    text: `resource "aws_iam_user" "ada" { name = "ada" }
resource "aws_iam_user" "bob" { name = "bob" }
resource "aws_iam_group" "staff" { name = "staff" }
resource "aws_iam_user_group_membership" "ada" {
  user   = aws_iam_user.ada.name
  groups = ["staff"]
}
resource "aws_iam_group_membership" "staff" {
  name  = "staff"
  group = aws_iam_group.staff.name
  users = [aws_iam_user.bob.name]
}
`,
    expected: [
      "identity aws_iam_policy.p",
      "aws_iam_user.ada in aws_iam_group.staff",
      "aws_iam_user.bob in aws_iam_group.staff",
    ],
  },
])("$name", ({ text, expected }) => {
  expect(attachmentsOf(read(policy + text))).toEqual(expected);
});

test("a membership that is not wholly known is listed, and counts for nobody", () => {
  const { owners, notJudged } = read(`resource "aws_iam_user" "ada" { name = "ada" }
resource "aws_iam_user_group_membership" "ada" {
  user   = aws_iam_user.ada.name
  groups = ["elsewhere"]
}
`);
  expect(owners.map(({ groups }) => groups)).toEqual([undefined]);
  expect(notJudged.map(({ address }) => address)).toEqual(["aws_iam_user_group_membership.ada"]);
});

test("what a values file changes knows what it is without it", () => {
  const text = `variable "arn" { default = "arn:aws:iam::aws:policy/A" }
${policy}${attach("a", "aws_iam_role.r.name", "var.arn")}`;
  const found = attachmentsOf(read(text, { "prod.tfvars": 'arn = "arn:aws:iam::aws:policy/B"\n' }));
  expect(found).toEqual([
    "identity aws_iam_policy.p",
    "aws_iam_role.r has arn:aws:iam::aws:policy/A",
    "prod.tfvars/aws_iam_role.r is aws_iam_role.r; has arn:aws:iam::aws:policy/B",
  ]);
});

test("a permission set's boundary that is named is one of an account that is not known", () => {
  const { owners } = read(`resource "aws_ssoadmin_permission_set" "ops" {
  name         = "ops"
  instance_arn = "arn:aws:sso:::instance/ssoins-1"
}
resource "aws_ssoadmin_permissions_boundary_attachment" "ops" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  permission_set_arn = aws_ssoadmin_permission_set.ops.arn
  permissions_boundary {
    customer_managed_policy_reference { name = "limits" }
  }
}
`);
  const boundaries = owners.flatMap(({ permissionsBoundary }) => permissionsBoundary ?? []);
  expect(boundaries.map(displayText)).toEqual([
    `arn:\${aws_partition}:iam::\${aws_account}:policy/limits`,
  ]);
});
