import { knownText } from "../policy/text-value.ts";
import { writtenDocument } from "../policy/written-document.ts";
import { type ActionClass, actionClasses, namedActionClasses } from "./action-classes.ts";
import { ActionIndex } from "./action-index.ts";
import {
  type Confirmed,
  type Frame,
  keyNames,
  linesOf,
  type Proof,
  prove,
  sharedAutomata,
  statementsOf,
  type Undecided,
} from "./difference.ts";
import type { Side } from "./difference-search.ts";
import { evaluate } from "./evaluate.ts";
import type { GrantLine } from "./grant-lines.ts";
import { Budget, defaultLimits, LimitReached, type Limits } from "./limits.ts";
import { type PolicySet, type ReadSide, readSet } from "./policy-set.ts";
import type { PreparedStatement } from "./prepare.ts";
import { exampleResources } from "./resource-examples.ts";
import type { AccessStatement, Unreadable } from "./statement.ts";
import { Symbols } from "./symbols.ts";
import { displayedWitness, type Witness } from "./witness.ts";

/**
 * What CheckAccessNotGranted is asked (Access Analyzer API reference, `Access`): with both lists, is
 * one of the actions allowed on one of the resources; with actions alone, on any resource; with
 * resources alone, by any action.
 */
export interface Question {
  /** Patterns: `iam:PassRole`, `s3:Get*`; case does not count. Absent: any action. */
  readonly actions?: readonly string[];
  /** ARN patterns. Absent: any resource. */
  readonly resources?: readonly string[];
  /**
   * Set to ask what is allowed *whatever* the request's context is: an Allow with a condition does not
   * count then, and a Deny with one counts in full. Absent: what is allowed in any context there can be.
   */
  readonly unconditionally?: boolean;
}

export type Answer = Allowed | { readonly result: "not allowed" } | UndecidedAnswer;

export interface Allowed {
  readonly result: "allowed";
  /** A request that the plain evaluator found allowed. */
  readonly witness: Witness;
  /**
   * False when all that is allowed fits no known ARN format of its action, or no request that AWS
   * would send: nothing to raise an alarm about.
   */
  readonly practical: boolean;
  /** The Allow behind the witness: its document among `grants`, and its place in that. */
  readonly policy: number;
  readonly statementIndex: number;
  readonly statementId?: string;
  /** Everything that was asked about and is allowed. Made when it is first read: it takes longer. */
  readonly lines: readonly GrantLine[];
}

interface UndecidedAnswer {
  readonly result: "undecided";
  /** At least one. */
  readonly undecided: readonly Undecided[];
}

/**
 * Answers by meaning: over all statements, Denies, boundaries and conditions of the set. What a
 * boundary or a Deny takes away is not allowed; a statement that may or may not be there counts when
 * it allows. Never throws for what a policy says.
 *
 * Answers are kept with the set, and a question with which no statement has to do costs next to
 * nothing: hand in the same object for many questions.
 */
export function ask(set: PolicySet, question: Question, limits: Limits = defaultLimits): Answer {
  const asked = askedSetOf(set, question.unconditionally === true);
  if (limits !== defaultLimits) return answer(asked, question, limits);
  const key = JSON.stringify([question.actions, question.resources]);
  const known = asked.answers.get(key);
  if (known) return known;
  if (asked.answers.size >= answersMax) asked.answers.clear();
  const result = answer(asked, question, limits);
  asked.answers.set(key, result);
  return result;
}

/** Answers that are kept for one set. */
const answersMax = 1000;

/** Likely requests that are tried before the search. */
const triesMax = 12;

/** A set that was read once for all questions. */
interface AskedSet {
  readonly symbols: Symbols;
  readonly read: ReadSide;
  readonly statements: readonly PreparedStatement[];
  /** Over the actions of `statements`. */
  readonly index: ActionIndex;
  /** What could not be read and may allow something. */
  readonly unreadable: readonly MayAllow[];
  readonly answers: Map<string, Answer>;
}

