import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "@jest/globals";
import type { Review, ReviewFinding } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { applyEdits } from "../../src/text/edit.ts";
import { LineIndex } from "../../src/text/line-index.ts";
import { stripCarets } from "../support/annotate.ts";
import { fakeChange } from "../support/fake-change.ts";

/** Every example of every rule's page, reviewed as the only file of a repository. */
interface Reviewed {
  readonly page: string;
  readonly path: string;
  readonly text: string;
  readonly configuration: string;
  readonly review: Review;
}

const pages = new URL("../../docs/rules/", import.meta.url);
const paths: Readonly<Record<string, string>> = {
  json: "policy.json",
  hcl: "main.tf",
  yaml: "template.yml",
};
let corpus: Reviewed[];

beforeAll(async () => {
  corpus = [];
  for (const page of readdirSync(pages)) {
    const markdown = readFileSync(new URL(page, pages), "utf8");
    const fence =
      /^```(json|hcl|yaml)(?: ([a-z-]+))?(?: (AWS::[A-Za-z0-9:]+))?\n([\s\S]*?)\n```$/gm;
    for (const [, language = "", kind, resourceType, example = ""] of markdown.matchAll(fence)) {
      if (kind === "configuration") continue;
      const text = stripCarets(example);
      const path = paths[language] ?? "";
      const type = resourceType === undefined ? "" : `, resource-type: "${resourceType}"`;
      const configuration =
        kind === undefined ? "" : `policies: [{ path: ${path}, kind: ${kind}${type} }]`;
      const review = await reviewed(path, text, configuration);
      corpus.push({ page, path, text, configuration, review });
    }
  }
}, 120_000);

function reviewed(path: string, text: string, configuration: string): Promise<Review> {
  return reviewChange(fakeChange(undefined, { [settingsPath]: configuration, [path]: text }));
}

function fixed(text: string, { suggestion }: ReviewFinding): string | undefined {
  const index = new LineIndex(text);
  return applyEdits(
    text,
    (suggestion?.edits ?? []).map(({ file, start, end, newText }) => ({
      range: { file, start: index.offset(start) ?? -1, end: index.offset(end) ?? -1 },
      newText,
    })),
  );
}

test("every suggestion that is offered removes its finding and brings no other", async () => {
  let offered = 0;
  for (const { page, path, text, configuration, review } of corpus) {
    for (const finding of review.findings) {
      if (!finding.suggestion) continue;
      offered++;
      const after = await reviewed(path, fixed(text, finding) ?? "", configuration);
      const codes = (of: Review) => of.findings.map(({ issueCode }) => issueCode).sort();
      const left = codes(review);
      left.splice(left.indexOf(finding.issueCode), 1);
      expect({ page, text, codes: left }).toEqual({
        page,
        text,
        codes: expect.arrayContaining(codes(after)),
      });
      expect(after.findings.map(({ fingerprint }) => fingerprint)).not.toContain(
        finding.fingerprint,
      );
      expect(after.coverage.policies).toBe(review.coverage.policies);
    }
  }
  expect(offered).toBeGreaterThan(10);
}, 120_000);

test("the documentation says how many findings have one", () => {
  const findings = corpus.flatMap(({ review }) => review.findings);
  const share = findings.filter(({ suggestion }) => suggestion).length / findings.length;
  const text = readFileSync(new URL("../../docs/developers.md", import.meta.url), "utf8");
  const said = Number(/about (\d+) % of the findings/.exec(text)?.[1]);
  // Within eight points: each new rule moves it a little.
  expect({ said, share: Math.round(share * 100) }).toEqual({
    said,
    share: expect.any(Number),
  });
  expect(Math.abs(said - share * 100)).toBeLessThanOrEqual(8);
});
