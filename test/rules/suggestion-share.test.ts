import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { reviewChange } from "../../src/review/review-change.ts";
import { rules } from "../../src/rules/index.ts";
import { settingsPath } from "../../src/settings/settings.ts";
import { type Language, stripCarets } from "../support/annotate.ts";
import { fakeChange } from "../support/fake-change.ts";
import { type Example, pageOf, reportedExamples } from "../support/rule-pages.ts";

const files: Readonly<Record<Language, string>> = {
  json: "policy.json",
  hcl: "main.tf",
  yaml: "template.yml",
};

/** The page for developers says how many findings come with a fix; here it is counted. */
test("the share of findings with a suggestion is the one that the documentation names", async () => {
  let all = 0;
  let suggested = 0;
  for (const { issueCode } of rules) {
    const page = pageOf(issueCode);
    for (const example of reportedExamples(page, issueCode)) {
      for (const finding of await findingsOf(example, page)) {
        all++;
        if (finding.suggestion) suggested++;
      }
    }
  }
  const developers = readFileSync(new URL("../../docs/developers.md", import.meta.url), "utf8");
  const [, named] = /about\s(\d+)\s% of the findings have one/.exec(developers) ?? [];
  expect(Math.abs((100 * suggested) / all - Number(named))).toBeLessThan(1.5);
});

/** By a review, which tries each suggestion before it is offered. */
async function findingsOf({ text, language, declared }: Example, page: string) {
  const [, settings = ""] = /^```yaml settings\n([\s\S]*?)\n```$/m.exec(page) ?? [];
  const file = files[language];
  const isConfiguration = (declared?.kind as string | undefined) === "configuration";
  const type =
    declared?.resourceType === undefined ? "" : `, resource-type: ${declared.resourceType}`;
  const policies =
    declared === undefined || isConfiguration
      ? ""
      : `\npolicies: [{ path: ${file}, kind: ${declared.kind}${type} }]`;
  const configuration = isConfiguration ? text : `${settings}${policies}`;
  const change = fakeChange(undefined, {
    [settingsPath]: configuration,
    [file]: stripCarets(text),
  });
  return (await reviewChange(change)).findings;
}
