import { knownText } from "../../policy/text-value.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { permittedValues, taggedNouns } from "./tag-values.ts";
import { isWrittenIn } from "./written-in.ts";

/** Most values that a message lists. */
const listedMax = 12;

/**
 * A tag whose value is none of those that `principals.required-tags` gives. Silent without that
 * setting, and where the value is not known before deployment.
 */
export const tagValueNotAllowed: Rule = {
  issueCode: "TAG_VALUE_NOT_ALLOWED",
  findingType: "SUGGESTION",
  summary: "a tag of a role or user has a value that the configuration does not allow",
  controls: [
    "NIST 800-53 CM-8 (own judgement)",
    "ISO 27001 A.5.9 (own judgement)",
    "ISO 27001 A.5.12 (own judgement)",
  ],

  *owner(owner, context) {
    if (!Object.hasOwn(taggedNouns, owner.type)) return;
    for (const { key, value } of owner.tags ?? []) {
      const name = knownText(key);
      const text = knownText(value);
      const permitted = name === undefined ? undefined : permittedValues(name, context);
      if (name === undefined || text === undefined || !permitted) continue;
      if (permitted.includes(text)) continue;
      const [only] = permitted.length === 1 ? permitted : [];
      const meant = nearest(text, permitted) ?? only;
      const suggestion =
        meant !== undefined && isWrittenIn(value, owner)
          ? replacement(value, 0, text.length, meant)
          : undefined;
      yield {
        at: value.range,
        subject: `tag ${name.toLowerCase()}=${text}`,
        details: `The tag ${quoted(name)} of this ${taggedNouns[owner.type]} has the value ${quoted(text)}; the configuration allows ${listed(permitted)}.`,
        ...(suggestion && { suggestion }),
      };
    }
  },
};

function listed(values: readonly string[]): string {
  const shown = values.slice(0, listedMax).map(quoted).join(", ");
  const more = values.length - listedMax;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
