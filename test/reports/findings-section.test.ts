import { describe, expect, test } from "@jest/globals";
import MarkdownIt from "markdown-it";
import { checkRunReport } from "../../src/reports/check-run.ts";
import { findingsSections } from "../../src/reports/findings-section.ts";
import { fitSections } from "../../src/reports/sections.ts";
import type { ReviewFinding } from "../../src/review/review.ts";
import { reviewFinding, reviewOf } from "../support/review.ts";

/** `file policy line details`, one finding each. */
function findings(...texts: string[]): ReviewFinding[] {
  return texts.map((text, index) => {
    const [file = "", policy = "", line = "1", details = ""] = text.split(" ");
    const at = { line: Number(line), column: 1 };
    return reviewFinding({
      file,
      policy: policy === "-" ? null : `${file}#${policy}`,
      start: at,
      end: at,
      details,
      fingerprint: `f${index}`,
    });
  });
}

const summaryOf = (found: readonly ReviewFinding[], bytesMax = 65_535) =>
  fitSections([...findingsSections(reviewOf({ findings: found }), 500)], bytesMax);

describe("what is wrong in the same words", () => {
  test("more than ten times shows five places, and all of them behind a fold", () => {
    const texts = Array.from(
      { length: 30 },
      (_, at) => `${at < 25 ? "a" : at}.tf P${at} ${at} open`,
    );
    const [list = "", fold = ""] = summaryOf(findings(...texts)).split("<details>");
    expect(list).toContain("30 times in 6 files");
    expect(list).toContain("  - `a.tf`: `P0` (line 0), `P1` (line 1)");
    expect(list).toContain("  - and 25 more, all of them below");
    expect(list).not.toContain("`P5`");
    expect(fold.match(/`P\d+` \(line/g)).toHaveLength(30);
    expect(fold).toContain("- `25.tf` `P25` (line 25), `26.tf` `P26` (line 26)");
  });

  test("twice stands under each policy", () => {
    const text = summaryOf(findings("a.tf A 1 open", "a.tf B 2 open"));
    expect(text.match(/open/g)).toHaveLength(2);
    expect(text).toContain("`a.tf` · `A`");
  });

  test("three times is said once, with its places", () => {
    const text = summaryOf(
      findings("a.tf A 1 open", "b.tf - 7 open", "a.tf B 2 open", "a.tf A 9 other"),
    );
    expect(text.match(/open/g)).toHaveLength(1);
    expect(text).toContain("3 times in 2 files\n\n- **");
    expect(text).toContain("  - `a.tf`: `A` (line 1), `B` (line 2)\n  - `b.tf` line 7");
    expect(text).toContain("`a.tf` · `A`\n\n- **");
    expect(text).toContain("line 9: other");
  });

  test("of another rule, type or state is something else", () => {
    const [first, ...rest] = findings("a.tf A 1 open", "a.tf B 2 open", "a.tf C 3 open");
    for (const other of [
      { issueCode: "OTHER" },
      { findingType: "ERROR" },
      { state: "widened" },
      { confidence: "likely" },
    ] as const) {
      const text = summaryOf([{ ...first, ...other } as ReviewFinding, ...rest]);
      expect(text.match(/open/g)).toHaveLength(3);
    }
  });
});

describe("the most severe stand outright, the others behind a fold", () => {
  const many = (count: number, policy: (at: number) => string) =>
    findings(...Array.from({ length: count }, (_, at) => `a.tf ${policy(at)} ${at + 1} no${at}`));
  const linesIn = (text = "") => text.match(/line \d+/g)?.length ?? 0;

  test("one after another", () => {
    const [list, fold, ...others] = summaryOf(many(40, (at) => `P${at}`)).split("<details>");
    expect([linesIn(list), linesIn(fold), others]).toEqual([25, 15, []]);
    expect(fold).toContain("<summary>15 more findings</summary>");
    expect(fold).toContain("`a.tf` · `P25`\n\n- **");
  });

  test("those of one policy on both sides", () => {
    const [list, fold] = summaryOf(many(40, () => "P")).split("<details>");
    expect([linesIn(list), linesIn(fold)]).toEqual([25, 15]);
    expect(fold).toContain("`a.tf` · `P`\n\n- **");
  });

  test("what stands in many places counts once", () => {
    const repeated = findings(
      ...Array.from({ length: 30 }, (_, at) => `a.tf R${at} ${at + 1} open`),
    );
    const [list, fold = ""] = summaryOf([...repeated, ...many(24, (at) => `P${at}`)]).split(
      "<details>",
    );
    expect(list).toContain("30 times in `a.tf`");
    expect(linesIn(list?.slice(list.indexOf("more, all")))).toBe(24);
    expect(fold).toContain("Where the repeated findings stand");
  });
});

test("groups are lists of their own", () => {
  const found = findings("a.tf A 1 one", "a.tf B 2 open", "a.tf C 3 open", "a.tf D 4 open");
  const tokens = new MarkdownIt().parse(summaryOf([...found, ...findings("a.tf E 9 last")]), {});
  const outer = tokens.filter(({ type, level }) => type === "bullet_list_open" && level === 0);
  expect(outer).toHaveLength(3);
});

test("the note of a cut counts findings, not lines of the list", () => {
  const found = findings(...Array.from({ length: 1000 }, (_, at) => `a.tf P${at} ${at + 1} open`));
  const text = summaryOf(found, 4_000);
  const shown = text.split("<details>")[1]?.match(/\(line \d+\)/g)?.length ?? 0;
  expect(shown).toBeGreaterThan(50);
  expect(text).toContain(`**Cut:** ${1000 - shown} more entries left out`);
});

test("what was fixed stands by rule", () => {
  const fixed = findings("a.tf A 1 x", "a.tf B 2 x", "b.tf C 3 y").map(
    (each): ReviewFinding => ({ ...each, state: "fixed" }),
  );
  const { summary } = checkRunReport(reviewOf({ findings: fixed }));
  expect(summary).toContain("### Fixed: 3 findings\n\n");
  expect(summary).toMatch(/- `[A-Z_]+` in `a\.tf#A`, `a\.tf#B`, `b\.tf#C`/);
});
