import type { Node } from "../../policy/node.ts";
import { displayText, knownText, literalText, type TextValue } from "../../policy/text-value.ts";
import { cidrBlocks } from "./cidr-blocks.ts";
import type { Evaluator } from "./evaluator.ts";
import { eachArm, type Intrinsic, itemsOf, reasonOf } from "./intrinsic.ts";
import { resourceForm } from "./resource-forms.ts";
import { splitText } from "./split-text.ts";
import { membersOf, scalarText } from "./template.ts";

export const select: Intrinsic = (evaluator, argument, call) => {
  const [first, second] = itemsOf(argument);
  const position = knownNumber(first && evaluator.resolve(first));
  return eachArm(second && evaluator.resolve(second), (list) => {
    if (position === undefined || list?.kind !== "array") {
      return evaluator.unknown(call, reasonOf(list));
    }
    // What is there or not moves everything behind it.
    const isCertain = list.items.slice(0, position + 1).every(isSurelyThere);
    const found = isCertain ? list.items[position] : undefined;
    return found ?? evaluator.unknown(call, isCertain ? "not supported" : "known after deployment");
  });
};

export const split: Intrinsic = (evaluator, argument, call) => {
  const [first, second] = itemsOf(argument);
  const separator = first && scalarText(first);
  const by = separator && knownText(separator);
  return eachArm(second && evaluator.resolve(second), (text) => {
    if (!by || text?.kind !== "string") return evaluator.unknown(call, reasonOf(text));
    const hasUnknown = text.value.parts.some((part) => part.kind === "unknown");
    // What is not known may contain the separator: how many pieces there are is not known then.
    if (hasUnknown && !splitsSafely(evaluator, text.value, by)) {
      return evaluator.unknown(call, "known after deployment");
    }
    const items = splitText(text.value, by, false).map((value): Node => {
      return { kind: "string", value, range: value.range };
    });
    return { kind: "array", items, range: call.range };
  });
};

/** Whether the unknown parts of a text surely hold no separator. */
function splitsSafely(evaluator: Evaluator, value: TextValue, separator: string): boolean {
  // Account ids, partitions and regions are made of these characters.
  if (/[a-z0-9-]/.test(separator)) return false;
  const plain = ["AWS::AccountId", "AWS::Partition", "AWS::Region"];
  return value.parts.every((part) => {
    if (part.kind === "literal" || plain.includes(part.reference)) return true;
    // Names that CloudFormation gives have no colon.
    const id = evaluator.idOf(part.reference);
    const resource = id === undefined ? undefined : evaluator.template.resources.get(id);
    return separator === ":" && resource !== undefined && resourceForm(resource.type) !== undefined;
  });
}

/** With the language extensions: `[map, first key, second key, { DefaultValue: … }]`. */
export const findInMap: Intrinsic = (evaluator, argument, call) => {
  const items = itemsOf(argument);
  if (items.length < 3 || items.length > 4) return evaluator.unknown(call, "not supported");
  const fallback = membersOf(items[3]).get("DefaultValue")?.value;
  const look = (
    found: readonly (string | undefined)[],
    left: readonly Node[],
  ): Node | undefined => {
    const [next, ...rest] = left;
    if (!next) return lookUp(evaluator, found, fallback, call);
    return eachArm(evaluator.resolve(next), (key) => {
      const text = key?.kind === "string" ? knownText(key.value) : undefined;
      return look([...found, text], rest);
    });
  };
  return look([], items.slice(0, 3));
};

/** A key that is not known leaves every value possible; when all are equal, it is that one. */
function lookUp(
  evaluator: Evaluator,
  [map, first, second]: readonly (string | undefined)[],
  fallback: Node | undefined,
  call: Node,
): Node | undefined {
  if (map === undefined) return evaluator.unknown(call, "known after deployment");
  const rows = membersOf(evaluator.template.mappings.get(map));
  const reached = first === undefined ? [...rows.values()] : [rows.get(first)];
  const values = reached.flatMap((row) => {
    const columns = membersOf(row?.value);
    const cells = second === undefined ? [...columns.values()] : [columns.get(second)];
    return cells.map((cell) => cell?.value ?? fallback);
  });
  const isKnown = first !== undefined && second !== undefined;
  const [only, ...others] = values;
  if (isKnown) return only ? evaluator.resolve(only) : evaluator.unknown(call, "not supported");
  const text = scalarText(only);
  const isSame = (other: Node | undefined) => {
    const compared = scalarText(other);
    return text && compared && displayText(text) === displayText(compared);
  };
  const isOne = only !== undefined && text !== undefined && fallback === undefined;
  if (isOne && others.every(isSame)) return evaluator.resolve(only);
  return evaluator.unknown(call, "known after deployment");
}

export const length: Intrinsic = (evaluator, argument, call) =>
  eachArm(evaluator.resolve(argument), (list) => {
    if (list?.kind !== "array" || !list.items.every(isSurelyThere)) {
      return evaluator.unknown(call, reasonOf(list));
    }
    const text = literalText(String(list.items.length), call.range);
    return { kind: "string", value: text, range: call.range };
  });

export const cidr: Intrinsic = (evaluator, argument, call) => {
  const [block, count, bits] = itemsOf(argument).map((item) => evaluator.resolve(item));
  const text = block?.kind === "string" ? knownText(block.value) : undefined;
  const blocks =
    text === undefined ? undefined : cidrBlocks(text, knownNumber(count), knownNumber(bits));
  if (!blocks)
    return evaluator.unknown(
      call,
      block?.kind === "unknown" ? block.unknown.reason : "known after deployment",
    );
  const items = blocks.map((each): Node => {
    return { kind: "string", value: literalText(each, call.range), range: call.range };
  });
  return { kind: "array", items, range: call.range };
};

function isSurelyThere(item: Node): boolean {
  return item.kind !== "choice" || (item.then !== undefined && item.otherwise !== undefined);
}

function knownNumber(node: Node | undefined): number | undefined {
  const text = node?.kind === "string" ? knownText(node.value) : undefined;
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
