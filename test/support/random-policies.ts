import fc from "fast-check";
import type { Request, RequestPrincipal } from "../../src/access/request.ts";
import { accountOf } from "../../src/access/request.ts";
import { requestOf } from "./access.ts";

/**
 * Random policies and requests in a small world, so that they meet: shared prefixes, `?`, negations,
 * IfExists, set operators, variables, dates, addresses, multivalued keys. `npm run laws` asks for
 * 10,000 cases of each law; the seed is fixed, so that a failure comes again.
 */
export const parameters = { seed: 20_260_101, numRuns: Number(process.env.PROPERTY_RUNS ?? 30) };

export type Json = Readonly<Record<string, unknown>>;

export const some = (...values: string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const actions = some(
  "s3:GetObject",
  "s3:Get*",
  "s3:*",
  "*",
  "s3:P?tObject",
  "iam:PassRole",
  "S3:getobject",
  "s3:ListAllMyBuckets",
  "nova:*",
  "nova:Go",
);
const resources = some(
  "*",
  "arn:aws:s3:::a",
  "arn:aws:s3:::a/*",
  "arn:aws:s3:::a*",
  "arn:aws:s3:::ab*",
  "arn:aws:s3:::a/b*/?",
  "arn:aws:s3:::?/*",
  "arn:aws:s3:*",
  "arn:aws:iam::111111111111:role/x",
  "arn:aws:iam::*:role/*",
  `arn:aws:s3:::a/\${aws:username}/*`,
  "arn:aws:s3:::a/bob/*",
);
const truth = fc.constantFrom("true", "false");
const conditions: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ StringEquals: fc.record({ "aws:username": some("bob", "eve") }) }),
  fc.record({ StringNotLike: fc.record({ "aws:username": some("b*", "?ob", "x") }) }),
  fc.record({ StringEqualsIgnoreCase: fc.record({ "aws:username": some("BOB") }) }),
  fc.record({ Null: fc.record({ "aws:username": truth }) }),
  fc.record({ Bool: fc.record({ "aws:SecureTransport": truth }) }),
  fc.record({ BoolIfExists: fc.record({ "aws:MultiFactorAuthPresent": truth }) }),
  fc.record({
    IpAddress: fc.record({ "aws:SourceIp": some("10.0.0.0/8", "10.1.0.0/16", "::/0") }),
  }),
  fc.record({ NotIpAddress: fc.record({ "aws:SourceIp": some("10.0.0.0/8", "1.2.3.4") }) }),
  fc.record({
    DateLessThan: fc.record({
      "aws:CurrentTime": fc.constantFrom("2026-01-01T00:00:00Z", "1800000000"),
    }),
  }),
  fc.record({
    DateGreaterThanEquals: fc.record({ "aws:CurrentTime": fc.constant("2026-06-01T00:00:00Z") }),
  }),
  fc.record({ StringLikeIfExists: fc.record({ "s3:prefix": some("bob*", "bob/?", "*") }) }),
  fc.record({ "ForAllValues:StringLike": fc.record({ "aws:TagKeys": some("a*", "?", "z") }) }),
  fc.record({ "ForAllValues:StringNotEquals": fc.record({ "aws:TagKeys": some("a", "c") }) }),
  fc.record({
    StringEquals: fc.record({ "aws:PrincipalOrgID": some("o-1", "o-2") }),
    Bool: fc.record({ "aws:SecureTransport": truth }),
  }),
  fc.record({ NumericLessThan: fc.record({ "s3:max-keys": fc.constantFrom("5", "10") }) }),
  fc.record({ NumericGreaterThanEquals: fc.record({ "s3:max-keys": fc.constantFrom("5", "7") }) }),
  fc.record({ "ForAllValues:StringEquals": fc.record({ "aws:TagKeys": some("a", "b", "c") }) }),
  fc.record({ "ForAnyValue:StringNotEquals": fc.record({ "aws:TagKeys": some("a", "b") }) }),
  fc.record({ StringEquals: fc.record({ "s3:prefix": fc.constant(`\${aws:username}`) }) }),
  fc.record({ StringNotEquals: fc.record({ "s3:prefix": fc.constant(`\${aws:username}`) }) }),
  fc.record({
    ArnLike: fc.record({
      "aws:PrincipalArn": some("arn:aws:iam::111111111111:role/*", "arn:aws:iam::*:user/bob"),
    }),
  }),
);
const principals = fc.constantFrom<unknown>(
  "*",
  { AWS: "*" },
  { AWS: "111111111111" },
  { AWS: "arn:aws:iam::111111111111:role/r" },
  { AWS: ["arn:aws:iam::222222222222:user/bob", "arn:aws:iam::222222222222:root"] },
  { Service: "ec2.amazonaws.com" },
  { AWS: "arn:aws:sts::111111111111:assumed-role/r/s" },
);

