import type { Owner } from "../../policy/inventory.ts";
import type { TextValue } from "../../policy/text-value.ts";
import { isWithin } from "../../text/range.ts";

/** Whether a value stands in the owner itself, as one text: nobody else has it then. */
export function isWrittenIn({ parts }: TextValue, { form }: Owner): boolean {
  const [part, ...others] = parts;
  if (part?.kind !== "literal" || others.length > 0 || !form) return false;
  return isWithin(part.at, form.members.into);
}
