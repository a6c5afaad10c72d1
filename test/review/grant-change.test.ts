import { describe, expect, test } from "@jest/globals";
import { grantChanges } from "../../src/review/grant-change.ts";
import type { AccessEntry, ReviewAccess } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { accessEntry, accessLine } from "../reports/review-fixture.ts";
import { fakeChange } from "../support/fake-change.ts";

const at = (policy: string) => ({ side: "head" as const, policy, file: "a.tf", line: 1 });
const line = (policy: string, practical = true) => accessLine({ statement: at(policy), practical });
const entry = (fields: Partial<AccessEntry>) =>
  accessEntry({ principal: "role.a", granted: [], removed: [], undecided: [], ...fields });
const access = (entries: AccessEntry[], fields: Partial<ReviewAccess> = {}): ReviewAccess => ({
  entries,
  newAccess: "some",
  notCompared: [],
  ...fields,
});

const undecided = { direction: "granted" as const, reason: "unknown", statement: null };
const gone = { removed: [line("policy.a")] };

test.each<[name: string, ReviewAccess, string]>([
  ["the change gives nothing at all", access([], { newAccess: "none" }), "no more"],
  ["nor in what was judged", access([], { newAccess: "none judged" }), "no more"],
  ["the policy gives more", access([entry({ granted: [line("policy.a")] })]), "more"],
  ["in theory only", access([entry({ ...gone, granted: [line("policy.a", false)] })]), "no more"],
  [
    "it gives less, and others give more",
    access([entry(gone), entry({ principal: "role.b", granted: [line("policy.b")] })]),
    "no more",
  ],
  [
    "its principal has more by another",
    access([entry({ ...gone, granted: [line("policy.b")] })]),
    "undecided",
  ],
  [
    "its principal may have more",
    access([entry({ ...gone, undecided: [undecided] })]),
    "undecided",
  ],
  [
    "a policy of unknown content is attached",
    access([entry({ ...gone, opaque: { granted: ["x"], removed: [], unchanged: [] } })]),
    "undecided",
  ],
  [
    "nothing is known of it",
    access([entry({ principal: "role.b", granted: [line("policy.b")] })]),
    "undecided",
  ],
  ["something was not compared", access([entry(gone)], { notCompared: ["x"] }), "undecided"],
])("%s", (_, difference, expected) => {
  expect(grantChanges(difference)("policy.a")).toBe(expected);
});

test("a principal is an address as well", () => {
  const change = grantChanges(access([entry({ granted: [line("policy.a")] })]));
  expect(change("role.a")).toBe("more");
});

describe("what is written at a policy counts as well", () => {
  const statement = (effect: string, action: string) =>
    `{ Effect = "${effect}", Action = "${action}", Resource = "*" }`;
  const document = (...statements: string[]) =>
    `jsonencode({ Version = "2012-10-17", Statement = [${statements.join(", ")}] })`;
  const allow = (action: string) => document(statement("Allow", action));
  const trust =
    'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })';
  const role = (name: string, more = "") =>
    `resource "aws_iam_role" "${name}" {\n  assume_role_policy = ${trust}\n${more}}\n`;
  const inline = (name: string, of: string, policy: string) =>
    `resource "aws_iam_role_policy" "${name}" {\n  role   = aws_iam_role.${of}.id\n  policy = ${policy}\n}\n`;
  const managed = (name: string, policy: string) =>
    `resource "aws_iam_policy" "${name}" {\n  policy = ${policy}\n}\n`;
  const admin = `${role("admin")}resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.admin.name
  policy_arn = aws_iam_policy.own.arn
}
`;
  const bounded = role("a", "  permissions_boundary = aws_iam_policy.limit.arn\n");
  const shared = role("a") + role("b") + inline("old", "a", allow("ec2:*"));
  const file = inline("x", "a", 'file("p.json")') + inline("y", "b", 'file("p.json")');
  const json = (action: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
    });

  async function states(base: Record<string, string>, head: Record<string, string>) {
    const { findings, verdict } = await reviewChange(fakeChange(base, head));
    const states = findings
      .filter(({ issueCode }) => issueCode === "STAR_IN_ACTION_AND_RESOURCE")
      .map(({ state, policy }) => `${state} ${policy}`);
    return [verdict, ...states];
  }

  test.each<[name: string, files: (action: string) => Record<string, string>, expected: string[]]>([
    [
      "that all its holders have already, for another may get it later",
      (action) => ({ "main.tf": admin + managed("own", allow(action)) }),
      ["fail", "widened aws_iam_policy.own"],
    ],
    [
      "that a boundary takes away, for that may go",
      (action) => ({
        "main.tf":
          bounded +
          managed("limit", allow("s3:*")) +
          inline("p", "a", allow(action === "s3:*" ? action : "*")),
      }),
      ["fail", "widened aws_iam_role_policy.p"],
    ],
    [
      "that the first of two holders of one document has already",
      (action) => ({ "main.tf": shared + file, "p.json": json(action) }),
      ["fail", "widened aws_iam_role_policy.x", "pre-existing aws_iam_role_policy.old"],
    ],
  ])("%s", async (_, files, expected) => {
    const found = await states(files("s3:*"), files("ec2:*"));
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test.each<[name: string, base: string, head: string, expected: string[]]>([
    [
      "that a standing role gets from another is new there, whatever its policy is called",
      role("a") + role("b") + inline("p", "a", allow("ec2:*")),
      role("a") + role("b") + inline("q", "b", allow("ec2:*")),
      ["fail", "fixed aws_iam_role_policy.p", "introduced aws_iam_role_policy.q"],
    ],
    [
      "of a policy that has another name is not, whatever is added beside it",
      role("a") + inline("p", "a", allow("ec2:*")),
      role("a") +
        inline(
          "q",
          "a",
          document(statement("Allow", "ec2:*"), statement("Allow", "s3:ListAllMyBuckets")),
        ),
      ["pass", "pre-existing aws_iam_role_policy.q"],
    ],
  ])("a grant %s", async (_, base, head, expected) => {
    const found = await states({ "main.tf": base }, { "main.tf": head });
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test("less of it is no more", async () => {
    const files = (action: string, ...denies: string[]) => ({
      "main.tf": role("a") + inline("p", "a", document(statement("Allow", action), ...denies)),
    });
    expect(
      await states(
        files("ec2:*", statement("Deny", "ec2:Describe*")),
        files("ec2:Run*", statement("Deny", "ec2:Describe*")),
      ),
    ).not.toContain("fail");
  });
});
