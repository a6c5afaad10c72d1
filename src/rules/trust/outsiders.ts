import { isAccountId, parseArn } from "../../policy/arn.ts";
import { parseConditionOperator } from "../../policy/condition-operator.ts";
import { coversActions, coversPattern, hasWildcard, isStar } from "../../policy/pattern.ts";
import type {
  ConditionEntry,
  Element,
  Principal,
  PrincipalElement,
  Statement,
} from "../../policy/policy-document.ts";
import {
  displayText,
  knownText,
  placeholder,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import { isNarrow } from "./ip-range.ts";

/**
 * Who an outsider is: anybody without any tie to the owner, with an AWS account of their own, or
 * with none. What keeps outsiders out are conditions on keys that only insiders can satisfy.
 */

/** The principal that stands for everybody: `"*"` or `{ "AWS": "*" }`. */
export function everyone(element: PrincipalElement | undefined): Principal | undefined {
  return element?.principals.find(
    ({ type, value }) => ["*", "AWS"].includes(type) && isStar(value),
  );
}

/** True when a condition of the statement can be met by insiders only. */
export function keepsOutsidersOut(statement: Statement): boolean {
  return statement.conditions.some((entry) => isForInsiders(entry, statement.conditions));
}

/**
 * Patterns of a policy that are compared to find out what its Denies take away. AWS refuses a policy
 * that could need more of them for its size; past the bound no Deny counts, so that an Allow is
 * rather reported than missed.
 */
const comparisonsMax = 1000;

/**
 * A test for the Allows of a policy: true when one of its other statements denies for certain, to
 * every outsider, all that the Allow allows. `Deny` to everyone with `StringNotEquals` on
 * `aws:PrincipalOrgID` is the usual one.
 */
export function denialToOutsiders(statements: readonly Statement[]): (allow: Statement) => boolean {
  const denies = statements.filter(
    ({ effect, when, principal, conditions }) =>
      effect === "Deny" &&
      when.length === 0 &&
      isCertain(everyone(principal)?.value) &&
      conditions.every(isMetByOutsiders),
  );
  let comparisons = 0;
  const covers = (
    outer: Element | undefined,
    inner: Element | undefined,
    test: typeof coversPattern,
  ): boolean => {
    const certain = outer?.values.filter(isCertain) ?? [];
    return (
      inner?.values.every((value) =>
        certain.some(
          (pattern) => ++comparisons <= comparisonsMax && test(pattern, value) === "yes",
        ),
      ) ?? false
    );
  };
  return (allow) =>
    denies.some(
      (deny) =>
        covers(deny.action, allow.action, coversActions) &&
        // Trust policies have no resources.
        (!(allow.resource ?? allow.notResource) ||
          covers(deny.resource, allow.resource, coversPattern)),
    );
}

/** True for a value that is there whatever is decided later. */
function isCertain(value: TextValue | undefined): boolean {
  return value !== undefined && (value.when?.length ?? 0) === 0;
}

/**
 * How the values of a key have to look so that no outsider can have them. `undefined` in the table:
 * a key that everybody can satisfy, such as aws:UserAgent or sts:ExternalId.
 *
 * The keys are those that S3 and Access Analyzer count when they call a policy public; the test is
 * the same: a fixed value, not a pattern that strangers fit.
 */
const insiderValues: Readonly<Record<string, (value: TextValue) => boolean>> = {
  "aws:principalaccount": isFixed,
  "aws:principalarn": hasFixedAccount,
  "aws:principalorgid": isFixed,
  "aws:principalorgpaths": hasFixedOrganization,
  "aws:sourceaccount": isFixed,
  "aws:sourcearn": isFixedSource,
  "aws:sourceip": isNarrow,
  "aws:sourceorgid": isFixed,
  "aws:sourceorgpaths": hasFixedOrganization,
  "aws:sourceowner": isFixed,
  "aws:sourcevpc": isFixed,
  "aws:sourcevpcarn": hasFixedAccount,
  "aws:sourcevpce": isFixed,
  "aws:userid": hasFixedUniqueId,
  "aws:vpceaccount": isFixed,
  "aws:vpceorgid": isFixed,
  "aws:vpceorgpaths": hasFixedOrganization,
  "elasticfilesystem:accesspointarn": hasFixedAccount,
  "kms:calleraccount": isFixed,
  "s3:dataaccesspointaccount": isFixed,
  "s3:dataaccesspointarn": hasFixedAccount,
};

const comparisons = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "ipaddress",
]);

/** Comparisons that read `*` and `?` as wildcards; elsewhere they are characters like others. */
const comparisonsWithWildcards = new Set(["stringlike", "arnequals", "arnlike"]);

