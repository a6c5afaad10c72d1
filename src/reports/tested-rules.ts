import { jsonText } from "./json.ts";
import type { TerminalOptions } from "./terminal.ts";
import { painter } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";
import { counted } from "./wording.ts";

/** A custom rule, tried on its examples. */
export interface TestedRule {
  readonly issueCode: string;
  readonly examples: readonly TestedExample[];
}

export interface TestedExample {
  /** From the root of the repository. */
  readonly path: string;
  readonly expected: "reported" | "not-reported";
  readonly holds: boolean;
  /** Where the rule finds something: lines from 1. */
  readonly lines: readonly number[];
  /** Why the rule could not be tried; null when it could. */
  readonly problem: string | null;
}

export function testedRulesJson(rules: readonly TestedRule[]): string {
  const holds = rules.every(({ examples }) => examples.every((example) => example.holds));
  return jsonText({ holds, rules });
}

/** A rule a line; below it the examples that do not hold. */
export function testedRulesTerminal(
  rules: readonly TestedRule[],
  options: TerminalOptions,
): string {
  const paint = painter(options.color);
  const lines = rules.flatMap(({ issueCode, examples }) => {
    const failed = examples.filter(({ holds }) => !holds);
    const word =
      examples.length === 0
        ? paint("yellow", "no examples")
        : failed.length === 0
          ? paint(
              "green",
              `${counted(examples.length, "example")} hold${examples.length === 1 ? "s" : ""}`,
            )
          : paint(
              "red",
              `${failed.length} of ${counted(examples.length, "example")} ${failed.length === 1 ? "does" : "do"} not hold`,
            );
    return [
      `${paint("bold", visibleText(issueCode))}  ${word}`,
      ...failed.map((example) => `  ${visibleText(example.path)}: ${visibleText(reason(example))}`),
    ];
  });
  return rules.length === 0 ? "The configuration has no custom rules.\n" : `${lines.join("\n")}\n`;
}

function reason({ expected, lines, problem }: TestedExample): string {
  if (problem !== null) return problem;
  if (expected === "reported") return "expected to be reported, and nothing was found";
  const named = lines.join(", ");
  return `expected not to be reported, and something was found in line${lines.length === 1 ? "" : "s"} ${named}`;
}
