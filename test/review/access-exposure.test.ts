import { expect, test } from "@jest/globals";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { fakeChange } from "../support/fake-change.ts";

const bucket = (principal: string, condition = "") => `resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::logs/*"
      Principal = ${principal}${condition}
    }]
  })
}
`;
const own = '{ AWS = "arn:aws:iam::111122223333:role/app" }';
const trusted = 'access: { trusted-accounts: ["111122223333", "444455556666"] }';

async function exposures(base: string, head: string, configuration = trusted) {
  const { access } = await reviewChange(
    fakeChange(
      { "main.tf": base, [settingsPath]: configuration },
      { "main.tf": head, [settingsPath]: configuration },
    ),
  );
  return access?.entries.map(({ exposure }) => exposure);
}

const nobody = { public: false, accounts: [], organizations: [], services: [], providers: [] };

test.each([
  ["everyone", '"*"', "", { ...nobody, public: true }],
  [
    "everyone of an organization",
    '"*"',
    ', Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }',
    { ...nobody, organizations: ["o-a1b2c3d4e5"] },
  ],
  ["another account", '{ AWS = "777788889999" }', "", { ...nobody, accounts: ["777788889999"] }],
  [
    "a service for anybody",
    '{ Service = "logging.s3.amazonaws.com" }',
    "",
    { ...nobody, services: ["logging.s3.amazonaws.com"] },
  ],
  ["an account that is trusted", '{ AWS = "444455556666" }', "", null],
])("a bucket is opened to %s", async (_, principal, condition, exposure) => {
  expect(await exposures(bucket(own), bucket(principal, condition))).toEqual([exposure]);
});

test("who was let in before is not new", async () => {
  const both = '{ AWS = ["777788889999", "arn:aws:iam::111122223333:role/app"] }';
  expect(await exposures(bucket('{ AWS = "777788889999" }'), bucket(both))).toEqual([null]);
});

test("without anything that tells whose accounts there are, named ones may be one's own", async () => {
  expect(await exposures(bucket(own), bucket('{ AWS = "777788889999" }'), "")).toEqual([null]);
});

test("all customers of an identity provider", async () => {
  const role = (condition: string) => `resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = { StringLike = { "gitlab.com:sub" = "${condition}" } }
    }]
  })
}
`;
  const found = await exposures(role("project_path:acme/app:*"), role("project_path:*"));
  expect(found).toEqual([
    { ...nobody, providers: ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"] },
  ]);
});
