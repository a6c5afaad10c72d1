import type { AccessPrincipal } from "../../access/principals.ts";
import { actionsOf, serviceName } from "../../catalog/catalog.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import { familiesOf } from "./access-families.ts";
import { statementsBelowAdministrator } from "./administrator.ts";
import { everyResource } from "./every-resource.ts";
import { lessByBoundary, lessByReach } from "./reach-wording.ts";
import { allowedServices } from "./whole-services.ts";

/**
 * All actions of a service on every resource. New actions that AWS adds to the service are included,
 * too.
 *
 * Left alone: services none of whose actions can be limited to a resource, what conditions, Denies or
 * a boundary limit to some resources, and policies that `ADMINISTRATOR_ACCESS` reports. One
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
  const allBut = statement.notResource !== undefined;
  const place = everyResource(statement) ?? (statement.resource ?? statement.notResource)?.range;
  if (!place) return;
  const isEvery = everyResource(statement) !== undefined;
  const where = allBut
    ? "all resources but a few"
    : isEvery
      ? "every resource"
      : "every resource of it";
  for (const value of statement.action?.values ?? []) {
    const found = allowedServices(statement, value, principal);
    if (!found) continue;
    const type = found.prefixes.some(isDangerousService) ? "SECURITY_WARNING" : "WARNING";
    const less = lessByReach(found.reach, type);
    const bounded = lessByBoundary(principal);
    yield {
      address: policy.address,
      at: value.range,
      subject: canonicalGrant(
        statement,
        knownText(value) ?? "",
        allBut ? "all but some" : isEvery ? "*" : canonicalResources(statement),
      ),
      details: `${quoted(knownText(value) ?? "")} allows ${wordFor(found.prefixes)} on ${where}. Name the actions that are needed, or the resources.${less.sentence}${bounded.sentence}${onlyIf(statement, value)}`,
      related: [{ range: place, message: allBut ? "on all but these" : `on ${where}` }],
      findingType: type,
      ...bounded.problem,
      ...less.problem,
    };
  }
}

/** A service in which nothing is a security warning by itself is none as a whole. */
function isDangerousService(prefix: string): boolean {
  return actionsOf(prefix).some((action) =>
    familiesOf(prefix, action).some(
      ({ findingType, lesser }) =>
        findingType === "SECURITY_WARNING" && !lesser?.(`${prefix}:${action.name}`),
    ),
  );
}

function canonicalResources({ resource }: Statement): string {
  return (resource?.values ?? []).map(displayText).sort().join();
}

function wordFor(services: readonly string[]): string {
  const [first = ""] = services;
  if (services.length === 1) return `every action of ${serviceName(first)}`;
  return `every action of ${services.length} services`;
}
