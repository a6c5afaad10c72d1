import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { fitSections, type Section } from "../../src/reports/sections.ts";

test("all that fits is shown; a list without entries is not", () => {
  const sections = [
    { heading: "a" },
    { heading: "b", items: ["- 1", "- 2"] },
    { heading: "c", items: [] },
    { heading: "<d>", items: ["- 3"], end: "</d>" },
  ];
  expect(fitSections(sections, 10_000)).toBe("a\n\nb\n\n- 1\n- 2\n\n<d>\n\n- 3\n</d>");
});

test("a long section leaves the later ones their share, and takes what they do not need", () => {
  const items = (count: number) => Array.from({ length: count }, () => "x".repeat(99));
  const text = fitSections(
    [
      { heading: "first", items: items(100) },
      { heading: "second", items: items(2) },
      { heading: "third", items: items(100) },
    ],
    10_000,
  );
  const shown = text.split(/first|second|third/).map((part) => part.match(/x{99}/g)?.length ?? 0);
  expect(shown).toEqual([0, 60, 2, 31]);
  expect(text.match(/\*\*Cut:\*\* \d+ more/g)).toEqual(["**Cut:** 40 more", "**Cut:** 69 more"]);
});

test("the bound holds in bytes, every heading is there, and nothing vanishes uncounted", () => {
  const item = fc.string({ unit: fc.constantFrom("x", "é", "漢", "😀"), maxLength: 80 });
  const section = fc.array(item, { maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(section, { maxLength: 6 }),
      fc.integer({ min: 2000, max: 8000 }),
      (lists, bytesMax) => {
        const sections: Section[] = lists.map((items, index) => ({
          heading: `### ${index}`,
          items: items.map((text) => `- ${text}`),
        }));
        const text = fitSections(sections, bytesMax);

        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(bytesMax);
        const shown = text.match(/^- /gm)?.length ?? 0;
        const counted = [...text.matchAll(/\*\*Cut:\*\* (\d+)/g)].reduce(
          (sum, [, n]) => sum + Number(n),
          0,
        );
        expect(shown + counted).toBe(lists.flat().length);
        expect(text.match(/^### /gm)?.length ?? 0).toBe(
          lists.filter((list) => list.length > 0).length,
        );
      },
    ),
    { seed: 3, numRuns: 500 },
  );
});
