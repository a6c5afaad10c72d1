import type { Inventory, Owner, Tag } from "../../policy/inventory.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { folderOf } from "../../text/path.ts";
import type { RuleContext, RuleParameters } from "../rule-context.ts";
import { isWrittenIn } from "./written-in.ts";

/** Which values tags may have, and which one a tag that is missing would have. */

/** Principals that tags are required of, with what they are called. */
export const taggedNouns: Readonly<Record<string, string>> = {
  "AWS::IAM::Role": "role",
  "AWS::IAM::User": "user",
};

/** The values that the configuration permits; `undefined` when it permits any. Case does not count in keys. */
export function permittedValues(
  key: string,
  { tagValues = [] }: Pick<RuleParameters, "tagValues">,
): readonly string[] | undefined {
  return tagValues.find((each) => each.key.toLowerCase() === key.toLowerCase())?.values;
}

export interface ToldTag {
  readonly key: string;
  readonly value: string;
  /** Who tells the value. */
  readonly by: "configuration" | "peers";
}

/**
 * The value of a tag that the owner lacks, where it can be told: the configuration permits one alone,
 * or all other principals of the folder that have the tag have the same value written in them. Those
 * are two at least, or one in the same file.
 */
export function toldTag(key: string, owner: Owner, context: RuleContext): ToldTag | undefined {
  const permitted = permittedValues(key, context);
  const [only] = permitted ?? [];
  if (only !== undefined && permitted?.length === 1) {
    return { key, value: only, by: "configuration" };
  }
  if (aboutOneThing.test(key)) return undefined;
  const { file } = owner.range;
  const found = peersOf(context.inventory).get(folderOf(file))?.get(key.toLowerCase());
  const [value, ...others] = found?.values ?? [];
  if (!found || value === undefined || others.length > 0) return undefined;
  if (found.places.size < 2 && !found.files.has(file)) return undefined;
  if (permitted && !permitted.includes(value)) return undefined;
  return { key: found.key, value, by: "peers" };
}

/** Tags that say something about the one principal: what others have does not hold for it. */
const aboutOneThing = /name|descri|purpose|ticket|expir|until|date|time|ttl|^id$|[^a-z]id$/i;

/** What the principals of a folder that have a tag have in it. */
interface Peers {
  /** As the first of them spells it. */
  readonly key: string;
  /** `undefined` among them: one is not known, or not written in the principal. */
  readonly values: Set<string | undefined>;
  readonly places: Set<string>;
  readonly files: Set<string>;
}

/** By folder, then by key in lower case. */
type PeersByKey = ReadonlyMap<string, ReadonlyMap<string, Peers>>;

function peersOf(inventory: Inventory): PeersByKey {
  const known = remembered.get(inventory);
  if (known) return known;
  const folders = new Map<string, Map<string, Peers>>();
  for (const owner of inventory.owners) {
    if (!Object.hasOwn(taggedNouns, owner.type)) continue;
    const { file, start } = owner.range;
    const byKey = folders.get(folderOf(file)) ?? new Map<string, Peers>();
    folders.set(folderOf(file), byKey);
    for (const tag of owner.tags ?? []) {
      const key = knownText(tag.key);
      if (key === undefined) continue;
      const found = byKey.get(key.toLowerCase()) ?? {
        key,
        values: new Set<string>(),
        places: new Set<string>(),
        files: new Set<string>(),
      };
      byKey.set(key.toLowerCase(), found);
      found.values.add(writtenValue(tag, owner));
      // Instances of one block, and variants of it, are one principal here.
      found.places.add(`${start} ${file}`);
      found.files.add(file);
    }
  }
  remembered.set(inventory, folders);
  return folders;
}

const remembered = new WeakMap<Inventory, PeersByKey>();

/** What comes from a variable may be another value in the next environment. */
function writtenValue({ value }: Tag, owner: Owner): string | undefined {
  return isWrittenIn(value, owner) ? displayText(value) : undefined;
}

type Reference = NonNullable<NonNullable<Owner["form"]>["tags"]["reference"]>;

/** The local value or variable that all principals of the file that have tags take them from. */
export function sharedReference({ range }: Owner, inventory: Inventory): Reference | undefined {
  return referencesOf(inventory).get(range.file) ?? undefined;
}

/** By file; null where the principals differ. */
function referencesOf(inventory: Inventory): ReadonlyMap<string, Reference | null> {
  const known = rememberedReferences.get(inventory);
  if (known) return known;
  const byFile = new Map<string, Reference | null>();
  for (const { form, range } of inventory.owners) {
    if (!form || form.tags.written === "none") continue;
    const { reference } = form.tags;
    const before = byFile.get(range.file);
    const isSame = before === undefined || before?.text === reference?.text;
    byFile.set(range.file, (isSame && reference) || null);
  }
  rememberedReferences.set(inventory, byFile);
  return byFile;
}

const rememberedReferences = new WeakMap<Inventory, ReadonlyMap<string, Reference | null>>();
