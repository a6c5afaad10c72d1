import { type FindingType, findingTypes } from "../findings/finding.ts";
import { jsonText } from "./json.ts";
import { type TerminalOptions, textWidth } from "./terminal.ts";
import { painter, wrap } from "./terminal-style.ts";
import { counted, findingTypeWords } from "./wording.ts";

/** What is shown of a rule. */
export interface RuleDescription {
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly summary: string;
  readonly controls: readonly string[];
  readonly learnMoreLink: string;
}

export function rulesJson(rules: readonly RuleDescription[]): string {
  return jsonText({
    rules: rules.map(({ issueCode, findingType, summary, controls, learnMoreLink }) => ({
      issueCode,
      findingType,
      summary,
      controls,
      learnMoreLink,
    })),
  });
}

/** All rules, one a line, the most severe first. */
export function rulesTerminal(rules: readonly RuleDescription[], options: TerminalOptions): string {
  const paint = painter(options.color);
  const blocks = findingTypes.flatMap((type) => {
    const ofType = rules.filter(({ findingType }) => findingType === type);
    if (ofType.length === 0) return [];
    const codeWidth = Math.max(...ofType.map(({ issueCode }) => issueCode.length));
    const lines = ofType.map(
      ({ issueCode, summary }) => `  ${issueCode.padEnd(codeWidth)}  ${paint("dim", summary)}`,
    );
    return [`${paint("bold", findingTypeWords[type])}\n${lines.join("\n")}\n`];
  });
  return [
    ...blocks,
    `${counted(rules.length, "rule")}. More on one: leastwise rules <CODE>\n`,
  ].join("\n");
}

export function ruleTerminal(rule: RuleDescription, options: TerminalOptions): string {
  const paint = painter(options.color);
  return [
    `${paint("bold", rule.issueCode)}  ${findingTypeWords[rule.findingType].toLowerCase()}`,
    ...wrap(rule.summary, textWidth(options) - 2).map((line) => `  ${line}`),
    ...(rule.controls.length > 0 ? ["", `  Controls: ${rule.controls.join(", ")}`] : []),
    "",
    `  ${rule.learnMoreLink}`,
    "",
  ].join("\n");
}
