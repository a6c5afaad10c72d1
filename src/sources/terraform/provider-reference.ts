import type { Expression } from "./hcl/ast.ts";

/** A provider as an expression names it: `aws` or, with an alias, `aws.eu`. */
export function providerReference(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "variable":
      return expression.name;
    case "attribute":
      return expression.object.kind === "variable"
        ? `${expression.object.name}.${expression.name}`
        : undefined;
    case "parentheses":
      return providerReference(expression.inner);
    case "template": {
      const [part] = expression.parts;
      return part?.kind === "text" ? part.text : undefined;
    }
    default:
      return undefined;
  }
}
