import type { ChoiceNode, Node } from "./node.ts";
import type { TextValue } from "./text-value.ts";

/** Nesting that is counted; deeper values count as nothing. */
const depthMax = 70;

/** How many characters a document has as JSON without white space between its tokens. */
export interface DocumentSize {
  /** White space within texts included. */
  readonly characters: number;
  /** White space within texts left out. */
  readonly charactersWithoutSpace: number;
}

/**
 * The least number of characters that a document can have: an unknown part counts as an empty text,
 * an unknown value as the shortest one, and of two possible values the smaller one counts.
 */
export function documentSize(node: Node): DocumentSize {
  const { characters, spaces } = count(node, 0);
  return { characters, charactersWithoutSpace: characters - spaces };
}

interface Count {
  characters: number;
  /** White space within texts. */
  spaces: number;
}

function count(node: Node, depth: number): Count {
  const total = { characters: 0, spaces: 0 };
  addNode(node, depth, total);
  return total;
}

function addNode(node: Node, depth: number, total: Count): void {
  if (depth > depthMax) return;
  switch (node.kind) {
    case "string":
      addText(node.value, total);
      return;
    case "number":
      total.characters += node.text.length;
      return;
    case "boolean":
      total.characters += String(node.value).length;
      return;
    case "null":
      total.characters += "null".length;
      return;
    case "unknown":
      total.characters += 1;
      return;
    case "array":
      total.characters += listCharacters(node.items.length);
      for (const item of node.items) addNode(item, depth + 1, total);
      return;
    case "object":
      total.characters += listCharacters(node.members.length) + node.members.length;
      for (const { key, value } of node.members) {
        addText(key, total);
        addNode(value, depth + 1, total);
      }
      return;
    case "choice":
      addSmaller(node, depth, total);
  }
}

/** Brackets and commas. */
function listCharacters(length: number): number {
  return "[]".length + Math.max(0, length - 1);
}

/** Nothing stands there when an arm is missing. */
function addSmaller({ then, otherwise }: ChoiceNode, depth: number, total: Count): void {
  if (!then || !otherwise) return;
  const [first, second] = [count(then, depth + 1), count(otherwise, depth + 1)];
  const smaller =
    first.characters - first.spaces < second.characters - second.spaces ? first : second;
  total.characters += smaller.characters;
  total.spaces += smaller.spaces;
}

function addText(value: TextValue, total: Count): void {
  total.characters += '""'.length;
  for (const part of value.parts) {
    if (part.kind === "unknown") continue;
    // Most texts have neither white space nor anything that JSON would escape.
    if (!/[^!#-[\]-~]/.test(part.text)) {
      total.characters += part.text.length;
      continue;
    }
    const written = JSON.stringify(part.text).slice(1, -1);
    total.characters += written.length;
    total.spaces += written.length - written.replace(/\s+/g, "").length;
  }
}
