import { grouped } from "../text/grouped.ts";
import type { Automata } from "./automata.ts";
import { valueHolds } from "./conditions.ts";
import { type KeyDomain, keyDomain } from "./key-domain.ts";
import { type Budget, LimitReached } from "./limits.ts";
import type { ContextValue } from "./request.ts";
import type { Condition } from "./statement.ts";

/** What is left of a statement once action, resource and principal match: its conditions. */
export type Guard = readonly Condition[];

/**
 * Whether a context exists in which `must` holds, each of `layers` has a guard that holds, none of
 * `denies` does, and the base does not allow: one of `baseLayers` has no guard that holds, or one of
 * `baseDenies` holds.
 */
export interface Question {
  readonly must: Guard;
  readonly layers: readonly (readonly Guard[])[];
  readonly denies: readonly Guard[];
  readonly baseLayers: readonly (readonly Guard[])[];
  readonly baseDenies: readonly Guard[];
  /** Keys whose value follows from the principal; `undefined` for one that is absent. */
  readonly fixed: ReadonlyMap<string, ContextValue | undefined>;
  /** Keys that can have these values only, `undefined` for absent. */
  readonly choices?: Choices;
}

/** By key in lower case. */
export type Choices = ReadonlyMap<string, readonly (ContextValue | undefined)[]>;

export interface Answer {
  readonly context: ReadonlyMap<string, ContextValue>;
  /** True when it needs a key to be absent that IAM puts into every request. */
  readonly theoretical: boolean;
}

/** Keys that IAM puts into every request; one that lacks them exists in theory only. */
const alwaysPresent: ReadonlySet<string> = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:securetransport",
  "aws:requestedregion",
  "aws:useragent",
  "aws:viaawsservice",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:userid",
  "aws:principaltype",
]);

/** Answers questions about conditions, and remembers the domains of the keys. */
export class ConditionSearch {
  private readonly automata: Automata;
  private readonly budget: Budget;
  private readonly domains = new Map<string, KeyDomain>();
  private readonly answers = new Map<string, Answer | undefined>();
  private readonly conditionIds = new Map<string, number>();
  private readonly choicesIds = new Map<Choices, number>();
  private readonly ids = new Map<Condition, number>();

  constructor(automata: Automata, budget: Budget) {
    this.automata = automata;
    this.budget = budget;
  }

  /** @throws LimitReached */
  solve(question: Question): Answer | undefined {
    if (this.isPlainlyImpossible(question)) return undefined;
    const key = this.questionKey(question);
    if (this.answers.has(key)) return this.answers.get(key);
    const answer = this.search(question, false) ?? this.search(question, true);
    this.answers.set(key, answer);
    return answer;
  }

  /** The same condition, however its operator and values are written and ordered, has one number. */
  id(condition: Condition): number {
    const known = this.ids.get(condition);
    if (known !== undefined) return known;
    const { set, comparison, negated, ifExists } = condition.operator;
    const text = JSON.stringify([
      set,
      comparison === "arnlike" ? "arnequals" : comparison,
      negated,
      ifExists,
      condition.key,
      [...condition.values].sort(),
    ]);
    const id = this.conditionIds.get(text) ?? this.conditionIds.size;
    this.conditionIds.set(text, id);
    this.ids.set(condition, id);
    return id;
  }

  /** True when every condition of `outer` is one of `inner`: then `outer` holds where `inner` does. */
  covers(outer: Guard, inner: Guard): boolean {
    if (outer.length === 0) return true;
    const given = new Set(inner.map((condition) => this.id(condition)));
    return outer.every((condition) => given.has(this.id(condition)));
  }

  private isPlainlyImpossible(question: Question): boolean {
    const { must, layers, denies, baseLayers, baseDenies } = question;
    if (layers.some((layer) => layer.length === 0)) return true;
    if (denies.some((guard) => this.covers(guard, must))) return true;
    return (
      baseDenies.length === 0 &&
      baseLayers.every((layer) => layer.some((guard) => this.covers(guard, must)))
    );
  }

  private questionKey(question: Question): string {
    // In brackets: a guard without conditions is not the same as no guard.
    const guard = (each: Guard): string => {
      const ids = each.map((condition) => this.id(condition)).sort((a, b) => a - b);
      return `(${ids.join(",")})`;
    };
    const guards = (list: readonly Guard[]): string =>
      [...new Set(list.map(guard))].sort().join("");
    const { must, layers, denies, baseLayers, baseDenies, fixed } = question;
    return [
      guard(must),
      layers.map(guards).join("/"),
      guards(denies),
      baseLayers.map(guards).join("/"),
      guards(baseDenies),
      JSON.stringify([...fixed].map(([key, value]) => [key, value ?? null])),
      question.choices ? this.choicesId(question.choices) : "",
    ].join("|");
  }

  private choicesId(choices: Choices): number {
    const known = this.choicesIds.get(choices);
    if (known !== undefined) return known;
    this.choicesIds.set(choices, this.choicesIds.size);
    return this.choicesIds.size - 1;
  }

