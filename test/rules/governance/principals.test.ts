import { expect, test } from "@jest/globals";
import { type Configured, findingsOf } from "./owners.ts";

const role = (lines: string) => `resource "aws_iam_role" "app" {\n  name = "app"\n${lines}\n}\n`;
const user = (lines = "") => `resource "aws_iam_user" "ci" {\n  name = "ci"\n${lines}\n}\n`;

const cases: readonly [name: string, text: string, configured: Configured, codes: string[]][] = [
  ["all tags, in any case", role('  tags = { owner = "a" }'), { requiredTags: ["Owner"] }, []],
  ["one is missing", role(""), { requiredTags: ["Owner"] }, ["MISSING_REQUIRED_TAGS"]],
  ["none is asked for", role(""), { requiredTags: [] }, []],
  [
    "tags of a variable may be any",
    `variable "tags" {}\n${role('  tags = merge(var.tags, { A = "b" })')}`,
    { requiredTags: ["Owner"] },
    [],
  ],
  ["a bucket needs none", 'resource "aws_s3_bucket" "a" {}', { requiredTags: ["Owner"] }, []],
  ["a user", user(), {}, ["IAM_USER"]],
  [
    "a user with a key is reported for that",
    `${user()}resource "aws_iam_access_key" "ci" { user = aws_iam_user.ci.name }`,
    {},
    ["IAM_USER_ACCESS_KEY"],
  ],
  [
    "a user with a password likewise",
    `${user()}resource "aws_iam_user_login_profile" "ci" { user = aws_iam_user.ci.name }`,
    {},
    ["IAM_USER_PASSWORD"],
  ],
  ["no boundary is asked for", role(""), {}, []],
  [
    "a boundary in another account's name",
    role('  permissions_boundary = "arn:aws:iam::111122223333:policy/b"'),
    { requiredBoundary: "arn:aws:iam::444455556666:policy/b" },
    ["MISSING_REQUIRED_BOUNDARY"],
  ],
  [
    "the boundary of any account",
    role('  permissions_boundary = "arn:aws:iam::111122223333:policy/b"'),
    { requiredBoundary: "arn:aws:iam::*:policy/b" },
    [],
  ],
  [
    "a session as long as is allowed",
    role("  max_session_duration = 3600"),
    { maxSessionDurationSeconds: 3600 },
    [],
  ],
  [
    "a longer one",
    role("  max_session_duration = 3601"),
    { maxSessionDurationSeconds: 3600 },
    ["SESSION_LONGER_THAN_ALLOWED"],
  ],
  ["no bound is set", role("  max_session_duration = 43200"), {}, []],
];

test.each(cases)("%s", (_, text, configured, codes) => {
  expect(findingsOf(text, configured)).toEqual(codes);
});
