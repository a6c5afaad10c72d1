import type { PolicyKind } from "../../policy/policy.ts";
import { readPolicyDocument } from "../../policy/read-policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { isPolicyDocument, kindByContent } from "../json/policy-content.ts";
import { nestedBlocks } from "./blocks.ts";
import { type Carrier, carriers } from "./carriers.ts";
import { armsOf } from "./choice.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { type Extraction, reasons } from "./extraction.ts";
import { findDocuments } from "./found-documents.ts";
import { lookalikeArguments, lookalikes } from "./grants.ts";
import type { Expression } from "./hcl/ast.ts";
import type { Instance } from "./instances.ts";
import type { Declaration, LocatedAttribute } from "./module.ts";
import { policyNode } from "./policy-node.ts";
import type { Condition } from "./steps.ts";
import { knownString, type Value } from "./value.ts";

/** A place that holds a policy, found in one instance of a resource. */
interface Found {
  readonly value: Value;
  readonly address: string;
  readonly kind: PolicyKind;
  readonly resourceType?: string;
  readonly owner?: string;
  readonly range: Range;
  readonly when: readonly Condition[];
}

/** The policies that the arguments of a resource hold. */
export function extractPolicies(declaration: Declaration, extraction: Extraction): void {
  const { type, address } = declaration;
  if (address.startsWith("data.")) return;
  const known = Object.hasOwn(carriers, type) ? (carriers[type] ?? []) : [];
  const wanted = known.filter(({ path }) => has(declaration, path.split(".")[0] ?? ""));
  const others = unlistedArguments(declaration, known);
  if (wanted.length === 0 && others.length === 0 && type !== "aws_iam_role") return;

  for (const instance of extraction.world.instances(declaration)) {
    for (const carrier of wanted) {
      for (const found of findPolicies(instance, carrier, extraction)) addPolicy(found, extraction);
    }
    if (type === "aws_iam_role") {
      for (const found of inlinePolicies(instance, extraction)) addPolicy(found, extraction);
    }
    for (const [name, { key }] of others) {
      const value = extraction.world.argument(instance, name);
      if (value) judgeByContent(value, name, key, instance, extraction);
    }
  }
}

function has({ body }: Declaration, name: string): boolean {
  return body.attributes.has(name) || body.blocks.some(({ block }) => isBlock(block, name));
}

function isBlock(
  block: { type: string; labels: readonly { text: string }[] },
  name: string,
): boolean {
  return block.type === name || (block.type === "dynamic" && block.labels[0]?.text === name);
}

function findPolicies(instance: Instance, carrier: Carrier, extraction: Extraction): Found[] {
  const { world } = extraction;
  const { declaration } = instance;
  const [first = "", second] = carrier.path.split(".");
  const kind = declaration.type === "aws_organizations_policy" ? organizationKind() : carrier.kind;
  if (!kind) return [];
  const shared = {
    kind,
    ...(carrier.resourceType !== undefined && { resourceType: carrier.resourceType }),
    ...owner(),
  };
  if (second === undefined) {
    const value = world.argument(instance, first);
    if (!value) return [];
    const own = carrier.owner === "self";
    const range = own
      ? (declaration.body.attributes.get(first)?.key ?? declaration.header)
      : declaration.header;
    const address = own ? `${instance.address} ${first}` : instance.address;
    return [{ value, address, range, when: extraction.when(instance), ...shared }];
  }
  return nestedBlocks(declaration.body, first, instance.scope).flatMap((block): Found[] => {
    const attribute = block.body.attributes.get(second);
    if (!attribute) return [];
    const value = evaluate(attribute.expression, { ...block.scope, file: attribute.file });
    const when = [...extraction.when(instance), ...block.when];
    return [{ value, address: instance.address, range: block.header, when, ...shared }];
  });

  function owner(): { owner?: string } {
    if (carrier.owner === "self") return { owner: instance.address };
    const named = carrier.owner === undefined ? undefined : world.argument(instance, carrier.owner);
    const type = carrier.resourceType ?? principalType(carrier.owner ?? "");
    const address = named && namedInstance(named, extraction, type);
    return address === undefined ? {} : { owner: address };
  }

  /** Tag, backup and other policies of an organization have grammars of their own. */
  function organizationKind(): PolicyKind | undefined {
    const type = world.argument(instance, "type");
    const name = type && knownString(type);
    if (!type || type.kind === "null" || name === "SERVICE_CONTROL_POLICY") return "scp";
    if (name === "RESOURCE_CONTROL_POLICY") return "rcp";
    if (name === undefined) {
      const reason = `The type of this policy is \`${describe(type)}\`, which is not known: it is not judged.`;
      extraction.skip(declaration.header, instance.address, reason);
    }
    return undefined;
  }
}

/**
 * Address of the resource that a name, ARN or id stands for.
 *
 * @param type of what a name can stand for, as a CloudFormation type: others may have the same name.
 */
