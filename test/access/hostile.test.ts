import { describe, expect, test } from "@jest/globals";
import { compareAccess, newAccess } from "../../src/access/compare-access.ts";
import { defaultLimits } from "../../src/access/limits.ts";
import { documentOf } from "../support/access.ts";

/** Policies that somebody wrote to run the search away: it ends, and says why it has no answer. */

const allow = (Action: unknown, Resource: unknown = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const tag = (at: number): string => `aws:PrincipalTag/k${at}`;

test.each<[name: string, base: object[], head: object[], cause: RegExp]>([
  [
    "patterns with many `?`",
    [
      allow(
        "s3:*",
        many(50, (at) => `arn:aws:s3:::${"?".repeat(at)}*${at}${"?".repeat(60 - at)}`),
      ),
    ],
    [
      allow(
        "s3:*",
        many(50, (at) => `arn:aws:s3:::*${"?".repeat(at)}${at}*`),
      ),
    ],
    /statesMax|stepsMax/,
  ],
  [
    "hundreds of statements",
    many(500, (at) => allow("s3:Get*", `arn:aws:s3:::b${at}?/*`)),
    many(500, (at) => allow(`s3:Get${at}*`, `arn:aws:s3:::b${at}*/*`)),
    /stepsMax|confirmationsMax/,
  ],
  [
    "kinds of values of a multivalued key",
    [
      allow("s3:*", "*", {
        "ForAnyValue:StringLike": { "aws:TagKeys": many(30, (at) => `*a${at}*`) },
      }),
    ],
    [
      allow("s3:*", "*", {
        "ForAllValues:StringLike": { "aws:TagKeys": many(30, (at) => `*${at}*`) },
      }),
    ],
    /statesMax|stepsMax|setClassesMax/,
  ],
])("%s", (_, base, head, cause) => {
  // A tenth of what is allowed in earnest: the suite has no time for more.
  const limits = { ...defaultLimits, stepsMax: 300_000, confirmationsMax: 15_000 };
  const { lines, undecided } = newAccess(
    { grants: [documentOf(base)] },
    { grants: [documentOf(head)] },
    limits,
  );
  expect(undecided.map(({ reason }) => reason).join("; ")).toMatch(cause);
  expect(lines.every(({ witness }) => witness.request.action !== "")).toBe(true);
});

describe("much that is decided all the same", () => {
  test("forty condition keys", () => {
    const keys = Object.fromEntries(many(40, (at) => [tag(at), "a*"]));
    const { granted } = compareAccess(
      { grants: [documentOf([allow("s3:GetObject", "*", { StringLike: keys })])] },
      {
        grants: [
          documentOf(
            many(40, (at) => allow("s3:GetObject", "*", { StringLike: { [tag(at)]: "*b" } })),
          ),
        ],
      },
    );
    expect(granted).toMatchObject({ undecided: [] });
    expect(granted.lines).toHaveLength(40);
  });

  test("hundreds of statements on both sides that say the same in another order", () => {
    const statements = many(1000, (at) =>
      allow([`s3:Get${at}*`, "s3:PutObject"], `arn:aws:s3:::b${at}*/*`),
    );
    const compared = compareAccess(
      { grants: [documentOf(statements)] },
      { grants: [documentOf(statements.toReversed())] },
    );
    expect(compared.equal).toBe(true);
  });
});

describe("the request of an example", () => {
  const own = `arn:aws:s3:::home/\${aws:username}/*`;
  const granted = (base: object[], head: object[]) =>
    compareAccess({ grants: [documentOf(base)] }, { grants: [documentOf(head)] }).granted;

  test("has the value of a policy variable in its context and in its resource", () => {
    const [line] = granted([], [allow("s3:GetObject", own)]).lines;
    const { resource, context } = line?.witness.request ?? {};
    const name = context?.get("aws:username");
    expect(typeof name === "string" && resource?.startsWith(`arn:aws:s3:::home/${name}/`)).toBe(
      true,
    );
  });

  test("has the one value that a condition leaves", () => {
    const onlyBob = { StringEquals: { "aws:username": "bob" } };
    const [line] = granted([], [allow("s3:GetObject", own, onlyBob)]).lines;
    expect(line?.witness.request.resource).toMatch(/^arn:aws:s3:::home\/bob\//);
    expect(line?.witness.request.context.get("aws:username")).toBe("bob");
  });
});
