import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Review } from "../../../src/review/review.ts";
import { reviewChange } from "../../../src/review/review-change.ts";
import { pageName } from "../../../src/rules/learn-more-link.ts";
import { settingsPath } from "../../../src/settings/settings.ts";
import { stripCarets } from "../../support/annotate.ts";
import { fakeChange } from "../../support/fake-change.ts";

/** In a review under default settings a rule finds what its page reports, in all three syntaxes. */

const onByDefault = [
  "MFA_NOT_DEMANDED_OF_ACCESS_KEYS",
  "MFA_DENY_MISSES_ACCESS_KEYS",
  "FORALLVALUES_MET_WITHOUT_KEY",
  "IF_EXISTS_MET_WITHOUT_KEY",
  "NEGATED_CONDITION_MET_WITHOUT_KEY",
  "FORANYVALUE_WITH_NEGATED_OPERATOR",
  "DENY_WITH_ABSENT_KEY",
  "NETWORK_DENY_HITS_AWS_SERVICES",
  "ORGANIZATION_DENY_HITS_AWS_SERVICES",
  "REGION_DENY_HITS_GLOBAL_SERVICES",
  "CONTROL_POLICY_ALLOWS_NOTHING",
  "CONDITIONS_CONTRADICT",
  "DATE_CONDITION_IS_OVER",
  "BOUNDARY_CONDITION_LEAVES_GAP",
  "ABAC_TAG_CHANGEABLE_BY_SUBJECT",
  "ROLE_TRUSTED_BY_DIFFERENT_KINDS",
  "LONG_PERMISSION_SET_SESSION",
];
const hints = [
  "CONTROL_POLICY_WITHOUT_EXEMPTION",
  "ROLE_WITH_UNRELATED_DUTIES",
  "ENVIRONMENTS_MIXED",
  "PERMISSION_SET_WITHOUT_BOUNDARY",
];

const paths: Readonly<Record<string, string>> = {
  json: "policy.json",
  hcl: "main.tf",
  yaml: "template.yml",
};

interface Example {
  readonly language: string;
  readonly files: Readonly<Record<string, string>>;
}

function reportedExamples(issueCode: string): Example[] {
  const page = new URL(`../../../docs/rules/${pageName(issueCode)}.md`, import.meta.url);
  const [reported = ""] = readFileSync(page, "utf8").split(/^## Not reported/m);
  const fence = /^```(json|hcl|yaml)(?: ([a-z-]+))?(?: (AWS::[A-Za-z0-9:]+))?\n([\s\S]*?)\n```$/gm;
  return [...reported.matchAll(fence)].map(([, language = "", kind, type, text = ""]) => {
    const path = paths[language] ?? "";
    const use = `kind: ${kind}${type === undefined ? "" : `, resource-type: "${type}"`}`;
    const configuration = kind === undefined ? "" : `policies: [{ path: ${path}, ${use} }]`;
    return { language, files: { [settingsPath]: configuration, [path]: stripCarets(text) } };
  });
}

function reviewed(files: Example["files"]): Promise<Review> {
  return reviewChange(fakeChange({ [settingsPath]: files[settingsPath] ?? "" }, files));
}

describe.each(onByDefault)("%s", (issueCode) => {
  test("is found in the examples of its page", async () => {
    const examples = reportedExamples(issueCode);
    expect(new Set(examples.map(({ language }) => language)).size).toBeGreaterThanOrEqual(2);
    for (const { files } of examples) {
      const { findings } = await reviewed(files);
      expect(findings.map((finding) => finding.issueCode)).toContain(issueCode);
    }
  });
});

test.each(hints)("%s is off by default", async (issueCode) => {
  for (const { files } of reportedExamples(issueCode)) {
    const { findings } = await reviewed(files);
    expect(findings.map((finding) => finding.issueCode)).not.toContain(issueCode);
  }
});

test.each([
  "MFA_NOT_DEMANDED_OF_ACCESS_KEYS",
  "MFA_DENY_MISSES_ACCESS_KEYS",
  "IF_EXISTS_MET_WITHOUT_KEY",
])("%s is offered with an edit in each syntax", async (issueCode) => {
  const offered: string[] = [];
  for (const { language, files } of reportedExamples(issueCode)) {
    const { findings } = await reviewed(files);
    const finding = findings.find((each) => each.issueCode === issueCode);
    if (finding?.suggestion) offered.push(language);
  }
  expect(offered).toEqual(["json", "hcl", "yaml"]);
});
