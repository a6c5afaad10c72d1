import { describe, expect, test } from "@jest/globals";
import type { ReviewFinding } from "../../../src/review/review.ts";
import { reviewChange } from "../../../src/review/review-change.ts";
import { LineIndex } from "../../../src/text/line-index.ts";
import { fakeChange } from "../../support/fake-change.ts";
import { FakeValidator, findingAt, found } from "../../support/fake-validator.ts";

/** Documents whose texts are all different, so that a place can only be the right one. */
const documents = [
  identity("s3:GetObject", "arn:aws:s3:::one/*"),
  identity(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::one/*", "arn:aws:s3:::two"]),
  identity("ec2:Describe*", "*"),
  identity("s3:ListBucket", "arn:aws:s3:::logs", {
    StringLike: { "s3:prefix": ["home/", "home/${aws:username}/*"] },
  }),
  identity("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs", {
    ArnLike: { "aws:SourceArn": "arn:aws:sns:*:111122223333:topic" },
  }),
  identity("s3:GetObject", "arn:aws:s3:::größe/€/*"),
  identity("s3:GetObject", "arn:aws:s3:::with space/and 'quotes'"),
  identity(["iam:PassRole", "lambda:CreateFunction"], "arn:aws:iam::111122223333:role/app-*"),
  identity("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/abc", {
    Bool: { "kms:GrantIsForAWSResource": "true" },
    StringEquals: { "kms:ViaService": ["s3.us-east-1.amazonaws.com"] },
  }),
  identity("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/a", {
    "ForAllValues:StringEquals": { "dynamodb:Attributes": ["id", "name"] },
  }),
];

type Document = ReturnType<typeof identity>;

function identity(
  Action: string | string[],
  Resource: string | string[],
  Condition?: Record<string, Record<string, string | string[]>>,
) {
  const statement = { Sid: "TheSid", Effect: "Allow", Action, Resource };
  return {
    Version: "2012-10-17",
    Statement: [{ ...statement, ...(Condition && { Condition }) }],
  };
}

interface Writing {
  readonly name: string;
  readonly path: string;
  readonly write: (document: Document) => string;
}

const indented = (text: string, by: string) => text.replace(/^/gm, by);
const json = (document: Document) => JSON.stringify(document, undefined, 2);
const forTerraform = (text: string) => text.replaceAll("${", () => "$${");
const forSub = (text: string) => text.replaceAll("${", "${!");

const hcl = (policy: string) => `resource "aws_iam_policy" "p" {
  name   = "p"
  policy = ${policy}
}
`;
const template = (document: string) => `Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:${document}
`;

/** Of a resource whose policy is a text. */
const logsTemplate = (document: string) => `Resources:
  P:
    Type: AWS::Logs::ResourcePolicy
    Properties:
      PolicyName: p
      PolicyDocument: ${document}
`;

const writings: Readonly<Record<string, readonly Writing[]>> = {
  HCL: [
    {
      name: "heredoc",
      path: "main.tf",
      write: (document) => hcl(`<<EOT\n${forTerraform(json(document))}\nEOT`),
    },
    {
      name: "indented heredoc",
      path: "main.tf",
      write: (document) =>
        hcl(`<<-EOT\n${indented(forTerraform(json(document)), "      ")}\n    EOT`),
    },
    {
      name: "jsonencode",
      path: "main.tf",
      write: (document) => hcl(`jsonencode(${forTerraform(json(document))})`),
    },
    {
      name: "quoted text",
      path: "main.tf",
      write: (document) => hcl(forTerraform(JSON.stringify(JSON.stringify(document)))),
    },
    { name: "data source", path: "main.tf", write: dataSource },
  ],
  YAML: [
    {
      name: "block",
      path: "template.yml",
      write: (document) => template(`\n${indented(block(document), "        ")}`),
    },
    {
      name: "flow",
      path: "template.yml",
      write: (document) => template(` ${JSON.stringify(document)}`),
    },
    {
      name: "flow over several lines",
      path: "template.yml",
      write: (document) => template(`\n${indented(json(document), "        ")}`),
    },
    {
      name: "Sub in every resource",
      path: "template.yml",
      write: (document) => {
        const text = block(document).replace(/"(arn:[^"]*)"/g, (_, arn) => `!Sub "${forSub(arn)}"`);
        return template(`\n${indented(text, "        ")}`);
      },
    },
  ],
  "JSON text in YAML": [
    {
      name: "literal block",
      path: "template.yml",
      write: (document) => logsTemplate(`|\n${indented(json(document), "        ")}`),
    },
    {
      name: "folded block",
      path: "template.yml",
      write: (document) => logsTemplate(`>-\n${indented(json(document), "        ")}`),
    },
    {
      name: "block within Sub",
      path: "template.yml",
      write: (document) => logsTemplate(`!Sub |\n${indented(forSub(json(document)), "        ")}`),
    },
    {
      name: "double quotes",
      path: "template.yml",
      write: (document) => logsTemplate(JSON.stringify(JSON.stringify(document))),
    },
  ],
  JSON: [
    { name: "pretty", path: "policy.json", write: json },
    { name: "in one line", path: "policy.json", write: (document) => JSON.stringify(document) },
    {
      name: "text within JSON",
      path: "policy.json",
      write: (document) => JSON.stringify({ PolicyDocument: JSON.stringify(document) }),
    },
    {
      name: "escaped to the last character",
      path: "policy.json",
      write: (document) => JSON.stringify(document).replace(/[^ -~]/g, unicodeEscape),
    },
    {
      name: "template",
      path: "template.json",
      write: (document) =>
        JSON.stringify(
          {
            Resources: {
              P: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document } },
            },
          },
          undefined,
          1,
        ),
    },
  ],
};

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Texts in quotes, lists and objects as blocks. */
function block(value: unknown, indent = ""): string {
  if (Array.isArray(value)) {
    return value.map((item) => `${indent}- ${block(item, `${indent}  `).trimStart()}`).join("\n");
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, inner]) => {
      const text = block(inner, `${indent}  `);
      return `${indent}${JSON.stringify(key)}:${typeof inner === "object" ? "\n" : " "}${text}`;
    })
    .join("\n");
}

