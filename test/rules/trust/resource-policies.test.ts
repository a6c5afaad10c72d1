import { describe, expect, test } from "@jest/globals";
import { shown } from "../../support/policy-cases.ts";
import { allow, other, own } from "./statements.ts";

type Conditions = Parameters<typeof allow>[2];

function on(
  resource: string | string[],
  principal: unknown,
  action: string | string[],
  conditions?: Conditions,
) {
  return { ...allow(principal, action, conditions), Resource: resource };
}

describe("key policies", () => {
  const key = { kind: "resource", resourceType: "AWS::KMS::Key" } as const;
  const account = on("*", { AWS: `arn:aws:iam::${own}:root` }, "kms:*");
  const web = `arn:aws:iam::${own}:role/web`;
  const to = (action: string | string[], conditions?: Conditions) =>
    on("*", { AWS: web }, action, conditions);
  const grants = `KMS_GRANTS_NOT_LIMITED "${web}"`;
  const both = `KMS_ADMINISTRATOR_CAN_DECRYPT "${web}"`;
  const nobody = 'KMS_KEY_WITHOUT_ADMINISTRATOR "Statement"';

  test.each<[string, object[], string[]]>([
    ["the account", [account], []],
    [
      "the account and a user of the key",
      [account, to(["kms:Decrypt", "kms:GenerateDataKey"])],
      [],
    ],
    ["a user of the key alone", [to("kms:Decrypt")], [nobody]],
    ["an administrator alone", [to(["kms:PutKeyPolicy", "kms:DescribeKey"])], []],
    ["an administrator through a pattern", [to(["kms:Put*", "kms:Describe*"])], []],
    [
      "a Deny of the policy's change",
      [account, { ...to("kms:PutKeyPolicy"), Effect: "Deny", Principal: "*" }],
      [nobody],
    ],
    ["grants", [account, to(["kms:Decrypt", "kms:CreateGrant"])], [grants]],
    ["grants through a pattern", [account, to("kms:Create*")], [grants]],
    [
      "grants for services",
      [account, to("kms:CreateGrant", { Bool: { "kms:GrantIsForAWSResource": "true" } })],
      [],
    ],
    [
      "grants for services, if the key is there",
      [account, to("kms:CreateGrant", { BoolIfExists: { "kms:GrantIsForAWSResource": "true" } })],
      [grants],
    ],
    [
      "grants through one service",
      [
        account,
        to("kms:CreateGrant", {
          StringEquals: { "kms:ViaService": "ec2.eu-central-1.amazonaws.com" },
        }),
      ],
      [],
    ],
    [
      "grants for one role",
      [
        account,
        to("kms:CreateGrant", {
          StringEquals: { "kms:GranteePrincipal": `arn:aws:iam::${own}:role/x` },
        }),
      ],
      [],
    ],
    [
      "grants that only encrypt",
      [
        account,
        to("kms:CreateGrant", {
          "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt", "GenerateDataKey"] },
        }),
      ],
      [],
    ],
    [
      "AWS's own list of an administrator's actions",
      [
        account,
        to([
          "kms:Create*",
          "kms:Describe*",
          "kms:Enable*",
          "kms:List*",
          "kms:Put*",
          "kms:Update*",
          "kms:ScheduleKeyDeletion",
        ]),
      ],
      [],
    ],
    ["one who may do everything", [account, to("kms:*")], [both]],
    ["in two statements", [account, to("kms:PutKeyPolicy"), to("kms:Decrypt")], [both]],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, key)).toEqual(expected);
  });

  test("everyone through a service is everyone", () => {
    const through = { "kms:ViaService": "s3.eu-central-1.amazonaws.com" };
    const open = on("*", "*", "kms:Decrypt", { StringEquals: through });
    const closed = on("*", "*", "kms:Decrypt", {
      StringEquals: { ...through, "kms:CallerAccount": own },
    });
    expect(shown([account, open], key)).toEqual(['PUBLIC_RESOURCE_POLICY "*"']);
    expect(shown([account, closed], key)).toEqual([]);
  });
});

