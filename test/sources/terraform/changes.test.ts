import { expect, test } from "@jest/globals";
import { reviewChange } from "../../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../../support/fake-change.ts";

const policy = (actions: string) => `variable "actions" {
  default = ${actions}
}
resource "aws_iam_policy" "p" {
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }] })
}
`;
const narrow = policy('["s3:GetObject"]');
const wide = policy('["*"]');
const call = 'module "m" { source = "../../modules/m" }\n';
const template = `resource "aws_iam_policy" "p" {
  policy = templatefile("\${path.module}/p.tftpl", {})
}
`;
const document = (action: string) =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"${action}","Resource":"*"}]}`;

const administrator = `variable "admin" {}
resource "aws_iam_role" "r" {
  assume_role_policy = "{}"
}
resource "aws_iam_role_policy_attachment" "a" {
  count      = var.admin ? 1 : 0
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`;

function roleCall(admin: string): string {
  return `module "role" {\n  source = "../../modules/role"\n  admin  = ${admin}\n}\n`;
}

test.each<{ name: string; base: FakeFiles; head: FakeFiles; findings: string[] }>([
  {
    name: "a default of a module that did not change its callers",
    base: { "modules/m/main.tf": narrow, "stacks/prod/main.tf": call },
    head: { "modules/m/main.tf": wide, "stacks/prod/main.tf": call },
    findings: [
      "introduced stacks/prod/module.m.aws_iam_policy.p modules/m/main.tf:2 called at stacks/prod/main.tf:1",
    ],
  },
  {
    name: "a value that is not set any more",
    base: { "main.tf": wide, "terraform.tfvars": 'actions = ["s3:GetObject"]' },
    head: { "main.tf": wide },
    findings: ["introduced aws_iam_policy.p main.tf:2"],
  },
  {
    name: "a values file that is new",
    base: { "main.tf": narrow },
    head: { "main.tf": narrow, "prod.tfvars": 'actions = ["*"]' },
    findings: ["introduced prod.tfvars/aws_iam_policy.p prod.tfvars:1"],
  },
  {
    name: "a file that is new beside what was there",
    base: { "main.tf": wide },
    head: { "main.tf": wide, "other.tf": "locals {}" },
    findings: ["pre-existing aws_iam_policy.p main.tf:2"],
  },
  {
    name: "a template of a module",
    base: {
      "modules/m/main.tf": template,
      "modules/m/p.tftpl": document("s3:GetObject"),
      "stacks/prod/main.tf": call,
    },
    head: {
      "modules/m/main.tf": template,
      "modules/m/p.tftpl": document("*"),
      "stacks/prod/main.tf": call,
    },
    findings: [
      "introduced stacks/prod/module.m.aws_iam_policy.p modules/m/p.tftpl:1 called at stacks/prod/main.tf:1",
    ],
  },
  {
    name: "an argument of a module by which a role gets one of AWS's policies",
    base: { "modules/role/main.tf": administrator, "stacks/prod/main.tf": roleCall("false") },
    head: { "modules/role/main.tf": administrator, "stacks/prod/main.tf": roleCall("true") },
    findings: [
      "introduced stacks/prod/module.role.aws_iam_role.r modules/role/main.tf:8 called at stacks/prod/main.tf:1",
    ],
  },
])("$name", async ({ base, head, findings }) => {
  const review = await reviewChange(fakeChange(base, head));
  expect(
    review.findings
      .filter(({ issueCode }) => issueCode === "ADMINISTRATOR_ACCESS")
      .map(({ state, policy: address, file, start, related }) => {
        const calls = related
          .filter(({ message }) => message === "the module is called here")
          .map((place) => ` called at ${place.file}:${place.start.line}`);
        return `${state} ${address} ${file}:${start.line}${calls.join("")}`;
      }),
  ).toEqual(findings);
});
