import { describe, expect, test } from "@jest/globals";
import {
  type CommentSituation,
  type PostedComment,
  planComments,
} from "../../src/github/comment-plan.ts";
import { fixedBody, reviewComments } from "../../src/reports/review-comments.ts";
import type { Review } from "../../src/review/review.ts";
import { reviewFinding, reviewOf } from "../support/review.ts";

const wholeFile = new Map([["policies/deploy.json", [{ startLine: 1, endLine: 100 }]]]);
const one = reviewOf({ findings: [reviewFinding()] });
const clean = reviewOf();

test("a new finding on a line of the diff is posted", () => {
  expect(plan(one, [])).toEqual({ edits: [], posts: ["f1"] });
});

test("a finding off the diff, or in a file without a diff, is not", () => {
  const off = new Map([["policies/deploy.json", [{ startLine: 4, endLine: 9 }]]]);
  expect(plan(one, [], off)).toEqual({ edits: [], posts: [] });
  expect(plan(one, [], new Map())).toEqual({ edits: [], posts: [] });
});

describe("a finding with a related place", () => {
  const place = { start: { line: 40, column: 1 }, end: { line: 41, column: 5 } };
  const message = "these conditions name no repository";
  const related = [{ file: "policies/deploy.json", ...place, message }];
  const review = reviewOf({ findings: [reviewFinding({ related })] });

  test("is said once, on its own place where the diff shows it", () => {
    const { posts } = planned(review, [], wholeFile);
    expect(posts.map(({ startLine }) => startLine)).toEqual([3]);
  });

  test("is said on the related place where the diff shows only that", () => {
    const hunks = new Map([["policies/deploy.json", [{ startLine: 38, endLine: 45 }]]]);
    const { posts } = planned(review, [], hunks);
    expect(posts.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([[40, 41]]);
    const [body = ""] = posts.map((post) => post.body);
    const standing = {
      id: 1,
      review: 1,
      path: "policies/deploy.json",
      startLine: 40,
      endLine: 41,
      body,
    };
    const again = [{ ...standing, answered: false }];
    const nothing = { edits: [], posts: [], withdrawals: [] };
    expect(planned(review, again, hunks)).toEqual(nothing);
  });
});

test("what was said is not said again", () => {
  expect(plan(one, [posted(one)])).toEqual({ edits: [], posts: [] });
  const carriageReturns = posted(one).body.replaceAll("\n", "\r\n");
  expect(plan(one, [posted(one, { body: `${carriageReturns}\n` })])).toEqual({
    edits: [],
    posts: [],
  });
});

test("a comment whose lines are gone still says it", () => {
  const outdated = posted(one, { startLine: null, endLine: null });
  expect(plan(one, [outdated])).toEqual({ edits: [], posts: [] });
});

describe("a finding that has other words now", () => {
  const reworded = reviewOf({ findings: [reviewFinding({ details: "Other words." })] });
  const body = reviewComments(reworded)[0]?.body;

  test("is edited", () => {
    expect(plan(reworded, [posted(one)])).toEqual({ edits: [{ id: 1, body }], posts: [] });
  });

  test("is left alone when somebody answered, or when the comment stands on other lines", () => {
    const nothing = { edits: [], posts: [] };
    expect(plan(reworded, [posted(one, { answered: true })])).toEqual(nothing);
    expect(plan(reworded, [posted(one, { startLine: 4, endLine: 4 })])).toEqual(nothing);
    expect(plan(reworded, [posted(one, { startLine: null, endLine: null })])).toEqual(nothing);
  });
});

describe("a finding that is gone", () => {
  const body = fixedBody(posted(one).body, clean.head);

  test("is marked as fixed, with the commit, also when somebody answered", () => {
    expect(plan(clean, [posted(one)])).toEqual({ edits: [{ id: 1, body }], posts: [] });
    expect(plan(clean, [posted(one, { answered: true })]).edits).toEqual([{ id: 1, body }]);
  });

  test("is marked once", () => {
    expect(plan(clean, [posted(one, { body })])).toEqual({ edits: [], posts: [] });
  });

  test("is not taken for fixed when something could not be read", () => {
    const incomplete = reviewOf({ verdict: "incomplete" });
    expect(plan(incomplete, [posted(one)])).toEqual({ edits: [], posts: [] });
  });

  test("is not taken for fixed when it can no longer be judged", () => {
    const [only] = one.findings;
    const unjudged = only ? [{ reason: "it depends on the value of var.x", findings: [only] }] : [];
    expect(plan(reviewOf({ unjudged }), [posted(one)])).toEqual({ edits: [], posts: [] });
  });

  test.each([
    ["input without a value", false],
    ["known after deployment", true],
  ] as const)("says how far that is known: %s", (reason, isSure) => {
    const { path } = posted(one);
    const unknown = { reference: "var.x", reason, file: path, line: 1 };
    const coverage = {
      policies: 1,
      full: 0,
      partial: [{ policy: "p", unknowns: [unknown] }],
      notJudged: [],
    };
    const expected = fixedBody(posted(one).body, clean.head, isSure);
    expect(plan(reviewOf({ coverage }), [posted(one)]).edits).toEqual([{ id: 1, body: expected }]);
  });

  test("is not taken for fixed when it is merely there before as well", () => {
    const merged = reviewOf({ findings: [reviewFinding({ state: "pre-existing" })] });
    expect(plan(merged, [posted(one)])).toEqual({ edits: [], posts: [] });
  });

  test("is marked when the review lists it as fixed", () => {
    const listed = reviewOf({ findings: [reviewFinding({ state: "fixed" })] });
    expect(plan(listed, [posted(one)]).edits).toEqual([{ id: 1, body }]);
  });

  test("is said anew when it comes back", () => {
    expect(plan(one, [posted(one, { body })])).toEqual({ edits: [], posts: ["f1"] });
  });
});

describe("many findings", () => {
  const findings = Array.from({ length: 15 }, (_, index) =>
    reviewFinding({
      fingerprint: `f${index}`,
      start: { line: index + 1, column: 1 },
      end: { line: index + 1, column: 2 },
    }),
  );
  const many = reviewOf({ findings });

  test("the first ten that stand on the diff are posted", () => {
    const hunks = new Map([["policies/deploy.json", [{ startLine: 3, endLine: 100 }]]]);
    expect(plan(many, [], hunks).posts).toEqual(
      Array.from({ length: 10 }, (_, index) => `f${index + 2}`),
    );
  });

  test("those that stand already count", () => {
    const standing = Array.from({ length: 8 }, (_, index) => posted(many, { id: index }, index));
    expect(plan(many, standing).posts).toEqual(["f8", "f9"]);
  });

  test("a finding that is past the ten is not marked as fixed", () => {
    expect(plan(many, [posted(many, {}, 14)]).edits).toEqual([]);
  });
});

describe("a more severe finding, when there are ten comments", () => {
  const at = (line: number) => ({ start: { line, column: 1 }, end: { line, column: 2 } });
  const warnings = Array.from({ length: 10 }, (_, index) =>
    reviewFinding({ fingerprint: `w${index}`, findingType: "WARNING", ...at(index + 1) }),
  );
  const before = reviewOf({ findings: warnings });
  const severe = (fingerprint: string, line: number) =>
    reviewFinding({ fingerprint, findingType: "ERROR", ...at(line) });
  const after = reviewOf({ findings: [severe("e1", 20), severe("e2", 21), ...warnings] });
  const standing = (answered: readonly number[] = []) =>
    warnings.map((_, index) =>
      posted(before, { id: index, answered: answered.includes(index) }, index),
    );
  const outcome = (review: Review, comments: readonly PostedComment[]) => {
    const { posts, withdrawals } = planned(review, comments, wholeFile);
    return [
      posts.map(({ fingerprint }) => fingerprint),
      withdrawals.map(({ id, fingerprint }) => [id, fingerprint]),
    ];
  };

  test("takes the place of the least severe", () => {
    expect(outcome(after, standing())).toEqual([
      ["e1", "e2"],
      [
        [9, "w9"],
        [8, "w8"],
      ],
    ]);
  });

  test("leaves comments alone that somebody answered", () => {
    expect(outcome(after, standing([9]))).toEqual([
      ["e1", "e2"],
      [
        [8, "w8"],
        [7, "w7"],
      ],
    ]);
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(outcome(after, standing(all))).toEqual([[], []]);
  });

  test("takes no place of one that is as severe", () => {
    const more = reviewOf({
      findings: [
        ...warnings,
        reviewFinding({ fingerprint: "w10", findingType: "WARNING", ...at(30) }),
      ],
    });
    expect(outcome(more, standing())).toEqual([[], []]);
  });
});

describe("a finding whose file is renamed", () => {
  const file = "roles/deploy.json";
  const place = { start: { line: 5, column: 1 }, end: { line: 5, column: 9 } };
  const related = (path: string, line: number) => [
    { file: path, ...place, start: { line, column: 1 }, message: "this one" },
  ];
  const before = reviewOf({
    findings: [reviewFinding({ related: related("policies/deploy.json", 5) })],
  });
  const renamed = reviewOf({
    findings: [
      reviewFinding({ fingerprint: "f2", file, ...place, related: related(file, 7) }),
      reviewFinding({ fingerprint: "f3", file: "roles/other.json", details: "Something else." }),
    ],
  });
  const [now, other] = reviewComments(renamed).filter(
    ({ path }, index, all) => all.findIndex((each) => each.path === path) === index,
  );
  const outdated = { startLine: null, endLine: null };
  const shown = new Map([[file, [{ startLine: 1, endLine: 100 }]]]);
  const renaming = (fields: Partial<PostedComment>, paths: readonly string[] | undefined) => {
    const comments = [posted(before, { ...outdated, ...fields })];
    const { edits, posts } = planned(renamed, comments, shown, {
      paths: paths && new Set(paths),
    });
    return { edits, posts: posts.map(({ fingerprint }) => fingerprint) };
  };

  test("keeps its comment, which is about the new path from now on", () => {
    expect(other?.fingerprint).toBe("f3");
    const body = `${now?.body}\n<!-- leastwise:was f1 -->`;
    expect(renaming({}, [file])).toEqual({ edits: [{ id: 1, body }], posts: [] });
    expect(renaming({ body, path: file }, [file])).toEqual({ edits: [], posts: [] });
  });

  test("keeps the words of a comment that somebody answered", () => {
    const words = posted(before).body.replace("finding f1", "finding f2");
    const body = `${words}\n<!-- leastwise:was f1 -->`;
    expect(renaming({ answered: true }, [file])).toEqual({ edits: [{ id: 1, body }], posts: [] });
  });

  test("is another one when the first file is still there, or may be", () => {
    const fixed = fixedBody(posted(before).body, renamed.head);
    const anew = { edits: [{ id: 1, body: fixed }], posts: ["f2"] };
    expect(renaming({}, [file, "policies/deploy.json"])).toEqual(anew);
    expect(renaming({}, undefined)).toEqual(anew);
  });
});

describe("a comment that somebody deleted", () => {
  const once = new Set(["f1"]);

  test("is not posted again", () => {
    expect(plan(one, [], wholeFile, once)).toEqual({ edits: [], posts: [] });
  });

  test("leaves its room to the next finding", () => {
    const two = reviewOf({ findings: [reviewFinding(), reviewFinding({ fingerprint: "f2" })] });
    expect(plan(two, [], wholeFile, once).posts).toEqual(["f2"]);
  });
});

test("nothing is posted when it is not known what was said before", () => {
  const { posts } = planned(one, [], wholeFile, { deleted: undefined });
  expect(posts).toEqual([]);
});

test("of two comments that say the same, only one is kept up to date", () => {
  const reworded = reviewOf({ findings: [reviewFinding({ details: "Other words." })] });
  const { edits, posts } = plan(reworded, [posted(one, { id: 1 }), posted(one, { id: 2 })]);
  expect({ edited: edits.map(({ id }) => id), posts }).toEqual({ edited: [1], posts: [] });
});

function plan(
  review: Review,
  comments: readonly PostedComment[],
  hunks: CommentSituation["hunks"] = wholeFile,
  deleted: CommentSituation["deleted"] = new Set(),
) {
  const { edits, posts } = planned(review, comments, hunks, { deleted });
  return { edits, posts: posts.map(({ fingerprint }) => fingerprint) };
}

function planned(
  review: Review,
  comments: readonly PostedComment[],
  hunks: CommentSituation["hunks"],
  fields: Partial<CommentSituation> = {},
) {
  return planComments({
    review,
    wanted: reviewComments(review),
    posted: comments,
    paths: new Set(["policies/deploy.json"]),
    hunks,
    deleted: new Set(),
    ...fields,
  });
}

/** The comment of a finding as it stands after it was posted. */
function posted(review: Review, fields: Partial<PostedComment> = {}, index = 0): PostedComment {
  const comment = reviewComments(review)[index];
  if (!comment) throw new Error("the review has no such finding");
  const { path, startLine, endLine, body } = comment;
  return { id: 1, review: 1, path, startLine, endLine, body, answered: false, ...fields };
}
