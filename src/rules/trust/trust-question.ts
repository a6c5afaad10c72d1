import { conditionHolds } from "../../access/conditions.ts";
import { applies } from "../../access/evaluate.ts";
import { parseIpBlock } from "../../access/ip-block.ts";
import type { ContextValue, Request, RequestPrincipal } from "../../access/request.ts";
import { type AccessStatement, type Condition, readStatements } from "../../access/statement.ts";
import { Symbols } from "../../access/symbols.ts";
import type { PolicyDocument, Principal, Statement } from "../../policy/policy-document.ts";

/**
 * Questions about one resource-based policy, answered with concrete requests: "does it let in a role
 * of this account that brings no external id?". The requests are judged by the plain evaluator, so
 * that a condition counts for what it does and not for being there.
 *
 * What is not known before deployment stands as a symbol, which no value of an outsider equals. An
 * Allow that may be there counts; a Deny counts only when it is there for certain.
 */

/** A policy as the questions need it. */
export interface AskedPolicy {
  readonly allows: readonly AskedAllow[];
  /** Those that are there whatever is decided later. */
  readonly denies: readonly AccessStatement[];
  /** False when something in the policy could not be read: what is not allowed here may be allowed there. */
  readonly isComplete: boolean;
  readonly symbols: Symbols;
}

/** An Allow, with the statement that it was read from. Each way it can turn out is one of its own. */
export interface AskedAllow {
  readonly source: Statement;
  readonly statement: AccessStatement;
}

/** What is tried. */
export interface Attempt {
  /** `sts:AssumeRole`. */
  readonly action: string;
  readonly principal: RequestPrincipal;
  /** An ARN; absent where the policy has no resources. */
  readonly resource?: string;
  /**
   * By key in lower case, the values that may be tried; `undefined` for an absent key. A key that is
   * not named here is the caller's to choose: whatever meets the conditions.
   */
  readonly context?: Readonly<Record<string, readonly (ContextValue | undefined)[]>>;
}

/** Reads a policy once, however many rules ask it. */
export function askedPolicy(document: PolicyDocument): AskedPolicy {
  const known = remembered.get(document);
  if (known) return known;
  const symbols = new Symbols();
  const sources = new Map(document.statements.map((statement) => [statement.index, statement]));
  const allows: AskedAllow[] = [];
  const denies: AccessStatement[] = [];
  const { statements, unreadable } = readStatements(document, 0, symbols);
  for (const statement of statements) {
    const source = sources.get(statement.index);
    if (!source) continue;
    const list = statement.effect === "Allow" ? allows : denies;
    if (list.length >= statementsMax) continue;
    if (statement.effect === "Allow") allows.push({ source, statement: present(statement) });
    else if (statement.when.length === 0) denies.push(statement);
  }
  const asked = { allows, denies, symbols, isComplete: unreadable.length === 0 };
  remembered.set(document, asked);
  return asked;
}

const remembered = new WeakMap<PolicyDocument, AskedPolicy>();

/**
 * Statements of either effect that are asked, and pairs of a statement and one of its principals. The
 * quota of AWS for trust policies, 8,192 characters at most, leaves no room for more; a policy that
 * is beyond its quota has a finding of its own, `POLICY_SIZE_EXCEEDS_…`.
 */
const statementsMax = 200;
const pairsMax = 300;

export interface AskedPrincipal {
  readonly allow: AskedAllow;
  readonly principal: Principal;
}

/** Every pair of an Allow and one of the principals that it names. */
export function askedPrincipals({ allows }: AskedPolicy): readonly AskedPrincipal[] {
  const pairs: AskedPrincipal[] = [];
  for (const allow of allows) {
    for (const principal of allow.source.principal?.principals ?? []) {
      if (pairs.length >= pairsMax) return pairs;
      pairs.push({ allow, principal });
    }
  }
  return pairs;
}

function present(statement: AccessStatement): AccessStatement {
  return { ...statement, when: [] };
}

