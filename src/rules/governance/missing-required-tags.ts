import type { AddedValue } from "../../findings/addition.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { Owner } from "../../policy/inventory.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { object } from "../addition.ts";
import type { Rule } from "../rule.ts";
import type { RuleContext } from "../rule-context.ts";
import { quoted } from "../wording.ts";
import { sharedReference, type ToldTag, taggedNouns, toldTag } from "./tag-values.ts";

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

  *owner(owner, context) {
    const noun = Object.hasOwn(taggedNouns, owner.type) ? taggedNouns[owner.type] : undefined;
    if (noun === undefined) return;
    const missing = missingTags(owner, context.requiredTags);
    if (missing.length === 0) return;
    const suggestion = withTags(owner, missing, context);
    const problem = {
      at: owner.range,
      details: `This ${noun} has no ${missing.length === 1 ? "tag" : "tags"} ${missing.map(quoted).join(", ")}. Tags tell whose it is and when it may go; say so here, or for everything at once with ${forEverything(owner)}.`,
      ...(suggestion && { suggestion }),
    };
    // Each by itself: one that is added makes nothing of the others new.
    for (const tag of missing) yield { ...problem, subject: `missing tag ${tag}` };
  },
};

function forEverything({ range }: Owner): string {
  return /\.(?:tf|tofu)(?:\.json)?$/.test(range.file)
    ? "`default_tags` of the provider"
    : "the tags of the stack";
}

/**
 * The keys that the owner has no tag for; none where a key is not known before deployment. IAM
 * compares keys without regard to case (IAM User Guide, "Tags for IAM resources").
 */
export function missingTags({ tags = [] }: Owner, required: readonly string[]): readonly string[] {
  if (tags.some(({ key }) => knownText(key) === undefined)) return [];
  const present = new Set(tags.map(({ key }) => displayText(key).toLowerCase()));
  return required.filter((key) => !present.has(key.toLowerCase()));
}

/** Adds the tags, when the value of every one can be told. */
function withTags(
  owner: Owner,
  missing: readonly string[],
  context: RuleContext,
): Suggestion | undefined {
  const { form } = owner;
  if (!form || form.tags.written === "elsewhere") return undefined;
  const { written, name } = form.tags;
  const shared = written === "none" ? sharedReference(owner, context.inventory) : undefined;
  if (shared) {
    const title = `Give it the tags of the others in this file, \`${shared.text}\``;
    const value: AddedValue = { kind: "copy", of: shared.at };
    return { title, edits: [], additions: [{ ...form.members, name, value }] };
  }
  const told = missing.map((key) => toldTag(key, owner, context));
  if (!told.every((tag) => tag !== undefined)) return undefined;
  const title = titleOf(told);
  const entries = told.map((tag) => entryOf(tag, form.tags.as));
  if (written !== "none") {
    return { title, edits: [], additions: entries.map((entry) => ({ ...written, ...entry })) };
  }
  const all =
    form.tags.as === "items"
      ? entries.map(({ value }) => value)
      : object(told.map(({ key, value }) => [key, value] as const));
  return { title, edits: [], additions: [{ ...form.members, name, value: all }] };
}

function entryOf(
  { key, value }: ToldTag,
  as: NonNullable<Owner["form"]>["tags"]["as"],
): { readonly name?: string; readonly value: AddedValue } {
  if (as === "members") return { name: key, value };
  const members = [
    ["Key", key],
    ["Value", value],
  ] as const;
  return { value: object(members) };
}

function titleOf(told: readonly ToldTag[]): string {
  const tags = told.map(({ key, value }) => quoted(`${key} = ${value}`)).join(", ");
  const likeOthers = told.some(({ by }) => by === "peers");
  const why = likeOthers ? ", as the others of this folder have it" : "";
  return `Add the ${told.length === 1 ? "tag" : "tags"} ${tags}${why}`;
}
