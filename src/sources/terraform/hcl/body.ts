import type { Attribute, Block, Body, Label, Span } from "./ast.ts";
import { code, newlineLength } from "./characters.ts";
import { readExpression } from "./expressions.ts";
import { Mistake, type Scanner, shown } from "./scanner.ts";
import { readLabelText } from "./templates.ts";

export type Item = Attribute | Block;

/** Told of an argument that is set again, which is a mistake that reading goes on behind. */
export type Repeated = (attribute: Attribute) => void;

/**
 * An argument or a block, with the line end behind it; the scanner stands at its name.
 *
 * @param outer The header of the outermost block around it.
 */
export function readItem(scanner: Scanner, repeated: Repeated, outer?: Span): Item {
  const name = scanner.takeIdentifier("the name of an argument or the type of a block");
  const next = scanner.peek();
  if (next === code.equals && scanner.ahead(1) !== code.equals) {
    const attribute = readAttribute(scanner, name.name, name.span);
    endItem(scanner, "argument");
    return attribute;
  }
  if (next === code.openBrace || next === code.quote || scanner.peekIdentifier()) {
    const block = readBlock(scanner, name, repeated, outer);
    endItem(scanner, "block");
    return block;
  }
  const found = scanner.found();
  return scanner.fail(
    `Expected \`=\` for an argument or \`{\` for a block after \`${shown(name.name)}\`, found ${found}.`,
  );
}

/** The attributes and blocks of a body, in order; repeated attributes are told and left out. */
export class BodyBuilder {
  private readonly attributes = new Map<string, Attribute>();
  private readonly blocks: Block[] = [];
  readonly repeated: Repeated;

  constructor(repeated: Repeated) {
    this.repeated = repeated;
  }

  add(item: Item): void {
    if ("body" in item) this.blocks.push(item);
    else if (this.attributes.has(item.name)) this.repeated(item);
    else this.attributes.set(item.name, item);
  }

  body(span: Span): Body {
    return { attributes: [...this.attributes.values()], blocks: this.blocks, span };
  }
}

function readAttribute(scanner: Scanner, name: string, nameSpan: Span): Attribute {
  scanner.expect("=", "after the name of this argument");
  const value = readExpression(scanner);
  return { name, nameSpan, value, span: { start: nameSpan.start, end: value.span.end } };
}

function readBlock(
  scanner: Scanner,
  type: { name: string; span: Span },
  repeated: Repeated,
  outer: Span | undefined,
): Block {
  scanner.enter();
  const labels = readLabels(scanner);
  const headerSpan = { start: type.span.start, end: labels.at(-1)?.span.end ?? type.span.end };
  const open = scanner.position;
  scanner.moveTo(open + 1);
  const builder = new BodyBuilder(repeated);
  const next = scanner.peek();
  const oneLine = next >= 0 && newlineLength(scanner.text, scanner.position) === 0;
  if (oneLine && next !== code.closeBrace) readOnlyArgument(scanner, builder);
  else readItems(scanner, builder, outer ?? headerSpan);
  const end = scanner.position;
  const body = builder.body({ start: open, end });
  scanner.leave();
  const span = { start: type.span.start, end };
  return { type: type.name, typeSpan: type.span, labels, body, span, headerSpan };
}

/** The labels between the type of a block and its opening brace, where the scanner ends. */
function readLabels(scanner: Scanner): readonly Label[] {
  const labels: Label[] = [];
  for (;;) {
    const next = scanner.peek();
    if (next === code.openBrace) return labels;
    if (next === code.quote) labels.push(readLabelText(scanner));
    else {
      const { name, span } = scanner.takeIdentifier("`{` or a label of this block");
      labels.push({ text: name, span });
    }
  }
}

function readItems(scanner: Scanner, builder: BodyBuilder, outer: Span): void {
  for (;;) {
    const next = scanner.peek();
    const newline = newlineLength(scanner.text, scanner.position);
    if (next === -1) {
      // Where a brace is missing, later blocks are read as inner ones: the outermost lacks it.
      const message = "This block is not closed: end it with `}`.";
      throw new Mistake(message, outer, { resumeAt: outer.end });
    }
    if (newline > 0) scanner.moveTo(scanner.position + newline);
    else if (next === code.closeBrace) {
      scanner.moveTo(scanner.position + 1);
      return;
    } else builder.add(readItem(scanner, builder.repeated, outer));
  }
}

/** The rest of `{ name = value }` on one line. */
function readOnlyArgument(scanner: Scanner, builder: BodyBuilder): void {
  const { name, span } = scanner.takeIdentifier("an argument or `}`");
  builder.add(readAttribute(scanner, name, span));
  if (scanner.accept("}")) return;
  scanner.fail(
    `A block on one line holds one argument and its \`}\`; found ${scanner.found()}. Write more on lines of their own.`,
  );
}

/** An argument or a block ends with its line. */
function endItem(scanner: Scanner, kind: string): void {
  const next = scanner.peek();
  const length = newlineLength(scanner.text, scanner.position);
  if (next !== -1 && length === 0) {
    scanner.fail(`Expected a new line after this ${kind}, found ${scanner.found()}.`);
  }
  scanner.moveTo(scanner.position + length);
}
