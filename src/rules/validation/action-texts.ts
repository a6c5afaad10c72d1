import type { PolicyDocument } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import type { Problem } from "../rule.ts";

/** Wrong names of a policy for which a better one is looked for; the others are reported without. */
export const hintsMax = 100;

/** Actions without a problem that are remembered: most policies name the same few thousand. */
const rememberedMax = 20_000;
/** Longest text that is remembered. */
const rememberedLengthMax = 128;

type Judge = (action: ActionText, withHint: boolean) => Problem | undefined;

/**
 * A rule on single actions: what is wrong with those of a document, one by one, the first with hints.
 * The answer hangs on the text alone, so that a text without a problem is judged once for all.
 */
export function judgeActions(judge: Judge): (document: PolicyDocument) => Iterable<Problem> {
  const right = new Set<string>();
  return function* (document) {
    let hints = hintsMax;
    for (const each of actionTexts(document)) {
      if (right.has(each.text)) continue;
      const problem = judge(each, hints > 0);
      if (problem) {
        hints--;
        yield problem;
      } else if (right.size < rememberedMax && each.text.length <= rememberedLengthMax) {
        right.add(each.text);
      }
    }
  };
}

/** An action or pattern as it is written, in `Action` or `NotAction` of any statement. */
export interface ActionText {
  readonly value: TextValue;
  readonly text: string;
}

/** Those of the document that are wholly known. Remembered: several rules ask. */
function actionTexts(document: PolicyDocument): readonly ActionText[] {
  let found = textsOf.get(document);
  if (!found) {
    found = document.statements
      .flatMap(({ action, notAction }) => [...(action?.values ?? []), ...(notAction?.values ?? [])])
      .flatMap((value) => {
        const text = knownText(value);
        return text === undefined ? [] : [{ value, text }];
      });
    textsOf.set(document, found);
  }
  return found;
}

const textsOf = new WeakMap<PolicyDocument, readonly ActionText[]>();
