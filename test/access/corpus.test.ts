import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Difference } from "../../src/access/compare-access.ts";
import { compareDocuments, type DocumentComparison } from "../../src/access/compare-documents.ts";
import { evaluate } from "../../src/access/evaluate.ts";
import { documentOf, requestOf, statementsOf } from "../support/access.ts";
import adjudication from "./adjudication.json" with { type: "json" };

/**
 * Labelled comparisons of others, read in place where they are at hand: AWS's samples for its custom
 * policy checks, and pairs with the answers of a solver. Where we disagree with the solver,
 * adjudication.json has a request that shows which side is right.
 */
const folder = new URL("../../../shared/corpus/", import.meta.url);
const samples = new URL("no-new-access.jsonl", folder);
const pairs = new URL("policy-pairs.jsonl", folder);

if (existsSync(samples)) {
  interface Sample {
    readonly id: string;
    readonly existing: object;
    readonly candidate: object;
    readonly expected: string;
  }
  test.each(readLines<Sample>(samples).map((sample) => [sample.id, sample] as const))(
    "AWS's answer: %s",
    (_, { existing, candidate, expected }) => {
      const comparison = compareDocuments(documentOf(existing), documentOf(candidate));
      expect(comparison.result).toBe(expected);
      expectConfirmed(comparison, existing, candidate);
    },
  );
} else {
  test.skip("AWS's samples are not at hand", () => {});
}

if (existsSync(pairs)) {
  interface Pair {
    readonly id: string;
    readonly first: object;
    readonly second: object;
    readonly firstAllowsMore: boolean;
    readonly secondAllowsMore: boolean;
  }
  const disagreements = new Map(adjudication.map((each) => [each.id, each]));
  describe.each(readLines<Pair>(pairs).map((pair) => [pair.id, pair] as const))(
    "%s",
    (id, pair) => {
      const comparison = compareDocuments(documentOf(pair.first), documentOf(pair.second));

      test("is decided", () => {
        const { granted, removed } = comparison.comparison;
        expect([...granted.undecided, ...removed.undecided]).toEqual([]);
        expectConfirmed(comparison, pair.first, pair.second);
      });

      test("agrees with the solver, or is adjudicated", () => {
        const { granted, removed } = comparison.comparison;
        const disputed = disagreements.get(id)?.allowedBy;
        expect(isMore(removed)).toBe(pair.firstAllowsMore || disputed === "first");
        expect(isMore(granted)).toBe(pair.secondAllowsMore || disputed === "second");
      });

      const disputed = disagreements.get(id);
      if (disputed) {
        test("the request of the adjudication shows it", () => {
          const { action, resource } = disputed.request;
          const request = requestOf(action, resource);
          const allows = (policy: object): boolean =>
            evaluate(request, { identity: statementsOf(policy) }).allowed;
          expect([allows(pair.first), allows(pair.second)]).toEqual(
            disputed.allowedBy === "first" ? [true, false] : [false, true],
          );
        });
      }
    },
  );

  test("every adjudicated pair exists", () => {
    const ids = readLines<Pair>(pairs).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...disagreements.keys()]));
  });
} else {
  test.skip("the pairs with a solver's answers are not at hand", () => {});
}

function readLines<T>(url: URL): T[] {
  return readFileSync(url, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line.replaceAll("<ACCOUNT ID>", "111111111111")) as T);
}

function isMore({ lines }: Difference): boolean {
  return lines.some((line) => line.practical);
}

/** Every line's example is allowed by one side and not by the other. */
function expectConfirmed({ comparison }: DocumentComparison, base: object, head: object): void {
  for (const [difference, more, less] of [
    [comparison.granted, head, base],
    [comparison.removed, base, head],
  ] as const) {
    for (const { witness } of difference.lines) {
      const { request } = witness;
      const context = new Map(
        [...request.context].map(([key, value]) => [key.toLowerCase(), value]),
      );
      const allows = (policy: object): boolean =>
        evaluate({ ...request, context }, { identity: statementsOf(policy) }).allowed;
      expect([allows(more), allows(less)]).toEqual([true, false]);
    }
  }
}
