import { describe, expect, test } from "@jest/globals";
import { accessDifference, type DifferenceLimits } from "../../src/access/access-difference.ts";
import { defaultLimits } from "../../src/access/limits.ts";
import { differenceText, type Files, inventoryOf } from "./difference-text.ts";

const logs =
  '{ Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "arn:aws:s3:::logs/*" }';
const passRole = '{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }';
const everything = '{ Effect = "Allow", Action = "*", Resource = "*" }';
const lambda = '{ Service = "lambda.amazonaws.com" }';
const newLogs = "  + s3:GetObject, s3:PutObject on arn:aws:s3:::logs/*";
const goneLogs = "  - s3:GetObject, s3:PutObject on arn:aws:s3:::logs/*";

function documentOf(...statements: readonly string[]): string {
  return `jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })`;
}

function role(label: string, { principal = lambda, more = "", name = label } = {}): string {
  return `resource "aws_iam_role" "${label}" {
  ${name === "" ? "" : `name = "${name}"`}
  assume_role_policy = ${documentOf(`{ Effect = "Allow", Action = "sts:AssumeRole", Principal = ${principal} }`)}
  ${more}
}
`;
}

function inline(owner: string, ...statements: readonly string[]): string {
  return `resource "aws_iam_role_policy" "${owner}" {
  role   = aws_iam_role.${owner}.id
  policy = ${documentOf(...statements)}
}
`;
}

function managed(label: string, ...statements: readonly string[]): string {
  return `resource "aws_iam_policy" "${label}" {
  policy = ${documentOf(...statements)}
}
`;
}

function attach(label: string, holder: string, policy: string, more = ""): string {
  return `resource "aws_iam_role_policy_attachment" "${label}" {
  role       = ${holder}
  policy_arn = ${policy}
  ${more}
}
`;
}

const bucket = `resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
`;

function bucketPolicy(...statements: readonly string[]): string {
  return `resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = ${documentOf(...statements)}
}
`;
}

const users = `resource "aws_iam_user" "ada" {
  name = "ada"
}
resource "aws_iam_group" "staff" {
  name = "staff"
}
resource "aws_iam_group_policy" "staff" {
  group  = aws_iam_group.staff.name
  policy = ${documentOf(logs)}
}
`;

const app = role("app") + inline("app", logs);

interface Case {
  readonly name: string;
  readonly base: string;
  readonly head: string;
  readonly expected: readonly string[];
}

const none: readonly string[] = [];

