import type { TextValue } from "../../policy/text-value.ts";
import type { Value } from "./value.ts";

/** References longer than this are cut; a hash of the whole then keeps them apart. */
const referenceLengthMax = 160;

/** So much of a value is looked at; its place stands for the rest. */
const writtenMax = 2_000;
const depthMax = 16;

/**
 * A value in the words of Terraform's language, for the reference of what is computed from it:
 * `upper(var.name)`. Equal values have equal descriptions, and different ones different ones.
 */
export function describe(value: Value): string {
  const writer = new Writer();
  write(value, writer, 0);
  const { file, start } = value.range;
  return shortened(writer.cut ? `${writer.text} ${file}:${start}` : writer.text);
}

/** The reference of a call: `upper(var.name)`. */
export function describeCall(name: string, args: readonly Value[]): string {
  return shortened(`${name}(${args.slice(0, writtenMax).map(describe).join(", ")})`);
}

/** Cuts a long reference; a hash keeps it apart from others that begin alike. */
export function shortened(reference: string): string {
  if (reference.length <= referenceLengthMax) return reference;
  return `${reference.slice(0, referenceLengthMax - 10)}… #${hash(reference)}`;
}

class Writer {
  text = "";
  cut = false;

  /** False: there is no more room. */
  add(piece: string): boolean {
    if (this.text.length + piece.length <= writtenMax) this.text += piece;
    else this.cut = true;
    return !this.cut;
  }
}

function write(value: Value, writer: Writer, depth: number): void {
  if (writer.cut) return;
  if (depth > depthMax) {
    writer.cut = true;
    return;
  }
  switch (value.kind) {
    case "string": {
      const [part] = value.text.parts;
      if (value.text.parts.length === 1 && part?.kind === "unknown") writer.add(part.reference);
      else writeText(value.text, writer, '"');
      break;
    }
    case "number":
      writer.add(value.text);
      break;
    case "boolean":
      writer.add(String(value.value));
      break;
    case "null":
      writer.add("null");
      break;
    case "list":
      writer.add("[");
      for (const [index, item] of value.items.entries()) {
        if (!writer.add(index > 0 ? ", " : "")) break;
        write(item, writer, depth + 1);
      }
      writer.add("]");
      break;
    case "object":
      writer.add("{ ");
      for (const [index, entry] of value.entries.entries()) {
        if (!writer.add(index > 0 ? ", " : "")) break;
        writeText(entry.key, writer, "");
        writer.add(" = ");
        write(entry.value, writer, depth + 1);
      }
      writer.add(" }");
      break;
    case "json":
      if (value.document) writer.add(`${value.document}.json`);
      else {
        writer.add("jsonencode(");
        write(value.content, writer, depth + 1);
        writer.add(")");
      }
      break;
    case "instance":
      writer.add(value.address);
      break;
    case "namespace":
      writer.add(value.path.join("."));
      break;
    case "unknown":
    case "error":
      writer.add(value.unknown.reference);
      break;
    case "choice":
      writer.add(`${value.condition.reference} ? `);
      if (value.then) write(value.then, writer, depth + 1);
      else writer.add("nothing");
      writer.add(" : ");
      if (value.otherwise) write(value.otherwise, writer, depth + 1);
      else writer.add("nothing");
      break;
  }
}

function writeText(text: TextValue, writer: Writer, quote: string): void {
  writer.add(quote);
  for (const part of text.parts) {
    if (!writer.add(part.kind === "literal" ? part.text : `\${${part.reference}}`)) return;
  }
  writer.add(quote);
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return (state >>> 0).toString(16).padStart(8, "0");
}
