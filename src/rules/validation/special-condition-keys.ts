import { servicesSendingSource } from "../../catalog/service-principals.ts";
import {
  deprecatedKeys,
  deprecatedServiceCallKeys,
  irrelevantKeys,
  pairedKeys,
  servicesOfKeys,
  untrustworthyKeys,
} from "../../catalog/special-condition-keys.ts";
import type { Suggestion } from "../../findings/finding.ts";
import { hasWildcard, matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
import { operatorReplacement } from "../conditions/operator-replacement.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import {
  comparesStrings,
  conditionKeySet,
  conditionSubject,
  hasUnknownCondition,
  type KnownCondition,
  knownConditions,
  perStatement,
} from "./known-conditions.ts";

/** Rules about keys that do less than their name promises. One finding for each use of the key. */
interface Check extends Pick<Rule, "issueCode" | "findingType" | "summary" | "yieldsTo"> {
  /** What is wrong and what would be right; `undefined` when nothing is. */
  judge(condition: KnownCondition, statement: Statement, policy: Policy): string | undefined;
  /** What is wrong in addition, of which Access Analyzer says nothing. */
  judgeBeyond?(condition: KnownCondition, statement: Statement): string | undefined;
  fix?(condition: KnownCondition, statement: Statement): Suggestion | undefined;
}

const checks: readonly Check[] = [
  {
    issueCode: "UNTRUSTWORTHY_CONDITION_KEY",
    findingType: "SECURITY_WARNING",
    summary: "an Allow relies on a key whose value the caller chooses",
    judge({ key, keyText, operator }, statement) {
      if (!untrustworthyKeys.has(key) || statement.effect !== "Allow") return undefined;
      // A test for presence relies on no value, and a negated one lets all others in anyway.
      if (operator.comparison === "null" || operator.negated) return undefined;
      if (isForService(statement)) return undefined;
      return `Whoever sends a request chooses the value of ${quoted(keyText)}, so that the condition keeps nobody out. Use a key that AWS sets, such as \`aws:SourceIp\` or \`aws:PrincipalArn\`.`;
    },
  },
  {
    issueCode: "MISSING_PAIRED_CONDITION_KEYS",
    findingType: "SECURITY_WARNING",
    summary: "a key is used without the one that gives it its meaning",
    judge({ key, keyText, operator }, statement) {
      const companions = pairedKeys.get(key);
      if (!companions || statement.effect !== "Allow" || operator.comparison === "null") {
        return undefined;
      }
      if (hasUnknownCondition(statement)) return undefined;
      if (companions.some((name) => conditionKeySet(statement).has(name))) return undefined;
      return `The same private addresses are used in every VPC, so that ${quoted(keyText)} alone lets requests from other VPCs in. Demand \`aws:SourceVpc\` or \`aws:SourceVpce\` in the same condition.`;
    },
  },
  {
    issueCode: "S3_PREFIX_IN_NEGATIVE_CONTEXT",
    findingType: "SECURITY_WARNING",
    summary: "s3:prefix is used to leave prefixes out",
    judge({ key, operator }, statement) {
      if (key !== "s3:prefix" || !comparesStrings(operator)) return undefined;
      if (statement.effect === undefined) return undefined;
      if ((statement.effect === "Allow") !== operator.negated) return undefined;
      // Both forms together draw a border on either side; what AWS says of that is not known.
      if (drawsBothBorders(statement)) return undefined;
      return statement.effect === "Deny"
        ? "Whoever lists the bucket chooses `s3:prefix`, and a shorter one, or none, shows the same keys. Deny with `StringNotLike` all but the prefixes that may be listed."
        : "Whoever lists the bucket chooses `s3:prefix`, and a shorter one, or none, shows the keys that are left out here. Allow with `StringLike` the prefixes that may be listed.";
    },
  },
  {
    issueCode: "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
    findingType: "SECURITY_WARNING",
    summary: "dynamodb:Attributes is used without dynamodb:Select",
    judge({ key, operator }, statement) {
      if (key !== "dynamodb:attributes" || operator.comparison === "null") return undefined;
      if (statement.effect !== "Allow" || !readsItems(statement)) return undefined;
      if (hasUnknownCondition(statement)) return undefined;
      if (selectsAttributes(statement)) return undefined;
      return 'A request that names no attributes gets all of them, whatever `dynamodb:Attributes` says. Add `"StringEquals": { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" }`.';
    },
    fix: (_, statement) =>
      addedCondition(
        statement,
        { operator: "StringEquals", key: "dynamodb:Select", value: selection },
        "Demand that requests name the attributes, with `dynamodb:Select`",
      ),
  },
  {
    issueCode: "DEPRECATED_GLOBAL_CONDITION_KEY",
    findingType: "WARNING",
    summary: "a condition key has been replaced by another one",
    // AWS documents both codes for `aws:ARN`, and not that one of them leaves the other out. Who reads
    // a review needs to be told once.
    yieldsTo: ["UNSUPPORTED_GLOBAL_CONDITION_KEY"],
    judge({ key, keyText }) {
      return replacedBy(keyText, deprecatedKeys.get(key));
    },
    judgeBeyond({ key, keyText }, { principal }) {
      // Elsewhere the old key is not about services: the owner's default policy of a topic has it.
      const types = (principal?.principals ?? []).map(({ type }) => type);
      if (types.length === 0 || types.some((type) => type !== "Service")) return undefined;
      return replacedBy(keyText, deprecatedServiceCallKeys.get(key));
    },
    fix({ key, keyText, entry }) {
      const successor = deprecatedKeys.get(key) ?? deprecatedServiceCallKeys.get(key);
      return successor === undefined
        ? undefined
        : replacement(entry.key, 0, keyText.length, successor);
    },
  },
  {
    issueCode: "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",
    findingType: "WARNING",
    summary: "a condition key is used with services that do not have it",
    judge({ key, keyText, operator }, statement) {
      if (!servicesOfKeys.has(key) || operator.comparison === "null") return undefined;
      if (!unsupportedKeys(statement).has(key)) return undefined;
      return `Few services send ${quoted(keyText)}, and the actions of this statement reach others, for which the condition does not do what it says. Name the actions of services that send it.`;
    },
  },
  {
    issueCode: "IRRELEVANT_CONDITION_KEY_IN_POLICY",
    findingType: "SUGGESTION",
    summary: "a condition key says nothing in the policy of this resource",
    judge({ key, keyText }, _statement, { kind, resourceType = "" }) {
      if (kind !== "resource" || !Object.hasOwn(irrelevantKeys, resourceType)) return undefined;
      if (!irrelevantKeys[resourceType]?.includes(key)) return undefined;
      return `${quoted(keyText)} is the account of the resource that the policy is attached to, so that it is always the same here. Remove the condition; \`aws:PrincipalAccount\` is the account of the caller.`;
    },
  },
];

