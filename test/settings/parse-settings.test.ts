import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { defaultSettings, settingsPath } from "../../src/settings/settings.ts";
import { LineIndex } from "../../src/text/line-index.ts";

test.each(["", "\n", "# nothing set\n", "---\n", "---\n# nothing\n...\n"])(
  "nothing set: %j",
  (text) => {
    expect(parseSettings(text, settingsPath)).toEqual({ settings: defaultSettings, problems: [] });
  },
);

test("all that can be set", () => {
  const text = `
fail-on: WARNING
mode: warn
comments: always
rules:
  ADMINISTRATOR_ACCESS: ERROR
  MISSING_VERSION: off
paths:
  ignore: [examples/**, "test/*.json"]
policies:
  - path: policies/scp/**
    kind: scp
  - { path: "buckets/*.json", kind: resource, resource-type: "AWS::S3::Bucket" }
exceptions:
  - rule: ADMINISTRATOR_ACCESS
    address: admin.json
    path: "*.json"
    fingerprint: 0123456789abcdef
    reason: Break glass
    owner: security
    until: 2028-02-29
aws:
  validate: true
  required: true
  checks: [no-new-access, no-public-access]
access:
  trusted-accounts: ["012345678901"]
  trusted-organizations: [o-a1b2c3d4e5]
  critical-actions: ["iam:PassRole"]
  critical-resources: ["arn:aws:s3:::payroll"]
principals:
  required-tags: [Owner]
  max-session-duration: 90m
  required-boundary: arn:aws:iam::*:policy/boundary
terraform:
  - directory: ./infra/prod/
    var-files: [infra/prod/eu.tfvars, ./common.tfvars]
cloudformation:
  - template: app/template.yml
    parameter-files: [app/prod.json]
custom-rules:
  - code: CUSTOM_A
    message: No
    type: ERROR
    for: { types: [role, policy], names: ["ci-*"], except: [ci-x] }
    deny:
      actions: ["s3:Put*", "*"]
      resources: ["*"]
      unless: [{ operator: "ForAnyValue:StringLikeIfExists", key: aws:TagKeys, values: [a, b] }]
    examples: { reported: [a.tf], not-reported: [b.tf] }
  - code: CUSTOM_B
    message: No
    require:
      tags: [Owner]
      boundary: arn:aws:iam::*:policy/edge
      conditions: [{ operator: "Null", key: "aws:SourceVpc", values: ["false"] }]
      on: identity
`;
  expect(parseSettings(text, settingsPath)).toEqual({
    settings: {
      failOn: "WARNING",
      mode: "warn",
      comments: "always",
      rules: { ADMINISTRATOR_ACCESS: "ERROR", MISSING_VERSION: "off" },
      ignore: ["examples/**", "test/*.json"],
      policyFiles: [
        { path: "policies/scp/**", kind: "scp" },
        { path: "buckets/*.json", kind: "resource", resourceType: "AWS::S3::Bucket" },
      ],
      exceptions: [
        {
          file: settingsPath,
          rule: "ADMINISTRATOR_ACCESS",
          address: "admin.json",
          path: "*.json",
          fingerprint: "0123456789abcdef",
          reason: "Break glass",
          owner: "security",
          until: "2028-02-29",
        },
      ],
      customRules: [
        {
          code: "CUSTOM_A",
          message: "No",
          type: "ERROR",
          for: { types: ["role", "policy"], names: ["ci-*"], except: ["ci-x"] },
          deny: {
            actions: ["s3:Put*", "*"],
            resources: ["*"],
            unless: [
              {
                operator: "ForAnyValue:StringLikeIfExists",
                key: "aws:TagKeys",
                values: ["a", "b"],
              },
            ],
          },
          examples: { reported: ["a.tf"], notReported: ["b.tf"] },
        },
        {
          code: "CUSTOM_B",
          message: "No",
          type: "SECURITY_WARNING",
          for: { types: [], names: [], except: [] },
          require: {
            tags: ["Owner"],
            boundary: "arn:aws:iam::*:policy/edge",
            conditions: [{ operator: "Null", key: "aws:SourceVpc", values: ["false"] }],
            on: "identity",
          },
          examples: { reported: [], notReported: [] },
        },
      ],
      aws: {
        validate: true,
        required: true,
        checks: ["no-new-access", "no-public-access"],
      },
      parameters: {
        trustedAccounts: ["012345678901"],
        trustedOrganizations: ["o-a1b2c3d4e5"],
        requiredTags: ["Owner"],
        maxSessionDurationSeconds: 5400,
        requiredBoundary: "arn:aws:iam::*:policy/boundary",
        critical: { actions: ["iam:PassRole"], resources: ["arn:aws:s3:::payroll"] },
      },
      inputs: {
        terraform: [
          { directory: "infra/prod", varFiles: ["infra/prod/eu.tfvars", "common.tfvars"] },
        ],
        cloudFormation: [{ template: "app/template.yml", parameterFiles: ["app/prod.json"] }],
      },
    },
    problems: [],
  });
});

