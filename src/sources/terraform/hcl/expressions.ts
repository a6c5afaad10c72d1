import type { Expression } from "./ast.ts";
import { code, isDigit } from "./characters.ts";
import { readArguments, readObjectOrFor, readTupleOrFor } from "./collections.ts";
import { readHeredoc } from "./heredocs.ts";
import type { Scanner } from "./scanner.ts";
import { readQuoted } from "./templates.ts";
import { readNumber, readTraversals } from "./traversals.ts";

/** An expression; the scanner ends right behind it or behind blanks that follow. */
export function readExpression(scanner: Scanner): Expression {
  scanner.enter();
  const condition = readOperators(scanner, 0);
  const expression = scanner.accept("?") ? readArms(scanner, condition) : condition;
  scanner.leave();
  return expression;
}

/** From weak to strong; those of one level group from the left. */
const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const levelOf = new Map(levels.flatMap((level, index) => level.map((name) => [name, index])));

function readArms(scanner: Scanner, condition: Expression): Expression {
  const then = readExpression(scanner);
  scanner.expect(":", "between the two results of this `?`");
  const otherwise = readExpression(scanner);
  const span = { start: condition.span.start, end: otherwise.span.end };
  const node: Expression = { kind: "conditional", condition, then, otherwise, span };
  return scanner.grown(node, [condition, then, otherwise]);
}

/** The level rises with each recursion, so that there are no more of them than levels. */
function readOperators(scanner: Scanner, level: number): Expression {
  let left = readUnary(scanner);
  for (;;) {
    const operator = operatorAt(scanner);
    const found = operator === undefined ? undefined : levelOf.get(operator);
    if (operator === undefined || found === undefined || found < level) return left;
    scanner.moveTo(scanner.position + operator.length);
    const right = readOperators(scanner, found + 1);
    const span = { start: left.span.start, end: right.span.end };
    left = scanner.grown({ kind: "binary", operator, left, right, span }, [left, right]);
  }
}

function operatorAt(scanner: Scanner): string | undefined {
  const unit = scanner.peek();
  const next = scanner.ahead(1);
  switch (unit) {
    case code.bar:
      return next === code.bar ? "||" : undefined;
    case code.ampersand:
      return next === code.ampersand ? "&&" : undefined;
    case code.equals:
      return next === code.equals ? "==" : undefined;
    case code.exclamation:
      return next === code.equals ? "!=" : undefined;
    case code.less:
      return next === code.equals ? "<=" : "<";
    case code.greater:
      return next === code.equals ? ">=" : ">";
    case code.star:
      return "*";
    case code.plus:
      return "+";
    case code.minus:
      return "-";
    case code.slash:
      return "/";
    case code.percent:
      return "%";
    default:
      return undefined;
  }
}

function readUnary(scanner: Scanner): Expression {
  const signs: { operator: string; start: number }[] = [];
  for (;;) {
    const unit = scanner.peek();
    const not = unit === code.exclamation && scanner.ahead(1) !== code.equals;
    if (!not && unit !== code.minus) break;
    scanner.enter();
    signs.push({ operator: not ? "!" : "-", start: scanner.position });
    scanner.moveTo(scanner.position + 1);
  }
  let operand = readTraversals(scanner, readTerm(scanner), readExpression);
  scanner.leave(signs.length);
  for (const { operator, start } of signs.reverse()) {
    const span = { start, end: operand.span.end };
    operand = scanner.grown({ kind: "unary", operator, operand, span }, [operand]);
  }
  return operand;
}

function readTerm(scanner: Scanner): Expression {
  const unit = scanner.peek();
  if (unit === code.quote) return readQuoted(scanner, readExpression);
  if (isDigit(unit)) return readNumber(scanner);
  if (unit === code.openParenthesis) return readParentheses(scanner);
  if (unit === code.openBracket) return readTupleOrFor(scanner, readExpression);
  if (unit === code.openBrace) return readObjectOrFor(scanner, readExpression);
  if (unit === code.less && scanner.ahead(1) === code.less) {
    return readHeredoc(scanner, readExpression);
  }
  if (scanner.peekIdentifier()) return readNamed(scanner);
  const quotes = "'‘’“”".includes(String.fromCharCode(unit));
  const hint = quotes ? ': a text stands in `"`' : "";
  return scanner.fail(`Expected a value, found ${scanner.found()}${hint}.`);
}

function readParentheses(scanner: Scanner): Expression {
  const start = scanner.position;
  scanner.moveTo(start + 1);
  const inner = scanner.withNewlines(false, () => {
    const expression = readExpression(scanner);
    scanner.expect(")", "to close this `(`");
    return expression;
  });
  const span = { start, end: scanner.position };
  return scanner.grown({ kind: "parentheses", inner, span }, [inner]);
}

/** A word of the language, a reference, or a call. */
function readNamed(scanner: Scanner): Expression {
  const { name, span } = scanner.takeIdentifier("a name");
  const next = scanner.peek();
  if (next === code.openParenthesis || scanner.text.startsWith("::", scanner.position)) {
    return readCall(scanner, name, span.start);
  }
  if (name === "true" || name === "false") return { kind: "boolean", value: name === "true", span };
  if (name === "null") return { kind: "null", span };
  return { kind: "variable", name, span };
}

function readCall(scanner: Scanner, first: string, start: number): Expression {
  let name = first;
  while (scanner.accept("::")) {
    name += `::${scanner.takeIdentifier("the name of a function after `::`").name}`;
  }
  scanner.expect("(", "after the name of this function");
  const { args, expand } = readArguments(scanner, readExpression);
  const span = { start, end: scanner.position };
  return scanner.grown({ kind: "call", name, args, expand, span }, args);
}
