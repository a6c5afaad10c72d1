import { describe, expect, test } from "@jest/globals";
import type { Change } from "../../../src/review/change.ts";
import { diffed, suggested } from "../../support/suggested.ts";

const github = "token.actions.githubusercontent.com";
const own = { name: "octo/infra", defaultBranch: "trunk" };
const ownWithIds = { ...own, subject: "octo@12/infra@34" };

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

const audience = { [`${github}:aud`]: "sts.amazonaws.com" };

function trust(conditions: Conditions): string {
  const statement = {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${github}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: conditions,
  };
  return `${JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2)}\n`;
}

function withSubject(subject: string | readonly string[], operator = "StringLike"): string {
  return operator === "StringEquals"
    ? trust({ StringEquals: { ...audience, [`${github}:sub`]: subject } })
    : trust({ StringEquals: audience, [operator]: { [`${github}:sub`]: subject } });
}

describe("a subject that lets in too much becomes one branch", () => {
  test.each<[string, string, string, string, Change["repository"]]>([
    [
      "of the repository that it names, which is under review",
      "GITHUB_PULL_REQUEST_ACCEPTED",
      "repo:octo/infra:*",
      "repo:octo/infra:ref:refs/heads/trunk",
      own,
    ],
    [
      "of another repository that it names",
      "GITHUB_PULL_REQUEST_ACCEPTED",
      "repo:octo/app:*",
      "repo:octo/app:ref:refs/heads/main",
      own,
    ],
    [
      "of the repository that it names, where no other is known",
      "GITHUB_PULL_REQUEST_ACCEPTED",
      "repo:octo/app:*",
      "repo:octo/app:ref:refs/heads/main",
      undefined,
    ],
    [
      "of a repository that is named with ids",
      "GITHUB_PULL_REQUEST_ACCEPTED",
      "repo:octo@12/infra@34:*",
      "repo:octo@12/infra@34:ref:refs/heads/trunk",
      own,
    ],
    [
      "of all of a repository's",
      "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
      "repo:octo/infra:ref:refs/heads/*",
      "repo:octo/infra:ref:refs/heads/trunk",
      own,
    ],
    [
      "of the repository under review, of all of its owner's",
      "GITHUB_SUBJECT_TOO_WIDE",
      "repo:octo/*",
      "repo:octo/infra:ref:refs/heads/trunk",
      own,
    ],
    [
      "of the repository under review, of those with a prefix",
      "GITHUB_SUBJECT_TOO_WIDE",
      "repo:octo/in*",
      "repo:octo/infra:ref:refs/heads/trunk",
      own,
    ],
    [
      "of the repository under review, of owners with a prefix",
      "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES",
      "repo:octo*",
      "repo:octo/infra:ref:refs/heads/trunk",
      own,
    ],
    [
      "the same in the form with ids",
      "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES",
      "repo:octo*",
      "repo:octo@12/infra@34:ref:refs/heads/trunk",
      ownWithIds,
    ],
    [
      "of the repository under review, of all",
      "WILDCARD_USAGE_TOO_PERMISSIVE",
      "repo:*",
      "repo:octo/infra:ref:refs/heads/trunk",
      own,
    ],
  ])("%s", async (_, code, before, after, repository) => {
    const changed = await suggested(
      code,
      { "trust.json": withSubject(before) },
      undefined,
      repository,
    );
    expect(changed).toBe(withSubject(after));
  });

  test("and the other values of a list stay", async () => {
    const files = {
      "trust.json": withSubject(["repo:octo/app:ref:refs/heads/main", "repo:octo/infra:*"]),
    };
    expect(await suggested("GITHUB_PULL_REQUEST_ACCEPTED", files, undefined, own)).toBe(
      withSubject(["repo:octo/app:ref:refs/heads/main", "repo:octo/infra:ref:refs/heads/trunk"]),
    );
  });

  test("that another condition demands", async () => {
    const policy = (subject: string) =>
      trust({
        StringEquals: { ...audience, [`${github}:ref`]: "refs/heads/release" },
        StringLike: { [`${github}:sub`]: subject },
      });
    const files = { "trust.json": policy("repo:octo/*") };
    expect(await suggested("GITHUB_SUBJECT_TOO_WIDE", files, undefined, own)).toBe(
      policy("repo:octo/infra:ref:refs/heads/release"),
    );
  });
});

test("pull requests are taken out of a list", async () => {
  const subjects = ["repo:octo/infra:pull_request", "repo:octo/infra:ref:refs/heads/main"];
  const files = { "trust.json": withSubject(subjects, "StringEquals") };
  const changed = await suggested("GITHUB_PULL_REQUEST_ACCEPTED", files, undefined, own);
  expect(JSON.parse(changed ?? "")).toEqual(
    JSON.parse(withSubject(subjects.slice(1), "StringEquals")),
  );
});

