import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** The names of condition keys. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "no prefix or no name",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "SourceIp": "x", ":SourceIp": "x", "aws:": "x", "Other": "x" } } }
                                           ^^^^^^^^^^ INVALID_CONDITION_KEY_FORMAT
                                                            ^^^^^^^^^^^ INVALID_CONDITION_KEY_FORMAT
                                                                              ^^^^^^ INVALID_CONDITION_KEY_FORMAT
                                                                                           ^^^^^^^ INVALID_CONDITION_KEY_FORMAT
      ] }`,
  },
  {
    name: "global keys",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:PrincipalOrganisation": "x", "AWS:principalorgid": "x", "aws:PrincipalOrgMasterAccountId": "x", "aws:PrincipalTags/a": "x", "aws:PrincipalTag/a/b": "x", "aws:SourceAcount": "x" } } }
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_GLOBAL_CONDITION_KEY
                                                                                                                                                ^^^^^^^^^^^^^^^^^^^^^ INVALID_GLOBAL_CONDITION_KEY
                                                                                                                                                                                                         ^^^^^^^^^^^^^^^^^^ INVALID_GLOBAL_CONDITION_KEY
      ] }`,
  },
  {
    name: "a key that is no longer supported",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "ArnLike": { "aws:arn": "x" } } }
                                      ^^^^^^^^^ UNSUPPORTED_GLOBAL_CONDITION_KEY
      ] }`,
  },
  {
    name: "keys of a retired service, and of none",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "Null": { "deepracer:UserToken": "false", "deepraser:UserToken": "false" } } }
                                                                   ^^^^^^^^^^^^^^^^^^^^^ INVALID_SERVICE
      ] }`,
  },
  {
    name: "keys for tags without a tag",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:ResourceTag/": "x", "aws:RequestTag": "x", "ec2:ResourceTag/": "x", "s3:ExistingObjectTag": "x" } } }
                                           ^^^^^^^^^^^^^^^^^^ MISSING_TAG_KEY_IN_CONDITION
                                                                    ^^^^^^^^^^^^^^^^ MISSING_TAG_KEY_IN_CONDITION
                                                                                           ^^^^^^^^^^^^^^^^^^ MISSING_TAG_KEY_IN_CONDITION
                                                                                                                    ^^^^^^^^^^^^^^^^^^^^^^ MISSING_TAG_KEY_IN_CONDITION
      ] }`,
  },
  {
    name: "keys of services",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "Null": { "s3:NoSuchKey": "x", "S3:existingObjectTag/team": "x", "kms:EncryptionContext:app": "x", "s3:prefixes": "x" } } }
                                   ^^^^^^^^^^^^^^ INVALID_SERVICE_CONDITION_KEY
                                                                                                                            ^^^^^^^^^^^^^ INVALID_SERVICE_CONDITION_KEY
      ] }`,
  },
  {
    name: "keys of providers",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "oidc.eks.eu-west-1.amazonaws.com/id/A1B2:sub": "x", "SAML:iss": "x" } } }
      ] }`,
  },
  {
    name: "keys of device policies",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "Bool": { "iot:Connection.Thing.IsAttached": "true" } } }
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
