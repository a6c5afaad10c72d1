import { groupsBy } from "../text/grouped.ts";
import type { ActionClass } from "./action-classes.ts";
import { type AccessLevel, accessLevels, describeActions, levelsOf } from "./describe-actions.ts";
import type { Found } from "./difference-search.ts";
import { matchesCodes, readPattern } from "./pattern-text.ts";
import type { AccessStatement, Values } from "./statement.ts";
import { hasSymbol } from "./symbols.ts";
import { displayedWitness, type Names, type Witness } from "./witness.ts";

/** One line of a difference, for people. */
export interface GrantLine {
  /** Compressed: `s3:Get*`, `iam:PassRole`; `*` for every action, see `actionsExcept`. */
  readonly actions: readonly string[];
  /** Set with `*` and whole services: what they do not stand for. */
  readonly actionsExcept: readonly string[];
  /** The patterns of the statement, as it has them. */
  readonly resources: readonly string[];
  /** Patterns that other statements take out, in part or under conditions. */
  readonly resourcesExcept: readonly string[];
  /** Who gets the access; empty in policies of a principal. */
  readonly principals: readonly string[];
  /** `StringEquals aws:PrincipalOrgID o-1`, and `only if var.admin`. */
  readonly conditions: readonly string[];
  readonly accessLevels: readonly AccessLevel[];
  /** False when it fits no known ARN format, or no request that AWS would send. */
  readonly practical: boolean;
  /** One request of it, with unknown parts as `${reference}`. */
  readonly witness: Witness;
  readonly policy: number;
  readonly statementIndex: number;
  readonly statementId?: string;
}

interface Confirmed {
  readonly found: Found;
  readonly witness: Witness;
}

/**
 * Actions × pattern, merged into as few lines as say the same.
 *
 * @param classes the classes of all actions.
 */
export function grantLines(
  confirmed: readonly Confirmed[],
  classes: readonly ActionClass[],
  names: Names,
): GrantLine[] {
  const byPattern = groupsBy(confirmed, ({ found }) => {
    const { source } = found.statement;
    return JSON.stringify([
      [source.policy, source.index],
      found.practical,
      conditionTexts(found, names),
      found.within,
      found.except,
    ]);
  });
  const parts = byPattern.map((group): Part => ({ group, ...actionsOf(group) }));
  // Patterns with the same actions share a line.
  const byActions = groupsBy(parts, ({ group, key }) => {
    const [first] = group;
    if (!first) return "";
    const { source } = first.found.statement;
    return JSON.stringify([
      [source.policy, source.index],
      first.found.practical,
      conditionTexts(first.found, names),
      key,
    ]);
  });
  return byActions
    .map((same) => line(same, classes, names))
    .sort(
      (a, b) => rank(a) - rank(b) || breadth(a) - breadth(b) || a.statementIndex - b.statementIndex,
    );
}

/** What is new on one pattern. */
interface Part {
  readonly group: readonly Confirmed[];
  readonly actions: ReadonlySet<string>;
  /** All actions in one text. */
  readonly key: string;
}

function actionsOf(group: readonly Confirmed[]): Pick<Part, "actions" | "key"> {
  const actions = new Set<string>();
  for (const { found } of group) for (const { name } of found.actions.actions) actions.add(name);
  return { actions, key: [...actions].sort().join(" ") };
}

/** Theoretical lines last; the most powerful access level first. */
function rank({ practical, accessLevels: levels }: GrantLine): number {
  const level = levels[0] === undefined ? accessLevels.length : accessLevels.indexOf(levels[0]);
  return (practical ? 0 : 100) + level;
}

/** The more general first. */
function breadth({ resources }: GrantLine): number {
  if (resources.includes("*")) return 0;
  return resources.some((text) => text.includes("*")) ? 1 : 2;
}

