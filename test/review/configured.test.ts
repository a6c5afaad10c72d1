import { describe, expect, test } from "@jest/globals";
import type { Review, ReviewFinding } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";

const admin = `{
  "Version": "2012-10-17",
  "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" }
}`;
const passRole = admin.replace('"*"', '"iam:PassRole"');
const today = "2026-11-24";

/** The review of files under a configuration that base and head share. */
function reviewUnder(configuration: string, head: FakeFiles, base: FakeFiles = {}) {
  const file = { [settingsPath]: configuration };
  return reviewChange(
    fakeChange({ ...base, ...file }, { ...head, ...file }),
    undefined,
    undefined,
    today,
  );
}

function summary({ verdict, title, findings }: Review): string[] {
  return [
    `${verdict}: ${title}`,
    ...findings.map(
      ({ state, findingType, issueCode, file, accepted }) =>
        `${state}${accepted ? " accepted" : ""} ${findingType} ${issueCode} ${file}`,
    ),
  ];
}

describe("rules", () => {
  test("that are off find nothing", async () => {
    const review = await reviewUnder("rules: { ADMINISTRATOR_ACCESS: off }", { "a.json": admin });
    expect(summary(review)).toEqual(["pass: New access, no new findings in 1 policy"]);
    expect(review.configuration).toMatchObject({ rules: { ADMINISTRATOR_ACCESS: "off" } });
  });

  test("with another finding type count as that", async () => {
    const text = "rules: { ADMINISTRATOR_ACCESS: WARNING }";
    expect(summary(await reviewUnder(text, { "a.json": admin }))).toEqual([
      "pass: 1 warning",
      "introduced WARNING ADMINISTRATOR_ACCESS a.json",
    ]);
  });
});

test("a rule that gives hints speaks when the configuration gives it a finding type", async () => {
  const trust = `{ "Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com" },
    "Condition": { "StringEquals": { "idp.example.com:aud": "shop", "idp.example.com:sub": "build" } }
  } }`;
  const on = "rules: { CONFIRM_AUDIENCE_CLAIM_TYPE: SUGGESTION }";
  expect(summary(await reviewUnder("", { "a.json": trust }))).toEqual([
    "pass: New access, no new findings in 1 policy",
  ]);
  expect(summary(await reviewUnder(on, { "a.json": trust }))).toEqual([
    "pass: 1 suggestion",
    "introduced SUGGESTION CONFIRM_AUDIENCE_CLAIM_TYPE a.json",
  ]);
});

describe("a path that is ignored", () => {
  const ignore = "paths: { ignore: [legacy/**] }";

  test("is listed as not judged", async () => {
    const files = { "legacy/a.json": admin, "b.json": admin };
    const review = await reviewUnder(ignore, files);
    expect(summary(review)).toEqual([
      "fail: 1 security warning",
      "introduced SECURITY_WARNING ADMINISTRATOR_ACCESS b.json",
    ]);
    expect(review.coverage).toMatchObject({
      policies: 1,
      notJudged: [
        {
          file: "legacy/a.json",
          reason: "the configuration ignores it: `paths.ignore` has `legacy/**`",
          unread: false,
        },
      ],
    });
  });

  test("is never that of the configuration", async () => {
    const ignoring = "paths: { ignore: ['**'] }\n";
    const review = await reviewChange(
      fakeChange({ [settingsPath]: ignoring }, { [settingsPath]: `${ignoring}x: 1` }),
      undefined,
      undefined,
      today,
    );
    expect(summary(review)).toEqual([
      "fail: 1 error",
      `introduced ERROR CONFIGURATION_ERROR ${settingsPath}`,
    ]);
    expect(review.coverage.notJudged).toEqual([]);
  });

  test("does not count as the place that a finding was moved from", async () => {
    const review = await reviewUnder(ignore, { "a.json": admin }, { "legacy/a.json": admin });
    expect(review.findings).toMatchObject([{ state: "introduced", file: "a.json" }]);
  });

  test("is not judged beside a file of its module either", async () => {
    const resource = (name: string) =>
      `resource "aws_iam_policy" "${name}" {\n  policy = <<EOF\n${admin}\nEOF\n}\n`;
    const files = { "m/a.tf": resource("a"), "m/b.tf": resource("b") };
    const review = await reviewUnder("paths: { ignore: [m/b.tf] }", files);
    expect([...new Set(review.findings.map(({ file }) => file))]).toEqual(["m/a.tf"]);
  });
});

