import type { ContinuedText } from "../../findings/addition.ts";
import { isTemplate } from "./declared.ts";
import { quotedText } from "./quoted-text.ts";
import type { Style, Target } from "./style.ts";

/** Longest text that is continued, in UTF-16 units. */
const lengthMax = 500;

/**
 * A text that stands elsewhere in the file with another ending, as an author would write it: an
 * expression of HCL becomes a template, `!GetAtt` becomes `!Sub`. `undefined` where it is put
 * together in another way.
 */
export function continued(
  value: ContinuedText,
  { syntax }: Pick<Style, "syntax">,
  { file, text }: Target,
): string | undefined {
  const { of, upTo, ending } = value;
  if (!/^[\w:*?./-]*$/.test(ending)) return undefined;
  if (of.file !== file || of.end - of.start > lengthMax) return wholly(value, syntax);
  const written = text.slice(of.start, of.end);
  const begun = upTo === undefined ? undefined : text.slice(of.start, upTo);
  if (file.endsWith(".tf")) {
    const template = asTemplate(written, begun, traversal);
    return template === undefined ? undefined : inHcl(template + ending, syntax);
  }
  if (!isTemplate(text)) {
    const template = asTemplate(written, begun, templateVariable);
    return template === undefined ? wholly(value, syntax) : `"${template}${ending}"`;
  }
  const known = wholly(value, syntax);
  if (known !== undefined) return known;
  const template = asSubstitution(written, begun) ?? fromParts(value);
  return template === undefined ? undefined : inCloudFormation(template + ending, syntax);
}

/** A text of which every part is known. */
function wholly({ parts, ending }: ContinuedText, syntax: Style["syntax"]): string | undefined {
  const texts = parts.filter((part) => typeof part === "string");
  if (texts.length < parts.length) return undefined;
  return quotedText(texts.join("") + ending, { syntax });
}

/**
 * What stands between the quotes of a template of HCL. Only references that mean the same wherever
 * they stand in the block: not those of a loop.
 */
function asTemplate(
  written: string,
  begun: string | undefined,
  reference: RegExp,
): string | undefined {
  const [, quotedWhole] = /^"([^"\\\n]*)"$/.exec(written) ?? [];
  if (quotedWhole === undefined) {
    return begun === undefined && reference.test(written) ? `\${${written}}` : undefined;
  }
  const inner = begun === undefined ? quotedWhole : begun.slice(1);
  const literal = inner.replaceAll(/\$\{([^{}]*)\}/g, (whole, expression) =>
    reference.test(expression) ? "" : whole,
  );
  return /^[\w:*?./-]*$/.test(literal) ? inner : undefined;
}

const traversal =
  /^(?:aws_[a-z0-9_]+|var|local|module|data|each|self)(?:\.[A-Za-z_][\w-]*|\[(?:\d+|"[\w./-]+"|each\.(?:key|value)|count\.index)\])+$/;

/** In a file that `templatefile` fills in. */
const templateVariable = /^[A-Za-z_]\w*$/;

function inHcl(template: string, syntax: Style["syntax"]): string {
  const [, only] = /^\$\{([^{}]+)\}$/.exec(template) ?? [];
  return only !== undefined && syntax === "hcl" ? only : `"${template}"`;
}

/** The text of an `Fn::Sub` that says the same. */
function asSubstitution(written: string, begun: string | undefined): string | undefined {
  const [, of, attribute] =
    /^!GetAtt\s+["']?([A-Za-z0-9]+)\.([A-Za-z.]+)["']?$/.exec(written) ??
    /^\{\s*"Fn::GetAtt"\s*:\s*\[\s*"([A-Za-z0-9]+)"\s*,\s*"([A-Za-z.]+)"\s*\]\s*\}$/.exec(
      written,
    ) ??
    [];
  if (of !== undefined && begun === undefined) return `\${${of}.${attribute}}`;
  const opened = /^(?:!Sub\s+["']?|\{\s*"Fn::Sub"\s*:\s*")/.exec(written)?.[0];
  if (opened === undefined) return undefined;
  const inner = (begun ?? written.replace(/["']?\s*\}?$/, "")).slice(opened.length);
  return substitution.test(inner) ? inner : undefined;
}

const substitution = /^(?:[\w:*?./-]|\$\{[A-Za-z0-9:.]+\})*$/;

function fromParts({ parts }: ContinuedText): string | undefined {
  const texts = parts.map((part) => {
    if (typeof part === "string") return part;
    const [, name] =
      /^(?:!Ref |!GetAtt )?([A-Za-z0-9]+(?:::?[A-Za-z]+|\.[A-Za-z.]+)?)$/.exec(part.reference) ??
      [];
    return name === undefined ? "$" : `\${${name}}`;
  });
  const text = texts.join("");
  return substitution.test(text) ? text : undefined;
}

function inCloudFormation(template: string, syntax: Style["syntax"]): string {
  const [, of, attribute] = /^\$\{([A-Za-z0-9]+)\.([A-Za-z.]+)\}$/.exec(template) ?? [];
  if (of !== undefined) {
    return syntax === "yaml"
      ? `!GetAtt ${of}.${attribute}`
      : `{ "Fn::GetAtt": ["${of}", "${attribute}"] }`;
  }
  return syntax === "yaml" ? `!Sub "${template}"` : `{ "Fn::Sub": "${template}" }`;
}
