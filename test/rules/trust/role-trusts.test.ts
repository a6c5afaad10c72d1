import { describe, expect, test } from "@jest/globals";
import { findings, hints, shown } from "../../support/policy-cases.ts";
import { allow, deny, other, own, toAws, trust } from "./statements.ts";

describe("the external id", () => {
  const weak = "WEAK_EXTERNAL_ID";
  const by = (operator: string, value: string) =>
    toAws(`arn:aws:iam::${other}:role/reader`, { [operator]: { "sts:ExternalId": value } });
  test.each<[string, object, string[]]>([
    ["of its own", by("StringEquals", "0d8f4a52-7c1b-4f60-9f3a-52f1c86a1e07"), []],
    ["a number of ten digits", by("StringEquals", "8203915746"), []],
    ["an account id", by("StringEquals", own), [`${weak} "${own}"`]],
    ["a few characters", by("StringEquals", "acme"), [`${weak} "acme"`]],
    ["a word of examples", by("StringEquals", "ExternalID"), [`${weak} "ExternalID"`]],
    ["a row of digits", by("StringEquals", "123456789"), [`${weak} "123456789"`]],
    ["a pattern", by("StringLike", "acme-prod-*"), [`${weak} "acme-prod-*"`]],
    ["a pattern without wildcards", by("StringLike", "9c1e77aa-acme"), []],
    [
      "of a service, which makes it the customer's own",
      allow({ Service: "cognito-idp.amazonaws.com" }, "sts:AssumeRole", {
        StringEquals: { "sts:ExternalId": "shop" },
      }),
      [],
    ],
    ["one that is refused", by("StringNotEquals", "acme"), []],
  ])("%s", (_, statement, expected) => {
    expect(shown([statement], trust)).toEqual(expected);
  });
});

describe("users and their second factor", () => {
  const code = "USER_ASSUMES_ROLE_WITHOUT_MFA";
  const user = `arn:aws:iam::${own}:user/people/alice`;
  test.each<[string, object[], string[]]>([
    ["none", [toAws(user)], [`${code} "${user}"`]],
    ["demanded", [toAws(user, { Bool: { "aws:MultiFactorAuthPresent": "true" } })], []],
    ["by its age", [toAws(user, { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } })], []],
    [
      "demanded of those who bring the key at all",
      [toAws(user, { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } })],
      [`${code} "${user}"`],
    ],
    [
      "a Deny that access keys slip through",
      [
        toAws(user),
        deny({ AWS: "*" }, "sts:*", { Bool: { "aws:MultiFactorAuthPresent": "false" } }),
      ],
      [`${code} "${user}"`],
    ],
    [
      "a Deny that hits them too",
      [
        toAws(user),
        deny({ AWS: "*" }, "sts:*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }),
      ],
      [],
    ],
    [
      "a machine by its address",
      [toAws(user, { IpAddress: { "aws:SourceIp": "203.0.113.7/32" } })],
      [],
    ],
    [
      "half of the internet is no machine",
      [toAws(user, { IpAddress: { "aws:SourceIp": ["128.0.0.0/1"] } })],
      [`${code} "${user}"`],
    ],
    ["a vendor's user", [toAws(user, { StringEquals: { "sts:ExternalId": "8203915746" } })], []],
    ["a role", [toAws(`arn:aws:iam::${own}:role/web`)], []],
    [
      "two users are two decisions",
      [toAws([user, `arn:aws:iam::${own}:user/bob`])],
      [`${code} "${user}"`, `${code} "arn:aws:iam::${own}:user/bob"`],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, trust)).toEqual(expected);
  });
});

