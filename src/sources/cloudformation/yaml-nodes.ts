import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  type Node as YamlNode,
} from "yaml";
import type { Member, Node } from "../../policy/node.ts";
import { literalText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { SyntaxProblem } from "../source.ts";
import { problemsMax } from "./yaml-problems.ts";
import { scalarEnd, scalarParts, type WrittenScalar } from "./yaml-scalar.ts";

/** Nesting that aliases may lead to; more than the text alone can have. */
const depthMax = 80;

/** Nodes that aliases may add in all: a few lines of YAML can stand for billions. */
const aliasNodesMax = 20_000;

/** How YAML writes that there is no value (YAML 1.2, section 10.3.2). */
const nulls = new Set(["", "~", "null", "Null", "NULL"]);

/** Turns a composed YAML document into the tree that JSON gives. */
export class YamlConverter {
  readonly problems: SyntaxProblem[] = [];
  /** The first alias or merge key. */
  alias: Range | undefined;
  private readonly file: string;
  private readonly text: string;
  private readonly document: Document.Parsed;
  private anchors: Map<string, YamlNode> | undefined;
  private readonly openAliases = new Set<YamlNode>();
  private readonly added: { aliasNodes: number };
  private depth = 0;

  /** `added` is shared by the documents of one file, so that its bound is one for all of them. */
  constructor(
    file: string,
    text: string,
    document: Document.Parsed,
    added: { aliasNodes: number } = { aliasNodes: 0 },
  ) {
    this.added = added;
    this.file = file;
    this.text = text;
    this.document = document;
  }

  convert(): Node | undefined {
    const { contents } = this.document;
    return contents ? this.node(contents) : undefined;
  }

  private node(node: YamlNode): Node {
    if (this.openAliases.size > 0 && ++this.added.aliasNodes > aliasNodesMax) {
      return this.refuse(node, "aliases stand for too much here");
    }
    if (this.depth >= depthMax) return this.refuse(node, "aliases lead to too deep a nesting");
    this.depth++;
    const converted = this.withTag(node, this.untagged(node));
    this.depth--;
    return converted;
  }

  private untagged(node: YamlNode): Node {
    if (isAlias(node)) return this.resolve(node);
    if (isMap(node)) return this.mapping(node);
    if (isSeq(node)) return this.list(node);
    return this.scalar(node as Scalar);
  }

  private mapping(map: YAMLMap): Node {
    const members: Member[] = [];
    const merged: Member[] = [];
    const names = new Set<string>();
    let end = startOf(map);
    for (const pair of map.items as Pair<YamlNode | null, YamlNode | null>[]) {
      const key = this.key(pair.key, end);
      end = Math.max(end, key.value.range.end);
      const value = pair.value
        ? this.node(pair.value)
        : ({ kind: "null", range: { file: this.file, start: end, end } } as const);
      end = Math.max(end, value.range.file === this.file ? endOf(pair.value, value, end) : end);
      if (key.name === "<<" && isPlain(pair.key)) {
        this.alias ??= key.value.range;
        for (const member of mergedMembers(value)) merged.push(member);
        continue;
      }
      if (names.has(key.name)) this.reportRepeated(key.value.range, key.name);
      names.add(key.name);
      members.push({ key: key.value, value });
    }
    for (const member of merged) {
      const name = member.key.parts
        .map((part) => (part.kind === "literal" ? part.text : ""))
        .join("");
      if (names.has(name)) continue;
      names.add(name);
      members.push(member);
    }
    return { kind: "object", members, range: this.range(startOf(map), flowEnd(map) ?? end) };
  }

  private list(list: YAMLSeq): Node {
    let end = startOf(list);
    const items = (list.items as (YamlNode | Pair<YamlNode, YamlNode>)[]).map((item) => {
      // `[a: b]` is a list of one mapping.
      const node = "key" in item ? this.pairAsMapping(item) : this.node(item);
      end = Math.max(end, "key" in item ? node.range.end : endOf(item, node, end));
      return node;
    });
    return { kind: "array", items, range: this.range(startOf(list), flowEnd(list) ?? end) };
  }

  private pairAsMapping(pair: Pair<YamlNode, YamlNode | null>): Node {
    const key = this.key(pair.key, 0);
    const at = key.value.range;
    const value: Node = pair.value ? this.node(pair.value) : { kind: "null", range: at };
    return {
      kind: "object",
      members: [{ key: key.value, value }],
      range: this.range(at.start, Math.max(at.end, value.range.end)),
    };
  }

  private key(node: YamlNode | null, at: number): { name: string; value: TextValue } {
    if (isScalar(node)) {
      const value = this.textOf(node);
      return { name: String(node.value ?? ""), value };
    }
    // A list or mapping as a key means nothing to CloudFormation: its source stands for it.
    const start = node ? startOf(node) : at;
    const end = node ? Math.max(start, node.range?.[1] ?? start) : at;
    const source = this.text.slice(start, end);
    return { name: source, value: literalText(source, this.range(start, end)) };
  }

  private scalar(scalar: Scalar): Node {
    const value = this.textOf(scalar);
    const isNull = scalar.type === "PLAIN" && nulls.has(String(scalar.value));
    if (isNull && !scalar.tag) return { kind: "null", range: value.range };
    return { kind: "string", value, range: value.range };
  }

  private textOf(scalar: Scalar): TextValue {
    const written: WrittenScalar = {
      style: (scalar.type ?? "PLAIN") as WrittenScalar["style"],
      value: String(scalar.value ?? ""),
      start: startOf(scalar),
      end: scalar.range?.[1] ?? startOf(scalar),
    };
    const parts = scalarParts(this.file, this.text, written);
    return { parts, range: this.range(written.start, scalarEnd(this.text, written)) };
  }

  /** `!Sub x` as `{ "Fn::Sub": x }`; tags of YAML itself (`!!str`) change nothing. */
  private withTag(node: YamlNode, value: Node): Node {
    const { tag } = node;
    if (isAlias(node) || !tag?.startsWith("!") || tag === "!") return value;
    const start = Math.max(0, this.text.lastIndexOf(tag, startOf(node)));
    const name = tag.slice(1);
    const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
    return {
      kind: "object",
      members: [
        {
          key: {
            parts: [{ kind: "literal", text: key, at: this.range(start, start + tag.length) }],
            range: this.range(start, start + tag.length),
          },
          value,
        },
      ],
      range: this.range(start, Math.max(start + tag.length, value.range.end)),
    };
  }

  private resolve(alias: Alias): Node {
    this.alias ??= this.range(startOf(alias), alias.range?.[1] ?? startOf(alias));
    this.anchors ??= collectAnchors(this.document.contents);
    const target = this.anchors.get(alias.source);
    if (!target || this.openAliases.has(target)) {
      return this.refuse(
        alias,
        target ? "an alias leads back to itself" : "no anchor has this name",
      );
    }
    this.openAliases.add(target);
    const node = this.node(target);
    this.openAliases.delete(target);
    return node;
  }

  private refuse(node: YamlNode, details: string): Node {
    const range = this.range(startOf(node), Math.max(startOf(node), node.range?.[1] ?? 0));
    this.report(range, `${details}: it is not read`);
    const reference = isAlias(node) ? `*${node.source}` : "*";
    return {
      kind: "unknown",
      unknown: { kind: "unknown", reference, reason: "not supported", at: range },
      range,
    };
  }

  private reportRepeated(range: Range, name: string): void {
    const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
    this.report(range, `the key \`${shown}\` stands twice in this mapping`);
  }

  private report(at: Range, details: string): void {
    if (this.problems.length >= problemsMax) return;
    this.problems.push({ language: "yaml", at, details });
  }

  private range(start: number, end: number): Range {
    return { file: this.file, start, end: Math.max(start, Math.min(end, this.text.length)) };
  }
}

function startOf(node: YamlNode): number {
  return node.range?.[0] ?? 0;
}

/** The end of what is written there: an alias ends at its own name, not at what it stands for. */
function endOf(written: YamlNode | null, node: Node, fallback: number): number {
  if (written && isAlias(written)) return written.range?.[1] ?? fallback;
  return node.range.end;
}

/** The end of a collection in brackets, which includes the bracket. */
function flowEnd(collection: YAMLMap | YAMLSeq): number | undefined {
  return collection.flow ? collection.range?.[1] : undefined;
}

function isPlain(key: YamlNode | null): boolean {
  return isScalar(key) && key.type === "PLAIN";
}

function mergedMembers(value: Node): readonly Member[] {
  if (value.kind === "object") return value.members;
  return value.kind === "array" ? value.items.flatMap(mergedMembers) : [];
}

/** The last anchor of each name. Iterative, since it runs before the depth of aliases is known. */
function collectAnchors(root: YamlNode | null): Map<string, YamlNode> {
  const anchors = new Map<string, YamlNode>();
  const pending: unknown[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const node = next as YamlNode | null;
    if (!node || isAlias(node)) continue;
    const anchor = (node as Scalar).anchor;
    if (anchor !== undefined && !anchors.has(anchor)) anchors.set(anchor, node);
    if (isSeq(node)) for (const item of itemsOf(node.items)) pending.push(item);
    if (isMap(node)) {
      for (const pair of node.items) pending.push(pair.value, pair.key);
    }
  }
  return anchors;
}

function itemsOf(items: readonly unknown[]): unknown[] {
  const found: unknown[] = [];
  for (const item of items) {
    const pair = item as { key?: unknown; value?: unknown };
    if (pair && typeof pair === "object" && "key" in pair) found.push(pair.value, pair.key);
    else found.push(item);
  }
  return found;
}
