import { expect, test } from "@jest/globals";
import type { PolicyKind } from "../../../src/policy/policy.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { errorRules } from "../../../src/rules/validation/error-rules.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

/** Statements with unknown parts as `<reference>`, and what holds whatever they turn out to be. */
const cases: readonly { name: string; kind: PolicyKind; statement: string; codes: string[] }[] = [
  {
    name: "an ARN, or a part of one, that may bring fields along",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["<bucket.arn>", "<bucket.arn>/*", "arn:aws:s3:::<bucket>", "arn:<partition>:s3:::b"]`,
    codes: [],
  },
  {
    name: "known fields of an ARN beside unknown ones",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["arn:aws:sqs:us-esat-1:<account>:<name>", "arn:aws:SQS:<region>:<account>:<name>"]`,
    codes: ["INVALID_ARN_SERVICE_CASE", "INVALID_ARN_REGION"],
  },
  {
    name: "unknown Region and account are neither missing nor wrong",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": ["arn:aws:dynamodb:<region>:<account>:table/t", "arn:aws:s3:<region>:<account>:b"]`,
    codes: [],
  },
  {
    name: "a resource part that can only be of no form",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": "iam:GetRole", "Resource": ["arn:aws:iam::111122223333:roles/<name>", "arn:aws:iam::111122223333:<type>/app"]`,
    codes: ["INVALID_ARN_RESOURCE"],
  },
  {
    name: "elements that may turn out to be absent, or of the right type",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": <actions>, "NotAction": "s3:GetObject", "Resource": <resources>, "Principal": <principal>, "Condition": <condition>`,
    codes: [],
  },
  {
    name: "names that are not known",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "<element>": 1, "Condition": { "<operator>": { "x": "y" }, "StringEquals": { "<key>": "x", "aws:PrincipalTag/<tag>": "x" } }`,
    codes: ["INVALID_CONDITION_KEY_FORMAT"],
  },
  {
    name: "principals that are not known",
    kind: "resource",
    statement: `"Effect": "Allow", "Principal": "<principal>", "Action": "s3:GetObject", "Resource": "*"`,
    codes: [],
  },
  {
    name: "a wildcard beside an unknown part of a principal",
    kind: "resource",
    statement: `"Effect": "Allow", "Principal": { "AWS": ["<role.arn>", "arn:aws:iam::<account>:role/*"], "<kind>": "x" }, "Action": "s3:GetObject", "Resource": "*"`,
    codes: ["UNSUPPORTED_WILDCARD_IN_PRINCIPAL"],
  },
  {
    name: "an unknown provider fits both ways to assume a role, and not the plain one",
    kind: "trust",
    statement: `"Effect": "Allow", "Principal": { "Federated": "<provider.arn>" }, "Action": ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"]`,
    codes: ["MISMATCHED_ACTION_FOR_PRINCIPAL"],
  },
  {
    name: "an unknown action may be the missing one",
    kind: "trust",
    statement: `"Effect": "Allow", "Principal": { "Service": "rolesanywhere.amazonaws.com" }, "Action": ["sts:AssumeRole", "<action>"], "Condition": { "StringEquals": { "sts:SourceIdentity": "a" } }`,
    codes: [],
  },
  {
    name: "values of conditions",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": { "IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "<ip>"] }, "StringEquals": { "aws:RequestedRegion": "<region>", "aws:SourceVpc": "vpc-<id>" }, "Bool": { "aws:SecureTransport": ["true", "<tls>"] } }`,
    codes: [],
  },
  {
    name: "a wildcard behind an unknown part of a subject, which may be long enough",
    kind: "trust",
    statement: `"Effect": "Allow", "Principal": { "Federated": "<provider.arn>" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": ["<repository>*", "<repository>*/*"] } }`,
    codes: ["WILDCARD_USAGE_TOO_PERMISSIVE"],
  },
  {
    name: "a Sid with an unknown part",
    kind: "identity",
    statement: `"Sid": "a b <name>", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"`,
    codes: ["UNSUPPORTED_SID"],
  },
  {
    name: "a star beside a part that may be empty",
    kind: "resource",
    statement: `"Effect": "Deny", "Principal": { "AWS": "<prefix>*" }, "Action": "s3:GetObject", "Resource": "*"`,
    codes: [],
  },
  {
    name: "a wildcard that may be the last character of an action, and one that cannot",
    kind: "scp",
    statement: `"Effect": "Deny", "Action": ["s3:*<suffix>", "iam:*<middle>Role"], "Resource": "*"`,
    codes: ["SCP_SYNTAX_ERROR_ACTION_WILDCARD"],
  },
  {
    name: "an action of no service is out of place nowhere",
    kind: "trust",
    statement: `"Effect": "Deny", "Principal": "<principal>", "Action": ["foo:B<name>", "s3:Get<name>"]`,
    codes: ["UNSUPPORTED_ACTION_IN_POLICY"],
  },
  {
    name: "a variable that an unknown part may close, and one behind it",
    kind: "identity",
    statement: `"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::\${aws:user<rest>", "arn:aws:s3:::<bucket>/\${aws:username"]`,
    codes: ["MISSING_BRACE_IN_VARIABLE"],
  },
  {
    name: "everyone, perhaps",
    kind: "rcp",
    statement: `"Effect": "Allow", "Principal": { "AWS": "<principal>" }, "Action": "s3:<action>", "Resource": "<resource>"`,
    codes: [],
  },
];

test.each(cases)("$name", ({ kind, statement, codes }) => {
  const policy = partlyKnownPolicy(
    `{ "Version": "2012-10-17", "Statement": { ${statement} } }`,
    kind,
  );
  const found = runRules({ policies: [policy], owners: [], notJudged: [] }, [], errorRules);
  expect(found.map(({ issueCode }) => issueCode)).toEqual(codes);
});
