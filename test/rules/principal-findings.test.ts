import { expect, test } from "@jest/globals";
import type { Inventory } from "../../src/policy/inventory.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { nowhere } from "../../src/policy/written-document.ts";
import type { AddressedProblem, Rule } from "../../src/rules/rule.ts";
import { runRules } from "../../src/rules/run-rules.ts";
import { documentOf } from "../support/access.ts";

/** What rules say of principals, beside what they say of policies. */

const policy: Policy = {
  address: "policy",
  kind: "identity",
  range: nowhere,
  document: documentOf({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }),
  attachedTo: ["a", "b"],
};
const owners = ["a", "b"].map((address) => ({
  address,
  type: "AWS::IAM::Role",
  range: nowhere,
  accessKeys: [],
}));
const inventory: Inventory = { policies: [policy], owners, notJudged: [] };

function rule(
  issueCode: string,
  more: Partial<Rule>,
  problem: Partial<AddressedProblem> = {},
): Rule {
  return {
    issueCode,
    findingType: "SECURITY_WARNING",
    summary: "",
    *principal() {
      yield { address: "policy", at: nowhere, details: "", subject: "s", ...problem };
    },
    ...more,
  };
}

const codes = (rules: readonly Rule[]): string[] =>
  runRules(inventory, [], rules).map(({ issueCode }) => issueCode);

test("a policy of two principals is judged with each, and said once", () => {
  expect(codes([rule("A", {})])).toEqual(["A"]);
});

test("what is said of different principals stays apart", () => {
  const each = rule("A", {
    *principal({ address }) {
      yield { address, at: nowhere, details: "", subject: address };
    },
  });
  expect(codes([each])).toEqual(["A", "A"]);
});

test("a rule about policies yields to one about principals, and the reverse", () => {
  const ofPolicies = rule("DOCUMENT", {
    principal: () => [],
    *document() {
      yield { at: nowhere, details: "", subject: "d" };
    },
  });
  expect(codes([{ ...ofPolicies, yieldsTo: ["A"] }, rule("A", {})])).toEqual(["A"]);
  expect(codes([rule("A", { yieldsTo: ["DOCUMENT"] }), ofPolicies])).toEqual(["DOCUMENT"]);
});

test("findings of one policy come in the order of the rules", () => {
  const ofPolicies = rule("DOCUMENT", {
    principal: () => [],
    *document() {
      yield { at: nowhere, details: "", subject: "d" };
    },
  });
  expect(codes([rule("A", {}), ofPolicies, rule("B", {})])).toEqual(["A", "DOCUMENT", "B"]);
});

test("nothing yields to a hint, which is not shown as a rule", () => {
  const weaker = rule("WEAKER", { yieldsTo: ["STRONGER"] });
  expect(codes([weaker, rule("STRONGER", {})])).toEqual(["STRONGER"]);
  expect(codes([weaker, rule("STRONGER", {}, { confidence: "hint" })])).toEqual([
    "WEAKER",
    "STRONGER",
  ]);
});

test.each([
  ["SECURITY_WARNING", "WARNING", "WARNING"],
  ["WARNING", "SECURITY_WARNING", "WARNING"],
  ["WARNING", undefined, "WARNING"],
] as const)("a rule of type %s whose problem says %s", (findingType, own, expected) => {
  const judged = rule("A", { findingType }, own ? { findingType: own } : {});
  expect(runRules(inventory, [], [judged])[0]?.findingType).toBe(expected);
});
