import { getAttribute, getIndex, reasonOf } from "./access.ts";
import { depthMax, itemsMax } from "./budget.ts";
import { asCollection, choose, collapse, distribute, mapArms, onlyIf } from "./choice.ts";
import { describe } from "./describe.ts";
import { evaluateFor } from "./for-expression.ts";
import { callFunction } from "./functions/call.ts";
import type { Expression } from "./hcl/ast.ts";
import { toText } from "./json-text.ts";
import { canonicalNumber } from "./nodes.ts";
import { applyBinary, applyNot, negate, unify } from "./operators.ts";
import { rangeIn, type Scope } from "./scope.ts";
import { hasElements } from "./steps.ts";
import { evaluateTemplate } from "./template.ts";
import {
  type Entry,
  errorValue,
  lengthOf,
  listValue,
  notEvaluated,
  unknownPart,
  unknownValue,
  type Value,
} from "./value.ts";

type Of<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/**
 * What an expression is worth before deployment. Never fails: what Terraform would refuse is an
 * error value, what is not known is an unknown value or a choice.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { budget } = scope.world;
  const range = rangeIn(scope, expression.span);
  if (!budget.spend()) return notEvaluated(range);
  if (budget.depth >= depthMax) {
    budget.exceed(`expressions and references more than ${depthMax} deep`);
    return notEvaluated(range);
  }
  budget.depth++;
  try {
    return evaluateKind(expression, scope);
  } finally {
    budget.depth--;
  }
}

function evaluateKind(expression: Expression, scope: Scope): Value {
  const range = rangeIn(scope, expression.span);
  switch (expression.kind) {
    case "number": {
      const text = canonicalNumber(expression.text);
      return text === undefined
        ? unknownValue(expression.text, "not supported", range)
        : { kind: "number", text, range };
    }
    case "boolean":
      return { kind: "boolean", value: expression.value, range };
    case "null":
      return { kind: "null", range };
    case "template":
      return evaluateTemplate(expression.parts, range, scope, evaluate);
    case "variable":
      return evaluateVariable(expression, scope);
    case "attribute":
      return evaluateAttribute(expression, scope);
    case "index":
      return getIndex(
        evaluate(expression.object, scope),
        evaluate(expression.index, scope),
        range,
        scope.world,
      );
    case "splat":
      return evaluateSplat(expression, scope);
    case "element":
      return scope.element ?? errorValue("*", range);
    case "call":
      return callFunction(expression, scope, evaluate);
    case "tuple":
      return listValue(
        expression.items.map((item) => evaluate(item, scope)),
        range,
      );
    case "object":
      return evaluateObject(expression, scope);
    case "for":
      return evaluateFor(expression, scope, evaluate);
    case "conditional":
      return evaluateConditional(expression, scope);
    case "binary": {
      const { operator } = expression;
      const values = [evaluate(expression.left, scope), evaluate(expression.right, scope)];
      // Texts can be long, and fractions have many digits.
      const length = Math.max(...values.map(lengthOf));
      const steps = Math.ceil(length / 64) + (hasFractions(operator, values) ? fractionSteps : 0);
      if (!scope.world.budget.spend(steps)) return notEvaluated(range);
      return distribute(values, range, ([left, right]) =>
        left && right ? applyBinary(operator, left, right, range) : errorValue(operator, range),
      );
    }
    case "unary":
      return mapArms(evaluate(expression.operand, scope), (operand) =>
        expression.operator === "!" ? applyNot(operand, range) : negate(operand, range),
      );
    case "parentheses":
      return evaluate(expression.inner, scope);
  }
}

function evaluateVariable({ name, span }: Of<"variable">, scope: Scope): Value {
  const range = rangeIn(scope, span);
  const variable = scope.variables.get(name);
  if (variable) return variable;
  return scope.closed ? errorValue(name, range) : { kind: "namespace", path: [name], range };
}

function evaluateAttribute({ object, name, span }: Of<"attribute">, scope: Scope): Value {
  const range = rangeIn(scope, span);
  const value = evaluate(object, scope);
  if (value.kind !== "namespace")
    return placed(getAttribute(value, name, range, scope.world), object, range);
  const path = [...value.path, name];
  if (path.length < (path[0] === "data" ? 3 : 2)) return { kind: "namespace", path, range };
  return scope.world.resolve(path, range);
}

/** What `each.value` and the like refer to is written where it is used, as far as it is unknown. */
function placed(value: Value, object: Expression, range: Value["range"]): Value {
  if (value.kind !== "unknown" || object.kind !== "variable") return value;
  return { ...value, unknown: { ...value.unknown, at: range }, range };
}

