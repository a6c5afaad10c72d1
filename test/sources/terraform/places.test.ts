// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of Terraform
import { describe, expect, test } from "@jest/globals";
import type { Statement } from "../../../src/policy/policy-document.ts";
import { knownText, type TextValue } from "../../../src/policy/text-value.ts";
import { type Files, read, slice } from "./terraform-rendering.ts";

/** What is written where each text of an element is placed. */
function written(files: Files, texts: (statement: Statement) => readonly TextValue[] | undefined) {
  return read(files).policies.flatMap(({ document }) =>
    document.statements.flatMap((statement) =>
      (texts(statement) ?? []).map((text) => `${text.range.file}: ${slice(files, text.range)}`),
    ),
  );
}

const actions = (statement: Statement) => statement.action?.values;
const resources = (statement: Statement) => statement.resource?.values;

describe("an element is placed where it is written", () => {
  test("in a policy document data source", () => {
    const text = `data "aws_iam_policy_document" "p" {
  statement {
    actions = ["s3:Get*", "s3:Put*"]
    resources = ["*"]
  }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.p.json }`;
    expect(written(text, actions)).toEqual(['main.tf: "s3:Put*"', 'main.tf: "s3:Get*"']);
    const [statement] = read(text).policies[0]?.document.statements ?? [];
    expect(statement && slice(text, statement.range)).toMatch(/^statement \{[^}]*\}$/);
    expect(statement?.action && slice(text, statement.action.key)).toBe("actions");
    // What the provider adds stands at the head of the block.
    expect(statement?.effectValue && slice(text, statement.effectValue.range)).toBe("statement");
  });

  test("in jsonencode", () => {
    const text =
      'resource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Effect = "Allow", Action = ["a:B", "c:D"] } }) }';
    expect(written(text, actions)).toEqual(['main.tf: "a:B"', 'main.tf: "c:D"']);
  });

  test("in a heredoc, with escapes, indent and interpolations", () => {
    const text = `variable "n" {}
resource "aws_iam_policy" "p" {
  policy = <<-EOF
    { "Statement": [
      { "Effect": "Allow", "Action": ["s3:Get*", "s3:\\u0050ut*"],
        "Resource": "arn:aws:s3:::\${var.n}/é/*" }
    ] }
  EOF
}`;
    expect(written(text, actions)).toEqual(['main.tf: "s3:Get*"', 'main.tf: "s3:\\u0050ut*"']);
    expect(written(text, resources)).toEqual(['main.tf: "arn:aws:s3:::${var.n}/é/*"']);
  });

  test("in a local of another file, also through functions", () => {
    const files = {
      "locals.tf": 'locals {\n  actions = ["s3:Get*", "S3:PUT*"]\n}',
      "main.tf": `resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = concat([{ Effect = "Allow", Action = [for a in local.actions : lower(a)] }]) })
}`,
    };
    expect(written(files, actions)).toEqual(['locals.tf: "s3:Get*"', 'locals.tf: "S3:PUT*"']);
  });

  test("in a file, and in a template file", () => {
    const files = {
      "main.tf": `resource "aws_iam_policy" "a" { policy = file("\${path.module}/a.json") }
resource "aws_iam_policy" "b" { policy = templatefile("b.tpl", { bucket = "logs", list = ["x:Y"] }) }`,
      "a.json": '{ "Statement": { "Effect": "Allow", "Action": "a:B" } }',
      "b.tpl":
        '{ "Statement": [ %{ for a in list ~}\n{ "Action": "${a}", "Resource": "arn:aws:s3:::${bucket}/*" } %{ endfor } ] }',
    };
    expect(written(files, actions)).toEqual(['a.json: "a:B"', 'b.tpl: "${a}"']);
    expect(written(files, resources)).toEqual(['b.tpl: "arn:aws:s3:::${bucket}/*"']);
  });

  test("an ARN with a known form stands where the policy refers to it", () => {
    const text = `resource "aws_s3_bucket" "b" { bucket = "logs" }
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = { Action = "a:B", Resource = [aws_s3_bucket.b.arn, "\${aws_s3_bucket.b.arn}/*"] } })
}`;
    expect(written(text, resources)).toEqual([
      "main.tf: aws_s3_bucket.b.arn",
      'main.tf: "${aws_s3_bucket.b.arn}/*"',
    ]);
  });

  test("JSON that is spliced into text keeps its places and its choices", () => {
    const text = `variable "on" {}
locals { statements = [{ Effect = "Allow", Action = var.on ? "*" : "a:B" }] }
resource "aws_iam_policy" "p" {
  policy = <<EOF
{ "Statement": \${jsonencode(local.statements)} }
EOF
}`;
    expect(written(text, actions)).toEqual(['main.tf: "*"', 'main.tf: "a:B"']);
  });

  test("an unknown part stands where it is referred to", () => {
    const text =
      'variable "n" {}\nresource "aws_iam_policy" "p" { policy = jsonencode({ Statement = { Resource = "x-${var.n}" } }) }';
    const { unknowns } = read(text).policies[0]?.document ?? { unknowns: [] };
    expect(unknowns.map(({ at }) => slice(text, at))).toEqual(["var.n"]);
  });
});

describe("every known action of a large configuration is written as it reads", () => {
  const blocks = Array.from(
    { length: 40 },
    (_, index) => `
data "aws_iam_policy_document" "d${index}" {
  statement {
    sid     = "S${index}"
    actions = concat(["svc${index}:Get"], local.shared${index})
  }
}
locals { shared${index} = ["svc${index}:Put", "svc${index}:List"] }
resource "aws_iam_policy" "p${index}" { policy = data.aws_iam_policy_document.d${index}.json }`,
  );

  test("in any order of blocks, with CRLF line ends too", () => {
    for (const text of [
      blocks.join("\n"),
      blocks.toReversed().join("\n").replaceAll("\n", "\r\n"),
    ]) {
      const texts = read(text).policies.flatMap(({ document }) =>
        document.statements.flatMap((statement) => statement.action?.values ?? []),
      );
      expect(texts).toHaveLength(120);
      for (const value of texts) expect(slice(text, value.range)).toBe(`"${knownText(value)}"`);
    }
  });
});
