import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

const code = "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL";
const resourcePolicy = "policies: [{ path: policy.json, kind: resource }]";
const identity = 'data "aws_caller_identity" "me" {}\n';

const queue = `resource "aws_sqs_queue" "orders" {
  name = "orders"
}
resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.id
  policy    = data.aws_iam_policy_document.queue.json
}
`;
const topics = `resource "aws_sns_topic" "orders" {
  name = "orders"
}
resource "aws_sns_topic" "bills" {
  name = "bills"
}
`;
const subscription = (topic: string) => `resource "aws_sns_topic_subscription" "orders_${topic}" {
  topic_arn = aws_sns_topic.${topic}.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.orders.arn
}
`;
const queueDocument = `data "aws_iam_policy_document" "queue" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.orders.arn]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
+
+    condition {
+      test     = "ArnEquals"
+      variable = "aws:SourceArn"
+      values   = [aws_sns_topic.orders.arn]
+    }
  }
}
`;

const site = `resource "aws_s3_bucket" "site" {
  bucket = "shop-site"
}
`;
const distribution = (name: string) => `resource "aws_cloudfront_distribution" "${name}" {
  enabled = true
  origin {
    domain_name = aws_s3_bucket.site.bucket_regional_domain_name
    origin_id   = "s3"
  }
}
`;
const sitePolicy = `resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": { "Service": "cloudfront.amazonaws.com" },
    "Action": "s3:GetObject",
-    "Resource": "\${aws_s3_bucket.site.arn}/*"
+    "Resource": "\${aws_s3_bucket.site.arn}/*",
+    "Condition": {
+      "ArnEquals": {
+        "aws:SourceArn": "\${aws_cloudfront_distribution.site.arn}"
+      }
+    }
  }]
}
EOF
}
`;

const rule = (more: string) => `Resources:
  Orders:
    Type: AWS::SQS::Queue
${more}  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues:
        - !Ref Orders
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: events.amazonaws.com
            Action: sqs:SendMessage
            Resource: !GetAtt Orders.Arn
+            Condition:
+              ArnEquals:
+                aws:SourceArn: !GetAtt Daily.Arn
`;
const daily = (target: string) => `  Daily:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: orders
          Arn: ${target}
`;

