import { parseArn } from "../../policy/arn.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import {
  displayText,
  knownText,
  literalText,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import { nowhere } from "../../policy/written-document.ts";
import type { AccessPrincipal } from "../principals.ts";
import { asUser } from "./demands.ts";
import { type Demand, type Patience, Questions } from "./questions.ts";

/** A principal as the search for paths sees it. */
export interface Subject {
  readonly principal: AccessPrincipal;
  readonly kind: "role" | "user" | "group" | "permission set" | "policy alone";
  /** For people. */
  readonly name: string;
  /** With `*` for partition and account; absent when nothing is known of it. */
  readonly arn?: TextValue;
  /** Managed policies of the account that are attached to it, in the same form. */
  readonly ownPolicies: readonly TextValue[];
  readonly boundaryArn?: TextValue;
  readonly questions: Questions;
}

export function subjectOf(principal: AccessPrincipal, patience: Patience): Subject {
  const { owner, policies } = principal;
  const kind = kindOf(principal);
  const arn = owner?.arn && anyAccount(owner.arn);
  const boundaryArn = owner?.permissionsBoundary && anyAccount(owner.permissionsBoundary);
  const attached = (owner?.managedPolicies ?? []).filter((text) => !isOfAws(text));
  return {
    principal,
    kind,
    name: nameOf(principal),
    ...(arn && { arn }),
    ownPolicies: attached.flatMap((text) => anyAccount(text) ?? []),
    ...(boundaryArn && { boundaryArn }),
    questions: new Questions(policies, demandsOf(principal, kind, arn), patience),
  };
}

function kindOf({ type, isPolicyAlone }: AccessPrincipal): Subject["kind"] {
  if (isPolicyAlone) return "policy alone";
  switch (type) {
    case "AWS::IAM::User":
      return "user";
    case "AWS::IAM::Group":
      return "group";
    case "AWS::SSO::PermissionSet":
      return "permission set";
    default:
      return "role";
  }
}

/** Its name where that is known, else what the repository calls it. */
function nameOf({ owner, address }: AccessPrincipal): string {
  return (owner?.name && knownText(owner.name)) || address;
}

/** What is true of every request that the principal makes. */
function demandsOf(
  { owner }: AccessPrincipal,
  kind: Subject["kind"],
  arn: TextValue | undefined,
): Demand[] {
  const demands: Demand[] = [];
  const arnText = arn && knownText(arn);
  if (arnText !== undefined && (kind === "role" || kind === "user")) {
    demands.push({
      keys: ["aws:principalarn"],
      arms: [{ ArnLike: { "aws:PrincipalArn": arnText } }],
    });
  }
  if (kind === "role" || kind === "permission set") {
    demands.push({ keys: ["aws:username"], arms: [{ Null: { "aws:username": "true" } }] });
  }
  const name = owner?.name && knownText(owner.name);
  if (kind === "user" && name !== undefined && !/[*?$]/.test(name)) {
    demands.push(asUser(name));
  }
  if (kind !== "role" && kind !== "user") return demands;
  for (const { key, value } of owner?.tags ?? []) {
    const tag = knownText(key);
    const text = knownText(value);
    if (tag === undefined || text === undefined || /[*?$]/.test(tag + text)) continue;
    const name = `aws:PrincipalTag/${tag}`;
    demands.push({ keys: [name.toLowerCase()], arms: [{ StringEquals: { [name]: text } }] });
  }
  return demands;
}

/**
 * The ARN in any account and partition: those of the repository's own principals are mostly not
 * known, and one account is assumed for all.
 */
function anyAccount(arn: TextValue): TextValue | undefined {
  const parsed = parseArn(arn);
  if (!parsed || placeholderText(parsed.resource) === "") return undefined;
  const front = literalText("arn:*:iam::*:", nowhere);
  return { parts: [...front.parts, ...parsed.resource.parts], range: nowhere };
}

function isOfAws(arn: TextValue): boolean {
  const parsed = parseArn(arn);
  return !parsed || knownText(parsed.account) === "aws";
}

/** Whether the two values name the same principal, whatever partition and account. */
export function isSameResource(first: TextValue, second: TextValue): boolean {
  const [left, right] = [parseArn(first), parseArn(second)];
  return (
    left !== undefined &&
    right !== undefined &&
    displayText(left.resource) === displayText(right.resource)
  );
}

/** Where a statement stands that counts for the subject: its policy, when that is in the repository. */
export interface Grounds {
  readonly policy?: Policy;
  /** Name of the managed policy of AWS's, where it is one. */
  readonly managed?: string;
  readonly statement?: Statement;
}

export function groundsOf(
  { principal }: Subject,
  verdict: { readonly policy: number; readonly statementIndex: number },
): Grounds {
  const source = principal.sources[verdict.policy];
  const document = principal.policies.grants[verdict.policy];
  const statement = document?.statements.find(({ index }) => index === verdict.statementIndex);
  return {
    ...(source && "policy" in source && { policy: source.policy }),
    ...(source && "managed" in source && { managed: source.managed.name }),
    ...(statement && { statement }),
  };
}
