import type { Range } from "../text/range.ts";
import { type Member, member, type Node, type ObjectNode } from "./node.ts";
import type {
  ConditionEntry,
  Element,
  PolicyDocument,
  Principal,
  PrincipalElement,
  Statement,
} from "./policy-document.ts";
import {
  displayText,
  knownText,
  literalText,
  type TextValue,
  type UnknownPart,
  unknownParts,
  unknownText,
  type When,
} from "./text-value.ts";

/** Nesting that is followed; AWS's grammar needs six levels, choices add to it. */
const depthMax = 64;
/** The grammar's own levels come on top of the lists and choices that are followed at one place. */
const unknownsDepthMax = depthMax + 6;

/**
 * Reads a tree as a policy document. Never fails: what is missing or of the wrong type is left out
 * of the result and stays in its `node`, for the rules that judge the form.
 *
 * Grammar: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function readPolicyDocument(node: Node): PolicyDocument {
  const unknowns = collectUnknowns(node);
  const root = certain(node);
  if (root?.kind !== "object") return { node, range: node.range, statements: [], unknowns };

  const statement = member(root, "Statement");
  const items = statement ? flatten(statement.value) : [];
  // A member whose name is not known may be `Statement`, or `Action` or `Condition` of one.
  const unknownStatements = [root, ...items.map(({ node: item }) => item)].flatMap((item) =>
    item.kind === "unknown" ? [item.unknown] : unknownNames(item),
  );
  const version = textOf(member(root, "Version")?.value);
  const id = textOf(member(root, "Id")?.value);
  return {
    node,
    range: node.range,
    statements: readStatements(items),
    unknowns,
    ...(unknownStatements.length > 0 && { unknownStatements }),
    ...(version && { version }),
    ...(id && { id }),
    ...(statement && { statementKey: statement.key.range }),
  };
}

function unknownNames(node: Node): UnknownPart[] {
  if (node.kind !== "object") return [];
  return node.members.flatMap(({ key }) => unknownParts(key).slice(0, 1));
}

function readStatements(items: readonly Item[]): Statement[] {
  return items.flatMap(({ node: item, when }, index) =>
    item.kind === "object" ? readStatement(item, index, when) : [],
  );
}

/** One statement; two when its effect is one of two by a condition that is not known. */
function readStatement(node: ObjectNode, index: number, when: readonly When[]): Statement[] {
  const effect = member(node, "Effect")?.value;
  const arms = effect ? flatten(effect) : [];
  if (arms.length < 2) return [readArm(node, index, textOf(effect), when)];
  return arms.map((arm) => readArm(node, index, textOf(arm.node), [...when, ...arm.when]));
}

function readArm(
  node: ObjectNode,
  index: number,
  effectValue: TextValue | undefined,
  when: readonly When[],
): Statement {
  const sid = textOf(member(node, "Sid")?.value);
  const effect = effectValue && knownText(effectValue);
  const action = readElement(member(node, "Action"));
  const notAction = readElement(member(node, "NotAction"));
  const resource = readElement(member(node, "Resource"));
  const notResource = readElement(member(node, "NotResource"));
  const principal = readPrincipals(member(node, "Principal"));
  const notPrincipal = readPrincipals(member(node, "NotPrincipal"));
  return {
    index,
    node,
    range: node.range,
    when,
    conditions: readConditions(member(node, "Condition")?.value),
    ...(sid && { sid }),
    ...(effectValue && { effectValue }),
    ...((effect === "Allow" || effect === "Deny") && { effect }),
    ...(action && { action }),
    ...(notAction && { notAction }),
    ...(resource && { resource }),
    ...(notResource && { notResource }),
    ...(principal && { principal }),
    ...(notPrincipal && { notPrincipal }),
  };
}

function readElement(found: Member | undefined): Element | undefined {
  if (!found) return undefined;
  return { key: found.key.range, range: found.value.range, values: readTexts(found.value) };
}

function readPrincipals(found: Member | undefined): PrincipalElement | undefined {
  if (!found) return undefined;
  const principals: Principal[] = [];
  for (const { node, when } of flatten(found.value)) {
    if (node.kind === "object") {
      for (const entry of node.members) {
        const type = displayText(entry.key);
        for (const value of readTexts(entry.value)) {
          principals.push({ type, typeRange: entry.key.range, value: withWhen(value, when) });
        }
      }
      continue;
    }
    const value = textOf(node);
    if (!value) continue;
    // `"Principal": "*"` is everyone; any other bare text is not in the grammar, and kept as it is.
    const type = knownText(value) === "*" ? "*" : "";
    principals.push({ type, typeRange: value.range, value: withWhen(value, when) });
  }
  return { key: found.key.range, range: found.value.range, principals };
}

