import type { Node } from "../../../policy/node.ts";
import { displayText, type UnknownPart } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { builtDocument, builtObject, builtSub, builtText } from "../built-nodes.ts";
import type { DerivedPolicy, Listed } from "../derived-policy.ts";
import type { Evaluator } from "../evaluator.ts";
import { type Permission, permissionPolicy } from "../grants/lambda-permission.ts";
import { referredResources } from "../referred-resources.ts";
import { membersOf, type Resource, scalarText } from "../template.ts";
import { resourcePolicy } from "./api-resource-policy.ts";
import { makesRole } from "./generated-roles.ts";
import { polledGrants, type SamEvent } from "./polled-events.ts";
import { calledFunction } from "./published-alias.ts";
import type { ManagedAttachment } from "./sam-grants.ts";

/** What an event source of a function brings. */
interface EventGrants {
  readonly policies: DerivedPolicy[];
  /** Policies of the role that SAM makes, and only of that. */
  readonly ofRole: DerivedPolicy[];
  readonly managed: ManagedAttachment[];
  readonly listed: Listed[];
}

/** Services that may call a function, by the type of event. */
const principals: Readonly<Record<string, string>> = {
  AlexaSkill: "alexa-appkit.amazon.com",
  Api: "apigateway.amazonaws.com",
  CloudWatchEvent: "events.amazonaws.com",
  CloudWatchLogs: "logs.amazonaws.com",
  Cognito: "cognito-idp.amazonaws.com",
  EventBridgeRule: "events.amazonaws.com",
  HttpApi: "apigateway.amazonaws.com",
  IoTRule: "iot.amazonaws.com",
  S3: "s3.amazonaws.com",
  SNS: "sns.amazonaws.com",
  Schedule: "events.amazonaws.com",
};

/**
 * What the `Events` of a function grant: a permission for each service that calls it, a managed
 * policy for each source that it reads (SAM specification, `EventSource`, and the resources that
 * SAM documents as generated).
 */
export function functionEvents(resource: Resource, evaluator: Evaluator): EventGrants {
  const grants: EventGrants = { policies: [], ofRole: [], managed: [], listed: [] };
  for (const event of eventsOf(resource)) {
    const { path, range } = event;
    const principal = own(principals, event.type);
    const polled = polledGrants(event, resource);
    if (principal !== undefined) {
      const permission: Permission = {
        functionName: calledFunction(resource, range),
        action: builtText("lambda:InvokeFunction", range),
        principal: builtText(principal, range),
        ...sourceOf(event, resource),
      };
      grants.policies.push(permissionPolicy(permission, path, range, evaluator));
      for (const ofApi of apiPolicy(event, evaluator)) grants.policies.push(ofApi);
    } else if (event.type === "ScheduleV2") {
      const target = resource.properties.has("AutoPublishAlias")
        ? calledFunction(resource, range)
        : builtObject({ "Fn::GetAtt": arnOf(builtText(resource.name, range)) }, range);
      const started = rolePolicy(event, "lambda:InvokeFunction", target);
      for (const ofRole of started) grants.policies.push(ofRole);
    } else if (polled) {
      for (const policy of polled.policies) grants.ofRole.push(policy);
      const { managed } = polled;
      if (managed !== undefined) {
        grants.managed.push({ path, range, node: builtText(managed, range) });
      }
      if (polled.isOpen && makesRole(resource)) {
        const reason = `what the event \`${event.type}\` needs is not known before deployment: not judged`;
        grants.listed.push({ path, range, reason });
      }
    } else {
      const shown = event.type === "" ? "this event" : `the event \`${event.type}\``;
      const reason = `SAM makes permissions of ${shown} when it is deployed: not judged`;
      grants.listed.push({ path, range, reason });
    }
  }
  return grants;
}

/** The events of a state machine: each comes with a role that may start it. */
export function stateMachineEvents(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  return eventsOf(resource).flatMap((event) => [
    ...rolePolicy(event, "states:StartExecution", reference(resource.name, event.range)),
    ...apiPolicy(event, evaluator),
  ]);
}

