import { actionsOf, action as catalogAction, servicePrefixes } from "../catalog/catalog.ts";
import { ActionIndex } from "./action-index.ts";
import type { Automata } from "./automata.ts";
import type { Budget } from "./limits.ts";
import { matchesCodes, readPattern } from "./pattern-text.ts";
import { searchProduct } from "./product-search.ts";
import type { Values } from "./statement.ts";
import { hasSymbol } from "./symbols.ts";

/** Actions to which the same statements apply. */
export interface ActionClass {
  /** The action elements that include the actions. */
  readonly applies: ReadonlySet<Values>;
  readonly actions: readonly ClassAction[];
  /** True when the class also holds every action of the services that no pattern names. */
  readonly otherServices: boolean;
}

interface ClassAction {
  /** As the catalogue or the policy writes it: `s3:GetObject`. */
  readonly name: string;
  /** Whether the catalogue has it, or a policy names it. A made-up name stands for future actions. */
  readonly known: boolean;
}

/**
 * Divides all actions of the catalogue, and those that the policies name, into classes. Services that
 * no pattern names are not read: they are in one class together.
 *
 * @param targets the elements that are asked about; actions that none of them includes are left out.
 *   Absent: all elements, and all actions.
 * @throws LimitReached
 */
export function actionClasses(
  elements: readonly Values[],
  budget: Budget,
  targets?: ReadonlySet<Values>,
): readonly ActionClass[] {
  const isTarget = elements.map((element) => targets?.has(element) === true);
  const narrow = targets && namedServices(targets);
  const isNarrow = narrow !== undefined;
  const patterns = splitElements(elements, narrow);
  const services = narrow ?? servicesOf(patterns);
  const universal = new Set(
    patterns.flatMap(({ service, at }) => (service === undefined ? [at] : [])),
  );
  interface Made {
    readonly applies: Set<Values>;
    readonly actions: ClassAction[];
    other: boolean;
  }
  const classes = new Map<string, Made>();
  const byMatch = new Map<string, Made>();
  const classOf = (matched: readonly number[]): Made => {
    const matchKey = matched.join(",");
    const before = byMatch.get(matchKey);
    if (before) return before;
    const included = new Set([...matched, ...universal]);
    const positions = elements.flatMap(({ negated }, at) =>
      negated !== included.has(at) ? [at] : [],
    );
    const key = positions.join(",");
    let found = classes.get(key);
    if (!found) {
      const applies = new Set(positions.flatMap((at) => elements[at] ?? []));
      found = { applies, actions: [], other: false };
      classes.set(key, found);
    }
    byMatch.set(matchKey, found);
    return found;
  };

  const ofService = patternsByService(patterns, budget);
  for (const service of services) {
    const own = ofService(service);
    const only = onlyElement(own, elements);
    const { matches, steps } = only
      ? matchesOfElement(only.element, service, own, isNarrow)
      : findMatches(service, own, isNarrow ? isTarget : undefined);
    budget.step(steps);
    for (const { action, positions } of matches) {
      // Of one element alone the positions are those of its last comparison.
      const matched = only && positions.length > 0 ? [only.at] : positions;
      if (isNarrow && !matched.some((at) => isTarget[at])) continue;
      classOf(matched).actions.push(action);
    }
  }
  const other = isNarrow
    ? undefined
    : ["s3", "ec2", "dynamodb", ...servicePrefixes()].find((each) => !services.has(each));
  if (other !== undefined) classOf([]).other = true;
  return [...classes.values()].map(({ applies, actions, other: otherServices }) => ({
    applies,
    otherServices,
    actions:
      otherServices && other !== undefined
        ? [
            ...actions,
            ...actionsOf(other).map(({ name }) => ({ name: `${other}:${name}`, known: true })),
          ]
        : actions,
  }));
}

/** A class for each of a few actions; the elements are those of the statements. */
export function namedActionClasses(
  statements: readonly { readonly actions: Values }[],
  names: readonly string[],
): readonly ActionClass[] {
  const elements = statements.map(({ actions }) => actions);
  const index = new ActionIndex(elements);
  return names.map((name) => {
    const positions = index.matching(name.toLowerCase());
    return {
      applies: new Set(positions.flatMap((at) => elements[at] ?? [])),
      actions: [{ name: catalogueName(name), known: true }],
      otherServices: false,
    };
  });
}

