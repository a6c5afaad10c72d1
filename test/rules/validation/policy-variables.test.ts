import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** The form of policy variables, and where they are known. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "no brace",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/\${aws:username" }
                                                                                   ^^^^^^^^^^^^^^ MISSING_BRACE_IN_VARIABLE
      ] }`,
  },
  {
    name: "nothing between the braces",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/\${}", "arn:aws:s3:::b/\${ }", "arn:aws:s3:::b/\${*}\${?}\${$}"] }
                                                                                    ^^^ EMPTY_VARIABLE
                                                                                                          ^^^^ EMPTY_VARIABLE
      ] }`,
  },
  {
    name: "spaces in the name",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/\${aws: username}", "arn:aws:s3:::b/\${ aws:username}"] }
                                                                                    ^^^^^^^^^^^^^^^^ UNSUPPORTED_SPACE_IN_VARIABLE
                                                                                                                       ^^^^^^^^^^^^^^^^ UNSUPPORTED_SPACE_IN_VARIABLE
      ] }`,
  },
  {
    name: "quotes",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/\${aws:username, 'x}", "arn:aws:s3:::b/\${aws:username, x}", "arn:aws:s3:::b/\${aws:username, ' '}", "arn:aws:s3:::b/\${aws:username,'x, y'}"] }
                                                                                    ^^^^^^^^^^^^^^^^^^^ MISSING_QUOTE_IN_VARIABLE
                                                                                                                          ^^^^^^^^^^^^^^^^^^ MISSING_QUOTE_IN_VARIABLE
      ] }`,
  },
  {
    name: "several in one text, and in conditions",
    kind: "identity",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*",
          "Condition": { "StringEquals": { "aws:ResourceAccount": ["\${}-\${aws:username}-\${a b}"] } } }
                                                                    ^^^ EMPTY_VARIABLE
                                                                                        ^^^^^^ UNSUPPORTED_SPACE_IN_VARIABLE
      ] }`,
  },
  {
    name: "an older version knows none",
    kind: "identity",
    policy: `
      { "Version": "2008-10-17", "Statement": { "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/\${aws:username}", "arn:aws:s3:::b/\${*}", "arn:aws:s3:::b/\${}"] } }
                                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ VARIABLE_UNSUPPORTED_IN_VERSION`,
  },
  {
    name: "nor does a document without one",
    kind: "identity",
    policy: `
      { "Statement": { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/\${aws:username}" } }
                                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ VARIABLE_UNSUPPORTED_IN_VERSION`,
  },
  {
    name: "elements that know none",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Sid": "\${aws:username}", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:user/\${aws:username}" }, "Action": "s3:\${aws:username}", "Resource": "arn:aws:s3:::b" }
                 ^^^^^^^^^^^^^^^^^ VARIABLE_UNSUPPORTED_IN_ELEMENT
                                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ VARIABLE_UNSUPPORTED_IN_ELEMENT
                                                                                                                                           ^^^^^^^^^^^^^^^^^^^^ VARIABLE_UNSUPPORTED_IN_ELEMENT
      ] }`,
  },
  {
    name: "texts in braces of another template language",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::\${account_id}:root" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
