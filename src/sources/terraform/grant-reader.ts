import { literalText, type TextPart, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { nestedBlocks } from "./blocks.ts";
import { asCollection, distribute, mapArms, spreadEntries } from "./choice.ts";
import { evaluate } from "./evaluate.ts";
import type { Extraction } from "./extraction.ts";
import type { Instance } from "./instances.ts";
import { toText } from "./json-text.ts";
import {
  concatTexts,
  type Entry,
  knownString,
  stringValue,
  textual,
  unknownPart,
  type Value,
} from "./value.ts";

/** Members of a statement, by name; those without a value are left out. */
export type Members = Readonly<
  Partial<Record<"Sid" | "Principal" | "Action" | "Resource" | "Condition", Value | undefined>>
>;

/** Reads the arguments of one instance as members of a statement. */
export class GrantReader {
  readonly instance: Instance;
  readonly extraction: Extraction;
  private readonly header: Range;

  constructor(instance: Instance, extraction: Extraction) {
    this.instance = instance;
    this.extraction = extraction;
    this.header = instance.declaration.header;
  }

  /** An argument; `undefined` when it is not set, or null. */
  get(name: string): Value | undefined {
    const value = this.extraction.world.argument(this.instance, name);
    return value?.kind === "null" ? undefined : value;
  }

  /** A text that nobody wrote: it stands at the head of the resource. */
  text(text: string): Value {
    return stringValue(text, this.header);
  }

  unknown(name: string): Value {
    const reference = /^(partition|region|account)$/.test(name)
      ? `aws_${name}`
      : `${this.instance.address}.${name}`;
    const part = unknownPart(reference, "known after deployment", this.header);
    return { kind: "unknown", unknown: part, range: this.header };
  }

  object(members: Readonly<Record<string, Value | undefined>>): Value {
    const { attributes } = this.instance.declaration.body;
    const argument = (name: string) => attributes.get(name.toLowerCase())?.key;
    const entries = Object.entries(members).flatMap(([name, value]): Entry[] =>
      value ? [{ key: literalText(name, argument(name) ?? this.header), value }] : [],
    );
    return { kind: "object", entries, range: this.header };
  }

  /** `*`, a service, or an account, role or user. */
  principal(name: string): Value | undefined {
    const value = this.get(name);
    return (
      value &&
      mapArms(value, (arm) => {
        if (knownString(arm) === "*") return arm;
        const isService = arm.kind === "string" && isServiceName(arm.text);
        const key = literalText(isService ? "Service" : "AWS", arm.range);
        return { kind: "object", entries: [{ key, value: arm }], range: arm.range };
      })
    );
  }

  /** Every text of a list with a text before it. */
  prefixed(prefix: string, name: string): Value | undefined {
    const value = this.get(name);
    const list = value && asCollection(value);
    if (list?.kind !== "list") return value;
    return {
      ...list,
      type: "tuple",
      items: list.items.map((item) =>
        mapArms(item, (arm) => {
          const text = toText(arm, this.extraction.world.budget);
          if (!text) return arm;
          const front: TextPart = { kind: "literal", text: prefix, at: arm.range };
          return textual({ parts: [front, ...text.parts], range: arm.range });
        }),
      ),
    };
  }

  /** The ARN of what an argument names, by its ARN or by its name. */
  named(name: string, service: string, front: string): Value | undefined {
    const value = this.get(name);
    return (
      value &&
      mapArms(value, (arm) => {
        const [first] = arm.kind === "string" ? arm.text.parts : [];
        if (first?.kind === "literal" && first.text.startsWith("arn:")) return arm;
        // Of a value that is not known nobody can tell whether it is a name or an ARN.
        const isName =
          first?.kind === "literal" ||
          (arm.kind === "unknown" && /(_name|\.name|key_id)$/.test(arm.unknown.reference));
        return isName ? (this.arn(service, front, arm) ?? arm) : arm;
      })
    );
  }

  arn(service: string, front: string, name: Value | undefined): Value | undefined {
    if (!name) return undefined;
    const [partition, region, account] = ["partition", "region", "account"].map((part) =>
      this.unknown(part),
    );
    if (!partition || !region || !account) return undefined;
    return this.concat("arn:", partition, `:${service}:`, region, ":", account, `:${front}`, name);
  }

  /** The value with a colon and an argument behind it, where that is set. */
  joined(value: Value | undefined, name: string): Value | undefined {
    const rest = this.get(name);
    return value && rest ? this.concat(value, ":", rest) : value;
  }

  concat(...pieces: readonly (Value | string)[]): Value {
    const written =
      pieces.filter((piece) => typeof piece !== "string").at(-1)?.range ?? this.header;
    const values = pieces.map((piece) =>
      typeof piece === "string" ? stringValue(piece, written) : piece,
    );
    return distribute(values, written, (arms) => {
      const texts = arms.map((arm) => toText(arm, this.extraction.world.budget));
      return textual(
        concatTexts(
          texts.filter((text) => text !== undefined),
          written,
        ),
      );
    });
  }

  /** Operator, key and argument of each condition whose argument is set. */
  condition(rows: readonly (readonly [string, string, string])[]): Value | undefined {
    const operators = new Map<string, Entry[]>();
    for (const [operator, key, name] of rows) {
      const value = this.get(name);
      const at = this.instance.declaration.body.attributes.get(name)?.key ?? this.header;
      if (!value) continue;
      const entries = operators.get(operator) ?? [];
      entries.push({ key: literalText(key, at), value });
      operators.set(operator, entries);
    }
    return this.conditions(operators);
  }

  /** `condition { key, type, value }`. */
  conditionBlock(): Value | undefined {
    const [block] = nestedBlocks(this.instance.declaration.body, "condition", this.instance.scope);
    if (!block) return undefined;
    const [operator, key, value] = ["type", "key", "value"].map((name) => {
      const written = block.body.attributes.get(name);
      return written && evaluate(written.expression, { ...block.scope, file: written.file });
    });
    const text = key && toText(key, this.extraction.world.budget);
    const name = operator && knownString(operator);
    if (!text || !value || name === undefined) return undefined;
    return this.conditions(new Map([[name, [{ key: text, value }]]]));
  }

  /** The encryption context that a KMS grant asks for. */
  encryptionContext(): Value | undefined {
    const [block] = nestedBlocks(
      this.instance.declaration.body,
      "constraints",
      this.instance.scope,
    );
    if (!block) return undefined;
    const entries = ["encryption_context_equals", "encryption_context_subset"].flatMap((name) => {
      const written = block.body.attributes.get(name);
      const value = written && evaluate(written.expression, { ...block.scope, file: written.file });
      return (value && spreadEntries(value)) ?? [];
    });
    const keyed = entries.map(({ key, value }): Entry => {
      const front = literalText("kms:EncryptionContext:", key.range);
      return { key: concatTexts([front, key], key.range), value };
    });
    return this.conditions(new Map(keyed.length > 0 ? [["StringEquals", keyed]] : []));
  }

  private conditions(operators: ReadonlyMap<string, Entry[]>): Value | undefined {
    if (operators.size === 0) return undefined;
    const entries = [...operators].map(([operator, held]): Entry => {
      const range = held[0]?.key.range ?? this.header;
      return { key: literalText(operator, range), value: { kind: "object", entries: held, range } };
    });
    return { kind: "object", entries, range: this.header };
  }
}

/** `s3.amazonaws.com`, `logs.${var.region}.amazonaws.com`. */
function isServiceName({ parts }: TextValue): boolean {
  const literal = parts.map((part) => (part.kind === "literal" ? part.text : "")).join("");
  return literal.includes(".") && !literal.includes(":");
}
