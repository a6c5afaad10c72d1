import { describe, expect, test } from "@jest/globals";
import { applies } from "../../src/access/evaluate.ts";
import { requestOf, statementsOf } from "../support/access.ts";

const absent = undefined;
type Value = string | readonly string[] | undefined;

/** Whether a statement with this one condition on `k` applies to a request with that value of `k`. */
function holds(operator: string, expected: unknown, actual: Value, more = {}): boolean {
  const [statement] = statementsOf([
    { Effect: "Allow", Action: "*", Resource: "*", Condition: { [operator]: { k: expected } } },
  ]);
  if (!statement) throw new Error("no statement");
  const context = actual === undefined ? more : { ...more, K: actual };
  return applies(statement, requestOf("s3:GetObject", "*", context));
}

describe("single values", () => {
  test.each<[operator: string, expected: unknown, actual: Value, holds: boolean]>([
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", ["b", "a"], "a", true],
    ["StringEquals", "a*", "ab", false],
    ["StringEquals", "a*", "a*", true],
    ["StringEquals", "a", absent, false],
    ["StringNotEquals", "a", "b", true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", "a", absent, true],
    ["StringEqualsIgnoreCase", "aB", "Ab", true],
    ["StringNotEqualsIgnoreCase", "aB", "Ab", false],
    ["StringNotEqualsIgnoreCase", "aB", absent, true],
    ["StringLike", "a*c?", "abbcd", true],
    ["StringLike", "a?c", "ac", false],
    ["StringLike", "arn:aws:*:x", "arn:aws:a:b:x", true],
    ["StringLike", "*", absent, false],
    ["StringNotLike", "a*", "b", true],
    ["StringNotLike", ["a*", "b*"], "b", false],
    ["StringNotLike", "a*", absent, true],
    ["stringequals", "a", "a", true],
    ["NumericEquals", "1.50", "1.5", true],
    ["NumericEquals", 5, "5", true],
    ["NumericEquals", "5", "x", false],
    ["NumericNotEquals", "5", "6", true],
    ["NumericNotEquals", "5", absent, true],
    ["NumericLessThan", "10", "9", true],
    ["NumericLessThan", "10", "10", false],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", "10", "9", false],
    ["NumericGreaterThanEquals", "10", "10", true],
    ["NumericGreaterThan", "-1", "0", true],
    ["NumericLessThan", "10", absent, false],
    ["DateEquals", "2024-01-01T00:00:00Z", "1704067200", true],
    ["DateNotEquals", "2024-01-01T00:00:00Z", absent, true],
    ["DateLessThan", "2024-01-01T00:00:00Z", "2023-12-31T23:59:59Z", true],
    ["DateGreaterThan", "2024-01-01", "2024-01-01T00:00:01Z", true],
    ["DateLessThan", "2024-01-01T02:00:00+02:00", "2024-01-01T00:00:00Z", false],
    ["Bool", "true", "true", true],
    ["Bool", true, "TRUE", true],
    ["Bool", "false", "true", false],
    ["Bool", "false", absent, false],
    ["BinaryEquals", "QmluYXJ5", "QmluYXJ5", true],
    ["BinaryEquals", "QmluYQ==", "QmluYQ", true],
    ["BinaryEquals", "QmluYXJ5", "qmluYXJ5", false],
    ["IpAddress", "10.0.0.0/8", "10.1.2.3", true],
    ["IpAddress", "10.0.0.1", "10.0.0.1", true],
    ["IpAddress", "10.0.0.1", "10.0.0.2", false],
    ["IpAddress", "10.0.0.5/24", "10.0.0.77", true],
    ["IpAddress", "0.0.0.0/0", "2001:db8::1", false],
    ["IpAddress", "::/0", "1.2.3.4", false],
    ["IpAddress", "2001:db8::/32", "2001:DB8:0:0::1", true],
    ["IpAddress", "::ffff:1.2.3.4/128", "::ffff:102:304", true],
    ["IpAddress", "10.0.0.0/8", absent, false],
    ["NotIpAddress", "10.0.0.0/8", "11.0.0.1", true],
    ["NotIpAddress", "10.0.0.0/8", absent, true],
    ["ArnEquals", "arn:aws:s3:::b*", "arn:aws:s3:::bucket", true],
    ["ArnLike", "arn:aws:*:x", "arn:aws:a:b:x", false],
    ["ArnLike", "arn:aws:sns:*:123456789012:t-?", "arn:aws:sns:eu-west-1:123456789012:t-1", true],
    ["ArnLike", "arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a/b:c", true],
    ["ArnNotLike", "arn:aws:iam::*:role/x", "arn:aws:iam::1:role/y", true],
    ["ArnNotEquals", "arn:aws:iam::*:role/x", absent, true],
    ["Null", "true", absent, true],
    ["Null", "true", "x", false],
    ["Null", "false", "x", true],
    ["Null", "false", absent, false],
    ["Null", ["true", "false"], "x", true],
  ])("%s %j, request has %j → %j", (operator, expected, actual, result) => {
    expect(holds(operator, expected, actual)).toBe(result);
  });

  test.each([
    "StringEquals",
    "StringLike",
    "StringEqualsIgnoreCase",
    "NumericLessThan",
    "DateGreaterThan",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "ArnLike",
    "StringNotEquals",
    "NotIpAddress",
  ])("%sIfExists holds when the key is missing", (operator) => {
    expect(holds(`${operator}IfExists`, "1", absent)).toBe(true);
  });

  test("IfExists counts when the key is there", () => {
    expect(holds("StringEqualsIfExists", "a", "b")).toBe(false);
    expect(holds("StringEqualsIfExists", "a", "a")).toBe(true);
  });
});

describe("several values", () => {
  test.each<[operator: string, expected: unknown, actual: Value, holds: boolean]>([
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", ["a"], absent, true],
    ["ForAllValues:StringEquals", ["a"], [], true],
    ["ForAllValues:StringEquals", ["a"], [""], true],
    ["ForAllValues:StringNotEquals", ["a"], ["b", "c"], true],
    ["ForAllValues:StringNotEquals", ["a"], ["b", "a"], false],
    ["ForAnyValue:StringEquals", ["a", "b"], ["x", "b"], true],
    ["ForAnyValue:StringEquals", ["a"], ["x"], false],
    ["ForAnyValue:StringEquals", ["a"], absent, false],
    ["ForAnyValue:StringEqualsIfExists", ["a"], absent, true],
    ["ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true],
    ["ForAnyValue:StringNotEquals", ["a"], ["a"], false],
    ["ForAnyValue:StringNotEquals", ["a"], absent, false],
    ["ForAllValues:StringLike", ["a*"], ["ab", "ac"], true],
    ["ForAllValues:StringLike", "a*", "ab", true],
    ["StringEquals", ["a"], ["a"], false],
    ["StringNotEquals", ["a"], ["b"], true],
  ])("%s %j, request has %j → %j", (operator, expected, actual, result) => {
    expect(holds(operator, expected, actual)).toBe(result);
  });
});

describe("policy variables", () => {
  const user = { "aws:username": "bob" };
  test.each<[operator: string, expected: unknown, actual: Value, more: object, holds: boolean]>([
    ["StringEquals", `\${aws:username}`, "bob", user, true],
    ["StringEquals", `\${AWS:UserName}`, "bob", user, true],
    ["StringEquals", `\${aws:username}`, "eve", user, false],
    ["StringEquals", `\${aws:username}`, "bob", {}, false],
    ["StringNotEquals", `\${aws:username}`, "bob", {}, true],
    ["StringLike", `\${aws:username}-*`, "bob-1", user, true],
    ["StringLike", `\${aws:username}`, "bob", { "aws:username": "b*" }, false],
    ["StringLike", `\${*}x`, "*x", {}, true],
    ["StringLike", `\${*}x`, "ax", {}, false],
    ["StringEquals", `\${aws:username, 'nobody'}`, "nobody", {}, true],
    ["StringEquals", `\${aws:username, 'nobody'}`, "bob", user, true],
    ["StringEquals", `\${aws:username}`, "a", { "aws:username": ["a"] }, false],
    ["Bool", `\${aws:username}`, `\${aws:username}`, { "aws:username": "true" }, true],
    ["ArnLike", `arn:aws:iam::1:user/\${aws:username}`, "arn:aws:iam::1:user/bob", user, true],
    ["StringEqualsIgnoreCase", `\${aws:username}`, "BOB", user, true],
  ])("%s %j, request has %j and %j → %j", (operator, expected, actual, more, result) => {
    expect(holds(operator, expected, actual, more)).toBe(result);
  });

  test.each(["2008-10-17", undefined])("are plain text in version %s", (version) => {
    const [statement] = statementsOf({
      ...(version && { Version: version }),
      Statement: [
        {
          Effect: "Allow",
          Action: "*",
          Resource: "*",
          Condition: { StringEquals: { k: `\${aws:username}` } },
        },
      ],
    });
    if (!statement) throw new Error("no statement");
    const asText = requestOf("s3:GetObject", "*", { ...user, k: `\${aws:username}` });
    expect(applies(statement, asText)).toBe(true);
    expect(applies(statement, requestOf("s3:GetObject", "*", { ...user, k: "bob" }))).toBe(false);
  });
});

test("all operators, and all keys of one, have to hold", () => {
  const [statement] = statementsOf([
    {
      Effect: "Allow",
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { a: "1", b: "2" }, Bool: { c: "true" } },
    },
  ]);
  if (!statement) throw new Error("no statement");
  const all = { a: "1", b: "2", c: "true" };
  expect(applies(statement, requestOf("s3:X", "*", all))).toBe(true);
  for (const key of ["a", "b", "c"]) {
    expect(applies(statement, requestOf("s3:X", "*", { ...all, [key]: "no" }))).toBe(false);
  }
});