const terraformCases: Case[] = [
  {
    name: "a statement more",
    base: app,
    head: role("app") + inline("app", logs, passRole),
    expected: ["changed identity aws_iam_role.app", "  + iam:PassRole on *"],
  },
  {
    name: "a statement that moves from an inline to a managed policy",
    base: app,
    head:
      role("app") +
      managed("logs", logs) +
      attach("logs", "aws_iam_role.app.name", "aws_iam_policy.logs.arn"),
    expected: none,
  },
  {
    name: "a policy that is split into two, in another order and spelling",
    base: role("app") + inline("app", logs, passRole),
    head:
      role("app") +
      inline("app", '{ Effect = "Allow", Action = "IAM:passrole", Resource = "*" }') +
      managed(
        "logs",
        logs.replace('"s3:GetObject", "s3:PutObject"', '"s3:PutObject", "s3:GetObject"'),
      ) +
      attach("logs", "aws_iam_role.app.name", "aws_iam_policy.logs.arn"),
    expected: none,
  },
  {
    name: "a role whose address changes and whose name stays",
    base: role("app", { name: "shop" }) + inline("app", logs),
    head: role("web", { name: "shop" }) + inline("web", logs, passRole),
    expected: [
      "changed identity aws_iam_role.web, before aws_iam_role.app",
      "  + iam:PassRole on *",
    ],
  },
  {
    name: "a role that only changes its address",
    base: role("app", { name: "shop" }) + inline("app", logs),
    head: role("web", { name: "shop" }) + inline("web", logs),
    expected: none,
  },
  {
    name: "a role without a name that changes its address is known by what it may do, and named",
    base: role("app", { name: "" }) + inline("app", logs),
    head: role("web", { name: "" }) + inline("web", logs),
    expected: ["changed identity aws_iam_role.web, before aws_iam_role.app"],
  },
  {
    name: "a role that is split: what the new one gets is new",
    base: role("app") + inline("app", logs, passRole),
    head: app + role("pass") + inline("pass", passRole),
    expected: [
      "changed identity aws_iam_role.app",
      "  - iam:PassRole on *",
      "new identity aws_iam_role.pass",
      "  + iam:PassRole on *",
      "new trust aws_iam_role.pass",
      "  + sts:AssumeRole on * by lambda.amazonaws.com",
    ],
  },
  {
    name: "two roles that are merged",
    base: app + role("pass") + inline("pass", passRole),
    head: role("app") + inline("app", logs, passRole),
    expected: [
      "changed identity aws_iam_role.app",
      "  + iam:PassRole on *",
      "gone identity aws_iam_role.pass",
      "  - iam:PassRole on *",
      "gone trust aws_iam_role.pass",
      "  - sts:AssumeRole on * by lambda.amazonaws.com",
    ],
  },
  {
    name: "a boundary that is removed lets through what it kept back",
    base:
      role("app", { more: "permissions_boundary = aws_iam_policy.b.arn" }) +
      inline("app", logs, passRole) +
      managed("b", logs),
    head: role("app") + inline("app", logs, passRole) + managed("b", logs),
    expected: ["changed identity aws_iam_role.app", "  + iam:PassRole on *"],
  },
  {
    name: "a boundary that is added",
    base: role("app") + inline("app", logs, passRole) + managed("b", logs),
    head:
      role("app", { more: "permissions_boundary = aws_iam_policy.b.arn" }) +
      inline("app", logs, passRole) +
      managed("b", logs),
    expected: ["changed identity aws_iam_role.app", "  - iam:PassRole on *"],
  },
  {
    name: "a boundary that is widened shows where it counts, and nowhere else",
    base:
      role("app", { more: "permissions_boundary = aws_iam_policy.b.arn" }) +
      inline("app", logs, passRole) +
      managed("b", logs),
    head:
      role("app", { more: "permissions_boundary = aws_iam_policy.b.arn" }) +
      inline("app", logs, passRole) +
      managed("b", everything),
    expected: ["changed identity aws_iam_role.app", "  + iam:PassRole on *"],
  },
  {
    name: "a boundary that is not known and is removed: nothing is certain at base",
    base: `variable "b" {}\n${role("app", { more: "permissions_boundary = var.b" })}${inline("app", logs)}`,
    head: `variable "b" {}\n${app}`,
    expected: [
      "changed identity aws_iam_role.app",
      "  ?+ the permissions boundary is gone, and what `${var.b}` allows is not known here",
    ],
  },
  {
    name: "a boundary that is not known and is added takes away what nobody knows",
    base: `variable "b" {}\n${app}`,
    head: `variable "b" {}\n${role("app", { more: "permissions_boundary = var.b" })}${inline("app", logs, passRole)}`,
    expected: [
      "changed identity aws_iam_role.app, within ${var.b}",
      "  + iam:PassRole on *",
      "  ?- a permissions boundary is set, and what `${var.b}` allows is not known here",
    ],
  },
  {
    name: "the same boundary on both sides, not known",
    base: `variable "b" {}\n${role("app", { more: "permissions_boundary = var.b" })}${inline("app", logs)}`,
    head: `variable "b" {}\n${role("app", { more: "permissions_boundary = var.b" })}${inline("app", logs, passRole)}`,
    expected: ["changed identity aws_iam_role.app, within ${var.b}", "  + iam:PassRole on *"],
  },
  {
    name: "a managed policy of AWS's that is attached counts by its content",
    base: app,
    head:
      app + attach("x", "aws_iam_role.app.name", '"arn:aws:iam::aws:policy/AdministratorAccess"'),
    expected: [
      "changed identity aws_iam_role.app",
      "  + * except s3:GetObject, s3:PutObject on *",
      "  + s3:GetObject, s3:PutObject on * except arn:aws:s3:::logs/*",
    ],
  },
  {
    name: "a managed policy that nobody knows is named",
    base: app,
    head: app + attach("x", "aws_iam_role.app.name", '"arn:aws:iam::111122223333:policy/team"'),
    expected: [
      "changed identity aws_iam_role.app",
      "  + all of arn:aws:iam::111122223333:policy/team",
    ],
  },
  {
    name: "a Deny that goes beside a policy that nobody knows",
    base:
      role("app") +
      inline("app", logs, '{ Effect = "Deny", Action = "iam:*", Resource = "*" }') +
      attach("x", "aws_iam_role.app.name", '"arn:aws:iam::111122223333:policy/team"'),
    head: app + attach("x", "aws_iam_role.app.name", '"arn:aws:iam::111122223333:policy/team"'),
    expected: ["changed deny aws_iam_role.app", "  + iam:* on *"],
  },
  {
    name: "an attachment under a condition that is not known",
    base: `variable "admin" {}\n${app}${managed("m", passRole)}`,
    head: `variable "admin" {}\n${app}${managed("m", passRole)}${attach("m", "aws_iam_role.app.name", "aws_iam_policy.m.arn", "count = var.admin ? 1 : 0")}`,
    expected: ["changed identity aws_iam_role.app", "  + iam:PassRole on * [only if var.admin]"],
  },
  {
    name: "an attachment that was there under a condition, and surely is now",
    base: `variable "admin" {}\n${app}${managed("m", passRole)}${attach("m", "aws_iam_role.app.name", "aws_iam_policy.m.arn", "count = var.admin ? 1 : 0")}`,
    head: `variable "admin" {}\n${app}${managed("m", passRole)}${attach("m", "aws_iam_role.app.name", "aws_iam_policy.m.arn")}`,
    expected: ["changed identity aws_iam_role.app", "  + iam:PassRole on *"],
  },
  {
    name: "a role that stands elsewhere and gets a policy of the repository",
    base: managed("m", passRole),
    head: managed("m", passRole) + attach("m", '"ops"', "aws_iam_policy.m.arn"),
    expected: ["changed identity ops (role elsewhere)", "  + iam:PassRole on *"],
  },
  {
    name: "a policy that nobody here holds is judged by itself",
    base: managed("m", logs),
    head: managed("m", logs, passRole),
    expected: ["changed identity aws_iam_policy.m", "  + iam:PassRole on *"],
  },
  {
    name: "a policy that nobody holds any more stays what it was",
    base:
      app + managed("m", passRole) + attach("m", "aws_iam_role.app.name", "aws_iam_policy.m.arn"),
    head: app + managed("m", passRole),
    expected: ["changed identity aws_iam_role.app", "  - iam:PassRole on *"],
  },
  {
    name: "a value that is not known stands in the line",
    base: app,
    head: `variable "x" {}\n${role("app")}${inline("app", logs, '{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.x}/*" }')}`,
    expected: ["changed identity aws_iam_role.app", "  + s3:GetObject on arn:aws:s3:::${var.x}/*"],
  },
  {
    name: "an answer that hangs on a value that is not known",
    base: `variable "x" {}\n${role("app")}${inline("app", '{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }', '{ Effect = "Deny", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.x}/*" }')}`,
    head:
      role("app") +
      inline(
        "app",
        '{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::logs/*" }',
      ),
    expected: [
      "changed identity aws_iam_role.app",
      expect.stringMatching(/^ {2}\?\+ it depends on the value of .*var\.x/),
      expect.stringContaining("  - s3:GetObject on *"),
    ] as string[],
  },
  {
    name: "a trust policy that lets others in",
    base: app,
    head: role("app", { principal: '{ AWS = "*" }' }) + inline("app", logs),
    expected: ["changed trust aws_iam_role.app", "  + sts:AssumeRole on * by *"],
  },
  {
    name: "a bucket that is opened",
    base: bucket,
    head:
      bucket +
      bucketPolicy(
        '{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::logs/*" }',
      ),
    expected: [
      "changed resource aws_s3_bucket.logs",
      "  + s3:GetObject on arn:aws:s3:::logs/* by *",
    ],
  },
  {
    name: "a bucket that loses its Deny",
    base:
      bucket +
      bucketPolicy(
        '{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "arn:aws:s3:::logs/*", Condition = { Bool = { "aws:SecureTransport" = "false" } } }',
      ),
    head: bucket,
    expected: [
      "changed deny aws_s3_bucket.logs",
      "  + s3:* on arn:aws:s3:::logs/* by * [Bool aws:SecureTransport false]",
    ],
  },
  {
    name: "a service control policy shows what it forbids, once",
    base: `${app}resource "aws_organizations_policy" "o" {
  content = ${documentOf('{ Effect = "Deny", Action = ["s3:DeleteBucket", "iam:CreateUser"], Resource = "*" }')}
}
`,
    head: `${app}resource "aws_organizations_policy" "o" {
  content = ${documentOf('{ Effect = "Deny", Action = ["s3:DeleteBucket", "iam:CreateAccessKey"], Resource = "*" }')}
}
`,
    expected: [
      "changed scp aws_organizations_policy.o",
      "  + iam:CreateUser on *",
      "  - iam:CreateAccessKey on *",
    ],
  },
  {
    name: "a user who joins a group",
    base: users,
    head: `${users}resource "aws_iam_user_group_membership" "ada" {
  user   = aws_iam_user.ada.name
  groups = [aws_iam_group.staff.name]
}
`,
    expected: ["changed identity aws_iam_user.ada", newLogs],
  },
  {
    name: "a group whose policy changes, with its users",
    base: `${users}resource "aws_iam_group_membership" "staff" {
  name  = "staff"
  users = [aws_iam_user.ada.name]
  group = aws_iam_group.staff.name
}
`,
    head: `${users.replace(logs, passRole)}resource "aws_iam_group_membership" "staff" {
  name  = "staff"
  users = [aws_iam_user.ada.name]
  group = aws_iam_group.staff.name
}
`,
    expected: [
      "changed identity aws_iam_group.staff",
      "  + iam:PassRole on *",
      goneLogs,
      "changed identity aws_iam_user.ada",
      "  + iam:PassRole on *",
      goneLogs,
    ],
  },
];