describe("SAML", () => {
  const code = "SAML_AUDIENCE_NOT_CHECKED";
  const provider = `arn:aws:iam::${own}:saml-provider/company`;
  const saml = (conditions?: Parameters<typeof allow>[2]) =>
    allow({ Federated: provider }, ["sts:AssumeRoleWithSAML", "sts:TagSession"], conditions);
  const signIn = "https://signin.aws.amazon.com/saml";
  test.each<[string, object[], string[]]>([
    ["no recipient", [saml()], [`${code} "${provider}"`]],
    ["the recipient", [saml({ StringEquals: { "SAML:aud": signIn } })], []],
    [
      "regions by a pattern",
      [saml({ StringLike: { "saml:aud": "https://*.signin.aws.amazon.com/saml" } })],
      [],
    ],
    [
      "any recipient",
      [saml({ StringLike: { "SAML:aud": "https://*" } })],
      [`${code} "${provider}"`],
    ],
    [
      "if there is one",
      [saml({ StringEqualsIfExists: { "SAML:aud": signIn } })],
      [`${code} "${provider}"`],
    ],
    [
      "only the issuer",
      [saml({ StringEquals: { "SAML:iss": "https://idp.example.com" } })],
      [`${code} "${provider}"`],
    ],
    [
      "a Deny of all others",
      [saml(), deny({ Federated: provider }, "sts:*", { StringNotEquals: { "SAML:aud": signIn } })],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, trust)).toEqual(expected);
  });
});

describe("services", () => {
  const anywhere = "rolesanywhere.amazonaws.com";
  const anchor = `arn:aws:rolesanywhere:eu-central-1:${own}:trust-anchor/1234`;
  const machines = (conditions?: Parameters<typeof allow>[2]) =>
    allow(
      { Service: anywhere },
      ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      conditions,
    );
  const cn = { StringEquals: { "aws:PrincipalTag/x509Subject/CN": "billing" } };
  const noAnchor = `ROLES_ANYWHERE_WITHOUT_TRUST_ANCHOR "${anywhere}"`;
  const noSubject = `ROLES_ANYWHERE_WITHOUT_CERTIFICATE_CONDITION "${anywhere}"`;
  const pods = "pods.eks.amazonaws.com";
  const toPods = (conditions?: Parameters<typeof allow>[2]) =>
    allow({ Service: pods }, ["sts:AssumeRole", "sts:TagSession"], conditions);
  const services = (...names: string[]) => allow({ Service: names }, "sts:AssumeRole");

  test.each<[string, object[], string[]]>([
    ["any certificate", [machines()], [noAnchor]],
    ["a subject of any anchor", [machines(cn)], [noAnchor]],
    [
      "any certificate of an anchor",
      [machines({ ArnEquals: { "aws:SourceArn": anchor } })],
      [noSubject],
    ],
    [
      "a certificate of an anchor",
      [machines({ ...cn, ArnEquals: { "aws:SourceArn": anchor } })],
      [],
    ],
    [
      "a certificate of any anchor of the account",
      [machines({ ...cn, ArnLike: { "aws:SourceArn": anchor.replace("1234", "*") } })],
      [noAnchor],
    ],
    [
      "any subject",
      [
        machines({
          ArnEquals: { "aws:SourceArn": anchor },
          StringLike: { "aws:PrincipalTag/x509Subject/CN": "*" },
        }),
      ],
      [noSubject, 'EQUIVALENT_TO_NULL_FALSE "*"'],
    ],
    [
      "an identity that the profile takes from the certificate",
      [
        machines({
          ArnEquals: { "aws:SourceArn": anchor },
          StringEquals: { "sts:SourceIdentity": "CN=x" },
        }),
      ],
      [],
    ],
    ["any pod", [toPods()], [`EKS_POD_IDENTITY_WITHOUT_CONDITION "${pods}"`]],
    [
      "pods of a namespace",
      [toPods({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "shop" } })],
      [],
    ],
    [
      "pods of one account's clusters",
      [toPods({ StringEquals: { "aws:SourceAccount": own } })],
      [],
    ],
    [
      "functions and machines",
      [services("lambda.amazonaws.com", "ec2.amazonaws.com")],
      ['ROLE_SHARED_BY_SERVICES "ec2.amazonaws.com"'],
    ],
    [
      "in two statements",
      [services("ecs-tasks.amazonaws.com"), services("codebuild.amazonaws.com")],
      ['ROLE_SHARED_BY_SERVICES "codebuild.amazonaws.com"'],
    ],
    ["functions at the edge", [services("lambda.amazonaws.com", "edgelambda.amazonaws.com")], []],
    [
      "a service that runs no programs",
      [services("lambda.amazonaws.com", "apigateway.amazonaws.com")],
      [],
    ],
    [
      "a service that is refused",
      [services("lambda.amazonaws.com"), deny({ Service: "ec2.amazonaws.com" }, "sts:AssumeRole")],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, trust)).toEqual(expected);
  });
});

