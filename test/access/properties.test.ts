import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareAccess } from "../../src/access/compare-access.ts";
import { evaluate } from "../../src/access/evaluate.ts";
import type { Request } from "../../src/access/request.ts";
import { readPolicyDocument } from "../../src/policy/read-policy-document.ts";
import type { TextPart } from "../../src/policy/text-value.ts";
import { parseJson } from "../../src/sources/json/parse-json.ts";
import { documentOf, statementsOf } from "../support/access.ts";
import {
  anyEffect,
  type Json,
  pair,
  parameters,
  policy,
  request,
  some,
  statement,
} from "../support/random-policies.ts";

function compare(base: readonly Json[], head: readonly Json[]) {
  return compareAccess({ grants: [documentOf(base)] }, { grants: [documentOf(head)] });
}

function allows(statements: readonly Json[], asked: Request): boolean {
  return evaluate(asked, { identity: statementsOf(statements) }).allowed;
}

test("a policy allows nothing that itself does not", () => {
  const any = fc.boolean().chain(policy);
  fc.assert(
    fc.property(any, (both) => {
      expect(compare(both, both)).toMatchObject({
        equal: true,
        granted: { lines: [], undecided: [] },
        removed: { lines: [], undecided: [] },
      });
    }),
    parameters,
  );
});

test("an Allow more removes nothing", () => {
  fc.assert(
    fc.property(policy(false), statement(fc.constant("Allow"), false), (base, added) => {
      expect(compare(base, [...base, added]).removed).toEqual({ lines: [], undecided: [] });
    }),
    parameters,
  );
});

test("a Deny more grants nothing", () => {
  fc.assert(
    fc.property(policy(false), statement(fc.constant("Deny"), false), (base, added) => {
      expect(compare(base, [...base, added]).granted).toEqual({ lines: [], undecided: [] });
    }),
    parameters,
  );
});

test("a request that head allows and base does not is in the difference", () => {
  fc.assert(
    fc.property(
      pair,
      fc.array(request, { minLength: 40, maxLength: 40 }),
      ([base, head], asked) => {
        const more = asked.filter((each) => allows(head, each) && !allows(base, each));
        const { granted } = compare(base, head);
        if (more.length > 0)
          expect(granted.lines.length + granted.undecided.length).toBeGreaterThan(0);
      },
    ),
    parameters,
  );
});

test("every line has an example that its side alone allows", () => {
  fc.assert(
    fc.property(pair, ([base, head]) => {
      const { granted, removed } = compare(base, head);
      for (const { reason } of [...granted.undecided, ...removed.undecided]) {
        expect(reason).toMatch(/^it depends on the value of/);
      }
      for (const [difference, more, less] of [
        [granted, head, base],
        [removed, base, head],
      ] as const) {
        for (const { witness } of difference.lines) {
          const context = new Map(
            [...witness.request.context].map(([key, value]) => [key.toLowerCase(), value]),
          );
          const asked = { ...witness.request, context };
          expect([allows(more, asked), allows(less, asked)]).toEqual([true, false]);
        }
      }
    }),
    parameters,
  );
});

describe("ways to write the same", () => {
  const upper = (action: string): string => action.toUpperCase();
  test.each<[name: string, rewrite: (statements: readonly Json[]) => readonly Json[]]>([
    ["the order", (statements) => statements.toReversed()],
    ["statements that stand there twice", (statements) => [...statements, ...statements]],
    [
      "the case of actions",
      (statements) =>
        statements.map((each) => ({
          ...each,
          ...("Action" in each && { Action: (each.Action as string[]).map(upper) }),
          ...("NotAction" in each && { NotAction: (each.NotAction as string[]).map(upper) }),
        })),
    ],
    [
      "one statement for each action",
      (statements) =>
        statements.flatMap((each) =>
          "Action" in each
            ? (each.Action as string[]).map((Action) => ({ ...each, Action }))
            : [each],
        ),
    ],
    [
      "one statement for each resource",
      (statements) =>
        statements.flatMap((each) =>
          "Resource" in each
            ? (each.Resource as string[]).map((Resource) => ({ ...each, Resource }))
            : [each],
        ),
    ],
  ])("%s", (_, rewrite) => {
    fc.assert(
      fc.property(policy(false), (statements) => {
        expect(compare(statements, rewrite(statements))).toMatchObject({
          granted: { lines: [], undecided: [] },
          removed: { lines: [], undecided: [] },
        });
      }),
      parameters,
    );
  });
});

describe("values that are not known", () => {
  const names = some("*", "prod", "p*", "dev", "<x>", "<y>", "<x>-1", "a<x>");
  const open: fc.Arbitrary<Json> = fc
    .record({
      effect: anyEffect,
      names,
      negated: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
      key: fc.option(
        fc.record({
          operator: fc.constantFrom("StringEquals", "StringLike", "StringNotEquals"),
          names,
        }),
        { freq: 3 },
      ),
    })
    .map((made) => ({
      Effect: made.effect,
      Action: "iam:PassRole",
      [made.negated ? "NotResource" : "Resource"]: made.names.map(
        (name) => `arn:aws:iam::111111111111:role/${name}`,
      ),
      ...(made.key && {
        Condition: { [made.key.operator]: { "aws:PrincipalTag/t": made.key.names } },
      }),
    }));
  const openPolicy = fc.array(open, { minLength: 1, maxLength: 3 });
  const value = fc.constantFrom("prod", "dev", "p", "prod-1", "other", "aprod");

  function partly(statements: readonly Json[]) {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const at = { file: "p.json", start: 0, end: text.length };
    const parts = text
      .split(/(<[xy]>)/)
      .map(
        (part): TextPart =>
          /^<[xy]>$/.test(part)
            ? { kind: "unknown", reference: part[1] ?? "", reason: "input without a value", at }
            : { kind: "literal", text: part, at },
      );
    const { node } = parseJson({ parts, range: at });
    if (!node) throw new Error("no JSON");
    return readPolicyDocument(node);
  }

  function substituted(statements: readonly Json[], x: string, y: string): Json[] {
    const text = JSON.stringify(statements).replaceAll("<x>", x).replaceAll("<y>", y);
    return JSON.parse(text) as Json[];
  }

  test("no value contradicts an answer that was given without it", () => {
    fc.assert(
      fc.property(openPolicy, openPolicy, value, value, (base, head, x, y) => {
        const { granted } = compareAccess({ grants: [partly(base)] }, { grants: [partly(head)] });
        if (granted.lines.length + granted.undecided.length > 0) return;
        const known = compare(substituted(base, x, y), substituted(head, x, y)).granted;
        expect(known).toEqual({ lines: [], undecided: [] });
      }),
      { ...parameters, numRuns: parameters.numRuns * 4 },
    );
  });

  test("a difference that was found is one for fresh values", () => {
    fc.assert(
      fc.property(openPolicy, openPolicy, (base, head) => {
        const { granted } = compareAccess({ grants: [partly(base)] }, { grants: [partly(head)] });
        if (granted.lines.length === 0) return;
        const known = compare(
          substituted(base, "fresh-1", "fresh-2"),
          substituted(head, "fresh-1", "fresh-2"),
        ).granted;
        expect(known.lines.length).toBeGreaterThan(0);
      }),
      { ...parameters, numRuns: parameters.numRuns * 4 },
    );
  });
});