interface MayAllow {
  readonly unreadable: Unreadable;
  readonly layer: number;
  /** Absent: it may be about any action. */
  readonly actions?: ActionIndex;
}

const askedSets = {
  anyContext: new WeakMap<PolicySet, AskedSet>(),
  everyContext: new WeakMap<PolicySet, AskedSet>(),
};

function askedSetOf(set: PolicySet, unconditionally: boolean): AskedSet {
  const kept = unconditionally ? askedSets.everyContext : askedSets.anyContext;
  let found = kept.get(set);
  if (!found) {
    const symbols = new Symbols();
    const given = readSet(set, symbols);
    const read = unconditionally ? inEveryContext(given) : given;
    const statements = [...read.side.layers.flat(), ...read.side.denies];
    found = {
      symbols,
      read,
      statements,
      index: new ActionIndex(statements.map(({ actions }) => actions)),
      unreadable: mayAllow(set, given.unreadable),
      answers: new Map(),
    };
    kept.set(set, found);
  }
  return found;
}

/** Allows with conditions left out, and Denies without theirs. */
function inEveryContext({ side, policies, unreadable }: ReadSide): ReadSide {
  const ofSource = (list: readonly AccessStatement[]): AccessStatement[] =>
    list.flatMap((each) => {
      if (each.conditions.length === 0) return [each];
      return each.effect === "Deny" ? [{ ...each, conditions: [] }] : [];
    });
  return {
    side: {
      layers: side.layers.map((layer) =>
        layer.filter(({ source }) => source.conditions.length === 0),
      ),
      denies: side.denies.map((each) => ({ ...each, conditions: [] })),
    },
    policies: {
      identity: ofSource(policies.identity),
      serviceControl: (policies.serviceControl ?? []).map(ofSource),
    },
    unreadable,
  };
}

/** An unreadable Deny could only take away. */
function mayAllow(set: PolicySet, unreadable: readonly Unreadable[]): MayAllow[] {
  const layers = [set.grants, ...(set.limits ?? [])];
  const documents = layers.flatMap((layer, at) => layer.map((document) => ({ document, at })));
  return unreadable.flatMap((each) => {
    const place = documents[each.policy];
    const statement = place?.document.statements.find(({ index }) => index === each.index);
    if (!place || statement?.effect === "Deny") return [];
    const texts = statement?.action?.values.map(knownText) ?? [undefined];
    const patterns = texts.flatMap((text) => text?.toLowerCase() ?? []);
    const actions =
      patterns.length === texts.length
        ? { actions: new ActionIndex([{ patterns, negated: false }]) }
        : {};
    return [{ unreadable: each, layer: place.at, ...actions }];
  });
}

function answer(asked: AskedSet, question: Question, limits: Limits): Answer {
  const { symbols } = asked;
  const patterns = [...new Set((question.actions ?? ["*"]).map((text) => text.toLowerCase()))];
  const head = concerning(asked, patterns);
  if (!head || question.resources?.length === 0) return { result: "not allowed" };
  const shared = sharedAnswers(head, symbols, limits);
  const key = JSON.stringify([question.actions, question.resources]);
  const known = shared?.answers.get(key)?.find(({ side }) => isSameSide(side, head.side));
  if (known) return known.answer;
  const found = answerFrom(head, patterns, question, { symbols, limits });
  shared?.keep(key, { side: head.side, answer: found });
  return found;
}

interface SharedAnswer {
  readonly side: Side;
  readonly answer: Answer;
}

/**
 * Where answers are kept that follow from these statements alone: other sets that have just them get
 * the same ones, as have all holders of a policy that AWS manages. `undefined` where something belongs
 * to the set: symbols, and what could not be read.
 */
function sharedAnswers(
  { side, unreadable }: ReadSide,
  symbols: Symbols,
  limits: Limits,
): SharedAnswers | undefined {
  const first = side.layers[0]?.[0];
  if (!first || symbols.collision || unreadable.length > 0) return undefined;
  if (statementsOf(side).some(({ hasSymbols }) => hasSymbols)) return undefined;
  const byStatement = answersByLimits.get(limits) ?? new WeakMap();
  answersByLimits.set(limits, byStatement);
  const answers = byStatement.get(first) ?? new SharedAnswers();
  byStatement.set(first, answers);
  return answers;
}