describe("warn-only mode", () => {
  test("lets the change pass and says what it would have failed for", async () => {
    const review = await reviewUnder("mode: warn", { "a.json": admin });
    expect(summary(review)[0]).toBe("pass: Would fail: 1 security warning");
    expect(review.wouldBe).toBe("fail");
    expect(review.findings).toHaveLength(1);
  });

  test("says nothing when all is well", async () => {
    const review = await reviewUnder("mode: warn", { "a.txt": "x", "b.json": "{}" });
    expect([review.verdict, review.wouldBe]).toEqual(["pass", undefined]);
    expect(review.title).not.toContain("Would");
  });

  test("does not hold in a file that is broken", async () => {
    const review = await reviewUnder("mode: warn\nx: 1", { "a.json": admin });
    expect(review.verdict).toBe("incomplete");
  });
});

describe("a change of the configuration", () => {
  const change = (base: string | undefined, head: string | undefined, files: FakeFiles = {}) =>
    reviewChange(
      fakeChange(
        base === undefined ? {} : { [settingsPath]: base },
        head === undefined ? files : { [settingsPath]: head, ...files },
      ),
      undefined,
      undefined,
      today,
    );

  test("does not change the verdict on itself", async () => {
    for (const text of [
      "fail-on: ERROR",
      "mode: warn",
      "rules: { ADMINISTRATOR_ACCESS: off }",
      "paths: { ignore: ['**'] }",
      "policies: [{ path: '**', kind: scp }]",
      "rules: { ADMINISTRATOR_ACCESS: WARNING }",
      "exceptions: [{ rule: ADMINISTRATOR_ACCESS, path: '**', reason: a, owner: b, until: 2027-01-01 }]",
    ]) {
      const review = await change("", text, { "a.json": admin });
      expect(summary(review)).toEqual([
        "fail: 1 security warning",
        "introduced SECURITY_WARNING ADMINISTRATOR_ACCESS a.json",
      ]);
      expect(review.configurationChange?.settings).toHaveLength(1);
      expect(review.configurationChange?.effects).not.toEqual([]);
    }
  });

  test("says what differs, and what would be judged differently", async () => {
    const after = "fail-on: ERROR\nrules: { ADMINISTRATOR_ACCESS: WARNING }";
    const { configurationChange } = await change("fail-on: WARNING", after, { "a.json": admin });
    expect(configurationChange).toEqual({
      file: settingsPath,
      settings: [
        "`fail-on`: `WARNING` becomes `ERROR`.",
        "`rules.ADMINISTRATOR_ACCESS`: not set becomes `WARNING`.",
      ],
      effects: [
        "The verdict would be pass: 1 warning.",
        "`ADMINISTRATOR_ACCESS` in `a.json`, line 3, would be `WARNING` instead of `SECURITY_WARNING`.",
      ],
    });
  });

  test("says what would not be judged any more, also where nothing is found", async () => {
    const ignoring = "paths: { ignore: [legacy/**] }";
    const files = { "legacy/a.json": passRole.replace("PassRole", "GetRole") };
    const bringing = await change("", ignoring, files);
    expect(bringing.configurationChange?.effects).toContain("`legacy/a.json` would not be judged.");
    const removing = await change(ignoring, "", files);
    expect(removing.configurationChange?.effects).toContain("`legacy/a.json` would be judged.");
  });

  test("tells of an exception what differs of it", async () => {
    const exceptions = (until: string, ...more: string[]) =>
      `exceptions:\n${[
        `{ rule: ADMINISTRATOR_ACCESS, path: "policies/break-glass/**", reason: "${"r".repeat(90)}", owner: me, until: ${until} }`,
        ...more,
      ]
        .map((line) => `  - ${line}\n`)
        .join("")}`;
    const bound =
      "{ rule: MISSING_VERSION, address: a.json, fingerprint: 0123456789abcdef, reason: old, owner: me, until: 2027-01-01 }";
    const longer = await change(exceptions("2027-01-01"), exceptions("2099-01-01", bound));
    expect(longer.configurationChange?.settings).toEqual([
      "`exceptions`: `ADMINISTRATOR_ACCESS` in `policies/break-glass/**`, `until`: `2027-01-01` becomes `2099-01-01`.",
      "`exceptions`: `MISSING_VERSION` in `a.json`, for `0123456789abcdef` alone, until 2027-01-01, by `me`, for `old`, is added.",
    ]);
    const fewer = await change(exceptions("2027-01-01", bound), exceptions("2027-01-01"));
    expect(fewer.configurationChange?.settings).toEqual([
      "`exceptions`: `MISSING_VERSION` in `a.json`, for `0123456789abcdef` alone, until 2027-01-01, by `me`, for `old`, is removed.",
    ]);
  });

  test("is judged with the files of values that it names", async () => {
    const root = `variable "actions" {
  type = list(string)
}
resource "aws_iam_policy" "a" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }] })
}
`;
    const files = { "infra/main.tf": root, "env/prod.tfvars": 'actions = ["*"]\n' };
    const inputs = "terraform: [{ directory: infra, var-files: [env/prod.tfvars] }]";
    const review = await reviewChange(
      fakeChange({ ...files, "infra/main.tf": "" }, { ...files, [settingsPath]: inputs }),
      undefined,
      undefined,
      today,
    );
    expect(review.verdict).toBe("pass");
    expect(review.configurationChange).toEqual({
      file: settingsPath,
      settings: ["`terraform`: `directory: infra, var-files: env/prod.tfvars` is added."],
      effects: [
        "The verdict would be fail: 1 security warning.",
        "`ADMINISTRATOR_ACCESS` in `env/prod.tfvars`, line 1, would be reported.",
      ],
    });
  });

  test("that removes the file is one as well", async () => {
    const review = await change("mode: warn", undefined);
    expect(review.configurationChange?.settings).toEqual(["`mode`: `warn` becomes `enforce`."]);
  });

  test("is said to be wrong where it is wrong, and fails", async () => {
    const review = await change("", "mode: warn\nfail_on: ERROR\n");
    expect(review).toMatchObject({
      verdict: "fail",
      findings: [
        {
          issueCode: "CONFIGURATION_ERROR",
          file: settingsPath,
          start: { line: 2, column: 1 },
          end: { line: 2, column: 8 },
          details: "There is no key `fail_on` here. Did you mean `fail-on`?",
        },
      ],
    });
  });

  test("that repairs the file is told that it would pass", async () => {
    const review = await change("x: 1", "mode: enforce", {
      "a.json": passRole.replace("PassRole", "GetRole"),
    });
    expect(review.verdict).toBe("incomplete");
    expect(review.configurationChange?.effects[0]).toMatch(/^The verdict would be pass: /);
  });

  test("is not blamed for what was wrong before", async () => {
    const review = await change("x: 1", "x: 1\nmode: warn");
    expect(review.findings).toMatchObject([{ state: "pre-existing" }]);
    expect(review.verdict).toBe("incomplete");
  });
});

