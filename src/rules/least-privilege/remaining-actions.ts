import type { AccessPrincipal } from "../../access/principals.ts";
import { type Action, actionsOf } from "../../catalog/catalog.ts";
import { isEveryResource } from "../../policy/arn.ts";
import { isStar } from "../../policy/pattern.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { type ActionSet, hasAction, toActionSet, wholeService } from "./action-set.ts";
import {
  canBeScoped,
  reachedEverywhere,
  reachedUnnamed,
  unnamedResources,
} from "./unnamed-resources.ts";

/**
 * What the Denies and limits (boundary, service control policies) of a principal leave of actions on
 * resources that nobody named, seen without conditions: a Deny counts only without any, a limit
 * allows with any. A quick look before the engine is asked.
 */
export interface RemainingActions {
  /** True when there is nothing that could take an action away. */
  readonly isEverything: boolean;
  has(prefix: string, action: Action): boolean;
  /** False for a service that is left out as a whole. Reads no service. */
  mayHave(prefix: string): boolean;
  /** Of the actions of a service, 0 to 1. */
  share(prefix: string): number;
}

const known = new WeakMap<AccessPrincipal, RemainingActions>();

export function remainingActions(principal: AccessPrincipal): RemainingActions {
  let found = known.get(principal);
  if (!found) {
    found = read(principal);
    known.set(principal, found);
  }
  return found;
}

function read({ policies: { grants, limits = [] } }: AccessPrincipal): RemainingActions {
  const denies = [...grants, ...limits.flat()].flatMap(certainDenies);
  const layers = limits.map((layer) => layer.flatMap(allows));
  const isEverything = denies.length === 0 && layers.length === 0;
  const has = (prefix: string, action: Action): boolean => {
    const name = `${prefix}:${action.name}`.toLowerCase();
    return (
      !denies.some((set) => hasAction(set, name) && reaches(set, action, reachedEverywhere)) &&
      layers.every((layer) =>
        layer.some((set) => hasAction(set, name) && reaches(set, action, reachedUnnamed)),
      )
    );
  };
  return {
    isEverything,
    has,
    mayHave: (prefix) =>
      layers.every((layer) => layer.some((set) => wholeService(set, prefix) !== false)) &&
      !denies.some((set) => isEverywhere(set) && wholeService(set, prefix) === true),
    share: (prefix) => {
      if (isEverything) return 1;
      const actions = actionsOf(prefix);
      return actions.filter((action) => has(prefix, action)).length / actions.length;
    },
  };
}

/** An action that takes no resource is asked for on `*`, and matched by it alone. */
function reaches(
  { statement }: ActionSet,
  action: Action,
  reached: typeof reachedUnnamed,
): boolean {
  if (!canBeScoped(action)) {
    return statement.resource?.values.some(isStar) ?? statement.notResource !== undefined;
  }
  return reached(statement, unnamedResources(action)).length > 0;
}

function isEverywhere({ statement }: ActionSet): boolean {
  return statement.resource?.values.some(isEveryResource) ?? false;
}

/** Those that hold whatever the context is, and whatever is decided later. */
function certainDenies({ statements }: PolicyDocument): ActionSet[] {
  return statements
    .filter(
      ({ effect, when, conditions }) =>
        effect === "Deny" && when.length === 0 && conditions.length === 0,
    )
    .map(toActionSet);
}

function allows({ statements }: PolicyDocument): ActionSet[] {
  return statements.filter(({ effect }) => effect === "Allow").map(toActionSet);
}
