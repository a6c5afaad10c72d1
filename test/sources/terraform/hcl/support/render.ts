import type {
  Block,
  Body,
  Expression,
  TemplatePart,
} from "../../../../../src/sources/terraform/hcl/ast.ts";

/** A body on one line: `name=value`, then `type "label" { … }`, separated by semicolons. */
export function renderBody(body: Body): string {
  const attributes = body.attributes.map(({ name, value }) => `${name}=${renderExpression(value)}`);
  return [...attributes, ...body.blocks.map(renderBlock)].join("; ");
}

/**
 * An expression with every grouping in sight: `(+ 1 (* 2 3))`, `(. var name)`, `([] list 0)`,
 * `(splat list (. _ id))`, `{"key"=1}`. A template of one text is that text; others are `<…>`.
 */
export function renderExpression(expression: Expression): string {
  const e = expression;
  switch (e.kind) {
    case "number":
      return e.text;
    case "boolean":
      return String(e.value);
    case "null":
      return "null";
    case "template":
      return renderTemplate(e.parts);
    case "variable":
      return e.name;
    case "attribute":
      return `(. ${renderExpression(e.object)} ${e.name})`;
    case "index":
      return `([] ${renderExpression(e.object)} ${renderExpression(e.index)})`;
    case "splat":
      return `(splat ${renderExpression(e.object)} ${renderExpression(e.each)})`;
    case "element":
      return "_";
    case "call":
      return `(call ${[e.name, ...e.args.map(renderExpression)].join(" ")}${e.expand ? "..." : ""})`;
    case "tuple":
      return `[${e.items.map(renderExpression).join(" ")}]`;
    case "object": {
      const items = e.items.map((i) => `${renderExpression(i.key)}=${renderExpression(i.value)}`);
      return `{${items.join(" ")}}`;
    }
    case "for": {
      const names = e.keyName === undefined ? e.valueName : `${e.keyName},${e.valueName}`;
      const key = e.key ? `${renderExpression(e.key)}=>` : "";
      const value = `${key}${renderExpression(e.value)}${e.group ? "..." : ""}`;
      const condition = e.condition ? ` if ${renderExpression(e.condition)}` : "";
      const kind = e.object ? "for-object" : "for-tuple";
      return `(${kind} ${names} ${renderExpression(e.collection)} ${value}${condition})`;
    }
    case "conditional": {
      const arms = `${renderExpression(e.then)} ${renderExpression(e.otherwise)}`;
      return `(? ${renderExpression(e.condition)} ${arms})`;
    }
    case "binary":
      return `(${e.operator} ${renderExpression(e.left)} ${renderExpression(e.right)})`;
    case "unary":
      return `(${e.operator} ${renderExpression(e.operand)})`;
    case "parentheses":
      return `(paren ${renderExpression(e.inner)})`;
  }
}

/** `"text"` for a template of one text or none, else `<"text" ${value} %if(…)>`. */
export function renderTemplate(parts: readonly TemplatePart[]): string {
  const [first] = parts;
  if (!first) return '""';
  if (parts.length === 1 && first.kind === "text") return JSON.stringify(first.text);
  return `<${parts.map(renderPart).join(" ")}>`;
}

function renderPart(part: TemplatePart): string {
  switch (part.kind) {
    case "text":
      return JSON.stringify(part.text);
    case "interpolation":
      return `\${${renderExpression(part.expression)}}`;
    case "if": {
      const arms = `${renderTemplate(part.then)}, ${renderTemplate(part.otherwise)}`;
      return `%if(${renderExpression(part.condition)}, ${arms})`;
    }
    case "for": {
      const names = [part.keyName, part.valueName].filter((name) => name !== undefined).join(",");
      const collection = renderExpression(part.collection);
      return `%for(${names} in ${collection}, ${renderTemplate(part.body)})`;
    }
  }
}

export function renderBlock({ type, labels, body }: Block): string {
  const header = [type, ...labels.map(({ text }) => JSON.stringify(text))].join(" ");
  const inside = renderBody(body);
  return `${header} {${inside === "" ? "" : ` ${inside} `}}`;
}
