import { type ConditionKey, globalConditionKeys, service } from "./catalog.ts";

/** What kind of value a condition key has in a request. */
export type KeyType = "String" | "ARN" | "Bool" | "Numeric" | "Date" | "IPAddress";

export interface KeyFacts {
  readonly type: KeyType;
  /** True when a request can have several values for the key. */
  readonly multivalued: boolean;
}

/**
 * Type of a condition key, whatever its case, among the global keys and those of the service that
 * its prefix names; `undefined` for a key that is not known. A key with a variable part, such as
 * `aws:ResourceTag/${TagKey}`, is found by any text in its place.
 */
export function keyFacts(name: string): KeyFacts | undefined {
  if (name.length > nameLengthMax) return undefined;
  const lower = name.toLowerCase();
  const known = remembered.get(lower);
  if (known) return known.facts;
  const facts = lookUp(lower);
  if (remembered.size < rememberedMax) remembered.set(lower, { facts });
  return facts;
}

/** Longest name that is looked up; a tag's name has at most 128 characters. */
const nameLengthMax = 512;

/** Keys that are looked up once for all: a policy repeats few names, and names may come from strangers. */
const rememberedMax = 2_000;
const remembered = new Map<string, { readonly facts: KeyFacts | undefined }>();

function lookUp(lower: string): KeyFacts | undefined {
  const added = additions.get(withoutTag(lower)) ?? additions.get(lower);
  if (added) return added;
  const colon = lower.indexOf(":");
  if (colon < 0) return undefined;
  const { exact, patterned } = indexOf(lower.slice(0, colon));
  return (
    exact.get(lower) ??
    globalIndex.exact.get(lower) ??
    [...patterned, ...globalIndex.patterned].find(
      ({ before, after }) =>
        lower.length > before.length + after.length &&
        lower.startsWith(before) &&
        lower.endsWith(after),
    )?.facts
  );
}

interface KeyIndex {
  /** By name in lower case. */
  readonly exact: ReadonlyMap<string, KeyFacts>;
  /** Keys with a variable part, by the texts before and behind it. */
  readonly patterned: readonly {
    readonly before: string;
    readonly after: string;
    readonly facts: KeyFacts;
  }[];
}

const noKeys: KeyIndex = { exact: new Map(), patterned: [] };
const indexes = new Map<string, KeyIndex>();

function indexOf(prefix: string): KeyIndex {
  const known = indexes.get(prefix);
  if (known) return known;
  const keys = service(prefix)?.conditionKeys;
  if (!keys) return noKeys;
  const index = toIndex(keys);
  indexes.set(prefix, index);
  return index;
}

function toIndex(keys: readonly ConditionKey[]): KeyIndex {
  const exact = new Map<string, KeyFacts>();
  const patterned: KeyIndex["patterned"][number][] = [];
  for (const key of keys) {
    const name = key.name.toLowerCase();
    const open = name.indexOf("${");
    if (open < 0) {
      exact.set(name, toFacts(key));
    } else {
      const after = name.slice(name.indexOf("}", open) + 1);
      patterned.push({ before: name.slice(0, open), after, facts: toFacts(key) });
    }
  }
  return { exact, patterned };
}

function toFacts({ type }: ConditionKey): KeyFacts {
  const multivalued = type.startsWith("ArrayOf");
  return { type: (multivalued ? type.slice("ArrayOf".length) : type) as KeyType, multivalued };
}

/** `s3:existingobjecttag/team` → `s3:existingobjecttag/`. */
function withoutTag(lower: string): string {
  const slash = lower.indexOf("/");
  return slash < 0 ? lower : lower.slice(0, slash + 1);
}

/**
 * Keys that the generated catalogue lacks, or has with another type than AWS's page. Sources: IAM User
 * Guide, "AWS global condition context keys" (copy of 2026); service authorization reference and user
 * guides of the services; answers of Access Analyzer, which takes `aws:PrincipalOrgMasterAccountId`
 * without complaint. In lower case, a key with a tag's name up to its slash.
 */
const additions: ReadonlyMap<string, KeyFacts> = new Map([
  ["aws:signinsessionarn", single("ARN")],
  ["aws:sourcevpcarn", single("ARN")],
  ["aws:principalorgmasteraccountid", single("String")],
  ["codebuild:buildarn", single("ARN")],
  ["codebuild:projectarn", single("ARN")],
  ["secretsmanager:resourcetag/", single("String")],
  ["s3:existingobjecttag/", single("String")],
  ["s3:requestobjecttag/", single("String")],
  ["catalog:changetype", single("String")],
]);

function single(type: KeyType): KeyFacts {
  return { type, multivalued: false };
}

const globalIndex = toIndex(globalConditionKeys);

/** Names of the global keys in lower case, those with a tag's name up to their slash. */
export const globalKeyNames: ReadonlySet<string> = new Set([
  ...globalConditionKeys
    .map(({ name }) => withoutTag(name.toLowerCase()))
    .filter((name) => name.startsWith("aws:")),
  ...[...additions.keys()].filter((name) => name.startsWith("aws:")),
]);
