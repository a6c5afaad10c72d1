import { passesRoleToAnyService } from "../../access/escalation/pass-role-question.ts";
import type { AccessPrincipal } from "../../access/principals.ts";
import { isEveryResource, parseArn } from "../../policy/arn.ts";
import { coversAction, hasWildcard, overlaps } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, literalText, type TextValue } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { administratorStatements } from "./administrator.ts";
import { heldDocuments } from "./held-documents.ts";
import { serviceDemanded } from "./passed-services.ts";

/**
 * `iam:PassRole` on a pattern of roles, for any service. What Access Analyzer reports (`Resource: "*"`
 * and `NotResource`) is left to its codes; a list of roles by name is left alone, and so is a pattern
 * when a condition, a Deny or a boundary limits the services.
 */
export const passRoleOnEveryRole: Rule = {
  issueCode: "PASS_ROLE_ON_EVERY_ROLE",
  findingType: "SECURITY_WARNING",
  summary: "a pattern lets every role of an account be passed to any service",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(10) (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal) {
    for (const { grant, value, address, isEvery } of patternsOf(principal)) {
      if (!isEvery || !passesRoleToAnyService(principal)) continue;
      yield problem(grant, value, address, {
        what: "stands for every role of an account, each of which can be handed to any service",
        remedy:
          "Name the roles, give those that may be passed a path of their own, or limit the service with `iam:PassedToService`.",
      });
    }
  },
};

export const passRoleToAnyService: Rule = {
  issueCode: "PASS_ROLE_TO_ANY_SERVICE",
  findingType: "WARNING",
  summary: "roles of a pattern can be passed to any service",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-5 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(1) (own judgement)",
    "NIST 800-53 AC-6(10) (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal, { inventory }) {
    for (const { grant, value, address, isEvery } of patternsOf(principal)) {
      if (isEvery || !passesRoleToAnyService(principal, [value])) continue;
      const suggestion = serviceDemanded(grant.statement, inventory);
      yield {
        ...problem(grant, value, address, {
          what: "stands for roles that can be handed to any service that they trust",
          remedy: "Name the services that need them with `StringEquals` on `iam:PassedToService`.",
        }),
        ...(suggestion && { suggestion }),
      };
    }
  },
};

interface PassedPattern {
  readonly grant: { readonly statement: Statement; readonly action: TextValue };
  readonly value: TextValue;
  readonly address: string;
  readonly isEvery: boolean;
}

function* patternsOf(principal: AccessPrincipal): Iterable<PassedPattern> {
  let isAdministrator: boolean | undefined;
  for (const { policy, document } of heldDocuments(principal)) {
    for (const statement of document.statements) {
      const action = statement.effect === "Allow" ? passingAction(statement) : undefined;
      if (!action || !statement.resource) continue;
      for (const value of statement.resource.values) {
        if (!hasWildcard(value) || isEveryResource(value) || !isAboutRoles(value)) continue;
        isAdministrator ??= administratorStatements(principal).length > 0;
        if (isAdministrator) return;
        const isEvery = isEveryRole(value);
        yield { grant: { statement, action }, value, address: policy.address, isEvery };
      }
    }
  }
}

/** An action that is there for passing roles: one that is broader is reported for its breadth. */
function passingAction({ action }: Statement): TextValue | undefined {
  return action?.values.find(
    (value) =>
      coversAction(value, "iam:PassRole") === "yes" &&
      coversAction(value, "iam:PutRolePolicy") === "no",
  );
}

/** Whether it stands for roles; a pattern without the components of an ARN stands for anything. */
function isAboutRoles(value: TextValue): boolean {
  const arn = parseArn(value);
  if (!arn) return true;
  const at = value.range;
  return (
    overlaps(arn.service, literalText("iam", at)) &&
    overlaps(arn.resource, literalText("role/*", at))
  );
}

/** A pattern that includes a role of which nobody has heard. */
function isEveryRole(value: TextValue): boolean {
  const resource = parseArn(value)?.resource;
  if (!resource) return true;
  if (knownText(resource) === undefined) return false;
  return overlaps(resource, literalText("role/leastwise-unnamed", value.range));
}

function problem(
  { statement, action }: PassedPattern["grant"],
  value: TextValue,
  address: string,
  { what, remedy }: { readonly what: string; readonly remedy: string },
): AddressedProblem {
  return {
    address,
    at: value.range,
    subject: canonicalGrant(statement, "iam:PassRole", knownText(value) ?? "a pattern"),
    details: `${quotedValue(value)} ${what}, by ${quotedValue(action)}. ${remedy}${onlyIf(statement, value, action)}`,
    related: [{ range: action.range, message: "this allows iam:PassRole" }],
  };
}
