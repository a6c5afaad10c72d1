import { existsSync, readFileSync } from "node:fs";
import type { PolicyKind } from "../../src/policy/policy.ts";
import { pageName } from "../../src/rules/learn-more-link.ts";
import type { DeclaredUse } from "../../src/sources/source.ts";
import type { Language } from "./annotate.ts";

/** Where the pages of the rules stand. */
export const pages = new URL("../../docs/rules/", import.meta.url);

/** The text of a rule's page; empty when there is none, which a test of its own tells. */
export function pageOf(issueCode: string): string {
  const path = new URL(`${pageName(issueCode)}.md`, pages);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

export interface Example {
  readonly line: number;
  readonly language: Language;
  readonly declared: DeclaredUse | undefined;
  readonly text: string;
  /** What stood there before, for what only a change shows. */
  readonly base: string | undefined;
}

/**
 * Fenced code. Behind the language can stand what the content of a raw policy does not tell: its kind,
 * and the resource type that it is attached to. `before` says that the next block is a change of it.
 */
export function examplesOf(page: string): Example[] {
  const fence = /^```(json|hcl|yaml)(?: ([a-z-]+))?(?: (AWS::[A-Za-z0-9:]+))?\n([\s\S]*?)\n```$/gm;
  let before: string | undefined;
  return [...page.matchAll(fence)].flatMap((match) => {
    const [, language, word, resourceType, text = ""] = match;
    if (word === "settings") return [];
    const [, isBefore, kind] = /^(before-?)?(.*)$/.exec(word ?? "") ?? [];
    if (isBefore) {
      before = text;
      return [];
    }
    const base = before;
    before = undefined;
    return {
      line: page.slice(0, match.index).split("\n").length,
      language: language as Language,
      declared: !kind
        ? undefined
        : { kind: kind as PolicyKind, ...(resourceType && { resourceType }) },
      text,
      base,
    };
  });
}

/** Those that show a finding of the rule. */
export function reportedExamples(page: string, issueCode: string): Example[] {
  return examplesOf(page).filter(({ text }) =>
    text.split("\n").some((line) => line.trim().endsWith(`^ ${issueCode}`)),
  );
}
