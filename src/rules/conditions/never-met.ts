import { conditionHolds, parseDate } from "../../access/conditions.ts";
import { sharedAutomata } from "../../access/difference.ts";
import { keyDomain } from "../../access/key-domain.ts";
import { Budget, defaultLimits, LimitReached } from "../../access/limits.ts";
import type { Condition } from "../../access/statement.ts";
import { hasSymbol } from "../../access/symbols.ts";
import { catalogSource } from "../../catalog/catalog.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { canonicalStatement } from "../canonical.ts";
import { removal } from "../removal.ts";
import type { Problem, Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { allHold, conditionsByKey, entryOf, readStatementsOf } from "./statement-questions.ts";

/** Statements whose conditions no request meets: an Allow that gives nothing, a Deny that stops nothing. */

const controls = ["NIST 800-53 CM-6 (own judgement)", "ISO 27001 A.8.9 (own judgement)"];

const conditionsContradict: Rule = {
  issueCode: "CONDITIONS_CONTRADICT",
  findingType: "WARNING",
  summary: "no request meets all conditions of a statement",
  conditionsOnly: true,
  controls,

  *document(document) {
    for (const { source, statement } of readStatementsOf(document)) {
      const groups = conditionsByKey(statement);
      const contradiction =
        [...groups.values()].find((group) => group.length > 1 && isNeverMet(group)) ??
        bothWays(groups);
      if (!contradiction) continue;
      const problem = problemOf(source, contradiction);
      if (!problem) continue;
      // A guard that does nothing is worse than access that is missing.
      yield statement.effect === "Deny" ? problem : { ...problem, findingType: "SUGGESTION" };
    }
  },
};

function problemOf(source: Statement, conditions: readonly Condition[]): Problem | undefined {
  const entries = conditions.flatMap((condition) => entryOf(source, condition) ?? []);
  const [first, ...others] = entries;
  if (!first) return undefined;
  const keys = [...new Set(conditions.map(({ keyText }) => quoted(keyText)))];
  const what =
    keys.length === 1
      ? `the conditions on ${keys[0]} contradict each other`
      : `no request has both ${keys.join(" and ")}: one is there only without a VPC endpoint, the other only with one`;
  const effect = source.effect === "Deny" ? "This Deny stops nothing" : "This Allow allows nothing";
  return {
    at: first.key.range,
    subject: canonicalStatement(source),
    details: `${effect}: ${what}, and a request has to meet them all. Several values that may be in one condition go into one list; alternatives with different conditions into statements of their own.${onlyIf(source)}`,
    related: others.map(({ key }) => ({ range: key.range, message: "contradicts the first" })),
  };
}

/**
 * Whether no value, and not its absence either, meets all conditions on the key. Not judged: values
 * with policy variables or unknown parts, which may be alike.
 */
function isNeverMet(conditions: readonly Condition[]): boolean {
  const texts = conditions.flatMap(({ values }) => values);
  if (texts.some((text) => text.includes("${") || hasSymbol(text))) return false;
  // Empty lists are another mistake.
  if (conditions.some(({ values }) => values.length === 0)) return false;
  try {
    const { values, incomplete } = keyDomain(
      conditions,
      sharedAutomata(),
      new Budget(defaultLimits),
    );
    return !incomplete && !values.some(({ holds }) => holds.every(Boolean));
  } catch (error) {
    if (error instanceof LimitReached) return false;
    throw error;
  }
}

const keysOfEndpoints = ["aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip"];

/** `aws:SourceIp` is there unless the request goes through a VPC endpoint, the others only then. */
function bothWays(
  groups: ReadonlyMap<string, readonly Condition[]>,
): readonly Condition[] | undefined {
  const demanded = (key: string): Condition | undefined => {
    const group = groups.get(key);
    return group && !allHold(group, undefined) ? group[0] : undefined;
  };
  const address = demanded("aws:sourceip");
  const [endpoint] = keysOfEndpoints.flatMap((key) => demanded(key) ?? []);
  return address && endpoint ? [address, endpoint] : undefined;
}

/**
 * A period that had ended when the reference data of this version were made: rules have no clock, so
 * that one commit is always judged alike.
 */
const dateConditionIsOver: Rule = {
  issueCode: "DATE_CONDITION_IS_OVER",
  findingType: "SUGGESTION",
  summary: "a statement was only for a time that is over",
  conditionsOnly: true,
  controls: [
    "NIST 800-53 AC-2(2) (own judgement)",
    "NIST 800-53 AC-2(3) (own judgement)",
    "ISO 27001 A.5.18 (own judgement)",
  ],

  *document(document) {
    for (const { source, statement } of readStatementsOf(document)) {
      for (const key of ["aws:currenttime", "aws:epochtime"]) {
        const conditions = conditionsByKey(statement).get(key);
        const [first] = conditions ?? [];
        if (!conditions || !first || !isOver(conditions)) continue;
        const entry = entryOf(source, first);
        if (!entry) continue;
        const suggestion = removal(
          document.statements.map(({ range }) => range),
          (index) => document.statements[index] === source,
          "Remove the statement, whose time is over",
        );
        yield {
          at: entry.range,
          subject: canonicalStatement(source),
          ...(suggestion && { suggestion }),
          details: `The time for which this statement ${source.effect === "Deny" ? "denies" : "allows"} is over, so that it does nothing. Remove it.${onlyIf(source)}`,
          related: [{ range: entry.key.range, message: "the time of the request" }],
        };
      }
    }
  },
};

function isOver(conditions: readonly Condition[]): boolean {
  const since = parseDate(catalogSource.date);
  const ends = conditions.flatMap(({ values }) => values.map(parseDate));
  if (since === undefined || ends.length === 0 || ends.includes(undefined)) return false;
  const times = [since, ...ends.flatMap((end) => (end === undefined ? [] : [end, end + 1000]))];
  return !times
    .filter((time) => time >= since)
    .some((time) => {
      const context = new Map([[conditions[0]?.key ?? "", String(Math.floor(time / 1000))]]);
      return conditions.every((condition) => conditionHolds(condition, context, false));
    });
}

export const neverMetRules: readonly Rule[] = [conditionsContradict, dateConditionIsOver];
