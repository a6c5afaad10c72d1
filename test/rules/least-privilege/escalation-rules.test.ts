// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import type { Finding } from "../../../src/findings/finding.ts";
import { rules } from "../../../src/rules/index.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { allow, deny } from "../../access/escalation/escalation-support.ts";
import { account, policy, role } from "./escalation-text.ts";

/** The rules about escalation, and those of Access Analyzer's that must not say the same. */
const selected = rules.filter(({ issueCode }) =>
  /ESCALATION|PASS_ROLE(?!_WITH_STAR_IN_ACTION)|^BOUNDARY_|CI_ROLE|ROLE_CREATION/.test(issueCode),
);

function findings(text: string): Finding[] {
  const files = { paths: new Set(["main.tf"]), text: () => text };
  const result = readSources(files, ["main.tf"], () => undefined);
  expect(result.syntaxProblems).toEqual([]);
  return runRules(result, [], selected);
}

interface Case {
  readonly name: string;
  readonly text: string;
  /** Code, what is underlined, and the confidence where it is not certain. */
  readonly found: readonly string[];
}

const lambda = { Service: "lambda.amazonaws.com" };
const root = { AWS: `${account}:root` };
const github = {
  Federated: `${account}:oidc-provider/token.actions.githubusercontent.com`,
};
const run = allow(
  ["lambda:CreateFunction", "lambda:InvokeFunction"],
  "arn:aws:lambda:*:*:function:a",
);