/** As the catalogue writes it, where it has it. */
function catalogueName(action: string): string {
  const colon = action.indexOf(":");
  const found = catalogAction(action.slice(0, colon), action.slice(colon + 1));
  return found ? `${action.slice(0, colon).toLowerCase()}:${found.name}` : action;
}

/** The actions of a service by their names in lower case. Made once for each service. */
function knownActions(service: string): ReadonlyMap<string, ClassAction> {
  let found = actionsByService.get(service);
  if (!found) {
    const entry = ({ name }: { name: string }): [string, ClassAction] => [
      name.toLowerCase(),
      { name: `${service}:${name}`, known: true },
    ];
    found = new Map(actionsOf(service).map(entry));
    if (found.size > 0) actionsByService.set(service, found);
  }
  return found;
}

const actionsByService = new Map<string, ReadonlyMap<string, ClassAction>>();

/**
 * Classes of action names that neither the catalogue nor a policy has, one made-up name each: what
 * AWS may add tomorrow. Only names that `within` includes.
 *
 * @param within a pattern such as `s3:get*`, in lower case.
 * @throws LimitReached
 */
export function unknownActionClasses(
  within: string,
  elements: readonly Values[],
  automata: Automata,
  budget: Budget,
): readonly ActionClass[] {
  const own = automata.of("like", within);
  const wild = new Map<string, number[]>();
  elements.forEach((element, at) => {
    budget.step(element.patterns.length);
    for (const pattern of element.patterns) {
      if (/[*?]/.test(pattern) && mayOverlap(pattern, within))
        wild.set(pattern, [...(wild.get(pattern) ?? []), at]);
    }
  });
  const patterns = [...wild.keys()];
  const others = patterns.map((pattern) => automata.of("like", pattern));
  const classes: ActionClass[] = [];
  searchProduct([own, automata.of("like", "?*:?*")], others, budget, (accepted, text) => {
    const name = unlisted(text, (candidate) => {
      return (
        own.matches(candidate) &&
        others.every((each, at) => each.matches(candidate) === accepted[at])
      );
    });
    if (name === undefined) return false;
    const matched = new Set(
      patterns.flatMap((pattern, at) => (accepted[at] ? (wild.get(pattern) ?? []) : [])),
    );
    const applies = new Set(elements.filter(({ negated }, at) => negated !== matched.has(at)));
    classes.push({ applies, actions: [{ name, known: false }], otherServices: false });
    return false;
  });
  return classes;
}

/** False when the texts before the first wildcards already differ. */
function mayOverlap(first: string, second: string): boolean {
  const [ours, theirs] = [first, second].map((text) => text.slice(0, text.search(/[*?]/) >>> 0));
  return (
    ours !== undefined &&
    theirs !== undefined &&
    (ours.startsWith(theirs) || theirs.startsWith(ours))
  );
}

/** A name like the given one, and with the same property, that no list has. */
function unlisted(text: string, hasProperty: (name: string) => boolean): string | undefined {
  const isListed = (name: string): boolean => {
    const colon = name.indexOf(":");
    return catalogAction(name.slice(0, colon), name.slice(colon + 1)) !== undefined;
  };
  const variants = [
    text,
    `${text}future`,
    `${text.slice(0, -1)}future${text.slice(-1)}`,
    `${text}0`,
  ];
  for (let at = text.indexOf(":") + 1; at <= text.length; at++) {
    variants.push(`${text.slice(0, at)}future${text.slice(at)}`);
  }
  return variants.find((each) => !isListed(each) && hasProperty(each));
}

interface SplitPattern {
  /** Position of the element. */
  readonly at: number;
  /** `undefined`: a pattern for all services, such as `*`. */
  readonly service: string | undefined;
  /** Empty where the service is one name. */
  readonly serviceCodes: readonly number[];
  readonly name: string;
  /** Empty where it is one name. */
  readonly nameCodes: readonly number[];
}

