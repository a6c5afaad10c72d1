import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  expectClean,
  type Harness,
  newRepository,
  openPull,
  ownComments,
  startHarness,
} from "./harness.ts";

const trust = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
        }
      }
    }
  ]
}
`;

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

test("a pull request is offered the subject of its own repository", async () => {
  const repository = await newRepository(harness);
  const pull = await openPull(harness, repository, { "policies/trust.json": trust });
  const comment = ownComments(pull).find(({ body }) =>
    body.includes("MISSING_GITHUB_REPO_CONDITION_KEY"),
  );
  const name = `${repository.owner.login}/infra`;
  expect(comment?.body).toContain(`Only this repository, \`${name}\`, branch \`main\``);
  // It is new, so that the subjects of its tokens have ids.
  const named = `${repository.owner.login}@${repository.owner.id}/infra@${repository.id}`;
  expect(comment?.body).toContain(
    `"token.actions.githubusercontent.com:sub": "repo:${named}:ref:refs/heads/main"`,
  );
  const { requests } = harness.github;
  expect(requests.entries.filter(({ route }) => route === "GET /repos/{owner}/{repo}")).toEqual([]);
  await harness.settled();
  expectClean(harness);
});
