// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { expect, test } from "@jest/globals";
import { accessFamilies } from "../../../src/rules/least-privilege/access-families.ts";
import { administratorAccess } from "../../../src/rules/least-privilege/administrator-access.ts";
import { reportedAsAWhole } from "../../../src/rules/least-privilege/reported-as-a-whole.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { annotateLike, changeFindings } from "../../support/annotate.ts";

/** Shown whether or not an example names them. */
const shown = [...reportedAsAWhole, ...accessFamilies.map(({ issueCode }) => issueCode)].join(" ");

test.each([
  {
    name: "everything on everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }
                                       ^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "however it is written",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:GetObject", "*:*"], "Resource": ["arn:aws:*:*:*:*"] }
                                        ^^^^^^^^^^^^^^ REDUNDANT_ACTION
                                                        ^^^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "all but a few actions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": "account:CloseAccount", "Resource": "*" }
                                          ^^^^^^^^^^^^^^^^^^^^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "in a permission set",
    kind: "permission-set",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }
                                       ^^^ ADMINISTRATOR_ACCESS
      ] }`,
  },
  {
    name: "a Deny that takes little away",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
                                       ^^^ ADMINISTRATOR_ACCESS
        { "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*" }
      ] }`,
  },
  {
    name: "a Deny with a condition takes nothing away for certain",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
                                       ^^^ ADMINISTRATOR_ACCESS
        { "Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "false" } } }
      ] }`,
  },
  {
    name: "a Deny of IAM leaves breadth, but no administrator",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
                                       ^^^ STAR_IN_ACTION_AND_RESOURCE
        { "Effect": "Deny", "Action": "iam:*", "Resource": "*" }
      ] }`,
  },
  {
    name: "the form of PowerUserAccess",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*" }
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ALLOW_WITH_NOT_ACTION
      ] }`,
  },
  {
    name: "one service is not everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:*", "Resource": "*" }
                                       ^^^^^^^ STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "every reading action is not everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["*:Get*", "*:List*"], "Resource": "*" }
                                        ^^^^^^^^ WILDCARD_IN_ACTION_SERVICE
                                                  ^^^^^^^^^ WILDCARD_IN_ACTION_SERVICE
      ] }`,
  },
  {
    name: "a condition restricts it",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/team": "a" } } }
                                       ^^^ CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE
                                       ^^^ PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE
      ] }`,
  },
  {
    name: "a guardrail has to begin with everything",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" }
      ] }`,
  },
  {
    name: "in a resource policy the resource is one",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "*", "Resource": "*" }
      ] }`,
  },
  {
    name: "a Deny of everything",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "*", "Resource": "*" }
      ] }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind }, `${policy} ${shown}`)).toBe(policy);
});

const group = (arn = "AdministratorAccess") => `
resource "aws_iam_group" "g" {
  name = "admins"
}
resource "aws_iam_group_policy_attachment" "g" {
  group      = aws_iam_group.g.name
  policy_arn = "arn:aws:iam::aws:policy/${arn}"
}
`;
const user = (name: string, more = "") => `
resource "aws_iam_user" "${name}" {
  name = "u"
}
${more}`;
const member = (name: string) => `
resource "aws_iam_user_group_membership" "${name}" {
  user   = aws_iam_user.${name}.name
  groups = [aws_iam_group.g.name]
}
`;
const list = (users: string) => `
resource "aws_iam_group_membership" "m" {
  name  = "m"
  group = aws_iam_group.g.name
  users = [${users}]
}
`;

test.each<[name: string, base: string, head: string, at: string[]]>([
  [
    "somebody joins",
    group() + user("bob"),
    group() + user("bob", member("bob")),
    ["aws_iam_group.g.name"],
  ],
  [
    "somebody new joins, by a list of users",
    group() + user("bob", list("aws_iam_user.bob.name")),
    group() + user("bob") + user("eve", list("aws_iam_user.bob.name, aws_iam_user.eve.name")),
    ["aws_iam_user.eve.name"],
  ],
  ["the group is new as well", user("bob"), group() + user("bob", member("bob")), []],
  [
    "the group only reads",
    group("ReadOnlyAccess") + user("bob"),
    group("ReadOnlyAccess") + user("bob", member("bob")),
    [],
  ],
  [
    "a member is called otherwise",
    group() + user("bob", member("bob")),
    group() + user("robert", member("robert")),
    [],
  ],
  ["nobody joins", group() + user("bob", member("bob")), user("bob", member("bob")) + group(), []],
])("a group of administrators: %s", (_, base, head, at) => {
  const findings = changeFindings(base, head);
  const joined = findings.filter(({ issueCode }) => issueCode === "ADMINISTRATOR_ACCESS");
  expect(joined.map((each) => head.slice(each.at.start, each.at.end))).toEqual(at);
});

test("a policy that is attached by its name is reported where the name is written", () => {
  const text = `
locals {
  roles = { ops = "AdministratorAccess", reader = "ViewOnlyAccess" }
}
resource "aws_iam_role" "r" {
  for_each = local.roles
  name     = each.key
}
resource "aws_iam_role_policy_attachment" "r" {
  for_each   = local.roles
  role       = aws_iam_role.r[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/\${each.value}"
}
`;
  const files = { paths: new Set(["main.tf"]), text: () => text };
  const found = runRules(
    readSources(files, ["main.tf"], () => undefined),
    [],
    [administratorAccess],
  );
  const written = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  expect(found.map(({ at }) => written(at))).toEqual(["AdministratorAccess"]);
  expect(found.flatMap(({ related = [] }) => related.map(({ range }) => written(range)))).toEqual([
    '"arn:aws:iam::aws:policy/${each.value}"',
  ]);
});