function readConditions(node: Node | undefined): ConditionEntry[] {
  const entries: ConditionEntry[] = [];
  // What is not known stays: a Deny that may ask for something must not read as one that never does.
  const unknown = (part: UnknownPart, range: Range, operator = unknownText(part)): void => {
    const text = unknownText(part);
    entries.push({ operator, key: text, values: [text], range });
  };
  for (const { node: block, when: blockWhen } of node ? flatten(node) : []) {
    if (block.kind === "unknown") unknown(block.unknown, block.range);
    if (block.kind !== "object") continue;
    for (const { key: operator, value } of block.members) {
      for (const { node: keys, when } of flatten(value)) {
        if (keys.kind === "unknown") unknown(keys.unknown, keys.range, operator);
        if (keys.kind !== "object") continue;
        for (const { key, value: values } of keys.members) {
          entries.push({
            operator,
            key,
            values: readTexts(values).map((text) => withWhen(text, [...blockWhen, ...when])),
            range: values.range,
          });
        }
      }
    }
  }
  return entries;
}

/** One text or a list of texts. Numbers and booleans, which conditions may hold, become text. */
function readTexts(node: Node): TextValue[] {
  if (node.kind === "string") return [node.value];
  const texts: TextValue[] = [];
  for (const { node: item, when } of flatten(node)) {
    const text = textOf(item);
    if (text) texts.push(withWhen(text, when));
  }
  return texts;
}

function textOf(node: Node | undefined): TextValue | undefined {
  const value = node && certain(node);
  switch (value?.kind) {
    case "string":
      return value.value;
    case "unknown":
      return unknownText(value.unknown);
    case "number":
      return literalText(value.text, value.range);
    case "boolean":
      return literalText(String(value.value), value.range);
    default:
      return undefined;
  }
}

function withWhen(value: TextValue, when: readonly When[]): TextValue {
  if (when.length === 0) return value;
  return { ...value, when: [...when, ...(value.when ?? [])] };
}

interface Item {
  readonly node: Node;
  readonly when: readonly When[];
}

/** The items of a list, or the one value, through lists in lists and both arms of choices. */
function flatten(node: Node, when: readonly When[] = [], depth = 0): Item[] {
  if (depth > depthMax) {
    return [{ node: { kind: "unknown", unknown: tooDeep(node), range: node.range }, when }];
  }
  if (node.kind === "array") return node.items.flatMap((item) => flatten(item, when, depth + 1));
  if (node.kind === "choice") {
    const arms = [
      { arm: node.then, holds: true },
      { arm: node.otherwise, holds: false },
    ];
    return arms.flatMap(({ arm, holds }) =>
      arm ? flatten(arm, [...when, { condition: node.condition, holds }], depth + 1) : [],
    );
  }
  return [{ node, when }];
}

/**
 * The value where the grammar allows only one and the arm does not change what is allowed
 * (`Version`, `Sid`): of an uncertain one the first arm that exists. The document's unknowns name
 * the condition.
 */
function certain(node: Node): Node | undefined {
  let current: Node | undefined = node;
  for (let depth = 0; current?.kind === "choice" && depth < depthMax; depth++) {
    current = current.then ?? current.otherwise;
  }
  return current;
}

/** Stands for what is nested too deeply to be read. */
function tooDeep({ range }: Node): UnknownPart {
  return { kind: "unknown", reference: "nested too deeply", reason: "not supported", at: range };
}

/** Every unknown part in the tree, each reference once, in the order of the text. */
function collectUnknowns(root: Node): UnknownPart[] {
  const found = new Map<string, UnknownPart>();
  const add = (part: UnknownPart): void => {
    if (!found.has(part.reference)) found.set(part.reference, part);
  };
  const addText = (value: TextValue): void => {
    for (const part of value.parts) if (part.kind === "unknown") add(part);
  };
  const pending = [{ node: root, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node } = next;
    const depth = next.depth + 1;
    const visit = (nodes: readonly (Node | undefined)[]): void => {
      for (const inner of nodes.toReversed()) if (inner) pending.push({ node: inner, depth });
    };
    if (depth > unknownsDepthMax) {
      add(tooDeep(node));
      continue;
    }
    switch (node.kind) {
      case "string":
        addText(node.value);
        break;
      case "unknown":
        add(node.unknown);
        break;
      case "array":
        visit(node.items);
        break;
      case "object":
        for (const { key } of node.members) addText(key);
        visit(node.members.map(({ value }) => value));
        break;
      case "choice":
        add(node.condition);
        visit([node.then, node.otherwise]);
        break;
    }
  }
  return [...found.values()];
}
