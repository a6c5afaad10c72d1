import { type CST, Parser } from "yaml";
import { isTerraformPath } from "./detect.ts";
import type { Span } from "./terraform/hcl/ast.ts";
import { parseHcl } from "./terraform/hcl/parse-hcl.ts";

export interface CommentPlaces {
  /**
   * Whether a place (UTF-16 offset) where a comment seems to begin is in one, and not in a string, a
   * heredoc or a block of text, where `#` and `//` mean nothing.
   */
  readonly isComment: (offset: number) => boolean;
  /** Whether a place is within a string or heredoc that began before it: indentation says nothing there. */
  readonly isInText: (offset: number) => boolean;
}

/**
 * Where comments are in a file of Terraform or YAML. JSON has none, and in other files a policy has no
 * place: what stands there is a text about exceptions at most.
 */
export function commentPlaces(file: string, text: string): CommentPlaces {
  if (/\.json$/i.test(file) || /^\s*[{[]/.test(text)) {
    return { isComment: () => false, isInText: () => false };
  }
  if (isTerraformPath(file)) {
    const { literals, templates } = textsOfHcl(text);
    const isLiteral = within(literals);
    return { isComment: (offset) => !isLiteral(offset), isInText: within(templates) };
  }
  if (!isYaml(file, text)) return { isComment: () => false, isInText: () => false };
  return { isComment: within(commentsOfYaml(text)), isInText: () => false };
}

/** By its name, or as a template of CloudFormation. */
function isYaml(file: string, text: string): boolean {
  return /\.(?:ya?ml|template)$/i.test(file) || /^Resources[ \t]*:/m.test(text);
}

/** In no order: whole strings and heredocs, and what of them and of labels is no expression. */
function textsOfHcl(text: string): { literals: Span[]; templates: Span[] } {
  const literals: Span[] = [];
  const templates: Span[] = [];
  const pending: unknown[] = [parseHcl(text).body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== "object" || node === null) continue;
    const found = node as { text?: unknown; kind?: unknown; span?: Span };
    if (found.kind === "template" && found.span) templates.push(found.span);
    if (found.text !== undefined && found.kind !== "number") {
      if (found.span) literals.push(found.span);
      continue;
    }
    for (const child of Object.values(node)) pending.push(child);
  }
  return { literals, templates };
}

function commentsOfYaml(text: string): Span[] {
  const comments: Span[] = [];
  const pending: unknown[] = [...new Parser().parse(text)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== "object" || node === null) continue;
    const { type, offset, source } = node as Partial<CST.SourceToken>;
    if (type === "comment" && offset !== undefined && source !== undefined) {
      comments.push({ start: offset, end: offset + source.length });
      continue;
    }
    for (const child of Object.values(node)) pending.push(child);
  }
  return comments;
}

/** Answers whether a place is in one of the spans; they may overlap. */
function within(spans: readonly Span[]): (offset: number) => boolean {
  const merged: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end)
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, end) };
    else merged.push({ start, end });
  }
  return (offset) => {
    let low = 0;
    let high = merged.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((merged[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset < (merged[low - 1]?.end ?? 0);
  };
}
