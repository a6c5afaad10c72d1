import type { TextValue } from "../../policy/text-value.ts";

/** True for `*`, and for a value that is `*` when its unknown parts turn out to be empty. */
export function isStarWithoutUnknowns({ parts }: TextValue): boolean {
  let hasStar = false;
  for (const part of parts) {
    if (part.kind === "unknown") continue;
    if (!/^\**$/.test(part.text)) return false;
    hasStar ||= part.text !== "";
  }
  return hasStar;
}
