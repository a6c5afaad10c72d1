import { displayText, knownText, type TextValue, unknownText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { armsMax, choose, mapArms } from "./choice.ts";
import { describe } from "./describe.ts";
import type { World } from "./scope.ts";
import {
  errorValue,
  isUncertain,
  knownInteger,
  knownString,
  type ListValue,
  type ObjectValue,
  unknownValue,
  type Value,
} from "./value.ts";

/** `object.name`. */
export function getAttribute(object: Value, name: string, at: Range, world: World): Value {
  switch (object.kind) {
    case "choice":
      return mapArms(object, (arm) => getAttribute(arm, name, at, world));
    case "instance":
      return world.attribute(object, name, at);
    case "object":
      return member(object, name, at) ?? errorValue(`${describe(object)}.${name}`, at);
    case "unknown":
      return unknownValue(`${object.unknown.reference}.${name}`, object.unknown.reason, at);
    case "error":
      return errorValue(`${object.unknown.reference}.${name}`, at, object.unknown.reason);
    default:
      return errorValue(`${describe(object)}.${name}`, at);
  }
}

/** `object[index]`. */
export function getIndex(object: Value, index: Value, at: Range, world: World): Value {
  if (object.kind === "choice") {
    return mapArms(object, (arm) => getIndex(arm, index, at, world));
  }
  if (index.kind === "choice") return mapArms(index, (arm) => getIndex(object, arm, at, world));
  const key = knownString(index);
  const name = `${describe(object)}[${describe(index)}]`;
  switch (object.kind) {
    case "list":
      return element(object, index, at) ?? errorValue(name, at);
    case "object":
      if (key === undefined) {
        return sameEntry(object, index) ?? unknownValue(name, reasonOf(index), at);
      }
      return member(object, key, at) ?? errorValue(name, at);
    case "instance":
      return key === undefined
        ? unknownValue(name, reasonOf(index), at)
        : world.attribute(object, key, at);
    case "unknown":
      return unknownValue(name, object.unknown.reason, at);
    case "error":
      return errorValue(name, at, object.unknown.reason);
    default:
      return errorValue(name, at);
  }
}

/**
 * The value of a key. `undefined`: surely no such key. What an unknown key might replace is
 * unknown.
 */
export function member(object: ObjectValue, name: string, at: Range): Value | undefined {
  let uncertain = 0;
  const before = (end: number): Value | undefined => {
    for (let index = end - 1; index >= 0; index--) {
      const entry = object.entries[index];
      if (!entry) continue;
      const { key, value } = entry;
      const known = knownText(key);
      if (known === undefined ? !mayEqual(key, name) : known !== name) continue;
      if (known === undefined || uncertain > armsMax) {
        const part = key.parts.find(({ kind }) => kind === "unknown");
        const reason = part?.kind === "unknown" ? part.reason : "not supported";
        return unknownValue(`${describe(object)}["${name}"]`, reason, at);
      }
      if (value.kind !== "choice" || !isUncertain(value)) return value;
      uncertain++;
      const rest = before(index);
      // With no other entry of that name, whoever asks for it knows that it is there.
      if (!rest) return value.then ?? value.otherwise;
      return choose(value.condition, value.then ?? rest, value.otherwise ?? rest, value.range);
    }
    return undefined;
  };
  return before(object.entries.length);
}

/** The entry whose key is not known, but the very same that is asked for. */
function sameEntry(object: ObjectValue, index: Value): Value | undefined {
  const wanted =
    index.kind === "string"
      ? displayText(index.text)
      : index.kind === "unknown"
        ? displayText(unknownText(index.unknown))
        : undefined;
  const found = object.entries.findLast(({ key }) => displayText(key) === wanted);
  if (found?.value.kind !== "choice" || !isUncertain(found.value)) return found?.value;
  // Whoever asks for it knows that it is there.
  return found.value.then ?? found.value.otherwise;
}

/** False when the known start or end of the text rules the other one out. */
export function mayEqual(text: TextValue, known: string): boolean {
  const first = text.parts[0];
  const last = text.parts.at(-1);
  if (first?.kind === "literal" && !known.startsWith(first.text)) return false;
  return !(last?.kind === "literal" && !known.endsWith(last.text));
}

function element(list: ListValue, index: Value, at: Range): Value | undefined {
  const position = knownInteger(index);
  const name = `${describe(list)}[${describe(index)}]`;
  if (list.type === "set") return undefined;
  if (position === undefined) {
    return knownString(index) === undefined ? unknownValue(name, reasonOf(index), at) : undefined;
  }
  const before = list.items.slice(0, position + 1);
  const last = before.at(-1);
  const reached = before.length === position + 1;
  const certainBefore = !before.slice(0, -1).some(isUncertain);
  if (certainBefore && reached && last) {
    // Whoever asks for an element knows that it is there.
    if (last.kind === "choice" && !last.many) {
      if (!last.then || !last.otherwise) return last.then ?? last.otherwise;
    }
    if (!isUncertain(last)) return last;
    if (last.kind === "choice") return last.then ?? last.otherwise;
    return unknownValue(name, reasonOf(last), at);
  }
  return list.items.some(isUncertain) ? unknownValue(name, "not supported", at) : undefined;
}

export function reasonOf(
  value: Value,
): "known after deployment" | "input without a value" | "outside the repository" | "not supported" {
  switch (value.kind) {
    case "unknown":
    case "error":
      return value.unknown.reason;
    case "choice":
      return value.condition.reason;
    case "string":
      return value.text.parts.find((part) => part.kind === "unknown")?.reason ?? "not supported";
    case "instance":
      return "known after deployment";
    case "list": {
      const unknown = value.items.find((item) => item.kind === "unknown" || item.kind === "choice");
      return unknown ? reasonOf(unknown) : "not supported";
    }
    default:
      return "not supported";
  }
}
