import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** Who may stand in Principal and NotPrincipal. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "none in an identity policy",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                          ^^^ UNSUPPORTED_PRINCIPAL
      ] }`,
  },
  {
    name: "nor NotPrincipal",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotPrincipal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "*" }
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_PRINCIPAL
      ] }`,
  },
  {
    name: "none in a service control policy",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" }
                                         ^^^ SCP_SYNTAX_ERROR_PRINCIPAL
      ] }`,
  },
  {
    name: "a bare text",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "arn:aws:iam::111122223333:root", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_PRINCIPAL_FORMAT
      ] }`,
  },
  {
    name: "a list",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": ["*"], "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                          ^^^^^ INVALID_PRINCIPAL_FORMAT
      ] }`,
  },
  {
    name: "everyone",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "kinds that there are not",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Account": "111122223333", "Services": "ec2.amazonaws.com" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                            ^^^^^^^^^ INVALID_PRINCIPAL_KEY
                                                                       ^^^^^^^^^^ INVALID_PRINCIPAL_KEY
      ] }`,
  },
  {
    name: "kinds in any case",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "aws": "111122223333", "SERVICE": "ec2.amazonaws.com" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "wildcards within principals",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": ["arn:aws:iam::111122223333:role/*", "*", "arn:aws:iam::11112222333?:root"], "Service": "*.amazonaws.com" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_WILDCARD_IN_PRINCIPAL
                                                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_WILDCARD_IN_PRINCIPAL
                                                                                                                                           ^^^^^^^^^^^^^^^^^ UNSUPPORTED_WILDCARD_IN_PRINCIPAL
      ] }`,
  },
  {
    name: "wildcards in place of whole principals that are not of AWS",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "*", "Federated": "*" }, "Action": "sts:AssumeRole" }
                                                       ^^^ UNSUPPORTED_WILDCARD_IN_PRINCIPAL
                                                                         ^^^ UNSUPPORTED_WILDCARD_IN_PRINCIPAL
      ] }`,
  },
  {
    name: "everyone under AWS",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "a federated principal in the policy of a bucket",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/corp" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ FEDERATED_PRINCIPAL_NOT_SUPPORTED
      ] }`,
  },
  {
    name: "in that of an unknown resource",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/corp" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "in that of a queue, of which Access Analyzer does not know the type",
    kind: "resource",
    resourceType: "AWS::SQS::Queue",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/corp" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
