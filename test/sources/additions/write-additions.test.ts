import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import type { AddedValue } from "../../../src/findings/addition.ts";
import { documentData } from "../../../src/review/document-data.ts";
import { addedCondition, type WantedCondition } from "../../../src/rules/addition.ts";
import { writeAdditions } from "../../../src/sources/additions/write-additions.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { applyEdits } from "../../../src/text/edit.ts";

type Texts = Readonly<Record<string, string>>;

const ofAccount: WantedCondition = {
  operator: "StringEquals",
  key: "aws:SourceAccount",
  value: { kind: "own account" },
};

function policiesIn(files: Texts) {
  const source = {
    paths: new Set(Object.keys(files)),
    links: new Set<string>(),
    text: (path: string) => files[path],
  };
  return readSources(source, Object.keys(files), () => undefined).policies;
}

/** The first file after the condition was added to the first statement of its policy. */
function withCondition(files: Texts, wanted = ofAccount): string | undefined {
  const [path = ""] = Object.keys(files);
  const statement = policiesIn(files)[0]?.document.statements[0];
  const suggestion = statement && addedCondition(statement, wanted, "Add");
  const written = suggestion && writeAdditions(suggestion, new Map(Object.entries(files)));
  return written && applyEdits(files[path] ?? "", written.edits);
}

const identity = 'data "aws_caller_identity" "this" {}\n';

