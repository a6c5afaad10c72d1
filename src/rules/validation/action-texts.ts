import type { PolicyDocument } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";

/** Wrong names of a policy for which a better one is looked for; the others are reported without. */
export const hintsMax = 200;

/** An action or pattern as it is written, in `Action` or `NotAction` of any statement. */
export interface ActionText {
  readonly value: TextValue;
  readonly text: string;
}

/** Those of the document that are wholly known. */
export function* actionTexts({ statements }: PolicyDocument): Iterable<ActionText> {
  for (const { action, notAction } of statements) {
    for (const value of [...(action?.values ?? []), ...(notAction?.values ?? [])]) {
      const text = knownText(value);
      if (text !== undefined) yield { value, text };
    }
  }
}