const cases: Readonly<Record<string, readonly Case[]>> = {
  ESCALATION_THROUGH_ROLE: [
    {
      name: "both sides agree",
      text:
        role("ci", [allow("sts:AssumeRole", `${account}:role/admin`)]) +
        role("admin", [allow("*")], { trust: root }),
      found: ['ESCALATION_THROUGH_ROLE "sts:AssumeRole"'],
    },
    {
      name: "the trust policy names the caller",
      text:
        role("ci", [allow("s3:ListAllMyBuckets")]) +
        role("admin", [allow("*")], { trust: { AWS: `${account}:role/ci` } }),
      found: ['ESCALATION_THROUGH_ROLE "sts:AssumeRole"'],
    },
    {
      name: "a role that merely may do other things",
      text:
        role("ci", [allow("sts:AssumeRole", `${account}:role/reader`)]) +
        role("reader", [allow("s3:GetObject", "arn:aws:s3:::data/*")], { trust: root }),
      found: ['ESCALATION_THROUGH_ROLE "sts:AssumeRole" hint'],
    },
    {
      name: "a Deny of the caller's",
      text:
        role("ci", [allow("sts:AssumeRole", `${account}:role/admin`), deny("sts:*")]) +
        role("admin", [allow("*")], { trust: { AWS: `${account}:role/ci` } }),
      found: [],
    },
  ],
  ROLE_CREATION_WITHOUT_BOUNDARY: [
    {
      name: "roles of a prefix",
      text: role("deploy", [
        allow(["iam:CreateRole", "iam:PutRolePolicy"], `${account}:role/app-*`),
      ]),
      found: ['ROLE_CREATION_WITHOUT_BOUNDARY "iam:PutRolePolicy"'],
    },
    {
      name: "roles of a prefix in an account that is not known",
      text: `data "aws_caller_identity" "me" {}
${role("deploy", [
  allow(
    ["iam:CreateRole", "iam:PutRolePolicy"],
    "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/app-*",
  ),
])}`,
      found: ['ROLE_CREATION_WITHOUT_BOUNDARY "iam:PutRolePolicy"'],
    },
    {
      name: "roles of a prefix that is not known",
      text: `variable "prefix" {}
${role("deploy", [
  allow(["iam:CreateRole", "iam:PutRolePolicy"], `${account}:role/\${var.prefix}-*`),
])}`,
      found: ['ROLE_CREATION_WITHOUT_BOUNDARY "iam:PutRolePolicy"'],
    },
    {
      name: "made under one unknown prefix, and given something under another one",
      text: `variable "a" {}
variable "b" {}
${role("deploy", [
  allow("iam:CreateRole", `${account}:role/\${var.a}-*`),
  allow("iam:PutRolePolicy", `${account}:role/\${var.b}-*`),
])}`,
      found: [],
    },
    {
      name: "users, with a key",
      text: role("deploy", [
        allow(
          ["iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"],
          `${account}:user/app-*`,
        ),
      ]),
      found: ['ROLE_CREATION_WITHOUT_BOUNDARY "iam:AttachUserPolicy"'],
    },
    {
      name: "its own role as well",
      text: role("deploy", [allow(["iam:CreateRole", "iam:PutRolePolicy"])]),
      found: ['PRIVILEGE_ESCALATION_PATH "iam:PutRolePolicy"'],
    },
    {
      name: "a list of policies that may be attached",
      text: role("deploy", [
        allow("iam:CreateRole", `${account}:role/app-*`),
        allow("iam:AttachRolePolicy", `${account}:role/app-*`, {
          ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        }),
      ]),
      // Which policies may be attached is no matter of the boundary, and still closes nothing here.
      found: ['ROLE_CREATION_WITHOUT_BOUNDARY "iam:AttachRolePolicy"'],
    },
    {
      name: "nothing can be given to what is made",
      text: role("deploy", [allow("iam:CreateRole", `${account}:role/app-*`)]),
      found: [],
    },
  ],
  BOUNDARY_EDITABLE_BY_ITS_PRINCIPAL: [
    {
      name: "the policy of the boundary",
      text:
        role("app", [allow("iam:CreatePolicyVersion", `${account}:policy/limit`)], {
          boundary: "limit",
        }) + policy("limit", [allow(["s3:*", "iam:CreatePolicyVersion"])]),
      found: ['BOUNDARY_EDITABLE_BY_ITS_PRINCIPAL "iam:CreatePolicyVersion"'],
    },
    {
      name: "another role's boundary",
      text:
        role("app", [allow("iam:DeleteRolePermissionsBoundary", `${account}:role/web`)], {
          boundary: "limit",
        }) + policy("limit", [allow(["s3:*", "iam:*"])]),
      found: [],
    },
  ],
  BOUNDARY_ALLOWS_NOTHING: [
    {
      name: "nothing in common",
      text:
        role("app", [allow("s3:GetObject")], { boundary: "limit" }) +
        policy("limit", [allow("ec2:*")]),
      found: ["BOUNDARY_ALLOWS_NOTHING aws_iam_policy.limit.arn hint"],
    },
    {
      name: "a Deny of the boundary's takes the rest",
      text:
        role("app", [allow("s3:GetObject")], { boundary: "limit" }) +
        policy("limit", [allow("*"), deny("s3:*")]),
      found: ["BOUNDARY_ALLOWS_NOTHING aws_iam_policy.limit.arn hint"],
    },
    {
      name: "something in common",
      text:
        role("app", [allow("s3:GetObject")], { boundary: "limit" }) +
        policy("limit", [allow("s3:*", "arn:aws:s3:::data/*")]),
      found: [],
    },
    {
      name: "policies that allow nothing themselves",
      text: role("app", [deny("s3:*")], { boundary: "limit" }) + policy("limit", [allow("s3:*")]),
      found: [],
    },
  ],
  PASS_ROLE_PATTERNS: [
    {
      name: "Access Analyzer's code says it",
      text: role("deploy", [allow("iam:PassRole")]),
      found: ['PASS_ROLE_WITH_STAR_IN_RESOURCE "*"'],
    },
    {
      name: "every role, by a pattern",
      text: role("deploy", [allow("iam:PassRole", "arn:aws:iam::*:role/*")]),
      found: ['PASS_ROLE_ON_EVERY_ROLE "arn:aws:iam::*:role/*"'],
    },
    {
      name: "some roles, by a pattern",
      text: role("deploy", [allow("iam:Pass*", `${account}:role/app-*`)]),
      found: [`PASS_ROLE_TO_ANY_SERVICE "${account}:role/app-*"`],
    },
    {
      name: "the service is named, with IfExists",
      text: role("deploy", [
        allow("iam:PassRole", `${account}:role/app-*`, {
          StringEqualsIfExists: { "iam:PassedToService": ["ec2.amazonaws.com"] },
        }),
      ]),
      found: [],
    },
    {
      name: "the service is any one",
      text: role("deploy", [
        allow("iam:PassRole", `${account}:role/app-*`, {
          StringLike: { "iam:PassedToService": "*.amazonaws.com" },
        }),
      ]),
      found: [`PASS_ROLE_TO_ANY_SERVICE "${account}:role/app-*"`],
    },
    {
      name: "a boundary without iam:PassRole",
      text:
        role("deploy", [allow("iam:PassRole", `${account}:role/*`)], { boundary: "limit" }) +
        policy("limit", [allow(["ec2:*", "iam:GetRole"])]),
      found: ["BOUNDARY_ALLOWS_NOTHING aws_iam_policy.limit.arn hint"],
    },
    {
      name: "resources of another kind",
      text: role("deploy", [allow("iam:PassRole", `${account}:instance-profile/*`)]),
      found: [],
    },
  ],
  PASS_ROLE_STRONGER_THAN_CALLER: [
    {
      name: "an administrator",
      text:
        role("deploy", [allow("iam:PassRole", `${account}:role/admin`), run]) +
        role("admin", [allow("*")], { trust: lambda }),
      found: ['PASS_ROLE_STRONGER_THAN_CALLER "iam:PassRole"'],
    },
    {
      name: "a role that merely may do other things",
      text:
        role("deploy", [allow("iam:PassRole", `${account}:role/app`), run]) +
        role("app", [allow("s3:GetObject", "arn:aws:s3:::data/*")], { trust: lambda }),
      found: ['PASS_ROLE_STRONGER_THAN_CALLER "iam:PassRole" hint'],
    },
    {
      name: "nothing to run",
      text:
        role("deploy", [allow("iam:PassRole", `${account}:role/admin`)]) +
        role("admin", [allow("*")], { trust: lambda }),
      found: [],
    },
  ],
  CI_ROLE_CAN_CHANGE_ITSELF: [
    {
      name: "a role of a pipeline",
      text: pipelineRole([allow("iam:AttachRolePolicy", `${account}:role/ci`)]),
      found: ['CI_ROLE_CAN_CHANGE_ITSELF "iam:AttachRolePolicy"'],
    },
    {
      name: "one that changes other roles",
      text: pipelineRole([allow("iam:AttachRolePolicy", `${account}:role/app`)]),
      found: [],
    },
    {
      name: "one with other ways",
      text: pipelineRole([allow("iam:CreateLoginProfile")]),
      found: ['PRIVILEGE_ESCALATION_PATH "iam:CreateLoginProfile"'],
    },
  ],
};

function pipelineRole(statements: readonly object[]): string {
  return role("ci", statements, { trust: github }).replace(
    '"sts:AssumeRole"',
    '"sts:AssumeRoleWithWebIdentity"',
  );
}

describe.each(Object.entries(cases))("%s", (_, list) => {
  test.each(list)("$name", ({ text, found }) => {
    const shown = findings(text).map(({ issueCode, at, confidence }) =>
      [issueCode, text.slice(at.start, at.end), ...(confidence ? [confidence] : [])].join(" "),
    );
    expect(shown).toEqual(found);
  });
});