function evaluateSplat({ object, each, span }: Of<"splat">, scope: Scope): Value {
  const range = rangeIn(scope, span);
  const apply = (element: Value): Value => evaluate(each, { ...scope, element });
  const value = evaluate(object, scope);
  const collection = asCollection(value) ?? value;
  switch (collection.kind) {
    case "list":
      return listValue(
        collection.items.map((item) => mapArms(item, apply)),
        range,
        collection.type === "tuple" ? "tuple" : "list",
      );
    case "null":
      return listValue([], range);
    case "unknown": {
      const name = `${collection.unknown.reference}[*]`;
      const element = apply(unknownValue(name, collection.unknown.reason, range));
      return listValue(
        [onlyIf(hasElements({ ...collection.unknown, at: range }), true, element, true)],
        range,
      );
    }
    case "error":
      return collection;
    default:
      return listValue([apply(collection)], range);
  }
}

function evaluateObject({ items, span }: Of<"object">, scope: Scope): Value {
  const range = rangeIn(scope, span);
  const entries: Entry[] = [];
  for (const item of items.slice(0, itemsMax)) {
    const key = toText(collapse(evaluate(item.key, scope)), scope.world.budget);
    const value = evaluate(item.value, scope);
    if (!key) return errorValue(describe(value), range);
    entries.push({ key, value });
  }
  if (items.length > itemsMax)
    scope.world.budget.exceed(`more than ${itemsMax} members of an object`);
  return { kind: "object", entries, range };
}

function evaluateConditional(
  { condition, then, otherwise, span }: Of<"conditional">,
  scope: Scope,
): Value {
  const range = rangeIn(scope, span);
  const asked = evaluate(condition, scope);
  const yes = evaluate(then, scope);
  const no = evaluate(otherwise, scope);
  return mapArms(asked, (arm) => pick(arm, yes, no, range));
}

function pick(condition: Value, then: Value, otherwise: Value, range: Value["range"]): Value {
  switch (condition.kind) {
    case "boolean":
      return condition.value ? unify(then, otherwise) : unify(otherwise, then);
    case "unknown": {
      // `!(x)` asks the same question as `x`.
      const negated = condition.unknown.reference.startsWith("!");
      const asked = negated
        ? { ...condition.unknown, reference: condition.unknown.reference.slice(1) }
        : condition.unknown;
      return negated
        ? choose(asked, unify(otherwise, then), unify(then, otherwise), range)
        : choose(asked, unify(then, otherwise), unify(otherwise, then), range);
    }
    case "string": {
      const text = toKnownBoolean(condition);
      if (text !== undefined) return text ? unify(then, otherwise) : unify(otherwise, then);
      return choose(
        unknownPart(describe(condition), reasonOf(condition), condition.range),
        then,
        otherwise,
        range,
      );
    }
    default: {
      const reference = describe(condition);
      const part = unknownPart(reference, reasonOf(condition), condition.range);
      // An error in the condition: which arm counts cannot be said, so both are kept.
      return choose(part, then, otherwise, range);
    }
  }
}

function toKnownBoolean(value: Value): boolean | undefined {
  if (value.kind !== "string") return undefined;
  const text = value.text.parts.map((part) => (part.kind === "literal" ? part.text : "?")).join("");
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** What reckoning with a fraction costs, beside one with whole numbers. */
const fractionSteps = 16;

function hasFractions(operator: string, values: readonly Value[]): boolean {
  if (operator === "/" || operator === "%") return true;
  return values.some((value) => value.kind === "number" && value.text.includes("."));
}
