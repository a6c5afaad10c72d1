import { expect, test } from "@jest/globals";
import {
  conditionOperators,
  operatorFamily,
  parseConditionOperator,
} from "../../src/policy/condition-operator.ts";

test.each([
  ["StringEquals", { comparison: "stringequals", negated: false, ifExists: false }],
  ["stringnotequalsIFEXISTS", { comparison: "stringequals", negated: true, ifExists: true }],
  [
    "ForAllValues:StringNotLike",
    { set: "all", comparison: "stringlike", negated: true, ifExists: false },
  ],
  ["foranyvalue:ArnLike", { set: "any", comparison: "arnlike", negated: false, ifExists: false }],
  ["NotIpAddress", { comparison: "ipaddress", negated: true, ifExists: false }],
  ["Null", { comparison: "null", negated: false, ifExists: false }],
  ["", { comparison: "", negated: false, ifExists: false }],
])("%j", (text, expected) => {
  expect(parseConditionOperator(text)).toEqual(expected);
});

test("every operator is read back as one of its family", () => {
  for (const [name, family] of conditionOperators) {
    for (const text of [name, `ForAnyValue:${name}IfExists`, name.toUpperCase()]) {
      expect([text, operatorFamily(parseConditionOperator(text))]).toEqual([text, family]);
    }
  }
});

test.each(["", "StringEqual", "StringEqualsIfExist", "ForAll:StringEquals", "constructor"])(
  "%j is of none",
  (text) => {
    expect(operatorFamily(parseConditionOperator(text))).toBeUndefined();
  },
);
