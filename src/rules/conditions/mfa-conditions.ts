import type { Condition } from "../../access/statement.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { ConditionEntry, Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Problem, Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { operatorReplacement } from "./operator-replacement.ts";
import {
  allHold,
  conditionsByKey,
  entryOf,
  letsThroughWithout,
  mayHaveAccessKeys,
  type ReadStatement,
  readStatementsOf,
  slipsPast,
} from "./statement-questions.ts";

/**
 * A second factor that is asked for and not demanded. Requests that are signed with the long-term
 * access key of a user do not have `aws:MultiFactorAuthPresent` at all, not even with the value false
 * (IAM User Guide, "AWS global condition context keys"). Sessions of roles have it: where only roles have
 * the policy, it is a hint.
 */

/** Key in lower case; values of a request with a second factor, and of one without. */
const mfaKeys = [
  { key: "aws:multifactorauthpresent", present: ["true"], missing: ["false"] },
  // Seconds; the short ones are for conditions that set a bound.
  { key: "aws:multifactorauthage", present: ["1", "60", "600"], missing: ["4000000000"] },
] as const;

const controls = [
  "CIS AWS 5.0.0 1.9 (own judgement)",
  "CIS AWS 6.0.0 2.9 (own judgement)",
  "CIS AWS 7.0.0 2.10 (own judgement)",
  "NIST 800-53 AC-2(1) (own judgement)",
  "NIST 800-53 AC-3(15) (own judgement)",
  "NIST 800-53 IA-2(1) (own judgement)",
  "NIST 800-53 IA-2(2) (own judgement)",
  "NIST 800-53 IA-2(6) (own judgement)",
  "NIST 800-53 IA-2(8) (own judgement)",
  "ISO 27001 A.8.5 (own judgement)",
];

/** Where a rule on trust policies says the same of the principal. */
function trustsUsers({ principal }: Statement): boolean {
  return (principal?.principals ?? []).some(
    ({ type, value }) => type === "AWS" && /:user\//.test(displayText(value)),
  );
}

const mfaNotDemandedOfAccessKeys: Rule = {
  issueCode: "MFA_NOT_DEMANDED_OF_ACCESS_KEYS",
  findingType: "SECURITY_WARNING",
  confidence: "likely",
  summary: "an Allow that asks for a second factor accepts access keys without one",
  conditionsOnly: true,
  controls,

  *document(document, policy, { inventory }) {
    for (const read of readStatementsOf(document)) {
      if (read.source.effect !== "Allow") continue;
      if (policy.kind === "trust" && trustsUsers(read.source)) continue;
      const found = conditionMetWithout(read, "open");
      if (!found) continue;
      const keys = mfaKeys.map(({ key }) => key);
      if (!letsThroughWithout(keys, read.source, policy, inventory)) continue;
      yield problem(read, found, {
        details: `This Allow asks for a second factor only of requests that have the key: ${quotedValue(found.operator)} is met, too, when ${quotedValue(found.key)} is absent, as it is in every request with an access key. ${fixOf(found)}`,
        suggestion: booleanOperator(read.source, found, "Bool"),
        isHint: !mayHaveAccessKeys(policy, inventory),
      });
    }
  },
};

function fixOf({ key }: ConditionEntry): string {
  return displayText(key).toLowerCase() === mfaKeys[0].key
    ? '`"Bool": { "aws:MultiFactorAuthPresent": "true" }` demands it of everybody.'
    : "Use the operator without `IfExists`, or demand `aws:MultiFactorAuthPresent` with `Bool` beside it.";
}

const mfaDenyMissesAccessKeys: Rule = {
  issueCode: "MFA_DENY_MISSES_ACCESS_KEYS",
  findingType: "SECURITY_WARNING",
  confidence: "likely",
  summary: "a Deny of requests without a second factor does not stop access keys",
  conditionsOnly: true,
  controls,

  *document(document, policy, { inventory }) {
    for (const read of readStatementsOf(document)) {
      if (read.source.effect !== "Deny") continue;
      const found = conditionMetWithout(read, "closed");
      if (!found || !slipsPast([displayText(found.key).toLowerCase()], read.source, document)) {
        continue;
      }
      yield problem(read, found, {
        details: `This Deny stops only requests that have ${quotedValue(found.key)}: those with an access key do not, and pass without a second factor. Write \`"BoolIfExists": { "aws:MultiFactorAuthPresent": "false" }\`, which stops them, too. It also stops roles of programs; give those policies of their own.`,
        suggestion: booleanOperator(read.source, found, "BoolIfExists"),
        isHint: !mayHaveAccessKeys(policy, inventory),
      });
    }
  },
};

/**
 * The condition that is wrong. `open`: requests with a second factor and those without the key meet
 * the conditions on it, those known to have no second factor do not. `closed`: the reverse, without
 * the key.
 */
function conditionMetWithout(
  { source, statement }: ReadStatement,
  wanted: "open" | "closed",
): ConditionEntry | undefined {
  const groups = conditionsByKey(statement);
  const candidates: ConditionEntry[] = [];
  for (const { key, present, missing } of mfaKeys) {
    const conditions = groups.get(key);
    if (!conditions) continue;
    const withFactor = present.some((value) => allHold(conditions, value));
    const withoutFactor = missing.some((value) => allHold(conditions, value));
    const withoutKey = allHold(conditions, undefined);
    if (wanted === "open") {
      // One of the keys that is really demanded is enough.
      if (!withoutKey) return undefined;
      if (!withFactor || withoutFactor) continue;
    } else {
      if (withoutKey || withFactor || !withoutFactor) return undefined;
      // The age is often used to bound the time alone, beside a demand for the factor.
      if (key !== mfaKeys[0].key) continue;
    }
    const entry = firstEntry(source, conditions);
    if (entry) candidates.push(entry);
  }
  return candidates[0];
}

function firstEntry(
  source: Statement,
  conditions: readonly Condition[],
): ConditionEntry | undefined {
  const [first] = conditions.flatMap((condition) => entryOf(source, condition) ?? []);
  return first;
}

interface Words {
  readonly details: string;
  readonly suggestion: Suggestion | undefined;
  readonly isHint: boolean;
}

function problem({ source }: ReadStatement, found: ConditionEntry, words: Words): Problem {
  return {
    at: found.operator.range,
    subject: canonicalStatement(source),
    details: `${words.details}${onlyIf(source)}`,
    related: [{ range: found.range, message: "the condition on the second factor" }],
    ...(words.suggestion && { suggestion: words.suggestion }),
    ...(words.isHint && { confidence: "hint" as const, findingType: "WARNING" as const }),
  };
}

/** Only where the operator is a Boolean one, and the key says that there was a factor. */
function booleanOperator(
  source: Statement,
  found: ConditionEntry,
  newText: "Bool" | "BoolIfExists",
): Suggestion | undefined {
  if (displayText(found.key).toLowerCase() !== mfaKeys[0].key) return undefined;
  if (!/^bool(ifexists)?$/i.test(displayText(found.operator))) return undefined;
  return operatorReplacement(source, found, newText);
}

export const mfaConditionRules: readonly Rule[] = [
  mfaNotDemandedOfAccessKeys,
  mfaDenyMissesAccessKeys,
];
