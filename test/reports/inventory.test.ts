import { describe, expect, test } from "@jest/globals";
import { inventoryJson, inventoryTerminal } from "../../src/reports/inventory.ts";
import { type ListedInventory, listInventory } from "../../src/review/list-inventory.ts";

const configuration = `resource "aws_iam_role" "app" {
  name                 = "app"
  max_session_duration = 7200
  permissions_boundary = "arn:aws:iam::123456789012:policy/b"
  tags                 = { team = var.team }
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = jsonencode({
    Statement = concat([{
      Effect    = "Allow", Action = ["s3:Get*", "s3:List*"]
      Resource  = "arn:aws:s3:::\${var.bucket}/*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }], var.strict ? [{ Effect = "Deny", NotAction = "iam:*", Resource = "*" }] : [])

  })
}
module "other" {
  source = "acme/x/aws"
}
variable "bucket" {}
variable "strict" {}
variable "team" {}
`;

describe("the inventory for a terminal", () => {
  test("policies with their statements, owners, what is not judged, and the count", () => {
    expect(terminal({ "iam/main.tf": configuration })).toBe(`\
iam/aws_iam_role.app assume_role_policy  trust AWS::IAM::Role
  iam/main.tf:6-8, of iam/aws_iam_role.app
  Allow sts:AssumeRole for Service ec2.amazonaws.com

iam/aws_iam_role_policy.app  identity
  iam/main.tf:12-19, of iam/aws_iam_role.app
  Allow s3:Get*, s3:List* on arn:aws:s3:::\${var.bucket}/* if {"Bool":{"aws:SecureTransport":"true"}}
  Deny all but iam:* on * (only if var.strict)
  var.bucket: input without a value
  var.strict: input without a value

Owners: 1
  iam/aws_iam_role.app (AWS::IAM::Role), called app, 1 tag, sessions of 7200 s, within
    arn:aws:iam::123456789012:policy/b

Not judged: 1
  The module \`acme/x/aws\` is not part of the repository: what it creates is not judged.
    iam/main.tf:21 iam/module.other

2 policies, 1 known in part; 1 owner.
`);
  });

  test("nothing is said in few words", () => {
    expect(terminal({})).toBe("0 policies; 0 owners.\n");
  });

  test("a mistake of syntax is listed; it is incomplete where nothing of a file could be read", () => {
    const { notJudged, syntaxProblems } = inventoryOf({
      "a/main.tf": `${configuration}\nresource "x" {{`,
      "b/main.tf": "}{",
    });
    expect(
      notJudged
        .filter(({ reason }) => reason.startsWith("syntax"))
        .map(({ file, unread }) => [file, unread]),
    ).toEqual([
      ["a/main.tf", false],
      ["b/main.tf", true],
    ]);
    expect(syntaxProblems.map(({ file, line, column }) => [file, line, column])).toEqual([
      ["a/main.tf", 28, 15],
      ["b/main.tf", 1, 1],
    ]);
  });

  test("text of the repository cannot command the terminal", () => {
    const text = terminal({
      "a.json": JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:\u001b[2J", Resource: "\u202e*" }],
      }),
    });
    expect(text).toContain("Allow s3:\\u{1b}[2J on \\u{202e}*");
    const json = inventoryJson(
      inventoryOf({
        "b\u001b.json":
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:\u202eGet","Resource":"*"}]}',
      }),
    );
    expect(json).not.toContain("\u001b");
    expect(json).not.toContain("\u202e");
    expect(JSON.parse(json).policies[0].file).toBe("b\u001b.json");
  });
});

describe("the inventory as data", () => {
  const data = JSON.parse(inventoryJson(inventoryOf({ "iam/main.tf": configuration })));

  test("has the contract's fields in their order", () => {
    expect(Object.keys(data)).toEqual([
      "schemaVersion",
      "policies",
      "owners",
      "guards",
      "notJudged",
    ]);
    expect(Object.keys(data.policies[0])).toEqual([
      "address",
      "kind",
      "policyType",
      "resourceType",
      "owner",
      "file",
      "startLine",
      "endLine",
      "declaredAt",
      "document",
      "conditional",
      "isDerived",
      "resolution",
      "unknowns",
    ]);
  });

  test("unknown parts stand in the document; conditional statements stand there and are named", () => {
    expect(data.policies[1]).toMatchObject({
      kind: "identity",
      policyType: "IDENTITY_POLICY",
      resourceType: null,
      resolution: "partial",
      document: {
        Statement: [
          { Action: ["s3:Get*", "s3:List*"], Resource: "arn:aws:s3:::${var.bucket}/*" },
          { Effect: "Deny", NotAction: "iam:*", Resource: "*" },
        ],
      },
      conditional: [{ path: "/Statement/1", reference: "var.strict", holds: true, line: 17 }],
      unknowns: [
        { reference: "var.bucket", reason: "input without a value", file: "iam/main.tf", line: 15 },
        { reference: "var.strict", reason: "input without a value", file: "iam/main.tf", line: 17 },
      ],
    });
  });

  test("what is not known of an owner is null", () => {
    expect(data.owners).toEqual([
      {
        address: "iam/aws_iam_role.app",
        type: "AWS::IAM::Role",
        name: "app",
        file: "iam/main.tf",
        line: 1,
        tags: [{ key: "team", value: "${var.team}" }],
        accessKeys: [],
        hasLoginProfile: false,
        maxSessionDurationSeconds: 7200,
        permissionsBoundary: "arn:aws:iam::123456789012:policy/b",
        boundaryPolicy: null,
        managedPolicies: [],
      },
    ]);
  });
});

function inventoryOf(texts: Readonly<Record<string, string>>): ListedInventory {
  const paths = Object.keys(texts);
  const result = listInventory({
    base: undefined,
    head: {
      label: "files",
      paths,
      texts: new Map(Object.entries(texts)),
      unreadable: new Map(),
      missing: [],
    },
    focus: paths,
    configuration: undefined,
    final: true,
  });
  if (!("inventory" in result)) throw new Error("nothing more is to be loaded");
  return result.inventory;
}

function terminal(texts: Readonly<Record<string, string>>): string {
  return inventoryTerminal(inventoryOf(texts), { color: false, width: 200 });
}
