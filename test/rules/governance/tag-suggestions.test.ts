import { describe, expect, test } from "@jest/globals";
import { diffed, suggested } from "../../support/suggested.ts";

type Texts = Readonly<Record<string, string>>;

const code = "MISSING_REQUIRED_TAGS";

/** Of Terraform, with a block of tags. */
const tagged = (name: string, tags: string) => `resource "aws_iam_role" "${name}" {
  name = "${name}"
  tags = ${tags}
}
`;
const ofPayments = '{ Owner = "payments" }';

interface Case {
  readonly name: string;
  /** As an entry of `required-tags`. */
  readonly required: string;
  readonly path: string;
  readonly text: string;
  readonly others?: Texts;
}

describe("missing tags are added", () => {
  test.each<Case>([
    {
      name: "with the one value that is allowed",
      required: "{ key: Environment, values: [production] }",
      path: "main.tf",
      text: `resource "aws_iam_role" "app" {
  name = "app"
  tags = {
-    Owner = "payments"
+    Owner       = "payments"
+    Environment = "production"
  }
}
`,
    },
    {
      name: "to a block of Terraform without any",
      required: "{ key: Environment, values: [production] }",
      path: "main.tf",
      text: `resource "aws_iam_user" "app" {
  name = "app"
+
+  tags = {
+    Environment = "production"
+  }
}
`,
    },
    {
      name: "on the line where the others stand",
      required: "{ key: Environment, values: [production] }",
      path: "main.tf",
      text: `resource "aws_iam_role" "app" {
  name = "app"
-  tags = { Owner = "payments" } # ours
+  tags = { Owner = "payments", Environment = "production" } # ours
}
`,
    },
    {
      name: "in Terraform's JSON",
      required: "{ key: Environment, values: [production] }",
      path: "main.tf.json",
      text: `{
  "resource": {
    "aws_iam_role": {
      "app": {
        "name": "app",
        "tags": {
-          "Owner": "payments"
+          "Owner": "payments",
+          "Environment": "production"
        }
      }
    }
  }
}
`,
    },
    {
      name: "several at once, in the order of the configuration",
      required: "{ key: Environment, values: [production] }, { key: Team, values: [shop] }",
      path: "main.tf",
      text: `resource "aws_iam_role" "app" {
  name = "app"
  tags = {
-    Owner = "payments"
+    Owner       = "payments"
+    Environment = "production"
+    Team        = "shop"
  }
}
`,
    },
    {
      name: "as two others of the folder have them",
      required: "Owner",
      path: "app/main.tf",
      others: { "app/a.tf": tagged("a", ofPayments), "app/b.tf": tagged("b", ofPayments) },
      text: `resource "aws_iam_role" "app" {
  name = "app"
+
+  tags = {
+    Owner = "payments"
+  }
}
`,
    },
    {
      name: "as the other one of the file has them, in its spelling",
      required: "Owner",
      path: "main.tf",
      text: `resource "aws_iam_role" "app" {
  name = "app"
+
+  tags = {
+    owner = "payments"
+  }
}
${tagged("other", '{ owner = "payments" }')}`,
    },
    {
      name: "from where all others of the file have theirs",
      required: "Owner, ExpirationDate",
      path: "main.tf",
      text: `locals {
  tags = { Owner = "payments", ExpirationDate = "2027-12-31" }
}
resource "aws_iam_role" "app" {
  name = "app"
+  tags = local.tags
}
${tagged("other", "local.tags")}`,
    },
    {
      name: "to a list of YAML",
      required: "{ key: Environment, values: [production] }",
      path: "template.yml",
      text: `Resources:
  Ci:
    Type: AWS::IAM::User
    Properties:
      Tags:
        - Key: Owner
          Value: payments
+        - Key: Environment
+          Value: production
      UserName: ci
`,
    },
    {
      name: "to properties of YAML without any",
      required: "{ key: Environment, values: [production] }",
      path: "template.yml",
      text: `Resources:
  Ci:
    Type: AWS::IAM::User
    Properties:
      UserName: ci
+      Tags:
+        - Key: Environment
+          Value: production

  Other:
    Type: AWS::SNS::Topic
`,
    },
    {
      name: "to a template in JSON",
      required: "{ key: Environment, values: [production] }, { key: Team, values: [shop] }",
      path: "template.json",
      text: `{
  "Resources": {
    "Ci": {
      "Type": "AWS::IAM::User",
      "Properties": {
        "Tags": [
          { "Key": "Owner", "Value": "payments" },
-          { "Key": "Cost", "Value": "1" }
+          { "Key": "Cost", "Value": "1" },
+          {
+            "Key": "Environment",
+            "Value": "production"
+          },
+          {
+            "Key": "Team",
+            "Value": "shop"
+          }
        ]
      }
    }
  }
}
`,
    },
    {
      name: "to the function that SAM makes a role for",
      required: "{ key: Environment, values: [production] }",
      path: "template.yml",
      text: `Transform: AWS::Serverless-2016-10-31
Resources:
  App:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Tags:
        Owner: payments
+        Environment: production
`,
    },
    {
      name: "as another principal of the template has them",
      required: "Owner",
      path: "template.yml",
      text: `Resources:
  Ci:
    Type: AWS::IAM::User
    Properties:
      UserName: ci
+      Tags:
+        - Key: Owner
+          Value: payments
  Other:
    Type: AWS::IAM::User
    Properties:
      Tags:
        - { Key: Owner, Value: payments }
`,
    },
  ])("$name", async ({ required, path, text, others = {} }) => {
    const { before, after } = diffed(text);
    const configuration = `principals: { required-tags: [${required}] }`;
    expect(await suggested(code, { [path]: before, ...others }, configuration)).toBe(after);
  });
});

