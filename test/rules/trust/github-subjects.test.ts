import { describe, expect, test } from "@jest/globals";
import { findings, hints, shown } from "../../support/policy-cases.ts";
import { deny, github, own, toGithub, toTokens, trust } from "./statements.ts";

const exact = "StringEquals";
const like = "StringLike";
const lookAlikes = "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES";
const tooWide = "GITHUB_SUBJECT_TOO_WIDE";
const pullRequest = "GITHUB_PULL_REQUEST_ACCEPTED";
const specific = "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED";
const everybody = "WILDCARD_USAGE_TOO_PERMISSIVE";

describe("which tokens get the role", () => {
  test.each<[string, object[], string[]]>([
    ["one branch", [toGithub([exact, "sub", "repo:o/r:ref:refs/heads/main"])], []],
    [
      "both forms of the subject",
      [
        toGithub([
          exact,
          "sub",
          ["repo:o/r:ref:refs/heads/main", "repo:o@1/r@2:ref:refs/heads/main"],
        ]),
      ],
      [],
    ],
    [
      "an environment, which Access Analyzer would rather have as a branch",
      [toGithub([like, "sub", "repo:o/r:environment:*"])],
      [`${specific} "repo:o/r:environment:*"`],
    ],
    [
      "every branch",
      [toGithub([like, "sub", "repo:o/r:ref:refs/heads/*"])],
      [`${specific} "repo:o/r:ref:refs/heads/*"`],
    ],
    [
      "everything in a repository",
      [toGithub([like, "sub", "repo:o/r:*"])],
      [`${pullRequest} "repo:o/r:*"`],
    ],
    [
      "everything in a repository, in the new form",
      [toGithub([like, "sub", "repo:o@1/r@2:*"])],
      [`${pullRequest} "repo:o@1/r@2:*"`],
    ],
    [
      "pull requests by name",
      [toGithub([exact, "sub", "repo:o/r:pull_request"])],
      [`${pullRequest} "repo:o/r:pull_request"`],
    ],
    [
      "one of several subjects",
      [toGithub([like, "sub", ["repo:o/r:ref:refs/heads/main", "repo:o/r:*"]])],
      [`${pullRequest} "repo:o/r:*"`],
    ],
    [
      "a branch by a claim of its own",
      [toGithub([like, "sub", "repo:o/r:*"], [exact, "ref", "refs/heads/main"])],
      [],
    ],
    [
      "an environment by a claim of its own",
      [toGithub([like, "sub", "repo:o/r:*"], [exact, "environment", "production"])],
      [`${specific} "repo:o/r:*"`],
    ],
    [
      "a claim that a pull request's token need not have",
      [
        toGithub(
          [like, "sub", "repo:o/r:*"],
          ["StringEqualsIfExists", "environment", "production"],
        ),
      ],
      [`${pullRequest} "repo:o/r:*"`],
    ],
    [
      "a reusable workflow on its main branch",
      [
        toGithub(
          [like, "sub", "repo:o/*"],
          [exact, "job_workflow_ref", "o/w/.github/workflows/d.yml@refs/heads/main"],
        ),
      ],
      [`${specific} "repo:o/*"`],
    ],
    [
      "a Deny of pull requests",
      [
        toGithub([like, "sub", "repo:o/r:*"]),
        deny(
          { Federated: `arn:aws:iam::${own}:oidc-provider/${github}` },
          "sts:AssumeRoleWithWebIdentity",
          { StringLike: { [`${github}:sub`]: "*:pull_request" } },
        ),
      ],
      [`${specific} "repo:o/r:*"`],
    ],
    [
      "every repository of an organization",
      [toGithub([like, "sub", "repo:o/*"])],
      [`${tooWide} "repo:o/*"`],
    ],
    [
      "every repository on one branch",
      [toGithub([like, "sub", "repo:o/*:ref:refs/heads/main"])],
      [`${tooWide} "repo:o/*:ref:refs/heads/main"`],
    ],
    [
      "repositories whose names begin alike",
      [toGithub([like, "sub", "repo:o/app-*:ref:refs/heads/main"])],
      [`${tooWide} "repo:o/app-*:ref:refs/heads/main"`],
    ],
    [
      "an organization in the new form",
      [toGithub([like, "sub", "repo:o@1/*"])],
      [`${tooWide} "repo:o@1/*"`],
    ],
    [
      "an organization by the name of the repository",
      [toGithub([like, "repository", "o/*"])],
      [`${tooWide} "o/*"`],
    ],
    [
      "an organization that is named by its id on purpose",
      [toGithub([exact, "repository_owner_id", "1234"])],
      [],
    ],
    [
      "the ids of owner and repository, as in AWS's example",
      [toGithub([exact, "repository_owner_id", "1234"], [exact, "repository_id", "5678"])],
      [],
    ],
    [
      "an organization and one repository by its id: its pull requests are left",
      [toGithub([like, "sub", "repo:o/*"], [exact, "repository_id", "5678"])],
      [`${pullRequest} "repo:o/*"`],
    ],
    [
      "an id that is compared with IfExists, and is in every token",
      [toGithub([like, "sub", "repo:o/*"], ["StringEqualsIfExists", "repository_id", "5"])],
      [`${pullRequest} "repo:o/*"`],
    ],
    [
      "an organization less its other repositories",
      [
        toGithub([like, "sub", "repo:o/*"]),
        deny({ Federated: `arn:aws:iam::${own}:oidc-provider/${github}` }, "sts:*", {
          StringNotLike: { [`${github}:sub`]: "repo:o/r:*" },
        }),
      ],
      [`${pullRequest} "repo:o/*"`],
    ],
    [
      "owners whose names begin alike",
      [toGithub([like, "sub", "repo:org*"])],
      [`${lookAlikes} "repo:org*"`],
    ],
    [
      "both forms by wildcards, which Access Analyzer reports as well",
      [toGithub([like, "sub", "repo:org*/repo*:ref:refs/heads/main"])],
      [`${everybody} "repo:org*/repo*:ref:refs/heads/main"`],
    ],
    [
      "any owner: everybody on GitHub",
      [toGithub([like, "sub", "repo:*/infra:ref:refs/heads/main"])],
      [`${everybody} "repo:*/infra:ref:refs/heads/main"`],
    ],
    [
      "an enterprise's own issuer has its own tokens only",
      [toTokens(`${github}/acme`, { StringLike: { [`${github}/acme:sub`]: "repo:o/*" } })],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, trust)).toEqual(expected);
  });
});

