import { actionShare } from "../../catalog/action-share.ts";
import { hasWildcard, matchesGlob } from "../../policy/pattern.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { everyResource } from "./every-resource.ts";

/** Share of all actions from which on a policy counts as full access. */
const shareMin = 0.99;

/**
 * Patterns of a statement that are looked through, those with wildcards first. AWS refuses a policy
 * that could hold more of them for its size, so that nothing is missed that could be in force.
 */
const patternsMax = 2000;

/**
 * Actions by which a principal gives itself whatever it still lacks. Without any of them a policy
 * such as PowerUserAccess, however broad, is not an administrator's. Own judgement.
 */
const selfService = [
  "iam:attachgrouppolicy",
  "iam:attachrolepolicy",
  "iam:attachuserpolicy",
  "iam:createpolicyversion",
  "iam:putgrouppolicy",
  "iam:putrolepolicy",
  "iam:putuserpolicy",
];

/**
 * The statement that makes the document an administrator's, however it is written: `*`, `NotAction`
 * with little in it, or a list of services. Only what is allowed on every resource without any
 * condition counts, less what is denied for certain and on every resource.
 */
export function administratorStatement(document: PolicyDocument): Statement | undefined {
  const unconditional = document.statements.filter(
    (statement) => statement.conditions.length === 0 && everyResource(statement) !== undefined,
  );
  const allows = unconditional.filter(({ effect }) => effect === "Allow").map(toSet);
  const denies = unconditional
    .filter(({ effect, when }) => effect === "Deny" && when.length === 0)
    .map(toSet);
  if (!couldBeAdministrator(allows)) return undefined;

  const allowed = (action: string): boolean =>
    allows.some((set) => has(set, action)) && !denies.some((set) => has(set, action));
  if (!selfService.some(allowed)) return undefined;

  const share = actionShare(allowed, (prefix) => {
    if (denies.some((set) => wholeService(set, prefix) === true)) return false;
    if (!denies.every((set) => wholeService(set, prefix) === false)) return undefined;
    const answers = allows.map((set) => wholeService(set, prefix));
    if (answers.includes(true)) return true;
    return answers.every((answer) => answer === false) ? false : undefined;
  });
  return share >= shareMin ? broadest(allows) : undefined;
}

interface ActionSet {
  readonly statement: Statement;
  /** In lower case, with wildcards. */
  readonly patterns: readonly string[];
  /** True for `NotAction`: everything but the patterns. */
  readonly inverted: boolean;
}

function toSet(statement: Statement): ActionSet {
  const { action, notAction } = statement;
  const certainOnly = statement.effect === "Deny";
  const values = (action ?? notAction)?.values ?? [];
  // In doubt an Allow includes an action and a Deny does not.
  const counted = values.filter((value) => (value.when?.length ?? 0) === 0 || !certainOnly);
  return {
    statement,
    patterns: [...counted.filter(hasWildcard), ...counted.filter((value) => !hasWildcard(value))]
      .slice(0, patternsMax)
      .flatMap(toPattern),
    inverted: action === undefined && notAction !== undefined,
  };
}

/** Patterns that are not wholly known name no wildcard, and so too little to matter here. */
function toPattern(value: TextValue): string[] {
  const text = knownText(value);
  return text === undefined ? [] : [text.toLowerCase()];
}

/** Keeps the common case cheap: nothing but a broad pattern comes near all actions. */
function couldBeAdministrator(allows: readonly ActionSet[]): boolean {
  return allows.some(
    ({ inverted, patterns }) =>
      inverted || patterns.some((pattern) => matchesGlob(pattern, "iam:*")),
  );
}

function has({ patterns, inverted }: ActionSet, action: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, action)) !== inverted;
}

/** Whether the set has all actions of a service or none; `undefined` when it has some. */
function wholeService({ patterns, inverted }: ActionSet, prefix: string): boolean | undefined {
  const touching = patterns.filter((pattern) => touches(pattern, prefix));
  if (touching.length === 0) return inverted;
  // A `*` in the text is matched by `*` in the pattern only.
  if (touching.some((pattern) => matchesGlob(pattern, `${prefix}:*`))) return !inverted;
  return undefined;
}

function touches(pattern: string, prefix: string): boolean {
  const colon = pattern.indexOf(":");
  // Without a colon a `*` reaches over it.
  const head = colon < 0 ? pattern : pattern.slice(0, colon);
  return matchesGlob(head, prefix) || (colon < 0 && matchesGlob(head, `${prefix}:*`));
}

function broadest(allows: readonly ActionSet[]): Statement | undefined {
  const star = allows.find(({ patterns, inverted }) => !inverted && patterns.includes("*"));
  const other = allows.find(({ inverted }) => inverted);
  const iam = allows.find(({ patterns }) =>
    patterns.some((pattern) => matchesGlob(pattern, "iam:*")),
  );
  return (star ?? other ?? iam)?.statement;
}
