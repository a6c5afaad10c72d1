import { expect, test } from "@jest/globals";
import { reviewChange } from "../../../src/review/review-change.ts";
import { fakeChange } from "../../support/fake-change.ts";

const github = "token.actions.githubusercontent.com";

async function titleOf(subjects: readonly string[]): Promise<string | undefined> {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${github}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${github}:sub`]: subjects },
        },
      },
    ],
  };
  const change = fakeChange(undefined, {
    ".github/leastwise.yml": "policies: [{ path: trust.json, kind: trust }]",
    "trust.json": JSON.stringify(trust, undefined, 2),
  });
  const repository = { name: "acme/shop", defaultBranch: "main" };
  const { findings } = await reviewChange({ ...change, repository });
  return findings.find(({ suggestion }) => suggestion)?.suggestion?.title;
}

test.each([
  [["repo:acme/shop:*"], "Only this repository, `acme/shop`, branch `main`"],
  [["repo:acme/*"], "Only this repository, `acme/shop`, branch `main`"],
  [
    ["repo:acme/web:ref:refs/heads/main", "repo:acme/shop:*"],
    "In its place only this repository, `acme/shop`, branch `main`",
  ],
])("%j: a title does not hide the other values", async (subjects, title) => {
  expect(await titleOf(subjects)).toBe(title);
});
