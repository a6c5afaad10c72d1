import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluate } from "../../../src/access/evaluate.ts";
import type { Inventory } from "../../../src/policy/inventory.ts";
import type { Policy } from "../../../src/policy/policy.ts";
import { literalText } from "../../../src/policy/text-value.ts";
import { nowhere } from "../../../src/policy/written-document.ts";
import { rules } from "../../../src/rules/index.ts";
import { accessFamilies } from "../../../src/rules/least-privilege/access-families.ts";
import { reportedAsAWhole } from "../../../src/rules/least-privilege/reported-as-a-whole.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { documentOf, requestOf, statementsOf } from "../../support/access.ts";

/**
 * A Deny, a boundary or a condition silences a rule exactly when the access is gone: when the plain
 * evaluator finds no request for a resource that nobody named, whose tags and other properties nobody
 * named either.
 */

interface Subject {
  readonly code: string;
  /** What the policy allows. */
  readonly action: string;
  /** One action of it, and a resource that nobody named. */
  readonly asked: string;
  readonly unnamed: string;
  /** A pattern for every resource of the kind, and a named one. */
  readonly every: string;
  readonly named: string;
}

const account = "arn:aws:_:eu-central-1:111122223333:";
const at = (service: string, resource: string): string =>
  `${account.replace("_", service)}${resource}`;
const subjects: readonly Subject[] = [
  {
    code: "ALL_RESOURCE_POLICIES_WRITABLE",
    action: "sqs:AddPermission",
    asked: "sqs:AddPermission",
    unnamed: at("sqs", "zebra"),
    every: "arn:aws:sqs:*:*:*",
    named: at("sqs", "orders"),
  },
  {
    code: "CREDENTIALS_FOR_ANY_RESOURCE",
    action: "rds-db:connect",
    asked: "rds-db:connect",
    unnamed: at("rds-db", "dbuser:zebra/zebra"),
    every: "arn:aws:rds-db:*:*:dbuser:*",
    named: at("rds-db", "dbuser:*/reporting"),
  },
  {
    code: "PERMISSIONS_MANAGEMENT_ON_ALL_RESOURCES",
    action: "grafana:UpdatePermissions",
    asked: "grafana:UpdatePermissions",
    unnamed: at("grafana", "/workspaces/zebra"),
    every: "arn:aws:grafana:*:*:/workspaces/*",
    named: at("grafana", "/workspaces/g-1"),
  },
  {
    code: "ALL_SECRETS_READABLE",
    action: "secretsmanager:GetSecret*",
    asked: "secretsmanager:GetSecretValue",
    unnamed: at("secretsmanager", "secret:zebra-unamed"),
    every: "arn:*:secretsmanager:*:*:secret:*",
    named: at("secretsmanager", "secret:shop/*"),
  },
  {
    code: "DECRYPT_WITH_ANY_KEY",
    action: "kms:Decrypt",
    asked: "kms:Decrypt",
    unnamed: at("kms", "key/zebra"),
    every: "arn:aws:kms:*:*:key/*",
    named: at("kms", "key/1b2c"),
  },
  {
    code: "ALL_OBJECTS_READABLE",
    action: "s3:GetObject",
    asked: "s3:GetObject",
    unnamed: "arn:aws:s3:::zebra/zebra",
    every: "arn:aws:s3:::*",
    named: "arn:aws:s3:::shop/*",
  },
  {
    code: "ALL_DATA_SHAREABLE",
    action: "rds:ModifyDBSnapshotAttribute",
    asked: "rds:ModifyDBSnapshotAttribute",
    unnamed: at("rds", "snapshot:zebra"),
    every: "arn:aws:rds:*:*:snapshot:*",
    named: at("rds", "snapshot:shop-*"),
  },
  {
    code: "AUDIT_CAN_BE_SILENCED",
    action: "cloudtrail:StopLogging",
    asked: "cloudtrail:StopLogging",
    unnamed: at("cloudtrail", "trail/zebra"),
    every: "arn:aws:cloudtrail:*:*:trail/*",
    named: at("cloudtrail", "trail/main"),
  },
  {
    code: "ALL_KEYS_DESTROYABLE",
    action: "kms:ScheduleKeyDeletion",
    asked: "kms:ScheduleKeyDeletion",
    unnamed: at("kms", "key/zebra"),
    every: "arn:aws:kms:*:*:key/*",
    named: at("kms", "key/1b2c"),
  },
  {
    code: "STAR_IN_ACTION_AND_RESOURCE",
    action: "sqs:*",
    asked: "sqs:AddPermission",
    unnamed: at("sqs", "zebra"),
    every: "arn:aws:sqs:*:*:*",
    named: at("sqs", "orders"),
  },
  {
    code: "ADMINISTRATOR_ACCESS",
    action: "*",
    asked: "sqs:AddPermission",
    unnamed: at("sqs", "zebra"),
    every: "*",
    named: at("sqs", "orders"),
  },
];

