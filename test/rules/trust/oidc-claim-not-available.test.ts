import { expect, test } from "@jest/globals";
import { findings, shown } from "../../support/policy-cases.ts";
import { github, toGithub, toTokens, trust } from "./statements.ts";

const code = "OIDC_CLAIM_NOT_AVAILABLE";
const main = ["StringEquals", "sub", "repo:o/r:ref:refs/heads/main"] as const;

test.each<[string, object, string[]]>([
  [
    "the owner's name",
    toGithub(main, ["StringEquals", "repository_owner", "o"]),
    [`${code} "${github}:repository_owner"`],
  ],
  [
    "a negated one, which keeps nobody out",
    toGithub(main, ["StringNotEquals", "event_name", "pull_request"]),
    [`${code} "${github}:event_name"`],
  ],
  [
    "whether it is there",
    toGithub(main, ["Null", "head_ref", "true"]),
    [`${code} "${github}:head_ref"`],
  ],
  ["the owner's id", toGithub(main, ["StringEquals", "repository_owner_id", "1"]), []],
  ["the actor, whatever the case", toGithub(main, ["StringEquals", "Actor_ID", "1"]), []],
  [
    "GitLab's project",
    toTokens("gitlab.com", {
      StringEquals: { "gitlab.com:sub": "project_path:g/p:ref", "gitlab.com:project_id": "7" },
    }),
    [`${code} "gitlab.com:project_id"`],
  ],
  [
    "a provider of one's own, of which nothing is known",
    toTokens("idp.example.com", { StringEquals: { "idp.example.com:team": "a" } }),
    [],
  ],
])("%s", (_, statement, expected) => {
  expect(shown([statement], trust)).toEqual(expected);
});

test.each([
  ["StringEquals", "the condition is never met"],
  ["StringEqualsIfExists", "the condition restricts nothing"],
  ["StringNotEquals", "the condition restricts nothing"],
  ["ForAllValues:StringEquals", "the condition restricts nothing"],
])("what %s does with it", (operator, effect) => {
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: [toGithub(main, [operator, "head_ref", "x"])],
  });
  const [found] = findings({ "policy.json": text }, trust).filter(
    ({ issueCode }) => issueCode === code,
  );
  expect(found?.details).toContain(effect);
});
