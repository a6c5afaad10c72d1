import type { Suggestion } from "../../findings/finding.ts";
import { parseArn } from "../../policy/arn.ts";
import type { Inventory, Owner } from "../../policy/inventory.ts";
import { coversPattern } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
import { quoted } from "../wording.ts";

/**
 * The service that the roles are for that a statement lets be passed, where the repository has them
 * and all trust the same one alone. The statement has to be for passing roles only: other requests do
 * not have the key.
 */
export function serviceDemanded(
  statement: Statement,
  inventory: Inventory,
): Suggestion | undefined {
  const actions = statement.action?.values ?? [];
  if (!actions.every((value) => knownText(value)?.toLowerCase() === "iam:passrole")) {
    return undefined;
  }
  const patterns = statement.resource?.values ?? [];
  const services = new Set<string | undefined>();
  for (const pattern of patterns) {
    const roles = inventory.owners.filter((owner) => isRoleOf(pattern, owner));
    // Roles of which nothing is known may be for anything.
    if (roles.length === 0) return undefined;
    for (const role of roles) services.add(trustedService(role, inventory));
  }
  const [service] = services;
  if (services.size !== 1 || service === undefined) return undefined;
  return addedCondition(
    statement,
    { operator: "StringEquals", key: "iam:PassedToService", value: service },
    `Pass these roles to ${quoted(service)} alone, which they are for`,
  );
}

/** By the path and name of the role: its account is seldom known. */
function isRoleOf(pattern: TextValue, { type, arn }: Owner): boolean {
  const named = type === "AWS::IAM::Role" && arn ? parseArn(arn) : undefined;
  const resource = parseArn(pattern)?.resource;
  return (
    named !== undefined &&
    resource !== undefined &&
    coversPattern(resource, named.resource) !== "no"
  );
}

/** The one service that may assume a role, when nobody else may. */
function trustedService({ address }: Owner, { policies }: Inventory): string | undefined {
  const trusts = policies.filter(({ kind, owner }) => kind === "trust" && owner === address);
  const allows = trusts
    .flatMap(({ document }) => document.statements)
    .filter(({ effect }) => effect !== "Deny");
  const names = new Set(
    allows.flatMap(({ principal }): (string | undefined)[] => {
      const named = principal?.principals ?? [];
      if (named.length === 0) return [undefined];
      return named.map(({ type, value }) => (type === "Service" ? knownText(value) : undefined));
    }),
  );
  const [only] = names;
  return names.size === 1 ? only : undefined;
}
