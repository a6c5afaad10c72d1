import { hasWildcard, matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";

/**
 * Patterns of a statement that are looked through, those with wildcards first. AWS refuses a policy
 * that could hold more of them for its size, so that nothing is missed that could be in force.
 */
const patternsMax = 2000;

/** The actions of a statement, seen without its resources and conditions. */
export interface ActionSet {
  readonly statement: Statement;
  /** In lower case, with wildcards. */
  readonly patterns: readonly string[];
  /** True for `NotAction`: everything but the patterns. */
  readonly inverted: boolean;
}

/** In doubt an Allow includes an action and a Deny does not. Remembered with the statement. */
export function toActionSet(statement: Statement): ActionSet {
  let set = known.get(statement);
  if (!set) {
    set = readActionSet(statement);
    known.set(statement, set);
  }
  return set;
}

const known = new WeakMap<Statement, ActionSet>();

function readActionSet(statement: Statement): ActionSet {
  const { action, notAction } = statement;
  const certainOnly = statement.effect === "Deny";
  const values = (action ?? notAction)?.values ?? [];
  const counted = values.filter((value) => (value.when?.length ?? 0) === 0 || !certainOnly);
  return {
    statement,
    patterns: [...counted.filter(hasWildcard), ...counted.filter((value) => !hasWildcard(value))]
      .slice(0, patternsMax)
      .flatMap(toPattern),
    inverted: action === undefined && notAction !== undefined,
  };
}

/** Patterns that are not wholly known name no wildcard, and so too little to matter here. */
function toPattern(value: TextValue): string[] {
  const text = knownText(value);
  return text === undefined ? [] : [text.toLowerCase()];
}

/** @param action in lower case, with its prefix. */
export function hasAction({ patterns, inverted }: ActionSet, action: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, action)) !== inverted;
}

/** Whether the set has all actions of a service or none; `undefined` when it has some. */
export function wholeService(
  { patterns, inverted }: ActionSet,
  prefix: string,
): boolean | undefined {
  const touching = patterns.filter((pattern) => touches(pattern, prefix));
  if (touching.length === 0) return inverted;
  // A `*` in the text is matched by `*` in the pattern only.
  if (touching.some((pattern) => matchesGlob(pattern, `${prefix}:*`))) return !inverted;
  return undefined;
}

function touches(pattern: string, prefix: string): boolean {
  const colon = pattern.indexOf(":");
  // Without a colon a `*` reaches over it.
  const head = colon < 0 ? pattern : pattern.slice(0, colon);
  return matchesGlob(head, prefix) || (colon < 0 && matchesGlob(head, `${prefix}:*`));
}
