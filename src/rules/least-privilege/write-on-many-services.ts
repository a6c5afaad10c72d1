import { levelsOf } from "../../access/describe-actions.ts";
import type { AccessPrincipal } from "../../access/principals.ts";
import { serviceName } from "../../catalog/catalog.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { broadAccess } from "./broad-access.ts";
import { heldDocuments } from "./held-documents.ts";
import { listed } from "./listed.ts";
import { allowedServices } from "./whole-services.ts";

/** Services on which a principal may write everywhere before it looks like several principals in one. Own judgement. */
const servicesMin = 10;

/**
 * One principal that changes resources of many services, none of which it names: unrelated duties in
 * one hand. A hint: deployment roles are often meant to be so.
 */
export const writeOnManyServices: Rule = {
  issueCode: "WRITE_ON_MANY_SERVICES",
  findingType: "SUGGESTION",
  confidence: "hint",
  summary: "one principal can change resources of many services",
  controls: [
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "NIST 800-53 CM-7 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.9 (own judgement)",
  ],

  *principal(principal): Iterable<AddressedProblem> {
    const services = writtenServices(principal);
    const [first] = heldDocuments(principal);
    if (services.length < servicesMin || !first) return;
    const { owner } = principal;
    yield {
      address: owner?.address ?? first.policy.address,
      at: owner?.range ?? first.policy.range,
      subject: `writes on ${services.join()}`,
      details: `This principal can change resources that nobody named in ${services.length} services: ${listed(services.map((prefix) => serviceName(prefix) ?? prefix))}. Split it by duty, and name the resources.`,
    };
  },
};

function writtenServices(principal: AccessPrincipal): string[] {
  const services = new Set<string>();
  for (const { actions } of broadAccess(principal)) {
    for (const action of actions) {
      const [level] = levelsOf([action]);
      if (level === "Write" || level === "Permissions management") {
        services.add(action.slice(0, action.indexOf(":")));
      }
    }
  }
  for (const { document } of heldDocuments(principal)) {
    for (const statement of document.statements) {
      for (const value of statement.action?.values ?? []) {
        const [only, ...others] = allowedServices(statement, value, principal)?.prefixes ?? [];
        // A pattern over all services is reported as what it is.
        if (only !== undefined && others.length === 0) services.add(only);
      }
    }
  }
  return [...services].sort();
}