const answersByLimits = new WeakMap<Limits, WeakMap<PreparedStatement, SharedAnswers>>();

/** Of all sides that begin with one statement. */
class SharedAnswers {
  readonly answers = new Map<string, SharedAnswer[]>();

  keep(key: string, answer: SharedAnswer): void {
    if (this.answers.size >= answersMax) this.answers.clear();
    const known = this.answers.get(key);
    if (!known) this.answers.set(key, [answer]);
    else if (known.length < sidesMax) known.push(answer);
  }
}

/** Sides whose answers to one question are kept. */
const sidesMax = 8;

/** Whether it is the very same statements in the same layers. */
function isSameSide(first: Side, second: Side): boolean {
  const isSame = (
    ours: readonly PreparedStatement[],
    theirs: readonly PreparedStatement[] | undefined,
  ): boolean => ours.length === theirs?.length && ours.every((each, at) => each === theirs[at]);
  return (
    first.layers.length === second.layers.length &&
    first.layers.every((layer, at) => isSame(layer, second.layers[at])) &&
    isSame(first.denies, second.denies)
  );
}

function answerFrom(
  head: ReadSide,
  patterns: readonly string[],
  question: Question,
  frame: Frame,
): Answer {
  const { symbols, limits } = frame;
  const limit = limitOf(patterns, question, symbols);
  const limited = limitedBy(head, limit);
  const classes = classesOf(limited.side, limit, patterns, limits);
  if (classes instanceof LimitReached) {
    const reason = `a limit was reached: ${classes.limit}`;
    return { result: "undecided", undecided: [{ reason }] };
  }
  const namedActionsOnly = !patterns.some((pattern) => /[*?]/.test(pattern));
  const search = (first: boolean): Proof =>
    prove(limited, nothing, { classes, namedActionsOnly, first }, frame);

  const hasPrincipals = statementsOf(head.side).some(({ principals }) => principals);
  const likely = hasPrincipals ? undefined : tryLikely(limited, classes, question, symbols);
  const proof = likely ? undefined : search(true);
  const best = likely ?? bestOf(proof?.confirmed ?? []);
  if (best) {
    let lines: readonly GrantLine[] | undefined;
    return {
      result: "allowed",
      ...best,
      witness: displayedWitness(best.witness, { symbols, keys: keyNames([head]) }),
      get lines() {
        lines ??= linesOf(search(false).confirmed, classes, [limited], frame);
        return lines;
      },
    };
  }
  const undecided = proof?.undecided ?? [];
  return undecided.length > 0 ? { result: "undecided", undecided } : { result: "not allowed" };
}

/**
 * The set without the statements that the actions do not concern. `undefined` when some layer has
 * nothing left that could allow: then it is not allowed, whatever else is said.
 */
function concerning(
  { read, statements, index, unreadable }: AskedSet,
  patterns: readonly string[],
): ReadSide | undefined {
  const positions = [...index.open, ...patterns.flatMap((each) => index.matching(each))];
  const concerned = new Set(positions.flatMap((at) => statements[at] ?? []));
  const left = unreadable.filter(
    ({ actions }) => !actions || patterns.some((pattern) => actions.matching(pattern).length > 0),
  );
  const layers: PreparedStatement[][] = [];
  for (const [at, layer] of read.side.layers.entries()) {
    const own = layer.filter((each) => concerned.has(each));
    if (own.length === 0 && !left.some((each) => each.layer === at)) return undefined;
    layers.push(own);
  }
  const sources = new Set([...concerned].map(({ source }) => source.policy * 1e6 + source.index));
  const keep = (list: readonly AccessStatement[]): AccessStatement[] =>
    list.filter((each) => sources.has(each.policy * 1e6 + each.index));
  const { identity, serviceControl = [] } = read.policies;
  return {
    side: { layers, denies: read.side.denies.filter((each) => concerned.has(each)) },
    policies: { identity: keep(identity), serviceControl: serviceControl.map(keep) },
    unreadable: left.map((each) => each.unreadable),
  };
}

