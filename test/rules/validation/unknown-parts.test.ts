import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type PolicyKind, policyKinds } from "../../../src/policy/policy.ts";
import { rules } from "../../../src/rules/index.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

/** Beyond the runs of every day. */
const runs = Number(process.env.UNKNOWN_RUNS ?? 120);

/** What an unknown part may turn out to be: anything without a wildcard, see `UnknownPart`. */
const anyValues = [
  ..."|a|b|:|/|x y|$|${aws:username}|true|0|2027-01-01|10.0.0.0/8|203.0.113.7".split("|"),
  ..."s3|iam|sts|GetObject|PassRole|s3:Get|iam:PassRole|sts:AssumeRole|aws|aws-cn".split("|"),
  ..."eu-west-1|111122223333|:::b|arn:aws:s3:::b|arn:aws:iam::111122223333:role/app".split("|"),
  ..."ec2.amazonaws.com|iam:PassedToService|aws:SourceArn|aws:TagKeys|tag|:sub|IfExists".split("|"),
  ..."Like|StringLike|Null|Allow|Action|vpc-12345678|o-1a2b3c4d5e|repo:org/repository".split("|"),
];

type Slot = "any1" | "any2" | "word";

/** An unknown part within an ARN is taken to be one of its fields, or a part of one. */
const words = anyValues.filter((value) => !value.includes(":"));

/** Texts of every place, with places for unknown parts between the words. */
const texts = {
  action: ["s3:GetObject", "s3:*", "iam:PassRole", "iam:*", "*", "sts:AssumeRole", "foo:Bar", ""],
  resource: [
    ...["*", "arn:aws:s3:::b/*", "arn:aws:logs:::log-group:a", "arn:aws:iam:us-east-1::role/a"],
    ...["arn:aws:foo:::b", "x", "arn:aws:iam::111122223333:role/${", "arn:aws:s3*:::b", ""],
  ],
  operator: [
    ...["StringEquals", "StringLike", "ForAllValues:StringLike", "StringLikeIfExists", "Null"],
    ...[
      "ArnLike",
      "Bool",
      "IpAddress",
      "NumericLessThan",
      "DateLessThan",
      "ForAnyValue:Null",
      "Fo",
    ],
  ],
  key: [
    ...["aws:SourceIp", "aws:TagKeys", "aws:SourceArn", "aws:ResourceTag/a", "aws:userid", "aws:a"],
    ...["iam:PassedToService", "s3:prefix", "s3:nope", "aws:SecureTransport", "aws:SourceVpc", "x"],
    "token.actions.githubusercontent.com:sub",
    "token.actions.githubusercontent.com:aud",
  ],
  value: ["*", "a*", "true", "10.0.0.0/8", "x", "repo:*", "vpc-1", "2027", "${aws:username}", ""],
  principal: [
    ...["*", "111122223333", "arn:aws:iam::111122223333:role/*", "AROA1B2C3D4E5F6G7H8I9"],
    ...["ec2.amazonaws.com", "arn:aws:iam::111122223333:oidc-provider/idp.example.com", "x"],
  ],
  sid: ["a", "a b", ""],
} as const;

/** A text with at most one unknown part in it: `s3:<any1>Object`. */
function partly(of: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...of),
      fc.option(fc.constantFrom("any1", "any2"), { freq: 2 }),
      fc.nat(60),
    )
    .map(([text, name, choice]) => {
      if (name === null) return text;
      const start = choice % (text.length + 1);
      const end = start + (choice % 3) * 2;
      const slot = text.startsWith("arn:") && start > 0 ? "word" : name;
      return `${text.slice(0, start)}<${slot}>${text.slice(end)}`;
    });
}

const many = (of: readonly string[]) =>
  fc.oneof(partly(of), fc.array(partly(of), { minLength: 1, maxLength: 3 }));

const statement = fc.record(
  {
    Sid: partly(texts.sid),
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: many(texts.action),
    NotAction: many(texts.action),
    Resource: many(texts.resource),
    NotResource: many(texts.resource),
    Principal: fc.oneof(
      partly(texts.principal),
      fc.dictionary(fc.constantFrom("AWS", "Service", "Federated"), many(texts.principal)),
    ),
    Condition: fc.dictionary(
      partly(texts.operator),
      fc.dictionary(partly(texts.key), many(texts.value), { minKeys: 1, maxKeys: 2 }),
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: ["Effect"] },
);

const document = fc
  .record({
    Version: fc.constantFrom("2012-10-17", "2012-10-17", "2008-10-17"),
    Statement: fc.array(statement, { minLength: 1, maxLength: 2 }),
  })
  .map((each) => JSON.stringify(each));

/**
 * Wrong either way: which field of an ARN it is hangs on the resource that it turns out to name, and an
 * action that there is not is not also out of place.
 */
const instead: Readonly<Record<string, string>> = {
  UNSUPPORTED_ACTION_IN_POLICY: "INVALID_ACTION",
  MISSING_ARN_REGION: "INVALID_ARN_RESOURCE",
  MISSING_ARN_ACCOUNT: "INVALID_ARN_RESOURCE",
  ARN_REGION_NOT_ALLOWED: "INVALID_ARN_RESOURCE",
  ARN_ACCOUNT_NOT_ALLOWED: "INVALID_ARN_RESOURCE",
};

const judged = rules.filter(({ accessAnalyzer }) => accessAnalyzer);

function codes(json: string, kind: PolicyKind): ReadonlySet<string> {
  const policy = partlyKnownPolicy(json, kind);
  const found = runRules({ policies: [policy], owners: [], notJudged: [] }, [], judged, {
    asAccessAnalyzer: true,
  });
  return new Set(found.map(({ issueCode }) => issueCode));
}

test("what is found though parts are unknown is found whatever they turn out to be", () => {
  fc.assert(
    fc.property(
      document,
      fc.constantFrom(...policyKinds),
      fc.array(
        fc.record({
          any1: fc.constantFrom(...anyValues),
          any2: fc.constantFrom(...anyValues),
          word: fc.constantFrom(...words),
        }),
        { minLength: 6, maxLength: 6 },
      ),
      (json, kind, substitutions) => {
        const found = codes(json, kind);
        for (const values of substitutions) {
          const known = json.replace(/<(any1|any2|word)>/g, (_, name: Slot) => values[name]);
          const left = codes(known, kind);
          const lost = [...found].filter(
            (code) => !left.has(code) && !left.has(instead[code] ?? code),
          );
          expect({ json, known, kind, lost }).toEqual({ json, known, kind, lost: [] });
        }
      },
    ),
    { seed: 20_261_124, numRuns: runs },
  );
}, 600_000);
