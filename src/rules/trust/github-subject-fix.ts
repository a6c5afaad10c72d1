import type { Suggestion } from "../../findings/finding.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
import { removal } from "../removal.ts";
import { replacement } from "../replacement.ts";
import type { OwnRepository } from "../rule-context.ts";
import {
  comparesStrings,
  hasUnknownCondition,
  type KnownCondition,
  knownConditions,
} from "../validation/known-conditions.ts";
import { quotedValue } from "../wording.ts";
import { github } from "./federation.ts";

/** What is proposed where it is not known which branch deploys; the title names it. */
const usualBranch = "main";

/** Claims that can stand beside the proposed subject: others may never be met together with it. */
const otherClaims: ReadonlySet<string> = new Set(["aud", "sub", "ref"]);

/**
 * A suggestion that lets in the runs of one branch of one repository: of the one that the subject
 * names, else of the repository under review. It only takes runs away: what the statement does not
 * let in already is not proposed.
 *
 * @param culprit the value of a condition that lets in too much; absent: none looks at the subject.
 */
export function ofOneBranch(
  statement: Statement,
  culprit: TextValue | undefined,
  own: OwnRepository | undefined,
): Suggestion | undefined {
  if (hasUnknownCondition(statement)) return undefined;
  const claims = knownConditions(statement).filter(({ key }) => key.startsWith(`${github}:`));
  if (!claims.every(({ key }) => otherClaims.has(claimOf(key)))) return undefined;
  const branch = demandedBranch(claims);
  if (branch === "unclear") return undefined;
  const subjects = claims.filter(({ key }) => claimOf(key) === "sub");
  const proposed = own && subjectOf(own.subject ?? own.name, branch ?? own.defaultBranch);
  if (!culprit) {
    if (!proposed || isRefused(proposed, subjects) || subjects.some(isPositive)) return undefined;
    const wanted = { operator: "StringEquals", key: `${github}:sub`, value: proposed.text };
    return addedCondition(statement, wanted, `Only this repository, ${proposed.title}`);
  }
  const condition = subjects.find(
    (each) => isPositive(each) && each.entry.values.includes(culprit),
  );
  const written = knownText(culprit);
  if (!condition || written === undefined || !matchesAsWritten(condition, written)) {
    return undefined;
  }
  // Other values of the list let in what they let in before.
  const only = condition.entry.values.length === 1 ? "Only" : "In its place only";
  const { repository, run } = partsOf(written) ?? {};
  if (repository === undefined || run === undefined) {
    if (!proposed || isRefused(proposed, subjects) || !matchesGlob(written, proposed.text)) {
      return undefined;
    }
    const replaced = replacement(culprit, 0, written.length, proposed.text);
    return replaced && { ...replaced, title: `${only} this repository, ${proposed.title}` };
  }
  if (run === "pull_request") return without(culprit, condition);
  const isOwn = own?.name.toLowerCase() === withoutIds(repository).toLowerCase();
  const narrow = subjectOf(repository, branch ?? (isOwn ? own.defaultBranch : usualBranch));
  if (!matchesGlob(written, narrow.text) || isRefused(narrow, subjects)) return undefined;
  const start = written.length - run.length;
  const newRun = narrow.text.slice(start);
  const replaced = replacement(culprit, start, written.length, newRun);
  return (
    replaced && { ...replaced, title: `${only} ${isOwn ? "this repository, " : ""}${narrow.title}` }
  );
}

/** `owner/name`, with ids or without, and what stands behind it; no pattern but in the latter. */
function partsOf(subject: string): { repository: string; run: string } | undefined {
  const [, repository, run] =
    /^repo:([\w.-]+(?:@\d+)?\/[\w.-]+(?:@\d+)?):(.*)$/.exec(subject) ?? [];
  return repository === undefined || run === undefined ? undefined : { repository, run };
}

interface Subject {
  readonly text: string;
  /** The same for people. */
  readonly title: string;
}

function subjectOf(repository: string, branch: string): Subject {
  return {
    text: `repo:${repository}:ref:refs/heads/${branch}`,
    title: `\`${withoutIds(repository)}\`, branch \`${branch}\``,
  };
}

function withoutIds(repository: string): string {
  return repository.replaceAll(/@\d+/g, "");
}

/** Other values of the list say which runs are let in besides those of pull requests. */
function without(culprit: TextValue, { entry }: KnownCondition): Suggestion | undefined {
  return removal(
    entry.values.map(({ range }) => range),
    (index) => entry.values[index] === culprit,
    `Take out ${quotedValue(culprit)}`,
  );
}

/** The branch that a condition of its own demands, which the subject has to agree with. */
function demandedBranch(claims: readonly KnownCondition[]): string | "unclear" | undefined {
  const [demand, ...others] = claims.filter(({ key }) => claimOf(key) === "ref");
  if (!demand) return undefined;
  const [value, ...more] = demand.entry.values;
  const [, branch] = /^refs\/heads\/([\w./-]+)$/.exec((value && knownText(value)) ?? "") ?? [];
  const isClear = others.length === 0 && more.length === 0 && isPositive(demand);
  return isClear && branch !== undefined ? branch : "unclear";
}

/** A wildcard counts with `StringLike` alone: elsewhere nothing is let in that could be narrowed. */
function matchesAsWritten({ operator }: KnownCondition, text: string): boolean {
  return operator.comparison === "stringlike" || !/[*?]/.test(text);
}

/** Whether another condition keeps the subject out. */
function isRefused({ text: subject }: Subject, conditions: readonly KnownCondition[]): boolean {
  return conditions.some(
    (condition) =>
      !isPositive(condition) &&
      condition.entry.values.some((value) => {
        const text = knownText(value);
        return text === undefined || matchesGlob(text, subject);
      }),
  );
}

function isPositive({ operator }: KnownCondition): boolean {
  return comparesStrings(operator) && !operator.negated;
}

function claimOf(key: string): string {
  return key.slice(key.lastIndexOf(":") + 1);
}
