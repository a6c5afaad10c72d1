/**
 * Policies with something broken in them, structure and text: the same ones for the same seed. Used
 * by the test of that name and by the benchmark.
 */

/** Policies that have a bit of everything, for mutations to break. */
const sound = [
  {
    Version: "2012-10-17",
    Id: "mixed",
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow",
        Principal: { AWS: ["111122223333"], Service: "cloudfront.amazonaws.com" },
        Action: ["s3:GetObject", "sts:AssumeRole", "iam:Pass*"],
        Resource: [
          "arn:aws:s3:::reports/${aws:username}/*",
          "arn:aws:sqs:eu-west-1:111122223333:q",
        ],
        Condition: {
          StringLike: { "aws:PrincipalTag/team": ["a*", "b"], "aws:userid": "AROAEXAMPLE:*" },
          IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"] },
          "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] },
          Null: { "aws:MultiFactorAuthAge": "true" },
        },
      },
      { Effect: "Deny", NotAction: "iam:*", NotResource: "*", NotPrincipal: "*" },
    ],
  },
  {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: {
          Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        },
        Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        Condition: {
          StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          StringLike: { "token.actions.githubusercontent.com:sub": "repo:org/repository:*" },
        },
      },
      {
        Sid: "Service",
        Effect: "Allow",
        Principal: { Service: ["rolesanywhere.amazonaws.com", "ec2.amazonaws.com"] },
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
        Condition: { ArnLike: { "aws:SourceArn": "arn:aws:rolesanywhere:*:111122223333:*" } },
      },
    ],
  },
  {
    Version: "2012-10-17",
    Statement: {
      Sid: "Guard",
      Effect: "Deny",
      Principal: "*",
      Action: [
        "s3:*",
        "kms:Decrypt",
        "kms:DescribeKey",
        "dynamodb:*Item",
        "s3:Get*",
        "s3:GetObjct",
      ],
      Resource: ["*", "arn:aws:logs:::log-group:app*", "arn:aws:S3:::reports/*", "arn:aws:iam:::x"],
      Condition: {
        StringNotEqualsIfExists: {
          "aws:SourceOrgID": "o-1a2b3c4d5e",
          "aws:ResourceAccount": "${aws:PrincipalAccount}",
        },
        StringLikeIfExists: { "kms:EncryptionContext:app": "*", "aws:PrincipalArn": "arn:aws:*" },
        DateGreaterThan: { "aws:CurrentTime": "2027-12-31T23:59:59Z" },
        NumericLessThan: { "s3:max-keys": [10, "20"] },
        Bool: { "aws:SecureTransport": "false" },
      },
    },
  },
];

/** @type {readonly (readonly [import("./mutations.d.mts").MutatedPolicy["policyType"], string?])[]} */
const types = [
  ["IDENTITY_POLICY"],
  ["RESOURCE_POLICY"],
  ["RESOURCE_POLICY", "AWS::S3::Bucket"],
  ["RESOURCE_POLICY", "AWS::IAM::AssumeRolePolicyDocument"],
  ["SERVICE_CONTROL_POLICY"],
  ["RESOURCE_CONTROL_POLICY"],
];

const pieces = [
  ...'*?:/"{}[],\\é0-%$'.split(""),
  "${",
  "arn:",
  " ",
  "\n",
  "\u{E000}",
  "😀",
  "\\ud800",
  "s3:Get*",
  "IfExists",
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
  Array.from({ length: 60 }, (_, index) => `s3:*${"?".repeat(index % 7)}a*${index}`),
];
const names = ["Action", "Principal", "Resource", "Condition", "Sid", "__proto__", "aws:", "Other"];

/** Most changes of one kind that a policy gets. */
const changesMax = 6;

/** @type {import("./mutations.d.mts").mutatedPolicies} */
export function* mutatedPolicies(count, seed) {
  const random = generator(seed);
  for (let made = 0; made < count; made++) {
    /** @type {unknown} */
    let document = sound[random(sound.length)];
    for (let left = random(changesMax + 1); left > 0; left--) document = mutated(document, random);
    let text = JSON.stringify(document, null, random(2) * 2);
    // Half of them stay JSON, so that they reach the rules.
    for (let left = random(2) * random(changesMax); left > 0; left--) {
      text = mutatedText(text, random);
    }
    const [policyType, resourceType] = types[random(types.length)] ?? ["IDENTITY_POLICY"];
    yield { text, policyType, resourceType };
  }
}

/**
 * Whole numbers from 0 to below a bound, the same ones for the same seed (mulberry32).
 * @param {number} seed
 * @returns {(bound: number) => number}
 */
function generator(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/**
 * The value with one of its parts replaced, removed, repeated, moved or renamed.
 * @param {unknown} value
 * @param {(bound: number) => number} random
 * @returns {unknown}
 */
function mutated(value, random) {
  const way = random(8);
  if (way === 0) return values[random(values.length)];
  if (Array.isArray(value) && value.length > 0) {
    const index = random(value.length);
    if (way === 1) return value.filter((_, at) => at !== index);
    if (way === 2) return [...value, value[index]];
    return value.map((item, at) => (at === index ? mutated(item, random) : item));
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    const index = random(Math.max(1, entries.length));
    const name = names[random(names.length)] ?? "";
    if (way === 1) return Object.fromEntries(entries.filter((_, at) => at !== index));
    if (way === 2) return Object.fromEntries([...entries, [name, entries[index]?.[1] ?? "x"]]);
    return Object.fromEntries(
      entries.map(([key, item], at) => {
        if (at !== index) return [key, item];
        if (way === 3) return [key.toLowerCase(), item];
        return way === 4 ? [mutatedText(key, random), item] : [key, mutated(item, random)];
      }),
    );
  }
  if (typeof value === "string") return way === 5 ? [value, value] : mutatedText(value, random);
  return [value];
}

/**
 * The text with a piece added or a stretch removed.
 * @param {string} text
 * @param {(bound: number) => number} random
 */
function mutatedText(text, random) {
  const at = random(text.length + 1);
  if (random(3) === 0) return text.slice(0, at) + text.slice(at + 1 + random(11));
  return text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at);
}
