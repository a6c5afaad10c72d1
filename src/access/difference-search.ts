import { type ActionClass, actionClasses, unknownActionClasses } from "./action-classes.ts";
import type { Automata } from "./automata.ts";
import { type Answer, ConditionSearch, type Guard, type Question } from "./condition-search.ts";
import { ExampleSearch, type Solved } from "./example-search.ts";
import { type Entry, entryOf, Inclusion, patternsOf, type Role } from "./inclusion.ts";
import { type Budget, LimitReached } from "./limits.ts";
import { deniedBy, namedBy } from "./match-principal.ts";
import { fillWildcards } from "./pattern-text.ts";
import type { PreparedStatement } from "./prepare.ts";
import { type PrincipalCandidate, principalCandidates } from "./principal-candidates.ts";

/** One side of a comparison: every layer has to allow, and no deny may match. */
export interface Side {
  readonly layers: readonly (readonly PreparedStatement[])[];
  readonly denies: readonly PreparedStatement[];
}

/** Access that head allows and base does not: actions × one resource pattern of one statement. */
export interface Found {
  /** The Allow of head. */
  readonly statement: PreparedStatement;
  readonly actions: ActionClass;
  /** The pattern of the statement, `*` for `NotResource` or no resource at all. */
  readonly pattern: string;
  /** One request of it. */
  readonly action: string;
  readonly resource: string;
  readonly principal: PrincipalCandidate;
  readonly answer: Answer;
  /** False when it fits no ARN format of the action, or needs a key absent that never is. */
  readonly practical: boolean;
  /** Where in the pattern the access is new, as narrowly as patterns can say it. */
  readonly within: readonly string[];
  /** Patterns of other statements that take something out of the pattern. */
  readonly except: readonly string[];
}

/** A part of the question that was given up. */
interface GivenUp {
  readonly statement: PreparedStatement;
  readonly limit: string;
}

export interface SearchResult {
  readonly found: readonly Found[];
  readonly givenUp: readonly GivenUp[];
}

/**
 * Finds everything that `head` allows and `base` does not, over all requests: every text of ARN
 * form, every action name, every combination of condition values.
 */
export function searchDifference(
  head: Side,
  base: Side,
  automata: Automata,
  budget: Budget,
  options: SearchOptions = {},
): SearchResult {
  return new DifferenceSearch(head, base, automata, budget, options).run();
}

export interface SearchOptions {
  /** The classes of the actions of both sides, where they are known already. */
  readonly classes?: readonly ActionClass[];
  /** Set when only actions that a list or a policy names are asked about. */
  readonly namedActionsOnly?: boolean;
  /** The principals that are asked about. Absent: all there can be. */
  readonly principals?: readonly PrincipalCandidate[];
  /** Whether one request is enough: the search ends at the first practical one. */
  readonly first?: boolean;
  /** Whether a symbol stands for a text that may be a whole ARN, or several components of one. */
  readonly mayBeArn?: (symbol: string) => boolean;
}

class DifferenceSearch {
  private readonly entries: readonly Entry[];
  private readonly options: SearchOptions;
  private readonly automata: Automata;
  private readonly budget: Budget;
  private readonly conditions: ConditionSearch;
  private readonly layerCounts: { head: number; base: number };
  private candidates: readonly PrincipalCandidate[] = [];
  private readonly candidatesByEntry = new Map<Entry, readonly PrincipalCandidate[]>();
  private readonly found: Found[] = [];
  private readonly givenUp: GivenUp[] = [];
  private readonly examples: ExampleSearch;
  private readonly inclusion: Inclusion;

