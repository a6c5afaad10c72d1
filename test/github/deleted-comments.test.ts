import { describe, expect, test } from "@jest/globals";
import type { Client } from "../../src/github/client.ts";
import type { PostedComment } from "../../src/github/comment-plan.ts";
import { deletedComments, withNames } from "../../src/github/deleted-comments.ts";
import { fixedBody } from "../../src/reports/review-comments.ts";

const head = "a".repeat(40);

/** What is deleted, when these reviews of ours and these comments (review and finding) stand. */
async function deleted(
  reviews: readonly { readonly body: string; readonly by?: string; readonly type?: string }[],
  comments: readonly (readonly [review: number, finding: string])[],
) {
  const data = reviews.map(({ body, by = "leastwise[bot]", type = "Bot" }, index) => ({
    id: index + 1,
    body,
    user: { login: by, type },
  }));
  const client = { request: async () => ({ data }) } as unknown as Client;
  const repository = { client, installationId: 1, repositoryId: 1, owner: "acme", repo: "infra" };
  const posted = comments.map(
    ([review, finding], index): PostedComment => ({
      id: index,
      review,
      path: "policies/a.json",
      startLine: 1,
      endLine: 1,
      body: `<!-- leastwise:finding ${finding} -->`,
      answered: false,
    }),
  );
  const found = await deletedComments(repository, 1, "leastwise[bot]", posted);
  return found && [...found].sort();
}

function review(says: readonly string[], takesBack: readonly string[] = []): { body: string } {
  const posts = says.map((fingerprint) => ({
    fingerprint,
    path: "policies/a.json",
    startLine: 1,
    endLine: 1,
    body: "",
  }));
  const withdrawals = takesBack.map((fingerprint, id) => ({ id, fingerprint }));
  return { body: withNames("1 error", posts, withdrawals) };
}

test("the line of names is hidden, and the words follow", () => {
  expect(review(["f1", "f2"], ["f0"]).body).toBe("<!-- leastwise:comments f1 f2 ~f0 -->\n1 error");
});

describe.each<{
  name: string;
  reviews: Parameters<typeof deleted>[0];
  comments: Parameters<typeof deleted>[1];
  expected: string[];
}>([
  {
    name: "nothing, when all comments stand",
    reviews: [review(["f1", "f2"])],
    comments: [
      [1, "f2"],
      [1, "f1"],
    ],
    expected: [],
  },
  {
    name: "the finding without its comment",
    reviews: [review(["f1", "f2"])],
    comments: [[1, "f2"]],
    expected: ["f1"],
  },
  {
    name: "one that was commented on again, when one of the two comments is gone",
    reviews: [review(["f1"]), review(["f1"])],
    comments: [[1, "f1"]],
    expected: ["f1"],
  },
  {
    name: "nothing, when a comment went with its file",
    reviews: [review(["f1", "f2"])],
    comments: [
      [1, "moved -->\nWords.\n<!-- leastwise:was f1"],
      [1, "f2"],
    ],
    expected: [],
  },
  {
    name: "the one without its comment, when the other went with its file",
    reviews: [review(["f1", "f2"])],
    comments: [[1, "moved -->\nWords.\n<!-- leastwise:was f1"]],
    expected: ["f2"],
  },
  {
    name: "nothing, when the app took a comment back itself",
    reviews: [review(["f1", "f2"]), review(["f3"], ["f1"])],
    comments: [
      [1, "f2"],
      [2, "f3"],
    ],
    expected: [],
  },
  {
    name: "nothing that somebody else's review names",
    reviews: [
      { ...review(["f1"]), by: "mallory", type: "User" },
      { ...review(["f1"]), by: "other-app[bot]" },
    ],
    comments: [],
    expected: [],
  },
  {
    name: "nothing from a review that only quotes the line",
    reviews: [{ body: `> ${review(["f1"]).body}` }],
    comments: [],
    expected: [],
  },
])("$name", ({ reviews, comments, expected }) => {
  test("counts as deleted", async () => {
    expect(await deleted(reviews, comments)).toEqual(expected);
  });
});

test("a comment that was marked as fixed is not deleted", () => {
  const body = fixedBody("<!-- leastwise:finding f1 -->\nWords.", head);
  expect(body.startsWith("<!-- leastwise:finding f1 -->")).toBe(true);
});

test("too many reviews: nobody knows", async () => {
  const many = Array.from({ length: 100 }, () => review(["f1"]));
  expect(await deleted(many, [])).toBeUndefined();
});
