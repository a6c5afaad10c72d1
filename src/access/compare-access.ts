import type { PolicyDocument } from "../policy/policy-document.ts";
import type { ActionClass } from "./action-classes.ts";
import { Automata } from "./automata.ts";
import {
  actionClassesOf,
  type Found,
  type SearchResult,
  type Side,
  searchDifference,
} from "./difference-search.ts";
import { type ApplicablePolicies, evaluate } from "./evaluate.ts";
import { type GrantLine, grantLines } from "./grant-lines.ts";
import { withoutPlainlyIncluded } from "./inclusion.ts";
import { Budget, defaultLimits, LimitReached, type Limits } from "./limits.ts";
import { type PreparedStatement, prepare, readSymbols, variablesMax } from "./prepare.ts";
import { type AccessStatement, readStatements, type Unreadable } from "./statement.ts";
import { hasSymbol, Symbols } from "./symbols.ts";
import { type Witness, witnessOf } from "./witness.ts";

/** The policies that bear on one principal or resource. Absent layers put no limit. */
export interface PolicySet {
  /** The policies that grant: one union. For the narrow view the one document. */
  readonly grants: readonly PolicyDocument[];
  /** Further unions that each have to allow too: a permissions boundary, SCP levels, … */
  readonly limits?: readonly (readonly PolicyDocument[])[];
}

/** What one side allows that the other does not. */
export interface Difference {
  /** Permissions management first. Complete, unless something is undecided. */
  readonly lines: readonly GrantLine[];
  readonly undecided: readonly Undecided[];
}

/** A part of the question that has no answer. */
export interface Undecided {
  /** For people: what could not be decided, and which limit or unknown value is the cause. */
  readonly reason: string;
  /** Of the side whose access is asked about. */
  readonly policy?: number;
  readonly statementIndex?: number;
  readonly statementId?: string;
}

export interface AccessComparison {
  readonly granted: Difference;
  readonly removed: Difference;
  /** True only when it is proved that both allow the same. */
  readonly equal: boolean;
}

/**
 * What `head` allows that `base` does not, and the reverse, over all requests there can be. Every
 * line carries a request that the plain evaluator confirmed. Never throws for what a policy says;
 * past a limit the part in question is undecided.
 */
export function compareAccess(
  base: PolicySet,
  head: PolicySet,
  limits: Limits = defaultLimits,
): AccessComparison {
  const symbols = new Symbols();
  const sides = { base: read(base, symbols), head: read(head, symbols) };
  const classes = classesOf([sides.base.side, sides.head.side], limits);
  const granted = difference(sides.head, sides.base, classes, symbols, limits);
  const removed = difference(sides.base, sides.head, classes, symbols, limits);
  const isEmpty = ({ lines, undecided }: Difference): boolean =>
    lines.length === 0 && undecided.length === 0;
  return { granted, removed, equal: isEmpty(granted) && isEmpty(removed) };
}

const automata = new Automata();

/** Both directions share them. */
function classesOf(sides: readonly Side[], limits: Limits): readonly ActionClass[] | LimitReached {
  const count = sides.flatMap(({ layers, denies }) => [...layers.flat(), ...denies]).length;
  if (count > limits.statementsMax) {
    return new LimitReached(`statementsMax = ${limits.statementsMax}`);
  }
  try {
    return actionClassesOf(sides, new Budget(limits));
  } catch (error) {
    if (error instanceof LimitReached) return error;
    throw error;
  }
}

interface ReadSide {
  readonly side: Side;
  readonly policies: ApplicablePolicies;
  readonly unreadable: readonly Unreadable[];
}