  /** @throws LimitReached */
  private search(question: Question, absentAllowed: boolean): Answer | undefined {
    const { fixed, choices } = question;
    const keys = keysOf(question);
    const byKey = conditionsByKey(question, (condition) => this.id(condition));
    const numbers = new Map<number, { key: string; at: number }>();
    const domains = new Map<string, KeyDomain>();
    let incomplete: string | undefined;
    for (const key of keys) {
      const conditions = byKey.get(key) ?? [];
      for (const [at, condition] of conditions.entries()) {
        numbers.set(this.id(condition), { key, at });
      }
      const domain = this.domain(key, conditions, question);
      incomplete ??= domain.incomplete;
      const isGiven = fixed.has(key) || choices?.has(key) === true;
      const values =
        absentAllowed || isGiven || !alwaysPresent.has(key)
          ? domain.values
          : domain.values.filter(({ value }) => value !== undefined);
      domains.set(key, { values });
    }

    const chosen = new Map<string, KeyDomain["values"][number]>();
    const truth = (condition: Condition): boolean | undefined => {
      const place = numbers.get(this.id(condition));
      return place && chosen.get(place.key)?.holds[place.at];
    };
    const state = (): boolean | undefined => verdict(question, truth);
    const { layers, denies, baseLayers, baseDenies } = question;
    const guards =
      layers.flat().length + denies.length + baseLayers.flat().length + baseDenies.length;
    const cost = 1 + (guards >> 4);
    let steps = 0;
    const descend = (depth: number): boolean => {
      const verdictSoFar = state();
      if (verdictSoFar !== undefined) return verdictSoFar;
      const key = keys[depth];
      if (key === undefined) return false;
      for (const value of domains.get(key)?.values ?? []) {
        steps++;
        if (steps > this.budget.limits.conditionStepsMax) {
          throw new LimitReached(`conditionStepsMax = ${this.budget.limits.conditionStepsMax}`);
        }
        this.budget.conditionStep(cost);
        chosen.set(key, value);
        if (descend(depth + 1)) return true;
      }
      chosen.delete(key);
      return false;
    };
    if (!descend(0)) {
      if (incomplete !== undefined && absentAllowed) throw new LimitReached(incomplete);
      return undefined;
    }
    const context = new Map<string, ContextValue>();
    for (const key of keys) {
      // A key that was not needed stays out, where it may.
      const values = domains.get(key)?.values ?? [];
      const spare = values.find(({ value }) => value === undefined) ?? values[0];
      const value = (chosen.get(key) ?? spare)?.value;
      if (value !== undefined) context.set(key, value);
    }
    for (const [key, value] of fixed) if (value !== undefined) context.set(key, value);
    return { context, theoretical: absentAllowed };
  }

  private domain(
    key: string,
    conditions: readonly Condition[],
    { fixed, choices }: Question,
  ): KeyDomain {
    if (fixed.has(key)) return givenDomain(conditions, [fixed.get(key)]);
    const given = choices?.get(key);
    if (given) return givenDomain(conditions, given);
    const memo = `${key}|${conditions.map((condition) => this.id(condition)).join(",")}`;
    let domain = this.domains.get(memo);
    if (!domain) {
      domain = keyDomain(conditions, this.automata, this.budget);
      this.domains.set(memo, domain);
    }
    return domain;
  }
}

function givenDomain(
  conditions: readonly Condition[],
  values: readonly (ContextValue | undefined)[],
): KeyDomain {
  return {
    values: values.map((value) => {
      const holds = conditions.map((condition) => valueHolds(condition, value, undefined));
      return value === undefined ? { holds } : { value, holds };
    }),
  };
}

/** Keys of `must` first: they cut the most. */
function keysOf({ must, layers, denies, baseLayers, baseDenies }: Question): string[] {
  const guards = [must, ...denies, ...layers.flat(), ...baseDenies, ...baseLayers.flat()];
  return [...new Set(guards.flatMap((guard) => guard.map(({ key }) => key)))];
}

function conditionsByKey(
  { must, layers, denies, baseLayers, baseDenies }: Question,
  id: (condition: Condition) => number,
): Map<string, Condition[]> {
  const found = new Map<number, Condition>();
  for (const guard of [must, ...layers.flat(), ...denies, ...baseLayers.flat(), ...baseDenies]) {
    for (const condition of guard) found.set(id(condition), condition);
  }
  const inOrder = [...found].sort(([a], [b]) => a - b).map(([, condition]) => condition);
  return grouped(inOrder, ({ key }) => key);
}

type Truth = (condition: Condition) => boolean | undefined;

/** Three-valued: `undefined` while it still depends on keys that have no value yet. */
function verdict(question: Question, truth: Truth): boolean | undefined {
  const { must, layers, denies, baseLayers, baseDenies } = question;
  const and = (values: Iterable<boolean | undefined>): boolean | undefined => {
    let result: boolean | undefined = true;
    for (const value of values) {
      if (value === false) return false;
      if (value === undefined) result = undefined;
    }
    return result;
  };
  const not = (value: boolean | undefined): boolean | undefined =>
    value === undefined ? undefined : !value;
  const or = (values: Iterable<boolean | undefined>): boolean | undefined =>
    not(and([...values].map(not)));
  const holds = (guard: Guard): boolean | undefined => and(guard.map(truth));

  const head = and([
    holds(must),
    ...layers.map((layer) => or(layer.map(holds))),
    not(or(denies.map(holds))),
  ]);
  if (head === false) return false;
  const base = and([
    ...baseLayers.map((layer) => or(layer.map(holds))),
    not(or(baseDenies.map(holds))),
  ]);
  return and([head, not(base)]);
}
