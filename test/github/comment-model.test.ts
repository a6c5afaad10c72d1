import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FindingType } from "../../src/findings/finding.ts";
import type { Client } from "../../src/github/client.ts";
import { type PostedComment, planComments } from "../../src/github/comment-plan.ts";
import { deletedComments, withNames } from "../../src/github/deleted-comments.ts";
import {
  commentsMax,
  isClosed,
  markerOf,
  reviewComments,
} from "../../src/reports/review-comments.ts";
import type { Review } from "../../src/review/review.ts";
import { reviewFinding, reviewOf } from "../support/review.ts";

const severities: readonly FindingType[] = ["ERROR", "SECURITY_WARNING", "WARNING"];

/** A policy file: where it is, and the rules that it breaks. */
interface Policy {
  readonly folder: string;
  readonly broken: readonly number[];
}

const policy = fc.record({
  folder: fc.constantFrom("a", "b"),
  broken: fc.subarray([0, 1, 2, 3]),
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("push" as const),
      policies: fc.array(policy, { minLength: 5, maxLength: 5 }),
      incomplete: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rename" as const), policy: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("answer" as const), comment: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), comment: fc.nat(30) }) },
);

test("whatever happens, each finding is said once, the most severe first, and the plan is done after one go", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const page = new Page();
      let policies: readonly Policy[] = [];
      for (const each of steps) {
        if (each.do === "push") policies = each.policies;
        else if (each.do === "rename")
          policies = policies.map((one, index) =>
            index === each.policy ? { ...one, folder: one.folder === "a" ? "b" : "a" } : one,
          );
        else page.touch(each.do, each.comment);
        const incomplete =
          each.do === "push" &&
          each.incomplete &&
          policies.some(({ broken }) => broken.length === 0);
        await page.check(policies, incomplete);
      }
    }),
    { seed: 20_261_125, numRuns: Number(process.env.PROPERTY_RUNS ?? 30) * 4 },
  );
});

/** A pull request as GitHub keeps it. */
class Page {
  private comments: PostedComment[] = [];
  private readonly reviews: { readonly id: number; readonly body: string }[] = [];
  private ids = 0;

  /** Somebody answers a comment, or deletes it. */
  touch(how: "answer" | "delete", index: number): void {
    const comment = this.comments[index % this.comments.length];
    if (!comment) return;
    this.comments = this.comments.flatMap((one) => {
      if (one !== comment) return [one];
      return how === "answer" ? [{ ...one, answered: true }] : [];
    });
  }

  async check(policies: readonly Policy[], incomplete: boolean): Promise<void> {
    const review = reviewOfPolicies(policies, incomplete);
    const before = this.comments;
    const deleted = await this.deleted();
    await this.publish(review, policies);
    const open = this.comments.filter(({ body }) => !isClosed(body));
    const said = open.map(({ body }) => markerOf(body) ?? "?");
    expect(new Set(said).size).toBe(said.length);
    expect(said.length).toBeLessThanOrEqual(commentsMax);
    const wanted = review.findings.map(({ fingerprint }) => fingerprint);
    if (!incomplete) expect(said.filter((each) => !wanted.includes(each))).toEqual([]);

    const unsaid = review.findings.filter(
      ({ fingerprint }) => !said.includes(fingerprint) && !deleted.has(fingerprint),
    );
    if (said.length < commentsMax) expect(unsaid).toEqual([]);
    const rank = (type: FindingType) => severities.indexOf(type);
    const giving = open
      .filter(({ answered }) => !answered)
      .flatMap(({ body }) =>
        review.findings.filter(({ fingerprint }) => fingerprint === markerOf(body)),
      );
    if (incomplete) giving.length = 0;
    const least = Math.max(-1, ...giving.map(({ findingType }) => rank(findingType)));
    for (const { findingType } of unsaid) expect(rank(findingType)).toBeGreaterThanOrEqual(least);

    for (const { id, answered, body } of before) {
      const now = this.comments.find((one) => one.id === id);
      if (!answered) continue;
      expect(now).toBeDefined();
      if (now && !isClosed(now.body)) expect(wordsOf(now.body)).toBe(wordsOf(body));
    }
    // Of several comments that can go with one file, an incomplete review keeps the others for later.
    if (incomplete) return;
    const again = await this.plan(review, policies);
    expect(again).toEqual({ edits: [], posts: [], withdrawals: [] });
  }

  private async plan(review: Review, policies: readonly Policy[]) {
    const wanted = reviewComments(review);
    return planComments({
      review,
      wanted,
      posted: this.comments,
      paths: new Set(policies.map(pathOf)),
      hunks: new Map(
        policies.map((each, index) => [pathOf(each, index), [{ startLine: 1, endLine: 50 }]]),
      ),
      deleted: await this.deleted(),
    });
  }

  private async publish(review: Review, policies: readonly Policy[]): Promise<void> {
    const { edits, posts, withdrawals } = await this.plan(review, policies);
    const gone = new Set(policies.map(pathOf));
    this.comments = this.comments
      .filter(({ id }) => !withdrawals.some((one) => one.id === id))
      .map((one) => ({
        ...one,
        body: edits.find(({ id }) => id === one.id)?.body ?? one.body,
        ...(gone.has(one.path) ? {} : { startLine: null, endLine: null }),
      }));
    if (posts.length === 0) return;
    const id = ++this.ids;
    this.reviews.push({ id, body: withNames("words", posts, withdrawals) });
    for (const { path, startLine, endLine, body } of posts) {
      this.comments.push({
        id: ++this.ids,
        review: id,
        path,
        startLine,
        endLine,
        body,
        answered: false,
      });
    }
  }

  private async deleted(): Promise<ReadonlySet<string>> {
    const data = this.reviews.map((one) => ({
      ...one,
      user: { login: "leastwise[bot]", type: "Bot" },
    }));
    const client = { request: async () => ({ data }) } as unknown as Client;
    const repository = { client, installationId: 1, repositoryId: 1, owner: "acme", repo: "infra" };
    return (await deletedComments(repository, 1, "leastwise[bot]", this.comments)) ?? new Set();
  }
}

function pathOf({ folder }: Policy, index: number): string {
  return `${folder}/${index}.json`;
}

function reviewOfPolicies(policies: readonly Policy[], incomplete: boolean): Review {
  const findings = policies.flatMap((each, index) =>
    each.broken.map((rule) => {
      const findingType = severities[rule % severities.length] ?? "WARNING";
      const file = pathOf(each, index);
      const at = { line: rule * 3 + 1, column: 1 };
      return reviewFinding({
        fingerprint: `${each.folder}${index}-${rule}`,
        findingType,
        issueCode: `RULE_${rule}`,
        file,
        start: at,
        end: { ...at, column: 2 },
        details: `Rule ${rule} in \`${file}\`.`,
      });
    }),
  );
  const severity = (type: FindingType) => severities.indexOf(type);
  findings.sort((one, other) => severity(one.findingType) - severity(other.findingType));
  return reviewOf({ findings, ...(incomplete && { verdict: "incomplete" as const }) });
}

function wordsOf(body: string): string {
  // Without the hidden lines, which tell what it is about.
  return body.replaceAll(/^<!--[^>]*-->$/gm, "").trim();
}