/** The question as one more layer that has to allow. Without a version: `${` is a text in it. */
function limitOf(patterns: readonly string[], question: Question, symbols: Symbols): ReadSide {
  const statement = { Effect: "Allow", Action: patterns, Resource: question.resources ?? ["*"] };
  return readSet({ grants: [writtenDocument({ Statement: [statement] })] }, symbols);
}

function limitedBy({ side, policies, unreadable }: ReadSide, limit: ReadSide): ReadSide {
  return {
    side: { layers: [...side.layers, ...limit.side.layers], denies: side.denies },
    policies: {
      ...policies,
      serviceControl: [...(policies.serviceControl ?? []), limit.policies.identity],
    },
    unreadable,
  };
}

/** The side that allows nothing. */
export const nothing: ReadSide = {
  side: { layers: [[]], denies: [] },
  policies: { identity: [] },
  unreadable: [],
};

/** Only those that the question asks about; one each for actions that it names. */
function classesOf(
  { layers, denies }: Side,
  limit: ReadSide,
  patterns: readonly string[],
  limits: Limits,
): readonly ActionClass[] | LimitReached {
  const statements = [...layers.flat(), ...denies];
  if (statements.length > limits.statementsMax) {
    return new LimitReached(`statementsMax = ${limits.statementsMax}`);
  }
  if (patterns.every((pattern) => !/[*?]/.test(pattern))) {
    return namedActionClasses(statements, patterns);
  }
  const own = limit.side.layers.flat().map(({ actions }) => actions);
  try {
    const elements = statements.map(({ actions }) => actions);
    return actionClasses(elements, new Budget(limits)).filter(({ applies }) =>
      own.some((element) => applies.has(element)),
    );
  } catch (error) {
    if (error instanceof LimitReached) return error;
    throw error;
  }
}

type Best = Pick<Allowed, "witness" | "practical" | "policy" | "statementIndex" | "statementId">;

/**
 * Likely requests, put to the plain evaluator: what most policies say needs no search. Only a request
 * without context; whatever else may be allowed is left to the search.
 */
function tryLikely(
  { side, policies }: ReadSide,
  classes: readonly ActionClass[],
  question: Question,
  symbols: Symbols,
): Best | undefined {
  if (symbols.collision) return undefined;
  let tries = 0;
  const [grants = []] = side.layers;
  for (const actions of classes) {
    for (const statement of grants) {
      const { source, resources, conditions, hasSymbols } = statement;
      if (hasSymbols || conditions.length > 0 || !actions.applies.has(statement.actions)) continue;
      const own = resources && !resources.negated ? resources.patterns : [];
      const patterns = [...new Set([...(question.resources ?? []), ...own, "*"])];
      for (const { action, resource } of exampleResources(actions, patterns, sharedAutomata())) {
        if (tries++ >= triesMax) return undefined;
        const request = { action, resource, context: new Map() };
        const { allowed, statement: by = source } = evaluate(request, policies);
        if (!allowed) continue;
        return {
          witness: { request, assumptions: new Map() },
          practical: true,
          ...placeOf(by),
        };
      }
    }
  }
  return undefined;
}

function bestOf(confirmed: readonly Confirmed[]): Best | undefined {
  const best = confirmed.find(({ found }) => found.practical) ?? confirmed[0];
  if (!best) return undefined;
  const { found, witness } = best;
  return { witness, practical: found.practical, ...placeOf(found.statement.source) };
}

/** Where a statement stands, as answers say it. */
export function placeOf({
  policy,
  index,
  sid,
}: AccessStatement): Pick<Allowed, "policy" | "statementIndex" | "statementId"> {
  return { policy, statementIndex: index, ...(sid !== undefined && { statementId: sid }) };
}
