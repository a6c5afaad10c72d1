/**
 * How long `leastwise inventory` takes for a whole tree of Terraform after start-up, and how that
 * grows: `npm run build` and then `node bench/terraform-tree.mjs [files …]`. Each size runs in a
 * process of its own. The tree is written to a temporary directory: stacks with a backend that call
 * shared modules, policy documents, heredocs, `jsonencode`, and files without any policy.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** @param {string} directory */
async function measure(directory) {
  const { run } = await import("../dist/cli/run.js");
  const before = process.memoryUsage().rss;
  let output = "";
  const wall = performance.now();
  const processor = process.cpuUsage();
  const status = await run(["inventory", ".", "--format", "json"], {
    stdin: (async function* () {})(),
    stdout: { write: (text) => (output += text) },
    stderr: process.stderr,
    env: {},
    workingDirectory: directory,
  });
  const milliseconds = Math.round(performance.now() - wall);
  const busy = Math.round(process.cpuUsage(processor).user / 1000);
  const most = Math.round(process.resourceUsage().maxRSS / 1024);
  const { policies, notJudged } = JSON.parse(output);
  process.stdout.write(
    `${milliseconds} ms (${busy} ms of processor time), ${most} MiB at most (${Math.round(before / 1024 / 1024)} at the start), ${policies.length} policies, ${notJudged.length} not judged, exit status ${status}\n`,
  );
}

/** @param {number} size */
function tree(size) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  const modules = Math.max(2, Math.floor(size / 20));
  for (let index = 0; index < modules; index++) {
    const directory = `modules/m${index}`;
    texts.set(`${directory}/main.tf`, moduleText);
    texts.set(`${directory}/variables.tf`, moduleVariables);
    texts.set(`${directory}/outputs.tf`, 'output "arn" {\n  value = aws_iam_role.this.arn\n}\n');
  }
  for (let index = 0; texts.size < size; index++) {
    const directory = `stacks/s${index}`;
    texts.set(`${directory}/main.tf`, stackText(index, modules));
    texts.set(`${directory}/iam.tf`, accessText);
    texts.set(`${directory}/network.tf`, networkText);
    texts.set(
      `${directory}/variables.tf`,
      'variable "env" {\n  type    = string\n  default = "dev"\n}\n',
    );
  }
  return texts;
}

const moduleText = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy" "this" {
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.actions, Resource = "arn:aws:s3:::\${var.name}/*" }]
  })
}
`;
const moduleVariables = `variable "name" {
  type = string
}
variable "actions" {
  type    = list(string)
  default = ["s3:GetObject"]
}
`;
const accessText = `locals {
  grants = { A = ["sns:Publish"], B = ["kms:Decrypt", "kms:Encrypt"] }
}
data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = local.grants
    content {
      sid       = statement.key
      actions   = statement.value
      resources = ["*"]
    }
  }
}
resource "aws_iam_role_policy" "r" {
  role   = module.a.arn
  policy = data.aws_iam_policy_document.d.json
}
resource "aws_iam_role_policy_attachment" "x" {
  role       = "app"
  policy_arn = aws_iam_policy.p.arn
}
`;
const networkText = Array.from(
  { length: 12 },
  (_, index) => `resource "aws_security_group_rule" "r${index}" {
  type              = "ingress"
  from_port         = ${index}
  to_port           = ${index}
  protocol          = "tcp"
  cidr_blocks       = ["10.0.${index}.0/24"]
  security_group_id = aws_security_group.g.id
}
`,
).join("");

/**
 * @param {number} index
 * @param {number} modules
 */
function stackText(index, modules) {
  return `terraform {
  backend "s3" {}
}
module "a" {
  source = "../../modules/m${index % modules}"
  name   = "app-${index}"
}
resource "aws_s3_bucket" "b" {
  bucket = "b-${index}"
}
resource "aws_iam_policy" "p" {
  name   = "p-${index}"
  policy = <<EOF
{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Allow", "Action": ["s3:Get*", "sqs:SendMessage"], "Resource": "\${aws_s3_bucket.b.arn}/*" }
] }
EOF
}
`;
}

const [, , ...sizes] = process.argv;
if (sizes[0] === "--one") await measure(sizes[1] ?? "");
else {
  for (const size of sizes.length > 0 ? sizes : ["500", "2000", "8000"]) {
    const directory = mkdtempSync(join(tmpdir(), "leastwise-bench-"));
    try {
      for (const [path, text] of tree(Number(size))) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
      const script = fileURLToPath(import.meta.url);
      const output = execFileSync(process.execPath, [script, "--one", directory]);
      process.stdout.write(`${size} files: ${output}`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
}
