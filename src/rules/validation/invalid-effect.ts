import { knownText } from "../../policy/text-value.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/** An effect other than exactly `Allow` or `Deny`: AWS refuses the policy. */
export const invalidEffect: Rule = {
  issueCode: "INVALID_EFFECT",
  findingType: "ERROR",
  summary: "an effect is neither Allow nor Deny",
  accessAnalyzer: true,
  // Of a number or a truth value that says enough.
  yieldsTo: ["DATA_TYPE_MISMATCH"],

  *statement({ effect, effectValue }) {
    const text = effectValue && knownText(effectValue);
    if (effect || !effectValue || text === undefined) return;
    const meant = nearest(text, ["Allow", "Deny"], 2);
    const suggestion = meant && replacement(effectValue, 0, text.length, meant);
    yield {
      at: effectValue.range,
      subject: text,
      details: `${quoted(text)} is not an effect. Write \`Allow\` or \`Deny\`, in exactly this spelling.`,
      ...(suggestion && { suggestion }),
    };
  },
};
