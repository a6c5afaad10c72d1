import type { Member, Node, ObjectNode } from "../../../policy/node.ts";
import { displayText } from "../../../policy/text-value.ts";
import { membersOf, type Resource, type Template } from "../template.ts";

/**
 * Properties that resources may take from `Globals`, of those that have to do with access (SAM
 * specification, "Globals section"). `Policies` and `Role` are not among them.
 */
const globalProperties: Readonly<Record<string, readonly string[]>> = {
  Api: ["Auth", "Domain"],
  Function: [
    "AssumeRolePolicyDocument",
    "FunctionUrlConfig",
    "PermissionsBoundary",
    "RolePath",
    "Tags",
    "Tracing",
    "VpcConfig",
  ],
};

/** Nesting of settings that are merged; SAM's own are shallow. */
const depthMax = 20;

/** The properties of SAM's resources with what `Globals` adds to them. */
export function withGlobals(template: Template): Template {
  const globals = membersOf(membersOf(template.root).get("Globals")?.value);
  if (globals.size === 0) return template;
  const resources = new Map<string, Resource>();
  for (const [id, resource] of template.resources) {
    resources.set(id, withGlobalProperties(resource, globals));
  }
  return { ...template, resources };
}

function withGlobalProperties(resource: Resource, globals: ReadonlyMap<string, Member>): Resource {
  const kind = /^AWS::Serverless::(\w+)$/.exec(resource.type)?.[1] ?? "";
  const names = Object.hasOwn(globalProperties, kind) ? globalProperties[kind] : undefined;
  if (!names) return resource;
  const section = membersOf(globals.get(kind)?.value);
  const properties = new Map(resource.properties);
  for (const name of names) {
    const shared = section.get(name);
    if (!shared) continue;
    const own = properties.get(name);
    properties.set(name, own ? { ...own, value: merged(shared.value, own.value, 0) } : shared);
  }
  return { ...resource, properties };
}

/** Objects are merged, lists come one after the other, and everything else is overridden. */
function merged(shared: Node, own: Node, depth: number): Node {
  if (shared.kind === "array" && own.kind === "array") {
    return { ...own, items: [...shared.items, ...own.items] };
  }
  if (shared.kind !== "object" || own.kind !== "object" || depth >= depthMax) return own;
  if (isCall(shared) || isCall(own)) return own;
  const ownMembers = membersOf(own);
  const inherited = shared.members
    .filter(({ key }) => !ownMembers.has(displayText(key)))
    .map((found) => found);
  const members = own.members.map((found) => {
    const before = membersOf(shared).get(displayText(found.key));
    return before ? { ...found, value: merged(before.value, found.value, depth + 1) } : found;
  });
  return { ...own, members: [...inherited, ...members] };
}

function isCall(node: ObjectNode): boolean {
  return node.members.some(({ key }) => /^(?:Ref$|Fn::)/.test(displayText(key)));
}
