import type { Node } from "../../policy/node.ts";
import {
  knownText,
  literalText,
  placeholderText,
  sliceText,
  type TextPart,
  type TextValue,
  unknownText,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { TextBuilder } from "../text-builder.ts";
import { choice } from "./choice.ts";
import { dynamicReferences } from "./dynamic-references.ts";
import type { Evaluator } from "./evaluator.ts";
import { eachArm, type Intrinsic, itemsOf, reasonOf } from "./intrinsic.ts";
import { membersOf, scalarText } from "./template.ts";

/** Choices by different conditions that one text may depend on: it has two forms for each. */
const choicesMax = 4;

export const sub: Intrinsic = (evaluator, argument, call) => {
  const [first, second] = argument.kind === "array" ? argument.items : [argument];
  const template = first && scalarText(first);
  if (!template) return evaluator.unknown(call, "not supported");
  const variables = membersOf(second);
  const pieces = splitSub(template).map((piece): TextPart[] | Node => {
    if (piece.name === undefined) return [...piece.parts];
    const at = piece.range;
    const variable = variables.get(piece.name)?.value;
    const value = variable ? evaluator.resolve(variable) : subValue(evaluator, piece.name, at);
    return value ?? [];
  });
  return combine(evaluator, pieces, call.range) ?? evaluator.unknown(call, "not supported");
};

function subValue(evaluator: Evaluator, name: string, at: Range): Node | undefined {
  const dot = name.indexOf(".");
  if (dot < 0) return evaluator.ref(name, at);
  return evaluator.getAtt(name.slice(0, dot), name.slice(dot + 1), at);
}

export const join: Intrinsic = (evaluator, argument, call) => {
  const items = itemsOf(argument);
  const [first, second] = items;
  const separator = first && scalarText(first);
  if (!separator || !second || items.length !== 2) return evaluator.unknown(call, "not supported");
  return eachArm(evaluator.resolve(second), (list) => {
    if (list?.kind === "unknown") return evaluator.unknown(call, list.unknown.reason);
    if (list?.kind !== "array") return evaluator.unknown(call, "not supported");
    // An item that is there or not takes its separator with it.
    const pieces: (TextPart[] | Node)[] = [];
    for (const [index, item] of list.items.entries()) {
      const isOptional = item.kind === "choice" && !(item.then && item.otherwise);
      if (isOptional) return evaluator.unknown(call, "known after deployment");
      if (index > 0) pieces.push([...separator.parts]);
      pieces.push(item);
    }
    return combine(evaluator, pieces, call.range) ?? evaluator.unknown(call, "not supported");
  });
};

/** Of a text that is known; it stands for the whole call. */
export const base64: Intrinsic = (evaluator, argument, call) =>
  eachArm(evaluator.resolve(argument), (value) => {
    const text = value?.kind === "string" ? knownText(value.value) : undefined;
    if (text === undefined || text.length > base64LengthMax) {
      return evaluator.unknown(call, reasonOf(value));
    }
    const bytes = new TextEncoder().encode(text);
    const encoded = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    return { kind: "string", value: literalText(encoded, call.range), range: call.range };
  });

/** Scripts for instances are long, and no policy holds one. */
const base64LengthMax = 4096;

/** The structure is kept: a policy document may stand there as well as its text. */
export const toJsonString: Intrinsic = (evaluator, argument) => evaluator.resolve(argument);

interface SubPiece {
  /** The name between the braces; absent for text. */
  readonly name?: string;
  readonly parts: readonly TextPart[];
  readonly range: Range;
}

/** Cuts the text of `Fn::Sub` at its variables; `${!Name}` is the text `${Name}`. */
function splitSub(value: TextValue): SubPiece[] {
  const text = placeholderText(value);
  const pieces: SubPiece[] = [];
  const addText = (start: number, end: number) => {
    if (start < end) pieces.push(sliceText(value, start, end));
  };
  let copied = 0;
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", copied)) {
    const end = text.indexOf("}", start);
    if (end < 0) break;
    addText(copied, start);
    if (text[start + 2] === "!") {
      addText(start, start + 2);
      addText(start + 3, end + 1);
    } else {
      const { parts, range } = sliceText(value, start, end + 1);
      pieces.push({ name: text.slice(start + 2, end).trim(), parts, range });
    }
    copied = end + 1;
  }
  addText(copied, text.length);
  return pieces;
}

/**
 * One text of several pieces. Where a piece is one of two by a condition, so is the text; pieces
 * by the same condition go together. `undefined` when a piece is no text.
 */
function combine(
  evaluator: Evaluator,
  pieces: readonly (readonly TextPart[] | Node)[],
  range: Range,
  choicesLeft = choicesMax,
): Node | undefined {
  const first = pieces.find((piece) => "kind" in piece && piece.kind === "choice");
  if (first && "kind" in first && first.kind === "choice") {
    const { reference } = first.condition;
    // Past the bound the choice is one value that is not known.
    const same = (piece: readonly TextPart[] | Node) =>
      "kind" in piece && piece.kind === "choice" && piece.condition.reference === reference;
    if (choicesLeft === 0) {
      const unknown = evaluator.unknown(first, "not supported");
      return combine(
        evaluator,
        pieces.map((piece) => (same(piece) ? unknown : piece)),
        range,
        0,
      );
    }
    const arm = (name: "then" | "otherwise") => {
      const chosen = pieces.map((piece) =>
        "kind" in piece && piece.kind === "choice" && piece.condition.reference === reference
          ? (piece[name] ?? [])
          : piece,
      );
      return combine(evaluator, chosen, range, choicesLeft - 1);
    };
    const [then, otherwise] = [arm("then"), arm("otherwise")];
    return then && otherwise && choice(first.condition, then, otherwise, first.range);
  }
  const builder = new TextBuilder();
  for (const piece of pieces) {
    const parts = "kind" in piece ? partsOf(piece) : piece;
    if (!parts || !evaluator.affords(parts)) return undefined;
    for (const part of parts) builder.append(part);
  }
  // A dynamic reference stands in the text, or comes together of several pieces.
  return dynamicReferences({
    kind: "string",
    value: { parts: builder.finish(), range },
    range,
  });
}

function partsOf(node: Node): readonly TextPart[] | undefined {
  if (node.kind === "string") return node.value.parts;
  if (node.kind === "unknown") return unknownText(node.unknown).parts;
  return undefined;
}
