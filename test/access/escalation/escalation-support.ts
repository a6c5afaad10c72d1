import { type Escalation, escalationsOf } from "../../../src/access/escalation/escalations.ts";
import { type AccessPrincipal, principalsOf } from "../../../src/access/principals.ts";
import type { Inventory, Owner } from "../../../src/policy/inventory.ts";
import type { Policy, PolicyKind } from "../../../src/policy/policy.ts";
import { literalText } from "../../../src/policy/text-value.ts";
import { documentOf } from "../../support/access.ts";

const nowhere = { file: "principals.json", start: 0, end: 0 };

/** A principal in short. */
export interface PrincipalText {
  readonly kind?: "Role" | "User" | "Group" | "PermissionSet";
  /** Statements of its one policy. */
  readonly allows?: object;
  /** Statements of its boundary. */
  readonly boundary?: object;
  /** Statements of its trust policy. */
  readonly trust?: object;
  /** ARNs of managed policies that are attached to it. */
  readonly managed?: readonly string[];
  /** Names of its groups. */
  readonly groups?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** An inventory with one principal for each name. */
export function inventoryOf(principals: Readonly<Record<string, PrincipalText>>): Inventory {
  const policies: Policy[] = [];
  const owners: Owner[] = [];
  for (const [name, text] of Object.entries(principals)) {
    const kind = text.kind ?? "Role";
    const add = (suffix: string, policyKind: PolicyKind, statements: object | undefined): void => {
      if (!statements) return;
      policies.push({
        address: `${name} ${suffix}`,
        kind: policyKind,
        ...(policyKind !== "boundary" && { owner: name }),
        range: nowhere,
        document: documentOf(statements),
      });
    };
    add("policy", "identity", text.allows);
    add("boundary", "boundary", text.boundary);
    add("trust", "trust", text.trust);
    const path = `${kind.toLowerCase()}/${name}`;
    owners.push({
      address: name,
      type: kind === "PermissionSet" ? "AWS::SSO::PermissionSet" : `AWS::IAM::${kind}`,
      range: nowhere,
      name: literalText(name, nowhere),
      accessKeys: [],
      ...(kind !== "PermissionSet" && {
        arn: literalText(`arn:aws:iam::111122223333:${path}`, nowhere),
      }),
      ...(text.boundary && {
        boundaryPolicy: `${name} boundary`,
        permissionsBoundary: literalText("arn:aws:iam::111122223333:policy/boundary", nowhere),
      }),
      ...(text.managed && {
        managedPolicies: text.managed.map((arn) => literalText(arn, nowhere)),
      }),
      ...(text.groups && { groups: text.groups }),
      ...(text.tags && {
        tags: Object.entries(text.tags).map(([key, value]) => ({
          key: literalText(key, nowhere),
          value: literalText(value, nowhere),
        })),
      }),
    });
  }
  return { policies, owners, notJudged: [] };
}

export function principalsIn(
  principals: Readonly<Record<string, PrincipalText>>,
): readonly AccessPrincipal[] {
  return principalsOf(inventoryOf(principals));
}

/** The ids of the paths that are open to the first of the principals. */
export function openPaths(principals: Readonly<Record<string, PrincipalText>>): string[] {
  const [first = ""] = Object.keys(principals);
  return escalationsFor(first, principals).map(({ id }) => id);
}

export function escalationsFor(
  name: string,
  principals: Readonly<Record<string, PrincipalText>>,
): Escalation[] {
  return escalationsOf(principalsIn(principals)).filter(({ principal }) => principal === name);
}

export function allow(
  action: string | readonly string[],
  resource: string | readonly string[] = "*",
  condition?: object,
): object {
  return {
    Effect: "Allow",
    Action: action,
    Resource: resource,
    ...(condition && { Condition: condition }),
  };
}

export function deny(
  action: string | readonly string[],
  resource: string | readonly string[] = "*",
  condition?: object,
): object {
  return { ...allow(action, resource, condition), Effect: "Deny" };
}

export function trusts(principal: object | string, condition?: object): object {
  return {
    Effect: "Allow",
    Principal: principal,
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition }),
  };
}
