import { expect, test } from "@jest/globals";
import { parseConditionOperator } from "../../src/policy/condition-operator.ts";

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