describe("Terraform", () => {
  test.each(terraformCases)("$name", ({ base, head, expected }) => {
    expect(differenceText({ "main.tf": base }, { "main.tf": head })).toEqual(expected);
  });

  test("a role that moves into a module is the same one", () => {
    const text = role("app", { name: "shop" }) + inline("app", logs);
    const call = 'module "app" {\n  source = "./app"\n}\n';
    expect(differenceText({ "main.tf": text }, { "main.tf": call, "app/main.tf": text })).toEqual(
      [],
    );
  });

  test("a role that moves to another directory may be in another account", () => {
    const text = role("app", { name: "shop" }) + inline("app", logs);
    expect(differenceText({ "dev/main.tf": text }, { "prod/main.tf": text })).toEqual([
      "changed identity prod/aws_iam_role.app, before dev/aws_iam_role.app",
      "  ?+ it moved to another directory, and nothing here tells whether that is another account",
    ]);
  });

  test("a values file that comes to differ changes the role that there was", () => {
    const text = `variable "bucket" { default = "logs" }\n${role("app")}${inline(
      "app",
      logs.replace("logs/*", "${var.bucket}/*"),
    )}`;
    expect(
      differenceText(
        { "main.tf": text, "prod.tfvars": 'bucket = "logs"\n' },
        { "main.tf": text, "prod.tfvars": 'bucket = "payroll"\n' },
      ),
    ).toEqual([
      "changed identity prod.tfvars/aws_iam_role.app",
      "  + s3:GetObject, s3:PutObject on arn:aws:s3:::payroll/*",
      goneLogs,
    ]);
  });
});

