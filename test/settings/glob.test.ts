import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { globPattern, matchesGlob } from "../../src/settings/glob.ts";

describe("a pattern", () => {
  test.each([
    ["a.json", "a.json", true],
    ["b/a.json", "a.json", false],
    ["a.json", "*.json", true],
    [".a.json", "*.json", true],
    ["b/a.json", "*.json", false],
    ["b/a.json", "**/*.json", true],
    ["a.json", "**/*.json", true],
    ["a/b/c/d.json", "a/**/d.json", true],
    ["a/d.json", "a/**/d.json", true],
    ["a/b/d.tf", "a/**/d.json", false],
    ["a/b", "a/**", true],
    ["a/b/c", "a/", true],
    ["b/a/c", "a/", false],
    ["abc", "a?c", true],
    ["ac", "a?c", false],
    ["a/c", "a?c", false],
    ["A.json", "a.json", false],
    ["axbxc", "a*b*c", true],
    ["axbxd", "a*b*c", false],
    ["x+y", "x+y", true],
    ["xxy", "x+y", false],
  ])("%s and %s: %s", (path, pattern, expected) => {
    expect(matchesGlob(path, pattern)).toBe(expected);
  });

  test("that is hostile takes steps in proportion to both lengths", () => {
    const name = `${"a".repeat(4_000)}b`;
    expect(matchesGlob(name, `${"*a".repeat(140)}c`)).toBe(false);
    expect(matchesGlob("a/".repeat(2_000), `${"**/a/".repeat(50)}c`)).toBe(false);
  });

  test("has 21 names at most", () => {
    expect(`${"a/".repeat(20)}a`).toMatch(new RegExp(globPattern));
    expect(`${"a/".repeat(21)}a`).not.toMatch(new RegExp(globPattern));
  });

  test("without special characters fits itself and no other path", () => {
    const path = fc.array(fc.stringMatching(/^[a-z.]{0,3}[a-z]$/), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(path, path, (first, second) => {
        const [one, two] = [first.join("/"), second.join("/")];
        expect(one).toMatch(new RegExp(globPattern));
        expect(matchesGlob(one, two)).toBe(one === two);
        expect(matchesGlob(one, "**")).toBe(true);
      }),
      { seed: 8 },
    );
  });
});
