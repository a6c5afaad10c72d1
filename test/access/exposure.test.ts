import { describe, expect, test } from "@jest/globals";
import { type Exposure, exposureOf } from "../../src/access/exposure.ts";
import { defaultLimits } from "../../src/access/limits.ts";
import type { PolicyKind } from "../../src/policy/policy.ts";
import { documentOf } from "../support/access.ts";
import { partlyKnownPolicy } from "../support/partly-known.ts";

const options = {
  trustedAccounts: ["222222222222"],
  trustedOrganizations: ["o-ours"],
  ownAccounts: ["111111111111"],
};

const allow = (Principal: unknown, Condition?: object, Action: unknown = "s3:GetObject") => ({
  Effect: "Allow",
  Principal,
  Action,
  Resource: "arn:aws:s3:::data/*",
  ...(Condition && { Condition }),
});
const deny = (...given: Parameters<typeof allow>) => ({ ...allow(...given), Effect: "Deny" });
const trust = (Principal: unknown, Condition?: object, Action: unknown = "sts:AssumeRole") => {
  const { Resource: _, ...statement } = allow(Principal, Condition, Action);
  return statement;
};

/** In few words: `public`, `account 4444…`, `organization o-1`, `s3.amazonaws.com for anybody`, … */
function words({ public: open, crossAccount, services, federated, undecided }: Exposure): string[] {
  return [
    ...(open ? ["public"] : []),
    ...crossAccount.map(({ account, organization }) =>
      account === undefined ? `organization ${organization}` : `account ${account}`,
    ),
    ...services.map(
      (each) => `${each.service}${each.withoutSourceCondition ? " for anybody" : ""}`,
    ),
    ...federated.map(
      (each) =>
        `${each.provider.split("/").slice(1).join("/")}${each.isShared ? " shared" : ""}${each.withoutTenantCondition ? " open" : ""}`,
    ),
    ...undecided.map(({ reason }) => `? ${reason}`),
  ];
}

function exposed(statements: object[], kind: PolicyKind = "resource"): string[] {
  return words(exposureOf(documentOf(statements), options, kind, "AWS::S3::Bucket"));
}