describe("no tags are suggested where", () => {
  const untagged = 'resource "aws_iam_role" "app" {\n  name = "app"\n}\n';
  const lone = "app/main.tf";

  test.each<readonly [name: string, required: string, files: Texts]>([
    ["several values are allowed", "{ key: Owner, values: [a, b] }", { [lone]: untagged }],
    ["nobody else has the tag", "Owner", { [lone]: untagged }],
    [
      "one other file has it alone",
      "Owner",
      { [lone]: untagged, "app/a.tf": tagged("a", ofPayments) },
    ],
    [
      "two of another folder have it",
      "Owner",
      {
        [lone]: untagged,
        "b/a.tf": tagged("a", ofPayments),
        "b/b.tf": tagged("b", ofPayments),
      },
    ],
    [
      "instances of one block alone have it",
      "Owner",
      {
        [lone]: untagged,
        "app/a.tf": `resource "aws_iam_role" "a" {
  for_each = toset(["x", "y"])
  name     = each.key
  tags     = ${ofPayments}
}
`,
      },
    ],
    [
      "the others differ",
      "Owner",
      { [lone]: `${untagged}${tagged("a", ofPayments)}${tagged("b", '{ Owner = "shop" }')}` },
    ],
    [
      "one of the others has it from a variable",
      "Owner",
      {
        [lone]: `variable "owner" {
  default = "payments"
}
${untagged}${tagged("a", ofPayments)}${tagged("b", "{ Owner = var.owner }")}`,
      },
    ],
    [
      "the tag is about one thing",
      "ExpirationDate",
      { [lone]: `${untagged}${tagged("a", '{ ExpirationDate = "2027-12-31" }')}` },
    ],
    [
      "what the others have is not allowed",
      "{ key: Owner, values: [shop, bank] }",
      { [lone]: `${untagged}${tagged("a", ofPayments)}` },
    ],
    [
      "the value of one of several cannot be told",
      "Owner, Team",
      { [lone]: `${untagged}${tagged("a", ofPayments)}` },
    ],
    [
      "the tags are put together",
      "Owner",
      {
        [lone]: `locals {
  tags = { Team = "shop" }
}
${tagged("app", 'merge(local.tags, { Name = "app" })')}${tagged("a", ofPayments)}`,
      },
    ],
    [
      "the others take them from different places",
      "Owner",
      {
        [lone]: `locals {
  tags  = { Owner = "payments" }
  other = { Owner = "payments" }
}
${untagged}${tagged("a", "local.tags")}${tagged("b", "local.other")}`,
      },
    ],
    [
      "what the others take them from lacks one",
      "Owner, Team",
      {
        [lone]: `locals {
  tags = { Owner = "payments" }
}
${untagged}${tagged("a", "local.tags")}`,
      },
    ],
    [
      "a value has characters that could mean something",
      '{ key: Owner, values: ["${path.module}"] }',
      { [lone]: untagged },
    ],
  ])("%s", async (_, required, files) => {
    const configuration = `principals: { required-tags: [${required}] }`;
    expect(await suggested(code, files, configuration)).toBeUndefined();
  });

  test("the tags of a template depend on a condition", async () => {
    const text = `Conditions:
  IsProduction: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  Ci:
    Type: AWS::IAM::User
    Properties:
      Tags: !If [IsProduction, [{ Key: A, Value: b }], !Ref AWS::NoValue]
`;
    const configuration = "principals: { required-tags: [{ key: Owner, values: [shop] }] }";
    expect(await suggested(code, { "template.yml": text }, configuration)).toBeUndefined();
  });
});

describe("a value that is not allowed", () => {
  const notAllowed = "TAG_VALUE_NOT_ALLOWED";
  const configuration =
    "principals: { required-tags: [{ key: Environment, values: [development, production] }] }";

  test.each([
    ["main.tf", tagged("app", '{ environment = "producton" }'), '"production"', '"producton"'],
    ["main.tf", tagged("app", '{ Environment = "Production" }'), '"production"', '"Production"'],
    [
      "template.yml",
      `Resources:
  Ci:
    Type: AWS::IAM::User
    Properties:
      Tags:
        - Key: Environment
          Value: prodution
`,
      "production",
      "prodution",
    ],
  ])("becomes the one that is near, in %s", async (path, text, right, wrong) => {
    const changed = await suggested(notAllowed, { [path]: text }, configuration);
    expect(changed).toBe(text.replace(wrong, right));
  });

  test("becomes the only one", async () => {
    const only = "principals: { required-tags: [{ key: Environment, values: [production] }] }";
    const files = { "main.tf": tagged("app", '{ Environment = "test" }') };
    expect(await suggested(notAllowed, files, only)).toBe(
      tagged("app", '{ Environment = "production" }'),
    );
  });

  test.each([
    ["is like none", tagged("app", '{ Environment = "test" }')],
    [
      "stands elsewhere",
      `locals {\n  env = "producton"\n}\n${tagged("app", "{ Environment = local.env }")}`,
    ],
  ])("stays where it %s", async (_, text) => {
    expect(await suggested(notAllowed, { "main.tf": text }, configuration)).toBeUndefined();
  });

  test.each([
    ["allowed", '{ Environment = "production" }'],
    ["not known", "{ Environment = aws_sns_topic.a.id }"],
    ["of another tag", '{ Stage = "test" }'],
  ])("is not one that is %s", async (_, tags) => {
    const files = { "main.tf": tagged("app", tags) };
    await expect(suggested(notAllowed, files, configuration)).rejects.toThrow("no TAG_VALUE");
  });
});
