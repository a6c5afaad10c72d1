import { expect, test } from "@jest/globals";
import { markdownReport } from "../../src/reports/check-run.ts";
import type { Change, Snapshot } from "../../src/review/change.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { fakeChange } from "../support/fake-change.ts";

const [a, b] = ["a".repeat(40), "b".repeat(40)];

type Submodules = Readonly<Record<string, string>>;

test.each<[name: string, base: Submodules | undefined, head: Submodules, told: string[]]>([
  ["is there in both", { sub: a }, { sub: a }, []],
  [
    "moves",
    { sub: a },
    { sub: b },
    ["sub: a submodule that this change moves from commit aaaaaaa to bbbbbbb"],
  ],
  ["is added", {}, { sub: a }, ["sub: a submodule that this change adds, at commit aaaaaaa"]],
  ["is removed", { sub: a }, {}, ["sub: a submodule that this change removes"]],
  ["stands in what is scanned", undefined, { sub: a }, ["sub: a submodule"]],
])("a submodule that %s", async (_name, base, head, told) => {
  const review = await reviewChange(withSubmodules(base, head));
  expect(review.verdict).toBe("pass");
  expect(review.coverage.notJudged.map(({ file, reason }) => `${file}: ${reason}`)).toEqual(
    told.map((each) => `${each}; its files stand in another repository and are not read`),
  );
});

test("the title does not say that there is nothing", async () => {
  const { title } = await reviewChange(withSubmodules({ sub: a }, { sub: b }));
  expect(title).not.toContain("No IAM file");
  expect(title).not.toContain("No new access");
});

test("many are counted", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`sub${String(index).padStart(2, "0")}`, a]),
  );
  const { coverage } = await reviewChange(withSubmodules({}, many));
  expect(coverage.notJudged).toHaveLength(21);
  expect(coverage.notJudged[20]).toMatchObject({
    file: "sub20",
    reason: "30 submodules from here on are not read",
  });
});

test("a hostile name of one is inert in Markdown", async () => {
  const review = await reviewChange(withSubmodules({}, { "@octocat `<b>`": a }));
  const markdown = markdownReport(review);
  expect(markdown).toContain("a submodule that this change adds");
  expect(markdown).toContain("`` @octocat `<b>` ``");
});

function withSubmodules(base: Submodules | undefined, head: Submodules): Change {
  const change = fakeChange(base && {}, {});
  const add = (snapshot: Snapshot, ids: Submodules): Snapshot => ({
    ...snapshot,
    list: async () => ({
      ...(await snapshot.list()),
      links: Object.keys(ids),
      submodules: Object.entries(ids).map(([path, id]) => ({ path, id })),
    }),
  });
  return {
    base: change.base && base && add(change.base, base),
    head: add(change.head, head),
  };
}