/** The services that the elements name, when they name each one of them; `undefined` otherwise. */
function namedServices(elements: ReadonlySet<Values>): ReadonlySet<string> | undefined {
  const services = new Set<string>();
  for (const element of elements) {
    const { byService, anywhere } = splitPatterns(element);
    if (element.negated || anywhere.length > 0) return undefined;
    for (const service of byService.keys()) services.add(service);
  }
  return services;
}

function servicesOf(patterns: readonly SplitPattern[]): ReadonlySet<string> {
  const services = new Set<string>();
  for (const { service } of patterns) {
    if (service === undefined) continue;
    if (!/[*?]/.test(service)) services.add(service);
    else {
      const codes = readPattern(service, { wildcards: true }) ?? [];
      for (const prefix of servicePrefixes()) if (matchesCodes(codes, prefix)) services.add(prefix);
    }
  }
  return services;
}

/** The actions of a service, and the elements that include each. */
interface Matches {
  readonly matches: readonly {
    readonly action: ClassAction;
    /** In their order. */
    readonly positions: readonly number[];
  }[];
  /** What it took to find them. */
  readonly steps: number;
}

/**
 * @param own the patterns for the service.
 * @param isTarget set where only actions of these elements are asked about.
 */
function findMatches(
  service: string,
  own: readonly SplitPattern[],
  isTarget?: readonly boolean[],
): Matches {
  const literal = new Map<string, number[]>();
  const globs = own.filter(({ name, at }) => {
    if (/[*?]/.test(name)) return true;
    literal.set(name, [...(literal.get(name) ?? []), at]);
    return false;
  });
  const known = knownActions(service);
  // Where only names are asked about, the others need not be looked at.
  const isListed = isTarget !== undefined && !globs.some(({ at }) => isTarget[at]);
  const actions = new Map(isListed ? [] : known);
  const addName = (name: string): void => {
    if (actions.has(name)) return;
    actions.set(name, known.get(name) ?? { name: `${service}:${name}`, known: true });
  };
  for (const [name, positions] of literal) {
    if (!isListed || positions.some((at) => isTarget[at])) addName(name);
  }
  for (const { name, at } of globs) {
    if (isTarget && !isTarget[at]) continue;
    // Nothing in the catalogue can match: one name that the pattern has stands for the rest.
    if (known.size > 0 && !hasSymbol(`${service}${name}`)) continue;
    addName(name.replaceAll("*", "").replaceAll("?", "x") || "action");
  }
  const matches = [...actions].map(([lower, action]) => {
    const listed = literal.get(lower) ?? [];
    if (globs.length === 0 && listed.length < 2) return { action, positions: listed };
    const found = new Set(listed);
    for (const glob of globs) {
      if (!found.has(glob.at) && matchesCodes(glob.nameCodes, lower)) found.add(glob.at);
    }
    return { action, positions: [...found].sort((a, b) => a - b) };
  });
  return { matches, steps: actions.size * (globs.length >> 1) };
}

/** The element that alone has patterns for a service, when it is a long one. */
function onlyElement(
  own: readonly SplitPattern[],
  elements: readonly Values[],
): { readonly element: Values; readonly at: number } | undefined {
  const at = own[0]?.at;
  const element = at === undefined ? undefined : elements[at];
  if (at === undefined || !element || element.patterns.length < longMin) return undefined;
  return own.every((pattern) => pattern.at === at) ? { element, at } : undefined;
}

/** Patterns from which on what is worked out for an element is remembered. */
const longMin = 20;

function matchesOfElement(
  element: Values,
  service: string,
  own: readonly SplitPattern[],
  isNarrow: boolean,
): Matches {
  const byService = matchesByElement.get(element) ?? new Map<string, Matches>();
  if (!matchesByElement.has(element) && matchesByElement.size >= keptMax) matchesByElement.clear();
  matchesByElement.set(element, byService);
  const key = `${service} ${isNarrow}`;
  const known = byService.get(key);
  if (known) return known;
  const isTarget = own.reduce<boolean[]>((list, { at }) => {
    list[at] = true;
    return list;
  }, []);
  const found = findMatches(service, own, isNarrow ? isTarget : undefined);
  byService.set(key, found);
  return found;
}

/** Elements whose matches are kept: each can hold all actions that there are. */
const keptMax = 8;
const matchesByElement = new Map<Values, Map<string, Matches>>();

