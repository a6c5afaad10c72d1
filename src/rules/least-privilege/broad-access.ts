import type { AccessPrincipal } from "../../access/principals.ts";
import type { Action } from "../../catalog/catalog.ts";
import { coversActions, hasWildcard } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import type { TextValue } from "../../policy/text-value.ts";
import { type AccessFamily, accessFamilies, familiesOf } from "./access-families.ts";
import { statementsBelowAdministrator } from "./administrator.ts";
import { includedActions } from "./included-actions.ts";
import { type Reach, reachesOf } from "./reach.ts";
import {
  canBeScoped,
  reachedUnnamed,
  type UnnamedResource,
  unnamedResources,
} from "./unnamed-resources.ts";
import { allowedServices } from "./whole-services.ts";

/**
 * One decision that a developer has to take: actions of one family in one statement that reach
 * resources which nobody named.
 */
export interface BroadAccess extends BroadGrant {
  readonly policy: Policy;
}

interface BroadGrant {
  readonly statement: Statement;
  readonly family: AccessFamily;
  /** The values of `Action` that say so. At least one. */
  readonly values: readonly [TextValue, ...TextValue[]];
  /** The actions of the family, as AWS writes them with their prefix. At least one. */
  readonly actions: readonly string[];
  /** One for each form of ARN that could be named; none when the actions take no resource. */
  readonly resources: readonly UnnamedResource[];
  readonly reach: Exclude<Reach, "gone">;
  /** What else the values include, by family. */
  readonly also: readonly AccessFamily[];
}

/** Values of one statement that are judged, those with wildcards first. AWS's size quotas allow no more. */
const valuesMax = 2000;

const known = new WeakMap<AccessPrincipal, readonly BroadAccess[]>();

/**
 * The broad access of a principal, statement by statement. Every value of `Action` stands in one of
 * them at most, with the first family that it reaches. What is reported as a whole is left out:
 * administrators, whole services, `NotAction`, and patterns over the services.
 */
export function broadAccess(principal: AccessPrincipal): readonly BroadAccess[] {
  let found = known.get(principal);
  if (!found) {
    found = findBroadAccess(principal);
    known.set(principal, found);
  }
  return found;
}

function findBroadAccess(principal: AccessPrincipal): BroadAccess[] {
  return statementsBelowAdministrator(principal).flatMap(({ policy, statement }) =>
    broadGrants(statement, principal).map((grant) => ({ policy, ...grant })),
  );
}

interface Hit {
  readonly value: TextValue;
  readonly families: ReadonlyMap<AccessFamily, FamilyHit>;
}

interface FamilyHit {
  readonly prefix: string;
  readonly actions: readonly Action[];
}

/** Values of a statement with one family, and what is left of their actions. */
interface Group {
  readonly hits: Hit[];
  readonly actions: Set<string>;
  readonly resources: Set<UnnamedResource>;
  reach: Exclude<Reach, "gone">;
}

/** Those of one statement of the principal. */
export function broadGrants(
  statement: Statement,
  principal: AccessPrincipal,
): readonly BroadGrant[] {
  if (!isUnlimited(principal)) return findGrants(statement, principal);
  let found = unlimitedGrants.get(statement);
  if (!found) {
    found = findGrants(statement, principal);
    unlimitedGrants.set(statement, found);
  }
  return found;
}

/** Of a principal from whom nothing is taken away: the same for whoever holds the statement. */
const unlimitedGrants = new WeakMap<Statement, readonly BroadGrant[]>();

function isUnlimited(principal: AccessPrincipal): boolean {
  let isKnown = unlimited.get(principal);
  if (isKnown === undefined) {
    const { grants, limits = [] } = principal.policies;
    const statements = grants.flatMap((document) => document.statements);
    isKnown = limits.length === 0 && statements.every(({ effect }) => effect === "Allow");
    unlimited.set(principal, isKnown);
  }
  return isKnown;
}

const unlimited = new WeakMap<AccessPrincipal, boolean>();

function findGrants(statement: Statement, principal: AccessPrincipal): BroadGrant[] {
  if (statement.effect !== "Allow" || !statement.action) return [];
  // `ALLOW_WITH_NOT_RESOURCE` is about all of it.
  if (!statement.resource) return [];
  const values = statement.action.values;
  const judged = [...values.filter(hasWildcard), ...values.filter((value) => !hasWildcard(value))];
  const groups = new Map<AccessFamily, Group>();
  const covering: TextValue[] = [];
  for (const value of judged.slice(0, valuesMax)) {
    if (covering.some((wider) => coversActions(wider, value) === "yes")) continue;
    if (allowedServices(statement, value, principal)) {
      covering.push(value);
      continue;
    }
    const hit = hitOf(statement, value);
    for (const [family, { prefix, actions }] of hit?.families ?? []) {
      const { reach, actions: left } = reachesOf(principal).of(statement, prefix, actions);
      if (!hit || reach === "gone") continue;
      const group = groups.get(family) ?? newGroup(reach);
      groups.set(family, group);
      group.hits.push(hit);
      if (reach === "full") group.reach = reach;
      for (const action of left) {
        group.actions.add(`${prefix}:${action.name}`);
        const resources = reachedUnnamed(statement, unnamedResources(action));
        for (const resource of resources) group.resources.add(resource);
      }
      if (hasWildcard(value)) covering.push(value);
      break;
    }
  }
  return [...groups].map(([family, { hits, actions, resources, reach }]) => {
    const ordered = hits.toSorted((a, b) => values.indexOf(a.value) - values.indexOf(b.value));
    const included = new Set(ordered.flatMap(({ families }) => [...families.keys()]));
    return {
      statement,
      family,
      values: ordered.map(({ value }) => value) as [TextValue, ...TextValue[]],
      actions: [...actions],
      resources: [...resources],
      reach,
      also: ordered.some(({ value }) => hasWildcard(value))
        ? accessFamilies.filter((other) => other !== family && included.has(other))
        : [],
    };
  });
}

function newGroup(reach: Group["reach"]): Group {
  return { hits: [], actions: new Set(), resources: new Set(), reach };
}

/** Whoever holds the statement, it is the same. */
function hitOf(statement: Statement, value: TextValue): Hit | undefined {
  const hits = hitsByStatement.get(statement) ?? new Map<TextValue, Hit | undefined>();
  hitsByStatement.set(statement, hits);
  if (!hits.has(value)) hits.set(value, findHit(statement, value));
  return hits.get(value);
}

const hitsByStatement = new WeakMap<Statement, Map<TextValue, Hit | undefined>>();

/** What a value includes on unnamed resources, by family and in their order. */
function findHit(statement: Statement, value: TextValue): Hit | undefined {
  const families = new Map<AccessFamily, Action[]>();
  const included = includedActions(value);
  for (const [prefix, action] of included) {
    const own = familiesOf(prefix, action);
    if (own.length === 0) continue;
    const isReached = reachedUnnamed(statement, unnamedResources(action)).length > 0;
    for (const family of own) {
      if (!isReached && (canBeScoped(action) || !family.scopedOrNot)) continue;
      families.set(family, [...(families.get(family) ?? []), action]);
    }
  }
  const [first] = included;
  if (!first || families.size === 0) return undefined;
  const ordered = accessFamilies.flatMap((family) => {
    const actions = families.get(family);
    return actions ? [[family, { prefix: first[0], actions }] as const] : [];
  });
  return { value, families: new Map(ordered) };
}