describe("a configuration that is not where it is read", () => {
  const yaml = ".github/leastwise.yaml";

  test("makes the review incomplete rather than count for nothing", async () => {
    const files = { [yaml]: "fail-on: ERROR" };
    const review = await reviewChange(
      fakeChange(files, { ...files, "a.json": admin }),
      undefined,
      undefined,
      today,
    );
    expect(review).toMatchObject({
      verdict: "incomplete",
      title: `Configuration ${yaml}:1:1: The file cannot be read: its name must be \`${settingsPath}\`.`,
    });
  });

  test("is said to be wrong in the change that brings it", async () => {
    const review = await reviewChange(
      fakeChange({}, { [yaml]: "fail-on: ERROR" }),
      undefined,
      undefined,
      today,
    );
    expect(review.findings).toMatchObject([
      { issueCode: "CONFIGURATION_ERROR", file: yaml, state: "introduced", start: { line: 1 } },
    ]);
  });

  test("as a symbolic link is not followed, and not passed over", async () => {
    const change = fakeChange({}, { "a.json": admin });
    const linked = {
      label: "base",
      list: async () => ({ files: [], missing: [], links: [settingsPath] }),
      read: async () => ({ kind: "binary" as const }),
    };
    const review = await reviewChange({ ...change, base: linked }, undefined, undefined, today);
    expect(review.verdict).toBe("incomplete");
    expect(review.title).toContain("symbolic link");
  });

  test("of the right name beside it is read", async () => {
    const files = { [yaml]: "x", [settingsPath]: "fail-on: ERROR" };
    const review = await reviewChange(
      fakeChange(files, { ...files, "a.json": admin }),
      undefined,
      undefined,
      today,
    );
    expect(review.verdict).toBe("pass");
  });
});

