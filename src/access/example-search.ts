import type { ActionClass } from "./action-classes.ts";
import type { Automata } from "./automata.ts";
import type { Automaton } from "./automaton.ts";
import type { Answer } from "./condition-search.ts";
import type { Budget } from "./limits.ts";
import type { PrincipalCandidate } from "./principal-candidates.ts";
import { searchProduct } from "./product-search.ts";
import { beautified, exampleResources, resourceFormats } from "./resource-examples.ts";
import { hasSymbol } from "./symbols.ts";

/** Where an example is looked for: the actions of a class on what one pattern matches. */
interface SearchedPlace {
  readonly actions: ActionClass;
  readonly pattern: string;
  /** Further patterns that make a difference. */
  readonly patterns: readonly string[];
  /** As `searchProduct` takes it. */
  readonly absorbed: readonly (readonly number[])[];
}

/** Who may make such a request, and under which conditions. */
export interface Solved {
  readonly principal: PrincipalCandidate;
  readonly answer: Answer;
  /** False when it needs a key to be absent that never is. */
  readonly practical: boolean;
}

interface Example extends Solved {
  readonly action: string;
  readonly resource: string;
}

/** What the conditions say where just these of the patterns match; `undefined`: nothing is new there. */
type Solve = (accepted: readonly boolean[]) => Solved | undefined;

/** Patterns of other statements from which likely resources are made. */
const likelyPatternsMax = 6;

/** Finds one request of a difference, or proves that there is none. */
export class ExampleSearch {
  private readonly automata: Automata;
  private readonly budget: Budget;
  private readonly mayBeArn: ((symbol: string) => boolean) | undefined;
  private readonly universe: Automaton;

  /** @param mayBeArn whether a symbol stands for a text that may be a whole ARN, or several components. */
  constructor(
    automata: Automata,
    budget: Budget,
    mayBeArn: ((symbol: string) => boolean) | undefined,
  ) {
    this.automata = automata;
    this.budget = budget;
    this.mayBeArn = mayBeArn;
    this.universe = automata.of("arn", "arn:*:*:*:*:*");
  }

  /**
   * A request within the pattern: one that people would recognise if there is one. First some likely
   * resources; then every text there is, which alone can prove that there is none; then, since there
   * is one, those that fit an ARN format.
   */
  find(place: SearchedPlace, solve: Solve): Example | undefined {
    const { actions, pattern, patterns, absorbed } = place;
    const own = this.automata.of("arn", pattern);
    const star = this.automata.of("arn", "*");
    const others = patterns.map((text) => this.automata.of("arn", text));
    let theoretical: Example | undefined;
    const likely = [pattern, ...patterns.slice(0, likelyPatternsMax)];
    for (const { action, resource } of exampleResources(actions, likely, this.automata)) {
      // `*` as a resource is no ARN: it is matched by `*` alone.
      const matches = (automaton: Automaton): boolean =>
        resource === "*" ? automaton === star : automaton.matches(resource);
      if (!matches(own)) continue;
      const solved = solve(others.map(matches));
      if (solved?.practical) return { action, resource, ...solved };
      if (solved) theoretical ??= { action, resource, ...solved };
    }
    for (const each of likely) {
      const found = this.onUnknown(each, place, solve);
      if (found) return found;
    }
    if (!theoretical) {
      const action = actions.actions[0]?.name ?? "";
      const visit = (accepted: readonly boolean[], resource: string): boolean => {
        const solved = solve(accepted);
        if (!solved) return false;
        theoretical = { action, resource, ...solved, practical: false };
        return true;
      };
      searchProduct([own, this.universe], others, this.budget, visit, absorbed);
    }
    if (!theoretical) return undefined;
    const { formats, isComplete } = resourceFormats(actions);
    let practical: Example | undefined;
    for (const { action, format } of formats) {
      const fitting = this.automata.of(
        format === undefined ? "arn" : "format",
        format ?? "arn:*:*:*:*:*",
      );
      searchProduct([own, fitting, this.universe], others, this.budget, (accepted, text) => {
        const solved = solve(accepted);
        if (!solved?.practical) return false;
        const keeps = (each: string): boolean =>
          own.matches(each) &&
          fitting.matches(each) &&
          others.every((automaton, at) => automaton.matches(each) === accepted[at]);
        practical = { action, resource: beautified(text, keeps), ...solved };
        return true;
      });
      if (practical) return practical;
    }
    // Where not all formats were tried, or where the pattern can be read in two ways, nothing may be
    // called theoretical.
    const isDoubtful = !isComplete || isIllFormed(pattern);
    return isDoubtful ? { ...theoretical, practical: true } : theoretical;
  }

  /**
   * On the resource whose ARN is not known: by a text that nothing else matches, when some ARN that the
   * action takes would be such a resource. Where base allows all of those, there is no example.
   *
   * @param unknown the pattern with the value that is not known.
   */
  private onUnknown(
    unknown: string,
    { actions, pattern, patterns }: SearchedPlace,
    solve: Solve,
  ): Example | undefined {
    const wide = this.widened(unknown);
    if (wide === undefined) return undefined;
    const resource = unknown.replaceAll("*", "example").replaceAll("?", "x");
    const matches = (text: string): boolean => this.automata.of("arn", text).matches(resource);
    const solved = matches(pattern) ? solve(patterns.map(matches)) : undefined;
    if (!solved?.practical) return undefined;
    const others = patterns.filter((text) => text !== unknown);
    const automata = others.map((text) => this.automata.of("arn", text));
    const required = unknown === pattern ? [wide] : [wide, pattern];
    let example: Example | undefined;
    for (const { action, format } of resourceFormats(actions).formats) {
      const fitting = [
        ...required.map((text) => this.automata.of("arn", text)),
        ...(format === undefined ? [] : [this.automata.of("format", format)]),
        this.universe,
      ];
      searchProduct(fitting, automata, this.budget, (accepted) => {
        const isTaken = (text: string): boolean =>
          text === unknown || accepted[others.indexOf(text)] === true;
        if (!solve(patterns.map(isTaken))?.practical) return false;
        example = { action, resource, ...solved };
        return true;
      });
      if (example) return example;
    }
    return undefined;
  }

  /**
   * A pattern that has fewer components than an ARN, with `*` for what is not known in its last one:
   * that may be the rest of the ARN. `undefined` for others.
   */
  widened(pattern: string): string | undefined {
    const { mayBeArn } = this;
    if (!mayBeArn || !hasSymbol(pattern)) return undefined;
    const components = pattern.split(":");
    if (components.length > arnComponents - 1) return undefined;
    const last = components.pop() ?? "";
    const wide = [...last].map((each) => (hasSymbol(each) && mayBeArn(each) ? "*" : each)).join("");
    return wide === last ? undefined : [...components, wide].join(":");
  }
}

const arnComponents = 6;

/**
 * `arn:aws:logs:*:log-group:/a*`, whose account is forgotten: component by component it matches
 * nothing that exists, but AWS's pages leave open whether its star reaches over a colon.
 */
function isIllFormed(pattern: string): boolean {
  const account = pattern.split(":")[4];
  return (
    account !== undefined &&
    /[a-z]/i.test(account) &&
    !/^(aws|aws-managed|cloudfront)$/.test(account)
  );
}
