import { expect, test } from "@jest/globals";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { annotate, stripCarets } from "../../support/annotate.ts";

/** What only the trust policies of roles cannot have. */
const cases: readonly (DeclaredUse & { name: string; policy: string })[] = [
  {
    name: "NotPrincipal",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotPrincipal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }
                                            ^^^^^^^^^^^^^^^^^^^^^^^^^ ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL
      ] }`,
  },
  {
    name: "a list of principals is of the wrong form, whatever is in it",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Principal": ["*"], "Action": "sts:AssumeRole" }
                                         ^^^^^ INVALID_PRINCIPAL_FORMAT
      ] }`,
  },
  {
    name: "resources",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole", "Resource": "*" }
                                                                                                             ^^^ ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE
      ] }`,
  },
  {
    name: "everyone as a bare text",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole" }
                                          ^^^ ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL
      ] }`,
  },
  {
    name: "everyone under AWS",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole" }
      ] }`,
  },
  {
    name: "in other policies all of it is well",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "NotPrincipal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "*" },
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
      ] }`,
  },
  {
    name: "federated principals that are none",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": ["corp idp", "arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:saml-provider/"] }, "Action": "sts:AssumeRoleWithSAML" }
                                                          ^^^^^^^^^^ INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY
                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY
                                                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY
      ] }`,
  },
  {
    name: "domains and providers",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": ["accounts.google.com", "cognito-identity.amazonaws.com", "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"] }, "Action": "sts:AssumeRoleWithWebIdentity" }
      ] }`,
  },
  {
    name: "AssumeRole with a provider",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/corp" }, "Action": ["sts:AssumeRole", "sts:TagSession"] }
                                                                                                                      ^^^^^^^^^^^^^^^^ MISMATCHED_ACTION_FOR_PRINCIPAL
      ] }`,
  },
  {
    name: "with the action of the other kind of provider",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:assumeRoleWithSAML" }
                                                                                                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^ MISMATCHED_ACTION_FOR_PRINCIPAL
      ] }`,
  },
  {
    name: "with an account",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRoleWithWebIdentity" }
                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISMATCHED_ACTION_FOR_PRINCIPAL
      ] }`,
  },
  {
    name: "each principal has its action",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "AWS": "111122223333", "Federated": "arn:aws:iam::111122223333:saml-provider/corp" }, "Action": ["sts:AssumeRole", "sts:AssumeRoleWithSAML"] }
      ] }`,
  },
  {
    name: "patterns, denials and everyone",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/corp" }, "Action": "sts:*" },
        { "Effect": "Deny", "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/corp" }, "Action": "sts:AssumeRole" },
        { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRoleWithSAML" }
      ] }`,
  },
  {
    name: "in a resource policy too",
    kind: "resource",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "cognito-identity.amazonaws.com" }, "Action": "sts:AssumeRole", "Resource": "*" }
                                                                                                       ^^^^^^^^^^^^^^^^ MISMATCHED_ACTION_FOR_PRINCIPAL
      ] }`,
  },
  {
    name: "Roles Anywhere without its actions",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "rolesanywhere.amazonaws.com" }, "Action": "sts:AssumeRole" }
                                                                                                  ^^^^^^^^^^^^^^^^ MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY
      ] }`,
  },
  {
    name: "Roles Anywhere over two statements",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Service": "rolesanywhere.amazonaws.com" }, "Action": "sts:AssumeRole" },
        { "Effect": "Allow", "Principal": { "Service": ["rolesanywhere.amazonaws.com"] }, "Action": ["sts:Set*", "sts:TagSession"] }
      ] }`,
  },
];

test.each(cases)("$name", ({ name: _, policy, ...declared }) => {
  expect(annotate(stripCarets(policy), "json", declared, errorRules)).toBe(policy);
});
