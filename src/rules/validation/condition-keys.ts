import {
  globalConditionKeys,
  isKnownService,
  service,
  servicePrefixes,
} from "../../catalog/catalog.ts";
import { globalKeyNames, keyFacts } from "../../catalog/condition-keys.ts";
import { furtherServices } from "../../catalog/further-services.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import type { TextValue } from "../../policy/text-value.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Problem, Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { hintsMax } from "./action-texts.ts";
import { type ConditionKeyUse, conditionKeyUses } from "./condition-members.ts";

/**
 * The prefixes of keys that belong to no service of the catalogue: of identity providers. One with
 * a dot or a slash is the host of an OIDC provider.
 */
const providerPrefixes = new Set(["saml"]);

/** What is wrong with the name of a condition key; at most one thing. */
const judgements: readonly [issueCode: string, summary: string, judge: Judge][] = [
  ["INVALID_CONDITION_KEY_FORMAT", "a condition key has no prefix or no name", badFormat],
  ["UNSUPPORTED_GLOBAL_CONDITION_KEY", "a condition key is no longer supported", retired],
  ["MISSING_TAG_KEY_IN_CONDITION", "a condition key for tags names no tag", withoutTag],
  ["INVALID_GLOBAL_CONDITION_KEY", "there is no such global condition key", notGlobal],
  ["INVALID_SERVICE_CONDITION_KEY", "the service has no such condition key", notOfService],
];

/** `withHint`: whether to look for what was probably meant. */
type Judge = (key: Key, withHint: boolean) => Judgement | undefined;

interface Judgement {
  readonly details: string;
  /** What was probably meant, the whole key. */
  readonly meant?: string | undefined;
}

interface Key {
  readonly name: string;
  /** In lower case. */
  readonly lower: string;
  readonly prefix: string;
}

/** As Access Analyzer does, judges the keys of every operator, whatever the effect and the actions. */
export const conditionKeyRules: readonly Rule[] = judgements.map(([issueCode, summary, judge]) => ({
  issueCode,
  findingType: "ERROR",
  summary,
  accessAnalyzer: true,

  *document({ statements }) {
    let hints = hintsMax;
    for (const { key, name } of statements.flatMap(conditionKeyUses)) {
      if (name === undefined) continue;
      const judgement = judge(toKey(name), hints > 0);
      if (!judgement) continue;
      hints--;
      yield problem(key, name, judgement);
    }
  },
}));

/** For `INVALID_SERVICE`: keys whose prefix is neither a service nor an identity provider. */
export function* unknownServicesOfKeys({ statements }: PolicyDocument): Iterable<Problem> {
  let hints = hintsMax;
  for (const { key, name } of statements.flatMap(conditionKeyUses)) {
    if (name === undefined) continue;
    const { prefix, lower } = toKey(name);
    if (!/^[a-z0-9-]+$/.test(prefix) || prefix === "aws" || providerPrefixes.has(prefix)) continue;
    if (isKnownService(prefix) || furtherServices.has(prefix) || keyFacts(lower)) continue;
    const meant = hints-- > 0 ? nearest(prefix, [...servicePrefixes(), "aws"], 2) : undefined;
    const details = `There is no service ${quoted(prefix)}, which the condition key ${quoted(name)} names.`;
    yield problem(key, name, {
      details,
      ...(meant && { meant: meant + name.slice(prefix.length) }),
    });
  }
}

/** True when the key of the condition exists and has several values in one request. */
export function isMultivalued({ name }: ConditionKeyUse): boolean {
  return name !== undefined && keyFacts(name)?.multivalued === true;
}

function problem(key: TextValue, name: string, { details, meant }: Judgement): Problem {
  const suggestion: Suggestion | undefined =
    meant === undefined ? undefined : replacement(key, 0, name.length, meant);
  return {
    at: key.range,
    subject: name.toLowerCase(),
    details: meant ? `${details} Did you mean ${quoted(meant)}?` : details,
    ...(suggestion && { suggestion }),
  };
}

function toKey(name: string): Key {
  const lower = name.toLowerCase();
  const colon = lower.indexOf(":");
  return { name, lower, prefix: colon < 0 ? "" : lower.slice(0, colon) };
}

