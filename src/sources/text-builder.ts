import type { Anchor, LiteralPart, TextPart } from "../policy/text-value.ts";

/** Puts a text together from pieces that are written at different places, and keeps every place. */
export class TextBuilder {
  private readonly parts: TextPart[] = [];
  private open: OpenLiteral | undefined;

  /** Adds a part; literal parts that touch each other in the file become one part with anchors. */
  append(part: TextPart): void {
    if (part.kind === "unknown") {
      this.close();
      this.parts.push(part);
      return;
    }
    if (part.text === "") return;
    const anchors = part.anchors ?? inStep(part);
    if (!anchors) {
      this.close();
      this.parts.push(part);
      return;
    }
    const open = this.open;
    if (open && open.file === part.at.file && open.end === part.at.start) {
      extend(open, part, anchors);
      return;
    }
    this.close();
    this.open = {
      texts: [part.text],
      length: part.text.length,
      file: part.at.file,
      start: part.at.start,
      end: part.at.end,
      anchors: [...anchors],
    };
  }

  finish(): readonly TextPart[] {
    this.close();
    return this.parts;
  }

  private close(): void {
    const open = this.open;
    if (!open) return;
    this.open = undefined;
    const literal: LiteralPart = {
      kind: "literal",
      text: open.texts.join(""),
      at: { file: open.file, start: open.start, end: open.end },
    };
    const plain = open.anchors.length === 1 && open.length === open.end - open.start;
    this.parts.push(plain ? literal : { ...literal, anchors: open.anchors });
  }
}

interface OpenLiteral {
  readonly texts: string[];
  length: number;
  readonly file: string;
  readonly start: number;
  end: number;
  readonly anchors: Anchor[];
}

function extend(open: OpenLiteral, part: LiteralPart, anchors: readonly Anchor[]): void {
  for (const [value, file] of anchors) {
    const offset = open.length + value;
    const [lastValue, lastFile] = open.anchors.at(-1) ?? [0, open.start];
    if (lastFile + offset - lastValue !== file) open.anchors.push([offset, file]);
  }
  open.texts.push(part.text);
  open.length += part.text.length;
  open.end = part.at.end;
}

function inStep(part: LiteralPart): readonly Anchor[] | undefined {
  if (part.at.end - part.at.start !== part.text.length) return undefined;
  return [[0, part.at.start]];
}