const template = (resources: object): Files => ({
  "template.json": JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Resources: resources }),
});

const trusted = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
  ],
};
const allowLogs = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::logs/*" },
  ],
};
const allowPassRole = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iam:PassRole", Resource: "*" }],
};

function templateRole(properties: object): object {
  return {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: trusted, ...properties },
  };
}

const logsInline = { Policies: [{ PolicyName: "logs", PolicyDocument: allowLogs }] };

describe("CloudFormation", () => {
  test.each<{ name: string; base: object; head: object; expected: readonly string[] }>([
    {
      name: "an inline policy that becomes a managed one",
      base: { Role: templateRole(logsInline) },
      head: {
        Role: templateRole({ ManagedPolicyArns: [{ Ref: "Logs" }] }),
        Logs: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: allowLogs } },
      },
      expected: none,
    },
    {
      name: "a managed policy for two roles",
      base: {
        One: templateRole({}),
        Two: templateRole({}),
        Logs: {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { PolicyDocument: allowLogs, Roles: [{ Ref: "One" }] },
        },
      },
      head: {
        One: templateRole({}),
        Two: templateRole({}),
        Logs: {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { PolicyDocument: allowLogs, Roles: [{ Ref: "One" }, { Ref: "Two" }] },
        },
      },
      expected: ["changed identity template.json#Two", newLogs],
    },
    {
      name: "a managed policy of AWS's under a condition",
      base: { Role: templateRole({}) },
      head: {
        Role: templateRole({
          ManagedPolicyArns: [
            {
              "Fn::If": [
                "Admin",
                "arn:aws:iam::aws:policy/AdministratorAccess",
                { Ref: "AWS::NoValue" },
              ],
            },
          ],
        }),
      },
      expected: ["changed identity template.json#Role", "  + * on * [only if Stage is prod]"],
    },
    {
      name: "a boundary of the template that is removed",
      base: {
        Role: templateRole({
          Policies: [{ PolicyName: "pass", PolicyDocument: allowPassRole }],
          PermissionsBoundary: { Ref: "Boundary" },
        }),
        Boundary: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: allowLogs } },
      },
      head: {
        Role: templateRole({ Policies: [{ PolicyName: "pass", PolicyDocument: allowPassRole }] }),
        Boundary: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: allowLogs } },
      },
      expected: ["changed identity template.json#Role", "  + iam:PassRole on *"],
    },
    {
      name: "a user who joins a group, in either way",
      base: {
        Ada: { Type: "AWS::IAM::User", Properties: {} },
        Bob: { Type: "AWS::IAM::User", Properties: {} },
        Staff: {
          Type: "AWS::IAM::Group",
          Properties: { Policies: [{ PolicyName: "logs", PolicyDocument: allowLogs }] },
        },
      },
      head: {
        Ada: { Type: "AWS::IAM::User", Properties: { Groups: [{ Ref: "Staff" }] } },
        Bob: { Type: "AWS::IAM::User", Properties: {} },
        Joined: {
          Type: "AWS::IAM::UserToGroupAddition",
          Properties: { GroupName: { Ref: "Staff" }, Users: [{ Ref: "Bob" }] },
        },
        Staff: {
          Type: "AWS::IAM::Group",
          Properties: { Policies: [{ PolicyName: "logs", PolicyDocument: allowLogs }] },
        },
      },
      expected: [
        "changed identity template.json#Ada",
        newLogs,
        "changed identity template.json#Bob",
        newLogs,
      ],
    },
    {
      name: "a role that stands elsewhere",
      base: {
        Logs: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: allowLogs } },
      },
      head: {
        Logs: {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { PolicyDocument: allowLogs, Roles: ["ops"] },
        },
      },
      expected: ["changed identity template.json#ops (role elsewhere)", newLogs],
    },
  ])("$name", ({ base, head, expected }) => {
    const conditions = {
      Conditions: { Admin: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] } },
      Parameters: { Stage: { Type: "String" } },
    };
    const files = (resources: object): Files => ({
      "template.json": JSON.stringify({
        AWSTemplateFormatVersion: "2010-09-09",
        ...conditions,
        Resources: resources,
      }),
    });
    expect(differenceText(files(base), files(head))).toEqual(expected);
  });

  test("a role that moves from Terraform to a template keeps its access", () => {
    expect(
      differenceText(
        { "main.tf": role("app", { name: "shop" }) + inline("app", logs) },
        template({ Role: templateRole({ ...logsInline, RoleName: "shop" }) }),
      ),
    ).toEqual([]);
  });
});

describe("a raw policy", () => {
  const allow = (...actions: readonly string[]): string =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
    });

  test.each<{ name: string; base: Files | undefined; head: Files; expected: readonly string[] }>([
    {
      name: "is the entry itself",
      base: { "a.json": allow("s3:GetObject") },
      head: { "a.json": allow("s3:GetObject", "s3:PutObject") },
      expected: ["changed identity a.json", "  + s3:PutObject on *"],
    },
    {
      name: "that is moved changes nothing",
      base: { "a.json": allow("s3:GetObject") },
      head: { "b.json": allow("s3:GetObject") },
      expected: none,
    },
    {
      name: "of two with the same content only one was moved",
      base: { "a.json": allow("s3:GetObject") },
      head: { "b.json": allow("s3:GetObject"), "c.json": allow("s3:GetObject") },
      expected: ["new identity c.json", "  + s3:GetObject on *"],
    },
    {
      name: "that only denies, and does so no longer",
      base: { "a.json": allow("s3:*").replace("Allow", "Deny") },
      head: { "a.json": allow("s3:GetObject").replace("Allow", "Deny") },
      expected: ["changed deny a.json", "  + s3:* except s3:GetObject on *"],
    },
    {
      name: "without a base is new as a whole",
      base: undefined,
      head: { "a.json": allow("s3:GetObject") },
      expected: ["new identity a.json", "  + s3:GetObject on *"],
    },
  ])("$name", ({ base, head, expected }) => {
    expect(differenceText(base, head)).toEqual(expected);
  });
});

describe("values files", () => {
  const named = role("app").replace('"app"\n', `"app-\${var.env}"\n`);
  const main = `variable "env" {}\n${named}${inline("app", logs)}`;

  test("that give names alone take nothing away", () => {
    expect(main).toContain(`app-\${var.env}`);
    const head = {
      "main.tf": main,
      "dev.tfvars": 'env = "dev"\n',
      "prod.tfvars": 'env = "prod"\n',
    };
    expect(differenceText({ "main.tf": main }, head)).toEqual([]);
  });

  test("a bucket that they name keeps its policy", () => {
    const bucket = `variable "env" {}
resource "aws_s3_bucket" "b" {
  bucket = "b-\${var.env}"
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }] })
}
`;
    const head = { "main.tf": bucket, "dev.tfvars": 'env = "dev"\n' };
    expect(differenceText({ "main.tf": bucket }, head)).toEqual([]);
  });
});

describe("bounds", () => {
  const many = (count: number, statement: string): Files => ({
    "main.tf": Array.from(
      { length: count },
      (_, index) => role(`r${index}`) + inline(`r${index}`, statement),
    ).join(""),
  });

  const own = (actions: string): Files => ({
    "main.tf": Array.from({ length: 5 }, (_, index) => {
      const statement = `{ Effect = "Allow", Action = "${actions}", Resource = "arn:aws:s3:::b${index}/*" }`;
      return role(`r${index}`) + inline(`r${index}`, statement);
    }).join(""),
  });
  const difference = (base: Files, head: Files, limits: Partial<DifferenceLimits>) => {
    const { entries, notCompared } = accessDifference(inventoryOf(base), inventoryOf(head), {
      comparisonsMax: 10,
      entriesMax: 10,
      sharesMax: 4,
      each: defaultLimits,
      ...limits,
    });
    return { entries: entries.map(({ address }) => address), notCompared };
  };
  const [first, second, third, fourth, fifth] = Array.from(
    { length: 5 },
    (_, index) => `aws_iam_role.r${index}`,
  );

  test("what differs past the bound is named", () => {
    const found = difference(own("s3:GetObject"), own("s3:PutObject"), { comparisonsMax: 3 });
    expect(found).toEqual({ entries: [first, second, third], notCompared: [fourth, fifth] });
  });

  test("what differs in the same way is compared once", () => {
    const found = difference(many(5, logs), many(5, passRole), { comparisonsMax: 1 });
    expect(found).toEqual({ entries: [first, second, third, fourth, fifth], notCompared: [] });
  });

  test("not more are told of than the bound says", () => {
    const found = difference(many(5, logs), many(5, passRole), { entriesMax: 3 });
    expect(found).toEqual({ entries: [first, second, third], notCompared: [fourth, fifth] });
  });

  test("patterns that are made to be expensive are undecided, and the rest has its answer", () => {
    const hostile = Array.from(
      { length: 12 },
      (_, index) =>
        `{ Effect = "Deny", Action = "s3:*", Resource = "arn:aws:s3:::*${"?".repeat(25 + index)}x*" }`,
    ).join(", ");
    const base = role("r") + inline("r", everything, hostile) + role("app") + inline("app", logs);
    const head = role("r") + inline("r", everything) + role("app") + inline("app", logs, passRole);
    const text = differenceText({ "main.tf": base }, { "main.tf": head });
    expect(text).toContain("  + iam:PassRole on *");
    expect(text.some((line) => line.startsWith("changed identity aws_iam_role.r"))).toBe(true);
  });
});
