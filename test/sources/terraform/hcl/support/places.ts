import type {
  Block,
  Body,
  Expression,
  Span,
  TemplatePart,
} from "../../../../../src/sources/terraform/hcl/ast.ts";

/** A node of a tree that has a place: what it is called, its place, and what it contains. */
export interface Placed {
  readonly kind: string;
  readonly span: Span;
  readonly children: readonly Placed[];
  readonly part?: TemplatePart;
}

/** The tree of places of a body; the children of each node in the order of the text. */
export function placedBody(body: Body): Placed {
  const attributes = body.attributes.map(({ nameSpan, span, value }) =>
    placed("argument", span, [placed("name", nameSpan, []), placedExpression(value)]),
  );
  return placed("body", body.span, [...attributes, ...body.blocks.map(placedBlock)]);
}

export function placedParts(parts: readonly TemplatePart[]): readonly Placed[] {
  return parts.map((part) => ({ ...placed(part.kind, part.span, insidePart(part)), part }));
}

/** Every node of the tree, the outer before the inner. */
export function everyNode(node: Placed): readonly Placed[] {
  return [node, ...node.children.flatMap(everyNode)];
}

export function textParts(node: Placed): readonly Extract<TemplatePart, { kind: "text" }>[] {
  return everyNode(node).flatMap(({ part }) => (part?.kind === "text" ? [part] : []));
}

function placedBlock({ span, headerSpan, typeSpan, labels, body }: Block): Placed {
  const header = [typeSpan, ...labels.map((label) => label.span)].map((at) =>
    placed("header word", at, []),
  );
  return placed("block", span, [placed("header", headerSpan, header), placedBody(body)]);
}

function placedExpression(expression: Expression): Placed {
  return placed(expression.kind, expression.span, insideExpression(expression));
}

function insideExpression(e: Expression): readonly Placed[] {
  switch (e.kind) {
    case "template":
      return placedParts(e.parts);
    case "attribute":
      return [placedExpression(e.object)];
    case "index":
      return [e.object, e.index].map(placedExpression);
    case "splat":
      return [e.object, e.each].map(placedExpression);
    case "call":
      return e.args.map(placedExpression);
    case "tuple":
      return e.items.map(placedExpression);
    case "object":
      return e.items.flatMap(({ key, value }) => [key, value].map(placedExpression));
    case "for": {
      const result = e.key ? [e.key, e.value] : [e.value];
      const all = [e.collection, ...result, ...(e.condition ? [e.condition] : [])];
      return all.map(placedExpression);
    }
    case "conditional":
      return [e.condition, e.then, e.otherwise].map(placedExpression);
    case "binary":
      return [e.left, e.right].map(placedExpression);
    case "unary":
      return [placedExpression(e.operand)];
    case "parentheses":
      return [placedExpression(e.inner)];
    default:
      return [];
  }
}

function insidePart(part: TemplatePart): readonly Placed[] {
  switch (part.kind) {
    case "text":
      return [];
    case "interpolation":
      return [placedExpression(part.expression)];
    case "if":
      return [
        placedExpression(part.condition),
        ...placedParts(part.then),
        ...placedParts(part.otherwise),
      ];
    case "for":
      return [placedExpression(part.collection), ...placedParts(part.body)];
  }
}

function placed(kind: string, span: Span, children: readonly Placed[]): Placed {
  const inOrder = [...children].sort((a, b) => a.span.start - b.span.start);
  return { kind, span, children: inOrder };
}