function read(set: PolicySet, symbols: Symbols): ReadSide {
  const unreadable: Unreadable[] = [];
  let policy = 0;
  const readAll = (documents: readonly PolicyDocument[]): AccessStatement[] =>
    documents.flatMap((document) => {
      const found = readStatements(document, policy++, symbols);
      unreadable.push(...found.unreadable);
      return found.statements;
    });
  const layers = [set.grants, ...(set.limits ?? [])].map(readAll);
  const prepared = layers.map((statements) =>
    statements.flatMap((statement) => {
      const variants = prepare(statement, symbols);
      if (variants) return variants;
      const { index, sid } = statement;
      const reason = `more than ${variablesMax} policy variables in one statement`;
      unreadable.push({
        policy: statement.policy,
        index,
        ...(sid !== undefined && { sid }),
        reason,
      });
      return [];
    }),
  );
  const ofEffect = (effect: string, list: readonly PreparedStatement[]): PreparedStatement[] =>
    list.filter(({ source }) => source.effect === effect);
  const [identity = [], ...others] = layers;
  return {
    side: {
      layers: prepared.map((layer) => ofEffect("Allow", layer)),
      denies: prepared.flatMap((layer) => ofEffect("Deny", layer)),
    },
    policies: { identity, serviceControl: others },
    unreadable,
  };
}

function difference(
  head: ReadSide,
  base: ReadSide,
  classes: readonly ActionClass[] | LimitReached,
  symbols: Symbols,
  limits: Limits,
): Difference {
  const undecided: Undecided[] = [
    ...head.unreadable.map((each) => unreadable("", each)),
    ...base.unreadable.map((each) => unreadable("of the other side ", each)),
  ];
  if (symbols.collision) {
    const reason = "a policy contains characters for private use, or too many unknown values";
    return { lines: [], undecided: [...undecided, { reason }] };
  }
  if (classes instanceof LimitReached) {
    undecided.push({ reason: `a limit was reached: ${classes.limit}` });
    return { lines: [], undecided };
  }

  automata.trim();
  const budget = new Budget(limits);
  const search = searchDifference(head.side, base.side, automata, budget, classes);
  const confirmed: { found: Found; witness: Witness }[] = [];
  for (const found of search.found) {
    const witness = witnessOf(found, symbols);
    const isConfirmed =
      evaluate(witness.request, head.policies).allowed &&
      !evaluate(witness.request, base.policies).allowed;
    if (isConfirmed) confirmed.push({ found, witness });
    else undecided.push(place(found.statement, unconfirmed(head.side, base.side, symbols)));
  }
  undecided.push(...givenUp(search));
  if (!confirmed.some(({ found }) => found.practical) && undecided.length === 0) {
    const relevant = (found: Found): boolean => confirmed.length === 0 || found.practical;
    undecided.push(...dependsOn(head.side, base.side, symbols, new Budget(limits), relevant));
  }
  return {
    lines: grantLines(confirmed, classes, { symbols, keys: keyNames([head, base]) }),
    undecided: distinct(undecided),
  };
}

/**
 * A variable that was taken for a fresh value can have to be one that the policies name, by a
 * condition on its key: then the example does not hold. Without variables it would be a mistake.
 */
function unconfirmed(head: Side, base: Side, symbols: Symbols): string {
  const references = referencesOf([head, base], symbols);
  if (references.length > 0) return `it depends on the value of ${references.join(", ")}`;
  return "a difference was found, but its example does not confirm it";
}

/** What stands for values that are not known, in all statements of both sides. */
function referencesOf(sides: readonly Side[], symbols: Symbols): string[] {
  const statements = sides.flatMap(({ layers, denies }) => [...layers.flat(), ...denies]);
  const involved = statements.filter(({ hasSymbols }) => hasSymbols);
  return [...new Set(involved.flatMap((each) => symbols.referencesIn(text(each))))];
}

function keyNames(sides: readonly ReadSide[]): Map<string, string> {
  const statements = sides.flatMap(({ side }) => [...side.layers.flat(), ...side.denies]);
  const conditions = statements.flatMap(({ source }) => source.conditions);
  return new Map(conditions.map(({ key, keyText }) => [key, keyText]));
}

function givenUp({ givenUp: list }: SearchResult): Undecided[] {
  return list.map(({ statement, limit }) => place(statement, `a limit was reached: ${limit}`));
}

/**
 * Whether an absence that was found with symbols holds for every value of them. Two questions: does
 * head stay within what base's Allows allow, and does head stay clear of base's Denies, each read
 * for the worst value. What fails depends on the value.
 *
 * @param isRelevant leaves out differences in theory where such are known already.
 */