const exception = (lines: string) =>
  `exceptions:\n  - rule: MISSING_VERSION\n    path: a/**\n    reason: old\n    owner: me\n${lines}`;

/** Each: what stands in the file, where the message is (line and column from 1), and the remedy. */
const wrong: [name: string, text: string, at: string, remedy: string][] = [
  ["no mapping", "- a", "1:1", "The file must be a mapping with `fail-on`, `mode`"],
  ["an unknown key", "mode: warn\nfailon: ERROR", "2:1", "Did you mean `fail-on`?"],
  ["a key like no other", "xyzzyxyzzy: 1", "1:1", "Known: `fail-on`, `mode`"],
  ["a key that is no word", "[a]: 1", "1:1", "must be a plain word"],
  ["a key of prototypes", "__proto__: 1", "1:1", "There is no key `__proto__`"],
  ["a key given twice", "mode: warn\nmode: warn", "2:1", "Keep one of them"],
  ["a finding type in small letters", "fail-on: error", "1:10", "Did you mean `ERROR`?"],
  ["an unknown word", "fail-on: NEVER", "1:10", "must be one of `ERROR`, `SECURITY_WARNING`"],
  ["a list for a word", "fail-on: [ERROR]", "1:10", "must be one of `ERROR`"],
  ["no value", "fail-on:", "1:9", "must be one of `ERROR`"],
  ["a rule without a setting", "rules:\n  MISSING_VERSION:", "2:19", "must be one of `off`"],
  ["an alias", "mode: &a warn\ncomments: *a", "2:11", "Aliases are not read"],
  ["a key of a section", "trusted-accounts: []", "1:1", "It belongs under `access`"],
  ["a key of an entry", "var-files: []", "1:1", "It belongs under `terraform`"],
  ["a key of the file", "aws:\n  fail-on: ERROR", "2:3", "at the top of the file"],
  ["nothing", "~", "1:1", "The file must be a mapping"],
  ["a path that climbs", "paths:\n  ignore: [a/../b]", "2:12", "without `/` in front"],
  ["a path from here", "paths:\n  ignore: [./a]", "2:12", "without `/` in front"],
  ["an unknown mode", "mode: warning", "1:7", "one of `enforce`, `warn`"],
  ["an unknown comment mode", "comments: on-finding", "1:11", "Did you mean `on-findings`?"],
  ["rules as a list", "rules: [MISSING_VERSION]", "1:8", "a mapping from a rule to its setting"],
  ["a misspelt rule", "rules:\n  MISING_VERSION: off", "2:3", "Did you mean `MISSING_VERSION`?"],
  [
    "a rule like no other",
    "rules:\n  X: off",
    "2:3",
    "There is no rule `X` here. `leastwise rules` lists them.",
  ],
  ["a rule's setting", "rules:\n  MISSING_VERSION: none", "2:20", "one of `off`, `ERROR`"],
  ["paths as a list", "paths: [a]", "1:8", "a mapping with `ignore`"],
  ["an unknown key in paths", "paths:\n  ignored: [a]", "2:3", "Did you mean `ignore`?"],
  ["ignore as a text", "paths:\n  ignore: a", "2:11", "must be a list"],
  ["a path with a slash in front", "paths:\n  ignore: [a, /b]", "2:15", "without `/` in front"],
  ["a path with braces", 'paths:\n  ignore: ["{a,b}"]', "2:12", "as several entries"],
  ["policies as a text", "policies: scp", "1:11", "must be a list"],
  ["an entry that is no mapping", "policies:\n  - a", "2:5", "a mapping with `path`, `kind`"],
  ["an entry without a path", "policies:\n  - kind: scp", "2:5", "needs `path`"],
  ["an entry without a kind", "policies:\n  - path: a", "2:5", "needs `kind`"],
  ["a kind", "policies:\n  - path: a\n    kind: SCP", "3:11", "Did you mean `scp`?"],
  [
    "a resource type",
    "policies:\n  - path: a\n    kind: resource\n    resource-type: bucket",
    "4:20",
    "`AWS::S3::Bucket`",
  ],
  ["an exception without a day", exception(""), "2:5", "needs `until`"],
  ["an exception with no such day", exception("    until: 2026-02-29"), "6:12", "2026-12-31"],
  ["an exception with another date", exception("    until: 31.12.2026"), "6:12", "2026-12-31"],
  [
    "an exception with a fingerprint of another form",
    exception("    until: 2026-12-31\n    fingerprint: ABC"),
    "7:18",
    "16 digits",
  ],
  [
    "an exception for everything",
    exception("    until: 2026-12-31").replace("    path: a/**\n", ""),
    "2:5",
    "needs `address` or `path`",
  ],
  [
    "an exception for an unknown rule",
    exception("    until: 2026-12-31").replace("MISSING", "MISING"),
    "2:11",
    "Did you mean `MISSING_VERSION`?",
  ],
  [
    "an exception without a reason",
    exception("    until: 2026-12-31").replace("reason: old", 'reason: " "'),
    "4:13",
    "must be a text",
  ],
  ["aws as a flag", "aws: true", "1:6", "a mapping with `validate`"],
  ["a flag that is none", "aws:\n  validate: yes", "2:13", "one of `true`, `false`"],
  ["a check", "aws:\n  checks: [no-new-acces]", "2:12", "Did you mean `no-new-access`?"],
  ["an action", "access:\n  critical-actions: ['iam:*']", "2:22", "without wildcards"],
  ["a resource", "access:\n  critical-resources: [payroll]", "2:24", "is an ARN"],
  ["an account", "access:\n  trusted-accounts: [12345]", "2:22", "12 digits"],
  ["an organization", "access:\n  trusted-organizations: [acme]", "2:27", "AWS Organizations"],
  ["a duration", "principals:\n  max-session-duration: 13h", "2:25", "at most 12 hours"],
  ["a duration in minutes", "principals:\n  max-session-duration: 721m", "2:25", "at most 12"],
  ["half an ARN", "access:\n  critical-resources: ['arn:aws']", "2:24", "is an ARN"],
  ["a day left out", exception("    until:"), "6:11", "2026-12-31"],
  ["a boundary", "principals:\n  required-boundary: boundary", "2:22", "ARN of a managed policy"],
  ["a root without files", "terraform:\n  - directory: infra", "2:5", "needs `var-files`"],
  [
    "a root above the repository",
    "terraform:\n  - directory: a/../..\n    var-files: [a]",
    "2:16",
    "without `/` in front, `..`",
  ],
  [
    "an absolute path",
    "cloudformation:\n  - template: /a.yml\n    parameter-files: [a]",
    "2:15",
    "without `/` in front, `..`",
  ],
  ["required of nothing", "aws:\n  required: true\n  validate: false", "2:3", "Take one"],
  ["broken YAML", "fail-on: [", "1:11", "Correct the YAML"],
  ["two documents", "mode: warn\n---\nmode: warn", "2:1", "take the `---` out"],
  ["deep nesting", "[".repeat(5_000), "1:66", "nested deeper"],
  ["a long file", `# ${"x".repeat(300_000)}`, "1:1", "Shorten it"],
  ["a long text", `fail-on: ${"x".repeat(200)}`, "1:10", "Shorten it"],
  [
    "an account as the console shows it",
    'access: { trusted-accounts: ["1111-2222-3333"] }',
    "1:30",
    "An AWS account id has 12 digits",
  ],
  ["a long list", `paths:\n  ignore: [${"a,".repeat(201)}]`, "2:11", "more than 200"],
];

