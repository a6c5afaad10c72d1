import type { Member, Node, ObjectNode, StringNode } from "../../policy/node.ts";
import {
  type Anchor,
  displayText,
  type LiteralPart,
  rangeOf,
  type TextValue,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { parseFile } from "../json/parse-json.ts";
import type { SyntaxProblem } from "../source.ts";
import type { Attribute, Block, Body, Expression, Span } from "./hcl/ast.ts";
import { parseExpression, parseTemplate } from "./hcl/parse-hcl.ts";

/** Types of blocks at the top of a file, and how many labels they have. */
const labelsByType: Readonly<Record<string, number>> = {
  data: 2,
  ephemeral: 2,
  locals: 0,
  module: 1,
  output: 1,
  provider: 1,
  resource: 2,
  terraform: 0,
  variable: 1,
};

/**
 * Reads a file of Terraform's JSON syntax (`.tf.json`; values in any other `.json`) as the tree that its native
 * syntax gives. Without the schema of a resource nobody can tell an argument from nested blocks: an
 * object, or a list of objects, stands in the tree as both. Never throws.
 *
 * Source: Terraform's documentation, "JSON Configuration Syntax".
 */
export function parseJsonBody(
  path: string,
  text: string,
): { body: Body; problems: SyntaxProblem[] } {
  const { node, problems } = parseFile(path, text);
  const reader = new JsonBodyReader([...problems]);
  const body = reader.file(node, text.length, !/\.(tf|tofu)\.json$/.test(path));
  return { body, problems: reader.problems };
}

class JsonBodyReader {
  readonly problems: SyntaxProblem[];

  constructor(problems: SyntaxProblem[]) {
    this.problems = problems;
  }

  file(node: Node | undefined, length: number, isValues: boolean): Body {
    const span = { start: 0, end: length };
    const members = objectsOf(node).flatMap((object) => object.members);
    if (isValues) {
      return {
        attributes: members.map((member) => this.attribute(member, true)),
        blocks: [],
        span,
      };
    }
    const blocks = members.flatMap((member) => {
      const type = displayText(member.key);
      const labels = Object.hasOwn(labelsByType, type) ? labelsByType[type] : undefined;
      return labels === undefined ? [] : this.labelled(type, member, labels, []);
    });
    return { attributes: [], blocks, span };
  }

  /** Goes down the levels of names that are the labels of a block. */
  private labelled(
    type: string,
    { key, value }: Member,
    left: number,
    labels: readonly TextValue[],
  ): Block[] {
    if (left > 0) {
      return objectsOf(value).flatMap(({ members }) =>
        members
          .filter(isNoComment)
          .flatMap((member) => this.labelled(type, member, left - 1, [...labels, member.key])),
      );
    }
    return objectsOf(value).map((object) => this.block(type, key, labels, object));
  }

  private block(
    type: string,
    key: TextValue,
    labels: readonly TextValue[],
    node: ObjectNode,
  ): Block {
    return {
      type,
      typeSpan: key.range,
      labels: labels.map((label) => ({ text: displayText(label), span: label.range })),
      body: this.body(node, type),
      span: { start: key.range.start, end: node.range.end },
      headerSpan: key.range,
    };
  }

  private body(node: ObjectNode, type: string): Body {
    const members = node.members.filter(isNoComment);
    const attributes = members.map((member) => this.attribute(member, false, type));
    const blocks = members.flatMap((member): Block[] => {
      const name = displayText(member.key);
      if (name === "dynamic") return this.labelled(name, member, 1, []);
      return objectsOf(member.value, true).map((object) =>
        this.block(name, member.key, [], object),
      );
    });
    return { attributes, blocks, span: node.range };
  }

  private attribute({ key, value }: Member, isLiteral: boolean, type = ""): Attribute {
    const name = displayText(key);
    const isReference =
      (type === "variable" && name === "type") || name === "provider" || name === "iterator";
    const literal = isLiteral || (type === "variable" && name === "default");
    return {
      name,
      nameSpan: key.range,
      value:
        (isReference && value.kind === "string" ? this.reference(value) : undefined) ??
        this.expression(value, literal),
      span: { start: key.range.start, end: value.range.end },
    };
  }

  private expression(node: Node, isLiteral: boolean): Expression {
    const span = node.range;
    switch (node.kind) {
      case "string":
        return this.template(node.value, node.range, isLiteral);
      case "number":
        return { kind: "number", text: node.text, span };
      case "boolean":
        return { kind: "boolean", value: node.value, span };
      case "array":
        return {
          kind: "tuple",
          items: node.items.map((item) => this.expression(item, isLiteral)),
          span,
        };
      case "object": {
        const items = node.members.map(({ key, value }) => ({
          key: this.template(key, key.range, isLiteral),
          value: this.expression(value, isLiteral),
        }));
        return { kind: "object", items, span };
      }
      default:
        return { kind: "null", span };
    }
  }

  /** A text, which is a template of the native syntax outside of values files. */
  private template(value: TextValue, range: Range, isLiteral: boolean): Expression {
    const text = displayText(value);
    if (isLiteral || !/[$%]\{/.test(text)) {
      if (text === "") return { kind: "template", parts: [], span: range };
      const part = { kind: "text" as const, text, anchors: anchorsOf(value), span: range };
      return { kind: "template", parts: [part], span: range };
    }
    const { parts, problems } = parseTemplate(text);
    this.report(problems, value);
    return { kind: "template", parts: relocated(parts, value), span: range };
  }

  /** What stands in a text because JSON has no references: `"list(string)"`, `"aws.eu"`. */
  private reference({ value }: StringNode): Expression | undefined {
    const { expression, problems } = parseExpression(displayText(value));
    this.report(problems, value);
    return expression && relocated(expression, value);
  }

  private report(problems: readonly { span: Span; message: string }[], value: TextValue): void {
    for (const { span, message } of problems) {
      const at = rangeOf(value, span.start, span.end);
      this.problems.push({ language: "hcl", at, details: message });
    }
  }
}

/** `//` is how a comment is written. */
function isNoComment({ key }: Member): boolean {
  return displayText(key) !== "//";
}

/** An object, or the objects of a list. `all`: of a list that holds nothing else. */
function objectsOf(node: Node | undefined, all = false): readonly ObjectNode[] {
  if (node?.kind === "object") return [node];
  if (node?.kind !== "array") return [];
  const objects = node.items.filter((item) => item.kind === "object");
  return all && objects.length < node.items.length ? [] : objects;
}

/** A syntax tree of a decoded text, with its places in the file. */
function relocated<T>(tree: T, value: TextValue): T {
  const escapes = anchorsOf(value);
  const visit = (node: unknown, name: string, length: number): unknown => {
    if (name === "anchors") return composed(node as readonly Anchor[], length, escapes, value);
    if (Array.isArray(node)) return node.map((item) => visit(item, "", 0));
    if (typeof node !== "object" || node === null) return node;
    if (/span$/i.test(name)) {
      const { start, end } = node as Span;
      const at = rangeOf(value, start, end);
      return { start: at.start, end: at.end };
    }
    const text = "text" in node && typeof node.text === "string" ? node.text : "";
    return Object.fromEntries(
      Object.entries(node).map(([key, inner]) => [key, visit(inner, key, text.length)]),
    );
  };
  return visit(tree, "", 0) as T;
}

/** Anchors of a text of some length into the decoded text, as anchors into the file. */
function composed(
  anchors: readonly Anchor[],
  length: number,
  escapes: readonly Anchor[],
  value: TextValue,
): readonly Anchor[] {
  return anchors.flatMap(([offset, decoded], index): Anchor[] => {
    const end = decoded + (anchors[index + 1]?.[0] ?? length) - offset;
    const inside = escapes.slice(firstAfter(escapes, decoded), firstAfter(escapes, end - 1));
    return [
      [offset, rangeOf(value, decoded, decoded + 1).start],
      ...inside.map(([at, file]): Anchor => [offset + at - decoded, file]),
    ];
  });
}

/** Index of the first anchor behind an offset in the value. */
function firstAfter(anchors: readonly Anchor[], offset: number): number {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((anchors[middle]?.[0] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function anchorsOf({ parts }: TextValue): readonly Anchor[] {
  let offset = 0;
  return parts
    .filter((part): part is LiteralPart => part.kind === "literal")
    .flatMap((part): Anchor[] => {
      const start = offset;
      offset += part.text.length;
      const own = part.anchors ?? [[0, part.at.start] as Anchor];
      return own.map(([at, file]): Anchor => [start + at, file]);
    });
}
