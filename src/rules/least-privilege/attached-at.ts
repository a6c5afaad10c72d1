import type { RelatedLocation } from "../../findings/finding.ts";
import type { TextValue } from "../../policy/text-value.ts";
import { isWithin, type Range } from "../../text/range.ts";

/**
 * Where a reader of the change looks for a policy that is attached: where its name is written, which
 * may be another place than the ARN around it (a file of roles, a local). The attachment is related
 * then.
 */
export function attachedAt({ parts, range }: TextValue): {
  readonly at: Range;
  readonly related?: readonly RelatedLocation[];
} {
  const last = parts.at(-1);
  if (last?.kind !== "literal" || last.text === "" || isWithin(last.at, range))
    return { at: range };
  return { at: last.at, related: [{ range, message: "it is attached here" }] };
}