describe("the account or source is demanded in the manner of the file", () => {
  test.each<readonly [style: string, path: string, text: string]>([
    [
      "JSON: the account of the resource",
      "policy.json",
      `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Service": "s3.amazonaws.com" },
      "Action": "sns:Publish",
-      "Resource": "arn:aws:sns:eu-west-1:111122223333:uploads"
+      "Resource": "arn:aws:sns:eu-west-1:111122223333:uploads",
+      "Condition": {
+        "StringEquals": {
+          "aws:SourceAccount": "111122223333"
+        }
+      }
    }
  ]
}
`,
    ],
    [
      "JSON: the account that logs are delivered for",
      "policy.json",
      `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Service": "config.amazonaws.com" },
      "Action": "s3:PutObject",
-      "Resource": "arn:aws:s3:::logs/AWSLogs/444455556666/*"
+      "Resource": "arn:aws:s3:::logs/AWSLogs/444455556666/*",
+      "Condition": {
+        "StringEquals": {
+          "aws:SourceAccount": "444455556666"
+        }
+      }
    }
  ]
}
`,
    ],
    [
      "an object of HCL: the account of the module",
      "main.tf",
      `${identity}resource "aws_s3_bucket" "logs" {}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "config.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "\${aws_s3_bucket.logs.arn}/AWSLogs/\${data.aws_caller_identity.me.account_id}/*"
      Condition = {
        StringEquals = {
-          "s3:x-amz-acl" = "bucket-owner-full-control"
+          "s3:x-amz-acl"      = "bucket-owner-full-control"
+          "aws:SourceAccount" = data.aws_caller_identity.me.account_id
        }
      }
    }]
  })
}
`,
    ],
    [
      "a block of HCL: the topic that is subscribed to",
      "main.tf",
      queueDocument + queue + topics + subscription("orders"),
    ],
    [
      "JSON in a heredoc: the distribution of the bucket",
      "main.tf",
      site + sitePolicy + distribution("site"),
    ],
    ["a template in YAML: the rule", "template.yml", rule(daily("!GetAtt Orders.Arn"))],
    [
      "a template in YAML: the account",
      "template.yml",
      `Resources:
  Uploads:
    Type: AWS::SNS::Topic
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics:
        - !Ref Uploads
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: cloudwatch.amazonaws.com
            Action: sns:Publish
            Resource: !Ref Uploads
+            Condition:
+              StringEquals:
+                aws:SourceAccount: !Ref AWS::AccountId
`,
    ],
    [
      "a template in JSON: the topic",
      "template.json",
      `{
  "Resources": {
    "Orders": { "Type": "AWS::SQS::Queue" },
    "Shop": {
      "Type": "AWS::SNS::Topic",
      "Properties": {
        "Subscription": [{ "Protocol": "sqs", "Endpoint": { "Fn::GetAtt": ["Orders", "Arn"] } }]
      }
    },
    "Policy": {
      "Type": "AWS::SQS::QueuePolicy",
      "Properties": {
        "Queues": [{ "Ref": "Orders" }],
        "PolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": { "Service": "sns.amazonaws.com" },
              "Action": "sqs:SendMessage",
-              "Resource": { "Fn::GetAtt": ["Orders", "Arn"] }
+              "Resource": { "Fn::GetAtt": ["Orders", "Arn"] },
+              "Condition": {
+                "ArnEquals": {
+                  "aws:SourceArn": { "Ref": "Shop" }
+                }
+              }
            }
          ]
        }
      }
    }
  }
}
`,
    ],
  ])("%s", async (_, path, text) => {
    const { before, after } = diffed(text);
    const configuration = path === "policy.json" ? resourcePolicy : "";
    expect(await suggested(code, { [path]: before }, configuration)).toBe(after);
  });
});

test("a key that says little is joined by the account", async () => {
  const { before, after } = diffed(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Service": "ses.amazonaws.com" },
      "Action": "sns:Publish",
      "Resource": "arn:aws:sns:eu-west-1:111122223333:mail",
-      "Condition": { "StringEquals": { "aws:Referer": "111122223333" } }
+      "Condition": { "StringEquals": { "aws:Referer": "111122223333", "aws:SourceAccount": "111122223333" } }
    }
  ]
}
`);
  const weak = "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL";
  expect(await suggested(weak, { "policy.json": before }, resourcePolicy)).toBe(after);
});

describe("a trail, whose ARN waits for the policy", () => {
  const trail = (name: string) => `resource "aws_cloudtrail" "main" {
  name           = ${name}
  s3_bucket_name = aws_s3_bucket.logs.id
  advanced_event_selector {
    name = "all"
  }
}
`;
  const policy = (arn: string) => `data "aws_region" "here" {}
data "aws_caller_identity" "me" {}
resource "aws_s3_bucket" "logs" {}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:GetBucketAcl"
      Resource  = aws_s3_bucket.logs.arn
+      Condition = {
+        ArnEquals = {
+          "aws:SourceArn" = "${arn}"
+        }
+      }
    }]
  })
}
`;
  const account = "${data.aws_caller_identity.me.account_id}";

  test.each([
    ['"main"', "", `arn:aws:cloudtrail:\${data.aws_region.here.name}:${account}:trail/main`],
    [
      "var.name",
      'data "aws_partition" "this" {}\nlocals {\n  region = data.aws_region.here.region\n}\n',
      `arn:\${data.aws_partition.this.partition}:cloudtrail:\${data.aws_region.here.region}:${account}:trail/\${var.name}`,
    ],
  ])("in HCL, with the name %s", async (name, more, arn) => {
    const { before, after } = diffed(policy(arn));
    const files = { "main.tf": before, "trail.tf": trail(name) + more };
    expect(await suggested(code, files)).toBe(after);
  });

  test("nothing without the data sources, or with a name that is put together", async () => {
    const { before } = diffed(policy(""));
    const bare = before.replace('data "aws_region" "here" {}\n', "");
    expect(await suggested(code, { "main.tf": bare, "t.tf": trail('"main"') })).toBeUndefined();
    const odd = trail('format("%s", var.a)');
    expect(await suggested(code, { "main.tf": before, "t.tf": odd })).toBeUndefined();
    const commented = trail('"main"').replace("  s3_bucket_name", "  # s3_bucket_name");
    expect(await suggested(code, { "main.tf": before, "t.tf": commented })).toBeUndefined();
  });

  test.each([
    ["main", "main"],
    ["!Ref Name", "${Name}"],
  ])("in a template, with the name %s", async (name, written) => {
    const { before, after } = diffed(`Parameters:
  Name: { Type: String }
