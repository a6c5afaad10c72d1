import type { AccessPrincipal } from "../../access/principals.ts";
import type { Action } from "../../catalog/catalog.ts";
import { isEveryResource } from "../../policy/arn.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf } from "../wording.ts";
import { familiesOf } from "./access-families.ts";
import { statementsBelowAdministrator } from "./administrator.ts";
import { includedActions } from "./included-actions.ts";
import { named } from "./listed.ts";
import { type Reach, reachesOf } from "./reach.ts";
import { lessByReach } from "./reach-wording.ts";
import { reachedUnnamed, unnamedResources } from "./unnamed-resources.ts";
import { allowedServices } from "./whole-services.ts";

/** Actions of a statement that are looked at. */
const actionsMax = 500;

/**
 * `NotResource` with `Allow` gives access to whatever it does not list: what is created tomorrow, and
 * what other accounts share, too.
 *
 * Left alone: a Deny, whole services (`STAR_IN_ACTION_AND_RESOURCE` says it of them), and actions
 * that take no resource.
 */
export const allowWithNotResource: Rule = {
  issueCode: "ALLOW_WITH_NOT_RESOURCE",
  findingType: "SECURITY_WARNING",
  summary: "a policy allows something on every resource but those that it lists",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],
  yieldsTo: [
    "PASS_ROLE_WITH_NOT_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    "CREATE_SLR_WITH_NOT_RESOURCE",
  ],

  *principal(principal) {
    for (const { policy, statement } of statementsBelowAdministrator(principal)) {
      yield* judge(policy, statement, principal);
    }
  },
};

function* judge(
  policy: Policy,
  statement: Statement,
  principal: AccessPrincipal,
): Iterable<AddressedProblem> {
  const { effect, action, notResource } = statement;
  if (effect !== "Allow" || !notResource || !action) return;
  if (notResource.values.length === 0 || notResource.values.some(isEveryResource)) return;
  const names: string[] = [];
  let best: Exclude<Reach, "gone"> | undefined;
  let isDangerous = false;
  for (const value of action.values) {
    if (allowedServices(statement, value, principal)) return;
    const actions = includedActions(value).filter(
      ([, each]) => reachedUnnamed(statement, unnamedResources(each)).length > 0,
    );
    for (const [prefix, each] of actions.slice(0, actionsMax)) {
      // One of them tells enough where there are many.
      if (names.length > 0 && !isSecurityWarning(prefix, each)) continue;
      const { reach } = reachesOf(principal).of(statement, prefix, [each]);
      if (reach === "gone") continue;
      names.push(`${prefix}:${each.name}`);
      isDangerous ||= isSecurityWarning(prefix, each);
      if (!best || reach === "full") best = reach;
    }
  }
  if (!best) return;
  const less = lessByReach(best, isDangerous ? "SECURITY_WARNING" : "WARNING");
  const canonical = action.values.map((value) => displayText(value).toLowerCase()).sort();
  yield {
    address: policy.address,
    at: notResource.range,
    subject: canonicalGrant(statement, canonical.join(), "all but some"),
    details: `This allows ${named(names)} on every resource but ${notResource.values.length === 1 ? "the one" : "those"} that \`NotResource\` lists, also on what is created later. Name the resources with \`Resource\`, and put what is forbidden into a \`Deny\`.${less.sentence}${onlyIf(statement, ...notResource.values)}`,
    related: [{ range: action.range, message: "this is allowed" }],
    ...(!isDangerous && { findingType: "WARNING" as const }),
    ...less.problem,
  };
}

function isSecurityWarning(prefix: string, action: Action): boolean {
  return familiesOf(prefix, action).some(({ findingType }) => findingType === "SECURITY_WARNING");
}
