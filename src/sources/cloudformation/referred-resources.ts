import type { Node } from "../../policy/node.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import type { Evaluator } from "./evaluator.ts";
import { resourceForm } from "./resource-forms.ts";
import { scalarText } from "./template.ts";

/** Lists and arms of choices that are followed. */
const depthMax = 20;

/**
 * Logical ids of the resources in the template that a value stands for: by `Ref`, `Fn::GetAtt` or
 * `Fn::Sub`, through lists and both arms of `Fn::If`. With `types`, only resources of these types,
 * and those too that a text calls by the name that they are given.
 */
export function referredResources(
  node: Node | undefined,
  evaluator: Evaluator,
  types?: ReadonlySet<string>,
): string[] {
  const found: string[] = [];
  collect(node, evaluator, found, 0);
  return [...new Set(found)].filter((id) => {
    const resource = evaluator.template.resources.get(id);
    return resource !== undefined && (types?.has(resource.type) ?? true);
  });
}

function collect(
  node: Node | undefined,
  evaluator: Evaluator,
  found: string[],
  depth: number,
): void {
  if (!node || depth > depthMax) return;
  if (node.kind === "array") {
    for (const item of node.items) collect(item, evaluator, found, depth + 1);
    return;
  }
  if (node.kind === "choice") {
    collect(node.then, evaluator, found, depth + 1);
    collect(node.otherwise, evaluator, found, depth + 1);
    return;
  }
  if (node.kind === "string") {
    const name = knownText(node.value);
    const named = name === undefined ? undefined : evaluator.namedResources().get(name);
    for (const id of named ?? []) found.push(id);
    return;
  }
  if (node.kind === "unknown") {
    const id = evaluator.idOf(node.unknown.reference);
    if (id !== undefined) found.push(id);
    return;
  }
  if (node.kind !== "object" || node.members.length !== 1) return;
  const [only] = node.members;
  if (only) collectCall(displayText(only.key), only.value, evaluator, found, depth);
}

function collectCall(
  name: string,
  argument: Node,
  evaluator: Evaluator,
  found: string[],
  depth: number,
): void {
  const items = argument.kind === "array" ? argument.items : [argument];
  const first = scalarText(items[0]);
  switch (name) {
    case "Ref":
    case "Fn::GetAtt":
      if (first) found.push(displayText(first).split(".")[0] ?? "");
      break;
    case "Fn::Sub": {
      // `${Policy}` or `arn:…:function:${Function}` names a resource; of several, none is the one.
      const names = first ? [...displayText(first).matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)] : [];
      const [only] = names;
      if (only?.[1] !== undefined && names.length === 1) found.push(only[1]);
      break;
    }
    case "Fn::If":
      for (const arm of items.slice(1)) collect(arm, evaluator, found, depth + 1);
      break;
  }
}

/** Logical ids by the names that the template gives to resources, as far as they are known. */
export function namedResources(evaluator: Evaluator): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const resource of evaluator.template.resources.values()) {
    const property = resourceForm(resource.type)?.name;
    const value = property === undefined ? undefined : resource.properties.get(property)?.value;
    const resolved = value && evaluator.resolve(value);
    const name = resolved?.kind === "string" ? knownText(resolved.value) : undefined;
    if (name === undefined) continue;
    const ids = byName.get(name);
    if (ids) ids.push(resource.name);
    else byName.set(name, [resource.name]);
  }
  return byName;
}