  constructor(head: Side, base: Side, automata: Automata, budget: Budget, options: SearchOptions) {
    this.options = options;
    this.automata = automata;
    this.budget = budget;
    this.conditions = new ConditionSearch(automata, budget);
    this.inclusion = new Inclusion(automata, budget, this.conditions, "fresh values");
    this.examples = new ExampleSearch(automata, budget, options.mayBeArn);
    const [first = [], ...others] = head.layers;
    this.layerCounts = { head: others.length, base: base.layers.length };
    const headDenies = new Set(head.denies.map((each) => this.identity(each)));
    // What head denies itself needs no second look: dropping it from base changes no answer.
    const baseDenies = base.denies.filter((each) => !headDenies.has(this.identity(each)));
    this.entries = [
      ...first.map((each) => entryOf(each, "head", 0)),
      ...others.flatMap((layer, at) => layer.map((each) => entryOf(each, "headLayer", at))),
      ...head.denies.map((each) => entryOf(each, "headDeny", 0)),
      ...base.layers.flatMap((layer, at) => layer.map((each) => entryOf(each, "baseLayer", at))),
      ...baseDenies.map((each) => entryOf(each, "baseDeny", 0)),
    ];
  }

  run(): SearchResult {
    const [first] = this.entries;
    if (first?.role !== "head") return this.result();
    let current = first.statement;
    try {
      const statements = this.entries.map(({ statement }) => statement);
      this.candidates =
        this.options.principals ?? principalCandidates(statements, this.automata, this.budget);
      const elements = statements.map(({ actions }) => actions);
      for (const actions of this.options.classes ?? actionClasses(elements, this.budget)) {
        for (const entry of this.headEntries(actions)) {
          current = entry.statement;
          this.searchEntry(entry, actions);
          if (this.options.first && this.hasPractical()) return this.result();
        }
      }
      if (this.options.namedActionsOnly || this.hasPractical()) return this.result();
      for (const entry of this.entries) {
        if (entry.role !== "head") continue;
        current = entry.statement;
        this.searchUnknownActions(entry);
      }
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      this.givenUp.push({ statement: current, limit: error.limit });
    }
    return this.result();
  }

  private result(): SearchResult {
    return { found: this.found, givenUp: this.givenUp };
  }

  private hasPractical(): boolean {
    return this.found.some(({ practical }) => practical);
  }

  private headEntries(actions: ActionClass): Entry[] {
    return this.entries.filter(
      ({ role, statement }) => role === "head" && actions.applies.has(statement.actions),
    );
  }

  /** Names that no list has; only where a pattern of base does not plainly include them. */
  private searchUnknownActions(entry: Entry): void {
    const { actions } = entry.statement;
    const patterns = actions.negated ? ["*"] : actions.patterns.filter((text) => /[*?]/.test(text));
    for (const within of patterns) {
      if (this.coversUnknown(entry, within)) continue;
      const elements = this.entries.map(({ statement }) => statement.actions);
      let classes: readonly ActionClass[];
      try {
        classes = unknownActionClasses(within, elements, this.automata, this.budget);
      } catch (error) {
        if (!(error instanceof LimitReached)) throw error;
        this.givenUp.push({ statement: entry.statement, limit: error.limit });
        continue;
      }
      for (const found of classes) {
        if (found.applies.has(entry.statement.actions)) this.searchEntry(entry, found);
      }
    }
  }

  /** Whether base plainly allows every action of the pattern, known or not, wherever `entry` does. */
  private coversUnknown(entry: Entry, within: string): boolean {
    const covering = (candidate: Entry): boolean =>
      this.inclusion.includesActions(candidate, entry, within) &&
      patternsOf(entry).every((pattern) => this.inclusion.covers(candidate, entry, pattern));
    const isDenied = this.entries.some(
      ({ role, statement: { actions } }) =>
        role === "baseDeny" &&
        (actions.negated ||
          actions.patterns.some(
            (text) => /[*?]/.test(text) && this.inclusion.overlaps("like", text, within),
          )),
    );
    return !isDenied && this.eachLayerHas("baseLayer", this.entries, covering);
  }

  private searchEntry(entry: Entry, actions: ActionClass): void {
    const relevant = this.entries.filter(({ statement }) => actions.applies.has(statement.actions));
    for (const pattern of patternsOf(entry)) {
      try {
        this.budget.question();
        this.searchPattern(entry, actions, pattern, relevant);
      } catch (error) {
        if (!(error instanceof LimitReached)) throw error;
        this.givenUp.push({ statement: entry.statement, limit: error.limit });
        // What all searches share is used up: the rest would fail alike.
        if (this.budget.exhausted) throw error;
      }
    }
  }

