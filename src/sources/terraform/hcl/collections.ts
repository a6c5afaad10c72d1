import type { Expression, ForExpression, ObjectItem } from "./ast.ts";
import { code, newlineLength } from "./characters.ts";
import type { ReadExpression, Scanner } from "./scanner.ts";
import { readForNames } from "./templates.ts";
import { joinPieces } from "./text-pieces.ts";

/** `[ … ]`; the scanner stands at the bracket. */
export function readTupleOrFor(scanner: Scanner, readExpression: ReadExpression): Expression {
  const start = scanner.position;
  scanner.moveTo(start + 1);
  return scanner.withNewlines(false, () => {
    if (scanner.acceptKeyword("for")) return readFor(scanner, start, false, readExpression);
    const items: Expression[] = [];
    while (!scanner.accept("]")) {
      items.push(readExpression(scanner));
      if (scanner.accept(",")) continue;
      scanner.expect("]", "or a comma after this element");
      break;
    }
    const span = { start, end: scanner.position };
    return scanner.grown({ kind: "tuple", items, span }, items);
  });
}

/** The arguments of a call, from behind the opening parenthesis to behind the closing one. */
export function readArguments(
  scanner: Scanner,
  readExpression: ReadExpression,
): { args: readonly Expression[]; expand: boolean } {
  return scanner.withNewlines(false, () => {
    const args: Expression[] = [];
    while (!scanner.accept(")")) {
      args.push(readExpression(scanner));
      if (scanner.accept(",")) continue;
      const expand = scanner.accept("...");
      scanner.expect(")", expand ? "after `...`" : "or a comma after this argument");
      return { args, expand };
    }
    return { args, expand: false };
  });
}

/** `{ … }`; the scanner stands at the brace. */
export function readObjectOrFor(scanner: Scanner, readExpression: ReadExpression): Expression {
  const start = scanner.position;
  scanner.moveTo(start + 1);
  const inside = scanner.position;
  const isFor = scanner.withNewlines(false, () => scanner.acceptKeyword("for"));
  if (isFor) {
    return scanner.withNewlines(false, () => readFor(scanner, start, true, readExpression));
  }
  scanner.position = inside;
  const items = scanner.withNewlines(true, () => readItems(scanner, readExpression));
  const children = items.flatMap(({ key, value }) => [key, value]);
  const span = { start, end: scanner.position };
  return scanner.grown({ kind: "object", items, span }, children);
}

function readItems(scanner: Scanner, readExpression: ReadExpression): readonly ObjectItem[] {
  const items: ObjectItem[] = [];
  for (;;) {
    skipNewlines(scanner);
    if (scanner.accept("}")) return items;
    const key = literalKey(scanner, readExpression(scanner));
    const next = scanner.peek();
    if (next !== code.equals && next !== code.colon) {
      scanner.fail(`Expected \`=\` and a value after this key, found ${scanner.found()}.`);
    }
    scanner.moveTo(scanner.position + 1);
    items.push({ key, value: readExpression(scanner) });
    if (scanner.accept(",")) continue;
    if (scanner.accept("}")) return items;
    if (!skipNewlines(scanner)) {
      const found = scanner.found();
      scanner.fail(`Expected \`}\`, a comma or a new line after this value, found ${found}.`);
    }
  }
}

/** A bare name as a key is a text; the words `true`, `false` and `null` are no exception. */
function literalKey(scanner: Scanner, key: Expression): Expression {
  if (key.kind !== "variable" && key.kind !== "boolean" && key.kind !== "null") return key;
  const { start, end } = key.span;
  const text = scanner.text.slice(start, end);
  const part = joinPieces([{ kind: "text", text, anchors: [[0, start]], start, end }]);
  return { kind: "template", parts: part ? [part] : [], span: key.span };
}

function skipNewlines(scanner: Scanner): boolean {
  let any = false;
  for (;;) {
    scanner.skipBlanks();
    const length = newlineLength(scanner.text, scanner.position);
    if (length === 0) return any;
    scanner.moveTo(scanner.position + length);
    any = true;
  }
}

/** From behind the word `for` to behind the closing bracket. */
function readFor(
  scanner: Scanner,
  start: number,
  object: boolean,
  readExpression: ReadExpression,
): ForExpression {
  const names = readForNames(scanner);
  const collection = readExpression(scanner);
  scanner.expect(":", "after the collection of this `for`");
  const first = readExpression(scanner);
  const hasKey = scanner.accept("=>");
  if (hasKey && !object) {
    scanner.fail("A `for` in brackets gives a list and takes no `=>`: use braces for a map.", {
      start: scanner.position - 2,
      end: scanner.position,
    });
  }
  if (!hasKey && object) {
    scanner.fail(`Expected \`=>\` after the key of this \`for\`, found ${scanner.found()}.`);
  }
  const value = hasKey ? readExpression(scanner) : first;
  const group = scanner.accept("...");
  if (group && !object) {
    scanner.fail("A `for` in brackets gives a list, which cannot be grouped with `...`.", {
      start: scanner.position - 3,
      end: scanner.position,
    });
  }
  const condition = scanner.acceptKeyword("if") ? readExpression(scanner) : undefined;
  scanner.expect(object ? "}" : "]", "to close this `for`");
  const node: ForExpression = {
    kind: "for",
    ...names,
    collection,
    ...(hasKey && { key: first }),
    value,
    ...(condition && { condition }),
    group,
    object,
    span: { start, end: scanner.position },
  };
  return scanner.grown(node, [collection, first, value, condition ?? value]);
}
