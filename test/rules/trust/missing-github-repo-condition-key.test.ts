import { expect, test } from "@jest/globals";
import { annotateLike } from "../../support/annotate.ts";

test.each([
  {
    name: "no condition",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity" }
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_GITHUB_REPO_CONDITION_KEY
      ] }`,
  },
  {
    name: "the audience is the same for all",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_GITHUB_REPO_CONDITION_KEY
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } } }
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CONFIRM_AUDIENCE_CLAIM_TYPE
      ] }`,
  },
  {
    name: "a subject that every repository meets",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": ["repo:octo/infra:*", "repo:*"] } } }
                                                                                     ^^^^^^^^^^^^^^^^^^^ SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED
                                                                                                          ^^^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "anybody has a main branch",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:*:ref:refs/heads/main" } } }
                                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WILDCARD_USAGE_TOO_PERMISSIVE
      ] }`,
  },
  {
    name: "branch and environment are named by anybody",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_GITHUB_REPO_CONDITION_KEY
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:ref": "refs/heads/main", "token.actions.githubusercontent.com:environment": "production" } } }
      ] }`,
  },
  {
    name: "a negated subject lets all others in",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_GITHUB_REPO_CONDITION_KEY
          "Condition": { "StringNotLike": { "token.actions.githubusercontent.com:sub": "repo:evil/*" } } }
      ] }`,
  },
  {
    name: "IfExists on a claim that not every token has",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_GITHUB_REPO_CONDITION_KEY
          "Condition": { "StringEqualsIfExists": { "token.actions.githubusercontent.com:job_workflow_ref": "octo/ci/.github/workflows/deploy.yml@refs/heads/main" } } }
      ] }`,
  },
  {
    name: "the issuer of an enterprise",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com/octo" }, "Action": "sts:AssumeRoleWithWebIdentity",
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_GITHUB_REPO_CONDITION_KEY
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com/octo:aud": "sts.amazonaws.com" } } }
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CONFIRM_AUDIENCE_CLAIM_TYPE
      ] }`,
  },
  {
    name: "one repository",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:octo/infra:*" } } }
                                                                                    ^^^^^^^^^^^^^^^^^^^ GITHUB_PULL_REQUEST_ACCEPTED
      ] }`,
  },
  {
    name: "one organization is another matter",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:octo/*" } } }
                                                                                    ^^^^^^^^^^^^^ GITHUB_SUBJECT_TOO_WIDE
      ] }`,
  },
  {
    name: "an exact subject with a star in it is met by no token",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:*" } } }
                                                                                      ^^^^^^^^ SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED
                                                                                      ^^^^^^^^ WILDCARD_WITHOUT_LIKE_OPERATOR
      ] }`,
  },
  {
    name: "a repository by its id",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:repository_id": "123456" } } }
      ] }`,
  },
  {
    name: "a Deny of everything that is not one repository",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GITHUB_PULL_REQUEST_ACCEPTED
          "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } } },
                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CONFIRM_AUDIENCE_CLAIM_TYPE
        { "Effect": "Deny", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": { "StringNotLike": { "token.actions.githubusercontent.com:sub": "repo:octo/infra:*" } } }
      ] }`,
  },
  {
    name: "another provider",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1" }, "Action": "sts:AssumeRoleWithWebIdentity" }
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL
      ] }`,
  },
] as const)("$name", ({ policy, kind }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});
