import type { Condition } from "../../access/statement.ts";
import type { Suggestion } from "../../findings/finding.ts";
import { isStar } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { ConditionEntry, Statement } from "../../policy/policy-document.ts";
import { addedCondition } from "../addition.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Problem, Rule } from "../rule.ts";
import type { RuleContext } from "../rule-context.ts";
import { onlyIf, quoted } from "../wording.ts";
import { operatorReplacement } from "./operator-replacement.ts";
import { absenceOf, isJudgedByTrustRules } from "./optional-keys.ts";
import {
  allHold,
  conditionsByKey,
  entryOf,
  letsThroughWithout,
  readStatementsOf,
} from "./statement-questions.ts";

/**
 * Conditions of an Allow that a request meets by not having their key: it is asked whether such a
 * request gets through. A `Null` on the same key, any other condition that demands it, and a Deny
 * beside the Allow settle the matter. Where everybody is allowed, and where a second factor is asked
 * for, other rules say the same with more reach.
 */
interface Check extends Pick<Rule, "issueCode" | "findingType" | "summary"> {
  readonly isOfForm: (condition: Condition) => boolean;
  /** `operator` and `key` are quoted. */
  readonly details: (operator: string, key: string) => string;
}

const checks: readonly Check[] = [
  {
    issueCode: "FORALLVALUES_MET_WITHOUT_KEY",
    findingType: "SECURITY_WARNING",
    summary: "an Allow with ForAllValues accepts requests without the key",
    isOfForm: ({ operator }) => operator.set === "all",
    details: (operator, key) =>
      `${operator} is met, too, by a request that has no value for ${key}, so that this Allow accepts it. Add \`"Null": { … "false" }\` on the same key, or use \`ForAnyValue:\` where one value is enough.`,
  },
  {
    issueCode: "IF_EXISTS_MET_WITHOUT_KEY",
    findingType: "WARNING",
    summary: "an Allow with IfExists accepts requests without the key",
    isOfForm: isOptional,
    details: (operator, key) =>
      `${operator} is met, too, by a request without ${key}, so that this Allow accepts it. Drop \`IfExists\`; where requests without the key are wanted, allow them in a statement of their own.`,
  },
  {
    issueCode: "NEGATED_CONDITION_MET_WITHOUT_KEY",
    findingType: "WARNING",
    summary: "an Allow with a negated operator accepts requests without the key",
    isOfForm: ({ operator }) => operator.set === undefined && operator.negated,
    details: (operator, key) =>
      `${operator} lets in everything but what is listed, a request without ${key} included. List what may come in, with the operator without \`Not\`; or add \`"Null": { … "false" }\` on the same key.`,
  },
];

function isOptional({ operator }: Condition): boolean {
  return operator.set !== "all" && operator.ifExists && !operator.negated;
}

const controls = [
  "NIST 800-53 AC-3 (own judgement)",
  "NIST 800-53 CM-6 (own judgement)",
  "ISO 27001 A.5.15 (own judgement)",
];

/** With whom rules on public access and on trusts are concerned. */
function isForEverybody({ principal, notPrincipal }: Statement): boolean {
  return (
    notPrincipal !== undefined ||
    (principal?.principals ?? []).some(
      ({ type, value }) =>
        type === "*" || value.parts.some((part) => part.kind === "literal" && part.text === "*"),
    )
  );
}

const mfaKeys: ReadonlySet<string> = new Set([
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
]);

/** `IfExists` on the service that calls says: by that service, or directly. */
function isMeant(key: string, { operator }: Condition): boolean {
  return operator.ifExists && key.startsWith("aws:calledvia");
}

/** Keys of one statement that are reported one by one; who mends them sees the rest. */
const problemsMax = 20;

function* problems(
  check: Check,
  policy: Policy,
  { inventory }: RuleContext,
): Generator<Problem, void, void> {
  for (const { source, statement } of readStatementsOf(policy.document)) {
    if (statement.effect !== "Allow" || isForEverybody(source)) continue;
    const grant = canonicalStatement(source);
    let left = problemsMax;
    for (const [key, conditions] of conditionsByKey(statement)) {
      const condition = conditions.find(check.isOfForm);
      if (!condition || mfaKeys.has(key) || isJudgedByTrustRules(key)) continue;
      const absence = absenceOf(key);
      if (absence === "impossible" || !allHold(conditions, undefined)) continue;
      // Whoever asks for requests without the key means them.
      if (conditions.some(({ operator }) => operator.comparison === "null")) continue;
      // Services of AWS have few of the keys of callers, and set those that they have.
      if (isForServicesOnly(source) && !/^aws:source/.test(key)) continue;
      const entry = entryOf(source, condition);
      if (!entry || !letsThroughWithout([key], source, policy, inventory)) continue;
      if (left-- === 0) break;
      const suggestion =
        check.isOfForm === isOptional
          ? operatorReplacement(source, entry, condition.operatorText.replace(/ifexists$/i, ""))
          : keyDemanded(source, condition.keyText, entry);
      yield {
        at: entry.operator.range,
        subject: `${key} in ${grant}`,
        details: `${check.details(quoted(condition.operatorText), quoted(condition.keyText))}${onlyIf(source)}`,
        related: [{ range: entry.key.range, message: "a request may lack this key" }],
        ...(suggestion && { suggestion }),
        ...((absence === "what" || isMeant(key, condition)) && {
          confidence: "hint" as const,
          findingType: "WARNING" as const,
        }),
      };
    }
  }
}

/**
 * A condition that the key is there, beside the one on its values. Not for the claims of a token: a
 * provider may never send them.
 */
export function keyDemanded(
  statement: Statement,
  key: string,
  { values }: ConditionEntry,
): Suggestion | undefined {
  // What excludes every value would never be met then.
  if (/^[^:]*[./][^:]*:/.test(key) || values.some(isStar)) return undefined;
  return addedCondition(
    statement,
    { operator: "Null", key, value: "false" },
    `Demand that requests have ${quoted(key)}, with \`Null\``,
  );
}

function isForServicesOnly({ principal }: Statement): boolean {
  const principals = principal?.principals ?? [];
  return principals.length > 0 && principals.every(({ type }) => type === "Service");
}

/** Policies that only limit are left alone: their Allows are wide on purpose. */
const kinds = ["identity", "permission-set", "resource", "trust"] as const;

export const metWithoutKeyRules: readonly Rule[] = checks.map((check) => ({
  issueCode: check.issueCode,
  findingType: check.findingType,
  confidence: "likely",
  summary: check.summary,
  kinds,
  conditionsOnly: true,
  controls,

  *document(_document, policy, context) {
    yield* problems(check, policy, context);
  },
}));
