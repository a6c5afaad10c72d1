import { describe, expect, test } from "@jest/globals";
import type { Statement } from "../../src/policy/policy-document.ts";
import { canonicalGrant, canonicalStatement } from "../../src/rules/canonical.ts";
import { partlyKnownPolicy } from "../support/partly-known.ts";

function statement(json: string): Statement {
  const { document } = partlyKnownPolicy(`{ "Statement": ${json} }`, "resource");
  const [first] = document.statements;
  if (!first) throw new Error(`no statement: ${json}`);
  return first;
}

describe("the canonical statement", () => {
  const text = `{ "Sid": "A", "Effect": "Allow", "Principal": "*", "Action": ["s3:PutObject", "s3:GetObject"],
    "Resource": "<b.arn>/*", "Condition": { "StringLike": { "aws:Referer": ["b", "a"] }, "Bool": { "aws:SecureTransport": true } } }`;

  test("names what is granted", () => {
    expect(canonicalStatement(statement(text))).toBe(
      "allow s3:getobject,s3:putobject on ${b.arn}/* to * if bool aws:securetransport=[true] and stringlike aws:referer=[a,b]",
    );
  });

  test.each([
    [
      "without regard to Sid, order, case of actions, and how everyone is written",
      `{ "Resource": ["<b.arn>/*"],
      "Action": ["S3:getobject", "s3:PutObject", "s3:GetObject"], "Principal": { "AWS": ["*"] }, "Effect": "Allow",
      "Condition": { "bool": { "aws:securetransport": "true" }, "StringLike": { "AWS:Referer": ["a", "b"] } } }`,
    ],
  ])("%s", (_name, other) => {
    expect(canonicalStatement(statement(other))).toBe(canonicalStatement(statement(text)));
  });

  test.each([
    ["an action", text.replace("s3:PutObject", "s3:DeleteObject")],
    ["the case of a resource", text.replace("<b.arn>/*", "<b.arn>/A*")],
    ["another unknown part", text.replace("<b.arn>", "<c.arn>")],
    ["a condition value", text.replace('"a"', '"c"')],
    ["the negation", text.replace('"Action"', '"NotAction"')],
    ["the principal", text.replace('"Principal": "*"', '"Principal": { "AWS": "111122223333" }')],
  ])("%s makes a difference", (_name, other) => {
    expect(canonicalStatement(statement(other))).not.toBe(canonicalStatement(statement(text)));
  });
});

test("a grant of one value leaves the others of the statement out", () => {
  const json = (action: string): string =>
    `{ "Effect": "Allow", "Action": ["iam:PassRole", "${action}"], "Resource": "*" }`;
  expect(canonicalGrant(statement(json("s3:GetObject")), "iam:PassRole", "*")).toBe(
    canonicalGrant(statement(json("s3:PutObject")), "iam:PassRole", "*"),
  );
});
