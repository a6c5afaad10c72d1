import type { Member, Node } from "../../../policy/node.ts";
import { displayText, literalText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { builtDocument, builtList, builtObject, builtText } from "../built-nodes.ts";
import { membersOf, type Resource, type Template } from "../template.ts";

/** Resources that SAM makes a role for, and the service that may assume it. */
const services: ReadonlyMap<string, string> = new Map([
  ["AWS::Serverless::Function", "lambda.amazonaws.com"],
  ["AWS::Serverless::StateMachine", "states.amazonaws.com"],
]);

/** Whether SAM makes a role for this resource: it is given none, or none in one case. */
export function makesRole(resource: Resource): boolean {
  if (!services.has(resource.type)) return false;
  const role = resource.properties.get("Role")?.value;
  return !role || role.kind === "null" || mayBeNothing(role);
}

/** The logical id of the role that SAM makes for a resource. */
export function roleId(resource: Resource): string {
  return `${resource.name}Role`;
}

/** The template with the roles that SAM makes when it is deployed. */
export function withGeneratedRoles(template: Template): Template {
  const resources = new Map<string, Resource>();
  for (const [id, resource] of template.resources) {
    resources.set(id, resource);
    const role = makesRole(resource) ? generatedRole(resource) : undefined;
    // What stands in the template under this name stays.
    if (role && !template.resources.has(role.name)) resources.set(role.name, role);
  }
  return { ...template, resources };
}

function generatedRole(resource: Resource): Resource {
  const at = resource.range;
  const get = (name: string) => resource.properties.get(name);
  const properties = new Map<string, Member>();
  const set = (name: string, found: Member | undefined) => {
    if (found)
      properties.set(name, {
        ...found,
        key: { ...found.key, ...literalText(name, found.key.range) },
      });
  };
  const trust = builtDocument([trustStatement(services.get(resource.type) ?? "", at)], at);
  set(
    "AssumeRolePolicyDocument",
    get("AssumeRolePolicyDocument") ?? {
      key: literalText("AssumeRolePolicyDocument", at),
      value: trust,
    },
  );
  set("PermissionsBoundary", get("PermissionsBoundary"));
  set("Path", get("RolePath"));
  const tags = get("Tags");
  if (tags) set("Tags", { ...tags, value: tagList(tags.value) });
  const { condition } = resource;
  return {
    name: roleId(resource),
    writtenAs: resource.name,
    type: "AWS::IAM::Role",
    range: at,
    node: resource.node,
    properties,
    ...(condition && { condition }),
  };
}

function trustStatement(service: string, at: Range): Node {
  return builtObject(
    {
      Effect: builtText("Allow", at),
      Principal: builtObject({ Service: builtText(service, at) }, at),
      Action: builtText("sts:AssumeRole", at),
    },
    at,
  );
}

/** SAM's tags are an object, those of CloudFormation a list. */
function tagList(tags: Node): Node {
  if (tags.kind !== "object") return tags;
  const items = tags.members.map(({ key, value }) =>
    builtObject({ Key: { kind: "string", value: key, range: key.range }, Value: value }, key.range),
  );
  return builtList(items, tags.range);
}

/** `Fn::If` with `AWS::NoValue` in one of its arms. */
function mayBeNothing(node: Node): boolean {
  const argument = membersOf(node).get("Fn::If")?.value;
  if (argument?.kind !== "array") return false;
  return argument.items.slice(1).some((arm) => {
    const referred = membersOf(arm).get("Ref")?.value;
    return referred?.kind === "string" && displayText(referred.value) === "AWS::NoValue";
  });
}
