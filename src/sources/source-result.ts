import type { SourceResult } from "./source.ts";

export const nothing: SourceResult = {
  policies: [],
  owners: [],
  notJudged: [],
  syntaxProblems: [],
};

/** All of it, in the given order. */
export function mergeResults(results: readonly SourceResult[]): SourceResult {
  const elsewhere = results.flatMap((result) => result.elsewhere ?? []);
  const guards = results.flatMap((result) => result.guards ?? []);
  return {
    ...(guards.length > 0 && { guards }),
    ...(elsewhere.length > 0 && { elsewhere }),
    policies: results.flatMap((result) => result.policies),
    owners: results.flatMap((result) => result.owners),
    notJudged: results.flatMap((result) => result.notJudged),
    syntaxProblems: results.flatMap((result) => result.syntaxProblems),
  };
}
