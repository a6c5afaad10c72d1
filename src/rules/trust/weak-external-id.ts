import { coversAction } from "../../policy/pattern.ts";
import type { Principal } from "../../policy/policy-document.ts";
import {
  displayText,
  knownText,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import {
  comparesStrings,
  conditionSubject,
  knownConditions,
} from "../validation/known-conditions.ts";
import { quotedValue } from "../wording.ts";

/**
 * An external id that somebody else may well use, too: it then tells no customers apart. It need not
 * be secret, but unique.
 */
export const weakExternalId: Rule = {
  issueCode: "WEAK_EXTERNAL_ID",
  findingType: "WARNING",
  summary: "an external id can be guessed or is shared",
  kinds: ["trust"],
  conditionsOnly: true,
  controls: [
    "NIST 800-53 IA-5 (own judgement)",
    "NIST 800-53 IA-9 (own judgement)",
    "ISO 27001 A.5.17 (own judgement)",
  ],

  *statement(statement) {
    if (statement.effect !== "Allow") return;
    const assumes = statement.action?.values.some(
      (value) => coversAction(value, "sts:AssumeRole") === "yes",
    );
    if (!assumes || !statement.principal?.principals.some(isOfOthers)) return;
    for (const condition of knownConditions(statement)) {
      const { key, operator, entry } = condition;
      if (key !== "sts:externalid" || !comparesStrings(operator) || operator.negated) continue;
      for (const value of entry.values) {
        const fault = faultOf(value, operator.comparison === "stringlike");
        if (fault === undefined) continue;
        yield {
          at: value.range,
          subject: `${conditionSubject(condition)}=${displayText(value)}`,
          details: `${quotedValue(value)} ${fault}. Demand with \`StringEquals\` the one value that the third party made for you, such as a UUID.`,
        };
      }
    }
  },
};

/** Services of AWS that send an external id, as Amazon Cognito does, tell their customers apart by it. */
function isOfOthers({ type }: Principal): boolean {
  return type === "AWS" || type === "*";
}

/** Shorter ones are names and numbers that people choose. Own judgement. */
const lengthMin = 6;

/** Words that stand in examples. */
const weakWords = new Set([
  "changeme",
  "example",
  "external",
  "external-id",
  "external_id",
  "externalid",
  "my-external-id",
  "myexternalid",
  "password",
  "secret",
  "secret123",
  "unique-id",
]);

function faultOf(value: TextValue, isPattern: boolean): string | undefined {
  if (isPattern && /[*?]/.test(placeholderText(value))) return "accepts more than one external id";
  const text = knownText(value);
  if (text === undefined) return undefined;
  if (text === "") return "is empty";
  if (/^\d{12}$/.test(text)) return "has the form of an account id, which others know";
  if (weakWords.has(text.toLowerCase())) return "is a word from examples";
  if (/^(\d)\1*$/.test(text) || "12345678901234567890".startsWith(text)) return "is easy to guess";
  return text.length < lengthMin ? "is too short to be unique" : undefined;
}
