/** One statement as people write it, with the policy and the resource around it. */
export interface StyledStatement {
  /** What has the policy. */
  readonly of: "role trust" | "key" | "role";
  readonly principal?: readonly [type: string, value: string];
  readonly actions: readonly string[];
  readonly resource?: string;
  /** The last one is what a suggestion adds, or the only one. */
  readonly condition?: readonly [operator: string, key: string, value: string];
}

interface Style {
  readonly name: string;
  readonly path: string;
  readonly write: (statement: StyledStatement) => string;
}

const configured = {
  "role trust": { kind: "trust", type: "" },
  key: { kind: "resource", type: ', resource-type: "AWS::KMS::Key"' },
  role: { kind: "identity", type: "" },
} as const;

/** The configuration that says what a raw policy is for. */
export function configurationFor({ of }: StyledStatement): string {
  const { kind, type } = configured[of];
  return `policies: [{ path: policy.json, kind: ${kind}${type} }]`;
}

function json(statement: StyledStatement, indent: string): string {
  const { principal, actions, resource, condition } = statement;
  const members = [
    '"Effect": "Allow"',
    ...(principal ? [`"Principal": { "${principal[0]}": "${principal[1]}" }`] : []),
    `"Action": ${list(actions)}`,
    ...(resource === undefined ? [] : [`"Resource": "${resource}"`]),
    ...(condition
      ? [`"Condition": {\n  "${condition[0]}": {\n    "${condition[1]}": "${condition[2]}"\n  }\n}`]
      : []),
  ];
  return indented(`{\n${indented(members.join(",\n"), "  ")}\n}`, indent);
}

function list(actions: readonly string[]): string {
  const [only, ...others] = actions.map((action) => `"${action}"`);
  return others.length === 0 ? `${only}` : `[${[only, ...others].join(", ")}]`;
}

/** All lines after an indent. */
function indented(text: string, indent: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : indent + line))
    .join("\n");
}

const document = (statement: StyledStatement): string =>
  `{\n  "Version": "2012-10-17",\n  "Statement": [\n${json(statement, "    ")}\n  ]\n}`;

function hcl(statement: StyledStatement): string {
  const { principal, actions, resource, condition } = statement;
  const members = [
    'Effect    = "Allow"',
    ...(principal ? [`Principal = { ${principal[0]} = "${principal[1]}" }`] : []),
    `Action    = ${list(actions)}`,
    ...(resource === undefined ? [] : [`Resource  = "${resource}"`]),
    ...(condition
      ? [
          `Condition = {\n  ${quotedName(condition[0])} = {\n    "${condition[1]}" = "${condition[2]}"\n  }\n}`,
        ]
      : []),
  ];
  return `jsonencode({\n  Version = "2012-10-17"\n  Statement = [\n    {\n${indented(members.join("\n"), "      ")}\n    }\n  ]\n})`;
}

function quotedName(name: string): string {
  return /^\w+$/.test(name) ? name : `"${name}"`;
}

function block({ principal, actions, resource, condition }: StyledStatement): string {
  const parts = [
    `effect  = "Allow"\nactions = [${actions.map((action) => `"${action}"`).join(", ")}]${
      resource === undefined ? "" : `\nresources = ["${resource}"]`
    }`,
    ...(principal
      ? [`principals {\n  type        = "${principal[0]}"\n  identifiers = ["${principal[1]}"]\n}`]
      : []),
    ...(condition
      ? [
          `condition {\n  test     = "${condition[0]}"\n  variable = "${condition[1]}"\n  values   = ["${condition[2]}"]\n}`,
        ]
      : []),
  ];
  return `data "aws_iam_policy_document" "this" {\n  statement {\n${indented(parts.join("\n\n"), "    ")}\n  }\n}\n`;
}

/** A resource of Terraform with the policy. */
function terraform({ of }: StyledStatement, policy: string): string {
  const inner = indented(policy, "  ").trimStart();
  const attached = 'resource "aws_iam_role" "this" {\n  name = "this"\n  assume_role_policy = ';
  if (of === "role trust") return `${attached}${inner}\n}\n`;
  if (of === "key") return `resource "aws_kms_key" "this" {\n  policy = ${inner}\n}\n`;
  return `resource "aws_iam_role_policy" "this" {\n  role   = "this"\n  policy = ${inner}\n}\n`;
}

function yaml(statement: StyledStatement): string {
  const { principal, actions, resource, condition } = statement;
  const lines = [
    "- Effect: Allow",
    ...(principal ? ["  Principal:", `    ${principal[0]}: ${yamlText(principal[1])}`] : []),
    ...(actions.length === 1
      ? [`  Action: ${actions[0]}`]
      : ["  Action:", ...actions.map((action) => `    - ${action}`)]),
    ...(resource === undefined ? [] : [`  Resource: ${yamlText(resource)}`]),
    ...(condition
      ? [
          "  Condition:",
          `    ${yamlName(condition[0])}:`,
          `      ${yamlName(condition[1])}: "${condition[2]}"`,
        ]
      : []),
  ];
  return `Version: "2012-10-17"\nStatement:\n${indented(lines.join("\n"), "  ")}`;
}

function yamlText(text: string): string {
  return text.startsWith("*") ? `"${text}"` : text;
}

function yamlName(name: string): string {
  return name.includes(".") ? `"${name}"` : name;
}

const types = {
  "role trust": ["AWS::IAM::Role", "AssumeRolePolicyDocument"],
  key: ["AWS::KMS::Key", "KeyPolicy"],
  role: ["AWS::IAM::ManagedPolicy", "PolicyDocument"],
} as const;

/** The five ways. */
export const styles: readonly Style[] = [
  { name: "JSON", path: "policy.json", write: (statement) => `${document(statement)}\n` },
  {
    name: "an object of HCL",
    path: "main.tf",
    write: (statement) => terraform(statement, hcl(statement)),
  },
  {
    name: "a block of HCL",
    path: "main.tf",
    write: (statement) =>
      block(statement) + terraform(statement, "data.aws_iam_policy_document.this.json"),
  },
  {
    name: "JSON in a heredoc",
    path: "main.tf",
    write: (statement) => {
      const text = terraform(statement, "@");
      return text.replace("@", () => `<<EOF\n${document(statement)}\nEOF`);
    },
  },
  {
    name: "a template in YAML",
    path: "template.yml",
    write: (statement) => {
      const [type, property] = types[statement.of];
      return `Resources:\n  This:\n    Type: ${type}\n    Properties:\n      ${property}:\n${indented(yaml(statement), "        ")}\n`;
    },
  },
  {
    name: "a template in JSON",
    path: "template.json",
    write: (statement) => {
      const [type, property] = types[statement.of];
      return `{\n  "Resources": {\n    "This": {\n      "Type": "${type}",\n      "Properties": {\n        "${property}": ${indented(document(statement), "        ").trimStart()}\n      }\n    }\n  }\n}\n`;
    },
  },
];
