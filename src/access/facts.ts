import type { Side } from "./difference-search.ts";
import { anyPrincipalLike } from "./match-principal.ts";
import { type PreparedStatement, plainCondition } from "./prepare.ts";
import type { Condition, PrincipalValue, PrincipalValues, Values } from "./statement.ts";
import { hasSymbol } from "./symbols.ts";

/**
 * Both sides of a comparison, so that no difference between them means that there is none for any value
 * of the symbols. Whether a pattern or a condition that has a symbol matches becomes a fact of the
 * request, true or false, the same wherever that text stands: every request with every value of the
 * symbols has its place among those. A pattern keeps what its known parts say about the resource. So it
 * is with providers and services that have symbols. Actions and principals of IAM with symbols are read
 * for the worst value, each on its side: how directly those are named matters as well.
 */
export function withFacts(head: Side, base: Side): { readonly head: Side; readonly base: Side } {
  const read = (
    list: readonly PreparedStatement[],
    reading: Reading,
  ): readonly PreparedStatement[] => list.flatMap((each) => statementWithFacts(each, reading));
  return {
    head: {
      layers: head.layers.map((layer) => read(layer, "most")),
      denies: read(head.denies, "least"),
    },
    base: {
      layers: base.layers.map((layer) => read(layer, "least")),
      denies: read(base.denies, "most"),
    },
  };
}

/** Whether a statement is to apply to at least or at most what it applies to for any value. */
type Reading = "most" | "least";

/** One statement for each provider and resource pattern with a symbol, and one for the others. */
function statementWithFacts(statement: PreparedStatement, reading: Reading): PreparedStatement[] {
  if (!statement.hasSymbols) return [statement];
  const byProvider = withPrincipalFacts(statement);
  if (byProvider) return byProvider.flatMap((each) => statementWithFacts(each, reading));
  const { source, resources, principals } = statement;
  const conditions = statement.conditions.map(conditionFact);
  const whole = {
    source,
    actions: actionsRead(statement.actions, reading),
    hasSymbols: false,
    ...(principals && { principals: principalsRead(principals, reading) }),
  };
  if (!resources?.patterns.some(hasSymbol)) {
    return [{ ...whole, conditions, ...(resources && { resources }) }];
  }
  const open = resources.patterns.filter(hasSymbol);
  const known = resources.patterns.filter((text) => !hasSymbol(text));
  if (resources.negated) {
    const facts = open.map((text) => resourceFact(text, false));
    return [
      {
        ...whole,
        conditions: [...conditions, ...facts],
        resources: { negated: true, patterns: known },
      },
    ];
  }
  const parts = open.map((text) => ({
    ...whole,
    conditions: [...conditions, resourceFact(text, true)],
    resources: { negated: false, patterns: [widened(text)] },
  }));
  if (known.length === 0) return parts;
  return [...parts, { ...whole, conditions, resources: { negated: false, patterns: known } }];
}

function withPrincipalFacts(statement: PreparedStatement): PreparedStatement[] | undefined {
  const { principals: element, conditions } = statement;
  if (!element || element.negated) return undefined;
  const isOpen = ({ type, value }: PrincipalValue): boolean => type !== "AWS" && hasSymbol(value);
  const open = element.principals.filter(isOpen);
  if (open.length === 0) return undefined;
  const known = element.principals.filter((each) => !isOpen(each));
  const part = (principals: readonly PrincipalValue[], facts: readonly Condition[]) => ({
    ...statement,
    principals: { ...element, principals },
    conditions: [...conditions, ...facts],
  });
  return [
    ...open.map((each) =>
      part(
        [openPrincipal(each)],
        [plainCondition("bool", `${factStart}Principal ${each.type} ${each.value}`, "true")],
      ),
    ),
    ...(known.length > 0 ? [part(known, [])] : []),
  ];
}

/**
 * The statement with facts for its resource patterns alone: what else is not known in it stays a value
 * that nothing else has.
 */
export function withResourceFacts(statement: PreparedStatement): PreparedStatement[] {
  const { resources } = statement;
  if (!resources?.patterns.some(hasSymbol)) return [statement];
  const open = resources.patterns.filter(hasSymbol);
  const known = resources.patterns.filter((text) => !hasSymbol(text));
  const part = (patterns: readonly string[], facts: readonly Condition[]): PreparedStatement => ({
    ...statement,
    resources: { negated: resources.negated, patterns },
    conditions: [...statement.conditions, ...facts],
  });
  if (resources.negated)
    return [
      part(
        known,
        open.map((text) => resourceFact(text, false)),
      ),
    ];
  return [
    ...open.map((text) => part([widened(text)], [resourceFact(text, true)])),
    ...(known.length > 0 ? [part(known, [])] : []),
  ];
}

function resourceFact(text: string, holds: boolean): Condition {
  return plainCondition("bool", `${factStart}Resource ${text}`, String(holds));
}

/** A negated operator is the opposite of the positive one, also where the key is missing. */
function conditionFact(condition: Condition): Condition {
  if (!condition.values.some(hasSymbol)) return condition;
  const { set, comparison, negated, ifExists } = condition.operator;
  const isOpposite = negated && !set && !ifExists;
  const text = JSON.stringify([
    set,
    comparison === "arnlike" ? "arnequals" : comparison,
    isOpposite ? false : negated,
    ifExists,
    condition.key,
    [...condition.values].sort(),
  ]);
  return plainCondition("bool", `${factStart}${text}`, String(!isOpposite));
}

/** No policy can name such a key, and it is always there: see `keyDomain`. */
const factStart = "\u0000";

function actionsRead({ patterns, negated }: Values, reading: Reading): Values {
  const isWide = (reading === "most") !== negated;
  return {
    negated,
    patterns: patterns.flatMap((text) =>
      !hasSymbol(text) ? [text] : isWide ? [widened(text)] : [],
    ),
  };
}

function principalsRead(given: PrincipalValues, reading: Reading): PrincipalValues {
  const wide = (reading === "most") !== given.negated;
  const principals = given.principals.flatMap((each) =>
    !hasSymbol(each.value) ? [each] : wide ? [openPrincipal(each)] : [],
  );
  return { ...given, principals };
}

function openPrincipal({ type, value }: PrincipalValue): PrincipalValue {
  if (type === "AWS" && value.includes(":sts:")) return { type: "*", value: "*" };
  return { type, value: anyPrincipalLike(type === "AWS" ? widened(value) : "*") };
}

/** A symbol can be any text: a `*` in its place. */
function widened(text: string): string {
  return [...text].map((character) => (hasSymbol(character) ? "*" : character)).join("");
}
