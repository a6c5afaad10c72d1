import { describe, expect, test } from "@jest/globals";
import { findingsIn, findingsOf } from "./cases.ts";

const own = "111122223333";
const instances = `arn:aws:ec2:eu-central-1:${own}:instance/*`;

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

function allow(
  action: string | readonly string[],
  resource: string | readonly string[],
  condition?: Conditions,
  effect = "Allow",
): object {
  return {
    Effect: effect,
    Action: action,
    Resource: resource,
    ...(condition && { Condition: condition }),
  };
}

/** `sure` or `hint` for each finding of the rule. */
function found(issueCode: string, statements: readonly object[]): string[] {
  return findingsOf(statements, "identity").flatMap((finding) =>
    finding.issueCode === issueCode ? [finding.confidence === "hint" ? "hint" : "sure"] : [],
  );
}

describe("the tag that decides", () => {
  const byTag = allow(["ec2:StopInstances", "ec2:TerminateInstances"], instances, {
    StringEquals: { "aws:ResourceTag/team": "shop" },
  });
  test.each<[string, object[], string[]]>([
    ["nobody sets it", [byTag], []],
    ["may be set", [byTag, allow("ec2:CreateTags", instances)], ["sure"]],
    ["may be set by a pattern", [byTag, allow("ec2:*Tags", instances)], ["sure"]],
    [
      "may be set on something else",
      [byTag, allow("ec2:CreateTags", `arn:aws:ec2:*:${own}:volume/*`)],
      [],
    ],
    [
      "may be set on what the actions do not act on",
      [
        allow(["ec2:StopInstances"], "*", { StringEquals: { "aws:ResourceTag/team": "shop" } }),
        allow("ec2:CreateTags", `arn:aws:ec2:*:${own}:placement-group/*`),
      ],
      [],
    ],
    [
      "may be set on what the actions act on",
      [
        allow(["ec2:StopInstances"], "*", { StringEquals: { "aws:ResourceTag/Team": "shop" } }),
        allow("ec2:CreateTags", instances),
      ],
      ["sure"],
    ],
    [
      "may be set on what has it",
      [
        byTag,
        allow("ec2:CreateTags", instances, { StringEquals: { "aws:ResourceTag/team": "shop" } }),
      ],
      [],
    ],
    [
      "may be set while something is made",
      [
        byTag,
        allow("ec2:CreateTags", instances, {
          StringEquals: { "ec2:CreateAction": "RunInstances" },
        }),
      ],
      [],
    ],
    [
      "is not among the keys that may be set",
      [
        byTag,
        allow("ec2:CreateTags", instances, {
          "ForAllValues:StringEquals": { "aws:TagKeys": "Name" },
        }),
      ],
      [],
    ],
    [
      "may be set to another value only",
      [
        byTag,
        allow("ec2:CreateTags", instances, { StringEquals: { "aws:RequestTag/team": "web" } }),
      ],
      [],
    ],
    [
      "may be set to that value only",
      [
        byTag,
        allow("ec2:CreateTags", instances, { StringEquals: { "aws:RequestTag/team": "shop" } }),
      ],
      ["hint"],
    ],
    [
      "may not be set after all",
      [byTag, allow("ec2:CreateTags", instances), allow("ec2:CreateTags", "*", undefined, "Deny")],
      [],
    ],
    [
      "may be set, and something else decides",
      [
        byTag,
        allow("ec2:CreateTags", instances),
        allow(["ec2:StopInstances", "ec2:TerminateInstances"], "*"),
      ],
      [],
    ],
    [
      "is one of AWS's",
      [
        allow("ec2:StopInstances", instances, {
          StringEquals: { "aws:ResourceTag/aws:cloudformation:stack-name": "shop" },
        }),
        allow("ec2:CreateTags", instances),
      ],
      [],
    ],
    [
      "opens several statements: one decision",
      [
        byTag,
        allow("ec2:RebootInstances", instances, {
          StringEquals: { "aws:ResourceTag/team": "shop" },
        }),
        allow("ec2:CreateTags", instances),
      ],
      ["sure"],
    ],
  ])("%s", (_, statements, expected) => {
    expect(found("ABAC_TAG_CHANGEABLE_BY_SUBJECT", statements)).toEqual(expected);
  });

  test("more statements than are judged are not passed over in silence", () => {
    const code = "ABAC_TAG_CHANGEABLE_BY_SUBJECT";
    const many = Array.from({ length: 201 }, (_, at) =>
      allow("s3:GetObject", `arn:aws:s3:::b/${at}`),
    );
    const types = (statements: readonly object[]) =>
      findingsOf(statements, "identity").flatMap(({ issueCode, findingType }) =>
        issueCode === code ? [findingType] : [],
      );
    expect(types([...many, byTag])).toEqual(["SUGGESTION"]);
    expect(types(many)).toEqual([]);
  });

  const role = (name: string, tagged: string) => `
resource "aws_iam_role" "a" {
  name = "${name}"
}
resource "aws_iam_role_policy" "a" {
  role   = aws_iam_role.a.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "arn:aws:s3:::shop/$\${aws:PrincipalTag/team}/*"
      },
      { Effect = "Allow", Action = "iam:TagRole", Resource = "${tagged}" },
    ]
  })
}`;
  test.each<[string, string, number]>([
    ["of any role, itself included", "*", 1],
    ["of itself", `arn:aws:iam::${own}:role/a`, 1],
    ["of others", `arn:aws:iam::${own}:role/b-*`, 0],
  ])("is its own, and it may set tags %s", (_, resource, count) => {
    const findings = findingsIn("main.tf", role("a", resource));
    const codes = findings.map(({ issueCode }) => issueCode);
    expect(codes.filter((code) => code === "ABAC_TAG_CHANGEABLE_BY_SUBJECT")).toHaveLength(count);
  });
});

