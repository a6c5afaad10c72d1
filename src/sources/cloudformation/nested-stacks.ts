import type { Node } from "../../policy/node.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { fileLengthMax } from "../source.ts";
import type { Evaluator } from "./evaluator.ts";
import { localPath } from "./local-files.ts";
import { membersOf, type Resource } from "./template.ts";

/** Stacks in stacks that are followed. */
export const nestingMax = 6;

/** Nested stacks that are read for one template. */
export const nestedStacksMax = 100;

/** Text of the templates of nested stacks, in characters; each counts as often as it is called. */
export const nestedLengthMax = 4 * fileLengthMax;

/** Resources that make a stack of another template, and the property that says which. */
const locations: ReadonlyMap<string, string> = new Map([
  ["AWS::CloudFormation::Stack", "TemplateURL"],
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
}

export function nestedStack(
  resource: Resource,
  evaluator: Evaluator,
  from: string,
): NestedStack | undefined {
  const property = locations.get(resource.type);
  const written = property === undefined ? undefined : resource.properties.get(property);
  if (property === undefined || !written) return undefined;
  const value = evaluator.resolve(written.value);
  const text = value?.kind === "string" ? knownText(value.value) : undefined;
  const path = text === undefined ? undefined : localPath(from, text);
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
  const written = membersOf(resource.properties.get("Parameters")?.value);
  const known = new Map<string, Node | undefined>();
  return (name, defaultsCount) => {
    const node = written.get(name)?.value;
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
