import { actionNames, isAction, isKnownService, servicePrefixes } from "../../catalog/catalog.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import { nearest } from "../edit-distance.ts";
import { quoted } from "../wording.ts";

/** The form of a pattern of actions, as the source of a regular expression. */
export const actionPattern = "^(\\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$";

/**
 * What is probably mistyped in a pattern of that form: a rule that asks about nothing would be silent
 * for ever. An action that is like no other is taken for one that is newer than the catalogue.
 */
export function mistypedAction(pattern: string): string | undefined {
  const [prefix = "", name = ""] = pattern.toLowerCase().split(":");
  if (pattern === "*") return undefined;
  if (!isKnownService(prefix)) {
    const meant = nearest(prefix, servicePrefixes());
    const hint = meant === undefined ? "" : ` Did you mean ${quoted(meant)}?`;
    return `There is no service ${quoted(prefix)}.${hint}`;
  }
  if (isAction(prefix, name)) return undefined;
  if (/[*?]/.test(name)) {
    const names = [...actionNames(prefix)];
    if (names.some((each) => matchesGlob(name, each))) return undefined;
    return `No action of ${quoted(prefix)} matches ${quoted(pattern)}.`;
  }
  const meant = nearest(name, [...actionNames(prefix)]);
  return meant === undefined
    ? undefined
    : `There is no action ${quoted(pattern)}. Did you mean ${quoted(`${prefix}:${meant}`)}?`;
}
