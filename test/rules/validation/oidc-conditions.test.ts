import { expect, test } from "@jest/globals";
import { runRules } from "../../../src/rules/run-rules.ts";
import { annotateLike } from "../../support/annotate.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

test.each([
  {
    name: "a provider with a path in its host",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "oidc.eks.eu-west-1.amazonaws.com/id/A1:sub": "system:serviceaccount:a:b" } } },
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" } } }
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL
      ] }`,
  },
  {
    name: "a key of one of several providers is enough",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": ["arn:aws:iam::111122223333:oidc-provider/a.example.com", "arn:aws:iam::111122223333:oidc-provider/b.example.com"] }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "b.example.com:sub": "x" } } }
      ] }`,
  },
  {
    name: "subjects that pin a branch, by a key of its own, or a tag",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "token.actions.githubusercontent.com:sub": ["repo:example-org/infra:ref:refs/heads/main", "repo:example-org@1/infra@2:ref:refs/tags/v1"] } } },
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:example-org/infra:*" }, "StringEquals": { "token.actions.githubusercontent.com:ref": "refs/heads/main" } } }
      ] }`,
  },
  {
    name: "subjects that pin none",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": ["repo:example-org/infra:pull_request", "repo:example-org/infra:ref:refs/heads/release-*"] } } }
                                                                                                                                                                                                                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GITHUB_PULL_REQUEST_ACCEPTED
                                                                                                                                                                                                                                                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED
      ] }`,
  },
  {
    name: "audiences with a set operator, and Cognito's",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "ForAllValues:StringEquals": { "idp.example.com:aud": "a" } } },
        { "Effect": "Allow", "Principal": { "Federated": "cognito-identity.amazonaws.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "cognito-identity.amazonaws.com:aud": "eu-west-1:1" } } }
                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ COGNITO_ROLE_OPEN_TO_GUESTS
      ] }`,
  },
  {
    name: "the audience of SAML with ForAnyValue",
    kind: "trust",
    policy: `
      { "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/idp" }, "Action": "sts:AssumeRoleWithSAML", "Condition": { "ForAnyValue:StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } } }
                                                                                                                                                                                           ^^^^^^^^^^ FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE
      ] }`,
  },
] as const)("$name", ({ kind, policy }) => {
  expect(annotateLike(policy, "json", { kind })).toBe(policy);
});

/** Parts that are not known before deployment stand in angle brackets. */
test.each([
  {
    name: "an unknown part of the subject may name the branch",
    kind: "trust",
    statement: `{ "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:<var.repo>:<var.ref>" } } }`,
    codes: ["OIDC_AUDIENCE_NOT_CHECKED"],
  },
  {
    name: "a provider that is not known",
    kind: "trust",
    statement: `{ "Effect": "Allow", "Principal": { "Federated": "<provider.arn>" }, "Action": "sts:AssumeRoleWithWebIdentity" }`,
    codes: ["OIDC_SUBJECT_NOT_CHECKED"],
  },
] as const)("$name", ({ kind, statement, codes }) => {
  const policy = partlyKnownPolicy(
    `{ "Version": "2012-10-17", "Statement": [${statement}] }`,
    kind,
  );
  const found = runRules({ policies: [policy], owners: [], notJudged: [] }, []);
  expect(found.map(({ issueCode }) => issueCode)).toEqual(codes);
});
