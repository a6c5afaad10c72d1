import { describe, expect, test } from "@jest/globals";
import { parseSettings } from "../../src/settings/parse-settings.ts";
import { defaultSettings, settingsPath } from "../../src/settings/settings.ts";
import { LineIndex } from "../../src/text/line-index.ts";

test.each(["", "\n", "# nothing set\n"])("nothing set: %j", (text) => {
  expect(parseSettings(text, settingsPath)).toEqual({ settings: defaultSettings, problems: [] });
});

test("all that can be set", () => {
  const text = `
fail-on: WARNING
policies:
  - path: policies/scp/**
    kind: scp
  - { path: "buckets/*.json", kind: resource, resource-type: "AWS::S3::Bucket" }
`;
  expect(parseSettings(text, settingsPath)).toEqual({
    settings: {
      failOn: "WARNING",
      policyFiles: [
        { path: "policies/scp/**", kind: "scp" },
        { path: "buckets/*.json", kind: "resource", resourceType: "AWS::S3::Bucket" },
      ],
    },
    problems: [],
  });
});

describe("what is wrong is said at its place", () => {
  test.each([
    { name: "not a mapping", text: "- a", at: "1:1", says: "must be a mapping" },
    { name: "an unknown key", text: "fail-on: ERROR\nfailon: ERROR", at: "2:1", says: "`fail-on`" },
    {
      name: "a key given twice",
      text: "fail-on: ERROR\nfail-on: WARNING",
      at: "2:1",
      says: "twice",
    },
    { name: "an unknown finding type", text: "fail-on: error", at: "1:10", says: "`ERROR`" },
    { name: "a list for a text", text: "fail-on: [ERROR]", at: "1:10", says: "must be a text" },
    { name: "no value", text: "fail-on:", at: "1:9", says: "must be a text" },
    { name: "policies is no list", text: "policies: scp", at: "1:11", says: "must be a list" },
    {
      name: "an entry is no mapping",
      text: "policies:\n  - a",
      at: "2:5",
      says: "`path` and `kind`",
    },
    { name: "no path", text: "policies:\n  - kind: scp", at: "2:5", says: "needs `path`" },
    { name: "no kind", text: "policies:\n  - path: a", at: "2:5", says: "needs `kind`" },
    {
      name: "an unknown kind",
      text: "policies:\n  - path: a\n    kind: SCP",
      at: "3:11",
      says: "`scp`",
    },
    {
      name: "no resource type",
      text: "policies:\n  - path: a\n    kind: resource\n    resource-type: bucket",
      at: "4:20",
      says: "`AWS::S3::Bucket`",
    },
    { name: "broken YAML", text: "fail-on: [", at: "1:11", says: "Flow sequence" },
    { name: "deep nesting", text: "[".repeat(5_000), at: "1:66", says: "nested deeper" },
    { name: "too long", text: `# ${"x".repeat(70_000)}`, at: "1:1", says: "longer than" },
  ])("$name", ({ text, at, says }) => {
    const { problems } = parseSettings(text, settingsPath);
    const [problem] = problems;
    const { line, column } = new LineIndex(text).position(problem?.at.start ?? -1);
    expect(problem?.details).toContain(says);
    expect(`${line}:${column}`).toBe(at);
    expect(problem?.at.file).toBe(settingsPath);
  });
});
