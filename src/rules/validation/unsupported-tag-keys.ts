import { type Action, action, actionsOf } from "../../catalog/catalog.ts";
import { hasWildcard, matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { kindsOf } from "../kinds.ts";
import type { Problem, Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import {
  conditionSubject,
  type KnownCondition,
  knownConditions,
  perStatement,
} from "./known-conditions.ts";

const tagKey = "aws:resourcetag/";

/**
 * Conditions on `aws:ResourceTag/…` with actions that never have the key: an Allow does not reach them,
 * and a Deny does not stop them.
 *
 * An action counts as unsupported when the catalogue names the key neither for it nor for any of its
 * resource types, and names no `aws:RequestTag` for it either, as Access Analyzer's answers show.
 * `Null` is left alone. Service-specific tag keys and the other global ones are never reported, and
 * neither are operators that are met without the key: of those there is no example.
 */
export const unsupportedTagKeyRules: readonly Rule[] = [
  actionRule("Allow", {
    issueCode: "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    findingType: "SUGGESTION",
    summary: "an Allow demands a resource tag of actions that have none",
  }),
  notActionRule("Allow", {
    issueCode: "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    findingType: "SUGGESTION",
    summary: "an Allow with NotAction demands a resource tag",
  }),
  actionRule("Deny", {
    issueCode: "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    findingType: "SECURITY_WARNING",
    summary: "a Deny by resource tag does not stop actions that have none",
  }),
  notActionRule("Deny", {
    issueCode: "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    findingType: "SECURITY_WARNING",
    summary: "a Deny with NotAction goes by a resource tag",
  }),
];

type Effect = "Allow" | "Deny";
type Head = Pick<Rule, "issueCode" | "findingType" | "summary">;

function actionRule(effect: Effect, head: Head): Rule {
  return tagRule(effect, head, function* (statement, condition) {
    const unsupported = unsupportedActions(statement);
    const [first] = unsupported;
    if (!first) return;
    const prefixes = [...new Set(unsupported.map(prefixOf))].sort();
    yield {
      at: condition.entry.key.range,
      subject: `${subjectOf(effect, condition)} ${unsupported.map(canonical).sort().join()}`,
      details: `${quoted(condition.keyText)} is never present for ${listed(unsupported)} (${prefixes.join(", ")}), so that the statement does not ${effect === "Allow" ? "allow" : "deny"} ${unsupported.length === 1 ? "it" : "them"}. Put ${unsupported.length === 1 ? "this action" : "these actions"} into a statement without the tag.`,
      related: unsupported
        .slice(0, relatedMax)
        .map(({ range }) => ({ range, message: "never has a resource tag" })),
      locations: [...unsupported.map(({ range }) => range), condition.entry.key.range],
    };
  });
}

function notActionRule(effect: Effect, head: Head): Rule {
  return tagRule(effect, head, function* ({ notAction }, condition) {
    if (!notAction || notAction.values.length === 0) return;
    yield {
      at: condition.entry.key.range,
      subject: `${subjectOf(effect, condition)} all but ${notAction.values.map(canonical).sort().join()}`,
      details: `Among the actions that \`NotAction\` leaves are many that never have ${quoted(condition.keyText)}, and the statement does not ${effect === "Allow" ? "allow" : "deny"} those. Name the actions that have the tag with \`Action\`.`,
      related: [{ range: notAction.range, message: "leaves actions without resource tags" }],
      locations: [notAction.range, condition.entry.key.range],
    };
  });
}

function tagRule(
  effect: Effect,
  head: Head,
  judge: (statement: Statement, condition: KnownCondition) => Iterable<Problem>,
): Rule {
  return {
    ...head,
    accessAnalyzer: true,
    kinds: kindsOf("IDENTITY_POLICY", "SERVICE_CONTROL_POLICY"),
    conditionsOnly: true,

    *statement(statement) {
      if (statement.effect !== effect) return;
      const seen = new Set<string>();
      for (const condition of knownConditions(statement)) {
        const { key } = condition;
        if (!key.startsWith(tagKey) || !demandsKey(condition) || seen.has(key)) continue;
        seen.add(key);
        yield* judge(statement, condition);
      }
    },
  };
}

/** True when the condition is not met without the key. */
function demandsKey({ operator }: KnownCondition): boolean {
  const { comparison, negated, ifExists, set } = operator;
  return comparison !== "null" && !negated && !ifExists && set !== "all";
}

/** Actions of one statement that are looked up; AWS takes no policy with more of them. */
const actionsMax = 2_000;

const unsupportedActions = perStatement(({ action: element }) =>
  (element?.values ?? []).slice(0, actionsMax).filter(hasUnsupported),
);

/**
 * True when an action that the text surely includes never has a resource tag. Names that the catalogue
 * does not have are left alone, and so is `*`, for which there is no example.
 */
function hasUnsupported(value: TextValue): boolean {
  const text = knownText(value)?.toLowerCase();
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon < 0) return false;
  const prefix = text.slice(0, colon);
  const name = text.slice(colon + 1);
  if (!hasWildcard(value)) {
    const named = action(prefix, name);
    return named !== undefined && !supportsTags(named);
  }
  return actionsOf(prefix).some(
    (each) => matchesGlob(name, each.name.toLowerCase()) && !supportsTags(each),
  );
}

function supportsTags(action: Action): boolean {
  let answer = tagged.get(action);
  if (answer === undefined) {
    answer = hasTagKey(action);
    tagged.set(action, answer);
  }
  return answer;
}

const tagged = new WeakMap<Action, boolean>();

function hasTagKey({ conditionKeys, resourceTypes }: Action): boolean {
  if (conditionKeys.some(({ name }) => isTag(name) || /^aws:RequestTag\//i.test(name))) return true;
  return resourceTypes.some(
    ({ conditionKeys: own, resourceType }) =>
      own.some(({ name }) => isTag(name) || /^aws:RequestTag\//i.test(name)) ||
      resourceType.conditionKeys.some(({ name }) => isTag(name)),
  );
}

function isTag(name: string): boolean {
  return name.toLowerCase().startsWith(tagKey);
}

function prefixOf(value: TextValue): string {
  return displayText(value).split(":", 1)[0]?.toLowerCase() ?? "";
}

function canonical(value: TextValue): string {
  return displayText(value).toLowerCase();
}

function subjectOf(effect: Effect, condition: KnownCondition): string {
  return `${effect.toLowerCase()} ${conditionSubject(condition)}`;
}

/** Other places that a finding points at. */
const relatedMax = 10;

/** How many actions a message names. */
const listedMax = 3;

function listed(values: readonly TextValue[]): string {
  const names = values.slice(0, listedMax).map((value) => quoted(displayText(value)));
  const left = values.length - names.length;
  return left > 0 ? `${names.join(", ")} and ${left} more` : names.join(" and ");
}
