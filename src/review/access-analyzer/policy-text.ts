import type { Node, ObjectNode } from "../../policy/node.ts";
import type { Policy } from "../../policy/policy.ts";
import { displayText, knownText, type TextValue, unknownText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { type Context, inside, isFixed, keyRole, roleOf } from "./grammar.ts";
import { likelyService } from "./likely-service.ts";
import { placeholders, type TextRole } from "./placeholders.ts";

/** A policy document as it is sent, with the way back to where every value is written. */
export interface PolicyText {
  /** JSON in ASCII: offsets mean the same in bytes, characters and UTF-16 units. */
  readonly text: string;
  readonly root: SentNode;
}

/** A value of the text that is sent; offsets into it, the end exclusive. */
export interface SentNode {
  readonly start: number;
  readonly end: number;
  /** Where the value is written. */
  readonly range: Range;
  readonly kind: "object" | "array" | "text" | "other";
  /** Whether the value itself, not what is in it, stands in for something unknown. */
  readonly standIn: "none" | "in part" | "wholly";
  /** True when something unknown was left out of this object or list. */
  readonly trimmed: boolean;
  readonly members: readonly SentMember[];
  readonly items: readonly SentNode[];
  /** Of a text. */
  readonly value?: SentText;
}

interface SentMember {
  readonly name: string;
  readonly key: SentNode;
  readonly value: SentNode;
}

export interface SentText {
  readonly value: TextValue;
  /** What stands in for each unknown part, in order. */
  readonly fills: readonly string[];
}

/** Nesting past which a document is not sent; IAM's grammar has seven levels. */
const depthMax = 32;
/** Values of one document; AWS takes 32,768 characters. */
const valuesMax = 20_000;

/**
 * The texts of a policy: one, or two where values hang on conditions that are not known; one with
 * every condition true, one with every condition false. Each is a document that can come to be,
 * which one with both arms side by side is not. Empty when no statement is known.
 */
export function policyTexts(policy: Policy): readonly PolicyText[] | "too big" {
  const texts: PolicyText[] = [];
  for (const holds of [true, false]) {
    const writer = new Writer(holds, policy);
    const text = writer.document(policy.document.node);
    if (text === "too big") return text;
    if (text && !texts.some((other) => other.text === text.text)) texts.push(text);
    if (!writer.metChoice) break;
  }
  return texts;
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

class Writer {
  metChoice = false;
  private readonly holds: boolean;
  private readonly service: string;
  private readonly pieces: string[] = [];
  private length = 0;
  private values = 0;
  private unknownLeftOut = 0;
  private tooBig = false;

  constructor(holds: boolean, { document, resourceType }: Policy) {
    this.holds = holds;
    this.service = likelyService(document.node, resourceType);
  }

  document(node: Node): PolicyText | "too big" | undefined {
    const root = this.write(node, { kind: "document" }, 0);
    if (this.tooBig) return "too big";
    const statement = root?.members.find(({ name }) => name === "Statement")?.value;
    const mayLack = this.metChoice || this.unknownLeftOut > 0;
    const isEmpty = !statement || (statement.kind === "array" && statement.items.length === 0);
    if (root?.kind !== "object" || (isEmpty && mayLack)) return undefined;
    return { text: this.pieces.join(""), root };
  }

  /** `undefined`: nothing stands there. */
  private write(node: Node, context: Context, depth: number): SentNode | undefined {
    if (depth > depthMax || ++this.values > valuesMax) this.tooBig = true;
    if (this.tooBig) return undefined;
    switch (node.kind) {
      case "choice": {
        this.metChoice = true;
        const arm = this.holds ? node.then : node.otherwise;
        return arm && this.write(arm, context, depth + 1);
      }
      case "object":
        return this.object(node, context, depth);
      case "array":
        return this.array(node.items, node.range, context, depth);
      case "string":
        return this.text(node.value, node.value.range, roleOf(context, this.service));
      case "unknown":
        return this.unknown(node, context);
      case "number":
        // As it is written; a number that JSON does not know goes as a text.
        return this.plain(
          jsonNumber.test(node.text) ? node.text : `"${escaped(node.text)}"`,
          node.range,
        );
      case "boolean":
        return this.plain(String(node.value), node.range);
      case "null":
        return this.plain("null", node.range);
    }
  }

  private object(node: ObjectNode, context: Context, depth: number): SentNode {
    const start = this.put("{");
    const members: SentMember[] = [];
    let trimmed = false;
    for (const { key, value } of node.members) {
      const name = displayText(key);
      const isUnknownName = knownText(key) === undefined;
      if (isUnknownName && isFixed(context)) {
        trimmed = true;
        continue;
      }
      const mark = this.mark();
      if (members.length > 0) this.put(",");
      const sentKey = this.text(key, key.range, keyRole(context));
      this.put(":");
      const unknown = this.unknownLeftOut;
      const sent = this.write(value, inside(context, name), depth + 1);
      if (!sent) {
        this.reset(mark);
        trimmed ||= this.unknownLeftOut > unknown;
        continue;
      }
      const standIn = isUnknownName ? "wholly" : sent.standIn;
      members.push({ name, key: sentKey, value: { ...sent, standIn } });
    }
    const end = this.put("}") + 1;
    return { ...container, kind: "object", start, end, range: node.range, trimmed, members };
  }

  private array(nodes: readonly Node[], range: Range, context: Context, depth: number): SentNode {
    const start = this.put("[");
    const items: SentNode[] = [];
    let trimmed = false;
    const itemContext: Context = context.kind === "statements" ? { kind: "statement" } : context;
    for (const node of nodes) {
      const mark = this.mark();
      if (items.length > 0) this.put(",");
      const unknown = this.unknownLeftOut;
      const sent = this.write(node, itemContext, depth + 1);
      if (sent) {
        items.push(sent);
        continue;
      }
      this.reset(mark);
      trimmed ||= this.unknownLeftOut > unknown;
    }
    const end = this.put("]") + 1;
    return { ...container, kind: "array", start, end, range, trimmed, items };
  }

  private text(value: TextValue, range: Range, role: TextRole): SentNode {
    const fills = placeholders(value, role);
    let fill = 0;
    const body = value.parts
      .map((part) => (part.kind === "literal" ? escaped(part.text) : (fills[fill++] ?? "")))
      .join("");
    const start = this.put(`"${body}"`);
    const isKnown = fills.length === 0;
    return {
      ...container,
      kind: "text",
      start,
      end: start + body.length + 2,
      range,
      standIn: isKnown ? "none" : fills.length === value.parts.length ? "wholly" : "in part",
      value: { value, fills },
    };
  }

  private plain(text: string, range: Range): SentNode {
    const start = this.put(text);
    return { ...container, kind: "other", start, end: start + text.length, range };
  }

  /** An unknown statement is left out; another unknown value has a stand-in of the right shape. */
  private unknown(node: Node & { kind: "unknown" }, context: Context): SentNode | undefined {
    const { range, unknown } = node;
    switch (context.kind) {
      case "document":
      case "statements":
      case "statement":
        this.unknownLeftOut++;
        return undefined;
      case "principals":
        return this.block(`{"AWS":"arn:aws:iam::111122223333:root"}`, range);
      case "conditions":
        return this.block(`{"StringEquals":{"aws:PrincipalTag/placeholder":"placeholder"}}`, range);
      case "operator":
        return this.block(`{"aws:PrincipalTag/placeholder":"placeholder"}`, range);
      case "value":
        return this.text(unknownText(unknown), range, context.role(this.service));
    }
  }

  private block(text: string, range: Range): SentNode {
    return { ...this.plain(text, range), standIn: "wholly" };
  }

  /** Appends, and tells the offset where it starts. */
  private put(text: string): number {
    const start = this.length;
    this.pieces.push(text);
    this.length += text.length;
    return start;
  }

  private mark(): { pieces: number; length: number } {
    return { pieces: this.pieces.length, length: this.length };
  }

  private reset({ pieces, length }: { pieces: number; length: number }): void {
    this.pieces.length = pieces;
    this.length = length;
  }
}

const container: Pick<SentNode, "members" | "items" | "standIn" | "trimmed"> = {
  members: [],
  items: [],
  standIn: "none",
  trimmed: false,
};

/** The text within JSON quotes, in ASCII. */
export function escaped(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return inner.replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
