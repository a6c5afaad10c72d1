import type { AccessPrincipal } from "../../access/principals.ts";
import type { RelatedLocation } from "../../findings/finding.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { hasWildcard } from "../../policy/pattern.ts";
import { displayText, type TextValue } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { type AccessFamily, accessFamilies } from "./access-families.ts";
import { type BroadAccess, broadAccess } from "./broad-access.ts";
import { listed, named } from "./listed.ts";
import { lessByBoundary, lessByReach } from "./reach-wording.ts";
import { suggestResource } from "./suggest-resource.ts";
import { reachingValue } from "./unnamed-resources.ts";

/**
 * One rule for each family of access to resources that nobody named. Judged for a principal with all
 * its policies: what its conditions, Denies, boundary or service control policies take away is not
 * reported.
 *
 * Left alone: what is reported as a whole (`ADMINISTRATOR_ACCESS`, `STAR_IN_ACTION_AND_RESOURCE`,
 * `ALLOW_WITH_NOT_ACTION`, `WILDCARD_IN_ACTION_SERVICE`), and actions that cannot be limited to a
 * resource.
 */
export const broadAccessRules: readonly Rule[] = accessFamilies.map(
  (family): Rule => ({
    issueCode: family.issueCode,
    findingType: family.findingType,
    summary: family.summary,
    controls: family.controls,
    // What the access leads to says more than that it is broad.
    yieldsTo: ["PRIVILEGE_ESCALATION_PATH"],

    *principal(principal, { inventory }) {
      for (const found of broadAccess(principal)) {
        if (found.family === family) yield toProblem(found, principal, inventory);
      }
    },
  }),
);

function toProblem(
  found: BroadAccess,
  principal: AccessPrincipal,
  inventory: Inventory,
): AddressedProblem {
  const bounded = lessByBoundary(principal);
  const suggestion = suggestResource(found.statement, inventory);
  const { family, policy, statement, values, resources, reach } = found;
  const [first, ...others] = values;
  const reaching = reachingValue(statement, resources);
  const { resource, notResource } = statement;
  const place = reaching?.range ?? (resource ?? notResource)?.range;
  const isLesser = found.actions.every((name) => family.lesser?.(name));
  const { hinted } = family;
  const isHint = hinted !== undefined && found.actions.every((name) => hinted.test(name));
  const less = lessByReach(reach, isLesser ? "WARNING" : family.findingType);
  const canonical = values.map((value) => displayText(value).toLowerCase()).sort();
  return {
    address: policy.address,
    at: first.range,
    subject: canonicalGrant(
      statement,
      canonical.join(),
      reaching ? displayText(reaching) : "all but some",
    ),
    details: `${what(found)} on ${family.on}: ${family.risk}. ${remedy(found)}${alsoIncluded(found)}${less.sentence}${bounded.sentence}${onlyIf(statement, ...values)}`,
    related: [
      ...others.map((value): RelatedLocation => ({ range: value.range, message: "and this" })),
      ...(place ? [{ range: place, message: placeMessage(reaching) }] : []),
    ],
    ...(suggestion && { suggestion }),
    ...(isLesser && { findingType: "WARNING" as const }),
    ...bounded.problem,
    ...less.problem,
    ...(isHint && { confidence: "hint" as const }),
  };
}

function placeMessage(reaching: TextValue | undefined): string {
  if (!reaching) return "on all but these";
  return displayText(reaching) === "*" ? "on every resource" : "on all that this matches";
}

/** `s3:GetObject` is allowed; a pattern says what it includes. */
function what({ values, actions }: BroadAccess): string {
  if (!values.some(hasWildcard)) {
    const texts = values.map(quotedValue);
    return `${listed(texts)} ${texts.length === 1 ? "is" : "are"} allowed`;
  }
  const patterns = listed(values.map(quotedValue));
  return `${patterns} ${values.length === 1 ? "allows" : "allow"} ${named(actions)}`;
}

function remedy({ family, resources }: BroadAccess): string {
  const forms = [...new Set(resources.map(({ form }) => form))];
  forms.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return family.remedy.replace("{form}", formList(forms));
}

/** Forms of ARNs that a message shows. */
const formsMax = 2;

function formList(forms: readonly string[]): string {
  const shown = forms.slice(0, formsMax).map((form) => `\`${form}\``);
  return `${shown.join(" or ")}${forms.length > formsMax ? " and others" : ""}`;
}

function alsoIncluded({ also, values }: BroadAccess): string {
  if (also.length === 0) return "";
  const shown = listed(also.map(({ short }: AccessFamily) => short));
  return ` ${values.length === 1 ? "The pattern" : "They"} also ${values.length === 1 ? "includes" : "include"} ${shown}.`;
}