/**
 * A positive comparison in which every value is an insider's. `IfExists` and `ForAllValues` hold
 * when the key is missing, unless a `Null` condition demands it.
 */
function isForInsiders(entry: ConditionEntry, all: readonly ConditionEntry[]): boolean {
  if (!existsForCertain(entry)) return false;
  const { set, comparison, negated, ifExists } = parseConditionOperator(
    displayText(entry.operator),
  );
  const key = displayText(entry.key).toLowerCase();
  if (key === "elasticfilesystem:accessedviamounttarget") {
    // Reached through the owner's network only (EFS User Guide, "Blocking public access").
    return (
      comparison === "bool" && !ifExists && entry.values.every((value) => isText(value, "true"))
    );
  }
  if (negated || !comparisons.has(comparison)) return false;
  if ((ifExists || set === "all") && !isDemanded(key, all)) return false;
  return insiderTest(key, comparison, entry.values);
}

function insiderTest(key: string, comparison: string, values: readonly TextValue[]): boolean {
  const test = Object.hasOwn(insiderValues, key) ? insiderValues[key] : undefined;
  if (!test) return false;
  return values.every((value) => {
    if (!comparisonsWithWildcards.has(comparison) && hasWildcard(value)) {
      // The characters themselves are demanded, which nobody's key has.
      return true;
    }
    return test(value);
  });
}

/** `"Null": { key: "false" }` beside the condition. */
function isDemanded(key: string, all: readonly ConditionEntry[]): boolean {
  return all.some(
    (entry) =>
      displayText(entry.operator).toLowerCase() === "null" &&
      displayText(entry.key).toLowerCase() === key &&
      existsForCertain(entry) &&
      entry.values.length > 0 &&
      entry.values.every((value) => isText(value, "false")),
  );
}

/**
 * True when every outsider meets the condition of a Deny, so that it hits them all: a negated
 * comparison of an insider's key holds for foreign values and for missing ones.
 */
function isMetByOutsiders(entry: ConditionEntry): boolean {
  const { set, comparison, negated, ifExists } = parseConditionOperator(
    displayText(entry.operator),
  );
  const key = displayText(entry.key).toLowerCase();
  if (comparison === "bool") {
    // Anonymous requests lack aws:PrincipalIsAWSService, so that without `IfExists` they pass.
    const isPresent =
      key === "aws:viaawsservice" || (key === "aws:principalisawsservice" && ifExists);
    return isPresent && entry.values.some((value) => isText(value, "false"));
  }
  // `ForAnyValue` does not hold when the key is missing.
  if (!negated || set === "any" || !comparisons.has(comparison)) return false;
  return insiderTest(key, comparison, entry.values);
}

/** False when all values hang on conditions that are not known, unless one of two is there for certain. */
function existsForCertain({ values }: ConditionEntry): boolean {
  if (values.length === 0) return true;
  if (values.some(isCertain)) return true;
  const single = values.flatMap(({ when }) => (when?.length === 1 ? when : []));
  return single.some(({ condition, holds }) =>
    single.some(
      (other) => other.condition.reference === condition.reference && other.holds !== holds,
    ),
  );
}

/** No wildcard in it. An unknown value has none. */
function isFixed(value: TextValue): boolean {
  return !hasWildcard(value);
}

function hasFixedAccount(value: TextValue): boolean {
  const arn = parseArn(value);
  if (!arn) return isFixed(value);
  const account = placeholderText(arn.account);
  return isAccountId(account) || (account !== "" && isFixed(arn.account)) || isFixed(value);
}

/** A bucket's ARN has no account; its name belongs to one owner, unless a wildcard starts it. */
function isFixedSource(value: TextValue): boolean {
  const arn = parseArn(value);
  if (!arn) return isFixed(value);
  const account = placeholderText(arn.account);
  if (account === "") return !/^[*?]/.test(placeholderText(arn.resource));
  return isFixed(arn.account);
}

/** `o-a1b2c3d4e5/r-ab12/*`: the organization is fixed. */
function hasFixedOrganization(value: TextValue): boolean {
  const [organization = ""] = placeholderText(value).split("/");
  return organization !== "" && !/[*?]/.test(organization);
}

/** `AROAEXAMPLEID:*`: the unique id in front of the session name is fixed. */
function hasFixedUniqueId(value: TextValue): boolean {
  const [id = ""] = placeholderText(value).split(":");
  return id !== "" && !/[*?]/.test(id) && (id.includes(placeholder) || id.length > 4);
}

function isText(value: TextValue, expected: string): boolean {
  return knownText(value)?.toLowerCase() === expected;
}
