import { type Confidence, type FindingType, findingTypes } from "../findings/finding.ts";
import { jsonText } from "./json.ts";
import { type TerminalOptions, textWidth } from "./terminal.ts";
import { painter, wrap } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";
import { counted, findingTypeWords, severityWords } from "./wording.ts";

/** What is shown of a rule. */
export interface RuleDescription {
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly confidence: Confidence;
  readonly summary: string;
  /** What it stands for, in a few words; null for a rule about the mere form of a policy. */
  readonly practice?: string | null;
  readonly controls: readonly string[];
  readonly learnMoreLink: string;
}

export function rulesJson(rules: readonly RuleDescription[]): string {
  return jsonText({
    rules: rules.map((rule) => ({
      issueCode: rule.issueCode,
      findingType: rule.findingType,
      confidence: rule.confidence,
      summary: rule.summary,
      practice: rule.practice ?? null,
      controls: rule.controls,
      learnMoreLink: rule.learnMoreLink,
    })),
  });
}

/** All rules, one a line: by practice, and within it the most severe first. */
export function rulesTerminal(rules: readonly RuleDescription[], options: TerminalOptions): string {
  const paint = painter(options.color);
  const headings = [...new Set(rules.map(headingOf))];
  const blocks = headings.flatMap((heading) =>
    findingTypes.flatMap((type) => {
      const shown = rules.filter(
        (rule) => rule.findingType === type && headingOf(rule) === heading,
      );
      if (shown.length === 0) return [];
      const codeWidth = Math.max(...shown.map(({ issueCode }) => issueCode.length));
      const lines = shown.map(
        ({ issueCode, confidence, summary }) =>
          `  ${issueCode.padEnd(codeWidth)}  ${paint("dim", visibleText(confidence === "certain" ? summary : `${summary} (${confidence})`))}`,
      );
      const title = `${heading}: ${counted(shown.length, findingTypeWords[type].toLowerCase())}`;
      return [`${paint("bold", title)}\n${lines.join("\n")}\n`];
    }),
  );
  return [
    ...blocks,
    `${counted(rules.length, "rule")}. More on one: leastwise rules <CODE>\n`,
  ].join("\n");
}

function headingOf({ practice }: RuleDescription): string {
  return practice ?? "Form of policies";
}

/** Short enough for every width. */
const hintNote = "Off in reviews until configured.";

export function ruleTerminal(rule: RuleDescription, options: TerminalOptions): string {
  const paint = painter(options.color);
  return [
    `${paint("bold", rule.issueCode)}  ${severityWords(rule).toLowerCase()}`,
    ...wrap(visibleText(rule.summary), textWidth(options) - 2).map((line) => `  ${line}`),
    ...(rule.confidence === "hint" ? ["", `  ${hintNote}`] : []),
    ...(rule.practice ? ["", `  Practice: ${rule.practice}`] : []),
    ...(rule.controls.length > 0 ? ["", `  Controls: ${rule.controls.join(", ")}`] : []),
    "",
    `  ${rule.learnMoreLink}`,
    "",
  ].join("\n");
}
