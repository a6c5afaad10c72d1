import { expect, test } from "@jest/globals";
import { suggested } from "../../support/suggested.ts";

const tags = `principals:
  required-tags:
    - { key: Environment, values: [production] }
    - { key: Cost, values: ["true"] }
`;

test("two members before a brace that has no line of its own", async () => {
  const role = (members: string) =>
    `resource "aws_iam_role" "a" {\n  name = "a"\n  tags = {\n    Team${members}\n}\n`;
  expect(await suggested("MISSING_REQUIRED_TAGS", { "main.tf": role(' = "data" }') }, tags)).toBe(
    role(`        = "data"
    Environment = "production"
    Cost        = "true"
  }`),
  );
});

test("two items in the flow style of YAML", async () => {
  const role = (more: string) => `Resources:
  A:
    Type: AWS::IAM::Role
    Properties:
      Tags: [{Key: Team, Value: data}${more}]
`;
  const items = ', { Key: "Environment", Value: "production" }, { Key: "Cost", Value: "true" }';
  expect(await suggested("MISSING_REQUIRED_TAGS", { "t.yaml": role("") }, tags)).toBe(role(items));
});

test("a brace behind the last member goes to a line in its own place", async () => {
  const policy = (members: string) => `data "aws_caller_identity" "me" {}
resource "aws_sns_topic_policy" "t" {
  arn = "arn:aws:sns:eu-west-1:*:t"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"${members}}]
  })
}
`;
  const code = "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL";
  expect(await suggested(code, { "main.tf": policy(" ") })).toBe(
    policy(`
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = data.aws_caller_identity.me.account_id
        }
      }
    `),
  );
});

test("no statement with a `Sid` that another one has", async () => {
  const policy = (sid: string) => `data "aws_iam_policy_document" "b" {
  statement {
    sid       = "${sid}"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::b/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/x"]
    }
  }
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = data.aws_iam_policy_document.b.json
}
`;
  const code = "S3_PLAIN_HTTP_NOT_DENIED";
  expect(await suggested(code, { "main.tf": policy("Read") })).toContain("DenyPlainHttp");
  expect(await suggested(code, { "main.tf": policy("DenyPlainHttp") })).toBeUndefined();
});

test("an entry is not taken out with another one that is there only perhaps", async () => {
  const policy = (entry: string) => `Conditions:
  On: !Equals [a, b]
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action:
              - s3:Get*
              - ${entry}
              - s3:GetBucketAcl
            Resource: "*"
`;
  const code = "REDUNDANT_ACTION";
  expect(await suggested(code, { "t.yaml": policy("s3:PutObject # new") })).toBe(
    policy("s3:PutObject # new").replace("              - s3:GetBucketAcl\n", ""),
  );
  const perhaps = policy("!If [On, s3:PutObject, !Ref AWS::NoValue]");
  expect(await suggested(code, { "t.yaml": perhaps })).toBeUndefined();
});
