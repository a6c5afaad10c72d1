import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  coversAction,
  coversActions,
  coversPattern,
  hasWildcard,
  isStar,
  matchesGlob,
  matchesGlobIgnoringCase,
  overlaps,
  patternLengthMax,
} from "../../src/policy/pattern.ts";
import type { TextPart, TextValue } from "../../src/policy/text-value.ts";

const at = { file: "policy.json", start: 0, end: 0 };

/** `s3:<var.a>*` has an unknown part called `var.a`. */
function text(written: string): TextValue {
  const parts = written.split(/<([^>]*)>/).flatMap((part, index): TextPart[] => {
    if (index % 2 === 1) {
      return [{ kind: "unknown", reference: part, reason: "input without a value", at }];
    }
    return part === "" ? [] : [{ kind: "literal", text: part, at }];
  });
  return { parts, range: at };
}

describe("matchesGlob", () => {
  test.each([
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["*", "anything:at/all", true],
    ["**", "a", true],
    ["?", "", false],
    ["?", "a", true],
    ["?*", "a", true],
    ["a*c", "abbbc", true],
    ["a*c", "abbbcd", false],
    ["a*b*c", "a-b-b-c-c", true],
    ["*a", "aaab", false],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
    ["A", "a", false],
  ])("%j on %j: %j", (pattern, subject, expected) => {
    expect(matchesGlob(pattern, subject)).toBe(expected);
  });

  test("without regard to case", () => {
    expect(matchesGlobIgnoringCase("IAM:pass*", "iam:PassRole")).toBe(true);
  });

  test("patterns that make backtracking explode end", () => {
    expect(matchesGlob("a*".repeat(2000), "a".repeat(2000))).toBe(true);
    expect(matchesGlob(`${"a*".repeat(1000)}b`, "a".repeat(4000))).toBe(false);
  });

  test("agrees with a regular expression", () => {
    fc.assert(
      fc.property(glob(), word(), (pattern, subject) => {
        const source = pattern.replaceAll("*", ".*").replaceAll("?", ".");
        expect(matchesGlob(pattern, subject)).toBe(new RegExp(`^${source}$`).test(subject));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe("coversAction", () => {
  test.each([
    ["*", "yes"],
    ["iam:*", "yes"],
    ["IAM:pass*", "yes"],
    ["iam:PassRole", "yes"],
    ["iam:Pass?ole", "yes"],
    ["iam:PassRoles", "no"],
    ["s3:*", "no"],
    ["<var.action>", "unknown"],
    ["<var.service>:PassRole", "unknown"],
    ["<var.service>:Get*", "no"],
    ["iam:*<var.suffix>", "unknown"],
    ["", "no"],
  ])("%j includes iam:PassRole: %s", (pattern, expected) => {
    expect(coversAction(text(pattern), "iam:PassRole")).toBe(expected);
  });
});

describe("coversPattern", () => {
  test.each([
    ["*", "a*", "yes"],
    ["a*", "*", "no"],
    ["a*", "ab*", "yes"],
    ["*b", "*ab", "yes"],
    ["a*c", "a*b*c", "yes"],
    ["a*b*c", "a*c", "no"],
    // With `?` in the outer pattern not everything is decided.
    ["?*", "*?", "yes"],
    ["?*", "a*", "yes"],
    ["?*", "*a", "unknown"],
    ["?*", "", "no"],
    ["*?b", "*b", "unknown"],
    ["a?", "b*", "no"],
    ["a*", "a?", "yes"],
    ["abc", "a?c", "no"],
    // Unknown parts.
    ["<x>", "<x>", "yes"],
    ["<x>", "<y>", "unknown"],
    ["arn:aws:s3:::*", "arn:aws:s3:::<x>/*", "yes"],
    ["<x>/*", "<x>/a/*", "yes"],
    ["<x>*", "*", "unknown"],
    ["<x>", "a*", "no"],
    ["<x>", "abc", "unknown"],
    ["abc", "<x>", "unknown"],
    ["abc", "b<x>", "no"],
    ["a<x>", "b", "no"],
    ["a?c", "<x>", "unknown"],
    ["?", "<x>", "unknown"],
  ])("%j over %j: %s", (outer, inner, expected) => {
    expect(coversPattern(text(outer), text(inner))).toBe(expected);
  });

  test("case counts for resources and not for actions", () => {
    expect(coversPattern(text("A*"), text("ab"))).toBe("no");
    expect(coversActions(text("A*"), text("ab"))).toBe("yes");
  });

  test("patterns past the bound are not judged, except by a star", () => {
    const long = "a".repeat(patternLengthMax + 1);
    expect(coversPattern(text(`${long}*`), text(long))).toBe("unknown");
    expect(coversPattern(text("*"), text(long))).toBe("yes");
  });

  test("yes and no agree with the texts of a small alphabet", () => {
    const words = allWords(["a", "b", "c"], 6);
    fc.assert(
      fc.property(glob(4), glob(4), (outer, inner) => {
        const counterexample = words.find(
          (subject) => matchesGlob(inner, subject) && !matchesGlob(outer, subject),
        );
        const answer = coversPattern(text(outer), text(inner));
        if (answer === "unknown") expect(outer).toContain("?");
        else expect(answer).toBe(counterexample === undefined ? "yes" : "no");
      }),
      { seed: 2, numRuns: 1500 },
    );
  });

  test("putting a text in place of the unknown part never contradicts an answer", () => {
    fc.assert(
      fc.property(globWithUnknown(), globWithUnknown(), word(), (outer, inner, value) => {
        const answer = coversPattern(text(outer), text(inner));
        if (answer === "unknown") return;
        const known = coversPattern(
          text(outer.replaceAll("<x>", value)),
          text(inner.replaceAll("<x>", value)),
        );
        expect(known).toBe(answer);
      }),
      { seed: 3, numRuns: 3000 },
    );
  });
});

describe("overlaps", () => {
  test.each([
    ["a*", "*b", true],
    ["a", "b", false],
    ["a?", "?b", true],
    ["repo:org/*", "repo:zz/*", false],
    ["repo:*", "repo:zz/*", true],
    ["<x>", "anything", true],
    ["a<x>", "b*", false],
  ])("%j and %j: %j", (first, second, expected) => {
    expect(overlaps(text(first), text(second))).toBe(expected);
    expect(overlaps(text(second), text(first))).toBe(expected);
  });
});

test.each([
  ["*", true],
  ["**", true],
  ["", false],
  ["*:*", false],
  ["<x>", false],
  ["*<x>", false],
])("isStar of %j: %j", (written, expected) => {
  expect(isStar(text(written))).toBe(expected);
});

test("an unknown part has no wildcard", () => {
  expect(hasWildcard(text("<x>"))).toBe(false);
  expect(hasWildcard(text("<x>?"))).toBe(true);
});

function glob(length = 6): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: length });
}

function globWithUnknown(): fc.Arbitrary<string> {
  const unit = fc.constantFrom("a", "b", "*", "?", "<x>");
  return fc.array(unit, { maxLength: 5 }).map((parts) => parts.join(""));
}

function word(): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 7 });
}

function allWords(alphabet: readonly string[], lengthMax: number): string[] {
  const words = [""];
  for (let from = 0, length = 0; length < lengthMax; length++) {
    const end = words.length;
    for (const known of words.slice(from, end)) words.push(...alphabet.map((unit) => known + unit));
    from = end;
  }
  return words;
}
