import { describe, expect, test } from "@jest/globals";
import { validatePolicy } from "../../src/cli/validate-policy.ts";
import type { PolicyType } from "../../src/policy/policy.ts";

interface Options {
  readonly policyType?: PolicyType;
  readonly resourceType?: string;
}

/** Each finding as its code and the texts that its locations span; an empty path is the document. */
function found(text: string, { policyType = "IDENTITY_POLICY", resourceType }: Options = {}) {
  const { apiFindings } = validatePolicy({ file: "policy.json", text, policyType, resourceType });
  return apiFindings.map(({ issueCode, locations }) => [
    issueCode,
    ...locations.map(({ path, span: { start, end } }) =>
      path.length === 0 ? "document" : text.slice(start.offset, end.offset),
    ),
  ]);
}

const policy = (...statements: string[]): string =>
  `{ "Version": "2012-10-17", "Statement": [${statements.join(", ")}] }`;

describe("places and order are those of the API", () => {
  test("the document first, then what comes first in the text; an action before its resource", () => {
    const text = `{ "Statement": [
      { "Effect": "Allow", "Resource": "*", "Action": ["iam:Pass*", "s3:Get*", "s3:GetObject"] },
      { "Effect": "Allow", "Action": "*", "Resource": "*" }
    ] }`;
    expect(found(text)).toEqual([
      ["MISSING_VERSION", "document"],
      ["PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", '"iam:Pass*"', '"*"'],
      ["REDUNDANT_ACTION", '"s3:Get*"', '"s3:GetObject"'],
      ["CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", '"*"', '"*"'],
      ["PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", '"*"', '"*"'],
    ]);
  });

  test("every action without a tag, then the key", () => {
    const text = policy(
      `{ "Effect": "Allow", "Action": ["logs:DescribeLogGroups", "logs:DeleteLogGroup", "logs:DescribeQueries"], "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/a": "1" } } }`,
    );
    expect(found(text)).toEqual([
      [
        "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        '"logs:DescribeLogGroups"',
        '"logs:DescribeQueries"',
        '"aws:ResourceTag/a"',
      ],
    ]);
  });

  test("the operator by its name, an empty list by its brackets, statements as a whole", () => {
    const statement = `{ "Effect": "Deny", "Action": "s3:*", "Resource": [], "Condition": { "ForAnyValue:Null": { "aws:TagKeys": "true" } } }`;
    expect(found(policy(statement, statement))).toEqual([
      ["REDUNDANT_STATEMENT", statement, statement],
      ["EMPTY_ARRAY_RESOURCE", "[]"],
      ["NULL_WITH_QUALIFIER", '"ForAnyValue:Null"'],
      ["EMPTY_ARRAY_RESOURCE", "[]"],
      ["NULL_WITH_QUALIFIER", '"ForAnyValue:Null"'],
    ]);
  });
});

describe("one finding for all that are alike", () => {
  const statement = `{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }`;

  test("statements", () => {
    expect(found(policy(statement, statement, statement))).toEqual([
      ["REDUNDANT_STATEMENT", statement, statement, statement],
    ]);
  });

  test.each([
    ["IDENTITY_POLICY", "UNIQUE_SIDS_REQUIRED"],
    ["SERVICE_CONTROL_POLICY", "UNIQUE_SIDS_RECOMMENDED"],
  ] as const)("Sids of an %s", (policyType, code) => {
    const of = (service: string): string =>
      `{ "Sid": "a", "Effect": "Deny", "Action": "${service}:*", "Resource": "*" }`;
    expect(found(policy(of("s3"), of("sns"), of("sqs")), { policyType })).toEqual([
      [code, '"a"', '"a"', '"a"'],
    ]);
  });
});

