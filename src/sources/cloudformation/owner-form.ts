import type { Extensible, OwnerForm } from "../../policy/inventory.ts";
import type { Node, ObjectNode } from "../../policy/node.ts";
import { displayText, type TextValue } from "../../policy/text-value.ts";
import { isWithin } from "../../text/range.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";

const typesWithForm: ReadonlySet<string> = new Set(["AWS::IAM::Role", "AWS::IAM::User"]);

/** How the properties of a role or user are written; of a role that SAM makes, those of its function. */
export function formOf({ type, node, writtenAs }: Resource): OwnerForm | undefined {
  const properties = membersOf(node).get("Properties")?.value;
  const members = typesWithForm.has(type) ? objectForm(properties) : undefined;
  if (!members) return undefined;
  const tags = membersOf(properties).get("Tags")?.value;
  // SAM's tags are an object.
  const as = writtenAs === undefined ? "items" : "members";
  const place = as === "items" ? listForm(tags) : objectForm(tags);
  return {
    members,
    boundary: "PermissionsBoundary",
    tags: { name: "Tags", as, written: tags ? (place ?? "elsewhere") : "none" },
  };
}

/** A property as it is written among the properties: no function, and no alias of YAML. */
export function writtenText({ node, properties }: Resource, name: string): TextValue | undefined {
  const found = properties.get(name);
  const text = scalarText(found?.value);
  if (!found || !text) return undefined;
  // An alias stands for what is written above it.
  const rest = { ...node.range, start: found.key.range.end };
  return isWithin(text.range, rest) ? text : undefined;
}

function objectForm(node: Node | undefined): Extensible | undefined {
  if (node?.kind !== "object" || isCall(node)) return undefined;
  const { members, range } = node;
  const like = members.find(({ key }) => isWithin(key.range, range))?.key.range;
  return like && { into: range, like };
}

function listForm(node: Node | undefined): Extensible | undefined {
  if (node?.kind !== "array") return undefined;
  const { items, range } = node;
  const like = items.find((item) => isTag(item) && isWithin(item.range, range))?.range;
  return like && { into: range, like };
}

function isTag(item: Node): boolean {
  return item.kind === "object" && membersOf(item).has("Key");
}

function isCall({ members }: ObjectNode): boolean {
  return members.some(({ key }) => /^(?:Ref$|Fn::)/.test(displayText(key)));
}