describe("an exception of the configuration", () => {
  const exception = (more: string, until = "2026-11-24") =>
    `exceptions: [{ rule: ADMINISTRATOR_ACCESS, reason: why, owner: me, until: ${until}, ${more} }]`;

  test.each([
    ["by address", "address: a.json", ["a.json"]],
    ["by path", "path: '*.json'", ["*.json"]],
    ["by both", "address: a.json, path: '**'", ["a.json", "**"]],
  ])("accepts a finding %s", async (_, more, about) => {
    const review = await reviewUnder(exception(more), { "a.json": admin });
    expect(summary(review)).toEqual([
      "pass: New access, no new findings in 1 policy, 1 accepted",
      "introduced accepted SECURITY_WARNING ADMINISTRATOR_ACCESS a.json",
    ]);
    expect(review.exceptions).toEqual([
      {
        issueCode: "ADMINISTRATOR_ACCESS",
        about,
        state: "in force",
        findings: 1,
        file: settingsPath,
        line: null,
        reason: "why",
        owner: "me",
        until: "2026-11-24",
      },
    ]);
  });

  test.each([
    ["another address", "address: b.json"],
    ["another path", "path: b/**"],
    ["only one of both", "address: a.json, path: b/**"],
    ["another grant", "path: '**', fingerprint: 0123456789abcdef"],
  ])("leaves alone %s", async (_, more) => {
    const review = await reviewUnder(exception(more), { "a.json": admin });
    expect(review.verdict).toBe("fail");
    expect(review.exceptions).toMatchObject([{ state: "in force", findings: 0, owner: "me" }]);
  });

  test.each([
    ["address: app.yml#P/PolicyDocument", "pass"],
    ["address: P/PolicyDocument, path: app.yml", "pass"],
    ["address: P/PolicyDocument", "fail"],
    ["address: P/PolicyDocument, path: other.yml", "fail"],
  ])("in a template: %s", async (more, verdict) => {
    const template = `Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: ${admin.replaceAll("\n", " ")}
`;
    const review = await reviewUnder(exception(more), { "app.yml": template });
    expect(review.verdict).toBe(verdict);
  });

  test("leaves alone another rule", async () => {
    const review = await reviewUnder(exception("path: '**'"), { "a.json": passRole });
    expect(review.verdict).toBe("fail");
  });

  test("does not count after its last day, and is named", async () => {
    const text = exception("path: '**'", "2026-11-23");
    const review = await reviewUnder(text, { "a.json": admin });
    expect(review.verdict).toBe("fail");
    expect(review.exceptions).toMatchObject([{ state: "expired", until: "2026-11-23" }]);
  });

  test("does not count when nobody says which day it is", async () => {
    const files = { [settingsPath]: exception("path: '**'") };
    const change = fakeChange(files, { ...files, "a.json": admin });
    expect((await reviewChange(change)).verdict).toBe("fail");
  });

  test("with a fingerprint ends when the grant becomes another", async () => {
    const open = (action: string) =>
      `{"Statement":{"Effect":"Allow","Principal":"*","Action":"${action}","Resource":"arn:aws:s3:::a/*"}}`;
    const isPublic = ({ issueCode }: ReviewFinding) => issueCode === "PUBLIC_RESOURCE_POLICY";
    const { findings } = await reviewUnder("", { "a.json": open("s3:GetObject") });
    const fingerprint = findings.find(isPublic)?.fingerprint;
    const text = exception(`path: '**', fingerprint: ${fingerprint}`).replace(
      "ADMINISTRATOR_ACCESS",
      "PUBLIC_RESOURCE_POLICY",
    );
    const accepted = async (action: string) => {
      const review = await reviewUnder(text, { "a.json": open(action) });
      return review.findings.find(isPublic)?.accepted !== undefined;
    };
    expect(await accepted("s3:GetObject")).toBe(true);
    expect(await accepted("s3:PutObject")).toBe(false);
  });
});