export function statement(effect: fc.Arbitrary<string>, hasPrincipal: boolean): fc.Arbitrary<Json> {
  const often = fc.integer({ min: 0, max: 6 }).map((number) => number > 0);
  return fc
    .record({
      effect,
      actions,
      resources,
      principals,
      action: often,
      resource: often,
      principal: often,
      condition: fc.option(conditions),
    })
    .map((made) => ({
      Effect: made.effect,
      [made.action ? "Action" : "NotAction"]: made.actions,
      [made.resource ? "Resource" : "NotResource"]: made.resources,
      ...(hasPrincipal && { [made.principal ? "Principal" : "NotPrincipal"]: made.principals }),
      ...(made.condition && { Condition: made.condition }),
    }));
}

export const anyEffect = fc.constantFrom("Allow", "Allow", "Deny");
export const policy = (hasPrincipal: boolean): fc.Arbitrary<readonly Json[]> =>
  fc.array(statement(anyEffect, hasPrincipal), { minLength: 1, maxLength: 4 });
export const pair = fc
  .boolean()
  .chain((hasPrincipal) => fc.tuple(policy(hasPrincipal), policy(hasPrincipal)));

const users: readonly RequestPrincipal[] = [
  { type: "AWS", arn: "arn:aws:iam::111111111111:role/r" },
  {
    type: "AWS",
    arn: "arn:aws:iam::111111111111:role/r",
    sessionArn: "arn:aws:sts::111111111111:assumed-role/r/s",
  },
  { type: "AWS", arn: "arn:aws:iam::222222222222:user/bob" },
  { type: "AWS", arn: "arn:aws:iam::333333333333:role/z" },
  { type: "Service", name: "ec2.amazonaws.com" },
  { type: "Anonymous" },
];
export const request: fc.Arbitrary<Request> = fc
  .record({
    action: fc.constantFrom(
      "s3:GetObject",
      "s3:GetBucketAcl",
      "s3:PutObject",
      "s3:PotObject",
      "iam:PassRole",
      "s3:ListAllMyBuckets",
      "nova:Go",
      "nova:Stay",
      "sqs:SendMessage",
    ),
    resource: fc.constantFrom(
      "*",
      "arn:aws:s3:::a",
      "arn:aws:s3:::a/k",
      "arn:aws:s3:::ab",
      "arn:aws:s3:::b/x",
      "arn:aws:iam::111111111111:role/x",
      "arn:aws:s3:::a/bob/q",
      "arn:aws:s3:::a/eve/q",
    ),
    principal: fc.constantFrom(...users),
    "aws:username": fc.option(fc.constantFrom("bob", "eve", "rob", "BOB")),
    "aws:SecureTransport": truth,
    "aws:CurrentTime": fc.constantFrom(
      "2025-12-31T23:59:59Z",
      "2026-06-01T00:00:00Z",
      "2028-01-01T00:00:00Z",
    ),
    "aws:PrincipalOrgID": fc.option(fc.constantFrom("o-1", "o-3")),
    "aws:MultiFactorAuthPresent": fc.option(truth),
    "aws:SourceIp": fc.option(fc.constantFrom("10.2.3.4", "10.1.2.3", "1.2.3.4", "2001:db8::1")),
    "s3:max-keys": fc.option(fc.constantFrom("4", "5", "6", "7", "9", "10")),
    "s3:prefix": fc.option(fc.constantFrom("bob", "x", "bob/1", "bob/12")),
    "aws:TagKeys": fc.option(fc.uniqueArray(fc.constantFrom("a", "b", "c", "z"))),
  })
  .map(({ action, resource, principal, ...keys }) => {
    const context: Record<string, string | string[]> = {};
    for (const [key, value] of Object.entries(keys)) if (value !== null) context[key] = value;
    if (principal.type === "AWS") {
      context["aws:PrincipalArn"] = principal.arn;
      context["aws:PrincipalAccount"] = accountOf(principal.arn);
    }
    return requestOf(action, resource, context, principal);
  });