function dataSource({ Statement: [statement] }: Document): string {
  const { Sid = "", Action = [], Resource = [], Condition = {} } = statement ?? {};
  const list = (values: string | string[]) => forTerraform(JSON.stringify([values].flat()));
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, values]) =>
        `    condition {\n      test = "${operator}"\n      variable = "${key}"\n      values = ${list(values)}\n    }\n`,
    ),
  );
  return `data "aws_iam_policy_document" "d" {
  statement {
    sid = "${Sid}"
    actions = ${list(Action)}
    resources = ${list(Resource)}
${conditions.join("")}  }
}
${hcl("data.aws_iam_policy_document.d.json")}`;
}

/** Every text of a document that is a value, and every condition key. */
function texts(value: unknown, keys = false): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((item) => texts(item, keys));
  return Object.entries(value as object).flatMap(([key, inner]) => [
    ...(keys && typeof inner !== "object" ? [key] : []),
    ...(keys && Array.isArray(inner) ? [key] : []),
    ...texts(inner, keys || key === "Condition"),
  ]);
}

describe.each(Object.entries(writings))("%s", (_, ways) => {
  test.each(
    ways.flatMap((writing) =>
      documents.map((document, index) => ({ ...writing, document, number: index + 1 })),
    ),
  )("$name, document $number", async ({ path, write, document, name }) => {
    const source = write(document);
    // `Version` and `Effect` are not written in a data source.
    const implied = name === "data source" ? ["2012-10-17", "Allow"] : [];
    const expected = [...new Set(texts(document))].filter((text) => !implied.includes(text));
    const aws = new FakeValidator((question) =>
      found(
        ...expected.map((text, index) =>
          findingAt(question, escapedJson(text), { issueCode: `TEXT_${index}` }),
        ),
      ),
    );
    const review = await reviewChange(fakeChange({}, { [path]: source }), undefined, aws);
    const shown = review.findings
      .filter(({ issueCode }) => issueCode.startsWith("TEXT_"))
      .sort((a, b) => Number(a.issueCode.slice(5)) - Number(b.issueCode.slice(5)))
      .map((finding) => slice(source, finding));
    expect(shown).toEqual(expected);
    expect(aws.questions.map(({ check }) => check)).toEqual(["validate-policy"]);
  });
});

function escapedJson(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, unicodeEscape);
}

/** The source at the place of a finding, without quotes and escapes. */
function slice(source: string, { start, end }: ReviewFinding): string {
  const lines = new LineIndex(source);
  return source
    .slice(lines.offset(start), lines.offset(end))
    .replace(/^!Sub /, "")
    .replace(/^(?:\\?"|')|(?:\\?"|')$/g, "")
    .replace(/\\u([0-9a-f]{4})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll("$${", "${")
    .replaceAll("${!", "${");
}