describe("an exception in the source", () => {
  const terraform = (comment: string, action = "*") => `${comment}
resource "aws_iam_policy" "a" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "${action}", Resource = "*" }]
  })
}
`;
  const comment = '# leastwise:accept ADMINISTRATOR_ACCESS reason="break glass" until=2026-12-31';
  const review = (base: FakeFiles | undefined, head: FakeFiles, day = today) =>
    reviewChange(fakeChange(base, head), undefined, undefined, day);

  test("counts in a scan", async () => {
    const result = await review(undefined, { "a.tf": terraform(comment) });
    expect(result.verdict).toBe("pass");
    expect(result.exceptions).toMatchObject([
      { state: "in force", file: "a.tf", line: 1, reason: "break glass", owner: null },
    ]);
    expect((await review(undefined, { "a.tf": terraform(comment) }, "2027-01-01")).verdict).toBe(
      "fail",
    );
  });

  test("silences nothing of the change that brings it", async () => {
    const result = await review({}, { "a.tf": terraform(comment) });
    expect(result.verdict).toBe("fail");
    expect(result.exceptions).toMatchObject([{ state: "new" }]);
  });

  test("that is copied along with a grant does not count for the copy", async () => {
    const other = terraform(comment).replace('"a"', '"b"');
    const files = { "a.tf": terraform(comment) };
    const result = await review(files, { ...files, "b.tf": other });
    expect(result.verdict).toBe("fail");
  });

  test("that stood there before is in force for what it stood at", async () => {
    const files = { "a.tf": terraform(comment) };
    const result = await review(files, { "a.tf": `# moved\n${terraform(comment)}` });
    expect(result.findings).toMatchObject([
      { state: "pre-existing", accepted: { reason: "break glass" } },
    ]);
    expect(result.exceptions).toMatchObject([{ state: "in force", line: 2 }]);
  });

  test("that stood at a harmless policy does not count when that becomes another", async () => {
    const result = await review(
      { "a.tf": terraform(comment, "s3:GetObject") },
      { "a.tf": terraform(comment) },
    );
    expect(result.verdict).toBe("fail");
  });

  test.each([
    ["# leastwise:accept", "names no issue code"],
    ["# leastwise:accept ADMIN", "is no issue code"],
    ["// leastwise:accept ADMINISTRATOR_ACESS", "Did you mean `ADMINISTRATOR_ACCESS`?"],
    ["# leastwise:accept ADMINISTRATOR_ACCESS until=2026-12-31", "gives no reason"],
    ['# leastwise:accept ADMINISTRATOR_ACCESS reason="a"', "no last day"],
    [
      '# leastwise:accept ADMINISTRATOR_ACCESS reason="a" until=2026-13-01',
      "`2026-13-01` is no day",
    ],
    ['# leastwise:accept ADMINISTRATOR_ACCESS reason="a" reason="b"', "given twice"],
    ["# leastwise:accept ADMINISTRATOR_ACCESS because", "not understood"],
  ])("%s is said to be wrong", async (wrong, says) => {
    const result = await review({}, { "a.tf": terraform(wrong) });
    const [problem] = result.findings.filter(({ issueCode }) => issueCode.startsWith("CONFIG"));
    expect(problem).toMatchObject({ file: "a.tf", start: { line: 1, column: 1 } });
    expect(problem?.details).toContain(says);
  });
});
