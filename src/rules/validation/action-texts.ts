import type { PolicyDocument } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import type { Problem } from "../rule.ts";

/** Wrong names of a policy for which a better one is looked for; the others are reported without. */
export const hintsMax = 200;

/** What is wrong with the actions of a document, one by one, the first with hints. */
export function* judgeActions(
  document: PolicyDocument,
  judge: (action: ActionText, withHint: boolean) => Problem | undefined,
): Iterable<Problem> {
  let hints = hintsMax;
  for (const each of actionTexts(document)) {
    const problem = judge(each, hints > 0);
    if (!problem) continue;
    hints--;
    yield problem;
  }
}

/** An action or pattern as it is written, in `Action` or `NotAction` of any statement. */
export interface ActionText {
  readonly value: TextValue;
  readonly text: string;
}

/** Those of the document that are wholly known. */
function* actionTexts({ statements }: PolicyDocument): Iterable<ActionText> {
  for (const { action, notAction } of statements) {
    for (const value of [...(action?.values ?? []), ...(notAction?.values ?? [])]) {
      const text = knownText(value);
      if (text !== undefined) yield { value, text };
    }
  }
}
