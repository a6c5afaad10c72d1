import { describe, expect, test } from "@jest/globals";
import { checkRunReport } from "../../src/reports/check-run.ts";
import { configurationSentences, exceptionSentence } from "../../src/reports/configuration.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import type { ReviewException } from "../../src/review/review.ts";
import { reviewOf } from "../support/review.ts";

function exception(fields: Partial<ReviewException> = {}): ReviewException {
  return {
    issueCode: "ADMINISTRATOR_ACCESS",
    about: ["a.json"],
    file: ".github/leastwise.yml",
    line: null,
    reason: "break glass",
    owner: "security",
    until: "2026-12-31",
    state: "in force",
    findings: 1,
    ...fields,
  };
}

describe("an exception in words", () => {
  test.each<[string, Partial<ReviewException>, string]>([
    [
      "in force",
      {},
      "`ADMINISTRATOR_ACCESS` in `a.json`: `break glass`, by `security`, until 2026-12-31.",
    ],
    [
      "for a folder and an address",
      { about: ["a.json", "policies/**"], findings: 3 },
      "`ADMINISTRATOR_ACCESS` in `a.json` and `policies/**`, 3 findings: `break glass`, by `security`, until 2026-12-31.",
    ],
    [
      "expired",
      { state: "expired" },
      "`ADMINISTRATOR_ACCESS` in `a.json`: expired, and does not count: `break glass`, by `security`, until 2026-12-31.",
    ],
    [
      "of another grant",
      { state: "outgrown" },
      "`ADMINISTRATOR_ACCESS` in `a.json`: accepted for another grant, and does not count: `break glass`, by `security`, until 2026-12-31.",
    ],
    [
      "by command",
      { file: null, about: [], until: null, owner: "dana" },
      "`ADMINISTRATOR_ACCESS`: `break glass`, by `dana`, for this pull request.",
    ],
    [
      "a new comment",
      { about: [], owner: null, state: "new" },
      "`ADMINISTRATOR_ACCESS`: comes with this change, and does not count for it: `break glass`, until 2026-12-31.",
    ],
    [
      "a new comment at the wrong place",
      { about: [], owner: null, state: "new", findings: 0 },
      "`ADMINISTRATOR_ACCESS`: comes with this change, and meets no finding where it stands: `break glass`, until 2026-12-31.",
    ],
  ])("%s", (_, fields, expected) => {
    expect(exceptionSentence(exception(fields))).toBe(expected);
  });
});

describe("every exception that is in force is listed", () => {
  const exceptions = [
    exception(),
    exception({ about: ["old.json"], findings: 0 }),
    exception({ about: [], file: "a.tf", line: 3, owner: null, state: "new", findings: 0 }),
  ];

  test("in the summary, and behind a fold where it meets nothing", () => {
    const { summary } = checkRunReport(reviewOf({ exceptions }));
    const [before = "", fold = ""] = summary.split(
      "<summary>Exceptions that meet nothing here: 1</summary>",
    );
    expect(before).toContain("### Exceptions\n\n- `.github/leastwise.yml`: `ADMINISTRATOR_ACCESS`");
    expect(before).toContain("- `a.tf:3`: `ADMINISTRATOR_ACCESS`: comes with this change");
    expect(fold).toContain("in `old.json`: `break glass`, by `security`, until 2026-12-31.");
  });

  test("in a scan by the terminal too, where one that meets nothing can go", () => {
    const text = (base: string | null) =>
      terminalReport(reviewOf({ base, exceptions }), { color: false, width: 100 });
    expect(text(null)).toContain("Exceptions that meet nothing here: 1");
    expect(text("b".repeat(40))).not.toContain("old.json");
  });
});

test("which configuration was used is said, with its commit", () => {
  const configuration = {
    file: ".github/leastwise.yml",
    commit: "c".repeat(40),
    ownerFile: "acme/.github/.github/leastwise.yml",
    mode: "enforce" as const,
    failOn: "WARNING" as const,
    comments: "on-findings" as const,
    rules: { MISSING_VERSION: "off" as const },
  };
  expect(configurationSentences(reviewOf({ configuration }))).toEqual([
    "Judged with the configuration `.github/leastwise.yml` at `cccccccccccc` and `acme/.github/.github/leastwise.yml`; new findings fail from `WARNING` on.",
    "Switched off by the configuration: `MISSING_VERSION`.",
  ]);
  const none = { ...configuration, file: null, commit: null, ownerFile: null, rules: {} };
  expect(configurationSentences(reviewOf({ configuration: none }))).toEqual([
    "Judged by the defaults, since there is no configuration.",
  ]);
});

describe("what is wrong with a configuration, and where it is read from", () => {
  const ownerFile = "acme/.github/.github/leastwise.yml";
  const configuration = {
    file: ".github/leastwise.yml",
    commit: null,
    ownerFile,
    mode: "enforce",
    failOn: "SECURITY_WARNING",
    comments: "on-findings",
    rules: {},
  } as const;
  const problem = (file: string) => ({ file, line: 1, column: 2, details: "No key `x`." });
  const own = "The repository's own is read from the base branch.";
  const shared = "The shared one holds for all repositories of the owner.";

  test.each([
    ["its own", [configuration.file], "aaaa", own],
    ["the shared one", [ownerFile], "aaaa", shared],
    ["both", [configuration.file, ownerFile], "aaaa", `${own} ${shared}`],
    ["its own, without a base", [configuration.file], null, ""],
  ])("%s", (_, files, base, origin) => {
    const configurationProblems = files.map(problem);
    const { summary } = checkRunReport(reviewOf({ base, configuration, configurationProblems }));
    const [, said = ""] = /so fails the check\n\n([^-]*)- /.exec(summary) ?? [];
    expect(said.trim()).toBe(origin);
  });
});
