import { describe, expect, test } from "@jest/globals";
import { isAccountId, isEveryResource, parseArn } from "../../src/policy/arn.ts";
import { displayText, literalText, type TextValue } from "../../src/policy/text-value.ts";

const at = { file: "policy.json", start: 0, end: 0 };

describe("parseArn", () => {
  test("splits at the first five colons", () => {
    const arn = parseArn(literalText("arn:aws:logs:eu-west-1:111122223333:log-group:a:*", at));
    expect(arn && Object.values(arn).map(displayText)).toEqual([
      "aws",
      "logs",
      "eu-west-1",
      "111122223333",
      "log-group:a:*",
    ]);
  });

  test("keeps unknown parts and the places of the components", () => {
    const value: TextValue = {
      range: { file: "main.tf", start: 9, end: 40 },
      parts: [
        { kind: "literal", text: "arn:aws:s3:::", at: { file: "main.tf", start: 10, end: 23 } },
        {
          kind: "unknown",
          reference: "var.bucket",
          reason: "input without a value",
          at: { file: "main.tf", start: 23, end: 36 },
        },
        { kind: "literal", text: "/*", at: { file: "main.tf", start: 36, end: 38 } },
      ],
    };
    const arn = parseArn(value);
    expect(arn && displayText(arn.resource)).toBe("${var.bucket}/*");
    expect(arn?.service.range).toEqual({ file: "main.tf", start: 18, end: 20 });
    expect(arn?.account.parts).toEqual([]);
  });

  test.each(["*", "", "arn:aws:s3", "arn:aws:iam::role/x", "bucket:a:b:c:d:e"])(
    "%j is none",
    (text) => {
      expect(parseArn(literalText(text, at))).toBeUndefined();
    },
  );
});

test.each([
  ["*", true],
  ["**", true],
  ["arn:*", true],
  ["arn:aws:*", true],
  ["arn:aws:*:*:*:*", true],
  ["arn:aws-us-gov:*:*:*:*", true],
  ["arn:*:*:*:*:*", true],
  ["arn:aws:s3:::*", false],
  ["arn:aws:*:*:111122223333:*", false],
  ["arn:aws", false],
  ["*:*", false],
  ["a*", false],
])("%j is every resource: %j", (text, expected) => {
  expect(isEveryResource(literalText(text, at))).toBe(expected);
});

test("an account id has twelve digits", () => {
  expect(isAccountId("111122223333")).toBe(true);
  expect(isAccountId("11112222333")).toBe(false);
});
