import { describe, expect, test } from "@jest/globals";
import { configurationSentences } from "../../src/reports/configuration.ts";
import { describeRule } from "../../src/review/describe-rule.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";

const deletion = `custom-rules:
  - code: CUSTOM_TABLES
    message: Ask the data team
    deny: { actions: ["dynamodb:DeleteTable"] }
`;
const group = (action: string): string => `resource "aws_iam_group_policy" "a" {
  group  = "ops"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "${action}", Resource = "arn:aws:dynamodb:eu-west-1:111122223333:table/a" }
  ] })
}
`;
const today = "2026-11-24";

function reviewOf(base: FakeFiles, head: FakeFiles) {
  return reviewChange(fakeChange(base, head), undefined, undefined, today);
}

async function found(configuration: string, head: string, base = "") {
  const review = await reviewOf(
    { [settingsPath]: configuration, "a.tf": base },
    { [settingsPath]: configuration, "a.tf": head },
  );
  return review.findings
    .filter(({ issueCode }) => issueCode === "CUSTOM_TABLES" || issueCode === "CONFIGURATION_ERROR")
    .map(
      ({ state, findingType, issueCode, accepted }) =>
        `${state}${accepted ? " accepted" : ""} ${findingType} ${issueCode}`,
    );
}

describe("findings of custom rules are findings like others", () => {
  test("introduced, pre-existing, fixed", async () => {
    const bad = group("dynamodb:DeleteTable");
    const good = group("dynamodb:GetItem");
    expect(await found(deletion, bad)).toEqual(["introduced SECURITY_WARNING CUSTOM_TABLES"]);
    expect(await found(deletion, `# moved\n${bad}`, bad)).toEqual([
      "pre-existing SECURITY_WARNING CUSTOM_TABLES",
    ]);
    expect(await found(deletion, good, bad)).toEqual(["fixed SECURITY_WARNING CUSTOM_TABLES"]);
  });

  test("off, of another type, accepted in the configuration", async () => {
    const bad = group("dynamodb:*");
    expect(await found(`${deletion}rules: { CUSTOM_TABLES: off }`, bad)).toEqual([]);
    expect(await found(`${deletion}rules: { CUSTOM_TABLES: ERROR }`, bad)).toEqual([
      "introduced ERROR CUSTOM_TABLES",
    ]);
    const exception =
      "exceptions: [{ rule: CUSTOM_TABLES, path: a.tf, reason: a, owner: b, until: 2027-01-31 }]";
    expect(await found(`${deletion}${exception}`, bad)).toEqual([
      "introduced accepted SECURITY_WARNING CUSTOM_TABLES",
    ]);
  });

  test("accepted in the source; a code that there is not is an error there", async () => {
    const comment = '# leastwise:accept CUSTOM_TABLES reason="a" until=2027-01-31\n';
    const bad = `${comment}${group("dynamodb:*")}`;
    expect(await found(deletion, `${bad}\n`, bad)).toEqual([
      "pre-existing accepted SECURITY_WARNING CUSTOM_TABLES",
    ]);
    const mistyped = bad.replace("CUSTOM_TABLES", "CUSTOM_TABELS");
    expect(await found(deletion, mistyped)).toEqual([
      "introduced ERROR CONFIGURATION_ERROR",
      "introduced SECURITY_WARNING CUSTOM_TABLES",
    ]);
  });

  test("the review tells which there are, for those who explain them", async () => {
    const files = { [settingsPath]: deletion };
    const review = await reviewOf(files, { ...files, "a.tf": group("dynamodb:*") });
    const custom = review.configuration?.customRules;
    expect(configurationSentences(review)).toContain(
      "Judged by 1 custom rule of the team as well.",
    );
    expect(describeRule("custom_tables", custom)).toMatchObject({
      issueCode: "CUSTOM_TABLES",
      summary: "Ask the data team",
      learnMoreLink: expect.stringMatching(/docs\/custom-rules\.md$/),
    });
    expect(describeRule("CUSTOM_TABEL", custom)).toEqual({ meant: "CUSTOM_TABLES" });
    expect(describeRule("CUSTOM_TABLES")).toMatchObject({ meant: undefined });
  });
});

test("a pull request does not govern its own review: its custom rules are told, and do not count", async () => {
  const bad = { "a.tf": group("dynamodb:*") };
  const head = { ...bad, [settingsPath]: deletion.replace("DeleteTable", "*") };
  const review = await reviewOf({ [settingsPath]: deletion }, head);
  expect(review.findings.map(({ issueCode }) => issueCode)).toContain("CUSTOM_TABLES");
  expect(review.configurationChange?.settings).toEqual([
    "`custom-rules.CUSTOM_TABLES`: `deny` is another.",
  ]);

  const removed = await reviewOf({ [settingsPath]: deletion }, { ...bad, [settingsPath]: "" });
  expect(removed.configurationChange).toMatchObject({
    settings: ["`custom-rules`: `CUSTOM_TABLES` is removed."],
    effects: expect.arrayContaining(["`CUSTOM_TABLES` in `a.tf`, line 4, would not be reported."]),
  });

  const added = await reviewOf({ [settingsPath]: "" }, { ...bad, [settingsPath]: deletion });
  expect(added.findings.map(({ issueCode }) => issueCode)).not.toContain("CUSTOM_TABLES");
  expect(added.configurationChange?.effects).toContain(
    "`CUSTOM_TABLES` in `a.tf`, line 4, would be reported.",
  );
});
