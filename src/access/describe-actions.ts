import { actionsOf, action as catalogAction } from "../catalog/catalog.ts";
import { grouped } from "../text/grouped.ts";

export type AccessLevel = "Permissions management" | "Write" | "Tagging" | "Read" | "List";

/** From the most to the least powerful. */
export const accessLevels: readonly AccessLevel[] = [
  "Permissions management",
  "Write",
  "Tagging",
  "Read",
  "List",
];

/** The access levels of the actions, the most powerful first; those of unknown actions are left out. */
export function levelsOf(actions: Iterable<string>): AccessLevel[] {
  const found = new Set<string>();
  for (const name of actions) {
    const colon = name.indexOf(":");
    const level = catalogAction(name.slice(0, colon), name.slice(colon + 1))?.accessLevel;
    if (level) found.add(level);
  }
  return accessLevels.filter((level) => found.has(level));
}

/** A set of actions in few words: `actions` without `except`. */
export interface DescribedActions {
  readonly actions: readonly string[];
  readonly except: readonly string[];
}

/** A pattern of a policy, and whether it includes an action. */
export interface ActionPattern {
  readonly text: string;
  readonly covers: (action: string) => boolean;
}

/**
 * Writes a set of actions briefly, exactly against the catalogue. A pattern of the policy stands
 * there where the set holds every action that it includes, or all but a few; otherwise `s3:Get*`
 * where that is exact, and names.
 */
export function describeActions(
  actions: ReadonlySet<string>,
  patterns: readonly ActionPattern[],
): DescribedActions {
  const left = new Set(actions);
  const byService = servicesOf(actions);
  const result: string[] = [];
  const except: string[] = [];
  for (const { text, covers } of patterns) {
    const prefix = text.slice(0, Math.max(0, text.indexOf(":")));
    if (prefix === "" || /[*?]/.test(prefix) || !/[*?]/.test(text)) continue;
    // A pattern with a service includes nothing of others.
    const own = (byService.get(prefix.toLowerCase()) ?? []).filter(
      (name) => left.has(name) && covers(name),
    );
    if (own.length === 0) continue;
    const included = [...new Set([...allOf(prefix).filter(covers), ...own])];
    const missing = included.filter((name) => !actions.has(name));
    if (missing.length > 0) {
      const listed = compress(
        included.filter((name) => left.has(name)),
        actions,
      );
      const unlisted = compress(missing, new Set(missing));
      if (unlisted.length * 2 >= listed.length) continue;
      except.push(...unlisted);
    }
    result.push(text);
    for (const name of included) left.delete(name);
  }
  result.push(...compress([...left], actions));
  return { actions: result.sort(), except: [...new Set(except)].sort() };
}

/** Every action of a service by the catalogue. */
function allOf(prefix: string): string[] {
  return actionsOf(prefix).map(({ name }) => `${prefix}:${name}`);
}

function compress(names: readonly string[], set: ReadonlySet<string>): string[] {
  return [...servicesOf(names)].flatMap(([prefix, own]) => compressService(own, prefix, set));
}

function servicesOf(names: Iterable<string>): Map<string, string[]> {
  return grouped(names, (name) => name.slice(0, name.indexOf(":")));
}

/** Exact prefixes at the borders of words: `Get*` when every action with `Get` in front is there. */
function compressService(
  names: readonly string[],
  prefix: string,
  set: ReadonlySet<string>,
): string[] {
  const { stems, totals } = serviceStems(prefix);
  const present = new Map<string, number>();
  for (const [name, own] of stems) if (set.has(name)) count(own, present);
  const result = new Set<string>();
  for (const name of names) {
    const stem = stems.get(name)?.find((each) => {
      const total = totals.get(each) ?? 0;
      return total > 1 && total === present.get(each);
    });
    result.add(stem === undefined ? name : `${stem}*`);
  }
  return [...result];
}

interface ServiceStems {
  /** By action, the shortest first. */
  readonly stems: ReadonlyMap<string, readonly string[]>;
  /** How many actions of the catalogue begin with each. */
  readonly totals: ReadonlyMap<string, number>;
}

/** Made once for each service of the catalogue. */
const stemsByService = new Map<string, ServiceStems>();

function serviceStems(prefix: string): ServiceStems {
  let known = stemsByService.get(prefix);
  if (!known) {
    const stems = new Map(allOf(prefix).map((name) => [name, stemsOf(name)]));
    const totals = new Map<string, number>();
    for (const own of stems.values()) count(own, totals);
    known = { stems, totals };
    if (stems.size > 0) stemsByService.set(prefix, known);
  }
  return known;
}

function count(stems: readonly string[], counts: Map<string, number>): void {
  for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
}

/** `s3:`, `s3:Get`, `s3:GetObject` for `s3:GetObjectAcl`: the shortest first. */
function stemsOf(name: string): string[] {
  const stems = [name.slice(0, name.indexOf(":") + 1)];
  for (let at = (stems[0]?.length ?? 0) + 1; at < name.length; at++) {
    if (isLower(name.charCodeAt(at - 1)) && isUpper(name.charCodeAt(at)))
      stems.push(name.slice(0, at));
  }
  return stems;
}

function isLower(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}
