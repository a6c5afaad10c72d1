import { describe, expect, test } from "@jest/globals";
import { withoutCommands } from "../../src/reports/without-commands.ts";
import { workflowCommands } from "../../src/reports/workflow-commands.ts";
import { accessEntry, finding, review } from "./review-fixture.ts";
import { runnerCommand } from "./runner.ts";

const commands = (parts: Parameters<typeof review>[0]) =>
  workflowCommands(review(parts))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => runnerCommand(line));

test("the verdict, and a finding at its place", () => {
  expect(workflowCommands(review())).toBe(
    [
      "::notice title=Leastwise::Fail. 1 security warning",
      "::error file=infra/main.tf,line=12,endLine=12,col=17,endColumn=19,title=Security warning%3A PASS_ROLE_WITH_STAR_IN_RESOURCE::Name the role ARNs that may be passed instead of `*`.%0Ahttps://docs.example.com/checks#pass-role",
      "",
    ].join("\n"),
  );
});

test("each finding type has its command; a place of several lines has no columns", () => {
  const types = ["ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"] as const;
  const findings = types.map((findingType) =>
    finding({ findingType, end: { line: 14, column: 2 } }),
  );
  const [, ...rest] = commands({ findings });
  expect(rest.map((command) => command?.name)).toEqual(["error", "error", "warning", "notice"]);
  expect(rest[0]?.properties).toEqual({
    file: "infra/main.tf",
    line: "12",
    endLine: "14",
    title: "Error: PASS_ROLE_WITH_STAR_IN_RESOURCE",
  });
});

test("only what the change brings annotates", () => {
  const findings = [finding({ state: "fixed" }), finding({ state: "pre-existing" })];
  expect(commands({ findings, verdict: "pass", title: "Nothing new" })).toEqual([
    { name: "notice", properties: { title: "Leastwise" }, data: "Pass. Nothing new" },
  ]);
});

test("what makes it incomplete comes before the findings", () => {
  const unread = (file: string) => ({
    file,
    line: 1,
    address: null,
    reason: "too long",
    unread: true,
  });
  const [first, second, third] = commands({
    verdict: "incomplete",
    title: "not all could be read",
    coverage: { policies: 0, full: 0, partial: [], notJudged: [unread("a.tf"), unread("b.tf")] },
    configurationProblems: [
      { file: ".github/leastwise.yml", line: 2, column: 3, details: "Take `x` out." },
    ],
  });
  expect(first?.data).toBe("Incomplete. not all could be read");
  expect(second).toMatchObject({
    name: "error",
    properties: { file: ".github/leastwise.yml", line: "2" },
    data: "Take `x` out.",
  });
  expect(third).toMatchObject({
    name: "error",
    properties: { file: "a.tf" },
    data: "too long (and 1 more place)",
  });
});

test("the verdict has what no finding tells", () => {
  const entry = { file: "a.tf", line: 1, address: null, reason: "odd", unread: false };
  const [first] = commands({
    access: { entries: [accessEntry()], newAccess: "some", notCompared: [] },
    coverage: { policies: 1, full: 1, partial: [], notJudged: [entry, entry] },
  });
  expect(first?.data).toBe("Fail. 1 security warning. New access: 1 role. Not judged: 2");
});

test("warn only says what it would have been", () => {
  const [first] = commands({ verdict: "pass", wouldBe: "fail", title: "would fail" });
  expect(first?.data).toBe("Warn only. would fail");
});

describe("more than GitHub shows", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => finding({ fingerprint: String(index) }));

  test("ten errors need no note", () => {
    expect(commands({ findings: many(10) })).toHaveLength(11);
  });

  test("the eleventh is in the log only, and that is said among the first notices", () => {
    const all = commands({ findings: many(11) });
    expect(all).toHaveLength(13);
    expect(all[1]).toEqual({
      name: "notice",
      properties: { title: "Leastwise: not all is annotated" },
      data: "GitHub shows 10 errors, 10 warnings and 10 notices of a step: 1 more annotation stands in its log only.",
    });
  });

  test("past the bound the log says how many are missing", () => {
    const all = commands({ findings: many(503) });
    expect(all).toHaveLength(502);
    expect(all[1]?.data).toMatch(
      /490 more annotations stand in its log only\. 3 findings past the first 500 are not in the log: --format json has all of them\.$/,
    );
  });
});

test("foreign text stays within its property or message", () => {
  const text = "a,b=c:d%0A::x\n::error::y\r##[add-mask]z";
  const [, command] = commands({ findings: [finding({ file: text, details: text, related: [] })] });
  const shown = "a,b=c:d%0A::x\\n::error::y\\r##\\u{5b}add-mask]z";
  expect(command?.properties.file).toBe(shown);
  expect(command?.data).toBe(`${shown}\nhttps://docs.example.com/checks#pass-role`);
});

test.each([
  ["::add-mask::x", "\\u003a:add-mask::x"],
  ["a\n  ::error::x\nb::c", "a\n  \\u003a:error::x\nb::c"],
  ["see ##[error]x", "see ##\\u005berror]x"],
  ['{\n  "a": "##[x"\n}', '{\n  "a": "##\\u005bx"\n}'],
])("other text for a log: %j", (text, expected) => {
  expect(withoutCommands(text)).toBe(expected);
});
