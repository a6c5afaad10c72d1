import { describe, expect, test } from "@jest/globals";
import type { RuleParameters } from "../../../src/rules/rule-context.ts";
import { findings, shown } from "../../support/policy-cases.ts";
import { allow, deny, ofOwnAccount, other, own, toAws, trust } from "./statements.ts";

const noId = "THIRD_PARTY_ROLE_WITHOUT_EXTERNAL_ID";
const whole = "WHOLE_EXTERNAL_ACCOUNT_TRUSTED";
const external = "EXTERNAL_ACCOUNT_ALLOWED";
const vendor = "arn:aws:iam::464622532012:root";
const theirs = `arn:aws:iam::${other}:root`;
const theirRole = `arn:aws:iam::${other}:role/reader`;
const id = { StringEquals: { "sts:ExternalId": "5b9f2c1e7a304d68" } };

describe("trust policies", () => {
  test.each<[string, object[], string[], Partial<RuleParameters>?]>([
    ["a vendor", [toAws(vendor)], [`${noId} "${vendor}"`]],
    ["a vendor by its number", [toAws("464622532012")], [`${noId} "464622532012"`]],
    [
      "a vendor's role",
      [toAws("arn:aws:iam::464622532012:role/x")],
      [`${noId} "arn:aws:iam::464622532012:role/x"`],
    ],
    ["a vendor with an external id", [toAws(vendor, id)], []],
    [
      "a vendor with one that need not be there",
      [toAws(vendor, { StringEqualsIfExists: { "sts:ExternalId": "5b9f2c1e7a304d68" } })],
      [`${noId} "${vendor}"`],
    ],
    [
      "a vendor with all values of none",
      [toAws(vendor, { "ForAllValues:StringEquals": { "sts:ExternalId": "5b9f2c1e7a304d68" } })],
      [`${noId} "${vendor}"`, 'FORALLVALUES_WITH_SINGLE_VALUED_KEY "sts:ExternalId"'],
    ],
    [
      "a vendor with one that is not somebody's",
      [toAws(vendor, { StringNotEquals: { "sts:ExternalId": "somebody-else" } })],
      [`${noId} "${vendor}"`],
    ],
    [
      "a vendor, whom a Deny asks for the id",
      [
        toAws(vendor),
        deny({ AWS: "*" }, "sts:AssumeRole", {
          StringNotEquals: { "sts:ExternalId": "5b9f2c1e7a304d68" },
        }),
      ],
      [],
    ],
    [
      "a vendor, and a Deny of somebody else",
      [toAws(vendor), deny({ AWS: theirs }, "sts:AssumeRole")],
      [`${noId} "${vendor}"`],
    ],
    [
      "people of a vendor with a second factor",
      [toAws(vendor, { Bool: { "aws:MultiFactorAuthPresent": "true" } })],
      [`${external} "${vendor}"`],
    ],
    [
      "a vendor in one's own organization",
      [toAws(vendor, { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } })],
      [],
    ],
    ["a vendor that is trusted", [toAws(vendor)], [], { trustedAccounts: ["464622532012"] }],
    [
      "everyone of an organization that is not in the list",
      [toAws("*", { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } })],
      [`${external} "o-1a2b3c4d5e"`],
      { trustedOrganizations: ["o-9z8y7x6w5v"] },
    ],
    [
      "everyone below a part of an organization that is not in the list",
      [
        toAws("*", {
          "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1a2b3c4d5e/r-ab12/*" },
        }),
      ],
      [`${external} "o-1a2b3c4d5e/r-ab12/*"`],
      { trustedOrganizations: ["o-9z8y7x6w5v"] },
    ],
    [
      "everyone of an organization that is in the list",
      [toAws("*", { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } })],
      [],
      { trustedOrganizations: ["o-1a2b3c4d5e"] },
    ],
    [
      "everyone of an organization that is not in the list, and a Deny of others than the own",
      [
        toAws("*", { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } }),
        deny({ AWS: "*" }, "sts:AssumeRole", {
          StringNotEquals: { "aws:PrincipalOrgID": "o-9z8y7x6w5v" },
        }),
      ],
      [],
      { trustedOrganizations: ["o-9z8y7x6w5v"] },
    ],
    [
      "and a Deny that makes an exception of it",
      [
        toAws("*", { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } }),
        deny({ AWS: "*" }, "sts:AssumeRole", {
          StringNotEquals: { "aws:PrincipalOrgID": ["o-9z8y7x6w5v", "o-1a2b3c4d5e"] },
        }),
      ],
      [`${external} "o-1a2b3c4d5e"`],
      { trustedOrganizations: ["o-9z8y7x6w5v"] },
    ],
    [
      "everyone of an organization, without a list",
      [toAws("*", { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } })],
      [],
    ],
    [
      "a trusted account of another organization",
      [
        toAws("*", {
          StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e", "aws:PrincipalAccount": other },
        }),
      ],
      [],
      { trustedOrganizations: ["o-9z8y7x6w5v"], trustedAccounts: [other] },
    ],
    ["an account of which nothing is known", [toAws(theirs)], []],
    ["another account", [toAws(theirs), ofOwnAccount], [`${whole} "${theirs}"`]],
    ["another account with an external id", [toAws(theirs, id), ofOwnAccount], []],
    [
      "another account, of which one role is picked",
      [toAws(theirs, { ArnEquals: { "aws:PrincipalArn": theirRole } }), ofOwnAccount],
      [`${external} "${theirs}"`],
    ],
    [
      "another account, of which any role is picked",
      [
        toAws(theirs, { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${other}:role/*` } }),
        ofOwnAccount,
      ],
      [`${whole} "${theirs}"`],
    ],
    ["a role of another account", [toAws(theirRole), ofOwnAccount], [`${external} "${theirRole}"`]],
    [
      "roles of two other accounts are two decisions",
      [toAws([theirRole, "arn:aws:iam::777788889999:role/x"]), ofOwnAccount],
      [`${external} "${theirRole}"`, `${external} "arn:aws:iam::777788889999:role/x"`],
    ],
    ["one's own account", [toAws(`arn:aws:iam::${own}:root`), ofOwnAccount], []],
    [
      "with a list of one's own, any other account is a third party",
      [toAws(theirRole)],
      [`${noId} "${theirRole}"`],
      { trustedAccounts: [own] },
    ],
    [
      "with a list of one's own and an external id",
      [toAws(theirRole, id)],
      [`${external} "${theirRole}"`],
      { trustedAccounts: [own] },
    ],
    ["an account that is listed", [toAws(theirRole)], [], { trustedAccounts: [own, other] }],
    [
      "everybody of another account, by a condition",
      [toAws("*", { StringEquals: { "aws:PrincipalAccount": other } }), ofOwnAccount],
      [`${whole} "${other}"`],
    ],
    ["everybody is reported as such", [toAws("*"), ofOwnAccount], ['ROLE_ASSUMABLE_BY_ANYONE "*"']],
    ["a service", [allow({ Service: "ec2.amazonaws.com" }, "sts:AssumeRole"), ofOwnAccount], []],
    ["tags alone", [allow({ AWS: theirs }, "sts:TagSession"), ofOwnAccount], []],
  ])("%s", (_, statements, expected, parameters = {}) => {
    expect(shown(statements, trust, parameters)).toEqual(expected);
  });
});

describe("policies of resources", () => {
  const queue = { kind: "resource", resourceType: "AWS::SQS::Queue" } as const;
  const arn = `arn:aws:sqs:eu-central-1:${own}:orders`;
  const send = (principal: unknown, conditions?: Parameters<typeof allow>[2]) => ({
    ...allow(principal, "sqs:SendMessage", conditions),
    Resource: arn,
  });
  test.each<[string, object[], string[], Partial<RuleParameters>?]>([
    ["a role of another account", [send({ AWS: theirRole })], [`${external} "${theirRole}"`]],
    ["one of one's own", [send({ AWS: `arn:aws:iam::${own}:role/web` })], []],
    ["an account that is listed", [send({ AWS: theirRole })], [], { trustedAccounts: [other] }],
    [
      "one in the organization",
      [send({ AWS: theirRole }, { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } })],
      [],
    ],
    [
      "one in an organization that is not trusted",
      [send({ AWS: theirRole }, { StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } })],
      [`${external} "${theirRole}"`],
      { trustedOrganizations: ["o-zzzzzzzzzz"] },
    ],
    [
      "one in any organization",
      [
        send(
          { AWS: theirRole },
          { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" } },
        ),
      ],
      [`${external} "${theirRole}"`],
    ],
    ["a vendor", [{ ...send({ AWS: vendor }), Resource: "*" }], [`${external} "${vendor}"`]],
    ["the logs of load balancers", [send({ AWS: "arn:aws:iam::054676820928:root" })], []],
    [
      "everyone of another account, by a condition",
      [send("*", { StringEquals: { "aws:PrincipalAccount": [own, other] } })],
      [`${external} "${other}"`],
    ],
    [
      "a role of another account, by a condition",
      [send({ AWS: "*" }, { ArnLike: { "aws:PrincipalArn": theirRole } })],
      [`${external} "${theirRole}"`],
    ],
    [
      "everyone but another account",
      [
        send("*", {
          StringEquals: { "aws:PrincipalOrgID": "o-1a2b3c4d5e" },
          StringNotEquals: { "aws:PrincipalAccount": other },
        }),
      ],
      [],
    ],
    ["a Deny", [deny({ AWS: theirRole }, "sqs:*")].map((each) => ({ ...each, Resource: arn })), []],
  ])("%s", (_, statements, expected, parameters = {}) => {
    expect(shown(statements, queue, parameters)).toEqual(expected);
  });
});

describe("key policies", () => {
  const key = { kind: "resource", resourceType: "AWS::KMS::Key" } as const;
  const on = (principal: unknown, action: string) => ({
    ...allow(principal, action),
    Resource: "*",
  });
  const administrator = on({ AWS: `arn:aws:iam::${own}:root` }, "kms:*");

  test.each<[string, object[], string[], Partial<RuleParameters>?]>([
    [
      "the account that administers the key",
      [administrator],
      [],
      { trustedAccounts: ["777788889999"] },
    ],
    [
      "another one",
      [administrator, on({ AWS: theirs }, "kms:Decrypt")],
      [`${external} "${theirs}"`],
    ],
    [
      "one that is listed",
      [administrator, on({ AWS: theirs }, "kms:Decrypt")],
      [],
      { trustedAccounts: [other] },
    ],
  ])("%s", (_, statements, expected, parameters = {}) => {
    expect(shown(statements, key, parameters)).toEqual(expected);
  });
});

test("an account that is not known yet is nobody's", () => {
  const found = findings({
    "main.tf": `
variable "partner" {}

resource "aws_iam_role" "reader" {
  name = "reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::\${var.partner}:root" } }]
  })
}`,
  });
  expect(found.filter(({ address, at }) => address?.includes("reader") && at.start > 60)).toEqual(
    [],
  );
});

test("a value that is there only under a condition is judged, and the condition is said", () => {
  const [found] = findings({
    "main.tf": `
variable "monitored" {
  type = bool
}

resource "aws_iam_role" "reader" {
  name = "reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }],
      var.monitored ? [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "${vendor}" } }] : [],
    )
  })
}`,
  });
  expect(found?.issueCode).toBe(noId);
  expect(found?.details).toContain("This applies only if `var.monitored` holds.");
});
