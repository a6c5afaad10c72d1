import { type ActionClass, actionClasses } from "./action-classes.ts";
import { Automata } from "./automata.ts";
import {
  type Found,
  type SearchOptions,
  type SearchResult,
  type Side,
  searchDifference,
} from "./difference-search.ts";
import { evaluate } from "./evaluate.ts";
import { withFacts } from "./facts.ts";
import { type GrantLine, grantLines } from "./grant-lines.ts";
import { Budget, LimitReached, type Limits } from "./limits.ts";
import type { ReadSide } from "./policy-set.ts";
import type { PreparedStatement } from "./prepare.ts";
import { withoutPlainlyAllowed } from "./reduce.ts";
import type { Unreadable } from "./statement.ts";
import { hasSymbol, type Symbols } from "./symbols.ts";
import { type Witness, witnessOf } from "./witness.ts";

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

/** A difference as it was found, before it is put into lines. */
export interface Proof {
  /** Each with a request that head allows and base does not. */
  readonly confirmed: readonly Confirmed[];
  readonly undecided: readonly Undecided[];
}

export interface Confirmed {
  readonly found: Found;
  readonly witness: Witness;
}

/** What the two sides were read with and may cost. */
export interface Frame {
  readonly symbols: Symbols;
  readonly limits: Limits;
}

const automata = new Automata();

/** The automata that all comparisons share. */
export function sharedAutomata(): Automata {
  automata.trim();
  return automata;
}

/** What head allows and base does not, in lines. */
export function differenceOf(head: ReadSide, base: ReadSide, frame: Frame): Difference {
  const { limits } = frame;
  try {
    const count = [head.side, base.side].flatMap(statementsOf).length;
    if (count > limits.statementsMax) {
      throw new LimitReached(`statementsMax = ${limits.statementsMax}`);
    }
    const budget = new Budget(limits);
    const side = withoutPlainlyAllowed(head.side, base.side, sharedAutomata(), budget);
    const targets = new Set((side.layers[0] ?? []).map(({ actions }) => actions));
    const elements = [side, base.side].flatMap(statementsOf).map(({ actions }) => actions);
    const classes = targets.size === 0 ? [] : actionClasses(elements, budget, targets);
    const { confirmed, undecided } = prove({ ...head, side }, base, { classes }, frame);
    return {
      lines: linesOf(confirmed, classes, [head, base], frame),
      undecided: distinct(undecided),
    };
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    const reason = `a limit was reached: ${error.limit}`;
    return { lines: [], undecided: distinct([...unreadableOf(head, base), { reason }]) };
  }
}

/** All statements of a side. */
export function statementsOf({ layers, denies }: Side): PreparedStatement[] {
  return [...layers.flat(), ...denies];
}

/** The same as requests. With `first` it ends at the first practical one. */
export function prove(
  head: ReadSide,
  base: ReadSide,
  options: SearchOptions,
  { symbols, limits }: Frame,
): Proof {
  const undecided = [...unreadableOf(head, base)];
  if (symbols.collision) {
    const reason = "a policy contains characters for private use, or too many unknown values";
    return { confirmed: [], undecided: [...undecided, { reason }] };
  }
  const own = sharedAutomata();
  const search = searchDifference(head.side, base.side, own, new Budget(limits), {
    ...options,
    mayBeArn: (symbol) => !symbols.isVariable(symbol),
  });
  const confirmed: Confirmed[] = [];
  const unconfirmed: Found[] = [];
  for (const found of search.found) {
    const witness = witnessOf(found, symbols);
    const isConfirmed =
      evaluate(witness.request, head.policies).allowed &&
      !evaluate(witness.request, base.policies).allowed;
    if (isConfirmed) confirmed.push({ found, witness });
    else unconfirmed.push(found);
  }
  undecided.push(...givenUp(search));
  const hasPractical = confirmed.some(({ found }) => found.practical);
  const references = referencesOf([head.side, base.side], symbols);
  if (references.length === 0) {
    // Without values that are not known it would be a mistake of the search.
    const reason = "a difference was found, but its example does not confirm it";
    undecided.push(...unconfirmed.map(({ statement }) => place(statement, reason)));
  } else if (unconfirmed.length > 0 || (!hasPractical && undecided.length === 0)) {
    // A symbol that was taken for a fresh value may have to be one that the policies name.
    const isRelevant = (found: Found): boolean =>
      found.practical || (confirmed.length === 0 && !hasPractical);
    const { classes: _, ...others } = options;
    undecided.push(
      ...dependsOn(head.side, base.side, symbols, new Budget(limits), { ...others, isRelevant }),
    );
  }
  return { confirmed, undecided };
}

