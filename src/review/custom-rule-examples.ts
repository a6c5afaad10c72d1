import type { CustomRule } from "../rules/custom/custom-rule.ts";
import { customRule } from "../rules/custom/custom-rules.ts";
import { runRules } from "../rules/run-rules.ts";
import type { Settings } from "../settings/settings.ts";
import type { AnalysisInput } from "./analyse.ts";
import { Side } from "./side.ts";

/** What a custom rule makes of one file. */
export interface ExampleOutcome {
  /** Lines of the file (from 1) where it finds something, each once and in order. */
  readonly lines: readonly number[];
  /** Why nothing can be told: the file holds no policy, or cannot be read. */
  readonly problem?: string;
}

/** The texts that are needed besides, or what came out. */
export type ExampleResult =
  | { readonly wanted: readonly string[] }
  | { readonly outcome: ExampleOutcome };

/**
 * Runs one rule over one file, with the variables and parameters of the configuration, and without
 * its ignored paths: examples of what is wrong are usually among them. Pure.
 */
export function runExample(
  rule: CustomRule,
  path: string,
  { head, final }: Pick<AnalysisInput, "head" | "final">,
  settings: Settings,
): ExampleResult {
  const side = new Side(head, [path], { ...settings, ignore: [] });
  if (!final && side.wanted.length > 0) return { wanted: side.wanted };
  const unreadable = head.unreadable.get(path);
  if (unreadable) return failed(`it cannot be read: ${unreadable.reason}`);
  const { result, places } = side;
  const broken = result.syntaxProblems.find(({ at }) => at.file === path);
  if (broken) {
    const { line } = places.place(broken.at).start;
    return failed(`its line ${line} is not valid: ${broken.details}`);
  }
  const standsHere = [...result.policies.map(({ document }) => document), ...result.owners].some(
    ({ range }) => range.file === path,
  );
  if (!standsHere) return failed("no policy, role or user was recognised in it");
  const found = runRules(result, [], [customRule(rule)], { parameters: settings.parameters });
  const lines = found
    .filter(({ at }) => at.file === path)
    .map(({ at }) => places.place(at).start.line);
  return { outcome: { lines: [...new Set(lines)].sort((a, b) => a - b) } };
}

function failed(problem: string): ExampleResult {
  return { outcome: { lines: [], problem } };
}
