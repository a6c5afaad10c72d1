import { expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { attachmentsOf } from "../../support/attachments.ts";

const header = `AWSTemplateFormatVersion: "2010-09-09"
Parameters: { Stage: { Type: String } }
Conditions: { Prod: !Equals [!Ref Stage, prod], Never: !Equals [a, b] }
Resources:
`;

function managed(id: string, more = ""): string {
  return `  ${id}:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "a:B", Resource: "*" }] }
${more}`;
}

const roles = `  One: { Type: AWS::IAM::Role, Properties: {} }
  Two: { Type: AWS::IAM::Role, Properties: {} }
`;

test.each<{ name: string; text: string; expected: readonly string[] }>([
  {
    name: "one holder is the owner, of several all are named",
    text: `${roles}${managed("P", "      Roles: [!Ref One]\n")}${managed("Q", "      Roles: [!Ref One, !Ref Two]\n")}`,
    expected: [
      "identity t.yml#P/PolicyDocument of t.yml#One",
      "identity t.yml#Q/PolicyDocument to t.yml#One, t.yml#Two",
    ],
  },
  {
    name: "a holder that stands elsewhere",
    text: roles + managed("P", "      Roles: [ops, !Ref One]\n"),
    expected: [
      "identity t.yml#P/PolicyDocument of t.yml#One to t.yml#One, t.yml#ops (role elsewhere)",
      "elsewhere: t.yml#ops (role elsewhere)",
    ],
  },
  {
    name: "attached under a condition that is not known",
    text: `  One:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!If [Prod, !Ref P, "arn:aws:iam::aws:policy/X"]]
${managed("P")}`,
    expected: [
      "identity t.yml#P/PolicyDocument of t.yml#One (t.yml#One if Stage is prod)",
      "t.yml#One has arn:aws:iam::aws:policy/X if not Stage is prod",
    ],
  },
  {
    name: "a holder under a condition that is not known",
    text: `${roles}${managed("P", '      Roles: [!If [Prod, !Ref One, !Ref "AWS::NoValue"]]\n')}${managed("Q", "      Roles: !If [Prod, [], [!Ref One]]\n")}`,
    expected: [
      "identity t.yml#P/PolicyDocument of t.yml#One (t.yml#One if Stage is prod)",
      "identity t.yml#Q/PolicyDocument of t.yml#One (t.yml#One if not Stage is prod)",
    ],
  },
  {
    name: "a holder under a condition that is known",
    text: `${roles}${managed("P", "      Roles: !If [Never, [!Ref One], [!Ref Two]]\n")}`,
    expected: ["identity t.yml#P/PolicyDocument of t.yml#Two"],
  },
  {
    name: "a holder elsewhere under a condition",
    text: managed("P", "      Roles: !If [Prod, [ops], []]\n"),
    expected: [
      "identity t.yml#P/PolicyDocument to t.yml#ops (role elsewhere) (t.yml#ops (role elsewhere) if Stage is prod)",
      "elsewhere: t.yml#ops (role elsewhere)",
    ],
  },
  {
    name: "perhaps by the policy and surely by the role",
    text: `  One: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [!Ref P] } }
${managed("P", "      Roles: !If [Prod, [!Ref One], []]\n")}`,
    expected: ["identity t.yml#P/PolicyDocument of t.yml#One"],
  },
  {
    name: "a boundary of the template, and one that may be none",
    text: `  One: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !Ref P } }
  Two: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !If [Prod, !Ref P, !Ref "AWS::NoValue"] } }
${managed("P")}`,
    expected: ["boundary t.yml#P/PolicyDocument", "t.yml#One within t.yml#P/PolicyDocument"],
  },
  {
    name: "a policy of each account is not AWS's of the same name",
    text: `  Set:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: set
      CustomerManagedPolicyReferences: [{ Name: ReadOnlyAccess }]
`,
    expected: ["t.yml#Set has ReadOnlyAccess of each account"],
  },
  {
    name: "groups, in either way",
    text: `  Ada: { Type: AWS::IAM::User, Properties: { Groups: [!Ref Staff] } }
  Bob: { Type: AWS::IAM::User, Properties: {} }
  Staff: { Type: AWS::IAM::Group, Properties: {} }
  Joined: { Type: AWS::IAM::UserToGroupAddition, Properties: { GroupName: !Ref Staff, Users: [!Ref Bob] } }
`,
    expected: ["t.yml#Ada in t.yml#Staff", "t.yml#Bob in t.yml#Staff"],
  },
])("$name", ({ text, expected }) => {
  const found = readCloudFormation("t.yml", header + text);
  expect(found && attachmentsOf(found)).toEqual(expected);
});

test("a membership in a group that stands elsewhere is listed", () => {
  const text = "  Ada: { Type: AWS::IAM::User, Properties: { Groups: [elsewhere] } }\n";
  expect(readCloudFormation("t.yml", header + text)?.notJudged).toMatchObject([
    { address: "t.yml#Ada/Groups" },
  ]);
});
