import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { accessDifference } from "../../src/access/access-difference.ts";
import { inventoryOf } from "./difference-text.ts";

const seed = 20_261_124;

const action = fc.constantFrom("s3:GetObject", "s3:Put*", "iam:PassRole", "sqs:*", "*");
const resource = fc.constantFrom("*", "arn:aws:s3:::logs/*", "arn:aws:s3:::${var.x}/*");
const condition = fc.option(
  fc.constantFrom(
    '{ StringEquals = { "aws:PrincipalOrgID" = "o-1" } }',
    '{ Bool = { "aws:SecureTransport" = "true" } }',
  ),
);
const statement = fc
  .record({ effect: fc.constantFrom("Allow", "Allow", "Deny"), action, resource, condition })
  .map(
    (each) =>
      `{ Effect = "${each.effect}", Action = "${each.action}", Resource = "${each.resource}"${each.condition === null ? "" : `, Condition = ${each.condition}`} }`,
  );
const statements = fc.array(statement, { minLength: 1, maxLength: 4 });

interface RoleShape {
  readonly inline: readonly string[];
  readonly managed: readonly string[];
  readonly boundary: boolean;
  readonly aws: boolean;
}

const roleShape: fc.Arbitrary<RoleShape> = fc.record({
  inline: statements,
  managed: statements,
  boundary: fc.boolean(),
  aws: fc.boolean(),
});

function documentOf(list: readonly string[]): string {
  return `jsonencode({ Version = "2012-10-17", Statement = [${list.join(", ")}] })`;
}

function configuration(shapes: readonly RoleShape[]): string {
  const roles = shapes.map(
    ({ inline, managed, boundary, aws }, index) => `
resource "aws_iam_role" "r${index}" {
  name = "r${index}"
  ${boundary ? "permissions_boundary = aws_iam_policy.boundary.arn" : ""}
  assume_role_policy = ${documentOf(['{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }'])}
}
resource "aws_iam_role_policy" "r${index}" {
  role   = aws_iam_role.r${index}.id
  policy = ${documentOf(inline)}
}
resource "aws_iam_policy" "r${index}" {
  policy = ${documentOf(managed)}
}
resource "aws_iam_role_policy_attachment" "r${index}" {
  role       = aws_iam_role.r${index}.name
  policy_arn = ${aws ? '"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"' : `aws_iam_policy.r${index}.arn`}
}
`,
  );
  const boundary = `variable "x" {}
resource "aws_iam_policy" "boundary" {
  policy = ${documentOf(['{ Effect = "Allow", Action = ["s3:*", "iam:Get*"], Resource = "*" }'])}
}
`;
  return boundary + roles.join("");
}

describe("for random inventories", () => {
  const shapes = fc.array(roleShape, { minLength: 1, maxLength: 4 });

  test("the difference of a side with itself is empty", () => {
    fc.assert(
      fc.property(shapes, (list) => {
        const text = { "main.tf": configuration(list) };
        expect(accessDifference(inventoryOf(text), inventoryOf(text))).toEqual({
          entries: [],
          notCompared: [],
        });
      }),
      { seed, numRuns: 200 },
    );
  });

  test("moving every inline policy into the managed one, reordered, changes nothing", () => {
    fc.assert(
      fc.property(shapes, (list) => {
        const own = list.map((shape) => ({ ...shape, aws: false }));
        const moved = own.map((shape) => ({
          ...shape,
          inline: shape.inline.slice(0, 1),
          managed: [...shape.managed, ...shape.inline].reverse(),
        }));
        const difference = accessDifference(
          inventoryOf({ "main.tf": configuration(own) }),
          inventoryOf({ "main.tf": configuration(moved) }),
        );
        expect(difference.entries).toEqual([]);
      }),
      { seed, numRuns: 200 },
    );
  });

  test("what is new one way is gone the other way, or may be where head does not tell", () => {
    fc.assert(
      fc.property(shapes, shapes, (before, after) => {
        const base = inventoryOf({ "main.tf": configuration(before) });
        const head = inventoryOf({ "main.tf": configuration(after) });
        const forth = accessDifference(base, head).entries;
        const back = accessDifference(head, base).entries;
        const gained = (entries: typeof forth) => entries.filter(({ granted }) => granted.lines[0]);
        const named = (entries: typeof forth) =>
          entries.map(({ address, kind }) => `${kind} ${address}`);
        for (const [one, other] of [
          [forth, back],
          [back, forth],
        ] as const) {
          const surely = other.filter(({ removed }) => removed.lines[0]);
          const perhaps = other.filter(({ removed }) => removed.lines[0] ?? removed.undecided[0]);
          expect(named(gained(one))).toEqual(expect.arrayContaining(named(surely)));
          expect(named(perhaps)).toEqual(expect.arrayContaining(named(gained(one))));
        }
      }),
      { seed, numRuns: 60 },
    );
  });
});
