import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { validatePolicy } from "../../../src/cli/validate-policy.ts";
import type { PolicyType } from "../../../src/policy/policy.ts";

/** A policy that has a bit of everything, for mutations to break. */
const sound = {
  Version: "2012-10-17",
  Id: "mixed",
  Statement: [
    {
      Sid: "Read",
      Effect: "Allow",
      Principal: { AWS: ["111122223333"], Service: "cloudfront.amazonaws.com" },
      Action: ["s3:GetObject", "sts:AssumeRole", "iam:Pass*"],
      Resource: ["arn:aws:s3:::reports/${aws:username}/*", "arn:aws:sqs:eu-west-1:111122223333:q"],
      Condition: {
        StringLike: { "aws:PrincipalTag/team": ["a*", "b"], "aws:userid": "AROAEXAMPLE:*" },
        IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"] },
        "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] },
        Null: { "aws:MultiFactorAuthAge": "true" },
      },
    },
    { Effect: "Deny", NotAction: "iam:*", NotResource: "*", NotPrincipal: "*" },
  ],
};

const types: readonly (readonly [PolicyType, string?])[] = [
  ["IDENTITY_POLICY"],
  ["RESOURCE_POLICY"],
  ["RESOURCE_POLICY", "AWS::S3::Bucket"],
  ["RESOURCE_POLICY", "AWS::IAM::AssumeRolePolicyDocument"],
  ["SERVICE_CONTROL_POLICY"],
  ["RESOURCE_CONTROL_POLICY"],
];

const pieces = [
  "*",
  "?",
  ":",
  "${",
  "}",
  "arn:",
  " ",
  "/",
  '"',
  "{",
  "[",
  "]",
  "\\",
  "é",
  "\u{E000}",
];
const values = [
  null,
  true,
  1,
  "",
  "*",
  {},
  [],
  [[]],
  { AWS: "*" },
  "*a".repeat(200),
  "?".repeat(99),
];
const names = ["Action", "Principal", "Resource", "Condition", "Sid", "__proto__", "aws:", "Other"];

/** Numbers that choose what is changed and how; as many changes as there are. */
const choices = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 6 });

test("whatever happens to a policy, findings have places within its text", () => {
  fc.assert(
    fc.property(choices, choices, fc.constantFrom(...types), (structure, texts, type) => {
      let document: unknown = sound;
      for (const choice of structure) document = mutated(document, choice);
      let text = JSON.stringify(document);
      for (const choice of texts.slice(1)) text = mutatedText(text, choice);
      const [policyType, resourceType] = type;

      const { apiFindings } = validatePolicy({ file: "p.json", text, policyType, resourceType });
      for (const { issueCode, findingDetails, locations } of apiFindings) {
        expect([issueCode, findingDetails]).toEqual([issueCode, expect.stringMatching(/\S/)]);
        expect(locations.length).toBeGreaterThan(0);
        for (const { start, end } of locations.map(({ span }) => span)) {
          expect(start.offset).toBeGreaterThanOrEqual(0);
          expect(end.offset).toBeGreaterThanOrEqual(start.offset);
          expect(end.offset).toBeLessThanOrEqual(text.length);
          expect(end.line).toBeGreaterThanOrEqual(start.line);
        }
      }
    }),
    { seed: 20_261_124, numRuns: 300 },
  );
});

/** The value with one of its parts replaced, removed, repeated or renamed. */
function mutated(value: unknown, choice: number): unknown {
  const rest = Math.floor(choice / 7);
  if (choice % 7 === 0) return values[rest % values.length];
  if (Array.isArray(value) && value.length > 0) {
    const index = rest % value.length;
    if (choice % 7 === 1) return value.filter((_, at) => at !== index);
    if (choice % 7 === 2) return [...value, value[index]];
    return value.map((item, at) => (at === index ? mutated(item, rest) : item));
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    const index = rest % Math.max(1, entries.length);
    const name = names[rest % names.length] ?? "";
    if (choice % 7 === 1) return Object.fromEntries(entries.filter((_, at) => at !== index));
    if (choice % 7 === 2) return Object.fromEntries([...entries, [name, "x"]]);
    return Object.fromEntries(
      entries.map(([key, item], at) => {
        if (at !== index) return [key, item];
        return choice % 7 === 3 ? [key.toLowerCase(), item] : [key, mutated(item, rest)];
      }),
    );
  }
  return typeof value === "string" ? mutatedText(value, choice) : value;
}

/** The text with a piece added or a stretch removed. */
function mutatedText(text: string, choice: number): string {
  const at = choice % (text.length + 1);
  if (choice % 3 === 0) return text.slice(0, at) + text.slice(at + 1 + (choice % 11));
  return text.slice(0, at) + pieces[choice % pieces.length] + text.slice(at);
}