function badFormat({ name, prefix }: Key): Judgement | undefined {
  const colon = name.indexOf(":");
  if (colon > 0 && colon < name.length - 1) return undefined;
  const bare = prefix === "" ? name.replace(":", "") : "";
  const meant = globalConditionKeys.find(
    (key) => key.name.toLowerCase() === `aws:${bare.toLowerCase()}`,
  );
  return {
    details: `${quoted(name)} is not a condition key. Write \`prefix:name\`, such as \`aws:SourceIp\`.`,
    meant: meant?.name,
  };
}

function retired({ name, lower }: Key): Judgement | undefined {
  if (lower !== "aws:arn") return undefined;
  return {
    details: `${quoted(name)} is no longer supported. Use \`aws:PrincipalArn\` for the principal, or \`aws:SourceArn\` for the resource on whose behalf a service calls.`,
  };
}

/** A key that takes the key of a tag behind a slash, with nothing there. */
function withoutTag(key: Key): Judgement | undefined {
  if (!isWithoutTag(key)) return undefined;
  return {
    details: `${quoted(key.name)} names no tag. Write the key of the tag behind a slash, as in \`aws:ResourceTag/team\`.`,
  };
}

function isWithoutTag({ lower, prefix }: Key): boolean {
  const bare = lower.endsWith("/") ? lower.slice(0, -1) : lower;
  if (!/tag$/.test(bare)) return false;
  const keys = prefix === "aws" ? globalConditionKeys : (service(prefix)?.conditionKeys ?? []);
  return (
    keys.some((each) => startOfFormat(each.name.toLowerCase()) === `${bare}/`) &&
    !keys.some((each) => each.name.toLowerCase() === lower)
  );
}

/** `aws:resourcetag/` of `aws:resourcetag/${tagkey}`; empty without a placeholder at the end. */
function startOfFormat(format: string): string {
  const open = format.search(/[$<]/);
  return open < 0 ? "" : format.slice(0, open);
}

function notGlobal(key: Key, withHint: boolean): Judgement | undefined {
  const { name, lower, prefix } = key;
  if (prefix !== "aws" || lower === "aws:" || lower === "aws:arn") return undefined;
  if (isGlobal(lower) || isWithoutTag(key)) return undefined;
  const details = `There is no global condition key ${quoted(name)}.`;
  if (!withHint) return { details };
  const slash = name.indexOf("/");
  const words = globalConditionKeys
    .map((each) => each.name)
    .filter((each) => each.startsWith("aws:") && each.includes("/") === slash > 0);
  const meant =
    slash > 0
      ? nearest(
          name.slice(0, slash),
          words.map((each) => each.slice(0, each.indexOf("/"))),
        )
      : nearest(name, words);
  return {
    details,
    meant: meant && slash > 0 ? meant + name.slice(slash) : meant,
  };
}

/** Keys for tags are told by what stands before the slash. */
function isGlobal(lower: string): boolean {
  const slash = lower.indexOf("/");
  return globalKeyNames.has(slash < 0 ? lower : lower.slice(0, slash + 1));
}

/** The policies of AWS IoT Core are of the same language and have keys that IAM does not know. */
function isOfDevicePolicy(lower: string): boolean {
  return /^iot:(clientid$|connection\.|certificate\.)/.test(lower);
}

function notOfService(key: Key, withHint: boolean): Judgement | undefined {
  const { name, lower, prefix } = key;
  if (prefix === "aws" || !isKnownService(prefix) || lower === `${prefix}:`) return undefined;
  if (keyFacts(lower) || isWithoutTag(key) || isOfDevicePolicy(lower)) return undefined;
  const details = `The service ${quoted(prefix)} has no condition key ${quoted(name)}.`;
  if (!withHint) return { details };
  const keys = (service(prefix)?.conditionKeys ?? [])
    .map((each) => each.name)
    .filter((each) => each.toLowerCase().startsWith(`${prefix}:`) && !/[$<]/.test(each));
  return {
    details,
    meant: nearest(name, keys),
  };
}
