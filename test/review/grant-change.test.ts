import { expect, test } from "@jest/globals";
import { grantChanges } from "../../src/review/grant-change.ts";
import type { AccessEntry, ReviewAccess } from "../../src/review/review.ts";
import { accessEntry, accessLine } from "../reports/review-fixture.ts";

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
