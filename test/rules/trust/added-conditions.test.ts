import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";
import { configurationFor, type StyledStatement, styles } from "../../support/written-styles.ts";

const github = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const cluster = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789";
const saml = "arn:aws:iam::111122223333:saml-provider/staff";

/** What is switched on besides, for the rules that are hints. */
const hints = "rules: { OIDC_AUDIENCE_NOT_CHECKED: WARNING }";

const trust = (principal: StyledStatement["principal"], action: string): StyledStatement => ({
  of: "role trust",
  actions: [action],
  ...(principal && { principal }),
});

/** The statement as it is found, and the condition that is added. */
const cases: readonly (readonly [
  code: string,
  statement: StyledStatement,
  condition: NonNullable<StyledStatement["condition"]>,
])[] = [
  [
    "SAML_AUDIENCE_NOT_CHECKED",
    trust(["Federated", saml], "sts:AssumeRoleWithSAML"),
    ["StringEquals", "SAML:aud", "https://signin.aws.amazon.com/saml"],
  ],
  [
    "SAML_AUDIENCE_NOT_CHECKED",
    {
      ...trust(["Federated", saml.replace("aws", "aws-cn")], "sts:AssumeRoleWithSAML"),
      actions: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
    },
    ["StringEquals", "SAML:aud", "https://signin.amazonaws.cn/saml"],
  ],
  [
    "KMS_GRANTS_NOT_LIMITED",
    {
      of: "key",
      principal: ["AWS", "arn:aws:iam::111122223333:role/app"],
      actions: ["kms:CreateGrant", "kms:ListGrants"],
      resource: "*",
    },
    ["Bool", "kms:GrantIsForAWSResource", "true"],
  ],
];

describe.each(cases.map(([code, statement, condition]) => ({ code, statement, condition })))(
  "$code: $condition.1",
  ({ code, statement, condition }) => {
    test.each(styles)("$name", async ({ path, write }) => {
      const files = { [path]: write(statement) };
      const configuration = path === "policy.json" ? configurationFor(statement) : "";
      expect(await suggested(code, files, configuration)).toBe(write({ ...statement, condition }));
    });
  },
);

const trustPolicy = (path: string) => `policies: [{ path: ${path}, kind: trust }]`;

test.each([
  [
    "OIDC_AUDIENCE_NOT_CHECKED",
    github,
    "token.actions.githubusercontent.com",
    "sub",
    "repo:acme/shop:ref:refs/heads/main",
    '"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"',
  ],
  [
    "OIDC_AUDIENCE_NOT_CHECKED",
    `arn:aws:iam::111122223333:oidc-provider/${cluster}`,
    cluster,
    "sub",
    "system:serviceaccount:shop:web",
    `"${cluster}:aud": "sts.amazonaws.com"`,
  ],
])("%s: %s", async (code, provider, issuer, claim, value, added) => {
  const { before, after } = diffed(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "${provider}" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
-          "${issuer}:${claim}": "${value}"
+          "${issuer}:${claim}": "${value}",
+          ${added}
        }
      }
    }
  ]
}
`);
  const configuration = `${trustPolicy("policy.json")}\n${hints}`;
  expect(await suggested(code, { "policy.json": before }, configuration)).toBe(after);
});

test("COGNITO_ROLE_OPEN_TO_GUESTS", async () => {
  const { before, after } = diffed(`data "aws_iam_policy_document" "users" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = ["eu-west-1:12345678-1234-1234-1234-123456789012"]
    }
+
+    condition {
+      test     = "ForAnyValue:StringLike"
+      variable = "cognito-identity.amazonaws.com:amr"
+      values   = ["authenticated"]
+    }
  }
}
resource "aws_iam_role" "users" {
  name               = "users"
  assume_role_policy = data.aws_iam_policy_document.users.json
}
`);
  expect(await suggested("COGNITO_ROLE_OPEN_TO_GUESTS", { "main.tf": before })).toBe(after);
});

const anchor = (name: string) => `resource "aws_rolesanywhere_trust_anchor" "${name}" {
  name = "${name}"
  source {
    source_type = "AWS_ACM_PCA"
    source_data {
      acm_pca_arn = var.authority
    }
  }
}
`;
const machines = `resource "aws_iam_role" "machines" {
  name               = "machines"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "rolesanywhere.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"]
      Condition = {
        StringEquals = { "aws:PrincipalTag/x509Subject/CN" = "machine" }
+        ArnEquals = {
+          "aws:SourceArn" = aws_rolesanywhere_trust_anchor.own.arn
+        }
      }
    }]
  })
}
`;

describe("ROLES_ANYWHERE_WITHOUT_TRUST_ANCHOR", () => {
  const code = "ROLES_ANYWHERE_WITHOUT_TRUST_ANCHOR";
  const { before, after } = diffed(machines);

  test("the only trust anchor of the module", async () => {
    expect(await suggested(code, { "main.tf": before, "anchor.tf": anchor("own") })).toBe(after);
  });

  test("nothing with two, or none", async () => {
    const two = { "main.tf": before, "anchor.tf": anchor("own") + anchor("other") };
    expect(await suggested(code, two)).toBeUndefined();
    expect(await suggested(code, { "main.tf": before })).toBeUndefined();
  });

  test("the only one of a template", async () => {
    const template = diffed(`Resources:
  Own:
    Type: AWS::RolesAnywhere::TrustAnchor
    Properties:
      Name: own
  Machines:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: rolesanywhere.amazonaws.com
            Action: [sts:AssumeRole, sts:SetSourceIdentity, sts:TagSession]
            Condition:
              StringEquals:
                aws:PrincipalTag/x509Subject/CN: machine
