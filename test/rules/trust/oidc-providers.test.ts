// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import { findings, hints, shown } from "../../support/policy-cases.ts";
import { allow, deny, github, own, toGithub, toTokens, trust } from "./statements.ts";

const strangers = "OIDC_PROVIDER_OPEN_TO_STRANGERS";
const missing = "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL";
const cluster = "oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const cognito = "cognito-identity.amazonaws.com";

/** Tokens of a provider that stands without an ARN. */
function of(host: string, conditions?: Parameters<typeof allow>[2]): object {
  return allow({ Federated: host }, "sts:AssumeRoleWithWebIdentity", conditions);
}

function arn(issuer: string): string {
  return `"arn:aws:iam::${own}:oidc-provider/${issuer}"`;
}

describe("shared providers", () => {
  test.each<[string, object[], string[]]>([
    ["GitLab without a condition", [toTokens("gitlab.com")], [`${missing} ${arn("gitlab.com")}`]],
    [
      "GitLab with an audience",
      [toTokens("gitlab.com", { StringEquals: { "gitlab.com:aud": "https://gitlab.com" } })],
      [`${strangers} ${arn("gitlab.com")}`],
    ],
    [
      "GitLab with any project on main",
      [toTokens("gitlab.com", { StringLike: { "gitlab.com:sub": "project_path:*:ref:main" } })],
      [`${strangers} ${arn("gitlab.com")}`],
    ],
    [
      "GitLab with one's own group",
      [toTokens("gitlab.com", { StringLike: { "gitlab.com:sub": "project_path:group/*" } })],
      [],
    ],
    [
      "GitLab with any subject",
      [toTokens("gitlab.com", { StringLike: { "gitlab.com:sub": "*" } })],
      [`${strangers} ${arn("gitlab.com")}`, 'EQUIVALENT_TO_NULL_FALSE "*"'],
    ],
    [
      "GitLab with a subject that need not be there, and always is",
      [
        toTokens("gitlab.com", {
          StringEqualsIfExists: { "gitlab.com:sub": "project_path:g/p:ref_type:branch:ref:main" },
        }),
      ],
      [],
    ],
    [
      "HCP Terraform with any organization",
      [
        toTokens("app.terraform.io", {
          StringLike: {
            "app.terraform.io:sub": "organization:*:project:p:workspace:w:run_phase:*",
          },
        }),
      ],
      [`${strangers} ${arn("app.terraform.io")}`],
    ],
    [
      "HCP Terraform with one's own",
      [
        toTokens("app.terraform.io", {
          StringLike: { "app.terraform.io:sub": "organization:acme:project:*" },
        }),
      ],
      [],
    ],
    [
      "HCP Terraform with organizations that are called alike",
      [
        toTokens("app.terraform.io", {
          StringLike: { "app.terraform.io:sub": "organization:acme*:project:p:workspace:w" },
        }),
      ],
      [`${strangers} ${arn("app.terraform.io")}`],
    ],
    [
      "GitLab with groups that are called alike",
      [
        toTokens("gitlab.com", {
          StringLike: { "gitlab.com:sub": "project_path:group*:ref:main" },
        }),
      ],
      [`${strangers} ${arn("gitlab.com")}`],
    ],
    [
      "Buildkite with a pipeline by name",
      [
        toTokens("agent.buildkite.com", {
          StringLike: { "agent.buildkite.com:sub": "organization:*:pipeline:deploy:*" },
        }),
      ],
      [`${strangers} ${arn("agent.buildkite.com")}`],
    ],
    [
      "Pulumi by audience",
      [
        toTokens("api.pulumi.com/oidc", {
          StringEquals: { "api.pulumi.com/oidc:aud": "aws:acme" },
        }),
      ],
      [],
    ],
    [
      "Pulumi by an audience that all have",
      [toTokens("api.pulumi.com/oidc", { StringLike: { "api.pulumi.com/oidc:aud": "aws:*" } })],
      [`${strangers} ${arn("api.pulumi.com/oidc")}`],
    ],
    [
      "Pulumi without its audience",
      [toTokens("api.pulumi.com/oidc", { StringLike: { "api.pulumi.com/oidc:amr": "x" } })],
      [`${strangers} ${arn("api.pulumi.com/oidc")}`],
    ],
    [
      "a cluster of Red Hat's, by a path",
      [
        toTokens("oidc.op1.openshiftapps.com/abc", {
          StringEquals: { "oidc.op1.openshiftapps.com/abc:aud": "openshift" },
        }),
      ],
      [`${strangers} ${arn("oidc.op1.openshiftapps.com/abc")}`],
    ],
    [
      "Google without a condition",
      [of("accounts.google.com")],
      [`${strangers} "accounts.google.com"`],
    ],
    [
      "Google with one's own client",
      [of("accounts.google.com", { StringEquals: { "accounts.google.com:aud": "123.apps" } })],
      [],
    ],
    [
      "Google with one service account",
      [of("accounts.google.com", { StringEquals: { "accounts.google.com:sub": "10987" } })],
      [],
    ],
    ["Amazon without a condition", [of("www.amazon.com")], [`${strangers} "www.amazon.com"`]],
    [
      "Amazon with one's own application",
      [of("www.amazon.com", { StringEquals: { "www.amazon.com:app_id": "amzn1.x" } })],
      [],
    ],
    [
      "GitLab, and a Deny of all but one's own group",
      [
        toTokens("gitlab.com", { StringEquals: { "gitlab.com:aud": "x" } }),
        deny(
          { Federated: `arn:aws:iam::${own}:oidc-provider/gitlab.com` },
          "sts:AssumeRoleWithWebIdentity",
          { StringNotLike: { "gitlab.com:sub": "project_path:group/*" } },
        ),
      ],
      [],
    ],
    [
      "a Deny that misses them",
      [
        toTokens("gitlab.com", { StringEquals: { "gitlab.com:aud": "x" } }),
        deny(
          { Federated: `arn:aws:iam::${own}:oidc-provider/gitlab.com` },
          "sts:AssumeRoleWithWebIdentity",
          { StringEquals: { "gitlab.com:sub": "project_path:evil/x:ref_type:branch:ref:main" } },
        ),
      ],
      [`${strangers} ${arn("gitlab.com")}`],
    ],
    [
      "a provider of one's own, by the client",
      [toTokens("acme.okta.com", { StringEquals: { "acme.okta.com:aud": "0oa1b2c3" } })],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, trust)).toEqual(expected);
  });
});