describe("endpoint policies", () => {
  const endpoint = { kind: "vpc-endpoint" } as const;
  const code = "VPC_ENDPOINT_OPEN_TO_EVERYTHING";
  const organization = "o-a1b2c3d4e5";
  test.each<[string, object[], string[]]>([
    ["everything", [on("*", "*", "*")], [`${code} "*"`]],
    ["all buckets", [on("arn:aws:s3:::*", "*", "s3:*")], [`${code} "arn:aws:s3:::*"`]],
    [
      "all tables of any account",
      [on("arn:aws:dynamodb:*:*:table/*", "*", "dynamodb:*")],
      [`${code} "arn:aws:dynamodb:*:*:table/*"`],
    ],
    [
      "one's own principals",
      [on("*", "*", "s3:*", { StringEquals: { "aws:PrincipalOrgID": organization } })],
      [],
    ],
    [
      "one's own resources",
      [on("*", "*", "s3:*", { StringEquals: { "aws:ResourceAccount": own } })],
      [],
    ],
    [
      "one's own principals, if they say so",
      [on("*", "*", "s3:*", { StringEqualsIfExists: { "aws:PrincipalOrgID": organization } })],
      [`${code} "*"`],
    ],
    [
      "all values of none",
      [
        on("*", "*", "s3:*", {
          "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": `${organization}/*` },
        }),
      ],
      [`${code} "*"`],
    ],
    ["a bucket", [on("arn:aws:s3:::shop/*", "*", "s3:*")], []],
    ["queues of one account", [on(`arn:aws:sqs:*:${own}:*`, "*", "sqs:*")], []],
    ["one's own role", [on("*", { AWS: `arn:aws:iam::${own}:role/web` }, "*")], []],
    [
      "everything less what is foreign",
      [
        on("*", "*", "*"),
        {
          ...on("*", "*", "*", { StringNotEquals: { "aws:ResourceOrgID": organization } }),
          Effect: "Deny",
        },
      ],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, endpoint)).toEqual(expected);
  });
});

describe("plain HTTP", () => {
  const bucket = { kind: "resource", resourceType: "AWS::S3::Bucket" } as const;
  const code = 'S3_PLAIN_HTTP_NOT_DENIED "Statement"';
  const [arn, objects] = ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"];
  const read = on(objects, { AWS: `arn:aws:iam::${own}:role/web` }, "s3:GetObject");
  const refuse = (
    resource: string | string[],
    more: object = {},
    conditions: Conditions = { Bool: { "aws:SecureTransport": "false" } },
  ) => ({
    ...on(resource, "*", "s3:*", conditions),
    Effect: "Deny",
    ...more,
  });
  test.each<[string, object[], string[]]>([
    ["not refused", [read], [code]],
    ["refused", [read, refuse([arn, objects])], []],
    ["refused by one pattern", [read, refuse("arn:aws:s3:::shop*")], []],
    ["refused on everything", [read, refuse("*")], []],
    ["refused for objects alone", [read, refuse(objects)], [code]],
    ["refused for the bucket alone", [read, refuse(arn)], [code]],
    [
      "refused for reading alone",
      [read, refuse([arn, objects], { Action: "s3:GetObject" })],
      [code],
    ],
    [
      "refused for one account alone",
      [read, refuse([arn, objects], { Principal: { AWS: other } })],
      [code],
    ],
    [
      "refused whether the key is there or not",
      [read, refuse([arn, objects], {}, { BoolIfExists: { "aws:SecureTransport": "false" } })],
      [],
    ],
    [
      "refused with another condition",
      [
        read,
        refuse(
          [arn, objects],
          {},
          { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:UserAgent": "x" } },
        ),
      ],
      [code],
    ],
    [
      "old TLS is refused, and plain HTTP with it",
      [read, refuse([arn, objects], {}, { NumericLessThanIfExists: { "s3:TlsVersion": "1.2" } })],
      [],
    ],
    [
      "old TLS alone",
      [read, refuse([arn, objects], {}, { NumericLessThan: { "s3:TlsVersion": "1.2" } })],
      [code],
    ],
  ])("%s", (_, statements, expected) => {
    expect(shown(statements, bucket)).toEqual(expected);
  });

  test("the policy of something else", () => {
    expect(
      shown([on("*", { AWS: own }, "sqs:SendMessage")], {
        kind: "resource",
        resourceType: "AWS::SQS::Queue",
      }),
    ).toEqual([]);
  });
});