/** The patterns that have actions of a service, in their order, without those for all services. */
function patternsByService(
  patterns: readonly SplitPattern[],
  budget: Budget,
): (service: string) => readonly SplitPattern[] {
  const named = new Map<string, SplitPattern[]>();
  const wild: SplitPattern[] = [];
  for (const pattern of patterns) {
    const { service } = pattern;
    if (service === undefined) continue;
    if (/[*?]/.test(service)) wild.push(pattern);
    else {
      const same = named.get(service);
      if (same) same.push(pattern);
      else named.set(service, [pattern]);
    }
  }
  const order = new Map(wild.length > 0 ? patterns.map((pattern, at) => [pattern, at]) : []);
  return (service) => {
    const own = named.get(service) ?? [];
    budget.step(own.length + wild.length);
    const others = wild.filter(({ serviceCodes }) => matchesCodes(serviceCodes, service));
    if (others.length === 0) return own;
    return [...own, ...others].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
}

/** @param services those of which patterns are wanted. Absent: all. */
function splitElements(
  elements: readonly Values[],
  services: ReadonlySet<string> | undefined,
): SplitPattern[] {
  return elements.flatMap((element, at) => {
    const { all, byService, anywhere } = splitPatterns(element);
    const wanted = services
      ? [...[...services].flatMap((service) => byService.get(service) ?? []), ...anywhere]
      : all;
    return wanted.map(({ service, serviceCodes, name, nameCodes }) => ({
      at,
      service,
      serviceCodes,
      name,
      nameCodes,
    }));
  });
}

type Split = Omit<SplitPattern, "at">;

interface SplitElement {
  readonly all: readonly Split[];
  /** Patterns within one service, by its prefix. */
  readonly byService: ReadonlyMap<string, readonly Split[]>;
  /** Patterns whose service is not one name. */
  readonly anywhere: readonly Split[];
}

/** Remembered with a long element: such policies are compared for each of their holders. */
function splitPatterns(element: Values): SplitElement {
  const known = splitByElement.get(element);
  if (known) return known;
  const all = element.patterns.flatMap((pattern) => splitPattern(pattern) ?? []);
  const byService = new Map<string, Split[]>();
  const anywhere: Split[] = [];
  for (const split of all) {
    const { service } = split;
    if (service === undefined || /[*?]/.test(service)) anywhere.push(split);
    else {
      const same = byService.get(service);
      if (same) same.push(split);
      else byService.set(service, [split]);
    }
  }
  const found = { all, byService, anywhere };
  if (element.patterns.length >= longMin) splitByElement.set(element, found);
  return found;
}

const splitByElement = new WeakMap<Values, SplitElement>();

function splitPattern(pattern: string): Split | undefined {
  if (/^\*+(:\*+)?$/.test(pattern))
    return { service: undefined, serviceCodes: [], name: "*", nameCodes: [] };
  const colon = pattern.indexOf(":");
  // Without a colon and a star that could reach over one it matches no action.
  if (colon < 0 && !pattern.includes("*")) return undefined;
  const service = colon < 0 ? pattern : pattern.slice(0, colon);
  const name = colon < 0 ? "*" : pattern.slice(colon + 1);
  return {
    service,
    name,
    serviceCodes: globCodes(service),
    nameCodes: globCodes(name),
  };
}

/** Empty for a text without wildcards: it is looked up. */
function globCodes(text: string): readonly number[] {
  return /[*?]/.test(text) ? (readPattern(text, { wildcards: true }) ?? []) : [];
}

/** Whether the action is one that takes no resource; `undefined` when it is not in the catalogue. */
export function takesNoResource(name: string): boolean | undefined {
  const colon = name.indexOf(":");
  const found = catalogAction(name.slice(0, colon), name.slice(colon + 1));
  return found && found.resourceTypes.length === 0;
}

/** The ARN formats of the resource types of an action; empty when it takes none or is not known. */
export function arnFormats(name: string): readonly string[] {
  const colon = name.indexOf(":");
  const found = catalogAction(name.slice(0, colon), name.slice(colon + 1));
  return (found?.resourceTypes ?? []).map(({ resourceType }) => resourceType.arnFormat);
}
