import { describe, expect, test } from "@jest/globals";
import { auditTypes, publicTypes } from "../../../src/rules/governance/guards.ts";
import { guardForms as templateForms } from "../../../src/sources/cloudformation/guards.ts";
import { guardForms as terraformForms } from "../../../src/sources/terraform/guards.ts";
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
const opened = closed.replaceAll("true", "false");
const trail = (properties: string) => `  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: audit
${properties}`;

const recorder = `resource "aws_config_configuration_recorder" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::123456789012:role/config"
}
`;
const status = (enabled: string, name = "aws_config_configuration_recorder.main.name") =>
  `resource "aws_config_configuration_recorder_status" "main" {
  name       = ${name}
  is_enabled = ${enabled}
}
`;
const hub = "  Hub:\n    Type: AWS::SecurityHub::Hub\n";
const analyzer = (type: string) =>
  `resource "aws_accessanalyzer_analyzer" "main" {\n  analyzer_name = "main"\n  type = "${type}"\n}\n`;
const elsewhere = block("true").replace("aws_s3_bucket.logs.id", '"central.logs"');
const accessPoint = 'resource "aws_s3_access_point" "p" {\n  bucket = "logs"\n  name = "p"\n}\n';
const point = "  P:\n    Type: AWS::S3::AccessPoint\n    Properties: { Bucket: logs }\n";
const secrets = (closed: boolean) => `  S: { Type: AWS::SecretsManager::Secret }
  P:
    Type: AWS::SecretsManager::ResourcePolicy
    Properties:
      SecretId: !Ref S
      ResourcePolicy: {}
${closed ? "      BlockPublicPolicy: true\n" : ""}`;
const secretPolicy = (secret: string) => `resource "aws_secretsmanager_secret_policy" "s" {
  secret_arn          = ${secret}
  policy              = "{}"
  block_public_policy = true
}
`;
const secret = 'resource "aws_secretsmanager_secret" "s" {\n  name = "s"\n}\n';

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
    "the recorder is switched off",
    "hcl",
    recorder + status("true"),
    recorder + status("false"),
    ["AUDIT_WEAKENED"],
  ],
  ["the recorder's switch goes", "hcl", recorder + status("true"), recorder, ["AUDIT_WEAKENED"]],
  [
    "the switch of a recorder that stands elsewhere goes",
    "hcl",
    other + status("true", '"default"'),
    other,
    ["AUDIT_WEAKENED"],
  ],
  [
    "the switch goes with its recorder, which is said once",
    "hcl",
    other + recorder + status("true"),
    other,
    ["AUDIT_WEAKENED"],
  ],
  [
    "the recorder is still on",
    "hcl",
    recorder + status("true"),
    recorder + status("true").replace('_status" "main"', '_status" "moved"'),
    [],
  ],
  ["the recorder was off", "hcl", recorder + status("false"), recorder + status("false"), []],
  ["a switch that was off goes", "hcl", recorder + status("false"), recorder, []],
  ["a security hub of a template goes", "yaml", stack(hub), stack(""), ["AUDIT_WEAKENED"]],
  [
    "an analyzer of the organization looks at the account only",
    "hcl",
    analyzer("ORGANIZATION"),
    analyzer("ACCOUNT"),
    ["AUDIT_WEAKENED"],
  ],
  ["an analyzer looks at more", "hcl", analyzer("ACCOUNT"), analyzer("ORGANIZATION"), []],
  [
    "the block of a bucket that stands elsewhere goes",
    "hcl",
    other + elsewhere,
    other,
    ["PUBLIC_ACCESS_NOT_BLOCKED"],
  ],
  ["an access point goes as well", "hcl", other + accessPoint, other, []],
  ["an access point of a template goes as well", "yaml", stack(point), stack(""), []],
  [
    "the block of a secret goes",
    "hcl",
    secret + secretPolicy("aws_secretsmanager_secret.s.arn"),
    secret,
    ["PUBLIC_ACCESS_NOT_BLOCKED"],
  ],
  [
    "the secret goes as well",
    "hcl",
    other + secret + secretPolicy("aws_secretsmanager_secret.s.arn"),
    other,
    [],
  ],
  [
    "the block of a secret of a template goes",
    "yaml",
    stack(secrets(true)),
    stack(secrets(false)),
    ["PUBLIC_ACCESS_NOT_BLOCKED"],
  ],
  ["a secret of a template goes as well", "yaml", stack(secrets(true)), stack(""), []],
  ["a block that blocked nothing goes", "yaml", stack(opened), stack(logs), []],
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

test("a trail that stops is shown where that is written", () => {
  const head = stack(trail("      IsLogging: false\n"));
  const [finding] = changeFindings(stack(trail("      IsLogging: true\n")), head, "yaml");
  const { start, end } = finding?.at ?? { start: 0, end: 0 };
  expect(head.slice(start - "IsLogging: ".length, end)).toBe("IsLogging: false");
});

test("a switch of which nothing is known is left alone", () => {
  const text = `variable "open" {}\n${bucket}${block("var.open")}`;
  const codes = findingsIn(text, "hcl").map(({ issueCode }) => issueCode);
  expect(codes).not.toContain("PUBLIC_ACCESS_NOT_BLOCKED");
});

/** Guards that are read elsewhere than by the rules over tables. */
const readElsewhere: Readonly<Record<string, readonly string[]>> = {
  // PASSWORD_POLICY_WEAKENED looks at whatever the policy sets, but for what says nothing of strength.
  "AWS::IAM::AccountPasswordPolicy": Object.keys(
    terraformForms.aws_iam_account_password_policy?.settings ?? {},
  ),
  // The access difference: what is no longer attached limits nobody.
  "AWS::Organizations::PolicyAttachment": ["TargetId"],
  // S3_ACLS_IN_USE.
  "AWS::S3::BucketOwnershipControls": ["ObjectOwnership"],
};

describe("the tables of the rules and those of the sources", () => {
  /** By type, every setting of every form that makes a guard of it. */
  const produced = new Map<string, Set<string>>();
  for (const { type, settings } of [
    ...Object.values(terraformForms),
    ...Object.values(templateForms).flat(),
  ]) {
    const known = produced.get(type) ?? new Set();
    produced.set(type, new Set([...known, ...Object.keys(settings)]));
  }

  test("what a rule looks for is made by a source", () => {
    expect([...produced.keys()]).toEqual(
      expect.arrayContaining([...Object.keys(publicTypes), ...Object.keys(auditTypes)]),
    );
    for (const [type, { settings, switch: onOff }] of Object.entries(auditTypes)) {
      expect([type, [...(produced.get(type) ?? [])].sort()]).toEqual([type, [...settings].sort()]);
      expect([undefined, ...settings]).toContain(onOff);
    }
  });

  test("what a source makes is looked at by a rule", () => {
    const unread = [...produced].filter(([type, settings]) => {
      // All settings of a switch against public access count, whatever their names.
      const read = publicTypes[type] ? [...settings] : auditTypes[type]?.settings;
      const names = read ?? readElsewhere[type] ?? [];
      return (
        !(type in { ...publicTypes, ...auditTypes, ...readElsewhere }) ||
        [...settings].some((name) => !names.includes(name))
      );
    });
    expect(unread).toEqual([]);
    expect(Object.keys(readElsewhere).filter((type) => !produced.has(type))).toEqual([]);
  });
});