describe("a condition", () => {
  test.each<{ name: string; path: string; before: string; after: string; more?: Texts }>([
    {
      name: "in an object of HCL",
      path: "main.tf",
      more: { "data.tf": identity },
      before: `resource "aws_sns_topic_policy" "a" {
  arn = aws_sns_topic.a.arn
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow" # why
      Action   = "sns:Publish"
      Resource = aws_sns_topic.a.arn # that one
    }]
  })
}
`,
      after: `resource "aws_sns_topic_policy" "a" {
  arn = aws_sns_topic.a.arn
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow" # why
      Action   = "sns:Publish"
      Resource = aws_sns_topic.a.arn # that one
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = data.aws_caller_identity.this.account_id
        }
      }
    }]
  })
}
`,
    },
    {
      name: "in an object of HCL on one line",
      path: "main.tf",
      more: { "data.tf": identity },
      before: `resource "aws_sqs_queue_policy" "a" {
  queue_url = "q"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
}
`,
      after: `resource "aws_sqs_queue_policy" "a" {
  queue_url = "q"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*", Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } } }] })
}
`,
    },
    {
      name: "beside another operator of an object of HCL with commas",
      path: "main.tf",
      more: { "data.tf": identity },
      before: `resource "aws_sqs_queue_policy" "a" {
  queue_url = "q"
  policy = jsonencode({
    "Statement" : {
      "Effect" : "Allow", "Action" : "sqs:*", "Resource" : "*",
      "Condition" : {
        "Bool" : { "aws:SecureTransport" : true },
      },
    }
  })
}
`,
      after: `resource "aws_sqs_queue_policy" "a" {
  queue_url = "q"
  policy = jsonencode({
    "Statement" : {
      "Effect" : "Allow", "Action" : "sqs:*", "Resource" : "*",
      "Condition" : {
        "Bool" : { "aws:SecureTransport" : true },
        "StringEquals": {
          "aws:SourceAccount": "\${data.aws_caller_identity.this.account_id}"
        }
      },
    }
  })
}
`,
    },
    {
      name: "as a block of a data source, with a default effect",
      path: "main.tf",
      before: `${identity}
data "aws_iam_policy_document" "a" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "sns:Protocol"
      values   = ["https"]
    }
  }
}

resource "aws_sns_topic_policy" "a" {
  arn    = aws_sns_topic.a.arn
  policy = data.aws_iam_policy_document.a.json
}
`,
      after: `${identity}
data "aws_iam_policy_document" "a" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "sns:Protocol"
      values   = ["https"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "a" {
  arn    = aws_sns_topic.a.arn
  policy = data.aws_iam_policy_document.a.json
}
`,
    },
    {
      name: "in YAML, behind a comment, before a blank line",
      path: "template.yml",
      before: `Resources:
  P:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref T]
      PolicyDocument:
        Statement:
        - Effect: Allow
          Action: sns:Publish
          Resource: !Ref T # that one

  T:
    Type: AWS::SNS::Topic
`,
      after: `Resources:
  P:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref T]
      PolicyDocument:
        Statement:
        - Effect: Allow
          Action: sns:Publish
          Resource: !Ref T # that one
          Condition:
            StringEquals:
              aws:SourceAccount: !Ref AWS::AccountId

  T:
    Type: AWS::SNS::Topic
`,
    },
    {
      name: "under an operator that is there, in YAML with CRLF and no line end at the end",
      path: "template.yml",
      before: `Resources:\r
  P:\r
    Type: AWS::SNS::TopicPolicy\r
    Properties:\r
      PolicyDocument:\r
        Statement:\r
          - Action: sns:Publish\r
            Effect: Allow\r
            Resource: "*"\r
            Condition:\r
              StringEquals:\r
                sns:Protocol: https`,
      after: `Resources:\r
  P:\r
    Type: AWS::SNS::TopicPolicy\r
    Properties:\r
      PolicyDocument:\r
        Statement:\r
          - Action: sns:Publish\r
            Effect: Allow\r
            Resource: "*"\r
            Condition:\r
              StringEquals:\r
                sns:Protocol: https
                aws:SourceAccount: !Ref AWS::AccountId`,
    },
    {
      name: "in the flow style of YAML",
      path: "template.yml",
      before: `Resources:
  P:
    Type: AWS::SNS::TopicPolicy
    Properties:
      PolicyDocument: { Statement: [{ Effect: Allow, Action: "sns:Publish", Resource: "*" }] }
`,
      after: `Resources:
  P:
    Type: AWS::SNS::TopicPolicy
    Properties:
      PolicyDocument: { Statement: [{ Effect: Allow, Action: "sns:Publish", Resource: "*", Condition: { StringEquals: { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } } }] }
`,
    },
    {
      name: "in a template of JSON, tabs kept",
      path: "template.json",
      before: `{
\t"Resources": {
\t\t"P": {
\t\t\t"Type": "AWS::SNS::TopicPolicy",
\t\t\t"Properties": {
\t\t\t\t"PolicyDocument": {
\t\t\t\t\t"Statement": {
\t\t\t\t\t\t"Effect": "Allow",
\t\t\t\t\t\t"Action": "sns:Publish",
\t\t\t\t\t\t"Resource": "*"
\t\t\t\t\t}
\t\t\t\t}
\t\t\t}
\t\t}
\t}
}
`,
      after: `{
\t"Resources": {
\t\t"P": {
\t\t\t"Type": "AWS::SNS::TopicPolicy",
\t\t\t"Properties": {
\t\t\t\t"PolicyDocument": {
\t\t\t\t\t"Statement": {
\t\t\t\t\t\t"Effect": "Allow",
\t\t\t\t\t\t"Action": "sns:Publish",
\t\t\t\t\t\t"Resource": "*",
\t\t\t\t\t\t"Condition": {
\t\t\t\t\t\t\t"StringEquals": {
\t\t\t\t\t\t\t\t"aws:SourceAccount": { "Ref": "AWS::AccountId" }
\t\t\t\t\t\t\t}
\t\t\t\t\t\t}
\t\t\t\t\t}
\t\t\t\t}
\t\t\t}
\t\t}
\t}
}
`,
    },
  ])("$name", ({ path, before, after, more = {} }) => {
    const files = { [path]: before, ...more };
    const written = withCondition(files);
    expect(written?.replaceAll("\r\n", "\n")).toBe(after.replaceAll("\r\n", "\n"));
    expect(written?.includes("\r")).toBe(before.includes("\r"));
    const keysOf = (texts: Texts) =>
      policiesIn(texts)[0]?.document.statements[0]?.conditions.map(({ key }) => key.parts);
    expect(keysOf({ ...files, [path]: written ?? "" })).toHaveLength(
      (keysOf(files)?.length ?? 0) + 1,
    );
  });

  test.each<{ name: string; files: Texts; wanted?: WantedCondition }>([
    {
      name: "a raw policy has no word for its account",
      files: {
        "policy.json": '{ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] }',
      },
    },
    {
      name: "a module without the data source neither",
      files: {
        "main.tf":
          'resource "aws_iam_policy" "a" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })\n}\n',
        "other/data.tf": identity,
      },
    },
    {
      name: "the key is compared already",
      files: {
        "template.yml":
          'Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: "*"\n            Resource: "*"\n            Condition:\n              StringEquals:\n                AWS:sourceaccount: "111122223333"\n',
      },
    },
    {
      name: "JSON within a text of JSON: its quotes are escaped",
      files: {
        "template.json": JSON.stringify({
          Resources: {
            P: {
              Type: "AWS::SecretsManager::ResourcePolicy",
              Properties: {
                ResourcePolicy: JSON.stringify({
                  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
                }),
              },
            },
          },
        }),
      },
    },
    {
      name: "a value that would need escapes",
      files: {
        "template.yml":
          'Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: "*"\n            Resource: "*"\n',
      },
      wanted: { operator: "StringEquals", key: "aws:username", value: 'a"\nb' },
    },
  ])("not where $name", ({ files, wanted }) => {
    expect(withCondition(files, wanted)).toBeUndefined();
  });
});

