import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { terminalReport } from "../../src/reports/terminal.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { fakeChange } from "../support/fake-change.ts";

const page = readFileSync(new URL("../../docs/access-diff.md", import.meta.url), "utf8");
const example = /```hcl before\n([\s\S]*?)\n```\s+```hcl\n([\s\S]*?)\n```\s+```\n([\s\S]*?)\n```/g;
const examples = [...page.matchAll(example)].map(([, base = "", head = "", text = ""]) => ({
  base,
  head,
  text,
}));

test("the page has examples of reviews", () => {
  expect(examples.length).toBeGreaterThan(2);
});

test.each(examples)("example %#", async ({ base, head, text }) => {
  const review = await reviewChange(fakeChange({ "main.tf": base }, { "main.tf": head }));
  const blocks = terminalReport(review, { color: false, width: 100 }).split("\n\n");
  expect(blocks).toContain(text);
});
