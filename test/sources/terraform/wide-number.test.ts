import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  calculate,
  compareNumbers,
  type Operator,
} from "../../../src/sources/terraform/wide-number.ts";

test.each<[string, Operator, string, string | undefined]>([
  ["1", "+", "2", "3"],
  ["0.1", "+", "0.2", "0.3"],
  ["1", "-", "1", "0"],
  ["1.5", "-", "2", "-0.5"],
  ["1.1", "*", "1.1", `1.21${"0".repeat(151)}1`],
  ["10", "/", "4", "2.5"],
  ["-7", "%", "2", "-1"],
  ["7.5", "%", "2", "1.5"],
  ["1", "/", "3", `0.${"3".repeat(154)}5`],
  ["1e30", "+", "1", "1000000000000000000000000000001"],
  ["123456789012345678901234567890", "*", "10", "1234567890123456789012345678900"],
  ["1", "/", "0", undefined],
  ["1", "%", "0", undefined],
  ["x", "+", "1", undefined],
  ["9".repeat(701), "+", "1", undefined],
])("%s %s %s", (left, operator, right, result) => {
  expect(calculate(operator, left, right)).toBe(result);
});

test.each([
  ["1", "2", -1],
  ["0.30", "0.3", 0],
  ["-1", "-2", 1],
  ["1e100", "1", 1],
  ["a", "1", undefined],
])("%s beside %s", (left, right, order) => {
  expect(compareNumbers(left, right)).toBe(order);
});

describe("laws", () => {
  const whole = fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n });
  test("whole numbers of up to 512 bits are exact", () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        expect(calculate("+", String(a), String(b))).toBe(String(a + b));
        expect(calculate("*", String(a), String(b))).toBe(String(a * b));
        if (b !== 0n) expect(calculate("%", String(a), String(b))).toBe(String(a % b));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("a number as text reads back as the same number", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1 }), (a, b) => {
        const text = calculate("/", String(a), String(b)) ?? "";
        expect(calculate("+", text, "0")).toBe(text);
        const [back, exact] = [calculate("*", text, String(b)) ?? "", String(a)];
        const error = calculate("-", back, exact) ?? "1";
        expect(Math.abs(Number(error))).toBeLessThan(1e-130);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
