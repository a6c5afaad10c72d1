import { ask } from "../../access/ask.ts";
import type { PolicySet } from "../../access/policy-set.ts";
import type { AccessPrincipal } from "../../access/principals.ts";
import type { AccessStatement, Condition } from "../../access/statement.ts";
import { hasSymbol } from "../../access/symbols.ts";
import { actionsOf, action as findAction } from "../../catalog/catalog.ts";
import { coversAction, matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { writtenDocument } from "../../policy/written-document.ts";
import { canonicalStatement } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { allHold, conditionsByKey, readStatementsOf } from "./statement-questions.ts";

/**
 * Access that depends on a tag, for somebody who may set that tag: on the resource, or on the principal
 * itself. It is asked whether the principal may put the deciding tag on something that does not have
 * it, once all Denies and conditions are counted. A tag that is given while the resource is made
 * (`ec2:CreateAction`) is none of that. Where only the value can be set that opens the access, or the
 * principal's own, it is a hint: many services mark what is theirs in that way, and AWS's own policies.
 */
export const abacTagChangeableBySubject: Rule = {
  issueCode: "ABAC_TAG_CHANGEABLE_BY_SUBJECT",
  findingType: "SECURITY_WARNING",
  confidence: "likely",
  summary: "a principal may set the tag by which its access is decided",
  controls: [
    "NIST 800-53 AC-3(13) (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-16 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],

  *principal(principal) {
    if (statementsOf(principal) > statementsMax) {
      yield* notJudged(principal);
      return;
    }
    const said = new Set<string>();
    for (const policy of principal.identity) {
      for (const { source, statement } of readStatementsOf(policy.document)) {
        if (statement.effect !== "Allow") continue;
        const problem =
          byResourceTag(source, statement, policy, principal, said) ??
          byOwnTag(source, statement, policy, principal);
        if (!problem || said.has(problem.decision)) continue;
        // What a tag opens in several statements is one decision.
        said.add(problem.decision);
        yield problem;
      }
    }
  },
};

/** Says so of a principal that has more statements than are judged, and some that go by tags. */
function* notJudged({ identity }: AccessPrincipal): Generator<AddressedProblem, void, void> {
  for (const { address, range, document } of identity) {
    const byTag = document.statements.some(({ conditions }) =>
      conditions.some(({ key }) =>
        /^[a-z0-9-]+:(?:resource|principal)tag\//i.test(displayText(key)),
      ),
    );
    if (!byTag) continue;
    yield {
      address,
      at: range,
      subject: "not judged",
      findingType: "SUGGESTION",
      details: `Who has this policy has more than ${statementsMax} statements, so that it was not judged whether somebody may set the tags by which the own access is decided. Fewer statements, or several principals, can be judged.`,
    };
    return;
  }
}

/** Statements of one principal that are judged: more take too long. */
const statementsMax = 200;

function statementsOf({ policies: { grants } }: AccessPrincipal): number {
  return grants.reduce((sum, { statements }) => sum + statements.length, 0);
}

interface TagProblem extends AddressedProblem {
  readonly decision: string;
}

/** As it is written. */
function tagOf([condition]: readonly Condition[]): string | undefined {
  const text = condition?.keyText;
  return text?.slice(text.indexOf("/") + 1);
}

function decisionOf(prefix: string, tag: string): string {
  return `${prefix} ${tag.toLowerCase()}`;
}

const resourceTag = /^(?:aws|[a-z0-9-]+):resourcetag\/(.+)$/;

/** Resources of one statement that are asked about. */
const resourcesMax = 10;

/** Actions of one statement that are looked at; statements by tag name few. */
const actionsMax = 200;

function byResourceTag(
  source: Statement,
  statement: AccessStatement,
  policy: Policy,
  principal: AccessPrincipal,
  said: ReadonlySet<string>,
): TagProblem | undefined {
  if (statement.actions.negated) return undefined;
  for (const [key, conditions] of conditionsByKey(statement)) {
    const tag = resourceTag.exec(key)?.[1] && tagOf(conditions);
    // What is allowed without the tag, too, does not depend on it.
    if (tag === undefined || allHold(conditions, undefined)) continue;
    // Nobody but AWS sets tags whose keys begin like that.
    if (tag.toLowerCase().startsWith("aws:")) continue;
    const patterns = statement.actions.patterns.slice(0, actionsMax);
    for (const prefix of new Set(patterns.map((pattern) => pattern.split(":")[0] ?? ""))) {
      const own = patterns.filter((pattern) => pattern.startsWith(`${prefix}:`));
      if (said.has(decisionOf(prefix, tag))) continue;
      // Who may only tag by the tag has nothing that the tag opens.
      if (own.every((pattern) => isTagging(pattern, prefix))) continue;
      const setter = taggingActions(prefix).find(
        (action) =>
          isMentioned(action, principal) &&
          maySetTag(action, { tag, conditions, statement, prefix }, principal),
      );
      if (setter === undefined || isAllowedWithout(own, tag, prefix, principal)) continue;
      const problem = problemOf(setter, tag, "of a resource", source, policy, principal);
      const isFree =
        !allHold(conditions, fresh) &&
        maySetTag(setter, { tag, conditions, statement, prefix }, principal, fresh);
      return isFree ? problem : { ...problem, confidence: "hint", findingType: "WARNING" };
    }
  }
  return undefined;
}

/** The actions of a service that set tags: `ec2:CreateTags`. */
function taggingActions(prefix: string): readonly string[] {
  const known = taggingByService.get(prefix);
  if (known) return known;
  const found = actionsOf(prefix)
    .filter(
      ({ name, accessLevel }) => accessLevel === "Tagging" && !/^(un|delete|remove)/i.test(name),
    )
    .map(({ name }) => `${prefix}:${name}`);
  // Only services that there are: prefixes may come from strangers.
  if (found.length > 0) taggingByService.set(prefix, found);
  return found;
}

const taggingByService = new Map<string, readonly string[]>();

/** The cheap half of the question: most principals may not tag at all. */
function isMentioned(action: string, { policies: { grants } }: AccessPrincipal): boolean {
  return grants.some(({ statements }) =>
    statements.some((each) => each.effect === "Allow" && mentions(each, action)),
  );
}

/** Whether the statement may be about an action; of a pattern, about an action of its service. */
function mentions({ action: element, notAction }: Statement, action: string): boolean {
  if (!element) return notAction !== undefined;
  if (!/[*?]/.test(action)) {
    return element.values.some((value) => coversAction(value, action) !== "no");
  }
  const service = action.slice(0, action.indexOf(":") + 1);
  return element.values.some((value) => {
    const text = knownText(value)?.toLowerCase();
    return text === undefined || text.startsWith(service) || /^[^:]*[*?]/.test(text);
  });
}

function isTagging(pattern: string, prefix: string): boolean {
  const name = pattern.slice(prefix.length + 1);
  if (!/[*?]/.test(name)) return findAction(prefix, name)?.accessLevel === "Tagging";
  const included = actionsOf(prefix).filter((each) => matchesGlob(name, each.name.toLowerCase()));
  return included.length > 0 && included.every(({ accessLevel }) => accessLevel === "Tagging");
}

interface Decision {
  readonly tag: string;
  readonly conditions: readonly Condition[];
  readonly statement: AccessStatement;
  readonly prefix: string;
}

/** A value that is neither the one that opens something nor the principal's own. */
const fresh = "zz-fresh";

/**
 * Whether the principal may give the tag, with a value that opens what it decides, to something that
 * does not have it; with `value` whether it may give that one.
 */
function maySetTag(
  action: string,
  { tag, conditions, statement, prefix }: Decision,
  principal: AccessPrincipal,
  value?: string,
): boolean {
  const values = conditions.flatMap((condition) => condition.values);
  const isFixed =
    values.length > 0 && !values.some((text) => text.includes("${") || hasSymbol(text));
  const request: Conditions = {
    Null: {
      [`aws:ResourceTag/${tag}`]: "true",
      [`${prefix}:ResourceTag/${tag}`]: "true",
      [`${prefix}:CreateAction`]: "true",
      [`${prefix}:TaggingAction`]: "true",
      [`aws:RequestTag/${tag}`]: "false",
    },
    "ForAnyValue:StringEqualsIgnoreCase": { "aws:TagKeys": tag },
    ...(value !== undefined
      ? {
          StringEquals: { [`aws:RequestTag/${tag}`]: value },
          StringNotEqualsIfExists: { [`aws:PrincipalTag/${tag}`]: value, "aws:username": value },
        }
      : isFixed && { StringLike: { [`aws:RequestTag/${tag}`]: values } }),
  };
  // Most may not set it anywhere, whatever the resources of the statement are.
  if (!isAllowed(principal, action, request, ["*"])) return false;
  const resources = resourcesOf(statement, prefix);
  return isAllowed(principal, action, request, resources.length > 0 ? resources : ["*"]);
}

/** What the statement is about: its resources, or those that its actions act on. */
function resourcesOf({ actions, resources }: AccessStatement, prefix: string): readonly string[] {
  const written = resources && !resources.negated ? resources.patterns : ["*"];
  const named = written.includes("*") ? typesOf(actions.patterns, prefix) : written;
  return named.filter((text) => !text.includes("${") && !hasSymbol(text)).slice(0, resourcesMax);
}

/** The ARNs of all resources that the actions take; none where a pattern stands for any action. */
function typesOf(patterns: readonly string[], prefix: string): readonly string[] {
  const formats = new Set<string>();
  for (const pattern of patterns) {
    if (!pattern.startsWith(`${prefix}:`)) continue;
    const found = findAction(prefix, pattern.slice(prefix.length + 1));
    if (!found || found.resourceTypes.length === 0) return [];
    for (const { resourceType } of found.resourceTypes) {
      formats.add(resourceType.arnFormat.replace(/\$\{\w+\}/g, "*"));
    }
  }
  return [...formats];
}

function isAllowedWithout(
  actions: readonly string[],
  tag: string,
  prefix: string,
  principal: AccessPrincipal,
): boolean {
  const request: Conditions = {
    Null: { [`aws:ResourceTag/${tag}`]: "true", [`${prefix}:ResourceTag/${tag}`]: "true" },
  };
  const opened = actions.filter((pattern) => !isTagging(pattern, prefix));
  return (
    opened.length > 0 && opened.every((action) => isAllowed(principal, action, request, ["*"]))
  );
}

const ownTag = /\$\{aws:principaltag\/([^}'",\s]+)/i;

/** The tag of the principal itself, as a key or as a policy variable. */
function byOwnTag(
  source: Statement,
  statement: AccessStatement,
  policy: Policy,
  principal: AccessPrincipal,
): TagProblem | undefined {
  const noun = { "AWS::IAM::Role": "Role", "AWS::IAM::User": "User" }[principal.type];
  if (noun === undefined || principal.isPolicyAlone) return undefined;
  const texts = [
    ...(statement.resources?.patterns ?? []),
    ...statement.conditions.flatMap(({ values }) => values),
  ];
  const tag =
    texts.flatMap((text) => ownTag.exec(text)?.[1] ?? [])[0] ??
    statement.conditions.flatMap(({ key }) => /^aws:principaltag\/(.+)$/.exec(key)?.[1] ?? [])[0];
  if (tag === undefined) return undefined;
  const action = `iam:Tag${noun}`;
  if (!isMentioned(action, principal)) return undefined;
  const request: Conditions = {
    Null: { [`aws:RequestTag/${tag}`]: "false" },
    "ForAnyValue:StringEqualsIgnoreCase": { "aws:TagKeys": tag },
    StringNotLike: { [`aws:RequestTag/${tag}`]: "" },
  };
  // What is not known of the ARN may be anything.
  const own = principal.owner?.arn?.parts
    .map((part) => (part.kind === "literal" ? part.text : "*"))
    .join("");
  if (!isAllowed(principal, action, request, own === undefined ? ["*"] : [own])) return undefined;
  return problemOf(action, tag, "of the principal itself", source, policy, principal);
}

/** What a request has to be like, as conditions. */
type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Whether the principal may send such a request for one of the resources. */
function isAllowed(
  { policies }: AccessPrincipal,
  action: string,
  request: Conditions,
  resources: readonly string[],
): boolean {
  const known = answers.get(policies) ?? new Map<string, boolean>();
  answers.set(policies, known);
  const key = JSON.stringify([action, request, resources]);
  let isSo = known.get(key);
  if (isSo === undefined) {
    if (known.size >= questionsMax) return false;
    isSo = asksAnew(policies, action, request, resources);
    known.set(key, isSo);
  }
  return isSo;
}

/** Questions on one principal: more than its policies can bring up as long as AWS takes them. */
const questionsMax = 60;

/** Statements by one tag ask the same again and again. */
const answers = new WeakMap<PolicySet, Map<string, boolean>>();

function asksAnew(
  { grants, limits = [] }: PolicySet,
  action: string,
  request: Conditions,
  resources: readonly string[],
): boolean {
  // What else the principal may do does not matter, and there can be much of it.
  const reduced = grants.flatMap((document) => {
    const statements = document.statements.filter(
      (each) => each.effect === "Deny" || mentions(each, action),
    );
    return statements.length > 0 ? [{ ...document, statements }] : [];
  });
  const question = { actions: [action], ...(!resources.includes("*") && { resources }) };
  const limit = writtenDocument({
    Version: "2008-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "*", Condition: request }],
  });
  const answer = ask({ grants: reduced, limits: [...limits, [limit]] }, question);
  return answer.result === "allowed" && answer.practical;
}

function problemOf(
  action: string,
  tag: string,
  whose: string,
  source: Statement,
  policy: Policy,
  principal: AccessPrincipal,
): TagProblem {
  const key = quoted(tag);
  const named = source.conditions.find(({ key: name }) =>
    displayText(name).toLowerCase().endsWith(`:resourcetag/${tag.toLowerCase()}`),
  );
  const mentioning = source.conditions.find(({ key: name, values }) =>
    [name, ...values].some(({ parts }) =>
      parts.some(
        (part) =>
          part.kind === "literal" && part.text.toLowerCase().includes(`tag/${tag}`.toLowerCase()),
      ),
    ),
  );
  const setter = principal.identity
    .flatMap(({ document }) => document.statements)
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ action: element }) => element?.values ?? [])
    .find((value) => coversAction(value, action) === "yes");
  return {
    address: policy.address,
    at: (named ?? mentioning)?.key.range ?? source.range,
    decision: decisionOf(action.slice(0, action.indexOf(":")), tag),
    subject: `${action.toLowerCase()} ${tag.toLowerCase()} opens ${canonicalStatement(source)}`,
    details: `This statement goes by the tag ${key} ${whose}, and the same principal may set it with ${quoted(action)}: it gives itself what the tag opens. Allow tagging only where the tag is there already, or only other keys, with \`aws:TagKeys\`; and deny changes of ${key}.${onlyIf(source)}`,
    ...(setter && { related: [{ range: setter.range, message: "sets the tag" }] }),
  };
}
