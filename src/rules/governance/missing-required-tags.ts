import type { Owner } from "../../policy/inventory.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/**
 * Tags say whose a principal is, what it is for, and when it may go: without them nobody dares to
 * remove it. Which ones are required is set under `principals.required-tags`; the tags that a
 * Terraform provider gives to everything count.
 *
 * Left alone: principals with a tag whose key is not known before deployment. "Likely", since a stack
 * can hand its own tags on to its resources.
 */
export const missingRequiredTags: Rule = {
  issueCode: "MISSING_REQUIRED_TAGS",
  findingType: "SUGGESTION",
  confidence: "likely",
  summary: "a role or user lacks tags that are required",
  controls: [
    "NIST 800-53 CM-8 (own judgement)",
    "ISO 27001 A.5.9 (own judgement)",
    "ISO 27001 A.5.12 (own judgement)",
  ],

  *owner(owner, { requiredTags }) {
    if (!taggedTypes.has(owner.type)) return;
    const missing = missingTags(owner, requiredTags);
    if (missing.length === 0) return;
    yield {
      at: owner.range,
      subject: `missing tags ${missing.join()}`,
      details: `This ${nouns[owner.type]} has no ${missing.length === 1 ? "tag" : "tags"} ${missing.map(quoted).join(", ")}. Tags tell whose it is and when it may go; say so here, or for everything at once in \`default_tags\` of the provider.`,
    };
  },
};

const nouns: Readonly<Record<string, string>> = {
  "AWS::IAM::Role": "role",
  "AWS::IAM::User": "user",
};
const taggedTypes: ReadonlySet<string> = new Set(Object.keys(nouns));

/**
 * The keys that the owner has no tag for; none where a key is not known before deployment. IAM
 * compares keys without regard to case (IAM User Guide, "Tags for IAM resources").
 */
export function missingTags({ tags = [] }: Owner, required: readonly string[]): readonly string[] {
  if (tags.some(({ key }) => knownText(key) === undefined)) return [];
  const present = new Set(tags.map(({ key }) => displayText(key).toLowerCase()));
  return required.filter((key) => !present.has(key.toLowerCase()));
}
