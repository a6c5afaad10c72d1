import { actionsOf, serviceName, servicePrefixes } from "../../catalog/catalog.ts";
import { isStar, matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { Problem, Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { administratorStatement } from "./administrator.ts";
import { grantsToItsPrincipal, limitsResources, nearlyEveryResource } from "./every-resource.ts";

/**
 * All actions of a service on every resource. New actions that AWS adds to the service are included,
 * too.
 *
 * Left alone: services none of whose actions can be limited to a resource, statements with a
 * condition that may limit the resources, and policies that `ADMINISTRATOR_ACCESS` reports. One
 * finding per action pattern, since each has to be replaced by itself.
 *
 * The NIST controls are those that AWS Security Hub lists for IAM.21, which tests the same actions.
 */
export const starInActionAndResource: Rule = {
  issueCode: "STAR_IN_ACTION_AND_RESOURCE",
  findingType: "SECURITY_WARNING",
  summary: "all actions of a service are allowed on every resource",
  controls: [
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-5",
    "NIST 800-53 AC-6",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *document(document, policy) {
    if (!grantsToItsPrincipal(policy) || administratorStatement(document)) return;
    for (const statement of document.statements) yield* judge(statement);
  },
};

function* judge(statement: Statement): Iterable<Problem> {
  if (statement.effect !== "Allow" || limitsResources(statement.conditions)) return;
  const resource = nearlyEveryResource(statement);
  if (!resource) return;
  const allBut = statement.notResource !== undefined;
  for (const value of statement.action?.values ?? []) {
    const services = wholeServices(value);
    if (!services.some(canBeScoped)) continue;
    yield {
      at: value.range,
      subject: canonicalGrant(statement, knownText(value) ?? "", allBut ? "all but some" : "*"),
      details: `${quoted(knownText(value) ?? "")} allows ${wordFor(services)} on ${allBut ? "all resources but a few" : "every resource"}. Name the actions that are needed, or the resources.${onlyIf(statement, value)}`,
      related: [{ range: resource, message: allBut ? "on all but these" : "on every resource" }],
    };
  }
}

/** The services whose actions the pattern includes one and all; empty for a narrower pattern. */
function wholeServices(value: TextValue): readonly string[] {
  if (isStar(value)) return servicePrefixes();
  const text = knownText(value)?.toLowerCase();
  if (!text?.endsWith("*")) return [];
  const colon = text.indexOf(":");
  if (colon < 0) return servicePrefixes().filter((prefix) => matchesGlob(text, `${prefix}:*`));
  if (!/^\*+$/.test(text.slice(colon + 1))) return [];
  return servicePrefixes().filter((prefix) => matchesGlob(text.slice(0, colon), prefix));
}

function canBeScoped(prefix: string): boolean {
  return actionsOf(prefix).some(({ resourceTypes }) => resourceTypes.length > 0);
}

function wordFor(services: readonly string[]): string {
  const [first = ""] = services;
  if (services.length === 1) return `every action of ${serviceName(first)}`;
  return `every action of ${services.length} services`;
}
