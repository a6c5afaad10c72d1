import type { AccessPrincipal } from "../../access/principals.ts";
import type { TextValue } from "../../policy/text-value.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIfValue, quoted, quotedValue } from "../wording.ts";
import { administratorAttachments } from "./administrator.ts";
import { whatNotActionReaches } from "./allow-with-not-action.ts";
import { attachedAt } from "./attached-at.ts";
import { broadGrants } from "./broad-access.ts";
import { type HeldManaged, heldManaged, heldUnknown } from "./held-documents.ts";
import { listed } from "./listed.ts";
import { allowedServices } from "./whole-services.ts";

/**
 * One of AWS's managed policies that allows whole services on every resource. AWS wrote it for
 * everybody, and so for nobody in particular; it grows when AWS changes it.
 *
 * Left alone: the policies under `service-role/`, which AWS prescribes, and those that
 * `ADMINISTRATOR_ACCESS` reports. What is broad in others is a hint: many of them are attached by AWS's
 * own guides.
 */
export const broadManagedPolicy: Rule = {
  issueCode: "BROAD_MANAGED_POLICY",
  findingType: "SECURITY_WARNING",
  summary: "a managed policy of AWS's is attached that allows whole services",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  // A whole service, but what matters about it is one thing.
  yieldsTo: ["CLOUDSHELL_FILE_TRANSFER"],

  *principal(principal) {
    const administrators = administratorAttachments(principal);
    for (const managed of heldManaged(principal)) {
      if (administrators.some(({ name }) => name === managed.name)) continue;
      const problem = judge(managed, principal);
      if (problem) yield problem;
    }
    for (const { name, value } of heldUnknown(principal)) {
      if (!broadByName.test(name)) continue;
      yield {
        ...headOf(name, value, principal),
        details: `${quoted(name)} allows, by its name, whole services on every resource. ${remedyFor(value)}`,
        confidence: "likely",
      };
    }
  },
};

/** How AWS names policies for a whole service. */
const broadByName = /FullAccess(_?[vV]\d+)?$|^PowerUserAccess$/;

function headOf(name: string, value: TextValue, { address }: AccessPrincipal) {
  return { address, ...attachedAt(value), subject: `attaches ${name}` };
}

function remedyFor(value: TextValue): string {
  return `Attach a policy that names the actions and resources that are needed.${onlyIfValue(value)}`;
}

function judge(
  { name, value, document }: HeldManaged,
  principal: AccessPrincipal,
): AddressedProblem | undefined {
  const head = headOf(name, value, principal);
  // What is not judged with the principal has no Denies and limits to go by.
  const statements = document.statements.filter((statement) =>
    principal.policies.grants.some((grant) => grant.statements.includes(statement)),
  );
  const whole = statements.flatMap((statement) =>
    (statement.action?.values ?? []).filter(
      (action) => allowedServices(statement, action, principal) !== undefined,
    ),
  );
  const remedy = remedyFor(value);
  if (whole.length > 0) {
    return {
      ...head,
      details: `${quoted(name)} allows ${listed(whole.map(quotedValue))} on every resource, and what AWS adds to it. ${remedy}`,
    };
  }
  const open = statements.flatMap((each) => whatNotActionReaches(each, principal)?.names ?? []);
  if (open.length > 0) {
    return {
      ...head,
      details: `${quoted(name)} allows every action but a few, among them ${listed(open.map(quoted))} on every resource. ${remedy}`,
    };
  }
  const grants = statements.flatMap((statement) => broadGrants(statement, principal));
  const serious = grants.filter(({ family }) => family.findingType === "SECURITY_WARNING");
  const [first] = serious;
  if (!first) return undefined;
  const families = [...new Set(serious.map(({ family }) => family.short))];
  return {
    ...head,
    details: `${quoted(name)} allows ${listed(families)} on every resource. ${remedy}`,
    findingType: "WARNING",
    confidence: "hint",
  };
}
