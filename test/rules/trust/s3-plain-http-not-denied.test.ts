import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

const code = "S3_PLAIN_HTTP_NOT_DENIED";
const bucketPolicy = (path: string) =>
  `policies: [{ path: ${path}, kind: resource, resource-type: "AWS::S3::Bucket" }]`;

const bucket = `resource "aws_s3_bucket" "invoices" {
  bucket_prefix = "shop-invoices"
}
`;

describe("the missing statement is written as the others are", () => {
  test.each<readonly [style: string, path: string, text: string]>([
    [
      "JSON",
      "policy.json",
      `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:role/shop-web" },
      "Action": "s3:GetObject",
      "Resource": "arn:aws-cn:s3:::shop-invoices/in/*"
-    }
+    },
+    {
+      "Sid": "DenyPlainHttp",
+      "Effect": "Deny",
+      "Principal": "*",
+      "Action": "s3:*",
+      "Resource": [
+        "arn:aws-cn:s3:::shop-invoices",
+        "arn:aws-cn:s3:::shop-invoices/*"
+      ],
+      "Condition": {
+        "Bool": {
+          "aws:SecureTransport": "false"
+        }
+      }
+    }
  ]
}
`,
    ],
    [
      "an object of HCL",
      "main.tf",
      `${bucket}resource "aws_s3_bucket_policy" "invoices" {
  bucket = aws_s3_bucket.invoices.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/shop-web" }
        Action    = "s3:GetObject"
        Resource  = ["\${aws_s3_bucket.invoices.arn}/*"]
      },
+      {
+        Sid       = "DenyPlainHttp"
+        Effect    = "Deny"
+        Principal = "*"
+        Action    = "s3:*"
+        Resource = [
+          aws_s3_bucket.invoices.arn,
+          "\${aws_s3_bucket.invoices.arn}/*",
+        ]
+        Condition = {
+          Bool = {
+            "aws:SecureTransport" = "false"
+          }
+        }
+      },
    ]
  })
}
`,
    ],
    [
      "an object of HCL in the brackets of the list",
      "main.tf",
      `${bucket}resource "aws_s3_bucket_policy" "invoices" {
  bucket = aws_s3_bucket.invoices.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/shop-web" }
      Action    = "s3:ListBucket"
      Resource  = aws_s3_bucket.invoices.arn
-    }]
+      }, {
+      Sid       = "DenyPlainHttp"
+      Effect    = "Deny"
+      Principal = "*"
+      Action    = "s3:*"
+      Resource = [
+        aws_s3_bucket.invoices.arn,
+        "\${aws_s3_bucket.invoices.arn}/*",
+      ]
+      Condition = {
+        Bool = {
+          "aws:SecureTransport" = "false"
+        }
+      }
+    }]
  })
}
`,
    ],
    [
      "a block of HCL",
      "main.tf",
      `${bucket}data "aws_iam_policy_document" "invoices" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["\${aws_s3_bucket.invoices.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/shop-web"]
    }
  }
+
+  statement {
+    sid     = "DenyPlainHttp"
+    effect  = "Deny"
+    actions = ["s3:*"]
+    resources = [
+      aws_s3_bucket.invoices.arn,
+      "\${aws_s3_bucket.invoices.arn}/*",
+    ]
+
+    principals {
+      type        = "*"
+      identifiers = ["*"]
+    }
+
+    condition {
+      test     = "Bool"
+      variable = "aws:SecureTransport"
+      values   = ["false"]
+    }
+  }
}
resource "aws_s3_bucket_policy" "invoices" {
  bucket = aws_s3_bucket.invoices.id
  policy = data.aws_iam_policy_document.invoices.json
}
`,
    ],
    [
      "a block of HCL beside one that is repeated",
      "main.tf",
      `data "aws_iam_policy_document" "invoices" {
  dynamic "statement" {
    for_each = var.readers
    content {
      actions   = ["s3:GetObject"]
      resources = ["arn:aws:s3:::shop-invoices/*"]

      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }
+
+  statement {
+    sid       = "DenyPlainHttp"
+    effect    = "Deny"
+    actions   = ["s3:*"]
+    resources = ["arn:aws:s3:::shop-invoices", "arn:aws:s3:::shop-invoices/*"]
+
+    principals {
+      type        = "*"
+      identifiers = ["*"]
+    }
+
+    condition {
+      test     = "Bool"
+      variable = "aws:SecureTransport"
+      values   = ["false"]
+    }
+  }
}
variable "readers" {
  default = ["arn:aws:iam::111122223333:role/shop-web"]
}
resource "aws_s3_bucket_policy" "invoices" {
  bucket = "shop-invoices"
  policy = data.aws_iam_policy_document.invoices.json
}
`,
    ],
    [
      "JSON in a heredoc",
      "main.tf",
      `resource "aws_s3_bucket_policy" "invoices" {
  bucket = var.bucket
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:role/shop-web" },
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::\${var.bucket}/*"
-    }
+    },
+    {
+      "Sid": "DenyPlainHttp",
+      "Effect": "Deny",
+      "Principal": "*",
+      "Action": "s3:*",
+      "Resource": ["arn:aws:s3:::\${var.bucket}", "arn:aws:s3:::\${var.bucket}/*"],
+      "Condition": {
+        "Bool": {
+          "aws:SecureTransport": "false"
+        }
+      }
+    }
  ]
}
EOF
}
`,
    ],
    [
      "a template in YAML",
      "template.yml",
      `Resources:
  Invoices:
    Type: AWS::S3::Bucket
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Invoices
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: arn:aws:iam::111122223333:role/shop-web
            Action: s3:GetObject
            Resource: !Sub "\${Invoices.Arn}/in/*"
+          - Sid: DenyPlainHttp
+            Effect: Deny
+            Principal: "*"
+            Action: "s3:*"
+            Resource:
+              - !GetAtt Invoices.Arn
+              - !Sub "\${Invoices.Arn}/*"
+            Condition:
+              Bool:
+                aws:SecureTransport: "false"
`,
    ],
    [
      "a template in YAML, put together",
      "template.yml",
      `Parameters:
  Name: { Type: String }
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Name
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
        - Effect: Allow
          Principal:
            AWS: arn:aws:iam::111122223333:role/shop-web
          Action: s3:GetObject
          Resource: !Join ["", ["arn:aws:s3:::", !Ref Name, "/*"]]
+        - Sid: DenyPlainHttp
+          Effect: Deny
+          Principal: "*"
+          Action: "s3:*"
+          Resource:
+            - !Sub "arn:aws:s3:::\${Name}"
+            - !Sub "arn:aws:s3:::\${Name}/*"
+          Condition:
+            Bool:
+              aws:SecureTransport: "false"
`,
    ],
    [
      "a template in YAML, with a name that has the account",
      "template.yml",
      `Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Sub "logs-\${AWS::AccountId}"
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: arn:aws:iam::111122223333:role/shop-web
            Action: s3:ListBucket
            Resource: !Sub "arn:aws:s3:::logs-\${AWS::AccountId}"
+          - Sid: DenyPlainHttp
+            Effect: Deny
+            Principal: "*"
+            Action: "s3:*"
+            Resource:
+              - !Sub "arn:aws:s3:::logs-\${AWS::AccountId}"
+              - !Sub "arn:aws:s3:::logs-\${AWS::AccountId}/*"
+            Condition:
+              Bool:
+                aws:SecureTransport: "false"
`,
    ],
    [
      "a template in JSON",
      "template.json",
      `{
  "Resources": {
    "Invoices": { "Type": "AWS::S3::Bucket" },
    "Policy": {
      "Type": "AWS::S3::BucketPolicy",
      "Properties": {
        "Bucket": { "Ref": "Invoices" },
        "PolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Principal": { "AWS": "arn:aws:iam::111122223333:role/shop-web" },
              "Action": "s3:ListBucket",
              "Resource": { "Fn::GetAtt": ["Invoices", "Arn"] }
-            }
+            },
+            {
+              "Sid": "DenyPlainHttp",
+              "Effect": "Deny",
+              "Principal": "*",
+              "Action": "s3:*",
+              "Resource": [
+                { "Fn::GetAtt": ["Invoices", "Arn"] },
+                { "Fn::Sub": "\${Invoices.Arn}/*" }
+              ],
+              "Condition": {
+                "Bool": {
+                  "aws:SecureTransport": "false"
+                }
+              }
+            }
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
    const configuration = path === "policy.json" ? bucketPolicy(path) : "";
    expect(await suggested(code, { [path]: before }, configuration)).toBe(after);
  });
});

describe("no statement is offered where", () => {
  const policy = (resource: string, list = (statement: string) => `[${statement}]`) => `{
  "Version": "2012-10-17",
  "Statement": ${list(`{
    "Effect": "Allow",
    "Principal": { "AWS": "arn:aws:iam::111122223333:role/shop-web" },
    "Action": "s3:GetObject",
    "Resource": ${resource}
  }`)}
}`;

  test.each<readonly [reason: string, text: string]>([
    ["the statement stands alone", policy('"arn:aws:s3:::invoices/*"', (alone) => alone)],
    ["two buckets are named", policy('["arn:aws:s3:::invoices/*", "arn:aws:s3:::bills/*"]')],
    ["the bucket is a pattern", policy('"arn:aws:s3:::invoices-*/*"')],
    ["no bucket is named", policy('"*"')],
    ["it is no bucket", policy('"arn:aws:s3:eu-west-1:111122223333:accesspoint/a"')],
  ])("%s", async (_, text) => {
    const files = { "policy.json": text };
    expect(await suggested(code, files, bucketPolicy("policy.json"))).toBeUndefined();
  });

  test.each<readonly [reason: string, resource: string]>([
    ["a loop names it", '[for name in ["a"] : "${local.arns[name]}/*"][0]'],
    ["a function puts it together", 'format("%s/*", aws_s3_bucket.invoices.arn)'],
    ["it may be an object", "var.what_is_shared"],
  ])("%s", async (_, resource) => {
    const text = `${bucket}resource "aws_s3_bucket_policy" "invoices" {
  bucket = aws_s3_bucket.invoices.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/shop-web" }
      Action    = "s3:GetObject"
      Resource  = ${resource}
    }]
  })
}
`;
    expect(await suggested(code, { "main.tf": text })).toBeUndefined();
  });
});
