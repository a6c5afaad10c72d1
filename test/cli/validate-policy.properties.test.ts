import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { validatePolicy } from "../../src/cli/validate-policy.ts";
import type { PolicyType } from "../../src/policy/policy.ts";

/** Names and values that policies have, and some that they should not have. */
const word = fc.constantFrom(
  ...["Version", "Statement", "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource"],
  ...[
    "Principal",
    "NotPrincipal",
    "Condition",
    "AWS",
    "Service",
    "Federated",
    "Allow",
    "Deny",
    "*",
  ],
  ...[
    "StringLike",
    "ForAllValues:StringNotLike",
    "ForAnyValue:Null",
    "NumericLessThan",
    "IpAddress",
  ],
  ...[
    "DateEquals",
    "BinaryEquals",
    "BoolIfExists",
    "ArnLike",
    "2012-10-17",
    "iam:PassRole",
    "iam:*",
  ],
  ...["aws:SourceIp", "aws:ResourceTag/a", "aws:TagKeys", "aws:PrincipalArn", "aws:VpceOrgID"],
  ...["token.actions.githubusercontent.com:sub", "idp.example.com:aud", "s3:prefix", "aws:Referer"],
  ...["arn:aws:iam::111122223333:oidc-provider/idp.example.com", "arn:aws:s3:::b/*", "arn:::::"],
  ...[
    "10.0.0.0/8",
    "::/0",
    "1.2.3.4/33",
    "repo:a/b:*",
    "AROA1B2C3D4E5F6G7H8I9",
    "ses.amazonaws.com",
  ],
  ...["", "__proto__", "constructor", ":", "${", "${aws:username}", "\u{E000}", "😀", "\n", "true"],
);

const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("node"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc.dictionary(word, tie("node"), { maxKeys: 6 }),
}));

/** Statements of the right outline, so that most of them reach the rules. */
const statement = fc.record(
  {
    Sid: word,
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: fc.oneof(word, fc.array(word, { maxLength: 4 })),
    NotAction: value.node,
    Resource: fc.oneof(word, fc.array(word, { maxLength: 4 })),
    NotResource: value.node,
    Principal: fc.oneof(word, fc.dictionary(word, fc.oneof(word, fc.array(word)))),
    Condition: fc.dictionary(word, fc.dictionary(word, fc.oneof(word, fc.array(word)))),
  },
  { requiredKeys: [] },
);

const text = fc
  .tuple(
    fc.oneof(fc.record({ Version: word, Statement: fc.array(statement) }), value.node),
    fc.constantFrom(0, 2),
    fc.option(fc.tuple(fc.nat(500), fc.nat(3), fc.constantFrom("", '"', "{", "]", ",", "\\")), {
      freq: 4,
    }),
  )
  .map(([document, indent, cut]) => {
    const written = JSON.stringify(document, null, indent);
    if (!cut) return written;
    const [at, length, inserted] = cut;
    return written.slice(0, at) + inserted + written.slice(at + length);
  });

const use = fc.constantFrom<readonly [PolicyType, string | undefined]>(
  ["IDENTITY_POLICY", undefined],
  ["SERVICE_CONTROL_POLICY", undefined],
  ["RESOURCE_CONTROL_POLICY", undefined],
  ["RESOURCE_POLICY", undefined],
  ["RESOURCE_POLICY", "AWS::S3::Bucket"],
  ["RESOURCE_POLICY", "AWS::IAM::AssumeRolePolicyDocument"],
  ["RESOURCE_POLICY", "__proto__"],
);

describe("whatever the text", () => {
  test("it is validated without an error, and every location lies in the text", () => {
    fc.assert(
      fc.property(text, use, (written, [policyType, resourceType]) => {
        const request = { file: "policy.json", text: written, policyType, resourceType };
        for (const { locations } of validatePolicy(request).apiFindings) {
          expect(locations.length).toBeGreaterThan(0);
          for (const { span } of locations) {
            expect(span.start.offset).toBeGreaterThanOrEqual(0);
            expect(span.end.offset).toBeGreaterThanOrEqual(span.start.offset);
            expect(span.end.offset).toBeLessThanOrEqual(written.length);
          }
        }
      }),
      { seed: 20_261_124, numRuns: 200 },
    );
  }, 60_000);
});
