import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { editDistance, nearest } from "../../src/rules/edit-distance.ts";

test.each([
  ["GetObjct", ["PutObject", "GetObject"], "GetObject"],
  ["getobject", ["GetObjectAcl", "GetObject"], "GetObject"],
  ["GteObject", ["GetObject"], "GetObject"],
  ["Frobnicate", ["GetObject", "PutObject"], undefined],
  // A short word must be closer.
  ["s4", ["s3", "sqs"], "s3"],
  ["ab", ["xy"], undefined],
  ["", ["a"], undefined],
  ["x".repeat(500), ["x".repeat(500)], undefined],
])("%.20j of %.60j: %j", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test("is 0 for equal words only, symmetric, and stops at the limit", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (first, second, limit) => {
      const distance = editDistance(first, second, 20);
      expect(distance === 0).toBe(first === second);
      expect(editDistance(second, first, 20)).toBe(distance);
      expect(editDistance(first, second, limit)).toBe(Math.min(distance, limit + 1));
    }),
    { seed: 4, numRuns: 1000 },
  );
});
