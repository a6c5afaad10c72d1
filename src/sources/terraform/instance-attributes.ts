import type { TextPart, TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { Budget } from "./budget.ts";
import { distribute, mapArms } from "./choice.ts";
import type { Instance } from "./instances.ts";
import { toText, unknownPartOf } from "./json-text.ts";
import { attributeForms, partsOfBuckets, prefixTwins } from "./known-attributes.ts";
import type { Declaration } from "./module.ts";
import {
  concatTexts,
  knownString,
  stringValue,
  textual,
  unknownPart,
  unknownValue,
  type Value,
} from "./value.ts";

/** Gives an argument of the instance, evaluated; `undefined` when it is not set. */
export type Argument = (name: string) => Value | undefined;

/**
 * An attribute of a resource or data source as far as it is known before deployment: its known
 * form, else the argument of that name, else unknown. It is placed where it is referred to.
 *
 * @param account tells the account and region of the module from those of others; empty: the same
 */
export function instanceAttribute(
  instance: Instance,
  name: string,
  at: Range,
  argument: Argument,
  budget: Budget,
  account = "",
): Value {
  const { declaration, address } = instance;
  if (name === "id" && partsOfBuckets.has(declaration.type)) {
    // It is the bucket's name, and stands for the bucket.
    const bucket = argument("bucket");
    if (bucket && bucket.kind !== "null") return mapArms(bucket, (arm) => placed(arm, at));
  }
  const form = formOf(declaration, name);
  const value = form
    ? fillForm(form, instance, at, argument, budget, account)
    : (argumentOrPrefix(name, instance, at, argument, budget) ??
      unknownValue(`${address}.${name}`, "known after deployment", at));
  return identifying.test(name) ? withName(value, address) : value;
}

/** Attributes that say which resource is meant. */
const identifying = /^(id|arn|name|url|bucket|user|role)$|_(id|arn|name|url)$/;

function formOf({ address, type }: Declaration, name: string): string | undefined {
  const form = Object.hasOwn(attributeForms, type) ? attributeForms[type]?.[name] : undefined;
  // What a data source looks up can have any path.
  return address.startsWith("data.") && form?.includes("{path}") ? undefined : form;
}

function fillForm(
  form: string,
  instance: Instance,
  at: Range,
  argument: Argument,
  budget: Budget,
  account: string,
): Value {
  const { address } = instance;
  const unknown = (reference: string): Value =>
    unknownValue(reference, "known after deployment", at);
  const pieceOf = (name: string): Value => {
    switch (name) {
      case "partition":
      case "region":
      case "account":
        return unknown(`aws_${name}${providerOf(instance.declaration)}${account}`);
      case "path": {
        const path = argument("path");
        return path && path.kind !== "null" ? path : stringValue("/", at);
      }
      case "url#host": {
        const url = argument("url");
        const known = url && knownString(url);
        return known === undefined
          ? unknown(`${address}.url`)
          : stringValue(known.replace(/^https?:\/\//, ""), at);
      }
      case "arn#suffix":
        return unknown(`${address}.arn suffix`);
      default:
        return (
          argumentOrPrefix(name, instance, at, argument, budget) ?? unknown(`${address}.${name}`)
        );
    }
  };
  const pieces = form
    .split(/(\{[^}]*\})/)
    .filter((piece) => piece !== "")
    .map((piece) => (piece.startsWith("{") ? pieceOf(piece.slice(1, -1)) : stringValue(piece, at)));
  return distribute(pieces, at, (values) =>
    textual(
      concatTexts(
        values.map((value) => {
          const text = toText(value, budget) ?? { parts: [unknownPartOf(value)], range: at };
          return relocated(text, at);
        }),
        at,
      ),
    ),
  );
}

function argumentOrPrefix(
  name: string,
  instance: Instance,
  at: Range,
  argument: Argument,
  budget: Budget,
): Value | undefined {
  const value = argument(name);
  if (value && value.kind !== "null") return mapArms(value, (arm) => placed(arm, at));
  const twin = prefixTwins[name];
  const prefix = twin ? argument(twin) : undefined;
  const text = prefix && prefix.kind !== "null" ? toText(prefix, budget) : undefined;
  if (!text) return undefined;
  const rest = unknownPart(`${instance.address}.${name} suffix`, "known after deployment", at);
  return textual({ parts: [...relocated(text, at).parts, rest], range: at });
}

/** A text stands where it is referred to: that is the place to look at and to change. */
function placed(value: Value, at: Range): Value {
  if (value.kind !== "string") return value;
  return { ...value, text: relocated(value.text, at), range: at };
}

function relocated(text: TextValue, at: Range): TextValue {
  const parts = text.parts.map(
    (part): TextPart =>
      part.kind === "unknown" ? { ...part, at } : { kind: "literal", text: part.text, at },
  );
  return { parts, range: at };
}

function withName(value: Value, address: string): Value {
  return mapArms(value, (arm) =>
    arm.kind === "string" || arm.kind === "unknown" ? { ...arm, names: arm.names ?? address } : arm,
  );
}

/** Resources of another provider configuration live in another account or region. */
function providerOf({ body }: Declaration): string {
  const expression = body.attributes.get("provider")?.expression;
  if (expression?.kind !== "attribute" || expression.object.kind !== "variable") return "";
  return ` (${expression.object.name}.${expression.name})`;
}
