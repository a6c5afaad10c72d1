import type { Node } from "../../policy/node.ts";
import {
  displayText,
  knownText,
  placeholderText,
  sliceText,
  type TextPart,
  type TextValue,
  type UnknownReason,
  unknownText,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { TextBuilder } from "../text-builder.ts";
import { choice } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";
import { splitText } from "./split-text.ts";
import { membersOf, scalarText } from "./template.ts";

/**
 * A function of CloudFormation: its argument is not resolved yet, `call` is the whole function as
 * it is written. `undefined` means that nothing stands there.
 */
export type Intrinsic = (evaluator: Evaluator, argument: Node, call: Node) => Node | undefined;

/** Choices by different conditions that one text may depend on: it has two forms for each. */
const choicesMax = 4;

const ref: Intrinsic = (evaluator, argument, call) => {
  const name = scalarText(argument);
  if (!name) return evaluator.unknown(call, "not supported");
  return evaluator.ref(displayText(name), call.range);
};

const getAtt: Intrinsic = (evaluator, argument, call) => {
  const texts = argument.kind === "array" ? argument.items.map(scalarText) : [scalarText(argument)];
  const [name, ...attribute] = texts
    .map((text) => (text ? displayText(text) : ""))
    .join(".")
    .split(".");
  if (!name || attribute.length === 0 || texts.includes(undefined)) {
    return evaluator.unknown(call, "not supported");
  }
  return evaluator.getAtt(name, attribute.join("."), call.range);
};

const sub: Intrinsic = (evaluator, argument, call) => {
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

const join: Intrinsic = (evaluator, argument, call) => {
  const [first, second] = argument.kind === "array" ? argument.items : [];
  const separator = first && scalarText(first);
  const list = second && evaluator.resolve(second);
  if (!separator || !list || argument.kind !== "array" || argument.items.length !== 2) {
    return evaluator.unknown(call, "not supported");
  }
  if (list.kind === "unknown") return evaluator.unknown(call, list.unknown.reason);
  if (list.kind !== "array") return evaluator.unknown(call, "not supported");
  const pieces: (TextPart[] | Node)[] = [];
  for (const [index, item] of list.items.entries()) {
    if (index > 0) pieces.push([...separator.parts]);
    pieces.push(item);
  }
  return combine(evaluator, pieces, call.range) ?? evaluator.unknown(call, "not supported");
};

const condition: Intrinsic = (evaluator, argument, call) => {
  const [first, then, otherwise] = argument.kind === "array" ? argument.items : [];
  const name = first && scalarText(first);
  if (!name || !then || !otherwise) return evaluator.unknown(call, "not supported");
  const decided = evaluator.conditions.decide(displayText(name));
  if (decided !== undefined) return evaluator.resolve(decided ? then : otherwise);
  return choice(
    evaluator.conditions.unknown(displayText(name), first.range),
    evaluator.resolve(then),
    evaluator.resolve(otherwise),
    call.range,
  );
};

const select: Intrinsic = (evaluator, argument, call) => {
  const [first, second] = argument.kind === "array" ? argument.items : [];
  const index = first && evaluator.resolve(first);
  const list = second && evaluator.resolve(second);
  const position = index?.kind === "string" ? knownText(index.value) : undefined;
  if (position === undefined || list?.kind !== "array" || !/^\d{1,6}$/.test(position)) {
    return evaluator.unknown(call, reasonOf(list ?? index));
  }
  return list.items[Number(position)] ?? evaluator.unknown(call, "not supported");
};

const split: Intrinsic = (evaluator, argument, call) => {
  const [first, second] = argument.kind === "array" ? argument.items : [];
  const separator = first && scalarText(first);
  const text = second && evaluator.resolve(second);
  const by = separator && knownText(separator);
  if (!by || text?.kind !== "string") return evaluator.unknown(call, reasonOf(text));
  const hasUnknown = text.value.parts.some((part) => part.kind === "unknown");
  // What is not known may contain the separator, so how many pieces there are is not known either.
  if (hasUnknown && !splitsSafely(text.value, by)) {
    return evaluator.unknown(call, "known after deployment");
  }
  const items = splitText(text.value, by, false).map((value): Node => {
    return { kind: "string", value, range: value.range };
  });
  return { kind: "array", items, range: call.range };
};

/** Whether the unknown parts of a text surely hold no separator. */
function splitsSafely(value: TextValue, separator: string): boolean {
  // Account ids, partitions and regions are made of these characters.
  if (/[a-z0-9-]/.test(separator)) return false;
  const plain = ["AWS::AccountId", "AWS::Partition", "AWS::Region"];
  return value.parts.every((part) => part.kind === "literal" || plain.includes(part.reference));
}

const findInMap: Intrinsic = (evaluator, argument, call) => {
  const items = argument.kind === "array" ? argument.items : [];
  const [map, first, second] = items.slice(0, 3).map((item) => {
    const resolved = evaluator.resolve(item);
    return resolved?.kind === "string" ? knownText(resolved.value) : undefined;
  });
  if (map === undefined || first === undefined || second === undefined || items.length !== 3) {
    return evaluator.unknown(call, "known after deployment");
  }
  const outer = membersOf(evaluator.template.mappings.get(map)).get(first)?.value;
  const found = membersOf(outer).get(second)?.value;
  return found ? evaluator.resolve(found) : evaluator.unknown(call, "not supported");
};

/** The structure is kept: a policy document may stand there as well as its text. */
const toJsonString: Intrinsic = (evaluator, argument) => evaluator.resolve(argument);

function always(reason: UnknownReason): Intrinsic {
  return (evaluator, _, call) => evaluator.unknown(call, reason);
}

/** By their names in JSON. Every other `Fn::` is not supported. */
export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map([
  ["Ref", ref],
  ["Fn::GetAtt", getAtt],
  ["Fn::Sub", sub],
  ["Fn::Join", join],
  ["Fn::If", condition],
  ["Fn::Select", select],
  ["Fn::Split", split],
  ["Fn::FindInMap", findInMap],
  ["Fn::ToJsonString", toJsonString],
  ["Fn::ImportValue", always("outside the repository")],
  ["Fn::GetStackOutput", always("outside the repository")],
  ["Fn::GetAZs", always("known after deployment")],
  ["Fn::Cidr", always("known after deployment")],
]);

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
    if (choicesLeft === 0) return undefined;
    const { reference } = first.condition;
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
  return { kind: "string", value: { parts: builder.finish(), range }, range };
}

function partsOf(node: Node): readonly TextPart[] | undefined {
  if (node.kind === "string") return node.value.parts;
  if (node.kind === "unknown") return unknownText(node.unknown).parts;
  return undefined;
}

function reasonOf(node: Node | undefined): UnknownReason {
  if (node?.kind === "unknown") return node.unknown.reason;
  return node?.kind === "string" ? "known after deployment" : "not supported";
}
