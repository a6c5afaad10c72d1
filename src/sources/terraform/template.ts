import type { TextValue, UnknownPart } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { fileLengthMax } from "../source.ts";
import { reasonOf } from "./access.ts";
import { itemsMax } from "./budget.ts";
import { asCollection, choose, distribute, mapArms } from "./choice.ts";
import { describe, shortened } from "./describe.ts";
import type { Expression, TemplatePart } from "./hcl/ast.ts";
import { toText } from "./json-text.ts";
import { knownBoolean } from "./operators.ts";
import { holdsChoice, spliceJson } from "./policy-text.ts";
import { rangeIn, type Scope, withVariables } from "./scope.ts";
import {
  concatTexts,
  errorValue,
  isFaulty,
  isUncertain,
  notEvaluated,
  sortedEntries,
  textLength,
  textual,
  unknownPart,
  unknownValue,
  type Value,
} from "./value.ts";

type Evaluate = (expression: Expression, scope: Scope) => Value;
type Of<K extends TemplatePart["kind"]> = Extract<TemplatePart, { kind: K }>;

/** A quoted string, heredoc or template file. One `${…}` alone passes its value through. */
export function evaluateTemplate(
  parts: readonly TemplatePart[],
  range: Range,
  scope: Scope,
  evaluate: Evaluate,
): Value {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "interpolation") return evaluate(only.expression, scope);
  const literals = parts.map((part) => literalOf(part, scope));
  if (literals.every((literal) => literal !== undefined)) {
    return textual({ parts: literals, range });
  }
  const pieces = parts.map((part) => evaluatePart(part, scope, evaluate));
  return distribute(pieces, range, (values) => joinPieces(values, range, scope));
}

function literalOf(part: TemplatePart, scope: Scope) {
  if (part.kind !== "text") return undefined;
  const at = rangeIn(scope, part.span);
  return { kind: "literal" as const, text: part.text, at, anchors: part.anchors };
}

function evaluatePart(part: TemplatePart, scope: Scope, evaluate: Evaluate): Value {
  switch (part.kind) {
    case "text": {
      const literal = literalOf(part, scope);
      return textual({ parts: literal ? [literal] : [], range: rangeIn(scope, part.span) });
    }
    case "interpolation":
      return evaluate(part.expression, scope);
    case "if":
      return evaluateIf(part, scope, evaluate);
    case "for":
      return evaluateLoop(part, scope, evaluate);
  }
}

function evaluateIf(part: Of<"if">, scope: Scope, evaluate: Evaluate): Value {
  const range = rangeIn(scope, part.span);
  const arm = (parts: readonly TemplatePart[]): Value =>
    evaluateTemplate(parts, range, scope, evaluate);
  return mapArms(evaluate(part.condition, scope), (condition) => {
    const known = knownBoolean(condition);
    if (known !== undefined) return arm(known ? part.then : part.otherwise);
    const reference = describe(condition);
    const asked = unknownPart(reference, reasonOf(condition), condition.range);
    return choose(asked, arm(part.then), arm(part.otherwise), range);
  });
}

function evaluateLoop(part: Of<"for">, scope: Scope, evaluate: Evaluate): Value {
  const range = rangeIn(scope, part.span);
  const value = evaluate(part.collection, scope);
  const collection = asCollection(value);
  const elements: { key: Value; value: Value }[] = [];
  if (collection?.kind === "list") {
    collection.items.forEach((item, index) => {
      const key = collection.type === "set" ? item : stringNumber(index, item.range);
      elements.push({ key, value: item });
    });
  } else if (collection) {
    for (const entry of sortedEntries(collection)) {
      elements.push({ key: textual(entry.key), value: entry.value });
    }
  }
  if (!collection || elements.some((element) => isUncertain(element.value))) {
    const reference = shortened(`for ${describe(value)}`);
    return value.kind === "unknown" || collection
      ? unknownValue(reference, reasonOf(value), range)
      : errorValue(reference, range);
  }
  const pieces = elements.slice(0, itemsMax).map((element) => {
    const names: [string, Value][] = [[part.valueName, element.value]];
    if (part.keyName !== undefined) names.push([part.keyName, element.key]);
    return evaluateTemplate(part.body, range, withVariables(scope, names), evaluate);
  });
  return distribute(pieces, range, (values) => joinPieces(values, range, scope));
}

function stringNumber(index: number, range: Range): Value {
  return { kind: "number", text: String(index), range };
}

function joinPieces(values: readonly Value[], range: Range, scope: Scope): Value {
  const { budget } = scope.world;
  const texts: TextValue[] = [];
  let length = 0;
  let faulty = false;
  for (const value of values) {
    const text = textOf(value, scope);
    faulty ||= isFaulty(value) || (!text && !isWhole(value));
    const piece = text ?? { parts: [refusedPart(value)], range };
    length += textLength(piece);
    if (
      length > fileLengthMax ||
      !budget.spend(piece.parts.length + Math.ceil(textLength(piece) / 64))
    ) {
      budget.exceed(`a text of more than ${fileLengthMax} characters`);
      return notEvaluated(range);
    }
    texts.push(piece);
  }
  const text = concatTexts(texts, range);
  return { kind: "string", text, range, ...(faulty && { faulty: true as const }) };
}

/** JSON that holds a choice cannot be shown as text: it is spliced in as a part of its own. */
function textOf(value: Value, scope: Scope): TextValue | undefined {
  if (value.kind === "json" && holdsChoice(value.content, scope.world)) {
    return { parts: [spliceJson(value, scope.world)], range: value.range };
  }
  return toText(value, scope.world.budget);
}

function refusedPart(value: Value): UnknownPart {
  const reference = describe(value);
  return unknownPart(reference, reasonOf(value), value.range);
}

/** A whole resource is no text; that its attributes are unknown makes it no mistake here. */
function isWhole(value: Value): boolean {
  return value.kind === "instance" || value.kind === "namespace";
}
