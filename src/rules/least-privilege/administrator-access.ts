import { accessDifference } from "../../access/access-difference.ts";
import { principalsOf } from "../../access/principals.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, onlyIfValue, quoted } from "../wording.ts";
import { administratorAttachments, administratorStatements } from "./administrator.ts";
import { attachedAt } from "./attached-at.ts";
import { everyResource } from "./every-resource.ts";
import { lessByBoundary } from "./reach-wording.ts";

/**
 * Every action on every resource, without a condition: whoever has this principal has the account.
 *
 * The controls are those that AWS Security Hub lists for IAM.1, which tests the same.
 */
export const administratorAccess: Rule = {
  issueCode: "ADMINISTRATOR_ACCESS",
  findingType: "SECURITY_WARNING",
  summary: "a policy allows every action on every resource",
  controls: [
    "CIS AWS 5.0.0 1.15",
    "CIS AWS 6.0.0 2.15",
    "CIS AWS 7.0.0 2.14",
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-5",
    "NIST 800-53 AC-6",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal) {
    const bounded = lessByBoundary(principal);
    for (const { policy, statement } of administratorStatements(principal)) {
      const resource = everyResource(statement);
      if (!resource) continue;
      const star = broadAction(statement);
      yield {
        address: policy.address,
        at: star?.range ?? placeOf(statement),
        subject: "every action on every resource",
        details: `This allows ${wordFor(statement, star)} on every resource, without a condition: whoever has this principal has the account. Name the actions that are needed, and the resources that they are needed on.${bounded.sentence}${onlyIf(statement, ...(star ? [star] : []))}`,
        related: [{ range: resource, message: "on every resource" }],
        ...bounded.problem,
      };
    }
    for (const { name, value } of administratorAttachments(principal)) {
      yield {
        address: principal.address,
        ...attachedAt(value),
        subject: `attaches ${name}`,
        details: `${quoted(name)} makes whoever has this principal an administrator of the account${name === "IAMFullAccess" ? ": with every action of IAM it can give itself the rest" : ""}. Attach a policy that names what is needed, and keep this one for a role behind MFA and approval.${bounded.sentence}${onlyIfValue(value)}`,
        ...bounded.problem,
      };
    }
  },

  *change(base, head) {
    yield* newMembers(base, head);
  },
};

/** Users who are put into a group that made administrators before: nothing is said of the group then. */
function* newMembers(base: Inventory, head: Inventory): Iterable<AddressedProblem> {
  const users = head.owners.filter(({ groups = [] }) => groups.length > 0);
  if (users.length === 0) return;
  const before = new Map(base.owners.map((owner) => [owner.address, owner]));
  const wasAdministrator = administrators(base);
  const isAdministrator = administrators(head);
  for (const { address, name, groups = [], memberships = [], range } of users) {
    const joined = groups.find(
      (group) =>
        before.get(address)?.groups?.includes(group) !== true &&
        wasAdministrator(group) &&
        isAdministrator(group),
    );
    if (joined === undefined || !getsMore(address, base, head)) continue;
    const group = head.owners.find((owner) => owner.address === joined)?.name;
    yield {
      address,
      at: memberships.find((each) => each.group === joined)?.at ?? range,
      subject: `joins ${joined}`,
      details: `This puts the user ${quoted(name ? displayText(name) : address)} into the group ${quoted(group ? displayText(group) : joined)}, which makes its members administrators of the account. Give people a role behind MFA and approval for that, and this user what it needs.`,
    };
  }
}

/** Somebody who is called otherwise now, or was an administrator before, has nothing new. */
function getsMore(address: string, base: Inventory, head: Inventory): boolean {
  return accessDifference(base, head).entries.some(
    (entry) =>
      entry.address === address &&
      (entry.granted.lines.length > 0 || entry.granted.undecided.length > 0),
  );
}

function administrators(inventory: Inventory): (address: string) => boolean {
  const principals = new Map(principalsOf(inventory).map((each) => [each.address, each]));
  return (address) => {
    const principal = principals.get(address);
    if (!principal) return false;
    return (
      administratorStatements(principal).length > 0 ||
      administratorAttachments(principal).length > 0
    );
  };
}

function broadAction(statement: Statement): TextValue | undefined {
  const values = statement.action?.values ?? [];
  return values.find((value) => matchesGlob(knownText(value) ?? "", "any:*"));
}

function placeOf(statement: Statement): Range {
  return (statement.action ?? statement.notAction)?.range ?? statement.range;
}

function wordFor(statement: Statement, star: TextValue | undefined): string {
  if (star) return "every action";
  if (statement.notAction) return "all but a few actions";
  return "all services, one by one,";
}
