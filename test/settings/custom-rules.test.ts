import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { defaultSettings, settingsPath } from "../../src/settings/settings.ts";
import { LineIndex } from "../../src/text/line-index.ts";

function rule(lines: string, code = "CUSTOM_A"): string {
  return `custom-rules:\n  - code: ${code}\n    message: No\n    ${lines}`;
}

const deny = 'deny: { actions: ["s3:GetObject"] }';
const condition = (fields: string) => rule(`deny: { actions: ["s3:*"], unless: [{ ${fields} }] }`);

/** Each: what stands in the file, where the message is (line and column from 1), and the remedy. */
const wrong: readonly [name: string, text: string, at: string, remedy: string][] = [
  [
    "a code that could be one of ours",
    rule(deny, "NO_DELETION"),
    "2:11",
    "It begins with `CUSTOM_`",
  ],
  ["a code in small letters", rule(deny, "CUSTOM_a"), "2:11", "capital letters"],
  [
    "a code that is given twice",
    `${rule(deny)}\n  - code: CUSTOM_A\n    message: No\n    ${deny}`,
    "5:11",
    "Give one of them another name",
  ],
  [
    "no message",
    `custom-rules:\n  - code: CUSTOM_A\n    ${deny}`,
    "2:5",
    "This entry needs `message`",
  ],
  ["neither deny nor require", rule("type: ERROR"), "2:5", "This entry needs `deny` or `require`"],
  ["both", rule(`${deny}\n    require: { tags: [a] }`), "2:5", "Make two rules out of it"],
  ["an unknown type", rule(`${deny}\n    type: FATAL`), "5:11", "It must be one of `ERROR`"],
  [
    "an unknown kind of principal",
    rule(`${deny}\n    for: { types: [roles] }`),
    "5:20",
    "Did you mean `role`?",
  ],
  [
    "a deny of nothing",
    rule("deny: { unless: [{ operator: Bool, key: 'aws:a', values: [a] }] }"),
    "4:11",
    "needs `actions` or `resources`",
  ],
  ["no actions", rule("deny: { actions: [] }"), "4:22", "Name at least one"],
  [
    "an action without a service",
    rule("deny: { actions: [GetObject] }"),
    "4:23",
    "dynamodb:DeleteTable",
  ],
  [
    "a wildcard for the service",
    rule('deny: { actions: ["*:Get*"] }'),
    "4:23",
    "An action is meant",
  ],
  [
    "a mistyped action",
    rule('deny: { actions: ["s3:GetObjekt"] }'),
    "4:23",
    "Did you mean `s3:getobject`?",
  ],
  [
    "a pattern that no action matches",
    rule('deny: { actions: ["s3:Xyz*"] }'),
    "4:23",
    "No action of `s3` matches `s3:Xyz*`",
  ],
  [
    "a mistyped service",
    rule('deny: { actions: ["dynamobd:*"] }'),
    "4:23",
    "Did you mean `dynamodb`?",
  ],
  ["a resource that is no ARN", rule("deny: { resources: [payroll] }"), "4:25", "An ARN is meant"],
  [
    "an unknown operator",
    condition("operator: StringEqual, key: 'aws:a', values: [a]"),
    "4:53",
    "A condition operator of IAM is meant",
  ],
  [
    "Null with IfExists, which is none",
    condition("operator: NullIfExists, key: 'aws:a', values: [a]"),
    "4:53",
    "A condition operator of IAM is meant",
  ],
  [
    "a key without a colon",
    condition("operator: Bool, key: mfa, values: [a]"),
    "4:64",
    "A condition key is meant",
  ],
  ["no values", condition("operator: Bool, key: 'aws:a', values: []"), "4:81", "Name at least one"],
  [
    "one operator and key twice",
    rule(
      "require: { conditions: [{ operator: Bool, key: 'aws:a', values: [a] }, { operator: Bool, key: 'AWS:A', values: [b] }] }",
    ),
    "4:14",
    "which a policy cannot hold",
  ],
  [
    "a requirement of nothing",
    rule("require: { on: trust }"),
    "4:14",
    "needs `tags` or `boundary` or `conditions`",
  ],
  [
    "tags of groups",
    rule("for: { types: [group] }\n    require: { tags: [a] }"),
    "2:5",
    "Name one of them in `types`",
  ],
  [
    "the trust policy of users",
    rule(
      "for: { types: [user] }\n    require: { conditions: [{ operator: Bool, key: 'aws:a', values: [a] }] }",
    ),
    "2:5",
    "Only roles have a trust policy",
  ],
  [
    "a boundary that is no policy",
    rule("require: { boundary: 'arn:aws:iam::1:role/a' }"),
    "4:26",
    "managed policy is meant",
  ],
  [
    "an example outside of the repository",
    rule(`${deny}\n    examples: { reported: [../a.tf] }`),
    "5:28",
    "from the root of the repository",
  ],
  [
    "too many rules",
    `custom-rules:\n${"  - { code: CUSTOM_A }\n".repeat(51)}`,
    "2:3",
    "more than 50 entries",
  ],
  [
    "a rule that there is not",
    `${rule(deny)}\nrules: { CUSTOM_B: off }`,
    "5:10",
    "Did you mean `CUSTOM_A`?",
  ],
  [
    "an exception to one that there is not",
    `${rule(deny)}\nexceptions: [{ rule: CUSTOM_B, path: a, reason: a, owner: b, until: 2026-12-31 }]`,
    "5:22",
    "Did you mean `CUSTOM_A`?",
  ],
];

describe("what is wrong is said at its place, with what would be right", () => {
  test.each(wrong)("%s", (_, text, at, remedy) => {
    const { problems } = parseSettings(text, settingsPath);
    const [problem] = problems;
    const { line, column } = new LineIndex(text).position(problem?.at.start ?? 0);
    expect(problem?.details).toContain(remedy);
    expect(`${line}:${column}`).toBe(at);
    expect(problems.length).toBe(1);
  });
});

test("its code is a code like others, wherever in the file it stands", () => {
  const text = `rules: { CUSTOM_A: off }
exceptions: [{ rule: CUSTOM_A, path: a, reason: a, owner: b, until: 2026-12-31 }]
${rule(deny)}`;
  expect(parseSettings(text, settingsPath).problems).toEqual([]);
});

test("none of a file that is wrong counts: what is left of a rule would ask about more", () => {
  const text = rule('deny: { actions: ["s3:GetObjekt"], resources: ["*"] }');
  expect(parseSettings(text, settingsPath).settings.customRules).toEqual([]);
});

test("an action that is like none is taken for a new one", () => {
  const text = rule('deny: { actions: ["s3:TeleportQuantumLattice"] }');
  expect(parseSettings(text, settingsPath).problems).toEqual([]);
});

test("the rules of the owner's configuration count, and one of the same code takes its place", () => {
  const general = parseSettings(
    `${rule(deny)}\n  - code: CUSTOM_B\n    message: B\n    ${deny}`,
    "a",
  );
  const own = `${rule("require: { tags: [a] }")}\nrules: { CUSTOM_B: ERROR }`;
  const { settings, problems } = parseSettings(own, settingsPath, general.settings);
  expect(problems).toEqual([]);
  expect(settings.customRules.map(({ code, deny: asked }) => [code, asked !== undefined])).toEqual([
    ["CUSTOM_A", false],
    ["CUSTOM_B", true],
  ]);
  expect(parseSettings("", settingsPath, general.settings).settings.customRules).toHaveLength(2);
  expect(defaultSettings.customRules).toEqual([]);
});
