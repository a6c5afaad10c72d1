import { displayText, knownText, type UnknownReason } from "../../policy/text-value.ts";
import { choice } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";
import { type Intrinsic, itemsOf } from "./intrinsic.ts";
import { cidr, findInMap, length, select, split } from "./list-functions.ts";
import { scalarText } from "./template.ts";
import { base64, join, sub, toJsonString } from "./text-functions.ts";

const ref: Intrinsic = (evaluator, argument, call) => {
  const name = nameOf(evaluator, argument);
  if (name === undefined) return evaluator.unknown(call, "not supported");
  return evaluator.ref(name, call.range);
};

const getAtt: Intrinsic = (evaluator, argument, call) => {
  const items = argument.kind === "array" ? argument.items : [argument];
  const texts = items.map((item) => nameOf(evaluator, item));
  const [name, ...attribute] = texts.join(".").split(".");
  if (!name || attribute.length === 0 || texts.includes(undefined)) {
    return evaluator.unknown(call, "not supported");
  }
  return evaluator.getAtt(name, attribute.join("."), call.range);
};

/** A logical id or an attribute; with the language extensions it may be put together. */
function nameOf(evaluator: Evaluator, node: Parameters<Intrinsic>[1]): string | undefined {
  const text = scalarText(node);
  if (text) return displayText(text);
  const resolved = node.kind === "object" ? evaluator.resolve(node) : undefined;
  return resolved?.kind === "string" ? knownText(resolved.value) : undefined;
}

const condition: Intrinsic = (evaluator, argument, call) => {
  const [first, then, otherwise] = itemsOf(argument);
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

/** A value that another stack exports; the same wherever it is asked for. */
const importValue: Intrinsic = (evaluator, argument, call) => {
  const name = evaluator.resolve(argument);
  if (name?.kind !== "string") return evaluator.unknown(call, "outside the repository");
  return {
    kind: "unknown",
    unknown: {
      kind: "unknown",
      reference: `!ImportValue ${displayText(name.value)}`,
      reason: "outside the repository",
      at: call.range,
    },
    range: call.range,
  };
};

function always(reason: UnknownReason): Intrinsic {
  return (evaluator, _, call) => evaluator.unknown(call, reason);
}

/** By their names in JSON. Every other `Fn::` is not supported. */
export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map([
  ["Ref", ref],
  ["Fn::Base64", base64],
  ["Fn::Cidr", cidr],
  ["Fn::FindInMap", findInMap],
  ["Fn::GetAZs", always("known after deployment")],
  ["Fn::GetAtt", getAtt],
  ["Fn::GetStackOutput", always("outside the repository")],
  ["Fn::If", condition],
  ["Fn::ImportValue", importValue],
  ["Fn::Join", join],
  ["Fn::Length", length],
  ["Fn::Select", select],
  ["Fn::Split", split],
  ["Fn::Sub", sub],
  ["Fn::ToJsonString", toJsonString],
]);