const tag = "aws:ResourceTag/Team";
/** Conditions of an Allow: none, vacuous ones, those of the way, and those that name. */
const allowConditions: readonly object[] = [
  {},
  { StringLikeIfExists: { [tag]: "*" } },
  { StringEqualsIfExists: { [tag]: "shop" } },
  { "ForAllValues:StringEquals": { [tag]: ["shop"] } },
  { StringNotEquals: { [tag]: "shop" } },
  { StringEquals: { [tag]: "shop" } },
  { StringLike: { [tag]: "shop-*" } },
  { StringEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
  { Bool: { "aws:MultiFactorAuthPresent": "true" }, StringEquals: { [tag]: "shop" } },
  { Null: { [tag]: "false" } },
];
const denyConditions: readonly object[] = [
  {},
  { StringNotEquals: { [tag]: "shop" } },
  { StringEquals: { [tag]: "shop" } },
  { StringNotEqualsIfExists: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  { Null: { [tag]: "true" } },
];

/** Every context in which no tag is one that a policy names. */
const contexts = [undefined, "zebra"].flatMap((team) =>
  [undefined, "vpce-1a2b3c4d", "vpce-99999999"].flatMap((endpoint) =>
    ["true", "false"].map((mfa) => ({
      ...(team !== undefined && { [tag]: team }),
      ...(endpoint !== undefined && { "aws:SourceVpce": endpoint }),
      "aws:MultiFactorAuthPresent": mfa,
    })),
  ),
);

interface Case {
  readonly subject: Subject;
  readonly identity: readonly object[];
  readonly boundary: readonly object[] | undefined;
}

function cases(subject: Subject): fc.Arbitrary<Case> {
  const service = subject.asked.slice(0, subject.asked.indexOf(":"));
  const actions = fc.constantFrom(subject.action, subject.asked, `${service}:*`, "*", "ec2:*");
  const oneRegion = subject.every.replace(/^(arn:.*?:.*?):\*:/, "$1:eu-central-1:");
  const oneAccount = subject.every.replace(/^(arn:.*?:.*?:\*):\*:/, "$1:111122223333:");
  const resources = fc.constantFrom("*", subject.every, subject.named, oneRegion, oneAccount);
  // A Deny of one action out of many leaves the others, of which the evaluator is not asked.
  const isWhole = subject.action.endsWith(":*") || subject.action === "*";
  const whole =
    subject.action === "*" ? fc.constant("*") : fc.constantFrom(subject.action, "*", "ec2:*");
  const denied = isWhole ? whole : actions;
  const deny = fc.record({
    Effect: fc.constant("Deny"),
    Action: denied,
    Resource: resources,
    Condition: fc.constantFrom(...denyConditions),
  });
  const allow = fc.record({
    Effect: fc.constant("Allow"),
    Action: fc.constant(subject.action),
    Resource: fc.constantFrom("*", subject.every),
    Condition: isWhole ? fc.constant({}) : fc.constantFrom(...allowConditions),
  });
  const limit = fc.record({
    Effect: fc.constant("Allow"),
    Action: denied,
    Resource: resources,
    Condition: fc.constantFrom(...allowConditions.slice(0, isWhole ? 1 : undefined)),
  });
  return fc
    .record({
      allow,
      denies: fc.array(deny, { maxLength: 2 }),
      boundary: fc.option(fc.array(limit, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    })
    .map(({ allow: own, denies, boundary }) => ({
      subject,
      identity: [own, ...denies],
      boundary,
    }));
}

const selected = rules.filter(({ issueCode }) =>
  [...reportedAsAWhole, ...accessFamilies.map((family) => family.issueCode)].includes(issueCode),
);

function reported({ identity, boundary }: Case): string[] {
  const policy = (
    address: string,
    kind: Policy["kind"],
    statements: readonly object[],
  ): Policy => ({
    address,
    kind,
    range: nowhere,
    document: documentOf({ Version: "2012-10-17", Statement: statements }),
    ...(kind === "identity" && { owner: "role" }),
  });
  const limiting = boundary && policy("boundary", "boundary", boundary);
  const inventory: Inventory = {
    policies: [policy("policy", "identity", identity), ...(limiting ? [limiting] : [])],
    owners: [
      {
        address: "role",
        type: "AWS::IAM::Role",
        range: nowhere,
        accessKeys: [],
        ...(limiting && {
          permissionsBoundary: literalText("arn:aws:iam::111122223333:policy/limit", nowhere),
          boundaryPolicy: limiting.address,
        }),
      },
    ],
    notJudged: [],
  };
  return runRules(inventory, [], selected).map(({ issueCode }) => issueCode);
}

function isAllowed({ subject, identity, boundary }: Case): boolean {
  const policies = {
    identity: identity.flatMap(statementsOf),
    ...(boundary && { boundary: boundary.flatMap(statementsOf) }),
  };
  const elsewhere = subject.unnamed.replace("eu-central-1", "us-east-1");
  return [subject.unnamed, elsewhere].some((resource) =>
    contexts.some(
      (context) => evaluate(requestOf(subject.asked, resource, context), policies).allowed,
    ),
  );
}

test.each(subjects)("$code is silent exactly when the access is gone", (subject) => {
  const isWhole = subject.asked !== subject.action && !subject.action.includes("Secret");
  fc.assert(
    fc.property(cases(subject), (given) => {
      const codes = reported(given);
      expect(codes.length > 0).toBe(isAllowed(given));
      if (codes.length > 0 && !isWhole) expect(codes).toEqual([subject.code]);
    }),
    { numRuns: 80, seed: 7 },
  );
});
