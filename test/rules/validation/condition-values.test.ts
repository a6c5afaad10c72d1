import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** The values of certain condition keys. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "Regions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["us-esat-1", "eu-west-1", "us-gov-west-1", "\${aws:PrincipalTag/region}"] }, "StringNotLike": { "aws:RequestedRegion": ["eu-*", "eu-wast-1"] } } }
                                                                      ^^^^^^^^^^^ INVALID_REGION
                                                                                                                                                                                                     ^^^^^^^^^^^ INVALID_REGION
      ] }`,
  },
  {
    name: "VPCs and endpoints",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:SourceVpc": ["vpc-123", "vpc-0a1b2c3d", "vpce-0a1b2c3d"], "aws:SourceVpce": ["vpce-0a1b2c3d4e5f60718", "vpc-0a1b2c3d4e5f60718"] } } }
                                                             ^^^^^^^^^ INVALID_VPC_FORMAT
                                                                                        ^^^^^^^^^^^^^^^ INVALID_VPC_FORMAT
                                                                                                                                                       ^^^^^^^^^^^^^^^^^^^^^^^ INVALID_VPCE_FORMAT
      ] }`,
  },
  {
    name: "service principals",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "ForAnyValue:StringEquals": { "aws:CalledVia": ["application-signals.cloudwatch.amazonaws.com", "athena.amazonaws.com", "athena.amazonaws.com.cn", "athena"] } } }
                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_SERVICE_PRINCIPAL_FORMAT
                                                                                                                                                                            ^^^^^^^^ INVALID_SERVICE_PRINCIPAL_FORMAT
      ] }`,
  },
  {
    name: "services with their Region",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "kms:ViaService": ["s3.amazonaws.com", "s3.us-east-1.amazonaws.com"] }, "StringLike": { "kms:ViaService": "s3.*" } } }
                                                              ^^^^^^^^^^^^^^^^^^ INVALID_SERVICE_PRINCIPAL_FORMAT
      ] }`,
  },
  {
    name: "other keys hold other forms",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "iam:PassedToService": "application-signals.cloudwatch.amazonaws.com" } } }
      ] }`,
  },
  {
    name: "KMS keys",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
                                       ^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_ACTION_FOR_CONDITION_KEY
          "Condition": { "StringEquals": { "s3:x-amz-server-side-encryption-aws-kms-key-id": ["alias/app", "arn:aws:kms:eu-west-1:111122223333:key/mrk-0a1b", "arn:aws:kms:eu-west-1:111122223333:alias/app"] }, "StringLike": { "s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:*:*:alias/*" }, "Null": { "s3:x-amz-server-side-encryption-aws-kms-key-id": "true" } } }
                                                                                              ^^^^^^^^^^^ INVALID_KMS_KEY_VALUE
                                                                                                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_KMS_KEY_VALUE
      ] }`,
  },
  {
    name: "addresses",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "IpAddress": { "aws:SourceIp": ["203.0.113.0-203.0.113.9", "203.0.113.256", "203.0.113.0/33", "203.0.113.7", "2001:db8::/32", "2001:db8::1::2", "0.0.0.0/0"] } } }
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^ TYPE_MISMATCH_IP_RANGE
                                                                                    ^^^^^^^^^^^^^^^ TYPE_MISMATCH_IP_RANGE
                                                                                                     ^^^^^^^^^^^^^^^^ TYPE_MISMATCH_IP_RANGE
                                                                                                                                                       ^^^^^^^^^^^^^^^^ TYPE_MISMATCH_IP_RANGE
      ] }`,
  },
  {
    name: "variables where none are known",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "NumericLessThan": { "aws:MultiFactorAuthAge": "\${aws:PrincipalTag/age}" }, "Bool": { "aws:SecureTransport": "\${aws:PrincipalTag/tls}" }, "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::\${aws:PrincipalAccount}:role/r" } } }
                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_VARIABLE_FOR_OPERATOR
                                                                                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_VARIABLE_FOR_OPERATOR
      ] }`,
  },
  {
    name: "private addresses only",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "172.31.0.0/16", "192.168.1.1"] }, "NotIpAddressIfExists": { "aws:SourceIp": "10.1.0.0/16" } } }
                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ PRIVATE_IP_ADDRESS
                                                                                                                                                    ^^^^^^^^^^^^^ PRIVATE_NOT_IP_ADDRESS
      ] }`,
  },
  {
    name: "private addresses among others, wider ranges, another key",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"], "aws:VpcSourceIp": "10.0.0.0/8" }, "NotIpAddress": { "aws:SourceIp": ["10.0.0.0/7", "172.0.0.0/8"] } } }
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
