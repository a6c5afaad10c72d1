import { isAlias, isMap, isScalar, isSeq, type Scalar } from "yaml";
import { knownText, rangeOf, type TextValue } from "../../../policy/text-value.ts";
import { composeYaml } from "../../../text/yaml.ts";
import { canonicalNumber } from "../nodes.ts";
import type { Entry, Value } from "../value.ts";
import type { Call } from "./function.ts";

/**
 * `yamldecode`, with the types that Terraform gives to plain scalars: YAML 1.1's booleans, and dates
 * as moments, so that `Version: 2012-10-17` without quotes is no version of a policy any more.
 *
 * @returns `undefined` for what is left open: aliases, merge keys and tags
 */
export function decodeYaml(text: TextValue, call: Call): Value | undefined {
  const known = knownText(text);
  if (known === undefined || !call.world.budget.spend(Math.ceil(known.length / 16)))
    return undefined;
  const { documents, tooDeep } = composeYaml(known);
  const [document] = documents;
  if (!document || tooDeep !== undefined) return undefined;
  if (documents.length > 1 || document.errors.length > 0) return call.refuse();
  return new YamlReader(text, known).value(document.contents);
}

class YamlReader {
  private readonly text: TextValue;
  private readonly known: string;

  constructor(text: TextValue, known: string) {
    this.text = text;
    this.known = known;
  }

  value(node: unknown): Value | undefined {
    if (node === null) return { kind: "null", range: this.text.range };
    if (isAlias(node)) return undefined;
    if (isScalar(node)) return this.scalar(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.value(item));
      if (!items.every((item) => item !== undefined)) return undefined;
      return { kind: "list", type: "tuple", items, range: this.place(node.range) };
    }
    if (!isMap(node)) return undefined;
    const entries = new Map<string, Entry>();
    for (const { key, value } of node.items) {
      const name = this.value(key);
      const held = this.value(value);
      if (!name || !held) return undefined;
      const text = this.keyOf(name);
      if (text === undefined || text.name === "<<") return undefined;
      entries.set(text.name, { key: text.value, value: held });
    }
    return { kind: "object", entries: [...entries.values()], range: this.place(node.range) };
  }

  private keyOf(key: Value): { name: string; value: TextValue } | undefined {
    if (key.kind === "string") return { name: knownText(key.text) ?? "", value: key.text };
    if (key.kind !== "boolean" && key.kind !== "number") return undefined;
    const name = key.kind === "number" ? key.text : String(key.value);
    const part = { kind: "literal" as const, text: name, at: key.range };
    return { name, value: { parts: [part], range: key.range } };
  }

  private scalar(node: Scalar): Value | undefined {
    const range = this.place(node.range ?? null);
    const content = String(node.value ?? "");
    const isPlain = node.type === "PLAIN";
    if (node.tag !== undefined && node.tag !== "tag:yaml.org,2002:str") return undefined;
    const typed = isPlain && node.tag === undefined ? plainValue(content, range) : undefined;
    if (typed) return typed;
    const [start = 0, end = 0] = node.range ?? [];
    const isQuoted = end - start === content.length + 2;
    const at = isQuoted ? rangeOf(this.text, start + 1, end - 1) : range;
    const part = { kind: "literal" as const, text: content, at };
    return { kind: "string", text: { parts: [part], range }, range };
  }

  private place(span: readonly number[] | null | undefined) {
    const [start = 0, end = this.known.length] = span ?? [];
    return rangeOf(this.text, start, Math.max(start, end));
  }
}

const booleans = new Map<string, boolean>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
]);

function plainValue(text: string, range: Value["range"]): Value | undefined {
  const boolean = booleans.get(text);
  if (boolean !== undefined) return { kind: "boolean", value: boolean, range };
  if (/^(|~|null|Null|NULL)$/.test(text)) return { kind: "null", range };
  if (/^[-+]?0x[0-9a-f]{1,12}$/i.test(text)) {
    const sign = text.startsWith("-") ? "-" : "";
    return { kind: "number", text: sign + Number(text.replace(/^[-+]/, "")), range };
  }
  if (/^0o[0-7]{1,15}$/.test(text)) return { kind: "number", text: String(Number(text)), range };
  if (/^[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?$/.test(text) || /^[-+]?\d+\.$/.test(text)) {
    const number = canonicalNumber(text.replace(/^\+/, ""));
    return number === undefined ? undefined : { kind: "number", text: number, range };
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const part = { kind: "literal" as const, text: `${text}T00:00:00Z`, at: range };
    return { kind: "string", text: { parts: [part], range }, range };
  }
  return undefined;
}