describe("the source identity", () => {
  const code = "SOURCE_IDENTITY_NOT_LIMITED";
  const by = (principal: object, conditions?: Parameters<typeof allow>[2]) =>
    allow(principal, ["sts:AssumeRole", "sts:SetSourceIdentity"], conditions);
  const role = { AWS: `arn:aws:iam::${own}:role/portal` };
  test.each<[string, object, string[]]>([
    ["any", by(role), [`${code} "sts:SetSourceIdentity"`]],
    ["one's own", by(role, { StringEquals: { "sts:SourceIdentity": "${aws:username}" } }), []],
    ["of a service", by({ Service: "rolesanywhere.amazonaws.com" }), []],
  ])("%s", (_, statement, expected) => {
    expect(hints([statement], trust)).toEqual(expected);
  });
});

/** A role in Terraform with what is written of it, and its policies. */
function role(
  statement: object,
  more: { argument?: string; policy?: string; attached?: string } = {},
): string {
  return `
resource "aws_iam_role" "r" {
  name = "r"
  ${more.argument ?? ""}
  tags = { Environment = "prod", Owner = "a", CreatedBy = "b", ExpirationDate = "never" }
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [${JSON.stringify(statement)}] })
}
${
  more.policy === undefined
    ? ""
    : `
resource "aws_iam_role_policy" "r" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [${more.policy}] })
}`
}
${
  more.attached === undefined
    ? ""
    : `
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/${more.attached}"
}`
}`;
}

function codes(text: string, parameters = {}): string[] {
  const wanted = new Set([
    "LONG_ROLE_SESSION",
    "PRIVILEGED_ROLE_TRUSTS_ACCOUNT",
    "ROLE_TRUSTS_ITSELF",
    "SESSION_TAGS_NOT_LIMITED",
  ]);
  return findings({ "main.tf": text }, undefined, parameters)
    .map(({ issueCode }) => issueCode)
    .filter((code) => wanted.has(code));
}

describe("what follows from the role's own policies", () => {
  const account = toAws(`arn:aws:iam::${own}:root`);
  const service = allow({ Service: "ec2.amazonaws.com" }, "sts:AssumeRole");
  const long = "LONG_ROLE_SESSION";
  const privileged = "PRIVILEGED_ROLE_TRUSTS_ACCOUNT";
  const changesIam = '{ Effect = "Allow", Action = "iam:*", Resource = "*" }';
  const denied = `${changesIam}, { Effect = "Deny", Action = ["iam:Attach*", "iam:Put*", "iam:CreatePolicyVersion"], Resource = "*" }`;
  const reads = '{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }';
  const session = (seconds: number) => ({ argument: `max_session_duration = ${seconds}` });

  test.each<[string, string, string[], object?]>([
    [
      "an account and a role that can change IAM",
      role(account, { policy: changesIam }),
      [privileged],
    ],
    ["an account and IAMFullAccess", role(account, { attached: "IAMFullAccess" }), [privileged]],
    [
      "a boundary that leaves IAM out",
      `${role(account, { policy: changesIam, argument: "permissions_boundary = aws_iam_policy.bound.arn" })}
resource "aws_iam_policy" "bound" {
  name   = "bound"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}`,
      [],
    ],
    ["a Deny takes the privilege away", role(account, { policy: denied }), []],
    ["an account and a role that reads", role(account, { policy: reads }), []],
    ["an account and a role of which nothing is known", role(account), []],
    [
      "an account with a second factor",
      role(toAws(`arn:aws:iam::${own}:root`, { Bool: { "aws:MultiFactorAuthPresent": "true" } }), {
        policy: changesIam,
      }),
      [],
    ],
    ["a service and a role that can change IAM", role(service, { policy: changesIam }), []],
    ["twelve hours", role(service, session(43200)), [long]],
    ["four hours", role(service, session(14400)), []],
    [
      "two hours of a role that can change IAM",
      role(service, { ...session(7200), policy: changesIam }),
      [long],
    ],
    [
      "one hour of a role that can change IAM",
      role(service, { ...session(3600), policy: changesIam }),
      [],
    ],
    [
      "a bound of the configuration has a rule of its own",
      role(service, session(43200)),
      [],
      { maxSessionDurationSeconds: 3600 },
    ],
  ])("%s", (_, text, expected, parameters = {}) => {
    expect(codes(text, parameters)).toEqual(expected);
  });

  const tagged = ["sts:AssumeRole", "sts:TagSession"];
  const portal = { AWS: `arn:aws:iam::${own}:role/portal` };
  const byTag =
    '{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/$${aws:PrincipalTag/team}/*" }';
  const byCondition =
    '{ Effect = "Allow", Action = "ec2:StopInstances", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/team" = "a" } } }';
  const tags = "SESSION_TAGS_NOT_LIMITED";
  test.each<[string, object, string | undefined, string[]]>([
    ["a variable", allow(portal, tagged), byTag, [tags]],
    ["a condition", allow(portal, tagged), byCondition, [tags]],
    ["no policy decides by tags", allow(portal, tagged), reads, []],
    ["tags cannot be given", allow(portal, "sts:AssumeRole"), byTag, []],
    [
      "the value is given",
      allow(portal, tagged, { StringEquals: { "aws:RequestTag/team": "a" } }),
      byTag,
      [],
    ],
    [
      "the value is given, if there is one",
      allow(portal, tagged, { StringEqualsIfExists: { "aws:RequestTag/team": "a" } }),
      byTag,
      [],
    ],
    [
      "another tag is given",
      allow(portal, tagged, { StringEquals: { "aws:RequestTag/cost": "a" } }),
      byTag,
      [tags],
    ],
    [
      "only other keys",
      allow(portal, tagged, { "ForAllValues:StringEquals": { "aws:TagKeys": ["cost"] } }),
      byTag,
      [],
    ],
    ["a service gives them", allow({ Service: "pods.eks.amazonaws.com" }, tagged), byTag, []],
    [
      "an identity provider gives them",
      allow({ Federated: `arn:aws:iam::${own}:saml-provider/x` }, [
        "sts:AssumeRoleWithSAML",
        "sts:TagSession",
      ]),
      byTag,
      [],
    ],
  ])("session tags: %s", (_, statement, policy, expected) => {
    expect(codes(role(statement, policy === undefined ? {} : { policy }))).toEqual(expected);
  });
});

