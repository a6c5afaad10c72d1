import type { AccessPrincipal } from "../../access/principals.ts";
import { actionsOf, servicePrefixes } from "../../catalog/catalog.ts";
import { isEveryResource } from "../../policy/arn.ts";
import { hasWildcard, isStar, matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { type Reach, reachesOf } from "./reach.ts";
import { remainingActions } from "./remaining-actions.ts";
import { canBeScoped, reachedUnnamed, unnamedResources } from "./unnamed-resources.ts";

/** Share of a service's actions from which on a pattern counts as the whole of it. Own judgement. */
const shareMin = 0.75;

/** Services of a pattern that the engine is asked about, until one answers yes. */
const askedMax = 8;

interface WholeServices {
  /** Those that are allowed as a whole on resources that nobody named. At least one. */
  readonly prefixes: readonly [string, ...string[]];
  readonly reach: Exclude<Reach, "gone">;
}

/**
 * The services that a value of `Action` allows as a whole on resources that nobody named, after what
 * is denied or left out by the other policies of the principal. `undefined` when it is none.
 * Services none of whose actions can be limited to a resource do not count.
 */
export function allowedServices(
  statement: Statement,
  value: TextValue,
  principal: AccessPrincipal,
): WholeServices | undefined {
  if (!hasWildcard(value)) return undefined;
  const byStatement = allowedByPrincipal.get(principal) ?? new Map();
  allowedByPrincipal.set(principal, byStatement);
  const byValue = byStatement.get(statement) ?? new Map();
  byStatement.set(statement, byValue);
  if (!byValue.has(value)) byValue.set(value, findAllowedServices(statement, value, principal));
  return byValue.get(value);
}

/** Several rules ask. A value can stand in more than one statement. */
const allowedByPrincipal = new WeakMap<
  AccessPrincipal,
  Map<Statement, Map<TextValue, WholeServices | undefined>>
>();

function findAllowedServices(
  statement: Statement,
  value: TextValue,
  principal: AccessPrincipal,
): WholeServices | undefined {
  if (statement.effect !== "Allow" || !(statement.resource ?? statement.notResource)) {
    return undefined;
  }
  const remaining = remainingActions(principal);
  const prefixes = wholeServices(value).filter(
    (prefix) =>
      remaining.mayHave(prefix) &&
      actionsOf(prefix).some(canBeScoped) &&
      reachedShare(statement, prefix) >= shareMin &&
      remaining.share(prefix) >= shareMin,
  );
  for (const prefix of prefixes.slice(0, askedMax)) {
    const scoped = actionsOf(prefix).filter(canBeScoped);
    const { reach } = reachesOf(principal).of(statement, prefix, scoped);
    if (reach !== "gone") return { prefixes: prefixes as [string, ...string[]], reach };
  }
  return undefined;
}

/** The services whose actions the pattern includes one and all; empty for a narrower pattern. */
export function wholeServices(value: TextValue): readonly string[] {
  if (isStar(value)) return servicePrefixes();
  const text = knownText(value)?.toLowerCase();
  if (!text?.endsWith("*")) return [];
  const colon = text.indexOf(":");
  if (colon < 0) return servicePrefixes().filter((prefix) => matchesGlob(text, `${prefix}:*`));
  if (!/^\*+$/.test(text.slice(colon + 1))) return [];
  return servicePrefixes().filter((prefix) => matchesGlob(text.slice(0, colon), prefix));
}

/** Of the actions of a service that can be limited to resources: on how many unnamed ones are reached. */
function reachedShare(statement: Statement, prefix: string): number {
  const { resource, notResource } = statement;
  if (resource?.values.some(isEveryResource)) return 1;
  if (notResource?.values.some(isEveryResource)) return 0;
  const scoped = actionsOf(prefix).filter(canBeScoped);
  if (scoped.length === 0) return 0;
  const reached = scoped.filter(
    (action) => reachedUnnamed(statement, unnamedResources(action)).length > 0,
  );
  return reached.length / scoped.length;
}