function dependsOn(
  head: Side,
  base: Side,
  symbols: Symbols,
  budget: Budget,
  isRelevant: (found: Found) => boolean,
): Undecided[] {
  if (referencesOf([head, base], symbols).length === 0) return [];
  const readAs = (
    list: readonly PreparedStatement[],
    reading: "most" | "least",
  ): PreparedStatement[] => list.flatMap((each) => readSymbols(each, reading) ?? []);
  const complements = (
    list: readonly PreparedStatement[],
    reading: "most" | "least",
  ): PreparedStatement[] =>
    list.flatMap((each) =>
      hasComplementSymbols(each) ? (readSymbols(each, reading) ?? []) : [each],
    );

  // What a deny of head takes away as well is no question, whatever its symbols are.
  const baseDenies = withoutPlainlyIncluded(base.denies, [head.denies], automata, budget);
  const widest = ({ layers, denies }: Side): Side => ({
    layers: layers.map((layer) => readAs(layer, "most")),
    denies: readAs(denies, "least"),
  });
  const [grants = [], ...others] = head.layers;
  const rest = withoutPlainlyIncluded(grants, base.layers, automata, budget);
  const left: Side = { layers: [rest, ...others], denies: head.denies };
  const within: Side =
    constrainsTwice(head) || base.layers.flat().some(excludes)
      ? widest(left)
      : {
          layers: left.layers.map((layer) => complements(layer, "most")),
          denies: complements(head.denies, "least"),
        };
  const allows: Side = {
    layers: base.layers.map((layer) => complements(layer, "least")),
    denies: [],
  };
  const results = [
    searchDifference(within, allows, automata, budget),
    ...(baseDenies.length === 0
      ? []
      : [
          searchDifference(
            widest(head),
            { layers: [], denies: readAs(baseDenies, "most") },
            automata,
            budget,
          ),
        ]),
  ];
  if (results.every(({ found, givenUp: list }) => found.length + list.length === 0)) return [];
  const references = referencesOf([head, base], symbols);
  return results.flatMap((result) => [
    ...result.found
      .filter(isRelevant)
      .slice(0, 1)
      .map(({ statement }) =>
        place(statement, `it depends on the value of ${references.join(", ")}`),
      ),
    ...givenUp(result),
  ]);
}

/** A symbol that is excluded (`NotResource`, a negated operator) counts as the opposite side. */
function hasComplementSymbols({
  actions,
  resources,
  principals,
  conditions,
}: PreparedStatement): boolean {
  const values = [actions, resources].some(
    (each) => each?.negated && each.patterns.some(hasSymbol),
  );
  const named = principals?.negated && principals.principals.some(({ value }) => hasSymbol(value));
  return (
    values ||
    named === true ||
    conditions.some(({ operator, values: own }) => operator.negated && own.some(hasSymbol))
  );
}

/** Whether a statement says what something must not be. */
function excludes({ actions, resources, principals, conditions }: PreparedStatement): boolean {
  return (
    actions.negated ||
    resources?.negated === true ||
    principals?.negated === true ||
    conditions.some(({ operator }) => operator.negated || operator.comparison === "null")
  );
}

/** Whether head asks two things of one attribute, so that a symbol may have to meet the other one. */
function constrainsTwice({ layers, denies }: Side): boolean {
  if (layers.length > 1) return true;
  if (denies.some(excludes)) return true;
  return layers
    .flat()
    .some(({ conditions }) => new Set(conditions.map(({ key }) => key)).size < conditions.length);
}

function text({ actions, resources, principals, conditions }: PreparedStatement): string {
  return JSON.stringify([actions, resources, principals, conditions]);
}

function place({ source }: PreparedStatement, reason: string): Undecided {
  const { policy, index, sid } = source;
  return { reason, policy, statementIndex: index, ...(sid !== undefined && { statementId: sid }) };
}

function unreadable(side: string, { policy, index, sid, reason }: Unreadable): Undecided {
  const named = sid === undefined ? `with index ${index}` : `\`${sid}\``;
  const what = `the statement ${side}${named} cannot be judged: ${reason}`;
  if (side !== "") return { reason: what };
  return {
    reason: what,
    policy,
    statementIndex: index,
    ...(sid !== undefined && { statementId: sid }),
  };
}

function distinct(list: readonly Undecided[]): Undecided[] {
  return [...new Map(list.map((each) => [JSON.stringify(each), each])).values()];
}
