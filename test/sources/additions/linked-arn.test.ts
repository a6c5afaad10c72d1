import { describe, expect, test } from "@jest/globals";
import { suggested } from "../../support/suggested.ts";

const code = "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL";
const topic = (more = "") => `resource "aws_sns_topic" "alerts" {\n  name = "alerts"\n${more}}\n`;
const queue = 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n';
const subscription = `resource "aws_sns_topic_subscription" "q" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.q.arn
}
`;
const document = `jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })`;
const policy = `resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = ${document}
}
`;

describe("a resource that waits for the policy cannot be referred to by it", () => {
  test.each<readonly [name: string, text: string, isSuggested: boolean]>([
    ["nothing waits", queue + topic() + subscription + policy, true],
    [
      "by way of `depends_on`",
      queue + topic("  depends_on = [aws_sqs_queue_policy.q]\n") + subscription + policy,
      false,
    ],
    [
      "the policy is part of what the topic names",
      `resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = ${document}
}
${topic("  tags = { queue = aws_sqs_queue.q.arn }\n")}`,
      false,
    ],
    [
      "by way of locals",
      `${queue}locals {\n  policy = aws_sqs_queue_policy.q.id\n}\n${topic("  tags = { p = local.policy }\n")}${subscription}${policy}`,
      false,
    ],
    [
      "in a comment alone",
      queue + topic("  # aws_sqs_queue_policy.q\n") + subscription + policy,
      true,
    ],
  ])("%s", async (_, text, isSuggested) => {
    const after = await suggested(code, { "infra/main.tf": text });
    expect(after?.includes('"aws:SourceArn" = aws_sns_topic.alerts.arn')).toBe(
      isSuggested ? true : undefined,
    );
  });

  test.each([
    ["", true],
    ["    DependsOn: QueuePolicy\n", false],
  ])("in a template: %j", async (dependsOn, isSuggested) => {
    const template = `Resources:
  Queue:
    Type: AWS::SQS::Queue
  Topic:
    Type: AWS::SNS::Topic
${dependsOn}    Properties:
      Subscription:
        - Protocol: sqs
          Endpoint: !GetAtt Queue.Arn
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: sns.amazonaws.com }
            Action: sqs:SendMessage
            Resource: !GetAtt Queue.Arn
`;
    const after = await suggested(code, { "t.yaml": template });
    expect(after?.includes("aws:SourceArn: !Ref Topic")).toBe(isSuggested ? true : undefined);
  });
});

test.each([
  ["in a comment of many lines", '/*\ndata "aws_caller_identity" "old" {}\n*/\n'],
  ["one of many", 'data "aws_caller_identity" "many" {\n  count = 2\n}\n'],
])("a data source %s does not stand for the account", async (_, other) => {
  const policy = `resource "aws_sns_topic_policy" "t" {
  arn = "arn:aws:sns:eu-west-1:*:t"
  policy = ${document.replace("sns.amazonaws.com", "s3.amazonaws.com").replace("sqs:SendMessage", "sns:Publish")}
}
`;
  expect(await suggested(code, { "main.tf": other + policy })).toBeUndefined();
  const own = 'data "aws_caller_identity" "me" {}\n';
  const after = await suggested(code, { "main.tf": other + own + policy });
  expect(after).toContain("data.aws_caller_identity.me.account_id");
});

test("what is handed to a module is not for a resource of its caller", async () => {
  const own = `${queue.replace("{\n", "{\n  policy = var.policy\n")}variable "policy" {}\n`;
  const caller = `module "q" {\n  source = "./queue"\n  policy = ${document}\n}\n`;
  const files = { "main.tf": queue + topic() + subscription + caller, "queue/main.tf": own };
  expect(await suggested(code, files)).toBeUndefined();
});

test("a module has its own", async () => {
  const files = {
    "queue/main.tf": queue + topic() + subscription + policy,
    "main.tf": 'module "q" {\n  source = "./queue"\n}\n',
  };
  const after = await suggested(code, files);
  expect(after).toContain('"aws:SourceArn" = aws_sns_topic.alerts.arn');
});
