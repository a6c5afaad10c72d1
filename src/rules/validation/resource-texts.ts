import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { singles } from "./condition-members.ts";

/** Every text that stands in `Resource` and `NotResource`. Numbers and the like are another finding. */
export function resourceTexts({ node }: Statement): readonly TextValue[] {
  if (node.kind !== "object") return [];
  return node.members
    .filter(({ key }) => ["Resource", "NotResource"].includes(knownText(key) ?? ""))
    .flatMap(({ value }) => singles(value))
    .flatMap((each) => (each.kind === "string" ? [each.value] : []));
}