describe("what is wrong is said at its place, with what would be right", () => {
  test.each(wrong)("%s", (_, text, at, remedy) => {
    const { problems } = parseSettings(text, settingsPath);
    const [problem] = problems;
    const { line, column } = new LineIndex(text).position(problem?.at.start ?? -1);
    expect(problem?.details).toContain(remedy);
    expect(`${line}:${column}`).toBe(at);
    expect(problem?.at.file).toBe(settingsPath);
  });

  test("the first 25 of many", () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `x${index}: 1`).join("\n");
    expect(parseSettings(text, settingsPath).problems).toHaveLength(25);
  });
});

test("what holds for all repositories of the owner counts where a file says nothing", () => {
  const general = `mode: warn
rules: { ADMINISTRATOR_ACCESS: ERROR, MISSING_VERSION: off }
access: { trusted-accounts: ["111122223333"], critical-actions: ["iam:PassRole"] }
principals: { max-session-duration: 4h }
exceptions:
  - { rule: MISSING_VERSION, path: "a/**", reason: old, owner: us, until: 2028-01-01 }
`;
  const own = `fail-on: ERROR
rules: { MISSING_VERSION: WARNING }
access: { trusted-accounts: [] }
exceptions:
  - { rule: MISSING_VERSION, path: "b/**", reason: old, owner: me, until: 2028-01-01 }
`;
  const { settings: defaults } = parseSettings(general, "acme/.github/.github/leastwise.yml");
  const { settings, problems } = parseSettings(own, settingsPath, defaults);
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    failOn: "ERROR",
    mode: "warn",
    rules: { ADMINISTRATOR_ACCESS: "ERROR", MISSING_VERSION: "WARNING" },
    parameters: {
      trustedAccounts: [],
      maxSessionDurationSeconds: 4 * 3600,
      critical: { actions: ["iam:PassRole"], resources: [] },
    },
  });
  expect(settings.exceptions.map(({ file, path }) => `${file} ${path}`)).toEqual([
    "acme/.github/.github/leastwise.yml a/**",
    `${settingsPath} b/**`,
  ]);
  expect(parseSettings("", settingsPath, defaults).settings).toEqual(defaults);
});