+              ArnEquals:
+                aws:SourceArn: !GetAtt Own.TrustAnchorArn
`);
    expect(await suggested(code, { "template.yml": template.before })).toBe(template.after);
  });
});

describe("USER_ASSUMES_ROLE_WITHOUT_MFA", () => {
  const code = "USER_ASSUMES_ROLE_WITHOUT_MFA";
  const users = (profile: string) => `resource "aws_iam_user" "ann" {
  name = "ann"
}
${profile}resource "aws_iam_role" "support" {
  name               = "support"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_user.ann.arn }
      Action    = "sts:AssumeRole"
+      Condition = {
+        Bool = {
+          "aws:MultiFactorAuthPresent" = "true"
+        }
+      }
    }]
  })
}
`;

  test("a user who signs in to the console is a person", async () => {
    const profile =
      'resource "aws_iam_user_login_profile" "ann" {\n  user = aws_iam_user.ann.name\n}\n';
    const { before, after } = diffed(users(profile));
    expect(await suggested(code, { "main.tf": before })).toBe(after);
  });

  test("another one may be a program", async () => {
    const { before } = diffed(users(""));
    expect(await suggested(code, { "main.tf": before })).toBeUndefined();
  });
});

test("SAML_AUDIENCE_NOT_CHECKED: a provider of the template", async () => {
  const { before, after } = diffed(`Resources:
  Staff:
    Type: AWS::IAM::SAMLProvider
    Properties:
      Name: staff
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:saml-provider/staff
            Action: sts:AssumeRoleWithSAML
+            Condition:
+              StringEquals:
+                SAML:aud: "https://signin.aws.amazon.com/saml"
`);
  const code = "SAML_AUDIENCE_NOT_CHECKED";
  expect(await suggested(code, { "template.yml": before })).toBe(after);
});

describe("ROLE_ASSUMABLE_BY_ANYONE", () => {
  const code = "ROLE_ASSUMABLE_BY_ANYONE";
  const statement = trust(["AWS", "*"], "sts:AssumeRole");
  const trusted = (...ids: readonly string[]) =>
    `access: { trusted-organizations: [${ids.join(", ")}] }`;

  test.each(styles)("the one organization of the configuration: $name", async (style) => {
    const files = { [style.path]: style.write(statement) };
    const kind = style.path === "policy.json" ? configurationFor(statement) : "";
    const condition = ["StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"] as const;
    const found = await suggested(code, files, `${kind}\n${trusted("o-a1b2c3d4e5")}`);
    expect(found).toBe(style.write({ ...statement, condition }));
  });

  test("nothing with several, or none", async () => {
    const [, style] = styles;
    const files = { "main.tf": style?.write(statement) ?? "" };
    expect(await suggested(code, files)).toBeUndefined();
    const several = trusted("o-a1b2c3d4e5", "o-b2c3d4e5f6");
    expect(await suggested(code, files, several)).toBeUndefined();
  });
});

test("ROLE_TRUSTS_ITSELF: the role goes from the list", async () => {
  const { before, after } = diffed(`resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {
        AWS = [
          "arn:aws:iam::\${data.aws_caller_identity.me.account_id}:role/web",
-          "arn:aws:iam::\${data.aws_caller_identity.me.account_id}:role/app",
        ]
      }
    }]
  })
}
data "aws_caller_identity" "me" {}
`);
  const found = await suggested("ROLE_TRUSTS_ITSELF", { "main.tf": before });
  expect(found).toBe(after);
});

describe("nothing is offered", () => {
  const raw = (of: StyledStatement["of"], statement: Omit<StyledStatement, "of">) => {
    const [style] = styles;
    const styled = { of, ...statement };
    return [style?.write(styled) ?? "", configurationFor(styled)] as const;
  };

  test.each<readonly [reason: string, code: string, of: readonly [string, string]]>([
    [
      "where the statement is for other actions as well",
      "SAML_AUDIENCE_NOT_CHECKED",
      raw("role trust", {
        principal: ["Federated", saml],
        actions: ["sts:AssumeRoleWithSAML", "sts:AssumeRole"],
      }),
    ],
    [
      "where the key would be lost for other uses",
      "KMS_GRANTS_NOT_LIMITED",
      raw("key", {
        principal: ["AWS", "arn:aws:iam::111122223333:role/app"],
        actions: ["kms:CreateGrant", "kms:Decrypt"],
        resource: "*",
      }),
    ],
  ])("%s: %s", async (_, code, [text, configuration]) => {
    expect(await suggested(code, { "policy.json": text }, configuration)).toBeUndefined();
  });
});
