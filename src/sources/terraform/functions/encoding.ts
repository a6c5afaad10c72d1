import { knownText } from "../../../policy/text-value.ts";
import { mapArms } from "../choice.ts";
import { isWhollyUnknown, toText } from "../json-text.ts";
import { fromNode } from "../nodes.ts";
import { parsePolicyText } from "../policy-text.ts";
import { stringValue, type Value } from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";
import { decodeYaml } from "./yaml.ts";

/** `jsonencode` keeps the value, so that `jsondecode` gives it back as it was. */
export const encodingFunctions: Readonly<Record<string, TerraformFunction>> = {
  base64decode: onText((text, call) => {
    const decoded = fromBase64(text);
    return decoded === undefined ? call.refuse() : stringValue(decoded, call.range);
  }),
  base64encode: onText((text, { range }) => stringValue(toBase64(text), range)),
  jsondecode: { min: 1, max: 1, compute: jsonDecode },
  jsonencode: {
    min: 1,
    max: 1,
    seesChoices: true,
    compute: ([value], { range }) =>
      value && mapArms(value, (content) => ({ kind: "json", content, range })),
  },
  urlencode: onText((text, { range }) =>
    stringValue(
      encodeURIComponent(text)
        .replaceAll("%20", "+")
        .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
      range,
    ),
  ),
  yamldecode: {
    min: 1,
    max: 1,
    compute: ([value], call) => {
      const text = value && toText(value, call.world.budget);
      return text && decodeYaml(text, call);
    },
  },
};

function onText(compute: (text: string, call: Call) => Value): TerraformFunction {
  return {
    min: 1,
    max: 1,
    compute: ([value], call) => {
      const text = value && toText(value, call.world.budget);
      const known = text && knownText(text);
      // Half a surrogate pair is no text.
      return known === undefined || /\p{Surrogate}/u.test(known) ? undefined : compute(known, call);
    },
  };
}

function toBase64(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** `undefined`: it is no base64, or does not hold UTF-8. */
function fromBase64(text: string): string | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonDecode([value]: readonly Value[], call: Call): Value | undefined {
  if (value?.kind === "json") return value.content;
  const text = value && toText(value, call.world.budget);
  if (!text || isWhollyUnknown(text)) return undefined;
  const { node, problems } = parsePolicyText(text, call.world);
  if (!node || problems.length > 0) return call.refuse();
  return fromNode(node, call.world.budget);
}
