import { describe, expect, test } from "@jest/globals";
import type { RuleDescription } from "../../src/reports/rules.ts";
import { sarifReport } from "../../src/reports/sarif.ts";
import type { Review } from "../../src/review/review.ts";
import { finding, review } from "./review-fixture.ts";
import { schemaErrors } from "./sarif-schema.ts";

const passRole: RuleDescription = {
  issueCode: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
  findingType: "SECURITY_WARNING",
  confidence: "certain",
  summary: "iam:PassRole is allowed on every role",
  practice: "Least privilege",
  controls: ["NIST 800-53 AC-6"],
  learnMoreLink: "https://docs.example.com/checks#pass-role",
};
const hint: RuleDescription = {
  ...passRole,
  issueCode: "ONLY_A_HINT",
  findingType: "SUGGESTION",
  confidence: "hint",
  practice: null,
};

/** The only run of the log; the log is valid. */
function runOf(parts: Partial<Review> = {}, complete = false) {
  const tool = { version: "1.2.3", rules: [passRole, hint] };
  const log = JSON.parse(sarifReport(review(parts), tool, { complete }));
  expect(schemaErrors(log)).toEqual([]);
  expect(log.version).toBe("2.1.0");
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

test("the schema that the tests use knows what is wrong", () => {
  expect(schemaErrors({ version: "2.1.0", runs: [{ results: [{}] }] })).toEqual([
    "/runs/0 must have required property 'tool'",
    "/runs/0/results/0 must have required property 'message'",
  ]);
});

describe("rules", () => {
  test("each is described, whether it found something or not", () => {
    const { rules, ...driver } = runOf({ findings: [] }).tool.driver;
    expect(driver).toMatchObject({ name: "Leastwise", semanticVersion: "1.2.3" });
    expect(rules).toHaveLength(2);
    expect(rules[0]).toEqual({
      id: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
      name: "PassRoleWithStarInResource",
      shortDescription: { text: "iam:PassRole is allowed on every role" },
      fullDescription: {
        text: "Security warning: iam:PassRole is allowed on every role. It stands for the practice “Least privilege”.",
      },
      help: {
        text: [
          "iam:PassRole is allowed on every role.",
          "Finding type: Security warning.",
          "Practice: Least privilege.",
          "Controls: NIST 800-53 AC-6.",
          "What is reported, what is not, and how to fix it: https://docs.example.com/checks#pass-role",
        ].join("\n"),
        markdown: expect.stringContaining("](https://docs.example.com/checks#pass-role)"),
      },
      helpUri: "https://docs.example.com/checks#pass-role",
      defaultConfiguration: { enabled: true, level: "error" },
      properties: {
        tags: ["security", "iam", "NIST 800-53 AC-6"],
        precision: "very-high",
        "problem.severity": "error",
        "security-severity": "8.0",
      },
    });
    expect(rules[1]).toMatchObject({
      defaultConfiguration: { enabled: false, level: "note" },
      properties: { precision: "low", "problem.severity": "recommendation" },
    });
    expect(rules[1].properties).not.toHaveProperty("security-severity");
  });

  test("those of the team, and codes that only AWS knows, are added", () => {
    const run = runOf({
      findings: [finding({ issueCode: "NEW_AT_AWS" }), finding({ issueCode: "CUSTOM_X" })],
      configuration: {
        ...configuration,
        customRules: [{ issueCode: "CUSTOM_X", findingType: "ERROR", message: "Not here." }],
      },
    });
    expect(run.tool.driver.rules.slice(2)).toMatchObject([
      { id: "CUSTOM_X", shortDescription: { text: "Not here" } },
      { id: "NEW_AT_AWS", shortDescription: { text: expect.stringContaining("Access Analyzer") } },
    ]);
    expect(run.results).toMatchObject([
      { ruleId: "NEW_AT_AWS", ruleIndex: 3 },
      { ruleId: "CUSTOM_X", ruleIndex: 2 },
    ]);
  });

  test("what the configuration makes of them", () => {
    const { invocations, tool } = runOf({
      configuration: {
        ...configuration,
        rules: {
          PASS_ROLE_WITH_STAR_IN_RESOURCE: "SUGGESTION",
          ONLY_A_HINT: "off",
          ELSEWHERE: "off",
        },
      },
    });
    expect(invocations[0].ruleConfigurationOverrides).toEqual([
      {
        descriptor: { id: "PASS_ROLE_WITH_STAR_IN_RESOURCE", index: 0 },
        configuration: { enabled: true, level: "note" },
      },
      { descriptor: { id: "ONLY_A_HINT", index: 1 }, configuration: { enabled: false } },
    ]);
    expect(tool.driver.rules[0].defaultConfiguration.level).toBe("error");
    expect(tool.driver.rules[0].properties).not.toHaveProperty("security-severity");
  });

  test("at most twenty tags, each once", () => {
    const controls = Array.from({ length: 30 }, (_, index) => `C ${index % 25}`);
    const tool = { version: "1.2.3", rules: [{ ...passRole, controls }] };
    const log = JSON.parse(sarifReport(review(), tool, { complete: false }));
    expect(schemaErrors(log)).toEqual([]);
    expect(log.runs[0].tool.driver.rules[0].properties.tags).toHaveLength(20);
  });
});

describe("results", () => {
  test("a finding with everything", () => {
    const place = {
      file: "a/ä b#c.tf",
      start: { line: 3, column: 5 },
      end: { line: 4, column: 1 },
    };
    const [result] = runOf({
      findings: [
        finding({
          ...place,
          excerpt: [],
          related: [{ ...place, file: "other.tf", message: "the action [x]" }],
          suggestion: {
            title: "Name the role",
            edits: [
              { ...place, newText: "new\n" },
              { ...place, file: "other.tf", newText: "" },
            ],
          },
          controls: ["NIST 800-53 AC-6"],
          practice: "least-privilege",
        }),
      ],
    }).results;
    const region = { startLine: 3, startColumn: 5, endLine: 4, endColumn: 1 };
    const artifactLocation = { uri: "a/%C3%A4%20b%23c.tf", uriBaseId: "%SRCROOT%" };
    const other = { uri: "other.tf", uriBaseId: "%SRCROOT%" };
    expect(result).toEqual({
      ruleId: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
      ruleIndex: 0,
      kind: "fail",
      level: "error",
      message: {
        text: "Name the role ARNs that may be passed instead of `*`. See: [the action \\[x\\]](1).",
      },
      locations: [
        {
          physicalLocation: { artifactLocation, region },
          logicalLocations: [
            { fullyQualifiedName: 'aws_iam_role.deploy inline "s3"', kind: "resource" },
          ],
        },
      ],
      relatedLocations: [
        {
          id: 1,
          physicalLocation: { artifactLocation: other, region },
          message: { text: "the action \\[x\\]" },
        },
      ],
      partialFingerprints: { "leastwise/v1": "0123456789abcdef" },
      baselineState: "new",
      fixes: [
        {
          description: { text: "Name the role" },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [{ deletedRegion: region, insertedContent: { text: "new\n" } }],
            },
            {
              artifactLocation: other,
              replacements: [{ deletedRegion: region, insertedContent: { text: "" } }],
            },
          ],
        },
      ],
      properties: {
        findingType: "SECURITY_WARNING",
        confidence: "certain",
        state: "introduced",
        controls: ["NIST 800-53 AC-6"],
        practice: "least-privilege",
        reportedBy: ["offline"],
      },
    });
  });

  test.each([
    [
      "a line",
      { line: 2, column: 2 },
      { line: 2, column: 4 },
      ["abcd"],
      { startLine: 2, endLine: 2 },
    ],
    [
      "two",
      { line: 2, column: 2 },
      { line: 3, column: 2 },
      ["abcd", "ef"],
      { startLine: 2, endLine: 3 },
    ],
    [
      "lines that are not all there",
      { line: 2, column: 2 },
      { line: 4, column: 2 },
      ["a"],
      undefined,
    ],
    [
      "the whole of them already",
      { line: 2, column: 1 },
      { line: 3, column: 2 },
      ["a", "b"],
      undefined,
    ],
    ["none", { line: 2, column: 2 }, { line: 2, column: 3 }, [], undefined],
  ])("the lines around the place: %s", (_, start, end, excerpt, lines) => {
    const [{ locations }] = runOf({ findings: [finding({ start, end, excerpt })] }).results;
    expect(locations[0].physicalLocation.contextRegion).toEqual(
      lines && { ...lines, snippet: { text: excerpt.slice(0, lines.endLine - 1).join("\n") } },
    );
  });

  const accepted = {
    file: "infra/main.tf",
    line: 7,
    reason: "Alarmed on use",
    owner: null,
    until: "2027-06-30",
  };
  const states = [
    finding({ fingerprint: "f0", state: "fixed" }),
    finding({ fingerprint: "f1", state: "pre-existing" }),
    finding({ fingerprint: "f2", state: "widened" }),
    finding({ fingerprint: "f3", accepted }),
    finding({ fingerprint: "f4", accepted: { ...accepted, file: null, line: null, until: null } }),
  ];
  const shown = (results: readonly Record<string, unknown>[]) =>
    results.map((result) => [
      Object.values(result.partialFingerprints as object)[0],
      result.baselineState,
    ]);

  test("only what stands and counts, what is new first", () => {
    const run = runOf({ findings: states });
    expect(shown(run.results)).toEqual([
      ["f2", "updated"],
      ["f1", "unchanged"],
    ]);
    expect(notifications(run, "FIXED")).toEqual([
      'PASS_ROLE_WITH_STAR_IN_RESOURCE in `aws_iam_role.deploy inline "s3"`',
    ]);
  });

  test("or all, accepted ones as suppressed, and fixed ones as absent", () => {
    const run = runOf({ findings: states }, true);
    expect(shown(run.results)).toEqual([
      ["f2", "updated"],
      ["f1", "unchanged"],
      ["f3", "new"],
      ["f4", "new"],
      ["f0", "absent"],
    ]);
    expect(run.results[2].suppressions).toEqual([
      {
        kind: "inSource",
        status: "accepted",
        justification: "Alarmed on use, until 2027-06-30",
        location: {
          physicalLocation: {
            artifactLocation: { uri: "infra/main.tf", uriBaseId: "%SRCROOT%" },
            region: { startLine: 7 },
          },
        },
      },
    ]);
    expect(run.results[3].suppressions).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "Alarmed on use, for this pull request",
      },
    ]);
    expect(notifications(run, "FIXED")).toEqual([]);
  });

  test("without a base there are no states", () => {
    const [result] = runOf({ base: null }).results;
    expect(result).not.toHaveProperty("baselineState");
  });

  test("more than GitHub takes are left out, and that is said", () => {
    const findings = Array.from({ length: 25_003 }, (_, index) =>
      finding({ fingerprint: String(index) }),
    );
    const tool = { version: "1.2.3", rules: [passRole] };
    const log = JSON.parse(sarifReport(review({ findings }), tool, { complete: false }));
    expect(log.runs[0].results).toHaveLength(25_000);
    expect(notifications(log.runs[0], "LEFT_OUT")).toEqual([
      "3 results left out: GitHub takes no longer log.",
    ]);
  });

  test("at most 99 related places, of which ten are links", () => {
    const related = Array.from({ length: 120 }, (_, index) => ({
      file: "a.tf",
      start: { line: index + 1, column: 1 },
      end: { line: index + 1, column: 2 },
      message: "here",
    }));
    const [result] = runOf({ findings: [finding({ related })] }).results;
    expect(result.relatedLocations).toHaveLength(99);
    expect(result.message.text).toMatch(/\[here\]\(10\), and 110 more\.$/);
  });

  test("a fix with half a character is none that every reader takes", () => {
    const edit = { file: "a", start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
    const suggestion = { title: "x", edits: [{ ...edit, newText: "\ud800" }] };
    expect(runOf({ findings: [finding({ suggestion })] }).results[0]).not.toHaveProperty("fixes");
  });
});

