import { expect, test } from "@jest/globals";
import { validatePolicy } from "../../../src/cli/validate-policy.ts";
import type { PolicyType } from "../../../src/policy/policy.ts";

/** `Statement 0 Action 1`, and a key behind `key`, as the path of a location; then what its span covers. */
const cases: readonly {
  name: string;
  policyType?: PolicyType;
  resourceType?: string;
  text: string;
  code: string;
  places: readonly (readonly [path: string, covered: string])[];
}[] = [
  {
    name: "a value with its quotes",
    text: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": ["*", "reports"] }] }',
    code: "MISSING_ARN_FIELD",
    places: [["Statement 0 Resource 1", '"reports"']],
  },
  {
    name: "a statement that is no list has no index",
    text: '{ "Version": "2012-10-17", "Statement": { "Effect": "allow", "Action": "s3:GetObject", "Resource": "*" } }',
    code: "INVALID_EFFECT",
    places: [["Statement Effect", '"allow"']],
  },
  {
    name: "an unknown member by its value",
    text: '{ "Version": "2012-10-17", "Comment": ["x"], "Statement": [] }',
    code: "INVALID_POLICY_ELEMENT",
    places: [["Comment", '["x"]']],
  },
  {
    name: "a condition key by its name",
    text: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "Bool": { "aws:Nope": "true" } } }] }',
    code: "INVALID_GLOBAL_CONDITION_KEY",
    places: [["Statement 0 Condition Bool key aws:Nope", '"aws:Nope"']],
  },
  {
    name: "a place within a text by the whole text",
    text: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${}" }] }',
    code: "EMPTY_VARIABLE",
    places: [["Statement 0 Resource", '"arn:aws:s3:::b/${}"']],
  },
  {
    name: "a statement that lacks something, though a name in it is misspelt",
    text: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*" }] }',
    code: "MISSING_ACTION",
    places: [["Statement 0", '{ "Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*" }']],
  },
  {
    name: "the action, then the principal",
    policyType: "RESOURCE_POLICY",
    resourceType: "AWS::IAM::AssumeRolePolicyDocument",
    text: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": { "Federated": "cognito-identity.amazonaws.com" }, "Action": ["sts:AssumeRole", "sts:TagSession"] }] }',
    code: "MISMATCHED_ACTION_FOR_PRINCIPAL",
    places: [
      ["Statement 0 Action 0", '"sts:AssumeRole"'],
      ["Statement 0 Principal Federated", '"cognito-identity.amazonaws.com"'],
    ],
  },
  {
    name: "every action, then the condition",
    text: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["kms:DescribeKey", "kms:Decrypt", "kms:GetKeyPolicy"], "Resource": "*", "Condition": { "StringEquals": { "kms:EncryptionContext:app": "x" } } }] }',
    code: "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
    places: [
      ["Statement 0 Action 0", '"kms:DescribeKey"'],
      ["Statement 0 Action 2", '"kms:GetKeyPolicy"'],
      ["Statement 0 Condition StringEquals kms:EncryptionContext:app", '"x"'],
    ],
  },
  {
    name: "both members of a pair by their names",
    text: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "NotAction": "s3:GetObject", "Action": "s3:PutObject", "Resource": "*" }] }',
    code: "UNSUPPORTED_ELEMENT_COMBINATION",
    places: [
      ["Statement 0 key NotAction", '"NotAction"'],
      ["Statement 0 key Action", '"Action"'],
    ],
  },
  {
    name: "the whole document",
    policyType: "SERVICE_CONTROL_POLICY",
    text: `{ "Version": "2012-10-17", "Id": "${"x".repeat(5100)}", "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }`,
    code: "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
    places: [
      [
        "",
        `{ "Version": "2012-10-17", "Id": "${"x".repeat(5100)}", "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] }`,
      ],
    ],
  },
];

test.each(cases)(
  "$name",
  ({ policyType = "IDENTITY_POLICY", resourceType, text, code, places }) => {
    const { apiFindings } = validatePolicy({ file: "p.json", text, policyType, resourceType });
    const finding = apiFindings.find(({ issueCode }) => issueCode === code);
    const found = finding?.locations.map(({ path, span }) => [
      path
        .map((step) => {
          if ("index" in step) return String(step.index);
          if ("key" in step) return `key ${step.key}`;
          return "value" in step ? step.value : JSON.stringify(step);
        })
        .join(" "),
      text.slice(span.start.offset, span.end.offset),
    ]);
    expect(found).toEqual(places);
  },
);
