import { isStar } from "../../policy/pattern.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import type { RuleContext } from "../rule-context.ts";
import { type KnownCondition, knownConditions } from "../validation/known-conditions.ts";
import { denialToOutsiders } from "./outsiders.ts";
import { askedPolicy, askedPrincipals } from "./trust-question.ts";

/** An organization that is not the team's, whose accounts get in. */
export interface ForeignOrganization {
  /** `o-a1b2c3d4e5`. */
  readonly id: string;
  /** Where it stands in the condition. */
  readonly value: TextValue;
}

/** Values of one statement that are looked at. */
const valuesMax = 50;

/**
 * Organizations that an Allow for everyone is held to, and that the configuration does not name.
 * Without `access.trusted-organizations` there are none: the organization is then taken for the
 * team's own. Where accounts or principals are named beside it, those are judged, and not it; where a
 * Deny keeps outsiders out, and does not make an exception of the organization, it does not get in.
 */
export function foreignOrganizations(
  document: PolicyDocument,
  { trustedOrganizations }: RuleContext,
): readonly ForeignOrganization[] {
  if (trustedOrganizations.length === 0) return [];
  const isDeniedToOutsiders = denialToOutsiders(document.statements);
  const excepted = document.statements.filter(({ effect }) => effect === "Deny").flatMap(namedIn);
  const found = new Map<string, ForeignOrganization>();
  for (const { allow, principal } of askedPrincipals(askedPolicy(document))) {
    const conditions = knownConditions(allow.source);
    if (!isStar(principal.value) || conditions.some(namesInsiders)) continue;
    const isDenied = isDeniedToOutsiders(allow.source);
    const values = conditions.filter(namesOrganizations).flatMap(({ entry }) => entry.values);
    for (const value of values.slice(0, valuesMax)) {
      const id = organization(value);
      if (id === undefined || trustedOrganizations.includes(id)) continue;
      if (isDenied && !excepted.includes(id)) continue;
      if (!found.has(id)) found.set(id, { id, value });
    }
  }
  return [...found.values()];
}

/** Organizations that a Deny speaks of. */
function namedIn(statement: Statement): readonly string[] {
  return statement.conditions
    .flatMap(({ values }) => values)
    .slice(0, valuesMax)
    .flatMap((value) => organization(value) ?? []);
}

/** `o-a1b2c3d4e5`, of an id or a path; undefined for anything else, and where it is not known. */
function organization(value: TextValue): string | undefined {
  const id = knownText(value)?.split("/")[0] ?? "";
  return /^o-[a-z0-9]+$/.test(id) ? id : undefined;
}

function namesOrganizations({ key, operator }: KnownCondition): boolean {
  const isOrganization = key === "aws:principalorgid" || key === "aws:principalorgpaths";
  return isOrganization && !operator.negated && operator.comparison.startsWith("string");
}

function namesInsiders({ key, operator }: KnownCondition): boolean {
  return !operator.negated && (key === "aws:principalaccount" || key === "aws:principalarn");
}