describe("a subject is demanded where there is none", () => {
  const code = "MISSING_GITHUB_REPO_CONDITION_KEY";

  test.each([
    {
      name: "in JSON",
      path: "trust.json",
      text: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${github}" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
-          "${github}:aud": "sts.amazonaws.com"
+          "${github}:aud": "sts.amazonaws.com",
+          "${github}:sub": "repo:octo/infra:ref:refs/heads/trunk"
        }
      }
    }
  ]
}
`,
    },
    {
      name: "without any condition",
      path: "trust.json",
      text: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${github}" },
-      "Action": "sts:AssumeRoleWithWebIdentity"
+      "Action": "sts:AssumeRoleWithWebIdentity",
+      "Condition": {
+        "StringEquals": {
+          "${github}:sub": "repo:octo/infra:ref:refs/heads/trunk"
+        }
+      }
    }
  ]
}
`,
    },
    {
      name: "in a data source",
      path: "main.tf",
      text: `data "aws_iam_policy_document" "deploy" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/${github}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${github}:aud"
      values   = ["sts.amazonaws.com"]
    }
+
+    condition {
+      test     = "StringEquals"
+      variable = "${github}:sub"
+      values   = ["repo:octo/infra:ref:refs/heads/trunk"]
+    }
  }
}
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.deploy.json
}
`,
    },
    {
      name: "in jsonencode",
      path: "main.tf",
      text: `resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${github}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${github}:aud" = "sts.amazonaws.com"
+          "${github}:sub" = "repo:octo/infra:ref:refs/heads/trunk"
        }
      }
    }]
  })
}
`,
    },
    {
      name: "in a template",
      path: "template.yml",
      text:
        `Resources:
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Federated: !Sub "arn:aws:iam::$` +
        `{AWS::AccountId}:oidc-provider/${github}"
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals:
                ${github}:aud: sts.amazonaws.com
+                "${github}:sub": "repo:octo/infra:ref:refs/heads/trunk"
`,
    },
  ])("$name", async ({ path, text }) => {
    const { before, after } = diffed(text);
    expect(await suggested(code, { [path]: before }, undefined, own)).toBe(after);
  });

  test("in the form with ids where the repository has them", async () => {
    const files = { "trust.json": trust({ StringEquals: audience }) };
    const subject = "repo:octo@12/infra@34:ref:refs/heads/trunk";
    expect(await suggested(code, files, undefined, ownWithIds)).toBe(
      withSubject(subject, "StringEquals"),
    );
  });

  test.each<[string, Conditions, Change["repository"]]>([
    ["the repository is not known", { StringEquals: audience }, undefined],
    [
      "an environment is demanded, which subjects have in the branch's place",
      { StringEquals: { ...audience, [`${github}:environment`]: "production" } },
      own,
    ],
    [
      "a tag is demanded",
      { StringEquals: { ...audience, [`${github}:ref`]: "refs/tags/v1" } },
      own,
    ],
    ["it is refused", { StringNotLike: { [`${github}:sub`]: "repo:octo/*" } }, own],
  ])("but not where %s", async (_, conditions, repository) => {
    const files = { "trust.json": trust(conditions) };
    expect(await suggested(code, files, undefined, repository)).toBeUndefined();
  });
});

describe("no subject is suggested", () => {
  test.each<[string, string, string, Change["repository"]]>([
    [
      "in the place of one of other owners",
      "GITHUB_SUBJECT_TOO_WIDE",
      withSubject("repo:acme/*"),
      own,
    ],
    [
      "in the place of one of an owner, where the repository is not known",
      "GITHUB_SUBJECT_TOO_WIDE",
      withSubject("repo:octo/*"),
      undefined,
    ],
    [
      "in the place of one that does not meet the form with ids",
      "GITHUB_SUBJECT_TOO_WIDE",
      withSubject("repo:octo/*"),
      ownWithIds,
    ],
    [
      "in the place of an environment",
      "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
      withSubject("repo:octo/infra:environment:production", "StringEquals"),
      own,
    ],
    [
      "in the place of other branches",
      "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
      withSubject("repo:octo/infra:ref:refs/heads/release/*"),
      own,
    ],
    [
      "in the place of a pattern that is compared as a text",
      "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
      withSubject("repo:octo/infra:*", "StringEquals"),
      own,
    ],
    [
      "in the place of pull requests alone, whose role would go to others",
      "GITHUB_PULL_REQUEST_ACCEPTED",
      withSubject("repo:octo/infra:pull_request", "StringEquals"),
      own,
    ],
    [
      "where an actor is demanded as well",
      "GITHUB_PULL_REQUEST_ACCEPTED",
      trust({
        StringEquals: { ...audience, [`${github}:actor`]: "somebody" },
        StringLike: { [`${github}:sub`]: "repo:octo/infra:*" },
      }),
      own,
    ],
  ])("%s", async (_, code, policy, repository) => {
    const files = { "trust.json": policy };
    expect(await suggested(code, files, undefined, repository)).toBeUndefined();
  });

  test("in the place of one that is put together", async () => {
    const text = `locals {
  owner = "octo"
}
resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${github}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringLike = { "${github}:sub" = "repo:\${local.owner}/*" } }
    }]
  })
}
`;
    const files = { "main.tf": text };
    expect(await suggested("GITHUB_SUBJECT_TOO_WIDE", files, undefined, own)).toBeUndefined();
  });
});
