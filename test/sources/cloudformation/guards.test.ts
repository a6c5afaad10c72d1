import { describe, expect, test } from "@jest/globals";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { filesOf, slice } from "../rendering.ts";

const front = `
Parameters: { On: { Type: String } }
Conditions: { C: !Equals [!Ref On, "true"] }
Resources:
`;

function guards(resource: string) {
  const text = `${front}  X: { ${resource} }`;
  const found = readCloudFormation("t.yml", text)?.guards ?? [];
  return found.map(({ range, when, places, ...guard }) => ({
    ...guard,
    at: slice(text, range),
    ...(places && {
      written: Object.entries(places).map(([name, place]) => `${name}: ${slice(text, place)}`),
    }),
    ...(when && { when: when.map(({ condition }) => condition.reference) }),
  }));
}

const open = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
};

describe("guards", () => {
  test.each([
    {
      name: "a public access block, as far as it is known",
      resource:
        "Type: AWS::S3::Bucket, Condition: C, Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: 'TRUE', IgnorePublicAcls: !Ref On } }",
      expected: {
        address: "t.yml#X/PublicAccessBlockConfiguration",
        type: "AWS::S3::BucketPublicAccessBlock",
        owner: "t.yml#X",
        settings: {
          ...open,
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: null,
        },
        at: "PublicAccessBlockConfiguration",
        when: ["On is true"],
      },
    },
    {
      name: "a public access block that is not known at all",
      resource:
        "Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: !If [C, { BlockPublicAcls: true }, { BlockPublicAcls: false }] }",
      expected: {
        address: "t.yml#X/PublicAccessBlockConfiguration",
        type: "AWS::S3::BucketPublicAccessBlock",
        owner: "t.yml#X",
        settings: {
          BlockPublicAcls: null,
          BlockPublicPolicy: null,
          IgnorePublicAcls: null,
          RestrictPublicBuckets: null,
        },
        at: "PublicAccessBlockConfiguration",
      },
    },
    {
      name: "ownership controls",
      resource:
        "Type: AWS::S3::Bucket, Properties: { OwnershipControls: { Rules: [{ ObjectOwnership: BucketOwnerEnforced }] } }",
      expected: {
        address: "t.yml#X/OwnershipControls",
        type: "AWS::S3::BucketOwnershipControls",
        owner: "t.yml#X",
        settings: { ObjectOwnership: "BucketOwnerEnforced" },
        at: "OwnershipControls",
      },
    },
    {
      name: "an access point, which is closed unless it says otherwise",
      resource:
        "Type: AWS::S3::AccessPoint, Properties: { Bucket: b, PublicAccessBlockConfiguration: { BlockPublicPolicy: false } }",
      expected: {
        address: "t.yml#X/PublicAccessBlockConfiguration",
        type: "AWS::S3::AccessPointPublicAccessBlock",
        owner: "t.yml#X",
        settings: {
          BlockPublicAcls: true,
          BlockPublicPolicy: false,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        at: "PublicAccessBlockConfiguration",
      },
    },
    {
      name: "a trail",
      resource: "Type: AWS::CloudTrail::Trail, Properties: { IsLogging: false, KMSKeyId: !Ref On }",
      expected: {
        address: "t.yml#X",
        type: "AWS::CloudTrail::Trail",
        settings: {
          EnableLogFileValidation: false,
          IncludeGlobalServiceEvents: false,
          IsLogging: false,
          IsMultiRegionTrail: false,
          IsOrganizationTrail: false,
          KMSKeyId: null,
        },
        at: "X",
        written: ["IsLogging: false", "KMSKeyId: !Ref On"],
      },
    },
    {
      name: "a detector",
      resource: "Type: AWS::GuardDuty::Detector, Properties: { Enable: true }",
      expected: {
        address: "t.yml#X",
        type: "AWS::GuardDuty::Detector",
        settings: { Enable: true },
        at: "X",
        written: ["Enable: true"],
      },
    },
    {
      name: "the policy of a secret",
      resource:
        "Type: AWS::SecretsManager::ResourcePolicy, Properties: { SecretId: arn:s, BlockPublicPolicy: true }",
      expected: {
        address: "t.yml#X/BlockPublicPolicy",
        type: "AWS::SecretsManager::BlockPublicPolicy",
        owner: "arn:s",
        settings: { BlockPublicPolicy: true },
        at: "BlockPublicPolicy",
      },
    },
    {
      name: "the target of a policy of an organization",
      resource:
        "Type: AWS::Organizations::Policy, Properties: { Type: SERVICE_CONTROL_POLICY, TargetIds: [ou-1] }",
      expected: {
        address: "t.yml#X/TargetIds/ou-1",
        type: "AWS::Organizations::PolicyAttachment",
        owner: "t.yml#X/Content",
        settings: { TargetId: "ou-1" },
        at: "ou-1",
      },
    },
  ])("$name", ({ resource, expected }) => {
    expect(guards(resource)).toEqual([expected]);
  });

  test.each([
    ["a bucket without a block", "Type: AWS::S3::Bucket"],
    ["a secret's policy that says nothing of it", "Type: AWS::SecretsManager::ResourcePolicy"],
    ["types of JavaScript", "Type: constructor"],
  ])("%s has none", (_, resource) => {
    expect(guards(resource)).toEqual([]);
  });

  test("of a variant only what differs stands there again", () => {
    const text = `${front}  B: { Type: AWS::GuardDuty::Detector, Properties: { Enable: !Ref On } }\n  T: { Type: AWS::CloudTrail::Trail }`;
    const files = filesOf({ "a.json": '{"On":"true"}', "b.json": '{"On":"false"}' });
    const result = readCloudFormation("t.yml", text, files, [["a.json"], ["b.json"]]);
    expect(result?.guards?.map(({ address, settings }) => [address, settings.Enable])).toEqual([
      ["t.yml#B", true],
      ["t.yml#T", undefined],
      ["t.yml (b.json)#B", false],
    ]);
  });
});

test.each([
  ["PT8H", 28_800],
  ["PT1H30M", 5400],
  ["PT45M", 2700],
  ["P1D", undefined],
  ["PT", undefined],
])("a permission set with sessions of %s", (duration, seconds) => {
  const text = `${front}  P: { Type: AWS::SSO::PermissionSet, Properties: { SessionDuration: ${duration} } }`;
  const [owner] = readCloudFormation("t.yml", text)?.owners ?? [];
  expect(owner?.maxSessionDurationSeconds).toBe(seconds);
});