describe("a role that trusts itself", () => {
  const text = (account: string, name: string) => `
data "aws_caller_identity" "me" {}
${role(toAws(`arn:aws:iam::${account}:role/${name}`)).replaceAll("$${", "${")}`;
  test.each([
    ["by the account that Terraform runs in", "${data.aws_caller_identity.me.account_id}", "r", 1],
    ["another role", "${data.aws_caller_identity.me.account_id}", "s", 0],
    ["a role of the same name in an account that is not known", other, "r", 0],
  ])("%s", (_, account, name, count) => {
    expect(codes(text(account, name))).toHaveLength(count);
  });
});

describe("IfExists is taken off", () => {
  const provider = { Federated: `arn:aws:iam::${own}:saml-provider/company` };
  const user = `arn:aws:iam::${own}:user/alice`;
  const vendor = "arn:aws:iam::464622532012:root";
  const mfa = { "aws:MultiFactorAuthPresent": "true" };
  const aud = { "SAML:aud": "https://signin.aws.amazon.com/saml" };
  const id = { "sts:ExternalId": "5b9f2c1e7a304d68" };
  test.each<[string, object, string | undefined]>([
    ["a second factor", toAws(user, { BoolIfExists: mfa }), "Bool"],
    [
      "a recipient",
      allow(provider, "sts:AssumeRoleWithSAML", { StringEqualsIfExists: aud }),
      "StringEquals",
    ],
    ["an external id", toAws(vendor, { StringEqualsIfExists: id }), "StringEquals"],
    [
      "beside another key",
      toAws(vendor, { StringEqualsIfExists: { ...id, "aws:PrincipalTag/a": "b" } }),
      undefined,
    ],
    [
      "beside an operator of that name",
      toAws(vendor, { StringEqualsIfExists: id, StringEquals: { "aws:PrincipalTag/a": "b" } }),
      undefined,
    ],
    ["where there is none", toAws(vendor), undefined],
  ])("%s", (_, statement, expected) => {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const edits = findings({ "policy.json": text }, trust).flatMap(
      ({ suggestion }) => suggestion?.edits ?? [],
    );
    expect(edits.map(({ newText }) => newText)).toEqual(expected === undefined ? [] : [expected]);
  });
});