describe("law: what was added stands there, and nothing else has changed", () => {
  const text = fc.constantFrom("a", "arn:aws:s3:::b/*", "${aws:username}", "s3:Get*", "x y");
  const texts = fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }));
  const statement = fc.record(
    {
      Sid: fc.constant("One"),
      Effect: fc.constant("Allow"),
      Action: texts,
      Resource: texts,
      Condition: fc.oneof(
        fc.record({ Bool: fc.record({ "aws:SecureTransport": fc.constant("true") }) }),
        fc.record({ StringEquals: fc.record({ "aws:PrincipalTag/a": texts }) }),
      ),
    },
    { requiredKeys: ["Effect", "Action"] },
  );
  const added: fc.Arbitrary<AddedValue> = fc.oneof(
    fc.constantFrom("111122223333", "arn:aws:iam::111122223333:role/x", "true"),
    fc.array(fc.constantFrom("a", "b", "c*"), { minLength: 1, maxLength: 3 }),
  );

  const writers: readonly { path: string; write: (policy: unknown) => string }[] = [
    { path: "policy.json", write: (policy) => JSON.stringify(policy) },
    { path: "policy.json", write: (policy) => JSON.stringify(policy, undefined, 2) },
    { path: "policy.json", write: (policy) => JSON.stringify(policy, undefined, "\t") },
    {
      path: "main.tf",
      write: (policy) =>
        `resource "aws_iam_policy" "a" {\n  policy = <<EOF\n${JSON.stringify(policy, undefined, 2).replaceAll("${", () => "$${")}\nEOF\n}\n`,
    },
    {
      path: "main.tf",
      write: (policy) =>
        `resource "aws_iam_policy" "a" {\n  policy = jsonencode(${JSON.stringify(policy, undefined, 2).replaceAll("${", () => "$${")})\n}\n`,
    },
    {
      path: "main.tf",
      write: (policy) =>
        `resource "aws_iam_policy" "a" {\n  policy = jsonencode(${JSON.stringify(
          policy,
          undefined,
          4,
        )
          .replaceAll("${", () => "$${")
          .replaceAll(/^( *"[^"]+"):/gm, "$1 =")
          .replaceAll(/^( *"[^"]+" = .*),$/gm, "$1")})\n}\n`,
    },
    {
      path: "template.yml",
      write: (policy) =>
        stringify({
          Resources: {
            P: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: policy } },
            Q: { Type: "AWS::SNS::Topic" },
          },
        }),
    },
    {
      path: "template.json",
      write: (policy) =>
        JSON.stringify(
          {
            Resources: {
              P: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: policy } },
            },
          },
          undefined,
          2,
        ),
    },
  ];

  test.each(writers.map((writer, index) => ({ index, ...writer })))(
    "$index: $path",
    ({ path, write }) => {
      fc.assert(
        fc.property(statement, statement, added, (first, second, value) => {
          const policy = { Version: "2012-10-17", Statement: [first, second] };
          const files = { [path]: write(policy) };
          const wanted = { operator: "StringEquals", key: "aws:SourceAccount", value };
          const written = withCondition(files, wanted);
          const after = policiesIn({ [path]: written ?? "" })[0]?.document.node;
          const conditions = "Condition" in first ? first.Condition : {};
          const present: object =
            "StringEquals" in conditions ? (conditions.StringEquals ?? {}) : {};
          expect(after && documentData(after).document).toEqual({
            ...policy,
            Statement: [
              {
                ...first,
                Condition: {
                  ...conditions,
                  StringEquals: { ...present, "aws:SourceAccount": value },
                },
              },
              second,
            ],
          });
        }),
        { seed: 20_260_101, numRuns: 60 },
      );
    },
  );
});
