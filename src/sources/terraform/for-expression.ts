import { displayText, type TextValue } from "../../policy/text-value.ts";
import { reasonOf } from "./access.ts";
import { itemsMax } from "./budget.ts";
import { collapse, onlyIf } from "./choice.ts";
import { describe, shortened } from "./describe.ts";
import type { Expression, ForExpression } from "./hcl/ast.ts";
import { toText } from "./json-text.ts";
import { knownBoolean } from "./operators.ts";
import { rangeIn, type Scope, withVariables } from "./scope.ts";
import { stepsOf } from "./steps.ts";
import {
  type Entry,
  errorValue,
  listValue,
  notEvaluated,
  unknownPart,
  type Value,
} from "./value.ts";

type Evaluate = (expression: Expression, scope: Scope) => Value;

/** `[for …]` and `{for …}`. What is filtered by an unknown condition is there only if it holds. */
export function evaluateFor(expression: ForExpression, scope: Scope, evaluate: Evaluate): Value {
  const range = rangeIn(scope, expression.span);
  const collection = evaluate(expression.collection, scope);
  const steps = stepsOf(collection, range);
  if (!steps) return errorValue(shortened(`for ${describe(collection)}`), range);
  if (steps.length > itemsMax)
    scope.world.budget.exceed(`more than ${itemsMax} elements in a for expression`);

  const results: { key?: TextValue; value: Value }[] = [];
  for (const step of steps.slice(0, itemsMax)) {
    if (scope.world.budget.isSpent) return notEvaluated(range);
    const names: [string, Value][] = [[expression.valueName, step.value]];
    if (expression.keyName !== undefined) names.push([expression.keyName, step.key]);
    const inner = withVariables(scope, names);
    const when = [...step.when];
    if (expression.condition) {
      const condition = collapse(evaluate(expression.condition, inner));
      const known = knownBoolean(condition);
      if (known === false) continue;
      if (known === undefined) {
        const reference = describe(condition);
        when.push({
          condition: unknownPart(reference, reasonOf(condition), condition.range),
          holds: true,
        });
      }
    }
    const key =
      expression.key && toText(collapse(evaluate(expression.key, inner)), scope.world.budget);
    if (expression.key && !key) return errorValue(describe(collection), range);
    let value = evaluate(expression.value, inner);
    for (const { condition, holds } of when.reverse()) {
      value = onlyIf(condition, holds, value, step.many);
    }
    results.push({ value, ...(key && { key }) });
  }
  if (!expression.object)
    return listValue(
      results.map(({ value }) => value),
      range,
    );
  const entries = results.flatMap(({ key, value }): Entry[] => (key ? [{ key, value }] : []));
  if (expression.group) return { kind: "object", entries: group(entries), range };
  return { kind: "object", entries, range };
}

function group(entries: readonly Entry[]): Entry[] {
  const groups = new Map<string, { key: TextValue; items: Value[] }>();
  for (const { key, value } of entries) {
    const name = displayText(key);
    const found = groups.get(name) ?? { key, items: [] };
    found.items.push(value);
    groups.set(name, found);
  }
  return [...groups.values()].map(({ key, items }) => ({
    key,
    value: listValue(items, key.range),
  }));
}
