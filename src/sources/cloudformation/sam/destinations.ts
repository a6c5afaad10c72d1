import type { Node } from "../../../policy/node.ts";
import { displayText } from "../../../policy/text-value.ts";
import { builtDocument, builtObject, builtText } from "../built-nodes.ts";
import type { DerivedPolicy } from "../derived-policy.ts";
import { membersOf, type Resource, scalarText } from "../template.ts";
import { roleId } from "./generated-roles.ts";

/** Where failed events and results go (SAM specification, `DeadLetterQueue`, `EventInvokeConfig`). */
const actionsByDestination: Readonly<Record<string, string>> = {
  EventBridge: "events:PutEvents",
  Lambda: "lambda:InvokeFunction",
  SNS: "sns:Publish",
  SQS: "sqs:SendMessage",
};

/** The policies of the role of a function that let it send what failed, and results. */
export function destinationPolicies(resource: Resource): DerivedPolicy[] {
  const letters = resource.properties.get("DeadLetterQueue")?.value;
  const invoke = membersOf(resource.properties.get("EventInvokeConfig")?.value);
  const destinations = membersOf(invoke.get("DestinationConfig")?.value);
  return [
    ...destinationPolicy(resource, ["DeadLetterQueue"], letters, "TargetArn"),
    ...["OnSuccess", "OnFailure"].flatMap((name) =>
      destinationPolicy(
        resource,
        ["EventInvokeConfig", "DestinationConfig", name],
        destinations.get(name)?.value,
        "Destination",
      ),
    ),
  ];
}

/** `{ Type: SQS, <target>: arn }` as a policy; nothing without a type. */
export function destinationPolicy(
  resource: Resource,
  path: readonly string[],
  node: Node | undefined,
  target: string,
): DerivedPolicy[] {
  const members = membersOf(node);
  const type = scalarText(members.get("Type")?.value);
  const name = type ? displayText(type) : "";
  const action = Object.hasOwn(actionsByDestination, name) ? actionsByDestination[name] : undefined;
  const to = members.get(target)?.value;
  if (!node || !to || action === undefined) return [];
  const at = node.range;
  const statement = builtObject(
    { Effect: builtText("Allow", at), Action: builtText(action, at), Resource: to },
    at,
  );
  const document = builtDocument([statement], at);
  return [{ path, kind: "identity", owners: [roleId(resource)], range: at, document }];
}
