import { expect, test } from "@jest/globals";
import type { Policy } from "../../../src/policy/policy.ts";
import { nowhere } from "../../../src/policy/written-document.ts";
import { rules } from "../../../src/rules/index.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { documentOf } from "../../support/access.ts";

/** Input that is made to be slow or to break something. A rule has to come to an end, and not throw. */

const own = rules.filter(({ issueCode }) =>
  /^(ALL_|BULK_|AUDIT_|CREDENTIALS_FOR|DECRYPT_|PERMISSIONS_|WRITE_|WILDCARD_IN_ACTION|ALLOW_WITH_NOT_(ACTION|RESOURCE)|STAR_IN|ADMINISTRATOR|FUTURE|WHOLE|ANY_|CLOUDSHELL|TERRAFORM)/.test(
    issueCode,
  ),
);

function codes(statements: readonly object[]): string[] {
  const policy: Policy = {
    address: "policy",
    kind: "identity",
    range: nowhere,
    document: documentOf({ Version: "2012-10-17", Statement: statements }),
  };
  const inventory = { policies: [policy], owners: [], notJudged: [] };
  return [...new Set(runRules(inventory, [], own).map(({ issueCode }) => issueCode))];
}

const many = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index));

test("thousands of actions, more than AWS takes", () => {
  const actions = [
    ...many(5000, (index) => `s3:Get${"*".repeat(index % 7)}x${index}`),
    "s3:GetObject",
  ];
  expect(codes([{ Effect: "Allow", Action: actions, Resource: "*" }])).toEqual([]);
});

test("patterns of stars and question marks", () => {
  const pattern = `s3:${"*?".repeat(400)}`;
  const resource = `arn:aws:s3:::${"*a".repeat(500)}*`;
  expect(codes([{ Effect: "Allow", Action: pattern, Resource: resource }])).toEqual([]);
});

test("hundreds of Denies with conditions", () => {
  const denies = many(300, String).map((index) => ({
    Effect: "Deny",
    Action: ["s3:GetObject", "secretsmanager:*"],
    Resource: "*",
    Condition: { StringEquals: { [`aws:ResourceTag/k${index}`]: "x" } },
  }));
  const allow = { Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" };
  expect(codes([allow, ...denies])).toEqual(["ALL_OBJECTS_READABLE"]);
});

test("names that are properties of objects", () => {
  const actions = ["constructor:toString", "__proto__:*", "hasOwnProperty:Get*", ":", "*:", ""];
  expect(codes([{ Effect: "Allow", Action: actions, Resource: "*" }])).toEqual([]);
});

test("elements without values", () => {
  expect(codes([{ Effect: "Allow", Action: [], Resource: [] }])).toEqual([]);
  expect(codes([{ Effect: "Allow", NotAction: [], Resource: "*" }])).toEqual([
    "ADMINISTRATOR_ACCESS",
  ]);
  expect(codes([{ Effect: "Allow", Action: "s3:GetObject", NotResource: [] }])).toEqual([]);
});