export function namedInstance(
  value: Value,
  extraction: Extraction,
  type?: string,
): string | undefined {
  const named = armsOf(value).map((arm) => {
    if ((arm.kind === "string" || arm.kind === "unknown") && arm.names !== undefined) {
      return arm.names;
    }
    const name = knownString(arm);
    if (name === undefined || type === undefined) return undefined;
    return extraction.ownersByName.get(nameKey(type, name));
  });
  // One that is named only under a condition is still the only one it can be.
  const [only, ...others] = new Set(named.filter((address) => address !== undefined));
  return others.length === 0 ? only : undefined;
}

/** Key of `Gathered.ownersByName`. */
export function nameKey(type: string, name: string): string {
  return `${type} ${name}`;
}

/** What an argument with the name of a principal stands for, as a CloudFormation type. */
export function principalType(argument: string): string {
  if (argument.startsWith("role")) return "AWS::IAM::Role";
  if (argument.startsWith("user")) return "AWS::IAM::User";
  if (argument.startsWith("group")) return "AWS::IAM::Group";
  return "AWS::SSO::PermissionSet";
}

function inlinePolicies(instance: Instance, extraction: Extraction): Found[] {
  return nestedBlocks(instance.declaration.body, "inline_policy", instance.scope).flatMap(
    (block, index): Found[] => {
      const attribute = block.body.attributes.get("policy");
      if (!attribute) return [];
      const nameAttribute = block.body.attributes.get("name");
      const name =
        nameAttribute &&
        evaluate(nameAttribute.expression, { ...block.scope, file: nameAttribute.file });
      const label = name?.kind === "string" ? displayText(name.text) : String(index);
      return [
        {
          value: evaluate(attribute.expression, { ...block.scope, file: attribute.file }),
          address: `${instance.address} inline "${label}"`,
          kind: "identity",
          owner: instance.address,
          range: block.header,
          when: [...extraction.when(instance), ...block.when],
        },
      ];
    },
  );
}

function addPolicy(found: Found, extraction: Extraction): void {
  const { node, unknowns, unreadable, documents } = policyNode(
    found.value,
    found.when,
    extraction.world,
  );
  markUsed(documents, extraction);
  const owner = found.kind === "trust" ? undefined : found.owner;
  for (const unknown of unknowns) {
    const reason = `The policy is \`${unknown.reference}\`, which ${reasons[unknown.reason]}: it is not judged.`;
    extraction.skip(unknown.at, found.address, reason, false, undefined, undefined, owner);
  }
  if (unreadable) {
    extraction.skip(found.range, found.address, "The policy is no JSON that could be read.", true);
  }
  if (!node) return;
  extraction.add({
    address: found.address,
    kind: found.kind,
    range: found.range,
    document: readPolicyDocument(node),
    ...(found.resourceType !== undefined && { resourceType: found.resourceType }),
    ...(found.owner !== undefined && { owner: found.owner }),
  });
}

/** A document is used, and so is every document that is merged into it. */
export function markUsed(documents: readonly string[], extraction: Extraction): void {
  const { usedDocuments, world } = extraction;
  const pending = [...documents];
  for (let address = pending.pop(); address !== undefined; address = pending.pop()) {
    if (usedDocuments.has(address)) continue;
    usedDocuments.add(address);
    const instance = world.instance(address);
    for (const merged of (instance && world.document(instance)?.merged) ?? []) pending.push(merged);
  }
}

/** Arguments that are not listed as carriers, but may hold a policy by their name or their form. */
function unlistedArguments(
  { type, body }: Declaration,
  known: readonly Carrier[],
): readonly [string, LocatedAttribute][] {
  if (!/^aws(cc)?_/.test(type) || lookalikes.has(type)) return [];
  return [...body.attributes].filter(
    ([name, { expression }]) =>
      (nameOfPolicy.test(name) || isDocumentLike(expression)) &&
      !/_arns?$|_ids?$|_names?$/.test(name) &&
      !lookalikeArguments.has(name) &&
      // In JSON a nested block can be taken for an argument.
      name !== "inline_policy" &&
      !known.some(({ path }) => path === name),
  );
}

const nameOfPolicy = /polic|_document$/;

function isDocumentLike(expression: Expression): boolean {
  switch (expression.kind) {
    case "call":
      return /^(jsonencode|file|templatefile)$/.test(expression.name);
    case "attribute":
      return expression.name === "json";
    case "template": {
      const [first] = expression.parts;
      return first?.kind === "text" && first.text.trimStart().startsWith("{");
    }
    default:
      return false;
  }
}

/**
 * Judges the policy documents in a value whose use is not known, by their content.
 *
 * @returns how many there are
 */
export function judgeByContent(
  value: Value,
  name: string,
  range: Range,
  instance: Instance,
  extraction: Extraction,
): number {
  let judged = 0;
  for (const found of findDocuments(value)) {
    const { node, documents } = policyNode(
      found.value,
      extraction.when(instance),
      extraction.world,
    );
    if (!isPolicyDocument(node)) continue;
    markUsed(documents, extraction);
    const document = readPolicyDocument(node);
    const address = [instance.address, [name, ...found.path].join(".")].join(" ");
    extraction.add({ address, kind: kindByContent(document), range, document });
    judged++;
  }
  return judged;
}
