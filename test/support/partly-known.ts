import type { Policy, PolicyKind } from "../../src/policy/policy.ts";
import { readPolicyDocument } from "../../src/policy/read-policy-document.ts";
import type { TextPart, TextValue } from "../../src/policy/text-value.ts";
import { parseJson } from "../../src/sources/json/parse-json.ts";

/** `arn:aws:s3:::<var.bucket>/*` as a text whose part `var.bucket` is not known before deployment. */
function partlyKnown(written: string, file = "policy.json"): TextValue {
  const parts: TextPart[] = [];
  let offset = 0;
  for (const [index, part] of written.split(/<([^>]*)>/).entries()) {
    const length = index % 2 === 1 ? part.length + 2 : part.length;
    const at = { file, start: offset, end: offset + length };
    offset += length;
    if (index % 2 === 1) {
      parts.push({ kind: "unknown", reference: part, reason: "input without a value", at });
    } else if (part !== "") {
      parts.push({ kind: "literal", text: part, at });
    }
  }
  return { parts, range: { file, start: 0, end: written.length } };
}

/** A policy whose document is JSON with unknown parts written as `<reference>`. */
export function partlyKnownPolicy(json: string, kind: PolicyKind): Policy {
  const { node, problems } = parseJson(partlyKnown(json));
  if (!node || problems.length > 0) throw new Error(`not JSON: ${json}`);
  return { address: "policy.json", kind, range: node.range, document: readPolicyDocument(node) };
}
