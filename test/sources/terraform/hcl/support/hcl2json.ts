import type {
  Body,
  Expression,
  ObjectItem,
  TemplatePart,
} from "../../../../../src/sources/terraform/hcl/ast.ts";
import { canonicalNumber } from "../../../../../src/sources/terraform/nodes.ts";

/**
 * A body as the library `hcl2json` writes it: known values as JSON, everything else as its source
 * between `${` and `}`. `undefined`: the library has no form for it.
 */
export function toHcl2Json(body: Body, text: string): unknown {
  return new Writer(text).body(body);
}

type Json = Record<string, unknown>;

class Writer {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  body({ attributes, blocks }: Body): unknown {
    const result: Json = Object.create(null) as Json;
    const names = new Set(attributes.map(({ name }) => name));
    for (const { name, value } of attributes) result[name] = this.expression(value);
    for (const { type, labels, body } of blocks) {
      if (names.has(type)) return undefined;
      let at: Json = result;
      let name = type;
      for (const { text } of labels) {
        at[name] ??= Object.create(null);
        if (Array.isArray(at[name])) return undefined;
        at = at[name] as Json;
        name = text;
      }
      const inner = this.body(body);
      if (inner === undefined) return undefined;
      at[name] ??= [];
      const list = at[name];
      if (!Array.isArray(list)) return undefined;
      list.push(inner);
    }
    return result;
  }

  private expression(expression: Expression): unknown {
    switch (expression.kind) {
      case "number":
        return Number(expression.text);
      case "boolean":
        return expression.value;
      case "null":
        return null;
      case "unary": {
        const { operator, operand } = expression;
        if (operand.kind === "number" && operator === "-") return -Number(operand.text);
        if (operand.kind === "boolean" && operator === "!") return !operand.value;
        return this.source(expression);
      }
      case "template": {
        const [only] = expression.parts;
        if (expression.parts.length === 1 && only?.kind === "interpolation") {
          return this.expression(only.expression);
        }
        return this.template(expression.parts);
      }
      case "tuple":
        return expression.items.map((item) => this.expression(item));
      case "object": {
        const entries = expression.items.map((item) => [
          this.key(item),
          this.expression(item.value),
        ]);
        return Object.assign(Object.create(null), Object.fromEntries(entries));
      }
      default:
        return this.source(expression);
    }
  }

  private key({ key }: ObjectItem): string {
    return isTraversal(key) ? this.slice(key) : this.part(key);
  }

  /** An expression where the library wants text. */
  private part(expression: Expression): string {
    switch (expression.kind) {
      case "number":
        return canonicalNumber(expression.text) ?? expression.text;
      case "boolean":
        return String(expression.value);
      case "template":
        return this.template(expression.parts);
      default:
        return this.source(expression);
    }
  }

  private template(parts: readonly TemplatePart[]): string {
    return parts.map((part) => this.templatePart(part)).join("");
  }

  private templatePart(part: TemplatePart): string {
    switch (part.kind) {
      case "text":
        return part.text.replace(/([$%])\{/g, "$1$1{");
      case "interpolation":
        return this.part(part.expression);
      case "if": {
        const arms = [part.then, part.otherwise].map((arm) => this.template(arm));
        const otherwise = part.otherwise.length > 0 ? `%{else}${arms[1]}` : "";
        return `%{if ${this.slice(part.condition)}}${arms[0]}${otherwise}%{endif}`;
      }
      case "for": {
        const names = [part.keyName, part.valueName].filter((name) => name !== undefined);
        const body = this.template(part.body);
        return `%{for ${names.join(", ")} in ${this.slice(part.collection)}}${body}%{endfor}`;
      }
    }
  }

  private source(expression: Expression): string {
    return `\${${this.slice(expression)}}`;
  }

  private slice({ span }: Expression): string {
    return this.text.slice(span.start, span.end);
  }
}

/** `a.b[0]["c"]`: the library writes such a key as it stands there. */
function isTraversal(expression: Expression): boolean {
  switch (expression.kind) {
    case "variable":
      return true;
    case "attribute":
      return isTraversal(expression.object);
    case "index": {
      const { index } = expression;
      const isKnown =
        index.kind === "number" ||
        (index.kind === "template" && index.parts.every(({ kind }) => kind === "text"));
      return isKnown && isTraversal(expression.object);
    }
    default:
      return false;
  }
}
