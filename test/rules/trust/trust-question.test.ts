import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { applies } from "../../../src/access/evaluate.ts";
import type { ContextValue } from "../../../src/access/request.ts";
import { writtenDocument } from "../../../src/policy/written-document.ts";
import { admits, askedPolicy } from "../../../src/rules/trust/trust-question.ts";
import { findings } from "../../support/policy-cases.ts";
import { toAws, toGithub, toTokens, trust } from "./statements.ts";

/** Keys with the values that requests and policies of the property have. */
const values = ["a", "az", "b", "zz-other", "*", "a*"];
const keys = ["sts:ExternalId", "aws:PrincipalOrgID", "aws:SourceVpc"];
const operators = [
  "StringEquals",
  "StringNotEquals",
  "StringLike",
  "StringEqualsIfExists",
  "StringNotEqualsIfExists",
  "ForAllValues:StringEquals",
  "ForAnyValue:StringEquals",
];

const condition = fc.record({
  operator: fc.constantFrom(...operators),
  key: fc.constantFrom(...keys),
  value: fc.constantFrom("a", "b", "*", "a*"),
});

const statement = (effect: string) =>
  fc
    .record({
      principal: fc.constantFrom(
        "*",
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::444455556666:role/x",
      ),
      action: fc.constantFrom("sts:AssumeRole", "sts:*", "sts:TagSession"),
      conditions: fc.array(condition, { maxLength: 3 }),
    })
    .map(({ principal, action, conditions }) => {
      const block: Record<string, Record<string, string>> = {};
      for (const { operator, key, value } of conditions) {
        block[operator] = { ...block[operator], [key]: value };
      }
      return { Effect: effect, Principal: { AWS: principal }, Action: action, Condition: block };
    });

const policy = fc
  .tuple(statement("Allow"), fc.array(statement("Deny"), { maxLength: 2 }))
  .map(([allow, denies]) => [allow, ...denies]);

/** Every context over the keys that the property is about. */
function contexts(): ReadonlyMap<string, ContextValue>[] {
  let found: ReadonlyMap<string, ContextValue>[] = [new Map()];
  for (const key of keys) {
    found = found.flatMap((context) => [
      context,
      ...values.map((value) => new Map([...context, [key.toLowerCase(), value]])),
    ]);
  }
  return found;
}

const all = contexts();

describe("an Allow admits exactly what the plain evaluator lets in", () => {
  const principal = { type: "AWS", arn: "arn:aws:iam::444455556666:role/x" } as const;
  const request = { action: "sts:AssumeRole", resource: "*", principal };

  test("with keys that the caller chooses", () => {
    fc.assert(
      fc.property(policy, (statements) => {
        const asked = askedPolicy(
          writtenDocument({ Version: "2012-10-17", Statement: statements }),
        );
        const [allow] = asked.allows;
        if (!allow) throw new Error("no Allow was read");
        const isLetIn = all.some(
          (context) =>
            applies(allow.statement, { ...request, context }) &&
            !asked.denies.some((deny) => applies(deny, { ...request, context })),
        );
        expect(admits(allow, { action: request.action, principal }, asked)).toBe(isLetIn);
      }),
      { seed: 20261124, numRuns: 500 },
    );
  });

  test("with a key that is fixed", () => {
    fc.assert(
      fc.property(policy, fc.constantFrom(undefined, ...values), (statements, id) => {
        const asked = askedPolicy(
          writtenDocument({ Version: "2012-10-17", Statement: statements }),
        );
        const [allow] = asked.allows;
        if (!allow) throw new Error("no Allow was read");
        const isLetIn = all.some(
          (context) =>
            context.get("sts:externalid") === id &&
            applies(allow.statement, { ...request, context }) &&
            !asked.denies.some((deny) => applies(deny, { ...request, context })),
        );
        const context = { "sts:externalid": [id] };
        expect(admits(allow, { action: request.action, principal, context }, asked)).toBe(isLetIn);
      }),
      { seed: 20261125, numRuns: 500 },
    );
  });
});

test("a statement that is there only perhaps counts as an Allow, and not as a Deny", () => {
  const text = (effect: string) => `
variable "strict" {
  type = bool
}

resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [${JSON.stringify(toTokens("gitlab.com", { StringEquals: { "gitlab.com:aud": "x" } }))}],
      ${effect},
    )
  })
}`;
  const deny = `{ Effect = "Deny", Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }, Action = "sts:AssumeRoleWithWebIdentity", Condition = { StringNotLike = { "gitlab.com:sub" = "project_path:g/*" } } }`;
  const open = (list: string) =>
    findings({ "main.tf": text(list) }).some(
      ({ issueCode }) => issueCode === "OIDC_PROVIDER_OPEN_TO_STRANGERS",
    );
  expect(open("[]")).toBe(true);
  expect(open(`[${deny}]`)).toBe(false);
  expect(open(`var.strict ? [${deny}] : []`)).toBe(true);
});

test.each([
  ["a value", "${var.group}", false],
  ["the end of a value", "project_path:${var.group}/*", false],
  ["a value beside a wildcard", "project_path:*:${var.branch}", true],
])("what is not known is nobody else's: %s", (_, subject, isOpen) => {
  const statement = JSON.stringify(
    toTokens("gitlab.com", { StringLike: { "gitlab.com:sub": "SUBJECT" } }),
  ).replace("SUBJECT", subject);
  const found = findings({
    "main.tf": `
variable "group" {}
variable "branch" {}
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [${statement}] })
}`,
  }).filter(({ issueCode }) => issueCode === "OIDC_PROVIDER_OPEN_TO_STRANGERS");
  expect(found).toHaveLength(isOpen ? 1 : 0);
});

test("policies of hostile size come to an end", () => {
  const stars = Array.from({ length: 150 }, (_, at) => `repo:${"*a".repeat(40)}${at}*`);
  const many = Array.from({ length: 150 }, (_, at) =>
    toAws(`arn:aws:iam::464622532012:role/r${at}`, {
      StringNotEquals: { "sts:ExternalId": `${at}` },
    }),
  );
  const denies = many.slice(0, 80).map((each) => ({ ...each, Effect: "Deny" }));
  const statements = [toGithub(["StringLike", "sub", stars]), ...many, ...denies];
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  expect(findings({ "policy.json": text }, trust).length).toBeGreaterThan(0);
});
