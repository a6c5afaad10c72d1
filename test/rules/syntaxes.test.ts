import { describe, expect, test } from "@jest/globals";
import { rules } from "../../src/rules/index.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { readSources } from "../../src/sources/read-sources.ts";
import { findingsIn, type Language, stripCarets } from "../support/annotate.ts";
import { carried } from "../support/carried-policy.ts";
import { type Example, examplesOf, pageOf, reportedExamples } from "../support/rule-pages.ts";

const languages: readonly Language[] = ["json", "hcl", "yaml"];

type Elsewhere = Partial<Record<Language, string>>;

const noJson = (reason: string): Elsewhere => ({ json: reason });
const ownersOnly = noJson(
  "a policy document says nothing of who has it, nor of switches beside it",
);
const roleNeeded = noJson(
  "takes the role, with its name, policies and trust, and not a document alone",
);
const endless: Elsewhere = {
  json: "an example would be longer than the page; a loop makes one in Terraform",
  yaml: "an example would be longer than the page; a loop makes one in Terraform",
};

/** Languages in which nothing of a rule can occur, or be shown, and why. */
const elsewhere: Readonly<Record<string, Elsewhere>> = {
  JSON_SYNTAX_ERROR: { yaml: "a template in YAML breaks the rules of YAML" },
  YAML_SYNTAX_ERROR: { json: "about YAML", hcl: "about YAML" },
  HCL_SYNTAX_ERROR: { json: "about HCL", yaml: "about HCL" },
  CONFIGURATION_ERROR: { json: "the configuration is YAML", hcl: "the configuration is YAML" },
  INVALID_CONDITION_DATA_TYPE: { yaml: "CloudFormation makes texts of numbers" },
  POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA: endless,
  POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA: endless,
  POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: endless,
  ESCALATION_THROUGH_ROLE: roleNeeded,
  BOUNDARY_EDITABLE_BY_ITS_PRINCIPAL: roleNeeded,
  BOUNDARY_ALLOWS_NOTHING: roleNeeded,
  PASS_ROLE_STRONGER_THAN_CALLER: roleNeeded,
  CI_ROLE_CAN_CHANGE_ITSELF: roleNeeded,
  PRIVILEGED_ROLE_TRUSTS_ACCOUNT: roleNeeded,
  ROLE_TRUSTS_ITSELF: roleNeeded,
  SESSION_TAGS_NOT_LIMITED: roleNeeded,
  LONG_ROLE_SESSION: roleNeeded,
  ROLE_WITH_UNRELATED_DUTIES: roleNeeded,
  LONG_PERMISSION_SET_SESSION: ownersOnly,
  PERMISSION_SET_WITHOUT_BOUNDARY: ownersOnly,
  S3_ACLS_IN_USE: ownersOnly,
  PERMISSIONS_BOUNDARY_REMOVED: ownersOnly,
  AUDIT_WEAKENED: ownersOnly,
  PUBLIC_ACCESS_NOT_BLOCKED: ownersOnly,
  PASSWORD_POLICY_WEAKENED: {
    ...ownersOnly,
    yaml: "CloudFormation has no resource for the password policy",
  },
  IAM_USER_ACCESS_KEY: ownersOnly,
  IAM_USER_PASSWORD: ownersOnly,
  IAM_USER: ownersOnly,
  MISSING_REQUIRED_BOUNDARY: ownersOnly,
  SESSION_LONGER_THAN_ALLOWED: ownersOnly,
  MISSING_REQUIRED_TAGS: ownersOnly,
  TAG_VALUE_NOT_ALLOWED: ownersOnly,
};

test("the exceptions are about rules that there are, and needed", () => {
  const unneeded = Object.entries(elsewhere).filter(([code, languagesOf]) => {
    const shown = reportedExamples(pageOf(code), code).map(({ language }) => language);
    return shown.some((language) => languagesOf[language] !== undefined);
  });
  expect(unneeded.map(([code]) => code)).toEqual([]);
  const known = new Set(rules.map(({ issueCode }) => issueCode));
  expect(Object.keys(elsewhere).filter((code) => !known.has(code))).toEqual([]);
});

/**
 * Every rule is shown in each language in which it can report something. The rules of Access Analyzer
 * judge one document, whoever wrote it: an example in JSON is carried over into the others here, and
 * has to be reported there as well.
 */
describe.each(rules.map((rule) => [rule.issueCode, rule] as const))("%s", (issueCode, rule) => {
  const page = pageOf(issueCode);
  const reported = reportedExamples(page, issueCode);

  test("has a page with what is reported and what is not", () => {
    expect(page).not.toBe("");
    expect(reported.length).toBeGreaterThan(0);
    expect(examplesOf(page).length).toBeGreaterThan(reported.length);
  });

  test.each(languages)(
    "is reported in %s, on its page or by carrying its example over",
    (language) => {
      if (elsewhere[issueCode]?.[language] !== undefined) return;
      const shown = reported.some((example) => example.language === language);
      const isCarried = (): boolean =>
        rule.accessAnalyzer === true &&
        language !== "json" &&
        reported.some((example) => isReportedIn(language, rule, example));
      expect(shown || isCarried()).toBe(true);
    },
  );
});

function isReportedIn(language: "hcl" | "yaml", rule: Rule, example: Example): boolean {
  if (example.language !== "json") return false;
  const json = stripCarets(example.text);
  const files = { paths: new Set(["policy.json"]), text: () => json };
  const [policy] = readSources(files, ["policy.json"], () => example.declared).policies;
  const text = policy && carried(json, policy)?.[language];
  if (text === undefined) return false;
  const found = findingsIn(text, language, undefined, [rule]);
  return found.some(({ issueCode }) => issueCode === rule.issueCode);
}