describe("a statement with a value of the wrong type", () => {
  const passRole = `{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*" }`;

  test.each([
    [`{ "Effect": true, "Action": "iam:PassRole", "Resource": "*" }`, "true"],
    [`{ "Effect": "allow", "Action": 7, "Resource": ["*", "*"] }`, "7"],
    [`{ "Sid": 1, "Effect": "Allow", "Action": ["s3:*", "s3:Get*"], "Resource": "x" }`, "1"],
    [
      `{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": { "Ref": "x" } }`,
      '{ "Ref": "x" }',
    ],
  ])("has no other finding: %s", (broken, place) => {
    expect(found(policy(broken))).toEqual([["DATA_TYPE_MISMATCH", place]]);
    expect(found(policy(passRole, broken))).toEqual([
      ["PASS_ROLE_WITH_STAR_IN_RESOURCE", '"iam:PassRole"', '"*"'],
      ["DATA_TYPE_MISMATCH", place],
    ]);
  });

  test("a wrong type elsewhere takes nothing away", () => {
    expect(found(`{ "Version": "2012-10-17", "Id": 1, "Statement": [${passRole}] }`)).toEqual([
      ["DATA_TYPE_MISMATCH", "1"],
      ["PASS_ROLE_WITH_STAR_IN_RESOURCE", '"iam:PassRole"', '"*"'],
    ]);
  });
});

test("AWS documents two codes for the same key, and both are given", () => {
  const text = policy(
    `{ "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": { "ArnLike": { "AWS:arn": "arn:aws:iam::111122223333:role/app" } } }`,
  );
  expect(
    found(text)
      .map(([code]) => code)
      .sort(),
  ).toEqual(["DEPRECATED_GLOBAL_CONDITION_KEY", "UNSUPPORTED_GLOBAL_CONDITION_KEY"]);
});

test("what reviews say under another code only is said under AWS's own", () => {
  const codes = found(policy(`{ "Effect": "Allow", "NotAction": "s3:*", "Resource": "*" }`)).map(
    ([code]) => code,
  );
  expect(codes).toEqual([
    "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
  ]);
});

test("what only our reviews see is left out", () => {
  const text = policy(
    `{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEquals": {} } }`,
  );
  expect(found(text)).toEqual([]);
});

test("the resource type of a policy counts", () => {
  const text = policy(
    `{ "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": { "StringEquals": { "s3:ResourceAccount": "111122223333" } } }`,
  );
  const policyType = "RESOURCE_POLICY";
  expect(found(text, { policyType })).toEqual([]);
  expect(found(text, { policyType, resourceType: "AWS::S3::Bucket" })).toEqual([
    ["IRRELEVANT_CONDITION_KEY_IN_POLICY", '"s3:ResourceAccount"'],
  ]);
});

describe("the size of a document", () => {
  const ofSize = (size: number): string => {
    const text = (filler: string): string =>
      policy(
        `{ "Sid": "${filler}", "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "arn:aws:s3:::b/*" }`,
      );
    return text("a".repeat(size - text("").replace(/\s/g, "").length));
  };

  test.each([
    { name: "up to the quota", size: 10_239, codes: ["REDUNDANT_ACTION"] },
    {
      name: "beyond the quota",
      size: 10_240,
      codes: ["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "REDUNDANT_ACTION"],
    },
    {
      name: "up to what the API takes",
      size: 32_768,
      codes: ["POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "REDUNDANT_ACTION"],
    },
  ])("$name", ({ size, codes }) => {
    expect(found(ofSize(size)).map(([code]) => code)).toEqual(codes);
  });

  test("beyond what the API takes it is refused, as the API does", () => {
    const request = {
      file: "p.json",
      policyType: "IDENTITY_POLICY",
      resourceType: undefined,
    } as const;
    const answer = validatePolicy({ ...request, text: ofSize(32_769) });
    expect(answer).toMatchObject({ apiFindings: [], findings: [] });
    expect(answer.refusal).toContain("at most 32768 characters");
    expect(validatePolicy({ ...request, text: ofSize(32_768) }).refusal).toBeUndefined();
  });

  test("a text that is not JSON is reported however long it is", () => {
    expect(found(`${ofSize(32_769)}}`)[0]?.[0]).toBe("JSON_SYNTAX_ERROR");
  });
});
