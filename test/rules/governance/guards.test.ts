import { expect, test } from "@jest/globals";
import { changeFindings, findingsIn, type Language } from "../../support/annotate.ts";

const block = (settings: string) => `resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = ${settings}
}
`;
const bucket = 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n}\n';
const other = 'resource "aws_iam_role" "app" {\n  name = "app"\n}\n';
const stack = (properties: string) => `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Role:
    Type: AWS::IAM::Group
${properties}`;
const logs = "  Logs:\n    Type: AWS::S3::Bucket\n";
const closed = `${logs}    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
`;
const trail = (properties: string) => `  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: audit
${properties}`;

const changes: readonly [string, Language, string, string, string[]][] = [
  ["the block goes", "hcl", bucket + block("true"), bucket, ["PUBLIC_ACCESS_NOT_BLOCKED"]],
  ["the bucket goes as well", "hcl", other + bucket + block("true"), other, []],
  ["in a template", "yaml", stack(closed), stack(logs), ["PUBLIC_ACCESS_NOT_BLOCKED"]],
  ["the bucket of a template goes as well", "yaml", stack(closed), stack(""), []],
  [
    "it is renamed",
    "hcl",
    bucket + block("true"),
    bucket + block("true").replace('"logs"', '"b"'),
    [],
  ],
  ["a trail goes", "yaml", stack(trail("      IsLogging: true\n")), stack(""), ["AUDIT_WEAKENED"]],
  [
    "a trail stops to check its files",
    "yaml",
    stack(trail("      IsLogging: true\n      EnableLogFileValidation: true\n")),
    stack(trail("      IsLogging: true\n")),
    ["AUDIT_WEAKENED"],
  ],
  [
    "what is set is not known",
    "yaml",
    `Parameters: { On: { Type: String } }\n${stack(trail("      IsLogging: true\n"))}`,
    `Parameters: { On: { Type: String } }\n${stack(trail("      IsLogging: !Ref On\n"))}`,
    [],
  ],
];

test.each(changes)("%s", (_, language, base, head, codes) => {
  expect(changeFindings(base, head, language).map(({ issueCode }) => issueCode)).toEqual(codes);
});

test("a switch of which nothing is known is left alone", () => {
  const text = `variable "open" {}\n${bucket}${block("var.open")}`;
  const codes = findingsIn(text, "hcl").map(({ issueCode }) => issueCode);
  expect(codes).not.toContain("PUBLIC_ACCESS_NOT_BLOCKED");
});
