import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** Service control policies and resource control policies. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "wildcards before the end",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": ["iam:*User", "s3:Get?bject", "*:Get*", "iam:*"], "NotAction": "*", "Resource": "*" }
                            ^^^^^^^^ UNSUPPORTED_ELEMENT_COMBINATION
                                       ^^^^^^^^^^^ SCP_SYNTAX_ERROR_ACTION_WILDCARD
                                                    ^^^^^^^^^^^^^^ SCP_SYNTAX_ERROR_ACTION_WILDCARD
                                                                    ^^^^^^^^ SCP_SYNTAX_ERROR_ACTION_WILDCARD
      ] }`,
  },
  {
    name: "wildcards at the end",
    kind: "scp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": ["*", "iam:*", "iam:Create*", "iam:CreateUse?"], "Resource": "*" }
      ] }`,
  },
  {
    name: "in an identity policy they are well",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "iam:*User", "Resource": "*" }
      ] }`,
  },
  {
    name: "principals of a resource control policy",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": { "AWS": "111122223333" }, "Action": "s3:*", "Resource": "*" },
                                         ^^^^^^^^^^^^^^^^^^^^^^^^^ RCP_SYNTAX_ERROR_PRINCIPAL
        { "Effect": "Deny", "NotPrincipal": { "AWS": "111122223333" }, "Action": "s3:*", "Resource": "*" }
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^ RCP_SYNTAX_ERROR_PRINCIPAL
      ] }`,
  },
  {
    name: "everyone in both forms",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*" },
        { "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "s3:*", "Resource": "*" }
      ] }`,
  },
  {
    name: "an Allow of less than everything",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:aws:s3:::b/*" },
                                                                          ^^^^^^^^^^^^^^^^^^ RCP_SYNTAX_ERROR_ALLOW
        { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "true" } } },
                                                                                              ^^^^^^ RCP_SYNTAX_ERROR_ALLOW
        { "Effect": "Allow", "Principal": "*", "Action": "*", "NotResource": "*" }
                                                                             ^^^ RCP_SYNTAX_ERROR_ALLOW
      ] }`,
  },
  {
    name: "an Allow of everything",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }
      ] }`,
  },
  {
    name: "NotAction",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*" }
                                                           ^^^^^^^^^^^^^^ RCP_SYNTAX_ERROR_NOTACTION
      ] }`,
  },
  {
    name: "services that are not affected",
    kind: "rcp",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": ["ec2:RunInstances", "S3:*", "*", "nosuchservice:Get"], "Resource": "*" }
                                                         ^^^^^^^^^^^^^^^^^^ RCP_SYNTAX_ERROR_ACTION
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
