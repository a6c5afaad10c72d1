import { ask } from "../../access/ask.ts";
import { escalationsIn } from "../../access/escalation/escalations.ts";
import type { AccessPrincipal } from "../../access/principals.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import { writtenDocument } from "../../policy/written-document.ts";
import { addedStatement } from "../addition.ts";
import { removal } from "../removal.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";

/**
 * The actions that a demand for a permissions boundary has to cover: as long as one of them is free,
 * the boundary of a principal that was made with it can be replaced or taken off, or policies go to
 * principals that have none.
 */
interface Family {
  readonly noun: string;
  /** Making one, and giving it policies. */
  readonly guarded: readonly string[];
  /** Giving policies is harmless on principals that are only made with the boundary. */
  readonly giving: readonly string[];
  readonly replacing: string;
  readonly removing: string;
  /** One that nobody has named. */
  readonly example: string;
}

const families: readonly Family[] = ["Role", "User"].map((noun) => ({
  noun: noun.toLowerCase(),
  guarded: [
    `iam:Create${noun}`,
    `iam:Put${noun}Policy`,
    `iam:Attach${noun}Policy`,
    `iam:Put${noun}PermissionsBoundary`,
  ],
  giving: [`iam:Put${noun}Policy`, `iam:Attach${noun}Policy`],
  replacing: `iam:Put${noun}PermissionsBoundary`,
  removing: `iam:Delete${noun}PermissionsBoundary`,
  example: `arn:aws:iam::111122223333:${noun.toLowerCase()}/zz-other/zz-other`,
}));

export const boundaryConditionLeavesGap: Rule = {
  issueCode: "BOUNDARY_CONDITION_LEAVES_GAP",
  findingType: "SECURITY_WARNING",
  confidence: "likely",
  summary: "a boundary is demanded for some actions, and others get around it",
  controls: [
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-6(1) (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *principal(principal, { inventory }) {
    if (!mentionsBoundary(principal)) return;
    for (const family of families) {
      const guarded = family.guarded.find((action) => isGuarded(action, principal));
      if (guarded === undefined) continue;
      const gaps = gapsOf(family, principal);
      for (const gap of gaps) {
        const problem = problemOf(gap, guarded, family, principal, inventory);
        if (!problem) continue;
        yield problem;
        break;
      }
    }
  },
};

const boundaryKey = "iam:permissionsboundary";

function mentionsBoundary({ identity }: AccessPrincipal): boolean {
  return identity.some(({ document }) =>
    document.statements.some(({ conditions }) =>
      conditions.some(({ key }) =>
        key.parts.some(
          (part) => part.kind === "literal" && part.text.toLowerCase() === boundaryKey,
        ),
      ),
    ),
  );
}

const withoutBoundary = limitedTo({ Null: { [boundaryKey]: "true" } });
const withOtherBoundary = limitedTo({
  StringEquals: { [boundaryKey]: "arn:aws:iam::111122223333:policy/zz-other" },
});

function limitedTo(condition: Record<string, Record<string, string>>): PolicyDocument {
  return writtenDocument({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: condition }],
  });
}

function isAllowed(
  action: string,
  { policies }: AccessPrincipal,
  limit?: PolicyDocument,
  resource?: string,
): boolean {
  const { grants, limits = [] } = policies;
  const set = limit ? { grants, limits: [...limits, [limit]] } : policies;
  const question = { actions: [action], ...(resource !== undefined && { resources: [resource] }) };
  return ask(set, question).result === "allowed";
}

/** Allowed with the right boundary only. */
function isGuarded(action: string, principal: AccessPrincipal): boolean {
  return isAllowed(action, principal) && !isFree(action, principal);
}

function isFree(action: string, principal: AccessPrincipal, resource?: string): boolean {
  return (
    isAllowed(action, principal, withoutBoundary, resource) ||
    isAllowed(action, principal, withOtherBoundary, resource)
  );
}

function gapsOf(family: Family, principal: AccessPrincipal): readonly string[] {
  const { giving, replacing, removing, example } = family;
  return [
    ...(isAllowed(removing, principal) ? [removing] : []),
    ...(isFree(replacing, principal) ? [replacing] : []),
    ...giving.filter((action) => isFree(action, principal, example)),
  ];
}

/** At the action that is free, unless a path that leads through it is reported already. */
function problemOf(
  gap: string,
  guarded: string,
  { noun, removing, replacing }: Family,
  principal: AccessPrincipal,
  inventory: Inventory,
): AddressedProblem | undefined {
  for (const policy of principal.identity) {
    for (const statement of policy.document.statements) {
      if (statement.effect !== "Allow") continue;
      const value = statement.action?.values.find((each) => coversAction(each, gap) === "yes");
      const at = value?.range ?? statement.notAction?.range;
      if (!at) continue;
      const isReported = escalationsIn(inventory).escalations.some(
        ({ principal: address, decisive }) =>
          address === principal.address && decisive.statement?.node === statement.node,
      );
      if (isReported) return undefined;
      const effect =
        gap === removing
          ? `takes the boundary off a ${noun}`
          : gap === replacing
            ? "replaces the boundary by another one"
            : `gives policies to any ${noun}, also to one without a boundary`;
      const fix =
        gap === removing
          ? "Leave it out, or deny it."
          : `Demand the same boundary for it with ${quoted("iam:PermissionsBoundary")}.`;
      const suggestion =
        gap === removing ? withoutAction(gap, statement, policy.document) : undefined;
      return {
        address: policy.address,
        at,
        ...(suggestion && { suggestion }),
        subject: `${gap.toLowerCase()} beside ${guarded.toLowerCase()}`,
        details: `${quoted(guarded)} is allowed only with a permissions boundary, and ${quoted(gap)} gets around it: it ${effect}. ${fix}${onlyIf(statement)}`,
      };
    }
  }
  return undefined;
}

/** The action goes from its list; where a pattern allows it, a Deny takes it away. */
function withoutAction(
  action: string,
  statement: Statement,
  document: PolicyDocument,
): Suggestion | undefined {
  const values = statement.action?.values ?? [];
  const covering = values.filter((value) => coversAction(value, action) !== "no");
  const isNamed = (value: TextValue) => knownText(value)?.toLowerCase() === action.toLowerCase();
  if (covering.length > 0 && covering.every(isNamed)) {
    return removal(
      values.map(({ range }) => range),
      (index) => covering.some((value) => value === values[index]),
      `Remove ${quoted(action)}`,
    );
  }
  return addedStatement(
    document,
    [
      ["Effect", "Deny"],
      ["Action", action],
      ["Resource", "*"],
    ],
    `Deny ${quoted(action)}`,
  );
}
