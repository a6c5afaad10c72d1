import type { NotJudged } from "../../policy/inventory.ts";
import type { Node } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";
import { membersOf, scalarText, type Template } from "./template.ts";

/** Transforms of AWS that leave policies as they stand, or whose resources are read as they are. */
const harmlessTransforms = new Set([
  "AWS::Serverless-2016-10-31",
  "AWS::LanguageExtensions",
  "AWS::CodeDeployBlueGreen",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
  "AWS::ServiceCatalog",
]);

/** Entries past this number are left out. */
const entriesMax = 100;

/** Macros, includes and loops: what they make of the template is known when it is deployed. */
export function macros(template: Template): NotJudged[] {
  const entries: NotJudged[] = [];
  const transform = membersOf(template.root).get("Transform");
  for (const { name, node } of namesOf(transform?.value)) {
    if (harmlessTransforms.has(name)) continue;
    const reason = `the macro \`${name}\` may change every part of this template: it is judged as it stands`;
    entries.push({ range: node.range, reason, unread: false });
  }
  for (const { key } of template.generated) {
    const reason = `\`${displayText(key)}\` makes resources when the template is deployed: they are not judged`;
    entries.push({ range: key.range, reason, unread: false });
  }
  for (const { name, range } of findTransforms(template)) {
    const reason =
      "`Fn::Transform` puts something in here when the template is deployed: it is not judged";
    entries.push({ range, address: `${range.file}#${name}`, reason, unread: false });
  }
  return entries.slice(0, entriesMax);
}

function namesOf(node: Node | undefined): { name: string; node: Node }[] {
  if (node?.kind === "array") return node.items.flatMap(namesOf);
  if (node?.kind === "object") {
    // `Transform: { Name: AWS::Include, Parameters: … }`
    return namesOf(membersOf(node).get("Name")?.value);
  }
  const text = scalarText(node);
  return text && node ? [{ name: displayText(text), node }] : [];
}

function findTransforms(template: Template): { name: string; range: Node["range"] }[] {
  const found: { name: string; range: Node["range"] }[] = [];
  for (const { name, node } of template.resources.values()) {
    const pending: Node[] = [node];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.kind === "array") for (const item of next.items) pending.push(item);
      if (next.kind !== "object") continue;
      for (const { key, value } of next.members) {
        if (displayText(key) === "Fn::Transform") found.push({ name, range: key.range });
        else pending.push(value);
      }
    }
  }
  return found.sort((first, second) => first.range.start - second.range.start);
}