  private searchPattern(
    entry: Entry,
    actions: ActionClass,
    pattern: string,
    all: readonly Entry[],
  ): void {
    this.budget.step(all.length >> 1);
    const isDenied = all.some(
      (each) => each.role === "baseDeny" && this.inclusion.matters(each, pattern),
    );
    const isPlainlyAllowed =
      !isDenied &&
      this.eachLayerHas("baseLayer", all, (each) => this.inclusion.covers(each, entry, pattern));
    if (isPlainlyAllowed) return;
    const reach = this.examples.widened(pattern) ?? pattern;
    const relevant = all.filter((each) => this.inclusion.matters(each, reach));
    // A deny of head that plainly covers the pattern leaves nothing.
    if (
      relevant.some(
        (each) => each.role === "headDeny" && this.inclusion.covers(each, entry, pattern),
      )
    )
      return;

    // What other Allows of head say is asked for them in turn.
    const asked = relevant.filter(
      (each) => each.role !== "head" || (each === entry && each.complement),
    );
    const texts = new Set<string>();
    for (const each of asked) {
      for (const text of each.patterns) {
        if (text !== pattern && text !== "*" && this.inclusion.overlaps("arn", text, reach))
          texts.add(text);
      }
    }
    const others = [...texts];

    /** What the conditions say where just these of the patterns match. */
    const solved = new Map<string, Solved | undefined>();
    const solve = (accepted: readonly boolean[]): Solved | undefined => {
      const key = accepted.map(Number).join("");
      if (solved.has(key)) return solved.get(key);
      const matching = relevant.filter((each) => matchesSignature(each, pattern, others, accepted));
      const result = matching.includes(entry) ? this.solve(entry, matching) : undefined;
      solved.set(key, result);
      return result;
    };
    const absorbed = absorbedBy(others, asked);
    const best = this.examples.find({ actions, pattern, patterns: others, absorbed }, solve);
    if (!best) return;
    this.budget.confirmation(this.entries.length);
    const within = this.narrowed(entry, pattern, relevant);
    const except = relevant
      .filter((each) => each !== entry && each.role !== "headLayer" && !each.complement)
      .flatMap(({ patterns }) => patterns)
      .filter((text) => text !== pattern && texts.has(text) && !within.includes(text));
    this.found.push({
      statement: entry.statement,
      actions,
      pattern,
      within,
      except: [...new Set(except)],
      ...best,
    });
  }

  /**
   * Where base allows all of the pattern but for its denies, only what they name can be new; where it
   * allows all but what a `NotResource` names, only that. Else it is the pattern.
   */
  private narrowed(entry: Entry, pattern: string, relevant: readonly Entry[]): readonly string[] {
    const denies = relevant.filter(({ role }) => role === "baseDeny");
    const allows = relevant.filter(({ role }) => role === "baseLayer");
    let named: readonly string[] | undefined;
    if (
      this.eachLayerHas("baseLayer", allows, (each) => this.inclusion.covers(each, entry, pattern))
    ) {
      if (denies.some(({ complement }) => complement)) return [pattern];
      named = denies.flatMap(({ patterns }) => patterns);
    } else if (denies.length === 0 && this.layerCounts.base === 1) {
      const anywhere: Entry = { ...entry, patterns: [], patternSet: new Set(), complement: true };
      named = allows.find(
        (each) =>
          each.complement && this.inclusion.covers({ ...each, patterns: [] }, anywhere, "*"),
      )?.patterns;
    }
    const own = this.automata.of("arn", pattern);
    const inside = (named ?? []).filter((text) => this.inclusion.overlaps("arn", text, pattern));
    const left = entry.complement ? inside.filter((text) => !entry.patternSet.has(text)) : inside;
    const isInside = (text: string): boolean =>
      pattern === "*" || (!pattern.includes("?") && own.matches(fillWildcards(text)));
    return left.length > 0 && left.every(isInside) ? [...new Set(left)] : [pattern];
  }

