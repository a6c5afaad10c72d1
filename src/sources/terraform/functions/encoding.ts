import { mapArms } from "../choice.ts";
import { isWhollyUnknown, toText } from "../json-text.ts";
import { fromNode } from "../nodes.ts";
import { parsePolicyText } from "../policy-text.ts";
import type { Value } from "../value.ts";
import type { Call, TerraformFunction } from "./function.ts";

/** `jsonencode` keeps the value, so that `jsondecode` gives it back as it was. */
export const encodingFunctions: Readonly<Record<string, TerraformFunction>> = {
  jsondecode: { min: 1, max: 1, compute: jsonDecode },
  jsonencode: {
    min: 1,
    max: 1,
    seesChoices: true,
    compute: ([value], { range }) =>
      value && mapArms(value, (content) => ({ kind: "json", content, range })),
  },
};

function jsonDecode([value]: readonly Value[], call: Call): Value | undefined {
  if (value?.kind === "json") return value.content;
  const text = value && toText(value, call.world.budget);
  if (!text || isWhollyUnknown(text)) return undefined;
  const { node, problems } = parsePolicyText(text, call.world);
  if (!node || problems.length > 0) return call.refuse();
  return fromNode(node, call.world.budget);
}
