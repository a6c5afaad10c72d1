import { ask, type Question } from "../../access/ask.ts";
import type { GrantLine } from "../../access/grant-lines.ts";
import { defaultLimits, type Limits } from "../../access/limits.ts";
import { managedDocument } from "../../access/managed-document.ts";
import type { PolicySet } from "../../access/policy-set.ts";
import type { DocumentSource } from "../../access/principals.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { displayText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { AddressedProblem } from "../rule.ts";
import type { RuleContext } from "../rule-context.ts";
import { onlyIf, quoted } from "../wording.ts";
import type { CustomRule, DemandedCondition } from "./custom-rule.ts";
import { exampleOf, onlyWithout } from "./demanded-conditions.ts";

/**
 * Questions with conditions that all custom rules may ask in one run: each reads the policies of a
 * principal anew. Past the bound every rule says once that it was not worked out.
 */
const guardedQuestionsMax = 1_000;

/** Of one question with conditions: less than a comparison may spend, since there are many. */
const guardedLimits: Limits = {
  ...defaultLimits,
  stepsMax: 2_000_000,
  conditionStepsTotalMax: 300_000,
  confirmationsMax: 100_000,
  questionsMax: 50_000,
};

/** What one run has spent: the context is made anew for each. */
interface Spent {
  questions: number;
  /** The rules that have said that the bound is reached. */
  readonly told: Set<CustomRule>;
}

const spentBy = new WeakMap<RuleContext, Spent>();

function spentIn(context: RuleContext): Spent {
  const known = spentBy.get(context) ?? { questions: 0, told: new Set<CustomRule>() };
  spentBy.set(context, known);
  return known;
}

/** Whose policies are asked about, and where they stand. */
export interface Asked {
  readonly address: string;
  readonly policies: PolicySet;
  /** Of the documents of `policies`, in its order. */
  readonly sources: readonly DocumentSource[];
  /** Where a reader looks for what stands in no policy of the repository. */
  readonly range: Range;
  /** True when a permissions boundary whose content is not known may take some of it away. */
  readonly hasUnknownBoundary: boolean;
  /** Attachments, for what a managed policy of AWS's gives. */
  readonly attached: readonly TextValue[];
}

/**
 * What the policies allow of a question in requests that do not meet all of the conditions: a problem
 * for each statement that allows some of it. When that cannot be decided, one that says so.
 */
export function* forbiddenAccess(
  rule: CustomRule,
  asked: Asked,
  question: Question,
  conditions: readonly DemandedCondition[],
  context: RuleContext,
): Iterable<AddressedProblem> {
  const plain = ask(asked.policies, question);
  // Most principals may do nothing of what is asked, and that is known at little cost.
  if (plain.result === "not allowed") return;
  const spent = spentIn(context);
  const isGuarded = conditions.length > 0 && plain.result === "allowed";
  if (isGuarded && spent.questions >= guardedQuestionsMax) {
    if (spent.told.has(rule)) return;
    spent.told.add(rule);
    const reason = `custom rules have more than ${guardedQuestionsMax} questions with conditions; from here on this one is not judged`;
    yield undecided(rule, asked, reason);
    return;
  }
  if (isGuarded) spent.questions++;
  const found = isGuarded
    ? ask(guarded(asked.policies, conditions), question, guardedLimits)
    : plain;
  if (found.result === "undecided") {
    const { reason } = found.undecided[0] ?? { reason: "the engine gave up" };
    yield undecided(rule, asked, reason);
  }
  if (found.result !== "allowed") return;
  for (const lines of byStatement(found.lines)) yield problemOf(rule, asked, lines, conditions);
}

const guardedSets = new WeakMap<PolicySet, Map<string, PolicySet>>();