function replacedBy(keyText: string, successor: string | undefined): string | undefined {
  return successor && `${quoted(keyText)} is out of use. Write \`${successor}\`.`;
}

export const specialConditionKeyRules: readonly Rule[] = checks.map(
  ({ judge, judgeBeyond, fix, ...head }) => ({
    ...head,
    accessAnalyzer: true,
    conditionsOnly: true,

    *statement(statement, policy) {
      for (const condition of knownConditions(statement)) {
        const details = judge(condition, statement, policy);
        const beyond = details === undefined ? judgeBeyond?.(condition, statement) : undefined;
        const problem = details ?? beyond;
        if (problem === undefined) continue;
        const suggestion = fix?.(condition, statement);
        yield {
          at: condition.entry.key.range,
          subject: conditionSubject(condition),
          ...(suggestion && { suggestion }),
          details: problem,
          ...(beyond !== undefined && { beyondAccessAnalyzer: true }),
        };
      }
    },
  }),
);

/** `Null` with a set operator, which has nothing to go through. One finding for each operator. */
export const nullWithQualifier: Rule = {
  issueCode: "NULL_WITH_QUALIFIER",
  findingType: "SUGGESTION",
  summary: "Null is used with ForAllValues or ForAnyValue",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const { operator, operatorText, entry } of knownConditions(statement)) {
      if (operator.comparison !== "null" || operator.set === undefined) continue;
      const suggestion = operatorReplacement(statement, entry, "Null");
      yield {
        at: entry.operator.range,
        subject: operatorText.toLowerCase(),
        details: `\`Null\` asks whether a key is there, not for its values: ${quoted(operatorText)} does the same as \`Null\`. Remove the qualifier.`,
        ...(suggestion && { suggestion }),
      };
    }
  },
};

/** Where a service calls, `aws:Referer` is set by the service, and another rule speaks of it. */
const isForService = perStatement(({ principal }) =>
  (principal?.principals ?? []).some(
    ({ type, value }) =>
      type === "Service" && servicesSendingSource.has(knownText(value)?.toLowerCase() ?? ""),
  ),
);

/** True when the statement compares `s3:prefix` both positively and negatively. */
const drawsBothBorders = perStatement((statement) => {
  const forms = knownConditions(statement)
    .filter(({ key }) => key === "s3:prefix")
    .map(({ operator }) => operator.negated);
  return new Set(forms).size > 1;
});

const itemReads = [
  "dynamodb:batchgetitem",
  "dynamodb:getitem",
  "dynamodb:query",
  "dynamodb:scan",
] as const;

const readsItems = perStatement(({ action }) =>
  (action?.values ?? []).some((value) => {
    const text = knownText(value)?.toLowerCase();
    return text !== undefined && itemReads.some((name) => matchesGlob(text, name));
  }),
);

const selectsAttributes = perStatement((statement) =>
  knownConditions(statement).some(demandsSelection),
);

function demandsSelection({ key, operator, entry }: KnownCondition): boolean {
  if (key !== "dynamodb:select" || operator.negated || !comparesStrings(operator)) return false;
  // An unknown value may be the one.
  return entry.values.every((value) => (knownText(value) ?? selection) === selection);
}

const selection = "SPECIFIC_ATTRIBUTES";

/** The keys of few services that the actions of the statement reach beyond. */
const unsupportedKeys = perStatement(
  (statement): ReadonlySet<string> =>
    new Set(
      [...servicesOfKeys]
        .filter(([, services]) => reachesOther(statement, services))
        .map(([key]) => key),
    ),
);

function reachesOther({ action, notAction }: Statement, services: ReadonlySet<string>): boolean {
  if (notAction) return true;
  return (action?.values ?? []).some((value) => {
    const text = knownText(value)?.toLowerCase();
    if (text === undefined) return false;
    if (text === "iam:passrole") return true;
    const colon = text.indexOf(":");
    if (colon < 0) return hasWildcard(value);
    const prefix = text.slice(0, colon);
    return /[*?]/.test(prefix) || !services.has(prefix);
  });
}
