import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** Resources in the policies of Access Analyzer's resource types. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "a bucket in the policy of an access point",
    kind: "resource",
    resourceType: "AWS::S3::AccessPoint",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                                                                                           ^^^^^^^^^^^^^^^^^^ UNSUPPORTED_RESOURCE_ARN_IN_POLICY
      ] }`,
  },
  {
    name: "in that of a Multi-Region access point",
    kind: "resource",
    resourceType: "AWS::S3::MultiRegionAccessPoint",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
                                                                                                           ^^^^^^^^^^^^^^^^^^ UNSUPPORTED_RESOURCE_ARN_IN_POLICY
      ] }`,
  },
  {
    name: "in that of a bucket",
    kind: "resource",
    resourceType: "AWS::S3::Bucket",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "its own ARNs, patterns and everything",
    kind: "resource",
    resourceType: "AWS::DynamoDB::Table",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "dynamodb:GetItem",
          "Resource": ["arn:aws:dynamodb:eu-west-1:111122223333:table/t", "arn:aws:dynamodb:*:*:table/t/index/*", "arn:aws:dynamodb:*:*:*", "*"] }
      ] }`,
  },
  {
    name: "another table of another service",
    kind: "resource",
    resourceType: "AWS::DynamoDB::Table",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "dynamodb:GetItem",
          "Resource": "arn:aws:glue:eu-west-1:111122223333:table/d/t" }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ UNSUPPORTED_RESOURCE_ARN_IN_POLICY
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
