import type { Member, Node } from "../../policy/node.ts";
import {
  displayText,
  placeholderText,
  type TextValue,
  unknownText,
  type When,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { Evaluator } from "./evaluator.ts";
import { referredResources } from "./referred-resources.ts";
import type { ManagedAttachment } from "./sam/sam-grants.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";

/** How a managed policy is used where it is named. */
type Use = "attached" | "boundary" | "session";

/** Properties that name managed policies by ARN, from the outside in. */
const properties: Readonly<Record<string, readonly (readonly [path: string, use: Use])[]>> = {
  "AWS::Budgets::BudgetsAction": [["Definition.IamActionDefinition.PolicyArn", "attached"]],
  "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": [["GuardrailPolicies", "boundary"]],
  "AWS::Chatbot::SlackChannelConfiguration": [["GuardrailPolicies", "boundary"]],
  "AWS::DataZone::EnvironmentBlueprintConfiguration": [
    ["EnvironmentRolePermissionBoundary", "boundary"],
  ],
  "AWS::EMR::StudioSessionMapping": [["SessionPolicyArn", "session"]],
  "AWS::IAM::Group": [["ManagedPolicyArns", "attached"]],
  "AWS::IAM::Role": [
    ["ManagedPolicyArns", "attached"],
    ["PermissionsBoundary", "boundary"],
  ],
  "AWS::IAM::User": [
    ["ManagedPolicyArns", "attached"],
    ["PermissionsBoundary", "boundary"],
  ],
  "AWS::RolesAnywhere::Profile": [["ManagedPolicyArns", "session"]],
  "AWS::SSO::PermissionSet": [
    ["ManagedPolicies", "attached"],
    ["CustomerManagedPolicyReferences", "attached"],
    ["PermissionsBoundary", "boundary"],
  ],
};

/** The managed policies of the template. */
const policyTypes = new Set(["AWS::IAM::ManagedPolicy"]);

/** Lists and arms that are followed. */
const depthMax = 20;

/** A managed policy where it is attached or sets a boundary. */
export interface Attachment {
  /** Property names and positions below the resource. */
  readonly path: readonly string[];
  readonly use: Use;
  readonly range: Range;
  /** The managed policies of the template that it names; none when it stands elsewhere. */
  readonly policies: readonly string[];
  /** Its ARN, or the name of a managed policy of AWS or of each account. */
  readonly text: TextValue;
  /** What has to hold for it to stand there; the conditions of its resource come on top. */
  readonly when: readonly When[];
  /** By name in accounts that are not known here, as Identity Center does it. */
  readonly isByName: boolean;
  /** Attached by a transform of AWS without being named. */
  readonly isImplied: boolean;
}

/** The managed policies that a resource names. `extra` are those that SAM's properties name. */
export function attachmentsOf(
  resource: Resource,
  evaluator: Evaluator,
  extra: readonly ManagedAttachment[],
): Attachment[] {
  const found: Attachment[] = [];
  const own = Object.hasOwn(properties, resource.type) ? properties[resource.type] : undefined;
  for (const [path, use] of own ?? []) {
    const steps = path.split(".");
    const [first = "", ...rest] = steps;
    const member = resource.properties.get(first);
    const node = member && follow(member, rest);
    if (!node) continue;
    const isList = node.kind === "array";
    for (const { node: leaf, index, when } of leavesOf(node, evaluator)) {
      const place = isList ? [first, ...rest, String(index)] : steps;
      const attachment = readLeaf(leaf, place, use, evaluator);
      if (attachment) found.push({ ...attachment, when });
    }
  }
  for (const { path, range, node, isImplied } of extra) {
    for (const { node: leaf, when } of leavesOf(node, evaluator)) {
      const attachment = readLeaf(leaf, path, "attached", evaluator);
      if (attachment) found.push({ ...attachment, range, when, isImplied: isImplied ?? false });
    }
  }
  return found;
}

/** What to tell people about an attachment that is not part of the template. */
export function attachmentReason({ use, text, isByName }: Attachment): string {
  const what = { attached: "attaches", boundary: "sets", session: "uses" }[use];
  const as = {
    attached: "what it allows is not judged yet",
    boundary: "as a permissions boundary: what it leaves is not judged yet",
    session: "as a session policy: what it leaves is not judged yet",
  }[use];
  const link = use === "attached" ? ": " : " ";
  const shown = displayText(text);
  const name = awsManagedName(text);
  if (isByName) return `${what} the policy \`${shown}\` of each account${link}${as}`;
  if (name !== undefined) return `${what} the AWS managed policy \`${name}\`${link}${as}`;
  const [only] = text.parts;
  if (only?.kind === "unknown" && text.parts.length === 1) {
    return `${what} a managed policy that is not known before deployment, \`${only.reference}\`${link}${as}`;
  }
  return `${what} the managed policy \`${shown}\` from elsewhere${link}${as}`;
}

/**
 * The name behind `arn:aws:iam::aws:policy/service-role/`, or a bare name, which SAM takes for a
 * policy of AWS.
 */
function awsManagedName(text: TextValue): string | undefined {
  const shown = placeholderText(text);
  if (text.parts.some(({ kind }) => kind === "unknown") && !shown.startsWith("arn:")) {
    return undefined;
  }
  if (!shown.startsWith("arn:")) return shown;
  const [, , service, , account, resource = ""] = shown.split(":", 6);
  if (service !== "iam" || account !== "aws" || !resource.startsWith("policy/")) return undefined;
  const name = displayText(text);
  return name.slice(name.lastIndexOf("/") + 1);
}

function readLeaf(
  node: Node,
  path: readonly string[],
  use: Use,
  evaluator: Evaluator,
): Attachment | undefined {
  const policies = referredResources(node, evaluator, policyTypes);
  const resolved = evaluator.resolve(node);
  if (resolved?.kind === "object") return readReference(resolved, path, use);
  const text =
    resolved?.kind === "string"
      ? resolved.value
      : resolved?.kind === "unknown"
        ? unknownText(resolved.unknown)
        : undefined;
  if (!text) return undefined;
  return {
    path,
    use,
    range: node.range,
    policies,
    text,
    when: [],
    isByName: false,
    isImplied: false,
  };
}

/** Identity Center's `{ Name, Path }`, or one of its two boundaries. */
function readReference(node: Node, path: readonly string[], use: Use): Attachment | undefined {
  const members = membersOf(node);
  const reference = membersOf(members.get("CustomerManagedPolicyReference")?.value);
  const arn = scalarText(members.get("ManagedPolicyArn")?.value);
  const name = scalarText((reference.get("Name") ?? members.get("Name"))?.value);
  const text = arn ?? name;
  if (!text) return undefined;
  const isByName = arn === undefined;
  const { range } = node;
  return { path, use, range, policies: [], text, when: [], isByName, isImplied: false };
}

function follow({ value }: Member, rest: readonly string[]): Node | undefined {
  let node: Node | undefined = value;
  for (const step of rest) node = membersOf(node).get(step)?.value;
  return node;
}

interface Leaf {
  readonly node: Node;
  readonly index: number;
  readonly when: readonly When[];
}

/** The single values in lists and arms, with their position in the outermost list. */
export function leavesOf(node: Node, evaluator: Evaluator): readonly Leaf[] {
  const found: Leaf[] = [];
  const visit = (current: Node, index: number, depth: number, when: readonly When[]): void => {
    if (depth > depthMax) return;
    if (current.kind === "array") {
      for (const [position, item] of current.items.entries()) {
        visit(item, depth === 0 ? position : index, depth + 1, when);
      }
      return;
    }
    if (current.kind === "choice") {
      const { condition, then, otherwise } = current;
      if (then) visit(then, index, depth + 1, [...when, { condition, holds: true }]);
      if (otherwise) visit(otherwise, index, depth + 1, [...when, { condition, holds: false }]);
      return;
    }
    const call = membersOf(current).get("Fn::If")?.value;
    if (call?.kind === "array" && call.items.length === 3) {
      const condition = scalarText(call.items[0]);
      const name = condition && displayText(condition);
      const decided = name === undefined ? undefined : evaluator.conditions.decide(name);
      const asked = decided === undefined && evaluator.conditions.unknown(name ?? "", call.range);
      for (const holds of [true, false]) {
        const arm = call.items[holds ? 1 : 2];
        if (!arm || decided === !holds) continue;
        visit(arm, index, depth + 1, asked ? [...when, { condition: asked, holds }] : when);
      }
      return;
    }
    // A parameter may stand for a whole list.
    const resolved = current.kind === "object" ? evaluator.resolve(current) : current;
    if (resolved?.kind === "array") visit(resolved, index, depth + 1, when);
    else found.push({ node: current, index, when });
  };
  visit(node, 0, 0, []);
  return found;
}
