import { describe, expect, test } from "@jest/globals";
import { checkRunReport } from "../../src/reports/check-run.ts";
import { jsonReport } from "../../src/reports/json.ts";
import { reviewComments } from "../../src/reports/review-comments.ts";
import { type RuleDescription, rulesTerminal, ruleTerminal } from "../../src/reports/rules.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import { finding, review } from "./review-fixture.ts";

const options = { color: false, width: 80 };

describe.each([
  ["certain", ""],
  ["likely", " (likely)"],
  ["hint", " (hint)"],
] as const)("a finding that is %s", (confidence, word) => {
  const shown = review({ findings: [finding({ confidence })] });
  const code = "PASS_ROLE_WITH_STAR_IN_RESOURCE";

  test("says so in one word, or not at all when it is certain", () => {
    const { annotations, summary } = checkRunReport(shown);
    expect(annotations[0]?.title).toBe(`Security warning${word}: ${code}`);
    expect(summary).toContain(`- **Security warning${word}** \`${code}\``);
    expect(reviewComments(shown)[0]?.body).toContain(`**Security warning${word}** \`${code}\`\n`);
    expect(terminalReport(shown, options)).toContain(`  security warning${word}  ${code}\n`);
    expect(JSON.parse(jsonReport(shown)).findings[0].confidence).toBe(confidence);
  });

  test("so does its rule", () => {
    const rule: RuleDescription = {
      issueCode: code,
      findingType: "SECURITY_WARNING",
      confidence,
      summary: "roles may be passed",
      controls: [],
      learnMoreLink: "https://example.com/",
    };
    expect(rulesTerminal([rule], options)).toContain(`  ${code}  roles may be passed${word}\n`);
    const text = ruleTerminal(rule, options);
    expect(text.split("\n")[0]).toBe(`${code}  security warning${word}`);
    expect(text.includes("Off in reviews")).toBe(confidence === "hint");
  });
});
