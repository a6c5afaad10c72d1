import type { Expression, Span } from "./ast.ts";
import { code, isDigit, numberEnd } from "./characters.ts";
import type { ReadExpression, Scanner } from "./scanner.ts";

/** What follows a term: `.name`, `.0`, `[index]` and the two splats. */
export function readTraversals(
  scanner: Scanner,
  term: Expression,
  readExpression: ReadExpression,
): Expression {
  // After `[*]`, every further step belongs to each element, later splats included.
  const splats: { object: Expression }[] = [];
  let object = term;
  for (;;) {
    const unit = scanner.peek();
    if (unit === code.dot && scanner.ahead(1) !== code.dot) {
      const dot = scanner.position;
      scanner.moveTo(dot + 1);
      object =
        scanner.peek() === code.star
          ? readAttributeSplat(scanner, object, dot)
          : readAttributeStep(scanner, object);
    } else if (unit === code.openBracket) {
      const start = scanner.position;
      const index = readIndex(scanner, readExpression);
      const end = scanner.position;
      if (index) {
        const span = { start: object.span.start, end };
        object = scanner.grown({ kind: "index", object, index, span }, [object, index]);
      } else {
        splats.push({ object });
        object = { kind: "element", span: { start, end } };
      }
    } else break;
  }
  for (const splat of splats.reverse()) object = splatNode(scanner, splat.object, object);
  return object;
}

/** `.*`, with the `.name` and `.0` steps that follow; the scanner stands at the star. */
function readAttributeSplat(scanner: Scanner, object: Expression, dot: number): Expression {
  scanner.moveTo(scanner.position + 1);
  let each: Expression = { kind: "element", span: { start: dot, end: scanner.position } };
  while (scanner.peek() === code.dot && scanner.ahead(1) !== code.dot) {
    scanner.moveTo(scanner.position + 1);
    if (scanner.peek() === code.star) {
      scanner.fail("A `.*` cannot follow another: write `[*]` for both.");
    }
    each = readAttributeStep(scanner, each);
  }
  return splatNode(scanner, object, each);
}

function splatNode(scanner: Scanner, object: Expression, each: Expression): Expression {
  const span = { start: object.span.start, end: each.span.end };
  return scanner.grown({ kind: "splat", object, each, span }, [object, each]);
}

/** The name or the number after a dot. */
function readAttributeStep(scanner: Scanner, object: Expression): Expression {
  const { start } = object.span;
  if (isDigit(scanner.peek())) {
    const index = readNumber(scanner);
    if (index.text.includes(".")) {
      const message = "Two numbers in a row read as a fraction: write indexes in brackets, `[0]`.";
      scanner.fail(message, index.span);
    }
    const span: Span = { start, end: index.span.end };
    return scanner.grown({ kind: "index", object, index, span }, [object, index]);
  }
  const { name, span } = scanner.takeIdentifier("the name of an attribute after the dot");
  const node: Expression = { kind: "attribute", object, name, span: { start, end: span.end } };
  return scanner.grown(node, [object]);
}

/** `[index]`, or `[*]`: undefined. */
function readIndex(scanner: Scanner, readExpression: ReadExpression): Expression | undefined {
  scanner.moveTo(scanner.position + 1);
  // Newlines are blanks around an index, but not around a star.
  if (scanner.peek() === code.star) {
    scanner.moveTo(scanner.position + 1);
    scanner.expect("]", "after `[*`");
    return undefined;
  }
  return scanner.withNewlines(false, () => {
    const index = readExpression(scanner);
    scanner.expect("]", "to close this `[`");
    return index;
  });
}

/** A number as it is written; the scanner stands at its first digit. */
export function readNumber(scanner: Scanner): Extract<Expression, { kind: "number" }> {
  const start = scanner.position;
  const end = numberEnd(scanner.text, start);
  const text = scanner.text.slice(start, end);
  const span = { start, end };
  if (!/^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text)) {
    scanner.fail("This is no number: write digits, at most one dot, and one exponent.", span);
  }
  const exponent = Number(/[eE]([+-]?\d+)$/.exec(text)?.[1] ?? 0);
  if (Math.abs(exponent) > exponentMax) {
    scanner.fail("The exponent of this number is out of Terraform's reach.", span);
  }
  scanner.moveTo(end);
  return { kind: "number", text, span };
}

/** Terraform's numbers have exponents of 32 bits. */
const exponentMax = 2 ** 31 - 1;