/** @param parts with the same actions. At least one. */
function line(parts: readonly Part[], classes: readonly ActionClass[], names: Names): GrantLine {
  const group: readonly Confirmed[] = parts.flatMap((part) => part.group);
  const [first] = group as readonly [Confirmed, ...Confirmed[]];
  const [{ actions, key }] = parts as readonly [Part, ...Part[]];
  const { statement } = first.found;
  const { source } = statement;
  const shown = (texts: readonly string[]): string[] =>
    texts.map((text) => names.symbols.display(text));
  const { resources, principals } = source;
  const patterns = [...new Set(group.flatMap(({ found }) => found.within))];
  const except = [...new Set(group.flatMap(({ found }) => found.except))];
  const named = principals?.principals.map(({ type, value }) => (type === "*" ? "*" : value)) ?? [];
  const isOpen = group.some(({ found }) => found.actions.otherServices);
  const texts = isOpen
    ? everythingBut(actions, classes, names)
    : actionTexts({ actions, key }, source, names);
  return {
    actions: texts.actions,
    actionsExcept: texts.actionsExcept,
    resources: shown(patterns),
    resourcesExcept: shown([
      ...(resources?.negated && patterns.includes("*") ? resources.patterns : []),
      ...except,
    ]),
    principals: principals?.negated ? [`all but ${shown(named).join(", ")}`] : shown(named),
    conditions: conditionTexts(first.found, names),
    accessLevels: texts.accessLevels,
    practical: first.found.practical,
    witness: displayedWitness(first.witness, names),
    policy: source.policy,
    statementIndex: source.index,
    ...(source.sid !== undefined && { statementId: names.symbols.display(source.sid) }),
  };
}

type ActionTexts = Pick<GrantLine, "actions" | "actionsExcept" | "accessLevels">;

/** Services that no pattern names are in it: everything, but for what is missing of the others. */
function everythingBut(
  actions: ReadonlySet<string>,
  classes: readonly ActionClass[],
  { symbols }: Names,
): ActionTexts {
  const listed = classes.flatMap((each) => (each.otherServices ? [] : each.actions));
  const missing = new Set(listed.flatMap(({ name }) => (actions.has(name) ? [] : [name])));
  const except = describeActions(missing, []).actions.map((text) => symbols.display(text));
  return { actions: ["*"], actionsExcept: except, accessLevels: levelsOf(actions) };
}

function actionTexts(
  { actions, key }: Pick<Part, "actions" | "key">,
  { actions: values, actionTexts: texts }: AccessStatement,
  { symbols }: Names,
): ActionTexts {
  const known = textsByElement.get(values)?.get(key);
  if (known) return known;
  const usable = (values.negated ? [] : texts).filter(isWild).map((text) => {
    const codes = readPattern(text.toLowerCase(), { wildcards: true }) ?? [];
    return { text, covers: (name: string) => matchesCodes(codes, name.toLowerCase()) };
  });
  // A name that the catalogue does not have is shown as the policy writes it.
  const written = new Map(texts.map((text) => [text.toLowerCase(), text]));
  const shown = (list: readonly string[]): string[] =>
    list.map((text) => symbols.display(written.get(text) ?? text));
  const described = describeActions(actions, usable);
  const found: ActionTexts = {
    actions: shown(described.actions),
    actionsExcept: shown(described.except),
    accessLevels: levelsOf(actions),
  };
  if (texts.length >= keptMin && !texts.some(hasSymbol)) {
    const kept = textsByElement.get(values) ?? new Map<string, ActionTexts>();
    if (kept.size < textsMax) kept.set(key, found);
    if (!textsByElement.has(values) && textsByElement.size >= keptMax) textsByElement.clear();
    textsByElement.set(values, kept);
  }
  return found;
}

/**
 * Of long lists, what was said of them before: the policies that AWS manages have thousands of
 * actions, and many holders.
 */
const textsByElement = new Map<Values, Map<string, ActionTexts>>();
const keptMin = 20;
const keptMax = 8;
const textsMax = 4;

function isWild(text: string): boolean {
  return /[*?]/.test(text);
}

function conditionTexts({ statement }: Found, names: Names): string[] {
  const { conditions, when } = statement.source;
  return [
    ...conditions.map(({ operatorText, keyText, values }) =>
      names.symbols.display(`${operatorText} ${keyText} ${values.join(", ")}`),
    ),
    ...when.map(({ reference, holds }) => `only if ${holds ? "" : "not "}${reference}`),
  ];
}
