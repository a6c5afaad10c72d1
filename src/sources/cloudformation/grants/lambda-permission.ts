import type { Node } from "../../../policy/node.ts";
import { placeholderText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { builtDocument, builtList, builtObject, builtSub, builtText } from "../built-nodes.ts";
import { choice } from "../choice.ts";
import type { DerivedPolicy } from "../derived-policy.ts";
import type { Evaluator } from "../evaluator.ts";
import { referredResources } from "../referred-resources.ts";
import type { Resource } from "../template.ts";
import { principalElement } from "./principal.ts";

const functionTypes = new Set(["AWS::Lambda::Function", "AWS::Serverless::Function"]);

/** The properties of `AWS::Lambda::Permission`, wherever they come from. */
export interface Permission {
  readonly functionName: Node;
  readonly action: Node;
  readonly principal: Node;
  readonly sourceArn?: Node | undefined;
  readonly sourceAccount?: Node | undefined;
  readonly eventSourceToken?: Node | undefined;
  readonly functionUrlAuthType?: Node | undefined;
  readonly invokedViaFunctionUrl?: Node | undefined;
  readonly principalOrgId?: Node | undefined;
}

/** `AWS::Lambda::Permission`: one statement in the resource policy of a function. */
export function lambdaPermission(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const get = (name: string) => resource.properties.get(name)?.value;
  const [functionName, action, principal] = [get("FunctionName"), get("Action"), get("Principal")];
  if (!functionName || !action || !principal) return [];
  const permission: Permission = {
    functionName,
    action,
    principal,
    sourceArn: get("SourceArn"),
    sourceAccount: get("SourceAccount"),
    eventSourceToken: get("EventSourceToken"),
    functionUrlAuthType: get("FunctionUrlAuthType"),
    invokedViaFunctionUrl: get("InvokedViaFunctionUrl"),
    principalOrgId: get("PrincipalOrgID"),
  };
  const at = resource.properties.get("Principal")?.key.range ?? resource.range;
  return [{ ...permissionPolicy(permission, [], at, evaluator), range: resource.range }];
}

/** The statement that Lambda writes for a permission (Lambda API reference, `AddPermission`). */
export function permissionPolicy(
  permission: Permission,
  path: readonly string[],
  at: Range,
  evaluator: Evaluator,
): DerivedPolicy {
  const principal = evaluator.resolve(permission.principal);
  const conditions = builtObject(
    {
      ArnLike: keyed("AWS:SourceArn", permission.sourceArn),
      StringEquals: several(at, {
        "AWS:SourceAccount": permission.sourceAccount,
        "aws:PrincipalOrgID": permission.principalOrgId,
        "lambda:EventSourceToken": permission.eventSourceToken,
        "lambda:FunctionUrlAuthType": permission.functionUrlAuthType,
      }),
      Bool: keyed("lambda:InvokedViaFunctionUrl", permission.invokedViaFunctionUrl),
    },
    at,
  );
  const statement = builtObject(
    {
      Effect: builtText("Allow", at),
      Principal: principal && principalElement(principal),
      Action: permission.action,
      Resource: functionArn(permission.functionName, evaluator),
      Condition: conditions.members.length > 0 ? conditions : undefined,
    },
    at,
  );
  return {
    path,
    kind: "resource",
    resourceType: "AWS::Lambda::Function",
    owners: referredResources(permission.functionName, evaluator, functionTypes),
    range: at,
    document: builtDocument([statement], at),
  };
}

/** The ARN of a function, which is given by its name, its ARN, or the part of it behind the region. */
function functionArn(node: Node, evaluator: Evaluator): Node | undefined {
  const resolved = evaluator.resolve(node);
  if (resolved?.kind === "choice") {
    const [then, otherwise] = [resolved.then, resolved.otherwise].map(
      (arm) => arm && functionArn(arm, evaluator),
    );
    return choice(resolved.condition, then, otherwise, resolved.range);
  }
  if (resolved?.kind !== "string") return resolved;
  const text = placeholderText(resolved.value);
  if (text.startsWith("arn:")) return resolved;
  // `123456789012:function:name` has everything but the front of the ARN.
  const template = text.includes(":function:")
    ? "arn:${AWS::Partition}:lambda:${AWS::Region}:${name}"
    : "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${name}";
  return builtSub(template, { name: resolved }, resolved.range);
}

function keyed(key: string, value: Node | undefined): Node | undefined {
  return value && builtObject({ [key]: value }, value.range);
}

function several(at: Range, keys: Readonly<Record<string, Node | undefined>>): Node | undefined {
  const block = builtObject(keys, at);
  return block.members.length > 0 ? block : undefined;
}

/** `AWS::Lambda::LayerVersionPermission`: an account, everyone, or everyone in an organization. */
export function layerPermission(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const get = (name: string) => resource.properties.get(name)?.value;
  const [layer, action, principal] = [get("LayerVersionArn"), get("Action"), get("Principal")];
  const resolved = principal && evaluator.resolve(principal);
  if (!layer || !action || !resolved) return [];
  const at = resource.properties.get("Principal")?.key.range ?? resource.range;
  const organization = get("OrganizationId");
  const statement = builtObject(
    {
      Effect: builtText("Allow", at),
      Principal: principalElement(resolved),
      Action: action,
      Resource: builtList([layer], layer.range),
      Condition:
        organization &&
        builtObject({ StringEquals: keyed("aws:PrincipalOrgID", organization) }, at),
    },
    at,
  );
  return [
    {
      path: [],
      kind: "resource",
      resourceType: "AWS::Lambda::LayerVersion",
      owners: referredResources(layer, evaluator),
      range: resource.range,
      document: builtDocument([statement], at),
    },
  ];
}
