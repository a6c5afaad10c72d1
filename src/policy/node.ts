import type { Range } from "../text/range.ts";
import { displayText, type TextValue, type UnknownPart } from "./text-value.ts";

/**
 * What a policy document is made of, whichever syntax it was written in: JSON values with their
 * places, and what is not known before deployment as values of their own.
 */
export type Node =
  | StringNode
  | NumberNode
  | BooleanNode
  | NullNode
  | ArrayNode
  | ObjectNode
  | UnknownNode
  | ChoiceNode;

export interface StringNode {
  readonly kind: "string";
  readonly value: TextValue;
  readonly range: Range;
}

interface NumberNode {
  readonly kind: "number";
  /** As it is written, so that no digit is lost. */
  readonly text: string;
  readonly range: Range;
}

interface BooleanNode {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly range: Range;
}

interface NullNode {
  readonly kind: "null";
  readonly range: Range;
}

interface ArrayNode {
  readonly kind: "array";
  readonly items: readonly Node[];
  readonly range: Range;
}

export interface ObjectNode {
  readonly kind: "object";
  /** In the order of the file; a key can stand there twice. */
  readonly members: readonly Member[];
  readonly range: Range;
}

export interface Member {
  /** Its range includes the quotes, where there are any. */
  readonly key: TextValue;
  readonly value: Node;
}

/** A value of which nothing is known, not even its type: text, list or object. */
interface UnknownNode {
  readonly kind: "unknown";
  readonly unknown: UnknownPart;
  readonly range: Range;
}

/**
 * One of two values, by a condition that is not known before deployment. A missing arm means that
 * nothing stands there then (`Fn::If` with `AWS::NoValue`, a statement with an unknown `count`).
 */
export interface ChoiceNode {
  readonly kind: "choice";
  readonly condition: UnknownPart;
  readonly then?: Node;
  readonly otherwise?: Node;
  readonly range: Range;
}

/** The first member of that name (names are case-sensitive, unlike most things in IAM). */
export function member(node: ObjectNode, name: string): Member | undefined {
  return node.members.find((candidate) => displayText(candidate.key) === name);
}
