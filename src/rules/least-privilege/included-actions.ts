import {
  type Action,
  action as actionOf,
  actionsOf,
  isKnownService,
} from "../../catalog/catalog.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";

/** The actions of the catalogue that a value with a plain service prefix includes. */
export function includedActions(value: TextValue): readonly (readonly [string, Action])[] {
  const text = knownText(value)?.toLowerCase() ?? "";
  const colon = text.indexOf(":");
  if (colon < 0) return [];
  const prefix = text.slice(0, colon);
  if (!isKnownService(prefix)) return [];
  const name = text.slice(colon + 1);
  if (!/[*?]/.test(name)) {
    const found = actionOf(prefix, name);
    return found ? [[prefix, found]] : [];
  }
  return actionsOf(prefix)
    .filter((action) => matchesGlob(name, action.name.toLowerCase()))
    .map((action) => [prefix, action] as const);
}