describe("the run", () => {
  test("says what was not judged, and why it is incomplete", () => {
    const run = runOf({
      verdict: "incomplete",
      coverage: {
        policies: 1,
        full: 0,
        partial: [
          {
            policy: "aws_iam_role.a",
            unknowns: [
              { reference: "var.x", reason: "input without a value", file: "main.tf", line: 4 },
            ],
          },
        ],
        notJudged: [
          { file: "big.tf", line: 1, address: null, reason: "it is too long", unread: true },
          {
            file: "",
            line: 1,
            address: "module.x",
            reason: "the module is elsewhere",
            unread: false,
          },
        ],
      },
      configurationProblems: [
        { file: ".github/leastwise.yml", line: 2, column: 1, details: "Take `x` out." },
      ],
      configuration: { ...configuration, rules: { SOME_RULE: "off" } },
    });
    const [invocation] = run.invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications).toMatchObject([
      {
        descriptor: { id: "UNREAD" },
        level: "error",
        message: { text: "it is too long" },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "big.tf" },
              region: { startLine: 1 },
            },
          },
        ],
      },
      {
        descriptor: { id: "NOT_JUDGED" },
        level: "warning",
        message: { text: "`module.x`: the module is elsewhere" },
      },
      {
        descriptor: { id: "KNOWN_IN_PART" },
        level: "note",
        message: { text: "`aws_iam_role.a`: `var.x` (input without a value)" },
      },
    ]);
    expect(invocation.toolExecutionNotifications[1]).not.toHaveProperty("locations");
    expect(notifications(run, "CONFIGURATION_NOT_VALID")).toEqual(["Take `x` out."]);
    expect(notifications(run, "CONFIGURATION")).toContain(
      "Switched off by the configuration: `SOME_RULE`.",
    );
  });

  test("knows every kind of notification that it uses", () => {
    const { tool } = runOf();
    const ids = tool.driver.notifications.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(["UNREAD", "FIXED", "LEFT_OUT", "CONFIGURATION"]));
  });

  test("names what was compared, and is the same for the same review", () => {
    expect(runOf().properties).toEqual({
      base: "b".repeat(40),
      head: "a".repeat(40),
      verdict: "fail",
      title: "1 security warning",
      newAccess: null,
    });
    expect(runOf()).toEqual(runOf());
    expect(runOf().columnKind).toBe("utf16CodeUnits");
    expect(runOf().originalUriBaseIds).toHaveProperty(["%SRCROOT%"]);
  });
});

const configuration = {
  file: ".github/leastwise.yml",
  commit: null,
  ownerFile: null,
  mode: "enforce",
  failOn: "SECURITY_WARNING",
  comments: "on-findings",
  rules: {},
} as const;

interface Invocation {
  readonly toolExecutionNotifications: readonly Notification[];
  readonly toolConfigurationNotifications: readonly Notification[];
}

interface Notification {
  readonly descriptor: { readonly id: string };
  readonly message: { readonly text: string };
}

function notifications(run: { readonly invocations: readonly Invocation[] }, id: string): string[] {
  return run.invocations
    .flatMap((each) => [...each.toolExecutionNotifications, ...each.toolConfigurationNotifications])
    .filter(({ descriptor }) => descriptor.id === id)
    .map(({ message }) => message.text);
}
