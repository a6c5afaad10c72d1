import type { AccessPrincipal } from "../../access/principals.ts";
import { servicePrefixes } from "../../catalog/catalog.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Element, Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf } from "../wording.ts";
import { hasAction, toActionSet, wholeService } from "./action-set.ts";
import { statementsBelowAdministrator } from "./administrator.ts";
import { named } from "./listed.ts";
import { notableActions } from "./notable-actions.ts";
import { type Reach, reachesOf } from "./reach.ts";
import { lessByReach } from "./reach-wording.ts";
import { reachedUnnamed, unnamedResources } from "./unnamed-resources.ts";

/**
 * `NotAction` with `Allow` gives whatever it does not list, new services of AWS's included. A Deny with
 * `NotAction` is a guardrail and left alone, and so are boundaries and control policies, which only
 * limit what others give.
 *
 * The NIST controls are those that AWS Security Hub lists for IAM.21.
 */
export const allowWithNotAction: Rule = {
  issueCode: "ALLOW_WITH_NOT_ACTION",
  findingType: "SECURITY_WARNING",
  summary: "a policy allows every action but those that it lists",
  controls: [
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-5",
    "NIST 800-53 AC-6",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],
  yieldsTo: ["ADMINISTRATOR_ACCESS"],

  *principal(principal) {
    for (const { policy, statement } of statementsBelowAdministrator(principal)) {
      yield* judge(policy, statement, principal);
    }
  },

  *statement(statement, policy) {
    if (policy.kind !== "resource" && policy.kind !== "trust") return;
    const { effect, notAction } = statement;
    if (effect !== "Allow" || !notAction) return;
    yield {
      at: notAction.range,
      subject: canonicalGrant(statement, allBut(notAction), "its resource"),
      details: `This allows every action of the resource but ${notAction.values.length === 1 ? "the one" : "those"} that \`NotAction\` lists. Name the actions that are needed with \`Action\`, and put what is forbidden into a \`Deny\`.${onlyIf(statement, ...notAction.values)}`,
      findingType: "WARNING",
    };
  },
};

function* judge(
  policy: Policy,
  statement: Statement,
  principal: AccessPrincipal,
): Iterable<AddressedProblem> {
  const { effect, notAction, resource, notResource } = statement;
  const place = resource ?? notResource;
  if (effect !== "Allow" || !notAction || !place) return;
  const found = whatNotActionReaches(statement, principal);
  if (!found) return;
  const { reach, names } = found;
  const isBroad = names.length > 0;
  const what = isBroad
    ? `every action of ${serviceCount(statement)} services but those that \`NotAction\` lists, on resources that nobody named, among them ${named(names)}`
    : `every action on its resources but those that \`NotAction\` lists`;
  const less = isBroad
    ? lessByReach(reach)
    : { sentence: "", problem: { findingType: "WARNING" } as const };
  yield {
    address: policy.address,
    at: notAction.range,
    subject: canonicalGrant(
      statement,
      allBut(notAction),
      [...place.values].map(displayText).sort().join(),
    ),
    details: `This allows ${what}. Name the actions that are needed with \`Action\`, and put what is forbidden into a \`Deny\`.${less.sentence}${onlyIf(statement, ...notAction.values)}`,
    related: [
      { range: place.range, message: resource ? "on these resources" : "on all but these" },
    ],
    ...less.problem,
  };
}

/**
 * What an Allow with `NotAction` reaches, with the notable actions on unnamed resources, if any.
 * `undefined`: it is none, or nothing is left of it.
 */
export function whatNotActionReaches(
  statement: Statement,
  principal: AccessPrincipal,
): { readonly reach: Exclude<Reach, "gone">; readonly names: readonly string[] } | undefined {
  if (statement.effect !== "Allow" || !statement.notAction) return undefined;
  const set = toActionSet(statement);
  const reaches = reachesOf(principal);
  const names: string[] = [];
  let best: Exclude<Reach, "gone"> | undefined;
  for (const { prefix, action, name } of notableActions) {
    if (!hasAction(set, name)) continue;
    if (reachedUnnamed(statement, unnamedResources(action)).length === 0) continue;
    const { reach } = reaches.of(statement, prefix, [action]);
    if (reach === "gone") continue;
    names.push(`${prefix}:${action.name}`);
    if (!best || reach === "full") best = reach;
  }
  if (best) return { reach: best, names };
  return reaches.isAnythingLeft(statement) ? { reach: "full", names } : undefined;
}

function serviceCount(statement: Statement): number {
  const set = toActionSet(statement);
  return servicePrefixes().filter((prefix) => wholeService(set, prefix) !== false).length;
}

function allBut({ values }: Element): string {
  return `all but ${values
    .map((value) => displayText(value).toLowerCase())
    .sort()
    .join()}`;
}
