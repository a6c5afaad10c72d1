import { coversActions, coversPattern, hasWildcard, matchesGlob } from "../../policy/pattern.ts";
import type { Element, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { removal } from "../removal.ts";
import type { Problem, Rule } from "../rule.ts";
import { quotedValue } from "../wording.ts";

/** Entries of one list that are compared; a longer list would not fit into a policy that AWS takes. */
const entriesMax = 1_000;

/** Other entries that a finding points at. */
const relatedMax = 10;

/**
 * Characters that one list may cost in comparisons. A list of a policy that AWS takes costs a hundredth
 * of it; what a made-up list has beyond is not compared.
 */
const comparedMax = 50_000_000;

/**
 * Entries of one list that another entry of it covers. As Access Analyzer does, goes by the texts
 * alone: a wildcard of the covered entry is an ordinary character, and no list of existing actions is
 * asked. Entries that cover each other, directly or in a chain, are one finding.
 */
export const redundantEntryRules: readonly Rule[] = [
  redundantRule("action", {
    issueCode: "REDUNDANT_ACTION",
    summary: "an action is covered by another one of the list",
  }),
  redundantRule("resource", {
    issueCode: "REDUNDANT_RESOURCE",
    summary: "a resource is covered by another one of the list",
  }),
];

function redundantRule(kind: Kind, head: Pick<Rule, "issueCode" | "summary">): Rule {
  return {
    ...head,
    findingType: "SUGGESTION",
    accessAnalyzer: true,

    *statement(statement) {
      for (const element of elements(statement, kind)) yield* judge(element, kind);
    },
  };
}

type Kind = "action" | "resource";

function elements(statement: Statement, kind: Kind): readonly Element[] {
  const { action, notAction, resource, notResource } = statement;
  const found = kind === "action" ? [action, notAction] : [resource, notResource];
  return found.filter((element) => element !== undefined);
}

function* judge({ values }: Element, kind: Kind): Iterable<Problem> {
  // An entry that is there only perhaps makes no other one redundant.
  const certain = values.filter(({ when }) => (when?.length ?? 0) === 0).slice(0, entriesMax);
  for (const component of components(certain, kind)) {
    const entries = component.map(({ value }) => value);
    const removable = component.filter(({ isCovered }) => isCovered);
    const longest = (removable.length > 0 ? removable : component)
      .map(({ value }) => value)
      .reduce((best, value) => (lengthOf(value) > lengthOf(best) ? value : best));
    const others = entries.filter((value) => value !== longest);
    const covered = new Set(removable.map(({ value }) => value));
    const suggestion = removal(
      values.map(({ range }) => range),
      (index) => covered.has(values[index] as TextValue),
      `Remove ${covered.size === 1 ? quotedValue(longest) : `the ${covered.size} entries that are covered`}`,
    );
    yield {
      at: longest.range,
      subject: `${kind}s ${entries.map(canonical).sort().join()}`,
      details: `${quotedValue(longest)} is covered by ${others.length === 1 && others[0] ? quotedValue(others[0]) : "other entries of the list"}. Remove what is covered: ${entries.length} entries of this list say the same in part.`,
      related: others
        .slice(0, relatedMax)
        .map(({ range }) => ({ range, message: "says the same in part" })),
      locations: entries.map(({ range }) => range),
      ...(suggestion && { suggestion }),
    };
  }
}

interface Entry {
  readonly value: TextValue;
  isCovered: boolean;
}

/** The groups of two and more entries that are linked by covering, each in the order of the list. */
function components(values: readonly TextValue[], kind: Kind): readonly (readonly Entry[])[] {
  const fold =
    kind === "action"
      ? (text: string): string => text.toLowerCase()
      : (text: string): string => text;
  if (values.length < 2) return [];
  const shown = values.map((value) => fold(displayText(value)));
  const isPattern = values.map(hasWildcard);
  // Most lists are done with this.
  if (!isPattern.includes(true) && new Set(shown).size === values.length) return [];
  const entries = values.map((value): Entry => ({ value, isCovered: false }));
  const texts = values.map((value) => {
    const text = knownText(value);
    return text === undefined ? undefined : fold(text);
  });
  const lengths = values.map(lengthOf);
  const group = entries.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (group[root] !== root) root = group[root] ?? root;
    group[index] = root;
    return root;
  };
  const firstOf = new Map<string, number>();
  const link = (outer: number, inner: number): void => {
    const entry = entries[inner];
    if (entry) entry.isCovered = true;
    group[rootOf(inner)] = rootOf(outer);
  };

  shown.forEach((same, index) => {
    const first = firstOf.get(same);
    if (first === undefined) firstOf.set(same, index);
    else link(first, index);
  });
  let compared = 0;
  for (let outer = 0; outer < values.length; outer++) {
    const pattern = values[outer];
    if (!pattern || !isPattern[outer]) continue;
    for (let inner = 0; inner < values.length && compared < comparedMax; inner++) {
      const value = values[inner];
      if (!value || inner === outer) continue;
      compared += (lengths[outer] ?? 0) * (lengths[inner] ?? 0);
      if (covers(pattern, texts[outer], value, texts[inner], kind)) link(outer, inner);
    }
  }

  const byRoot = new Map<number, Entry[]>();
  entries.forEach((entry, index) => {
    const root = rootOf(index);
    const group = byRoot.get(root);
    if (group) group.push(entry);
    else byRoot.set(root, [entry]);
  });
  return [...byRoot.values()].filter(({ length }) => length > 1);
}

/** Access Analyzer's own comparison where both texts are known, and a sure one where they are not. */
function covers(
  pattern: TextValue,
  patternText: string | undefined,
  value: TextValue,
  text: string | undefined,
  kind: Kind,
): boolean {
  if (patternText !== undefined && text !== undefined) return matchesGlob(patternText, text);
  return (kind === "action" ? coversActions : coversPattern)(pattern, value) === "yes";
}

function canonical(value: TextValue): string {
  return displayText(value).toLowerCase();
}

function lengthOf(value: TextValue): number {
  return displayText(value).length;
}
