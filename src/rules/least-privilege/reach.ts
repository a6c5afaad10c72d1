import { ask, type Question } from "../../access/ask.ts";
import type { PolicySet } from "../../access/compare-access.ts";
import { conditionHolds } from "../../access/conditions.ts";
import type { AccessPrincipal } from "../../access/principals.ts";
import { readStatements } from "../../access/statement.ts";
import { Symbols } from "../../access/symbols.ts";
import type { Action } from "../../catalog/catalog.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
import { writtenDocument } from "../../policy/written-document.ts";
import { type ActionSet, hasAction, toActionSet } from "./action-set.ts";
import { inOnePlace } from "./in-one-place.ts";
import { isOfCaller, keysOfTheWay } from "./keys-of-reach.ts";
import { type RemainingActions, remainingActions } from "./remaining-actions.ts";
import { type Place, reachedUnnamed, unnamedResources } from "./unnamed-resources.ts";

/**
 * What is left of an Allow: after its conditions, the Denies of all policies of the principal, and
 * what limits it from outside (boundary, service control policies).
 *
 * `full`: it reaches resources that nobody named. `limited`: so it does, but only from certain
 * networks, with a second factor, through certain services or within an account or organisation.
 * `gone`: it reaches none but named or tagged ones. `undecided`: the engine gave up.
 */
export type Reach = "full" | "limited" | "gone" | "undecided";

/** Actions of one statement that the engine is asked about one by one; the others only in groups. */
const singleMax = 12;
const groupSize = 24;

/** Questions about the statements of one principal; past the bound it is undecided what is left. */
const questionsMax = 600;

/** Values that no policy names. */
const unnamedValue = "zq7w4k9x-unamed";
const unnamedAddress = "185.77.203.91";

const known = new WeakMap<AccessPrincipal, Reaches>();

/** All rules share what was asked about a principal. */
export function reachesOf(principal: AccessPrincipal): Reaches {
  let found = known.get(principal);
  if (!found) {
    found = new Reaches(principal);
    known.set(principal, found);
  }
  return found;
}

/** What is left of some actions of a statement. */
interface Left {
  readonly reach: Reach;
  /** As far as they were told apart; empty when all are gone. */
  readonly actions: readonly Action[];
}

const nothing: Left = { reach: "gone", actions: [] };

/** Asks about the Allows of one principal. */
class Reaches {
  private readonly principal: AccessPrincipal;
  private readonly denies: readonly Deny[];
  private readonly limits: readonly (readonly PolicyDocument[])[];
  private readonly remaining: RemainingActions;
  private readonly own = new Map<Statement, Reach>();
  private readonly sets = new Map<Statement, PinnedSets>();
  private questions = 0;

  constructor(principal: AccessPrincipal) {
    const { grants, limits = [] } = principal.policies;
    this.principal = principal;
    this.denies = grants.flatMap((document) =>
      document.statements
        .filter(({ effect }) => effect === "Deny")
        .map((statement) => ({ document, statement, set: toActionSet(statement) })),
    );
    this.limits = limits;
    this.remaining = remainingActions(principal);
  }

  /**
   * What is left of an Allow on resources that it does not name.
   *
   * @param actions of one service, out of what the statement allows; where they take resources, on
   * unnamed ones. At least one.
   */
  of(statement: Statement, prefix: string, actions: readonly Action[]): Left {
    const own = this.ownReach(statement);
    if (own === "gone") return nothing;
    if (this.denies.length === 0 && this.limits.length === 0) return { reach: own, actions };
    const left = actions.filter((action) => this.remaining.has(prefix, action));
    const isTouched = (action: Action): boolean =>
      this.limits.length > 0 || this.denies.some(({ set }) => mayHave(set, prefix, action));
    const untouched = left.filter((action) => !isTouched(action));
    const touched = left.filter(isTouched);
    const reached = touched.slice(0, singleMax).map((action) => ({
      action,
      reach: this.ask(statement, prefix, [action]),
    }));
    const found = reached.filter(({ reach }) => reach !== "gone");
    const reaches = [...untouched.slice(0, 1).map(() => own), ...found.map(({ reach }) => reach)];
    if (reaches.length > 0) {
      const told = [...untouched, ...found.map(({ action }) => action)];
      const rest = found.length > 0 ? touched.slice(singleMax) : [];
      return { reach: strongest(reaches), actions: [...told, ...rest] };
    }
    for (let at = singleMax; at < touched.length; at += groupSize) {
      const group = touched.slice(at, at + groupSize);
      const reach = this.ask(statement, prefix, group);
      if (reach !== "gone") return { reach, actions: group };
    }
    return nothing;
  }

  /** Whether the statement allows anything at all, on whichever resource and under whichever condition. */
  isAnythingLeft(statement: Statement): boolean {
    const { grants, limits = [] } = this.setsOf(statement).whole;
    return ask({ grants, limits }, {}).result !== "not allowed";
  }

  /** After its own conditions alone. */
  private ownReach(statement: Statement): Reach {
    if (statement.conditions.length === 0) return "full";
    let found = this.own.get(statement);
    if (!found) {
      const document = { ...this.documentOf(statement), statements: [statement] };
      found = reachOfConditions(document);
      this.own.set(statement, found);
    }
    return found;
  }

  private ask(statement: Statement, prefix: string, actions: readonly Action[]): Reach {
    if (this.questions >= questionsMax) return "undecided";
    this.questions++;
    const { pinned, open, place } = this.setsOf(statement);
    const question = questionOf(statement, prefix, actions, place);
    const first = ask(pinned, question);
    if (first.result === "allowed" && first.practical) return "full";
    if (!open) return first.result === "undecided" ? "undecided" : "gone";
    const second = ask(open, question);
    if (second.result === "allowed") return second.practical ? "limited" : "gone";
    return second.result === "undecided" ? "undecided" : "gone";
  }

