import { reasonOf } from "../access.ts";
import { depthMax } from "../budget.ts";
import { distribute, spreadItems } from "../choice.ts";
import { describeCall } from "../describe.ts";
import type { Expression } from "../hcl/ast.ts";
import { rangeIn, type Scope } from "../scope.ts";
import {
  booleanValue,
  errorValue,
  isFaulty,
  lengthOf,
  unknownValue,
  type Value,
} from "../value.ts";
import { collectionFunctions } from "./collections.ts";
import { encodingFunctions } from "./encoding.ts";
import { fileFunctions } from "./files.ts";
import { formatFunctions } from "./format.ts";
import type { TerraformFunction } from "./function.ts";
import { networkFunctions } from "./network.ts";
import { numberFunctions } from "./numbers.ts";
import { providerFunctions } from "./provider.ts";
import { regularExpressionFunctions } from "./regular-expressions.ts";
import { setFunctions } from "./sets.ts";
import { textFunctions } from "./text.ts";

type CallExpression = Extract<Expression, { kind: "call" }>;
type Evaluate = (expression: Expression, scope: Scope) => Value;

const functions: ReadonlyMap<string, TerraformFunction> = new Map(
  Object.entries({
    ...collectionFunctions,
    ...setFunctions,
    ...textFunctions,
    ...formatFunctions,
    ...encodingFunctions,
    ...fileFunctions,
    ...networkFunctions,
    ...numberFunctions,
    ...providerFunctions,
    ...regularExpressionFunctions,
  }),
);

/** Work on long texts counts for more: so many characters for a step of evaluation. */
const charactersPerStep = 64;

/** A call of a function; one that is not supported gives an unknown value that names the call. */
export function callFunction(expression: CallExpression, scope: Scope, evaluate: Evaluate): Value {
  const range = rangeIn(scope, expression.span);
  const name = expression.name.replace(/^core::/, "");
  if (name === "try") return evaluateTry(expression, scope, evaluate);
  if (name === "can") {
    const [arg] = expression.args;
    return arg ? booleanValue(!hasError(evaluate(arg, scope)), range) : errorValue("can()", range);
  }

  const args = expression.args.map((arg) => evaluate(arg, scope));
  const spread = expression.expand ? spreadItems(args.at(-1) ?? errorValue(name, range)) : [];
  if (!spread) return errorValue(describeCall(name, args), range);
  const all = expression.expand ? [...args.slice(0, -1), ...spread] : args;

  const found = functions.get(name);
  const length = all.reduce((sum, arg) => sum + lengthOf(arg), 0);
  if (!scope.world.budget.spend(Math.ceil(length / charactersPerStep)))
    return symbolic(name, all, range);
  if (!found) return symbolic(name, all, range);
  if (all.length < found.min || all.length > (found.max ?? Number.POSITIVE_INFINITY)) {
    return errorValue(describeCall(name, all), range);
  }
  const compute = (values: readonly Value[]): Value => {
    const error = values.find(isFaulty);
    if (error) return errorValue(describeCall(name, values), range, reasonOf(error));
    const refuse = () => errorValue(describeCall(name, values), range);
    return (
      found.compute(values, { range, world: scope.world, refuse }) ?? symbolic(name, values, range)
    );
  };
  return found.seesChoices ? compute(all) : distribute(all, range, compute);
}

function symbolic(name: string, args: readonly Value[], range: Value["range"]): Value {
  const unknown = args.find((arg) => reasonOf(arg) !== "not supported");
  const reason = functions.has(name) && unknown ? reasonOf(unknown) : "not supported";
  return unknownValue(describeCall(name, args), reason, range);
}

/** The first argument that has no error in it. */
function evaluateTry({ args, span }: CallExpression, scope: Scope, evaluate: Evaluate): Value {
  const range = rangeIn(scope, span);
  for (const arg of args) {
    const value = evaluate(arg, scope);
    if (!hasError(value)) return value;
  }
  return errorValue("try(…)", range);
}

/** So many values are looked at for an error. */
const searchMax = 10_000;

/** True for an error anywhere inside. Of a choice both arms have to have one. */
function hasError(value: Value): boolean {
  let left = searchMax;
  const search = (inner: Value, depth: number): boolean => {
    if (--left < 0 || depth > depthMax) return false;
    switch (inner.kind) {
      case "error":
      case "namespace":
        return true;
      case "string":
        return inner.faulty === true;
      case "list":
        return inner.items.some((item) => search(item, depth + 1));
      case "object":
        return inner.entries.some((entry) => search(entry.value, depth + 1));
      case "choice":
        return [inner.then, inner.otherwise].every((arm) => !arm || search(arm, depth + 1));
      default:
        return false;
    }
  };
  return search(value, 0);
}
