import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../src/sources/cloudformation/read-cloudformation.ts";
import type { SourceResult } from "../../src/sources/source.ts";
import { readTerraform } from "../../src/sources/terraform/read-terraform.ts";
import { filesOf } from "./rendering.ts";

/** What stands there for the second values alone: addresses of policies, owners and guards. */
function variantOf({ policies, owners, guards = [] }: SourceResult, front: string) {
  const own = (entries: readonly { readonly address: string }[]) =>
    entries.map(({ address }) => address).filter((address) => address.startsWith(front));
  const marked = [...policies, ...owners].filter(({ address }) => address.startsWith(front));
  return {
    policies: own(policies).map((address) => address.slice(front.length)),
    owners: own(owners).map((address) => address.slice(front.length)),
    guards: own(guards).map((address) => address.slice(front.length)),
    unmarked: marked.filter((entry) => entry.variantOf === undefined),
  };
}

const statement = (action: string) =>
  `{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "${action}", Resource = "*" }] }`;
const role = (name: string, more = "") => `resource "aws_iam_role" "r" {
  name               = "${name}"
  assume_role_policy = jsonencode(${statement("sts:AssumeRole")})
  ${more}
}
resource "aws_iam_role_policy" "own" {
  role   = aws_iam_role.r.id
  policy = jsonencode(${statement("s3:GetObject")})
}
`;
const shared = (count: string) => `resource "aws_iam_policy" "shared" {
  policy = jsonencode(${statement("s3:PutObject")})
}
resource "aws_iam_role_policy_attachment" "shared" {
  count      = ${count}
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.shared.arn
}
`;
const given = `\${var.v}`;
const variable = (value: string) => `variable "v" {\n  default = "${value}"\n}\n`;
const ofRole = ["aws_iam_role.r assume_role_policy", "aws_iam_role_policy.own"];
const nothing = { policies: [], owners: [], guards: [], unmarked: [] };

describe("a values file of Terraform", () => {
  test.each([
    ["that changes nothing", role("app"), nothing],
    [
      "that changes a name alone keeps the owner, whose policies are the plain ones",
      role(given),
      { ...nothing, owners: ["aws_iam_role.r"] },
    ],
    [
      "that limits the owner keeps its policies",
      role("app", `permissions_boundary = "arn:aws:iam::aws:policy/${given}"`),
      { ...nothing, policies: ofRole, owners: ["aws_iam_role.r"] },
    ],
    [
      "that attaches a policy keeps all of the owner's",
      role("app") + shared('var.v == "b" ? 1 : 0'),
      { ...nothing, policies: [...ofRole, "aws_iam_policy.shared"], owners: ["aws_iam_role.r"] },
    ],
    [
      "that changes a guard",
      'resource "aws_guardduty_detector" "d" {\n  enable = var.v == "b"\n}\n',
      { ...nothing, guards: ["aws_guardduty_detector.d"] },
    ],
  ])("%s", (_, text, expected) => {
    const files = filesOf({ "main.tf": variable("a") + text, "b.tfvars": 'v = "b"\n' });
    expect(variantOf(readTerraform(files, [""]), "b.tfvars/")).toEqual(expected);
  });
});

describe("a list of parameter files of CloudFormation", () => {
  const template = (properties: string, more = "") => `
Parameters: { V: { Type: String } }
Conditions: { C: !Equals [!Ref V, b] }
Resources:
  R: { Type: AWS::IAM::Role, Properties: { ${properties}, AssumeRolePolicyDocument: { Statement: { Effect: Allow } } } }
  P: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref R], PolicyDocument: { Statement: { Effect: Allow } } } }
${more}`;
  const ofRole = ["R/AssumeRolePolicyDocument", "P/PolicyDocument"];

  test.each([
    ["that changes nothing", template("RoleName: app"), nothing],
    [
      "that changes a name alone keeps the owner, whose policies are the plain ones",
      template("RoleName: !Ref V"),
      { ...nothing, owners: ["R"] },
    ],
    [
      "that limits the owner keeps its policies",
      template('PermissionsBoundary: !Sub "arn:aws:iam::aws:policy/${V}"'),
      { ...nothing, policies: ofRole, owners: ["R"] },
    ],
    [
      "that attaches a policy keeps all of the owner's",
      template(
        "RoleName: app",
        "  S: { Type: AWS::IAM::ManagedPolicy, Properties: { Roles: !If [C, [!Ref R], []], PolicyDocument: { Statement: { Effect: Allow } } } }",
      ),
      { ...nothing, policies: [...ofRole, "S/PolicyDocument"], owners: ["R"] },
    ],
    [
      "that changes a guard",
      template(
        "RoleName: app",
        "  D: { Type: AWS::GuardDuty::Detector, Properties: { Enable: !If [C, true, false] } }",
      ),
      { ...nothing, guards: ["D"] },
    ],
  ])("%s", (_, text, expected) => {
    const files = filesOf({ "a.json": '{"V":"a"}', "b.json": '{"V":"b"}' });
    const result = readCloudFormation("t.yml", text, files, [["a.json"], ["b.json"]]);
    expect(result && variantOf(result, "t.yml (b.json)#")).toEqual(expected);
  });
});
