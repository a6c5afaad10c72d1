import type { SourceResult } from "./source.ts";

export const nothing: SourceResult = {
  policies: [],
  owners: [],
  notJudged: [],
  syntaxProblems: [],
};

/** All of it, in the given order. */
export function mergeResults(results: readonly SourceResult[]): SourceResult {
  return {
    policies: results.flatMap((result) => result.policies),
    owners: results.flatMap((result) => result.owners),
    notJudged: results.flatMap((result) => result.notJudged),
    syntaxProblems: results.flatMap((result) => result.syntaxProblems),
  };
}