describe("who shares a role", () => {
  const code = "ROLE_TRUSTED_BY_DIFFERENT_KINDS";
  const to = (principal: unknown, action = "sts:AssumeRole") => ({
    Effect: "Allow",
    Principal: principal,
    Action: action,
  });
  const lambda = to({ Service: "lambda.amazonaws.com" });
  const user = to({ AWS: `arn:aws:iam::${own}:user/alice` });
  const saml = to(
    { Federated: `arn:aws:iam::${own}:saml-provider/company` },
    "sts:AssumeRoleWithSAML",
  );
  const github = to(
    { Federated: `arn:aws:iam::${own}:oidc-provider/token.actions.githubusercontent.com` },
    "sts:AssumeRoleWithWebIdentity",
  );
  const pods = to(
    { Federated: `arn:aws:iam::${own}:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/AB` },
    "sts:AssumeRoleWithWebIdentity",
  );
  test.each<[string, object[], number]>([
    ["a program", [lambda], 0],
    ["a program and a person", [lambda, user], 1],
    ["people in two ways", [saml, user], 0],
    ["people and a pipeline", [saml, github], 1],
    ["a pipeline and pods", [github, pods], 1],
    ["all three are one finding", [github, pods, user], 1],
    ["two kinds of programs", [lambda, pods], 0],
    ["a program and a role", [lambda, to({ AWS: `arn:aws:iam::${own}:role/a` })], 0],
    ["a service that runs no code", [to({ Service: "config.amazonaws.com" }), user], 0],
    ["a person who is kept out", [lambda, { ...user, Effect: "Deny" }], 0],
  ])("%s", (_, statements, count) => {
    const codes = findingsOf(statements, "trust").map(({ issueCode }) => issueCode);
    expect(codes.filter((each) => each === code)).toHaveLength(count);
  });
});

describe("environments by their names", () => {
  const code = "ENVIRONMENTS_MIXED";
  const read = (...names: string[]) => [
    allow(
      "s3:GetObject",
      names.map((name) => `arn:aws:s3:::${name}/*`),
    ),
  ];
  test.each<[string, object[], string[]]>([
    ["one", read("shop-prod", "logs-prod"), []],
    ["two", read("shop-prod", "shop-dev"), ["hint"]],
    ["none", read("shop", "logs"), []],
    ["a word within a word", read("shop-product", "device-logs"), []],
    ["both in one name", read("shop-prod", "prod-to-dev"), []],
  ])("%s", (_, statements, expected) => {
    expect(found(code, statements)).toEqual(expected);
  });
});

describe("permission sets", () => {
  const set = (duration: string, managed: string) => `
resource "aws_ssoadmin_permission_set" "a" {
  name             = "a"
  instance_arn     = "arn:aws:sso:::instance/ssoins-1"
  session_duration = "${duration}"
}
resource "aws_ssoadmin_managed_policy_attachment" "a" {
  instance_arn       = aws_ssoadmin_permission_set.a.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.a.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/${managed}"
}`;
  test.each<[string, string, string, number]>([
    ["administrators for half a day", "PT12H", "AdministratorAccess", 1],
    ["administrators for a morning", "PT4H", "AdministratorAccess", 0],
    ["administrators a little longer", "PT4H1M", "IAMFullAccess", 1],
    ["readers for a day", "PT12H", "ReadOnlyAccess", 0],
    ["a duration that is none", "12 hours", "AdministratorAccess", 0],
  ])("%s", (_, duration, managed, count) => {
    const codes = findingsIn("main.tf", set(duration, managed)).map(({ issueCode }) => issueCode);
    expect(codes.filter((each) => each === "LONG_PERMISSION_SET_SESSION")).toHaveLength(count);
  });
});

describe("who has no access keys", () => {
  const held = (type: string) => `
resource "aws_iam_${type}" "a" {
  name = "a"
}
resource "aws_iam_${type}_policy" "a" {
  ${type}   = aws_iam_${type}.a.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Deny"
        Action    = "iam:*"
        Resource  = "*"
        Condition = { Bool = { "aws:MultiFactorAuthPresent" = "false" } }
      },
      {
        Effect    = "Allow"
        Action    = "ec2:StopInstances"
        Resource  = "${instances}"
        Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "true" } }
      },
    ]
  })
}`;
  test.each([
    ["user", ["likely", "likely"]],
    ["group", ["likely", "likely"]],
    ["role", ["hint", "hint"]],
  ])("a %s", (type, expected) => {
    const found = findingsIn("main.tf", held(type)).filter(({ issueCode }) =>
      /^MFA/.test(issueCode),
    );
    expect(found.map(({ confidence }) => confidence)).toEqual(expected);
  });
});