/** Rules with the same conditions ask the same set, which is read once. */
function guarded(policies: PolicySet, conditions: readonly DemandedCondition[]): PolicySet {
  const known = guardedSets.get(policies) ?? new Map<string, PolicySet>();
  guardedSets.set(policies, known);
  const key = JSON.stringify(conditions);
  const { grants, limits = [] } = policies;
  const set = known.get(key) ?? { grants, limits: [...limits, [onlyWithout(conditions)]] };
  known.set(key, set);
  return set;
}

function byStatement(lines: readonly GrantLine[]): readonly (readonly GrantLine[])[] {
  const groups = new Map<string, GrantLine[]>();
  for (const line of lines) {
    // What no request that AWS sends can be is nothing to raise an alarm about.
    if (!line.practical) continue;
    const key = `${line.policy} ${line.statementIndex}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()];
}

/** Lines, and texts of a line, that a message names. */
const namedMax = 3;

function problemOf(
  rule: CustomRule,
  asked: Asked,
  lines: readonly GrantLine[],
  conditions: readonly DemandedCondition[],
): AddressedProblem {
  const [first] = lines as readonly [GrantLine, ...GrantLine[]];
  const named = lines.slice(0, namedMax).map(lineText).join("; ");
  const rest = lines.length > namedMax ? "; and more" : "";
  const lacking = conditions.length > 0 ? " without what the rule demands" : "";
  const { address, at, suffix } = placeOf(asked, first);
  return {
    address,
    at,
    ...(asked.hasUnknownBoundary && { confidence: "likely" }),
    subject: `allows ${lines.map(subjectOf).sort().join("; ")}`,
    details: `${sentence(rule.message)} This allows ${named}${rest}${lacking}. For example ${exampleOf(first.witness, conditions)}.${suffix}${asked.hasUnknownBoundary ? " The permissions boundary, whose content is not known here, may take it away." : ""}`,
  };
}

function undecided(rule: CustomRule, { address, range }: Asked, reason: string): AddressedProblem {
  return {
    address,
    at: range,
    subject: "could not be decided",
    confidence: "likely",
    findingType: "WARNING",
    details: `${sentence(rule.message)} Whether this keeps to it could not be decided: ${reason}.`,
  };
}

/** The team's sentence as a message has it: on one line, and with an end. */
export function sentence(message: string): string {
  const line = message.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  // An odd backtick would turn what follows into code.
  const text = line.split("`").length % 2 === 0 ? line.replaceAll("`", "'") : line;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function lineText({ actions, resources, principals }: GrantLine): string {
  const by = principals.length > 0 ? ` by ${list(principals)}` : "";
  const on = resources.length > 0 ? ` on ${list(resources)}` : "";
  return `${list(actions)}${on}${by}`;
}

function subjectOf({ actions, resources, principals, conditions }: GrantLine): string {
  const parts = [actions, resources, principals, conditions].map((texts) => texts.join());
  return parts.filter((part) => part !== "").join(" on ");
}

function list(texts: readonly string[]): string {
  const named = texts.slice(0, namedMax).map(quoted).join(", ");
  return texts.length > namedMax ? `${named} and ${texts.length - namedMax} more` : named;
}

/** The statement, at its action; of a managed policy of AWS's where it is attached. */
function placeOf(
  { address, sources, range, attached, policies }: Asked,
  { policy: position, statementIndex }: GrantLine,
): { address: string; at: Range; suffix: string } {
  const source = sources[position];
  if (!source) return { address, at: range, suffix: "" };
  if ("managed" in source) {
    const { arn, name } = source.managed;
    const value = attached.find((text) => managedDocument(displayText(text))?.arn === arn);
    return { address, at: value?.range ?? range, suffix: ` It comes with ${quoted(name)}.` };
  }
  // With the conditions of the attachment.
  const document: PolicyDocument = policies.grants[position] ?? source.policy.document;
  const statement = document.statements.find(({ index }) => index === statementIndex);
  const at = (statement?.action ?? statement?.notAction ?? statement)?.range ?? document.range;
  return { address: source.policy.address, at, suffix: statement ? onlyIf(statement) : "" };
}
