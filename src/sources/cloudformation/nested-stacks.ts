import type { Node } from "../../policy/node.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { fileLengthMax } from "../source.ts";
import { assetPath } from "./cdk-metadata.ts";
import type { Evaluator } from "./evaluator.ts";
import { localPath } from "./local-files.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";

/** Stacks in stacks that are followed. */
export const nestingMax = 6;

/** Nested stacks that are read for one template. */
export const nestedStacksMax = 100;

/** Text of the templates of nested stacks, in characters; each counts as often as it is called. */
export const nestedLengthMax = 4 * fileLengthMax;

/** Resources that make a stack of another template, and the property that says which. */
const locations: ReadonlyMap<string, string> = new Map([
  ["AWS::CloudFormation::Stack", "TemplateURL"],
  ["AWS::CloudFormation::StackSet", "TemplateURL"],
  ["AWS::Serverless::Application", "Location"],
]);

/** A resource that makes a stack, and where its template is. */
export interface NestedStack {
  readonly resource: Resource;
  readonly property: string;
  readonly range: Range;
  /** Path in the repository; absent when the template is elsewhere. */
  readonly path?: string;
  /** As people write it: a URL, or what stands for one. */
  readonly location: string;
  /** The template itself, where it stands in a property. */
  readonly body?: TextValue;
}

/** Whether the stack is made in other accounts and regions, too. */
export function isStackSet({ type }: Resource): boolean {
  return type === "AWS::CloudFormation::StackSet";
}

export function nestedStack(
  resource: Resource,
  evaluator: Evaluator,
  from: string,
): NestedStack | undefined {
  const body = isStackSet(resource) ? resource.properties.get("TemplateBody") : undefined;
  if (body) {
    const value = evaluator.resolve(body.value);
    const text = value?.kind === "string" ? value.value : undefined;
    return {
      resource,
      property: "TemplateBody",
      range: body.key.range,
      location: value?.kind === "unknown" ? value.unknown.reference : "no text",
      ...(text && { body: text }),
    };
  }
  const property = locations.get(resource.type);
  const written = property === undefined ? undefined : resource.properties.get(property);
  if (property === undefined || !written) return undefined;
  const value = evaluator.resolve(written.value);
  const text = value?.kind === "string" ? knownText(value.value) : undefined;
  const local = text === undefined ? undefined : localPath(from, text);
  // The CDK writes the template beside this one, and a URL that is known when it is uploaded.
  const asset = assetPath(resource, property);
  const path = local ?? (asset === undefined ? undefined : localPath(from, asset));
  const location =
    value?.kind === "string"
      ? displayText(value.value)
      : value?.kind === "unknown"
        ? value.unknown.reference
        : "an application of the Serverless Application Repository";
  return {
    resource,
    property,
    range: written.key.range,
    location,
    ...(path !== undefined && { path }),
  };
}

/** What a nested stack gets for a parameter: as it is written in the stack around it. */
export function givenParameters(
  resource: Resource,
  evaluator: Evaluator,
): (name: string, defaultsCount: boolean) => Node | undefined {
  const written = writtenParameters(resource.properties.get("Parameters")?.value);
  const known = new Map<string, Node | undefined>();
  return (name, defaultsCount) => {
    const node = written.get(name);
    if (!node) return undefined;
    const key = `${defaultsCount} ${name}`;
    if (!known.has(key)) {
      // Parameters that lead back to themselves are not known.
      known.set(key, evaluator.unknown(node, "not supported"));
      known.set(
        key,
        defaultsCount ? evaluator.resolve(node) : evaluator.resolveWithoutDefaults(node),
      );
    }
    return known.get(key);
  };
}

/** An object of names and values, or the list that stack sets take. */
function writtenParameters(node: Node | undefined): ReadonlyMap<string, Node> {
  if (node?.kind !== "array") {
    return new Map([...membersOf(node)].map(([name, { value }]) => [name, value]));
  }
  const found = node.items.flatMap((item): [string, Node][] => {
    const members = membersOf(item);
    const name = scalarText(members.get("ParameterKey")?.value);
    const value = members.get("ParameterValue")?.value;
    return name && value ? [[displayText(name), value]] : [];
  });
  return new Map(found);
}