Resources:
  Logs:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Logs
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: cloudtrail.amazonaws.com
            Action: s3:PutObject
            Resource: !Sub "\${Logs.Arn}/AWSLogs/*"
+            Condition:
+              ArnEquals:
+                aws:SourceArn: !Sub "arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/${written}"
  Trail:
    Type: AWS::CloudTrail::Trail
    DependsOn: Policy
    Properties:
      TrailName: ${name}
      S3BucketName: !Ref Logs
      IsLogging: true
`);
    expect(await suggested(code, { "template.yml": before })).toBe(after);
  });
});

describe("nothing is demanded that may end deliveries", () => {
  const policy = (service: string, action: string, resource: string, more = "") => `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Service": "${service}.amazonaws.com"${more} },
      "Action": "${action}",
      "Resource": "${resource}"
    }
  ]
}`;

  test.each<readonly [reason: string, text: string]>([
    [
      "the service does not send the key there",
      policy("s3", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/a"),
    ],
    ["any service may be meant", policy("s3", "*", "arn:aws:sns:eu-west-1:111122223333:uploads")],
    [
      "others are named as well",
      policy(
        "s3",
        "sns:Publish",
        "arn:aws:sns:eu-west-1:111122223333:uploads",
        ', "AWS": "arn:aws:iam::111122223333:root"',
      ),
    ],
    ["a raw policy does not say its account", policy("config", "s3:PutObject", "arn:aws:s3:::l/*")],
    [
      "the source is not in the repository",
      policy("sns", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
    ],
    [
      "logs are delivered for every account",
      policy("config", "s3:PutObject", "arn:aws:s3:::logs/AWSLogs/*"),
    ],
  ])("%s", async (_, text) => {
    expect(await suggested(code, { "policy.json": text }, resourcePolicy)).toBeUndefined();
  });

  const { before } = diffed(queueDocument);
  test.each<readonly [reason: string, more: string]>([
    ["two topics are subscribed to", topics + subscription("orders") + subscription("bills")],
    ["none is", topics],
    [
      "one elsewhere is, besides",
      `${topics}${subscription("orders")}resource "aws_sns_topic_subscription" "more" {
  topic_arn = var.topic
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.orders.arn
}
`,
    ],
    [
      "there are many of it",
      `resource "aws_sns_topic" "orders" {
  for_each = toset(["a", "b"])
  name     = each.key
}
${subscription("orders")}`,
    ],
    [
      "a queue of a longer name is",
      `${topics}resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.orders-2.arn
}
`,
    ],
  ])("%s", async (_, more) => {
    expect(await suggested(code, { "main.tf": before + queue + more })).toBeUndefined();
  });

  test("a bucket with two distributions", async () => {
    const text = site + diffed(sitePolicy).before + distribution("a") + distribution("b");
    expect(await suggested(code, { "main.tf": text })).toBeUndefined();
  });

  test("a rule that is for another queue, or there only under a condition", async () => {
    const of = (more: string) => ({ "template.yml": diffed(rule(more)).before });
    expect(await suggested(code, of(daily("!ImportValue other")))).toBeUndefined();
    const sometimes = daily("!GetAtt Orders.Arn").replace(
      "    Properties",
      "    Condition: IsDaily\n    Properties",
    );
    expect(await suggested(code, of(sometimes))).toBeUndefined();
  });
});
