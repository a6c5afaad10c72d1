import { describe, expect, test } from "@jest/globals";
import { ask, type Question } from "../../src/access/ask.ts";
import type { PolicySet } from "../../src/access/compare-access.ts";
import { evaluate } from "../../src/access/evaluate.ts";
import { defaultLimits } from "../../src/access/limits.ts";
import { documentOf, statementsOf } from "../support/access.ts";
import { partlyKnownPolicy } from "../support/partly-known.ts";

const allow = (
  Action: string | string[],
  Resource: string | string[] = "*",
  Condition?: object,
) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (...given: Parameters<typeof allow>) => ({ ...allow(...given), Effect: "Deny" });
const set = (grants: object[], ...limits: object[][]): PolicySet => ({
  grants: [documentOf(grants)],
  limits: limits.map((each) => [documentOf(each)]),
});
const withMfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const role = "arn:aws:iam::111122223333:role/app";

describe("what is asked about is allowed", () => {
  test.each<[name: string, set: PolicySet, question: Question, witness: string]>([
    [
      "an action on any resource",
      set([allow("iam:PassRole")]),
      { actions: ["iam:PassRole"] },
      "iam:PassRole on arn:aws:iam::111122223333:role/example",
    ],
    [
      "one of the actions",
      set([allow("s3:Get*")]),
      { actions: ["iam:PassRole", "s3:GetObject"] },
      "s3:GetObject on arn:aws:s3:us-east-1:111122223333:accesspoint/example/object/example",
    ],
    [
      "an action in any case",
      set([allow("IAM:passrole")]),
      { actions: ["iam:PASSROLE"] },
      "iam:PassRole on arn:aws:iam::111122223333:role/example",
    ],
    [
      "an action of a pattern",
      set([allow("s3:GetObject", "arn:aws:s3:::a/*")]),
      { actions: ["s3:G*"] },
      "s3:GetObject on arn:aws:s3:::a/example",
    ],
    [
      "an action that no list has",
      set([allow("nova:*")]),
      { actions: ["nova:Go"] },
      "nova:go on arn:aws:nova:us-east-1:111122223333:example",
    ],
    [
      "one of the resources",
      set([allow("s3:GetObject", "arn:aws:s3:::a/*")]),
      { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::b/*", "arn:aws:s3:::a/k"] },
      "s3:GetObject on arn:aws:s3:::a/k",
    ],
    [
      "any action on a resource",
      set([allow("s3:GetObject", "arn:aws:s3:::a/*")]),
      { resources: ["arn:aws:s3:::a/k"] },
      "s3:GetObject on arn:aws:s3:::a/k",
    ],
    [
      "all but an action",
      set([{ Effect: "Allow", NotAction: "s3:*", Resource: role }]),
      { actions: ["iam:PassRole"] },
      `iam:PassRole on ${role}`,
    ],
    [
      "past a Deny that leaves something",
      set([allow("iam:PassRole"), deny("iam:*", "arn:aws:iam::*:role/admin*")]),
      { actions: ["iam:PassRole"] },
      "iam:PassRole on arn:aws:iam::111122223333:role/example",
    ],
    [
      "within a boundary",
      set([allow("*")], [allow("iam:PassRole", role)]),
      { actions: ["iam:PassRole"] },
      `iam:PassRole on ${role}`,
    ],
    [
      "under a condition",
      set([allow("iam:PassRole", role, withMfa)]),
      { actions: ["iam:PassRole"] },
      `iam:PassRole on ${role} with aws:MultiFactorAuthPresent = true`,
    ],
    [
      "past a Deny with a condition",
      set([allow("iam:PassRole", role), deny("*", "*", { Null: { "aws:username": "true" } })]),
      { actions: ["iam:PassRole"] },
      `iam:PassRole on ${role} with aws:username = other`,
    ],
  ])("%s", (_, policies, question, witness) => {
    const answer = ask(policies, question);
    if (answer.result !== "allowed") throw new Error(answer.result);
    const { action, resource, context } = answer.witness.request;
    const keys = [...context].map(([key, value]) => `${key} = ${value}`).join(", ");
    expect(`${action} on ${resource}${keys && ` with ${keys}`}`).toBe(witness);
    expect(answer.practical).toBe(true);
    expect(answer.lines.length).toBeGreaterThan(0);
  });
});

describe("what is asked about is not allowed", () => {
  test.each<[name: string, set: PolicySet, question: Question]>([
    ["by nothing at all", { grants: [] }, { actions: ["iam:PassRole"] }],
    ["by other actions", set([allow("s3:*")]), { actions: ["iam:PassRole"] }],
    [
      "on this resource",
      set([allow("iam:PassRole", role)]),
      { actions: ["iam:PassRole"], resources: ["arn:aws:iam::111122223333:role/b*"] },
    ],
    ["past a Deny", set([allow("*"), deny("iam:Pass*")]), { actions: ["iam:PassRole"] }],
    [
      "past two Denies that leave nothing",
      set([
        allow("iam:PassRole"),
        deny("iam:PassRole", "*", withMfa),
        deny("iam:PassRole", "*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }),
      ]),
      { actions: ["iam:PassRole"] },
    ],
    ["outside a boundary", set([allow("*")], [allow("s3:*")]), { actions: ["iam:PassRole"] }],
    [
      "under a condition that cannot hold",
      set([
        allow("iam:PassRole", "*", {
          StringEquals: { "aws:username": "a" },
          StringNotEquals: { "aws:username": "a" },
        }),
      ]),
      { actions: ["iam:PassRole"] },
    ],
    ["when no action is asked about", set([allow("*")]), { actions: [] }],
    ["when no resource is asked about", set([allow("*")]), { actions: ["*"], resources: [] }],
  ])("%s", (_, policies, question) => {
    expect(ask(policies, question)).toEqual({ result: "not allowed" });
  });
});

test("the lines have all that is allowed, the witness is one of it", () => {
  const answer = ask(set([allow(["iam:PassRole", "s3:GetObject"]), allow("sqs:SendMessage")]), {
    actions: ["iam:PassRole", "s3:GetObject", "sqs:SendMessage", "sqs:DeleteQueue"],
  });
  if (answer.result !== "allowed") throw new Error(answer.result);
  expect(answer.lines.flatMap(({ actions }) => actions).sort()).toEqual([
    "iam:PassRole",
    "s3:GetObject",
    "sqs:SendMessage",
  ]);
});

test("the statement behind the witness is named", () => {
  const policies = {
    grants: [
      documentOf([allow("s3:*")]),
      documentOf([allow("s3:*"), { Sid: "Pass", ...allow("iam:Pass*") }]),
    ],
  };
  expect(ask(policies, { actions: ["iam:PassRole"] })).toMatchObject({
    policy: 1,
    statementIndex: 1,
    statementId: "Pass",
  });
});

test("access that no request of AWS has is marked", () => {
  const policies = set([allow("iam:PassRole", "arn:aws:s3:::a")]);
  expect(ask(policies, { actions: ["iam:PassRole"] })).toMatchObject({
    result: "allowed",
    practical: false,
  });
});

describe("whatever the context is", () => {
  test.each<[name: string, statements: object[], result: string]>([
    ["an Allow without a condition", [allow("iam:PassRole")], "allowed"],
    ["an Allow with one", [allow("iam:PassRole", "*", withMfa)], "not allowed"],
    ["a Deny with one", [allow("iam:PassRole"), deny("iam:*", "*", withMfa)], "not allowed"],
    [
      "a Deny with one, elsewhere",
      [allow("iam:PassRole"), deny("iam:*", role, withMfa)],
      "allowed",
    ],
  ])("%s", (_, statements, result) => {
    const question = { actions: ["iam:PassRole"], unconditionally: true };
    expect(ask(set(statements), question).result).toBe(result);
  });
});

describe("what is not known", () => {
  const partly = (...statements: object[]): PolicySet => ({
    grants: [partlyKnownPolicy(JSON.stringify({ Statement: statements }), "identity").document],
  });
  const app = { actions: ["iam:PassRole"], resources: [role] };
  test.each<[name: string, set: PolicySet, question: Question, result: string]>([
    ["a resource", partly(allow("iam:PassRole", "<var.arn>")), app, "undecided"],
    [
      "a part that cannot be the resource",
      partly(allow("iam:PassRole", "arn:aws:iam::111122223333:user/<var.name>")),
      app,
      "not allowed",
    ],
    [
      "any resource: whichever it is, it is one",
      partly(allow("iam:PassRole", "<var.arn>")),
      { actions: ["iam:*"] },
      "allowed",
    ],
    [
      "any resource, of which a Deny leaves none",
      partly(allow("iam:PassRole", "<var.arn>"), deny("iam:PassRole", "arn:*:iam::*:role/*")),
      { actions: ["iam:PassRole"] },
      "undecided",
    ],
    ["an action", partly(allow("<var.action>", role)), app, "undecided"],
    ["an effect", partly({ ...allow("iam:*"), Effect: "<var.effect>" }), app, "undecided"],
    [
      "an effect, of other actions",
      partly({ ...allow("s3:*"), Effect: "<var.effect>" }),
      app,
      "not allowed",
    ],
    [
      "what a Deny denies",
      partly(allow("iam:PassRole", role), deny("iam:PassRole", "<var.arn>")),
      app,
      "allowed",
    ],
  ])("%s", (_, policies, question, result) => {
    expect(ask(policies, question).result).toBe(result);
  });
});

test("a limit makes it undecided, and it is named", () => {
  const stars = (end: string) => `arn:aws:s3:::${"*a?????????????"}${end}`;
  const policies = set([allow("s3:GetObject", stars("b")), deny("s3:GetObject", stars("*c*"))]);
  const answer = ask(
    policies,
    { actions: ["s3:GetObject"], resources: [stars("*d*")] },
    {
      ...defaultLimits,
      statesMax: 20,
    },
  );
  expect(answer).toMatchObject({
    result: "undecided",
    undecided: [{ reason: "a limit was reached: statesMax = 20" }],
  });
});

test("a policy of a resource is asked for any principal", () => {
  const statement = { ...allow("s3:GetObject", "arn:aws:s3:::a/*"), Principal: { AWS: role } };
  const policies = { grants: [documentOf([statement])] };
  const answer = ask(policies, { actions: ["s3:GetObject"] });
  if (answer.result !== "allowed") throw new Error(answer.result);
  expect(evaluate(answer.witness.request, { identity: statementsOf([statement]) }).allowed).toBe(
    true,
  );
  expect(answer.witness.request.principal).toMatchObject({ arn: role });
});

describe("sets that share documents", () => {
  const shared = documentOf([allow("iam:PassRole")]);
  const denying = documentOf([deny("iam:PassRole")]);
  const other = documentOf([allow("s3:*")]);
  const some = documentOf([allow("iam:PassRole", role)]);
  const cases: readonly (readonly [name: string, set: PolicySet, result: string])[] = [
    ["one alone", { grants: [shared] }, "allowed"],
    ["beside another", { grants: [shared, other] }, "allowed"],
    ["in another place", { grants: [other, shared] }, "allowed"],
    ["with a Deny", { grants: [shared, denying] }, "not allowed"],
    ["with a Deny in front", { grants: [denying, shared] }, "not allowed"],
    ["within a limit", { grants: [shared], limits: [[other]] }, "not allowed"],
    ["within the same", { grants: [shared], limits: [[shared]] }, "allowed"],
    ["within a part of it", { grants: [shared], limits: [[some]] }, "allowed"],
  ];
  const question = { actions: ["iam:PassRole"], resources: [role] };

  test.each([
    ["asked in this order", cases],
    ["and in the other one", [...cases].reverse()],
  ])("each have their own answer, %s", (_, ordered) => {
    // The same objects twice: what was kept from the first round is asked for in the second.
    for (const [name, policies, result] of [...ordered, ...ordered]) {
      const copy = { ...policies };
      expect([name, ask(copy, question).result]).toEqual([name, result]);
    }
  });

  test("and the place of the statement is that in their own", () => {
    const policyOf = (...grants: PolicySet["grants"]): number | undefined => {
      const answer = ask({ grants }, question);
      return answer.result === "allowed" ? answer.policy : undefined;
    };
    const found = [
      policyOf(shared),
      policyOf(other, shared),
      policyOf(other, other, shared),
      policyOf(shared, other),
    ];
    expect(found).toEqual([0, 1, 2, 0]);
  });
});

describe("a long list of actions", () => {
  const names = Array.from({ length: 40 }, (_, at) => `s3:Made${at}`);
  const asked = ["s3:Made7", "s3:Made*", "s3:Get*", "iam:PassRole", "s3:GetObject", "S3:MADE39"];

  test.each([
    ["Action", [...names, "iam:Pass*", "s3:Get?bject"]],
    ["NotAction", [...names, "iam:Pass*", "s3:Get?bject"]],
  ])("says the same as short ones: %s", (element, actions) => {
    const statement = (list: string[]) => ({ Effect: "Allow", [element]: list, Resource: "*" });
    const long = set([statement(actions)]);
    const short =
      element === "Action"
        ? set(actions.map((action) => statement([action])))
        : set([allow("*")], ...actions.map((action) => [statement([action])]));
    for (const action of asked) {
      const question = { actions: [action] };
      expect([action, ask(long, question).result]).toEqual([action, ask(short, question).result]);
    }
  });
});
