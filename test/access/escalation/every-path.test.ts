import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../../src/access/escalation/catalogue.ts";
import type { CataloguePath } from "../../../src/access/escalation/path.ts";
import { allow, deny, openPaths, type PrincipalText } from "./escalation-support.ts";

/** What has to be there for the path besides its actions, and is not the same for all. */
const judgedElsewhere = new Set([
  "passrole-any-service",
  "sts-assume-role-saml",
  "sts-assume-role-web-identity",
]);

const paths = catalogue.filter(({ id }) => !judgedElsewhere.has(id));

interface Case {
  readonly name: string;
  readonly path: CataloguePath;
  readonly way: readonly string[];
}

const cases: readonly Case[] = paths.flatMap((path) =>
  path.ways.map((way) => ({ name: `${path.id}: ${way.join(" + ")}`, path, way })),
);

/** The path, or the shorter one that it implies, as a principal with the policy and boundary has it. */
function isOpen({ path }: Case, allows: object, further: PrincipalText = {}): boolean {
  const ids = openPaths({ caller: { ...further, allows } });
  return ids.includes(path.id) || (path.variantOf !== undefined && ids.includes(path.variantOf));
}

function grants({ way }: Case): object[] {
  return way.map((action) => allow(action));
}

/** Whether what is left is another way of the same path. */
function isStillAWay({ path }: Case, actions: readonly string[]): boolean {
  return path.ways.some((way) => way.every((action) => actions.includes(action)));
}

/** Whether what is left opens the shorter path, which stands for this one. */
function impliesShorter({ path }: Case, actions: readonly string[]): boolean {
  const shorter = catalogue.find(({ id }) => id === path.variantOf);
  return shorter?.ways.some((way) => way.every((action) => actions.includes(action))) ?? false;
}

function isOpenWithout(each: Case, action: string): boolean {
  const left = each.way.filter((other) => other !== action);
  return isStillAWay(each, left) || impliesShorter(each, left);
}

describe.each(cases)("$name", (each) => {
  test("is open to who may do just that", () => {
    expect(isOpen(each, grants(each))).toBe(true);
  });

  test("is open when one statement allows it by patterns of another case", () => {
    const services = [...new Set(each.way.map((action) => action.slice(0, action.indexOf(":"))))];
    expect(isOpen(each, allow(services.map((service) => `${service.toUpperCase()}:*`)))).toBe(true);
  });

  test.each(each.way)("is closed without %s", (action) => {
    const left = each.way.filter((other) => other !== action);
    expect(
      isOpen(
        each,
        left.map((other) => allow(other)),
      ),
    ).toBe(isOpenWithout(each, action));
  });

  test.each(each.way)("is closed by a Deny of %s", (action) => {
    expect(isOpen(each, [...grants(each), deny(action)])).toBe(isOpenWithout(each, action));
  });

  test.each(each.way)("is closed by a boundary without %s", (action) => {
    const left = each.way.filter((other) => other !== action);
    const boundary = [...left, "sqs:ListQueues"].map((other) => allow(other));
    expect(isOpen(each, grants(each), { boundary })).toBe(isOpenWithout(each, action));
  });

  test.each(each.way)("is closed when nobody can meet the condition of %s", (action) => {
    const never = {
      StringEquals: { "aws:PrincipalOrgID": "o-one" },
      StringNotEquals: { "aws:PrincipalOrgID": "o-one" },
    };
    const statements = each.way.map((other) =>
      allow(other, "*", other === action ? never : undefined),
    );
    expect(isOpen(each, statements)).toBe(isOpenWithout(each, action));
  });

  if (each.path.passedTo !== undefined) {
    test("is closed when the role can be passed to another service only", () => {
      const statements = each.way.map((action) =>
        action === "iam:PassRole"
          ? allow(action, "*", { StringEquals: { "iam:PassedToService": "other.amazonaws.com" } })
          : allow(action),
      );
      expect(isOpen(each, statements)).toBe(false);
    });

    test("is open when the role can be passed to the service", () => {
      const condition = { StringEquals: { "iam:PassedToService": each.path.passedTo ?? "" } };
      const statements = each.way.map((action) =>
        allow(action, "*", action === "iam:PassRole" ? condition : undefined),
      );
      expect(isOpen(each, statements)).toBe(true);
    });
  }
});