/** Every key of the statement's conditions missing: lets in only where the conditions do nothing. */
export function withoutKeys({ statement }: AskedAllow): NonNullable<Attempt["context"]> {
  return Object.fromEntries(statement.conditions.map(({ key }) => [key, [undefined]]));
}

/**
 * Combinations of values that are tried against the Denies; past them a Deny does not count, so that
 * an Allow is rather reported than missed.
 */
const combinationsMax = 500;
/** Values that are tried for one key. */
const candidatesMax = 64;

/** True when the Allow lets in one of the attempts and no Deny of the policy takes that away. */
export function admits(
  { statement }: Pick<AskedAllow, "statement">,
  attempt: Attempt,
  policy: AskedPolicy,
): boolean {
  const bare: Request = {
    action: attempt.action,
    resource: attempt.resource ?? "*",
    principal: attempt.principal,
    context: new Map(),
  };
  if (!applies({ ...statement, conditions: [] }, bare)) return false;
  const denies = policy.denies.filter((deny) => applies({ ...deny, conditions: [] }, bare));
  const keys = new Set(
    [statement, ...denies].flatMap(({ conditions }) => conditions.map(({ key }) => key)),
  );
  const choices: (readonly [string, readonly (ContextValue | undefined)[]])[] = [];
  for (const key of keys) {
    const own = statement.conditions.filter((condition) => condition.key === key);
    const tried = valuesOf(key, attempt, [statement, ...denies]).filter((value) =>
      own.every((condition) => holds(condition, value, statement.variables)),
    );
    if (tried.length === 0) return false;
    choices.push([key, tried]);
  }
  if (denies.length === 0) return true;
  return escapes(choices, denies, bare);
}

function escapes(
  choices: readonly (readonly [string, readonly (ContextValue | undefined)[]])[],
  denies: readonly AccessStatement[],
  bare: Request,
): boolean {
  let left = combinationsMax;
  const search = (at: number, context: Map<string, ContextValue>): boolean => {
    const choice = choices[at];
    if (!choice) {
      if (--left < 0) return true;
      return !denies.some((deny) => applies(deny, { ...bare, context }));
    }
    const [key, values] = choice;
    return values.some((value) => {
      const next = new Map(context);
      if (value !== undefined) next.set(key, value);
      return search(at + 1, next);
    });
  };
  return search(0, new Map());
}

function holds(condition: Condition, value: ContextValue | undefined, variables: boolean): boolean {
  const context = new Map(value === undefined ? [] : [[condition.key, value] as const]);
  return conditionHolds(condition, context, variables);
}

/** What to try for a key: what the attempt says, else one value for each that the conditions name. */
function valuesOf(
  key: string,
  { context = {} }: Attempt,
  statements: readonly AccessStatement[],
): readonly (ContextValue | undefined)[] {
  if (Object.hasOwn(context, key)) return context[key] ?? [];
  const values = new Set<string | undefined>(["zz-other", undefined]);
  for (const { conditions } of statements) {
    for (const condition of conditions) {
      if (condition.key !== key) continue;
      for (const value of condition.values) {
        for (const candidate of candidatesFor(condition, value)) {
          if (values.size < candidatesMax) values.add(candidate);
        }
      }
    }
  }
  return [...values];
}

function candidatesFor({ operator: { comparison } }: Condition, value: string): readonly string[] {
  if (comparison === "null") return [];
  if (comparison === "bool") return ["true", "false"];
  if (comparison === "ipaddress") {
    return parseIpBlock(value) ? [value.split("/")[0] ?? "", "192.0.2.1"] : [];
  }
  if (comparison.startsWith("numeric")) {
    const number = Number(value);
    return Number.isFinite(number) ? [number - 1, number, number + 1].map(String) : [];
  }
  if (comparison.startsWith("date")) return ["1", value, "4102444800"];
  const filled = value.replace(/\*/g, "z").replace(/\?/g, "z");
  if (filled === value) return [value];
  // Where wildcards are characters like others, the value itself is what is demanded.
  return [filled, value.replace(/\*/g, "").replace(/\?/g, "z"), value];
}
