import type { Anchor } from "../../../policy/text-value.ts";

/** The syntax tree of HCL's native syntax. Spans are UTF-16 offsets, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
  readonly span: Span;
}

export interface Attribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
  readonly span: Span;
}

export interface Block {
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly body: Body;
  /** From the type to the closing brace. */
  readonly span: Span;
  /** From the type to the end of the last label. */
  readonly headerSpan: Span;
}

export interface Label {
  readonly text: string;
  readonly span: Span;
}

export type Expression =
  | { readonly kind: "number"; readonly text: string; readonly span: Span }
  | { readonly kind: "boolean"; readonly value: boolean; readonly span: Span }
  | { readonly kind: "null"; readonly span: Span }
  | Template
  /** The root of a reference: `var`, `local`, `aws_s3_bucket`, `each`. */
  | { readonly kind: "variable"; readonly name: string; readonly span: Span }
  | {
      readonly kind: "attribute";
      readonly object: Expression;
      readonly name: string;
      readonly span: Span;
    }
  | {
      readonly kind: "index";
      readonly object: Expression;
      readonly index: Expression;
      readonly span: Span;
    }
  /** `each` is applied to every element; its innermost object is `{ kind: "element" }`. */
  | {
      readonly kind: "splat";
      readonly object: Expression;
      readonly each: Expression;
      readonly span: Span;
    }
  | { readonly kind: "element"; readonly span: Span }
  | {
      readonly kind: "call";
      /** With its namespace: `provider::aws::arn_parse`. */
      readonly name: string;
      readonly args: readonly Expression[];
      /** The last argument is followed by `...`. */
      readonly expand: boolean;
      readonly span: Span;
    }
  | { readonly kind: "tuple"; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: "object"; readonly items: readonly ObjectItem[]; readonly span: Span }
  | ForExpression
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "unary";
      readonly operator: string;
      readonly operand: Expression;
      readonly span: Span;
    }
  | { readonly kind: "parentheses"; readonly inner: Expression; readonly span: Span };

export interface ObjectItem {
  /** A bare identifier is a template of one text. */
  readonly key: Expression;
  readonly value: Expression;
}

export interface ForExpression {
  readonly kind: "for";
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: Expression;
  /** Present: an object is built. */
  readonly key?: Expression;
  readonly value: Expression;
  readonly condition?: Expression;
  /** The value is followed by `...`. */
  readonly group: boolean;
  readonly object: boolean;
  readonly span: Span;
}

/** A quoted string, a heredoc, or a bare object key. The span includes quotes and markers. */
export interface Template {
  readonly kind: "template";
  readonly parts: readonly TemplatePart[];
  readonly span: Span;
}

export type TemplatePart =
  /**
   * Decoded: escapes resolved, heredoc indent and stripped blanks removed, NFC. Empty only beside a
   * lone interpolation, where a strip marker took the text: the value is then still made a text.
   */
  | {
      readonly kind: "text";
      readonly text: string;
      readonly anchors: readonly Anchor[];
      readonly span: Span;
    }
  /** `${…}`; the span includes the marks. */
  | { readonly kind: "interpolation"; readonly expression: Expression; readonly span: Span }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: readonly TemplatePart[];
      readonly otherwise: readonly TemplatePart[];
      readonly span: Span;
    }
  | {
      readonly kind: "for";
      readonly keyName?: string;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
      readonly span: Span;
    };

export interface HclProblem {
  readonly span: Span;
  readonly message: string;
}