describe("names that can change hands", () => {
  const byNames = "GITHUB_PINNED_BY_NAMES_ONLY";
  test.each<[string, object[], string[]]>([
    [
      "names",
      [toGithub([exact, "sub", "repo:o/r:ref:refs/heads/main"])],
      [`${byNames} "repo:o/r:ref:refs/heads/main"`],
    ],
    ["ids", [toGithub([exact, "sub", "repo:o@1/r@2:ref:refs/heads/main"])], []],
    [
      "ids that are left open",
      [toGithub([like, "sub", "repo:o@*/r@*:ref:refs/heads/main"])],
      [`${byNames} "repo:o@*/r@*:ref:refs/heads/main"`],
    ],
    [
      "an id beside the names",
      [toGithub([exact, "sub", "repo:o/r:ref:refs/heads/main"], [exact, "repository_id", "5"])],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(hints(statements, trust)).toEqual(expected);
  });
});

describe("pull requests and what the role may do", () => {
  const role = (policy: string) => `
resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [${JSON.stringify(toGithub([like, "sub", "repo:o/r:*"]))}]
  })
}
${policy}`;
  const inline = (action: string) => `
resource "aws_iam_role_policy" "ci" {
  role   = aws_iam_role.ci.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "${action}", Resource = "arn:aws:s3:::b/*" }]
  })
}`;
  const attached = (name: string) => `
resource "aws_iam_role_policy_attachment" "ci" {
  role       = aws_iam_role.ci.name
  policy_arn = "arn:aws:iam::aws:policy/${name}"
}`;

  test.each<[string, string, (string | undefined)[]]>([
    ["nothing is known", "", ["likely"]],
    ["it writes", inline("s3:PutObject"), [undefined]],
    ["a pattern that includes writing", inline("s3:*"), [undefined]],
    ["it reads", inline("s3:GetObject"), []],
    ["a pattern that reads", inline("s3:List*"), []],
    [
      "it reads, and has a policy that is not known",
      `${inline("s3:GetObject")}
resource "aws_iam_role_policy_attachment" "other" {
  role       = aws_iam_role.ci.name
  policy_arn = "arn:aws:iam::111122223333:policy/other"
}`,
      ["likely"],
    ],
    ["a policy of AWS's that reads", attached("ReadOnlyAccess"), []],
    ["a policy of AWS's that writes", attached("PowerUserAccess"), [undefined]],
    [
      "it reads by one policy and writes by another",
      inline("s3:Get*") + attached("PowerUserAccess"),
      [undefined],
    ],
  ])("%s", (_, policy, expected) => {
    const found = findings({ "main.tf": role(policy) });
    const confidences = found
      .filter(({ issueCode }) => issueCode === pullRequest)
      .map(({ confidence }) => confidence);
    expect(confidences).toEqual(expected);
  });
});
