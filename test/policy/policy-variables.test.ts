import { expect, test } from "@jest/globals";
import { policyVariables, withoutVariables } from "../../src/policy/policy-variables.ts";
import { literalText } from "../../src/policy/text-value.ts";

function variables(text: string): unknown[] {
  const range = { file: "a.json", start: 0, end: text.length };
  return policyVariables(literalText(text, range)).map(({ start, end, ...rest }) => ({
    ...rest,
    text: text.slice(start, end),
  }));
}

test.each([
  ["plain", []],
  ["$ {x} }", []],
  ["${*}${?}${$}", []],
  ["a${aws:username}b", [{ closed: true, name: "aws:username", text: "${aws:username}" }]],
  ["${a, 'b, c'}", [{ closed: true, name: "a", fallback: " 'b, c'", text: "${a, 'b, c'}" }]],
  [
    "${}${a",
    [
      { closed: true, name: "", text: "${}" },
      { closed: false, name: "a", text: "${a" },
    ],
  ],
])("%j", (text, expected) => {
  expect(variables(text)).toEqual(expected);
});

test.each([
  ["plain", "plain"],
  ["${a}-${*}-b", "x-x-b"],
  ["${a}${b", "x${b"],
])("%j without its variables", (text, expected) => {
  expect(withoutVariables(text, "x")).toBe(expected);
});

test("a flood of braces is read to a bound", () => {
  expect(variables("${a}".repeat(5000))).toHaveLength(1000);
});