  private setsOf(statement: Statement): PinnedSets {
    let found = this.sets.get(statement);
    if (!found) {
      const grant = { ...this.documentOf(statement), statements: [statement] };
      const denies = this.denies.map((deny) => ({
        ...deny.document,
        statements: [deny.statement],
      }));
      const { place, documents } = inOnePlace([grant, ...denies, ...this.limits.flat()]);
      const grants = documents.slice(0, 1 + denies.length);
      let at = grants.length;
      const limits = this.limits.map((layer) => layer.map(() => documents[at++] ?? grant));
      found = pinnedSets({ grants, limits }, place);
      this.sets.set(statement, found);
    }
    return found;
  }

  private documentOf(statement: Statement): PolicyDocument {
    const found = this.principal.policies.grants.find(({ statements }) =>
      statements.includes(statement),
    );
    if (!found) throw new Error("the statement is not one of the principal");
    return found;
  }
}

interface Deny {
  readonly document: PolicyDocument;
  readonly statement: Statement;
  readonly set: ActionSet;
}

/** A Deny with a pattern that is not wholly known may be about any action. */
function mayHave(set: ActionSet, prefix: string, action: Action): boolean {
  const { action: actions, notAction } = set.statement;
  const values = (actions ?? notAction)?.values ?? [];
  return (
    hasAction(set, `${prefix}:${action.name}`.toLowerCase()) ||
    values.some((value) => knownText(value) === undefined || (value.when?.length ?? 0) > 0)
  );
}

/**
 * What the conditions of the one statement leave open. Keys are independent of each other: each may be
 * absent or have a value that no policy names, but for those that are taken as fulfilled.
 */
function reachOfConditions(document: PolicyDocument): Reach {
  const { statements, unreadable } = readStatements(document, 0, new Symbols());
  const reaches = statements.map(({ conditions, variables }): Reach => {
    const isOpen = (key: string): boolean => {
      const values = [undefined, isAddressKey(key) ? unnamedAddress : unnamedValue];
      const own = conditions.filter((condition) => condition.key === key);
      return values.some((value) => {
        const context = new Map(value === undefined ? [] : [[key, value]]);
        return own.every((condition) => conditionHolds(condition, context, variables));
      });
    };
    const keys = [...new Set(conditions.map(({ key }) => key))].filter((key) => !isOfCaller(key));
    if (!keys.filter((key) => !keysOfTheWay.has(key)).every(isOpen)) return "gone";
    return keys.filter((key) => keysOfTheWay.has(key)).every(isOpen) ? "full" : "limited";
  });
  if (unreadable.length > 0) reaches.push("undecided");
  return strongest(reaches);
}

interface PinnedSets {
  readonly place: Place;
  /** Without pins. */
  readonly whole: PolicySet;
  /** Every key that may limit is absent, or has a value that no policy names. */
  readonly pinned: PolicySet;
  /** Those of the way are free. Absent when there are none. */
  readonly open?: PolicySet;
}

function questionOf(
  statement: Statement,
  prefix: string,
  actions: readonly Action[],
  place: Place,
): Question {
  const reached = actions.flatMap((action) =>
    reachedUnnamed(statement, unnamedResources(action)).map(({ pattern }) => pattern(place)),
  );
  return {
    actions: actions.map(({ name }) => `${prefix}:${name}`),
    resources: reached.length > 0 ? [...new Set(reached)] : ["*"],
  };
}

function pinnedSets(set: PolicySet, place: Place): PinnedSets {
  const documents = [...set.grants, ...(set.limits ?? []).flat()];
  const distinct = [...new Set(documents.flatMap(keysOf))];
  const ofTheWay = distinct.filter((key) => keysOfTheWay.has(key));
  const others = distinct.filter((key) => !keysOfTheWay.has(key) && !isOfCaller(key));
  const withPins = (pins: readonly string[]): PolicySet => ({
    ...set,
    limits: [...(set.limits ?? []), ...(pins.length > 0 ? [[pinning(pins)]] : [])],
  });
  return {
    place,
    whole: set,
    pinned: withPins([...others, ...ofTheWay]),
    ...(ofTheWay.length > 0 && { open: withPins(others) }),
  };
}

const reachOrder: readonly Reach[] = ["full", "limited", "undecided", "gone"];

function strongest(reaches: readonly Reach[]): Reach {
  return reachOrder.find((reach) => reaches.includes(reach)) ?? "gone";
}

function keysOf({ statements }: PolicyDocument): string[] {
  return statements.flatMap(({ conditions }) => conditions.flatMap(keyOf));
}

function keyOf({ key }: Statement["conditions"][number]): string[] {
  const text = knownText(key)?.toLowerCase();
  return text === undefined ? [] : [text];
}

function isAddressKey(key: string): boolean {
  return key === "aws:sourceip" || key === "aws:vpcsourceip";
}

/** Allows everything, but no value of the keys except the unnamed one. */
function pinning(keys: readonly string[]): PolicyDocument {
  const addresses = keys.filter(isAddressKey);
  const others = keys.filter((key) => !addresses.includes(key));
  const all = (list: readonly string[], value: string): Record<string, string> =>
    Object.fromEntries(list.map((key) => [key, value]));
  return writtenDocument({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: "*",
      Resource: "*",
      Condition: {
        ...(others.length > 0 && { "ForAllValues:StringEquals": all(others, unnamedValue) }),
        ...(addresses.length > 0 && { IpAddressIfExists: all(addresses, unnamedAddress) }),
      },
    },
  });
}