describe("clusters and teams", () => {
  const accounts = "EKS_ROLE_OPEN_TO_SERVICE_ACCOUNTS";
  const audience = { [`${cluster}:aud`]: "sts.amazonaws.com" };
  const circle = "oidc.circleci.com/org/1234";
  test.each<[string, object[], string[]]>([
    [
      "any service account",
      [toTokens(cluster, { StringEquals: audience })],
      [`${accounts} ${arn(cluster)}`],
    ],
    [
      "one name in any namespace",
      [toTokens(cluster, { StringLike: { [`${cluster}:sub`]: "system:serviceaccount:*:web" } })],
      [`${accounts} ${arn(cluster)}`],
    ],
    [
      "namespaces that are called alike",
      [
        toTokens(cluster, {
          StringLike: { [`${cluster}:sub`]: "system:serviceaccount:shop-*:web" },
        }),
      ],
      [],
    ],
    [
      "any name in one namespace",
      [toTokens(cluster, { StringLike: { [`${cluster}:sub`]: "system:serviceaccount:shop:*" } })],
      [],
    ],
    [
      "one service account",
      [
        toTokens(cluster, {
          StringEquals: { ...audience, [`${cluster}:sub`]: "system:serviceaccount:shop:web" },
        }),
      ],
      [],
    ],
    [
      "one service account of two",
      [
        toTokens(cluster, {
          "ForAnyValue:StringEquals": {
            [`${cluster}:sub`]: [
              "system:serviceaccount:shop:web",
              "system:serviceaccount:shop:job",
            ],
          },
        }),
      ],
      [],
    ],
    [
      "any project of a team at CircleCI",
      [toTokens(circle, { StringEquals: { [`${circle}:aud`]: "1234" } })],
      [`OIDC_SUBJECT_NOT_CHECKED ${arn(circle)}`],
    ],
    [
      "one project of a team at CircleCI",
      [toTokens(circle, { StringLike: { [`${circle}:sub`]: "org/1234/project/5678/user/*" } })],
      [],
    ],
    [
      "any project of a GitLab of one's own",
      [toTokens("gitlab.example.com", { StringEquals: { "gitlab.example.com:aud": "x" } })],
      [`OIDC_SUBJECT_NOT_CHECKED ${arn("gitlab.example.com")}`],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, trust)).toEqual(expected);
  });
});

