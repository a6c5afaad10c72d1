import type { Style } from "./style.ts";

/**
 * A text in quotes. Only characters that stand for themselves in all syntaxes: what is added comes
 * from a policy or the configuration, and must not become a template or an escape.
 */
export function quotedText(text: string, { syntax }: Pick<Style, "syntax">): string | undefined {
  if (!plain.test(text)) return undefined;
  // A template of HCL, and a variable of Fn::Sub, would begin here.
  if (syntax === "hcl" && /[$%]\{/.test(text)) return undefined;
  return `"${text}"`;
}

const plain = /^[\w:*?./@+=,$ -]{0,500}$/;
