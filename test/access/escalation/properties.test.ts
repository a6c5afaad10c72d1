import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { catalogue } from "../../../src/access/escalation/catalogue.ts";
import { allow, deny, openPaths } from "./escalation-support.ts";

const actions = [...new Set(catalogue.flatMap(({ ways }) => ways.flat()))];
const role = "arn:aws:iam::111122223333:role/";

const patterns = fc.oneof(
  fc.constantFrom(...actions),
  fc.constantFrom("iam:*", "iam:Put*", "iam:*Role*", "lambda:*", "ec2:*", "s?m:*", "*"),
);
const resources = fc.constantFrom(
  "*",
  `${role}*`,
  `${role}caller`,
  `${role}app-*`,
  "arn:aws:iam::*:user/*",
  "arn:aws:lambda:*:*:function:*",
);
const conditions = fc.constantFrom<object | undefined>(
  undefined,
  undefined,
  { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
  { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/limit" } },
  { StringEquals: { "aws:ResourceTag/team": "shop" } },
);
const statement = fc.tuple(
  fc.array(patterns, { minLength: 1, maxLength: 4 }),
  resources,
  conditions,
);
const statements = fc.array(statement, { minLength: 1, maxLength: 4 });

type StatementText = readonly [readonly string[], string, object | undefined];

function allows(list: readonly StatementText[]): object[] {
  return list.map(([names, resource, condition]) => allow(names, resource, condition));
}

/** A path that stands for others when they are closed, or needs Denies, says nothing of the rest. */
function comparable(ids: readonly string[]): string[] {
  return ids.filter((id) => id !== "passrole-any-service" && !/^iam-de(?:tach|lete)-/.test(id));
}

function isImplied(id: string, ids: readonly string[]): boolean {
  const shorter = catalogue.find((path) => path.id === id)?.variantOf;
  return ids.includes(id) || (shorter !== undefined && ids.includes(shorter));
}

/** Administrators have no paths, so that taking something from one opens many. */
function isAdministrator(list: readonly StatementText[]): boolean {
  return list.some(([names]) => names.includes("*"));
}

const options = { seed: 20261124, numRuns: 60 };

test("a Deny opens nothing", () => {
  fc.assert(
    fc.property(statements, statement, (granted, [names, resource, condition]) => {
      fc.pre(!isAdministrator(granted));
      const before = openPaths({ caller: { allows: allows(granted) } });
      const denied = [...allows(granted), deny(names, resource, condition)];
      for (const id of comparable(openPaths({ caller: { allows: denied } }))) {
        expect([id, isImplied(id, before)]).toEqual([id, true]);
      }
    }),
    options,
  );
});

test("a boundary opens nothing", () => {
  fc.assert(
    fc.property(statements, statements, (granted, limit) => {
      fc.pre(!isAdministrator(granted));
      const before = openPaths({ caller: { allows: allows(granted) } });
      const limited = { caller: { allows: allows(granted), boundary: allows(limit) } };
      const isOfBoundary = (id: string): boolean =>
        /boundary|^iam-(?:create-policy-version|set-default)/.test(id);
      for (const id of comparable(openPaths(limited))) {
        if (!isOfBoundary(id)) expect([id, isImplied(id, before)]).toEqual([id, true]);
      }
    }),
    options,
  );
});

test("a further Allow closes nothing, unless it makes an administrator", () => {
  fc.assert(
    fc.property(statements, statement, (granted, added) => {
      fc.pre(!isAdministrator([...granted, added]));
      const before = openPaths({ caller: { allows: allows(granted) } });
      const after = openPaths({ caller: { allows: allows([...granted, added]) } });
      for (const id of comparable(before)) expect([id, isImplied(id, after)]).toEqual([id, true]);
    }),
    options,
  );
});

test("splitting and ordering of statements change nothing", () => {
  fc.assert(
    fc.property(statements, (granted) => {
      const split = granted.flatMap(([names, resource, condition]) =>
        names.map((name): StatementText => [[name.toUpperCase()], resource, condition]),
      );
      const one = openPaths({ caller: { allows: allows(granted) } });
      const other = openPaths({ caller: { allows: allows(split.toReversed()) } });
      expect(other.toSorted()).toEqual(one.toSorted());
    }),
    options,
  );
});