  /** The conditions, for each principal in turn. */
  private solve(entry: Entry, matching: readonly Entry[]): Solved | undefined {
    let theoretical: Solved | undefined;
    for (const principal of this.candidatesFor(entry)) {
      const asked = matching.filter((each) => concerns(each.statement, principal));
      const guards = (role: Role): Guard[] =>
        asked.filter((each) => each.role === role).map(({ statement }) => statement.conditions);
      const layers = (role: Role, count: number): Guard[][] =>
        Array.from({ length: count }, (_, layer) =>
          asked
            .filter((each) => each.role === role && each.layer === layer)
            .map(({ statement }) => statement.conditions),
        );
      const question: Question = {
        must: entry.statement.conditions,
        layers: layers("headLayer", this.layerCounts.head),
        denies: guards("headDeny"),
        baseLayers: layers("baseLayer", this.layerCounts.base),
        baseDenies: guards("baseDeny"),
        fixed: principal.fixed,
        ...(principal.choices && { choices: principal.choices }),
      };
      const answer = this.conditions.solve(question);
      if (!answer) continue;
      if (!answer.theoretical) return { principal, answer, practical: true };
      theoretical ??= { principal, answer, practical: false };
    }
    return theoretical;
  }

  private candidatesFor(entry: Entry): readonly PrincipalCandidate[] {
    let known = this.candidatesByEntry.get(entry);
    if (!known) {
      known = this.candidates.filter((candidate) => concerns(entry.statement, candidate));
      this.candidatesByEntry.set(entry, known);
    }
    return known;
  }

  private eachLayerHas(
    role: Role,
    entries: readonly Entry[],
    has: (entry: Entry) => boolean,
  ): boolean {
    for (let layer = 0; layer < this.layerCounts.base; layer++) {
      if (!entries.some((each) => each.role === role && each.layer === layer && has(each)))
        return false;
    }
    return true;
  }

  private identity(statement: PreparedStatement): string {
    const { actions, resources, principals, conditions } = statement;
    return JSON.stringify([
      actions.negated,
      [...actions.patterns].sort(),
      resources && [resources.negated, [...resources.patterns].sort()],
      principals && [
        principals.negated,
        principals.principals.map(({ type, value }) => `${type} ${value}`).sort(),
      ],
      conditions.map((condition) => this.conditions.id(condition)).sort((a, b) => a - b),
    ]);
  }
}

/** Whether the statement applies to resources that match just these of the patterns. */
function matchesSignature(
  entry: Entry,
  pattern: string,
  others: readonly string[],
  accepted: readonly boolean[],
): boolean {
  const matches = entry.patterns.some(
    (text) => text === "*" || text === pattern || accepted[others.indexOf(text)] === true,
  );
  return entry.complement !== matches;
}

/**
 * For each pattern, those that say nothing more once it matches: they are in no statement that it is not
 * in as well. Of two with the same statements, only the later one.
 */
function absorbedBy(patterns: readonly string[], entries: readonly Entry[]): number[][] {
  if (patterns.length > absorbedPatternsMax) return [];
  const holders = patterns.map((text) =>
    entries.flatMap((entry, at) => (entry.patternSet.has(text) ? [at] : [])),
  );
  const sets = holders.map((list) => new Set(list));
  return patterns.map((_, at) =>
    holders.flatMap((own, other) => {
      const all = sets[at] ?? new Set();
      const isIncluded = other !== at && own.every((each) => all.has(each));
      return isIncluded && (own.length < all.size || other > at) ? [other] : [];
    }),
  );
}

/** Past it the search goes without. */
const absorbedPatternsMax = 150;

function concerns(
  { principals, source }: PreparedStatement,
  candidate: PrincipalCandidate,
): boolean {
  if (!principals || !candidate.principal) return true;
  return source.effect === "Deny"
    ? deniedBy(principals, candidate.principal)
    : namedBy(principals, candidate.principal) !== "no";
}
