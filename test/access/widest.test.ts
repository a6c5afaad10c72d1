import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluate } from "../../src/access/evaluate.ts";
import { readSet } from "../../src/access/policy-set.ts";
import type { Request } from "../../src/access/request.ts";
import { Symbols } from "../../src/access/symbols.ts";
import { closest, widest } from "../../src/access/widest.ts";
import type { PolicyDocument } from "../../src/policy/policy-document.ts";
import { readPolicyDocument } from "../../src/policy/read-policy-document.ts";
import type { TextPart } from "../../src/policy/text-value.ts";
import { parseJson } from "../../src/sources/json/parse-json.ts";
import { documentOf, requestOf } from "../support/access.ts";
import { type Json, parameters, policy, request } from "../support/random-policies.ts";

const hole = "HOLE";

/** A document with something unknown wherever its text has `HOLE`: a whole value, or a part of a text. */
function withHoles(
  value: unknown,
  reason: "input without a value" | "known after deployment" = "input without a value",
): PolicyDocument {
  const range = { file: "p.json", start: 0, end: 0 };
  const parts = JSON.stringify({ Version: "2012-10-17", Statement: value })
    .replaceAll(`"${hole}"`, hole)
    .split(hole)
    .flatMap((text, index): TextPart[] => [
      ...(index > 0 ? [{ kind: "unknown", reference: "var.x", reason, at: range } as const] : []),
      { kind: "literal", text, at: range },
    ]);
  const { node } = parseJson({ parts, range });
  if (!node) throw new Error("the policy of a test is no JSON");
  return readPolicyDocument(node);
}

function allows(document: PolicyDocument, base: PolicyDocument, asked: Request): boolean {
  const { set } = widest({ grants: [document] }, { grants: [base] });
  return evaluate(asked, readSet(set, new Symbols()).policies).allowed;
}

const nothing = documentOf([]);

/** The same policy with one of its texts unknown: an effect, an action, a resource, a value of a condition. */
function forgetting(statements: readonly Json[], choice: number): readonly Json[] {
  let count = 0;
  const visit = (value: unknown, isText: boolean, at: number): unknown => {
    if (typeof value === "string") return isText && count++ === at ? hole : value;
    if (Array.isArray(value)) return value.map((each) => visit(each, isText, at));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, visit(inner, key !== "Sid", at)]),
    );
  };
  visit(statements, false, -1);
  const at = count === 0 ? -1 : choice % count;
  count = 0;
  return visit(statements, false, at) as Json[];
}

test("what a policy allows, its widest reading allows where a text of it is not known", () => {
  const requests = fc.array(request, { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(policy(false), fc.nat(1000), requests, (statements, choice, asked) => {
      const known = readSet({ grants: [documentOf(statements)] }, new Symbols()).policies;
      const open = withHoles(forgetting(statements, choice));
      for (const each of asked) {
        if (!evaluate(each, known).allowed) continue;
        expect([each, allows(open, nothing, each)]).toEqual([each, true]);
      }
    }),
    parameters,
  );
});

describe("what is as wide as can be", () => {
  const get = requestOf("s3:GetObject", "arn:aws:s3:::b/x");
  const fromOrganization = requestOf("s3:GetObject", "arn:aws:s3:::b/x", {
    "aws:PrincipalOrgID": "o-1",
  });
  const allow = (more: Json): Json => ({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "*",
    ...more,
  });
  const deny = (more: Json): Json => ({ ...allow({}), Effect: "Deny", ...more });
  const organization = (operator: string, value: string): Json => ({
    Condition: { [operator]: { "aws:PrincipalOrgID": value } },
  });

  test.each<[name: string, statements: unknown, asked: Request, expected: boolean]>([
    ["an action", [allow({ Action: hole })], get, true],
    ["part of one", [allow({ Action: `s3:${hole}` })], get, true],
    ["of another service", [allow({ Action: `ec2:${hole}` })], get, false],
    ["a resource", [allow({ Resource: hole })], get, true],
    ["in another bucket", [allow({ Resource: `arn:aws:s3:::a/${hole}` })], get, false],
    ["what is left out", [allow({ Action: undefined, NotAction: ["iam:*", hole] })], get, true],
    ["a Deny", [allow({}), deny({ Resource: hole })], get, true],
    ["a Deny beside a known one", [allow({}), deny({ Resource: [hole, "*"] })], get, false],
    [
      "what a Deny leaves out",
      [allow({}), deny({ Action: undefined, NotAction: hole })],
      get,
      true,
    ],
    ["conditions", [allow({ Condition: hole })], get, true],
    ["the keys of a condition", [allow({ Condition: { StringEquals: hole } })], get, true],
    [
      "the value of one: the key has to be there",
      [allow(organization("StringEquals", hole))],
      get,
      false,
    ],
    ["and may have any value", [allow(organization("StringEquals", hole))], fromOrganization, true],
    ["of a Deny: it may never hold", [allow({}), deny({ Condition: hole })], get, true],
    ["an effect", [allow({ Effect: hole })], get, true],
    ["a statement", [hole], get, true],
    ["the name of an element", [{ Effect: "Allow", [hole]: "*" }], get, true],
  ])("%s", (_, statements, asked, expected) => {
    expect(allows(withHoles(statements), nothing, asked)).toBe(expected);
  });

  test("the id of a resource is neither a wildcard nor that of another one", () => {
    const open = withHoles([allow({ Resource: hole })], "known after deployment");
    expect(widest({ grants: [open] }, { grants: [nothing] }).references).toEqual([]);
  });

  test("what base names as well is the same on both sides", () => {
    const open = withHoles([allow({ Resource: hole })]);
    expect(widest({ grants: [open] }, { grants: [open] }).references).toEqual([]);
  });

  test("closest to base, a condition may ask for what that of base asks for", () => {
    const head = withHoles([allow(organization("StringNotEquals", hole))]);
    const readings = [allow({}), allow(organization("StringNotEquals", "o-1"))].map((before) => {
      const { set } = closest({ grants: [head] }, { grants: [documentOf([before])] });
      return evaluate(fromOrganization, readSet(set, new Symbols()).policies).allowed;
    });
    expect(readings).toEqual([true, false]);
  });
});
