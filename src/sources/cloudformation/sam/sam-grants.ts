import type { Node } from "../../../policy/node.ts";
import { displayText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { builtText } from "../built-nodes.ts";
import type { DerivedPolicy, Listed } from "../derived-policy.ts";
import type { Evaluator } from "../evaluator.ts";
import { permissionPolicy } from "../grants/lambda-permission.ts";
import { everyone } from "../grants/principal.ts";
import { membersOf, type Resource } from "../template.ts";
import { apiResourcePolicy } from "./api-resource-policy.ts";
import { connectorGrants } from "./connectors.ts";
import { destinationPolicies } from "./destinations.ts";
import { functionEvents, stateMachineEvents } from "./events.ts";
import { makesRole, roleId } from "./generated-roles.ts";
import { calledFunction } from "./published-alias.ts";
import { readSamPolicies } from "./sam-policies.ts";

/** What SAM makes of one resource when it is deployed, as far as it has to do with access. */
export interface SamGrants {
  readonly policies: readonly DerivedPolicy[];
  /** Managed policies that are attached to the role that SAM makes. */
  readonly managed: readonly ManagedAttachment[];
  readonly listed: readonly Listed[];
}

export interface ManagedAttachment {
  readonly path: readonly string[];
  readonly range: Range;
  /** A name, an ARN, or what stands for one; not resolved yet. */
  readonly node: Node;
  /** Attached by SAM itself: not listed, since nobody wrote it. */
  readonly isImplied?: boolean;
}

/** Properties that are judged as a part of the role that SAM makes, or mean nothing beside another. */
export const roleProperties: ReadonlyMap<string, readonly string[]> = new Map([
  ["AWS::Serverless::Function", ["AssumeRolePolicyDocument", "Policies"]],
  ["AWS::Serverless::StateMachine", ["Policies"]],
]);

/** What the properties of a SAM resource, and the connectors of any resource, stand for. */
export function samGrants(resource: Resource, evaluator: Evaluator): SamGrants {
  if (resource.writtenAs !== undefined) return nothing;
  const connectors = connectorGrants(resource, evaluator);
  const own = ownGrants(resource, evaluator);
  return {
    policies: [...own.policies, ...connectors.policies],
    managed: own.managed,
    listed: [...own.listed, ...connectors.listed],
  };
}

function ownGrants(resource: Resource, evaluator: Evaluator): SamGrants {
  switch (resource.type) {
    case "AWS::Serverless::Function":
      return functionGrants(resource, evaluator);
    case "AWS::Serverless::StateMachine":
      return stateMachineGrants(resource, evaluator);
    case "AWS::Serverless::Api":
      return { policies: apiResourcePolicy(resource, evaluator), managed: [], listed: [] };
    default:
      return { policies: [], managed: [], listed: [] };
  }
}

function functionGrants(resource: Resource, evaluator: Evaluator): SamGrants {
  const { policies, ofRole, managed, listed } = functionEvents(resource, evaluator);
  const url = publicUrl(resource, evaluator);
  const found = { policies: [...policies, ...url.policies], listed: [...listed, ...url.listed] };
  // With a role of one's own SAM adds nothing to it.
  if (!makesRole(resource)) return { ...found, managed: [] };
  const own = rolePolicies(resource);
  return {
    policies: [...own.policies, ...destinationPolicies(resource), ...ofRole, ...found.policies],
    managed: [...own.managed, ...managed, ...impliedPolicies(resource, evaluator)],
    listed: [...own.listed, ...found.listed],
  };
}

function stateMachineGrants(resource: Resource, evaluator: Evaluator): SamGrants {
  const policies = stateMachineEvents(resource, evaluator);
  const own = makesRole(resource) ? rolePolicies(resource) : nothing;
  return {
    policies: [...own.policies, ...policies],
    managed: own.managed,
    listed: own.listed,
  };
}

const nothing: SamGrants = { policies: [], managed: [], listed: [] };

/** `Policies`, in all their forms. */
function rolePolicies(resource: Resource): SamGrants {
  const written = resource.properties.get("Policies")?.value;
  if (!written) return nothing;
  const { documents, managed, unknown } = readSamPolicies(written);
  const path = (index: number) => ["Policies", String(index)];
  return {
    policies: documents.map(({ index, node, range, isExpanded }) => ({
      path: path(index),
      kind: "identity",
      owners: [roleId(resource)],
      range,
      document: node,
      isWritten: !isExpanded,
    })),
    managed: managed.map(({ index, node, range }) => ({ path: path(index), range, node })),
    listed: unknown.map(({ index, range, reason }) => ({ path: path(index), range, reason })),
  };
}

/** Policies that SAM attaches to the role of every function that has what they are for. */
function impliedPolicies(resource: Resource, evaluator: Evaluator): ManagedAttachment[] {
  const names = ["AWSLambdaBasicExecutionRole"];
  if (resource.properties.has("VpcConfig")) names.push("AWSLambdaVPCAccessExecutionRole");
  const tracing = resource.properties.get("Tracing")?.value;
  const mode = tracing && evaluator.resolve(tracing);
  const isOff = mode?.kind === "string" && displayText(mode.value) === "Disabled";
  if (mode && !isOff) names.push("AWSXrayWriteOnlyAccess");
  return names.map((name) => ({
    path: [],
    range: resource.range,
    node: builtText(name, resource.range),
    isImplied: true,
  }));
}

/** A function URL without authorization comes with two permissions for everyone. */
function publicUrl(
  resource: Resource,
  evaluator: Evaluator,
): { policies: DerivedPolicy[]; listed: Listed[] } {
  const auth = membersOf(resource.properties.get("FunctionUrlConfig")?.value).get("AuthType");
  const value = auth && evaluator.resolve(auth.value);
  if (!auth || !value) return { policies: [], listed: [] };
  const path = ["FunctionUrlConfig"];
  const at = auth.key.range;
  if (value.kind !== "string" || value.value.parts.some(({ kind }) => kind === "unknown")) {
    const reason =
      "whether everyone may call this function URL is not known before deployment: not judged";
    return { policies: [], listed: [{ path, range: at, reason }] };
  }
  if (displayText(value.value) !== "NONE") return { policies: [], listed: [] };
  const functionName = calledFunction(resource, at);
  const url = permissionPolicy(
    {
      functionName,
      action: builtText("lambda:InvokeFunctionUrl", at),
      principal: everyone(at),
      functionUrlAuthType: value,
    },
    path,
    at,
    evaluator,
  );
  return { policies: [url], listed: [] };
}