/** The policy of the role that SAM makes for an event, unless it is given one. */
function rolePolicy(event: SamEvent, action: string, target: Node): DerivedPolicy[] {
  const { path, range, properties } = event;
  if (properties.has("RoleArn")) return [];
  const statement = builtObject(
    { Effect: builtText("Allow", range), Action: builtText(action, range), Resource: target },
    range,
  );
  const document = builtDocument([statement], range);
  return [{ path, kind: "identity", owners: [], range, document }];
}

/** What an event adds to the resource policy of its API. */
function apiPolicy(event: SamEvent, evaluator: Evaluator): DerivedPolicy[] {
  const { properties, range, path } = event;
  return resourcePolicy(properties, evaluator, {
    methods: builtText(`execute-api:/*/${methodAndPath(event)}`, range),
    path: [...path, "Auth", "ResourcePolicy"],
    owners: referredResources(properties.get("RestApiId")?.value, evaluator),
  });
}

function eventsOf(resource: Resource): SamEvent[] {
  return [...membersOf(resource.properties.get("Events")?.value)].map(([id, { key, value }]) => {
    const members = membersOf(value);
    const type = scalarText(members.get("Type")?.value);
    return {
      id,
      type: type ? displayText(type) : "",
      properties: membersOf(members.get("Properties")?.value),
      path: ["Events", id],
      range: key.range,
    };
  });
}

/** What the call must come from, as SAM writes it. */
function sourceOf(event: SamEvent, resource: Resource): Partial<Permission> {
  const { properties, range } = event;
  const get = (name: string) => properties.get(name)?.value;
  const here = (service: string, rest: string, variables: Readonly<Record<string, Node>>) => ({
    sourceArn: builtSub(
      `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
      variables,
      range,
    ),
  });
  // The rule that SAM makes for the event.
  const rule = knownLater(`!Ref ${resource.name}${event.id}`, range);
  switch (event.type) {
    case "AlexaSkill":
      return { eventSourceToken: get("SkillId") };
    case "Api":
      return here("execute-api", `\${api}/*/${methodAndPath(event)}`, {
        api: get("RestApiId") ?? knownLater("!Ref ServerlessRestApi", range),
      });
    case "HttpApi":
      return here("execute-api", `\${api}/*/${methodAndPath(event)}`, {
        api: get("ApiId") ?? knownLater("!Ref ServerlessHttpApi", range),
      });
    case "CloudWatchLogs": {
      const group = get("LogGroupName");
      return group ? here("logs", "log-group:${group}:*", { group }) : {};
    }
    case "Cognito": {
      const pool = membersOf(get("UserPool")).get("Ref")?.value;
      return pool ? { sourceArn: builtObject({ "Fn::GetAtt": arnOf(pool) }, range) } : {};
    }
    case "IoTRule":
      return {
        ...here("iot", "rule/${rule}", { rule }),
        sourceAccount: reference("AWS::AccountId", range),
      };
    case "S3":
      return { sourceAccount: reference("AWS::AccountId", range) };
    case "SNS":
      return { sourceArn: get("Topic") };
    default:
      return here("events", "rule/${rule}", { rule });
  }
}

function methodAndPath({ properties }: SamEvent): string {
  const text = (name: string, otherwise: string) => {
    const found = scalarText(properties.get(name)?.value);
    return found ? displayText(found) : otherwise;
  };
  const method = text("Method", "ANY").toUpperCase();
  const path = text("Path", "/*").replace(/\/$/, "");
  const plain = path === "/$default" ? "/*" : path;
  // Parameters of a path stand as `*`; what is left of `$` would read as a variable.
  const pattern = plain.replace(/\{[^{}]*\}/g, "*").replaceAll("$", "");
  return `${method === "ANY" || method === "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "*" : method}${pattern || "/"}`;
}

/** The name of something that SAM makes. */
function knownLater(reference: string, range: Range): Node {
  const unknown: UnknownPart = {
    kind: "unknown",
    reference,
    reason: "known after deployment",
    at: range,
  };
  return { kind: "unknown", unknown, range };
}

function arnOf(logicalId: Node): Node {
  const items = [logicalId, builtText("Arn", logicalId.range)];
  return { kind: "array", items, range: logicalId.range };
}

function reference(name: string, at: Range): Node {
  return builtObject({ Ref: builtText(name, at) }, at);
}

function own(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
