import type { Member, Node, ObjectNode } from "../../policy/node.ts";
import { displayText, knownText, literalText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";

/** A CloudFormation template, whichever syntax it was written in; values are not resolved yet. */
export interface Template {
  readonly root: ObjectNode;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly conditions: ReadonlyMap<string, Node>;
  readonly mappings: ReadonlyMap<string, Node>;
  /** In the order of the file. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** Members of `Resources` that are no resource: loops and macros. */
  readonly generated: readonly Member[];
  /** Keys on these levels that stand there twice; the last one counts. */
  readonly repeated: readonly TextValue[];
}

export interface Parameter {
  readonly type: string;
  /** The default, or the only value that is allowed. */
  readonly value?: TextValue;
  /** Whether no other value can be given. */
  readonly isFixed: boolean;
  /** The only values that can be given. */
  readonly allowed?: readonly string[];
  readonly minLength?: number;
}

export interface Resource {
  /** The logical id. */
  readonly name: string;
  /** For what a transform makes: the logical id of the resource that it is made from. */
  readonly writtenAs?: string;
  readonly type: string;
  /** The place of its name. */
  readonly range: Range;
  readonly node: ObjectNode;
  readonly properties: ReadonlyMap<string, Member>;
  /** Name of the condition under which it exists. */
  readonly condition?: TextValue;
}

/** A template is told by its format version, or by resources with a type of AWS. */
export function isTemplate(node: Node | undefined): node is ObjectNode {
  if (node?.kind !== "object") return false;
  return node.members.some(({ key, value }) => {
    const name = knownText(key);
    if (name === "AWSTemplateFormatVersion") return true;
    return name === "Resources" && value.kind === "object" && value.members.some(isResource);
  });
}

export function readTemplate(root: ObjectNode): Template {
  const repeated: TextValue[] = [];
  const sections = membersOf(root, repeated);
  const section = (name: string) => membersOf(sections.get(name)?.value, repeated);

  const resources = new Map<string, Resource>();
  const generated: Member[] = [];
  for (const [name, found] of section("Resources")) {
    const resource = readResource(name, found, repeated);
    if (resource) resources.set(name, resource);
    else if (name.startsWith("Fn::")) generated.push(found);
  }
  return {
    root,
    parameters: withRules(
      mapValues(section("Parameters"), ({ value }) => readParameter(value)),
      [...section("Rules").values()].map(({ value }) => value),
    ),
    conditions: mapValues(section("Conditions"), ({ value }) => value),
    mappings: mapValues(section("Mappings"), ({ value }) => value),
    resources,
    generated,
    repeated,
  };
}

/** The members of an object by name. Of a repeated name the last one counts, as in CloudFormation. */
export function membersOf(node: Node | undefined, repeated?: TextValue[]): Map<string, Member> {
  const members = new Map<string, Member>();
  if (node?.kind !== "object") return members;
  for (const found of node.members) {
    const name = displayText(found.key);
    if (members.has(name)) repeated?.push(found.key);
    members.set(name, found);
  }
  return members;
}

/** A scalar as text: CloudFormation makes text of numbers and booleans. */
export function scalarText(node: Node | undefined): TextValue | undefined {
  switch (node?.kind) {
    case "string":
      return node.value;
    case "number":
      return literalText(node.text, node.range);
    case "boolean":
      return literalText(String(node.value), node.range);
    default:
      return undefined;
  }
}

function isResource({ key, value }: Member): boolean {
  if (/^Fn::(?:ForEach::|Transform$)/.test(displayText(key))) return true;
  const type = value.kind === "object" ? membersOf(value).get("Type")?.value : undefined;
  const text = type?.kind === "string" ? knownText(type.value) : undefined;
  return text !== undefined && /^(?:AWS|Alexa|Custom)::/.test(text);
}

function readResource(
  name: string,
  { key, value }: Member,
  repeated: TextValue[],
): Resource | undefined {
  if (value.kind !== "object" || name.startsWith("Fn::")) return undefined;
  const members = membersOf(value, repeated);
  const type = scalarText(members.get("Type")?.value);
  const condition = scalarText(members.get("Condition")?.value);
  return {
    name,
    type: type ? displayText(type) : "",
    range: key.range,
    node: value,
    properties: membersOf(members.get("Properties")?.value, repeated),
    ...(condition && { condition }),
  };
}

function readParameter(node: Node): Parameter {
  const members = membersOf(node);
  const type = scalarText(members.get("Type")?.value);
  const listed = members.get("AllowedValues")?.value;
  const allowed = (listed?.kind === "array" ? listed.items : []).flatMap((item) => {
    return scalarText(item) ?? [];
  });
  const [only] = allowed;
  const isFixed = only !== undefined && allowed.length === 1;
  const value = isFixed ? only : scalarText(members.get("Default")?.value);
  const minimum = scalarText(members.get("MinLength")?.value);
  const minLength = minimum ? Number(displayText(minimum)) : Number.NaN;
  return {
    type: type ? displayText(type) : "String",
    isFixed,
    ...(value && { value }),
    ...(allowed.length > 0 && { allowed: allowed.map(displayText) }),
    ...(Number.isSafeInteger(minLength) && { minLength }),
  };
}

/**
 * `Rules` that always hold and say which values a parameter may have:
 * `{ Assertions: [{ Assert: { Fn::Contains: [[…], { Ref: Name }] } }] }`.
 */
function withRules(
  parameters: Map<string, Parameter>,
  rules: readonly Node[],
): ReadonlyMap<string, Parameter> {
  for (const rule of rules) {
    const members = membersOf(rule);
    const assertions = members.get("Assertions")?.value;
    if (members.has("RuleCondition") || assertions?.kind !== "array") continue;
    for (const assertion of assertions.items) {
      const assert = membersOf(assertion).get("Assert")?.value;
      const contains = membersOf(assert).get("Fn::Contains")?.value;
      const [list, value] = contains?.kind === "array" ? contains.items : [];
      const id = scalarText(membersOf(value).get("Ref")?.value);
      const parameter = id && parameters.get(displayText(id));
      if (!id || !parameter || list?.kind !== "array") continue;
      const texts = list.items.map(scalarText);
      if (texts.includes(undefined)) continue;
      const listed = texts.map((text) => (text ? displayText(text) : ""));
      const allowed = parameter.allowed?.filter((text) => listed.includes(text)) ?? listed;
      parameters.set(displayText(id), { ...parameter, allowed });
    }
  }
  return parameters;
}

function mapValues<T>(members: Map<string, Member>, read: (member: Member) => T): Map<string, T> {
  return new Map([...members].map(([name, found]) => [name, read(found)]));
}
