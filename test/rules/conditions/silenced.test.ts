import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluate } from "../../../src/access/evaluate.ts";
import type { ContextValue } from "../../../src/access/request.ts";
import { readStatements } from "../../../src/access/statement.ts";
import { Symbols } from "../../../src/access/symbols.ts";
import { writtenDocument } from "../../../src/policy/written-document.ts";
import { findingsOf } from "./cases.ts";

/**
 * A condition beside the one that is met without its key, or a Deny beside the Allow, silences the
 * finding exactly when no request without the key is allowed: the plain evaluator says so.
 */

type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Case {
  readonly code: string;
  readonly key: string;
  readonly wrong: Conditions;
}

const cases: readonly Case[] = [
  {
    code: "MFA_NOT_DEMANDED_OF_ACCESS_KEYS",
    key: "aws:MultiFactorAuthPresent",
    wrong: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
  },
  {
    code: "FORALLVALUES_MET_WITHOUT_KEY",
    key: "aws:PrincipalOrgPaths",
    wrong: { "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-a/r-a/" } },
  },
  {
    code: "IF_EXISTS_MET_WITHOUT_KEY",
    key: "aws:SourceVpc",
    wrong: { StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } },
  },
];

/** What may stand beside the wrong condition, or in a Deny; `key` is the one that may be missing. */
const conditions: readonly ((key: string) => Conditions)[] = [
  () => ({}),
  (key) => ({ Null: { [key]: "true" } }),
  (key) => ({ Null: { [key]: "false" } }),
  () => ({ Bool: { "aws:SecureTransport": "true" } }),
  () => ({ Bool: { "aws:SecureTransport": "false" } }),
  (key) => ({ Null: { [key]: "true" }, Bool: { "aws:SecureTransport": "true" } }),
];

const actions = ["ec2:*", "ec2:StopInstances", "ec2:St*", "s3:*", "*"];

const anyCondition = fc.constantFrom(...conditions);
/** An Allow that demands that the key is missing means it. */
const besideCondition = fc.constantFrom(
  ...conditions.filter((condition) => condition("k").Null?.k !== "true"),
);

const example = fc.record({
  at: fc.constantFrom(...cases),
  beside: besideCondition,
  denies: fc.array(fc.record({ action: fc.constantFrom(...actions), condition: anyCondition }), {
    maxLength: 3,
  }),
});

test("exactly when the access is gone", () => {
  fc.assert(
    fc.property(example, ({ at: { code, key, wrong }, beside, denies }) => {
      const statements = [
        {
          Effect: "Allow",
          Action: "ec2:StopInstances",
          Resource: "*",
          Condition: { ...beside(key), ...wrong },
        },
        ...denies.map(({ action, condition }) => ({
          Effect: "Deny",
          Action: action,
          Resource: "*",
          Condition: condition(key),
        })),
      ];
      const codes = findingsOf(statements, "identity").map(({ issueCode }) => issueCode);
      expect([JSON.stringify(statements), codes.includes(code)]).toEqual([
        JSON.stringify(statements),
        isOpen(statements),
      ]);
    }),
    { seed: 20_261_124, numRuns: 150 },
  );
});

/** Whether a request without the key is allowed, whichever way it is sent. */
function isOpen(statements: readonly object[]): boolean {
  const document = writtenDocument(
    JSON.parse(JSON.stringify({ Version: "2012-10-17", Statement: statements })),
  );
  const identity = readStatements(document, 0, new Symbols()).statements;
  return ["true", "false"].some((secure) => {
    const context = new Map<string, ContextValue>([["aws:securetransport", secure]]);
    const resource = "arn:aws:ec2:eu-central-1:111122223333:instance/i-1";
    return evaluate({ action: "ec2:StopInstances", resource, context }, { identity }).allowed;
  });
}