describe("a policy of a resource is public", () => {
  test.each<[name: string, statements: object[]]>([
    ["to everyone", [allow("*")]],
    ["to every principal of AWS", [allow({ AWS: "*" })]],
    [
      "to all but an account",
      [{ ...allow("*"), Principal: undefined, NotPrincipal: { AWS: "111111111111" } }],
    ],
    ["with TLS", [allow("*", { Bool: { "aws:SecureTransport": "true" } })]],
    ["with a referer", [allow("*", { StringLike: { "aws:Referer": "https://a.example/*" } })]],
    ["until a date", [allow("*", { DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } })]],
    [
      "with an organization like any",
      [allow("*", { StringLike: { "aws:PrincipalOrgID": "o-*" } })],
    ],
    [
      "outside an organization",
      [allow("*", { StringNotEquals: { "aws:PrincipalOrgID": "o-ours" } })],
    ],
    [
      "with a key that may be absent",
      [allow("*", { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-ours" } })],
    ],
    [
      "for all values of a key that may be absent",
      [allow("*", { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-ours/*" } })],
    ],
    ["from half of the internet", [allow("*", { IpAddress: { "aws:SourceIp": "0.0.0.0/1" } })]],
    [
      "from all but some addresses",
      [allow("*", { NotIpAddress: { "aws:SourceIp": "198.51.100.0/24" } })],
    ],
    [
      "by a source of any account",
      [allow("*", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:topic" } })],
    ],
    [
      "by a source that may be any bucket",
      [allow("*", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::data*" } })],
    ],
    [
      "to a role of any account",
      [allow("*", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } })],
    ],
    ["past a Deny for other people", [allow("*"), deny({ AWS: "333333333333" })]],
    [
      "past a Deny with a weak key",
      [allow("*"), deny("*", { Bool: { "aws:SecureTransport": "false" } })],
    ],
  ])("%s", (_, statements) => {
    const found = exposureOf(documentOf(statements), options, "resource", "AWS::S3::Bucket");
    expect(found.public?.witness.request.action).toBe("s3:GetObject");
  });
});

describe("a policy of a resource is not public", () => {
  test.each<[name: string, statements: object[], exposed: string[]]>([
    ["to an own account", [allow({ AWS: "111111111111" })], []],
    ["to a trusted account", [allow({ AWS: "arn:aws:iam::222222222222:role/r" })], []],
    ["to another account", [allow({ AWS: "333333333333" })], ["account 333333333333"]],
    [
      "to a user of another account",
      [allow({ AWS: "arn:aws:iam::333333333333:user/u" })],
      ["account 333333333333"],
    ],
    [
      "to another account of a trusted organization",
      [allow({ AWS: "333333333333" }, { StringEquals: { "aws:PrincipalOrgID": "o-ours" } })],
      [],
    ],
    [
      "to another account that a Deny names",
      [allow({ AWS: "333333333333" }), deny({ AWS: "333333333333" })],
      [],
    ],
    [
      "to another account in a condition",
      [allow("*", { StringEquals: { "aws:PrincipalAccount": "333333333333" } })],
      ["account 333333333333"],
    ],
    [
      "to a role of another account in a condition",
      [allow("*", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::333333333333:role/*" } })],
      ["account 333333333333"],
    ],
    [
      "to a caller of another account by a service",
      [allow("*", { StringEquals: { "kms:CallerAccount": "333333333333" } })],
      ["account 333333333333"],
    ],
    [
      "to a trusted organization",
      [allow("*", { StringEquals: { "aws:PrincipalOrgID": "o-ours" } })],
      [],
    ],
    [
      "to a unit of a trusted organization",
      [allow("*", { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-ours/r-1/*" } })],
      [],
    ],
    [
      "to another organization",
      [allow("*", { StringEquals: { "aws:PrincipalOrgID": "o-theirs" } })],
      ["organization o-theirs"],
    ],
    [
      "to a unit of another organization",
      [allow("*", { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-theirs/*" } })],
      ["organization o-theirs"],
    ],
    ["from an own network", [allow("*", { StringEquals: { "aws:SourceVpce": "vpce-1" } })], []],
    [
      "from some addresses",
      [allow("*", { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "10.0.0.0/8"] } })],
      [],
    ],
    [
      "by a source of an account",
      [allow("*", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:111111111111:*" } })],
      [],
    ],
    ["by one bucket", [allow("*", { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::data" } })], []],
    [
      "past a Deny for strangers",
      [allow("*"), deny("*", { StringNotEquals: { "aws:PrincipalOrgID": "o-ours" } })],
      [],
    ],
    [
      "past a Deny for strangers and for requests without an organization",
      [allow("*"), deny("*", { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-ours" } })],
      [],
    ],
    [
      "past two Denies that leave nothing",
      [
        allow("*"),
        deny("*", { Bool: { "aws:SecureTransport": "true" } }),
        deny("*", { BoolIfExists: { "aws:SecureTransport": "false" } }),
      ],
      [],
    ],
    [
      "through a mount target",
      [allow("*", { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } })],
      [],
    ],
    [
      "to a service for an account",
      [
        allow(
          { Service: "sns.amazonaws.com" },
          { StringEquals: { "aws:SourceAccount": "111111111111" } },
        ),
      ],
      ["sns.amazonaws.com"],
    ],
    [
      "to a service for an organization",
      [allow({ Service: "sns.amazonaws.com" }, { StringEquals: { "aws:SourceOrgID": "o-ours" } })],
      ["sns.amazonaws.com"],
    ],
    [
      "to a service for anybody",
      [allow({ Service: "sns.amazonaws.com" })],
      ["sns.amazonaws.com for anybody"],
    ],
    [
      "to a service for sources like any",
      [allow({ Service: "sns.amazonaws.com" }, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } })],
      ["sns.amazonaws.com for anybody"],
    ],
    [
      "to a service that a Deny excludes for strangers",
      [
        allow({ Service: "sns.amazonaws.com" }),
        deny("*", { StringNotEquals: { "aws:SourceAccount": "111111111111" } }),
      ],
      ["sns.amazonaws.com"],
    ],
    ["to nobody", [], []],
  ])("%s", (_, statements, expected) => {
    expect(exposed(statements)).toEqual(expected);
  });
});

describe("a trust policy", () => {
  const web = "sts:AssumeRoleWithWebIdentity";
  const provider = (issuer: string) => ({
    Federated: `arn:aws:iam::111111111111:oidc-provider/${issuer}`,
  });
  const github = "token.actions.githubusercontent.com";
  const withClaim = (operator: string, claim: string, value: string) =>
    trust(provider(github), { [operator]: { [`${github}:${claim}`]: value } }, web);
  test.each<[name: string, statements: object[], exposed: string[]]>([
    ["everyone", [trust("*")], ["public"]],
    [
      "everyone with an external id",
      [trust("*", { StringEquals: { "sts:ExternalId": "x" } })],
      ["public"],
    ],
    [
      "everyone of an account",
      [trust("*", { StringEquals: { "aws:PrincipalAccount": "111111111111" } })],
      [],
    ],
    ["another account", [trust({ AWS: "333333333333" })], ["account 333333333333"]],
    [
      "another account, by other calls",
      [trust({ AWS: "333333333333" }, undefined, "sts:TagSession")],
      [],
    ],
    ["a service", [trust({ Service: "ec2.amazonaws.com" })], ["ec2.amazonaws.com for anybody"]],
    [
      "tokens without a subject",
      [withClaim("StringEquals", "aud", "sts.amazonaws.com")],
      [`${github} shared open`],
    ],
    [
      "tokens of a repository",
      [withClaim("StringLike", "sub", "repo:org/repo:*")],
      [`${github} shared`],
    ],
    [
      "tokens of a repository by its number",
      [withClaim("StringEquals", "repository_id", "123")],
      [`${github} shared`],
    ],
    [
      "tokens of names that look alike",
      [withClaim("StringLike", "sub", "repo:org*/repo*:*")],
      [`${github} shared open`],
    ],
    [
      "tokens of any repository",
      [withClaim("StringLike", "sub", "repo:*")],
      [`${github} shared open`],
    ],
    [
      "tokens with a subject that may be absent",
      [withClaim("StringEqualsIfExists", "sub", "repo:org/repo:ref:refs/heads/main")],
      [`${github} shared open`],
    ],
    [
      "tokens that a Deny holds back",
      [
        trust(provider(github), undefined, web),
        { ...withClaim("StringNotLike", "sub", "repo:org/*"), Effect: "Deny" },
      ],
      [`${github} shared`],
    ],
    [
      "tokens of a provider of its own",
      [trust(provider("oidc.eks.eu-west-1.amazonaws.com/id/A"), undefined, web)],
      ["oidc.eks.eu-west-1.amazonaws.com/id/A"],
    ],
    [
      "assertions",
      [
        trust(
          { Federated: "arn:aws:iam::111111111111:saml-provider/idp" },
          undefined,
          "sts:AssumeRoleWithSAML",
        ),
      ],
      ["idp"],
    ],
  ])("lets in %s", (_, statements, expected) => {
    expect(exposed(statements, "trust")).toEqual(expected);
  });
});

describe("what is not known", () => {
  const partly = (statement: object): Exposure =>
    exposureOf(
      partlyKnownPolicy(JSON.stringify({ Statement: statement }), "resource").document,
      options,
      "resource",
      "AWS::S3::Bucket",
    );
  const own = "<data.aws_caller_identity.current.account_id>";
  test.each<[name: string, statement: object | object[], exposed: string[]]>([
    ["a resource", { ...allow("*"), Resource: "<aws_s3_bucket.b.arn>/*" }, ["public"]],
    [
      "a resource that a Deny names alike",
      [
        { ...allow("*"), Resource: "<b.arn>" },
        { ...deny("*"), Resource: "<b.arn>" },
      ],
      [],
    ],
    [
      "an organization",
      allow("*", { StringEquals: { "aws:PrincipalOrgID": "<var.org>" } }),
      [`organization \${var.org}`],
    ],
    ["an account", allow({ AWS: "arn:aws:iam::<var.account>:root" }), [`account \${var.account}`]],
    ["a principal", allow({ AWS: "<var.arn>" }), [`account \${var.arn}`]],
    ["the own account", allow({ AWS: `arn:aws:iam::${own}:root` }), []],
    [
      "an effect",
      { ...allow("*"), Effect: "<var.effect>" },
      ["? the statement cannot be judged: its effect is not known, var.effect"],
    ],
  ])("%s", (_, statement, expected) => {
    expect(words(partly(statement))).toEqual(expected);
  });

  test("the example stands as the policy has it", () => {
    const { public: open } = partly({ ...allow("*"), Resource: "<aws_s3_bucket.b.arn>/*" });
    expect(open?.witness.request).toMatchObject({
      action: "s3:GetObject",
      resource: `\${aws_s3_bucket.b.arn}/example`,
      principal: { type: "Anonymous" },
    });
  });
});

test("a limit is named", () => {
  const limits = { ...defaultLimits, statementsMax: 1 };
  const found = exposureOf(
    documentOf([allow("*"), allow("*")]),
    options,
    "resource",
    undefined,
    limits,
  );
  expect(words(found)).toEqual(["? a limit was reached: statementsMax = 1"]);
});