/** @param classes the classes of all actions. */
export function linesOf(
  confirmed: readonly Confirmed[],
  classes: readonly ActionClass[],
  sides: readonly ReadSide[],
  { symbols }: Frame,
): GrantLine[] {
  return grantLines(confirmed, classes, { symbols, keys: keyNames(sides) });
}

/** What stands on both sides makes no difference, whatever it says: it allows and denies the same. */
function unreadableOf(head: ReadSide, base: ReadSide): Undecided[] {
  const without = (list: readonly Unreadable[], others: readonly Unreadable[]): Unreadable[] => {
    const known = new Set(others.map(({ content }) => content));
    return list.filter(({ content }) => !known.has(content));
  };
  return [
    ...without(head.unreadable, base.unreadable).map((each) => unreadable("", each)),
    ...without(base.unreadable, head.unreadable).map((each) =>
      unreadable("of the other side ", each),
    ),
  ];
}

/** What stands for values that are not known, in all statements of both sides. */
function referencesOf(sides: readonly Side[], symbols: Symbols): string[] {
  const involved = sides.flatMap(statementsOf).filter(({ hasSymbols }) => hasSymbols);
  return [...new Set(involved.flatMap((each) => symbols.referencesIn(symbolTextOf(each))))];
}

/** All texts of the statement that have symbols, in one. */
function symbolTextOf(statement: PreparedStatement): string {
  let known = symbolTexts.get(statement);
  if (known === undefined) {
    const { actions, resources, principals, conditions } = statement;
    known = [
      ...actions.patterns,
      ...(resources?.patterns ?? []),
      ...(principals?.principals.map(({ value }) => value) ?? []),
      ...conditions.flatMap(({ values }) => values),
    ]
      .filter(hasSymbol)
      .join("");
    symbolTexts.set(statement, known);
  }
  return known;
}

const symbolTexts = new WeakMap<PreparedStatement, string>();

/** Condition keys in lower case → as the policies write them. */
export function keyNames(sides: readonly ReadSide[]): Map<string, string> {
  const statements = sides.flatMap(({ side }) => [...side.layers.flat(), ...side.denies]);
  const conditions = statements.flatMap(({ source }) => source.conditions);
  return new Map(conditions.map(({ key, keyText }) => [key, keyText]));
}

function givenUp({ givenUp: list }: SearchResult): Undecided[] {
  return list.map(({ statement, limit }) => place(statement, `a limit was reached: ${limit}`));
}

/**
 * Whether an absence that was found with symbols holds for every value of them; what fails depends on
 * the value.
 *
 * @param options of the search; `isRelevant` leaves out differences in theory where such are known
 *   already.
 */
function dependsOn(
  head: Side,
  base: Side,
  symbols: Symbols,
  budget: Budget,
  { isRelevant, ...options }: SearchOptions & { isRelevant: (found: Found) => boolean },
): Undecided[] {
  const references = referencesOf([head, base], symbols);
  if (references.length === 0) return [];
  const read = withFacts(withoutPlainlyAllowed(head, base, automata, budget), base);
  const result = searchDifference(read.head, read.base, automata, budget, options);
  const reason = `it depends on the value of ${references.join(", ")}`;
  const found = result.found.filter(isRelevant).slice(0, 1);
  return [...found.map(({ statement }) => place(statement, reason)), ...givenUp(result)];
}

function place({ source }: PreparedStatement, reason: string): Undecided {
  const { policy, index, sid } = source;
  return { reason, policy, statementIndex: index, ...(sid !== undefined && { statementId: sid }) };
}

function unreadable(side: string, { policy, index, sid, reason }: Unreadable): Undecided {
  const named = sid === undefined ? `with index ${index}` : `\`${sid}\``;
  const what =
    index === undefined
      ? `statements ${side}cannot be judged: ${reason}`
      : `the statement ${side}${named} cannot be judged: ${reason}`;
  if (side !== "") return { reason: what };
  return {
    reason: what,
    policy,
    ...(index !== undefined && { statementIndex: index }),
    ...(sid !== undefined && { statementId: sid }),
  };
}

function distinct(list: readonly Undecided[]): Undecided[] {
  return [...new Map(list.map((each) => [JSON.stringify(each), each])).values()];
}