describe("guests of an identity pool", () => {
  const guests = "COGNITO_ROLE_OPEN_TO_GUESTS";
  const pool = { StringEquals: { [`${cognito}:aud`]: "eu-central-1:1111" } };
  const amr = (operator: string, value: string) => ({
    ...pool,
    [operator]: { [`${cognito}:amr`]: value },
  });
  test.each<[string, object, string[]]>([
    ["any pool", of(cognito), [`${strangers} "${cognito}"`]],
    ["both kinds of users", of(cognito, pool), [`${guests} "${cognito}"`]],
    ["those who signed in", of(cognito, amr("ForAnyValue:StringLike", "authenticated")), []],
    ["guests on purpose", of(cognito, amr("ForAnyValue:StringLike", "unauthenticated")), []],
    [
      "whatever the case",
      of(cognito, amr("ForAnyValue:StringEqualsIgnoreCase", "Authenticated")),
      [],
    ],
    [
      "a pattern for both",
      of(cognito, amr("ForAnyValue:StringLike", "*authenticated")),
      [`${guests} "${cognito}"`],
    ],
  ])("%s", (_, statement, expected) => {
    expect(shown([statement], trust)).toEqual(expected);
  });
});

describe("the audience", () => {
  const audience = "OIDC_AUDIENCE_NOT_CHECKED";
  const ids = ["StringEquals", "sub", "repo:o@1/r@2:ref:refs/heads/main"] as const;
  test.each<[string, object, string[]]>([
    ["looked at", toGithub(ids), []],
    [
      "not looked at",
      toTokens(github, { StringEquals: { [`${github}:sub`]: ids[2] } }),
      [`${audience} ${arn(github)}`],
    ],
    [
      "any",
      toTokens(github, {
        StringEquals: { [`${github}:sub`]: ids[2] },
        StringLike: { [`${github}:aud`]: "*" },
      }),
      [`${audience} ${arn(github)}`],
    ],
    ["where strangers get in anyway", toTokens(github), []],
    ["of Google, which is the client", of("accounts.google.com"), []],
  ])("%s", (_, statement, expected) => {
    expect(hints([statement], trust)).toEqual(expected);
  });
});

describe("a provider that is not known before deployment", () => {
  const subject = "OIDC_SUBJECT_NOT_CHECKED";
  const accounts = "EKS_ROLE_OPEN_TO_SERVICE_ACCOUNTS";

  test.each<[name: string, conditions: string, expected: string[]]>([
    ["nothing", "{}", [subject]],
    ["the audience alone", '{ StringEquals = { "${var.issuer}:aud" = "x" } }', [subject]],
    ["the subject", '{ StringEquals = { "${var.issuer}:sub" = "x" } }', []],
    [
      "a service account",
      '{ StringEquals = { "${var.issuer}:sub" = "system:serviceaccount:shop:web" } }',
      [],
    ],
    [
      "the service accounts of a namespace",
      '{ StringLike = { "${var.issuer}:sub" = "system:serviceaccount:shop:*" } }',
      [],
    ],
    [
      "service accounts of any namespace",
      '{ StringLike = { "${var.issuer}:sub" = "system:serviceaccount:*:web" } }',
      [accounts],
    ],
    [
      "every service account, and the audience",
      '{ StringLike = { "${var.issuer}:sub" = "system:serviceaccount:*", "${var.issuer}:aud" = "sts.amazonaws.com" } }',
      [accounts],
    ],
    [
      "a wildcard that is a character like others",
      '{ StringEquals = { "${var.issuer}:sub" = "system:serviceaccount:*:web" } }',
      [],
    ],
  ])("and %s", (_, conditions, expected) => {
    const found = findings({ "main.tf": trusting("var.provider_arn", conditions) });
    const codes = found.map(({ issueCode }) => issueCode);
    expect(codes.filter((code) => code === subject || code === accounts)).toEqual(expected);
  });

  test("keys that are not known are those of the provider that is named", () => {
    const arn = `"arn:aws:iam::${own}:oidc-provider/${github}"`;
    const conditions = (sub: string) =>
      `{ StringLike = { "\${var.issuer}:sub" = "${sub}", "\${var.issuer}:aud" = "sts.amazonaws.com" } }`;
    const codes = (sub: string) =>
      findings({ "main.tf": trusting(arn, conditions(sub)) })
        .map(({ issueCode }) => issueCode)
        .filter((code) => /GITHUB_(?!PINNED_BY_NAMES)/.test(code));
    expect(codes("repo:acme/app:ref:refs/heads/main")).toEqual([]);
    expect(codes("repo:acme/*:ref:refs/heads/main")).toEqual(["GITHUB_SUBJECT_TOO_WIDE"]);
    expect(codes("repo:*")).toHaveLength(1);
  });
});

function trusting(provider: string, conditions: string): string {
  return `
variable "provider_arn" {}
variable "issuer" {}
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = ${provider} }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = ${conditions}
    }]
  })
}`;
}
