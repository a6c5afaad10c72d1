import type { Member, Node } from "../../policy/node.ts";
import {
  displayText,
  knownText,
  literalText,
  type TextPart,
  type UnknownPart,
  type UnknownReason,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { ConditionEvaluator } from "./conditions.ts";
import { dynamicReferences } from "./dynamic-references.ts";
import { type Intrinsic, intrinsics } from "./intrinsics.ts";
import { pseudoParameter } from "./pseudo-parameters.ts";
import { resourceForm } from "./resource-forms.ts";
import { splitText } from "./split-text.ts";
import { scalarText, type Template } from "./template.ts";
import { written } from "./written.ts";

/** References that lead to references: a bucket that is named after a queue that is named after … */
const depthMax = 100;

/** Text and values that one template may be put together to, in characters and nodes. */
const workMax = 2_000_000;

/**
 * Works out the values of a template before it is deployed. A value that is not known then stays,
 * as an unknown part with its reason; what is known around it is kept.
 *
 * A parameter's default counts as its value. Where it decides whether something exists
 * (`Conditions`), it does not: deployments are told apart by just these parameters, and nothing may
 * be overlooked because it is off by default.
 */
export class Evaluator {
  readonly template: Template;
  readonly conditions: ConditionEvaluator;
  /** Set once the work allowed for one template was used up; values are unknown from then on. */
  exhausted = false;
  /** Whether defaults of parameters count; switched off while a condition is decided. */
  private defaultsCount = true;
  private depth = 0;
  private work = 0;
  private readonly openNames = new Set<string>();
  private readonly names = new Map<string, readonly TextPart[]>();

  constructor(template: Template) {
    this.template = template;
    this.conditions = new ConditionEvaluator(this);
  }

  /** The value with all functions worked out; `undefined` when it is `AWS::NoValue`. */
  resolve(node: Node): Node | undefined {
    this.spend(1);
    if (this.exhausted || this.depth >= depthMax) {
      return this.unknown(node, "not supported");
    }
    this.depth++;
    const resolved = this.resolveKind(node);
    this.depth--;
    return resolved;
  }

  /** As `resolve`, without the defaults of parameters. */
  resolveWithoutDefaults(node: Node): Node | undefined {
    const before = this.defaultsCount;
    this.defaultsCount = false;
    const resolved = this.resolve(node);
    this.defaultsCount = before;
    return resolved;
  }

  /** What `Ref` gives; `range` is where it stands. */
  ref(name: string, range: Range): Node | undefined {
    if (name === "AWS::NoValue") return undefined;
    const pseudo = pseudoParameter(name, range);
    if (pseudo) return textNode([pseudo], range);
    const parameter = this.template.parameters.get(name);
    if (parameter) return this.parameter(name, range);
    const reference = `!Ref ${name}`;
    const resource = this.template.resources.get(name);
    if (!resource) return this.unknownValue(reference, "not supported", range);
    const form = resourceForm(resource.type)?.ref;
    if (!form) return this.unknownValue(reference, "known after deployment", range);
    return this.filled(form, name, reference, range);
  }

  /** What `Fn::GetAtt` gives. */
  getAtt(name: string, attribute: string, range: Range): Node {
    const reference = `!GetAtt ${name}.${attribute}`;
    const resource = this.template.resources.get(name);
    const attributes = resource && resourceForm(resource.type)?.attributes;
    const form =
      attributes && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (!form) return this.unknownValue(reference, "known after deployment", range);
    return this.filled(form, name, reference, range);
  }

  /** Whether these parts may still be put into a text; asked before they are copied. */
  affords(parts: readonly TextPart[]): boolean {
    for (const part of parts) {
      this.spend(part.kind === "literal" ? part.text.length + 1 : 1);
      if (this.exhausted) return false;
    }
    return true;
  }

  unknown(node: Node, reason: UnknownReason): Node {
    const unknown: UnknownPart = {
      kind: "unknown",
      reference: written(node),
      reason,
      at: node.range,
    };
    return { kind: "unknown", unknown, range: node.range };
  }

  private resolveKind(node: Node): Node | undefined {
    switch (node.kind) {
      case "string":
        return dynamicReferences(node);
      case "number":
      case "boolean": {
        const value = scalarText(node) ?? literalText("", node.range);
        return { kind: "string", value, range: node.range };
      }
      case "array": {
        const items: Node[] = [];
        for (const item of node.items) {
          const resolved = this.resolve(item);
          if (resolved) items.push(resolved);
        }
        return { ...node, items };
      }
      case "object": {
        const call = intrinsicCall(node);
        if (call) return call.intrinsic(this, call.argument, node);
        const members: Member[] = [];
        for (const { key, value } of node.members) {
          const resolved = this.resolve(value);
          if (resolved) members.push({ key, value: resolved });
        }
        return { ...node, members };
      }
      default:
        return node;
    }
  }

  private parameter(name: string, range: Range): Node {
    const parameter = this.template.parameters.get(name);
    const reference = `!Ref ${name}`;
    const value = parameter?.value;
    if (!parameter || !value) return this.unknownValue(reference, "input without a value", range);
    if (parameter.type.startsWith("AWS::SSM::Parameter::Value")) {
      // The default names a parameter of Systems Manager; its value is not in the template.
      return this.unknownValue(reference, "outside the repository", range);
    }
    if (!this.defaultsCount && !parameter.isFixed) {
      return this.unknownValue(reference, "known after deployment", range);
    }
    const isList = parameter.type === "CommaDelimitedList" || parameter.type.startsWith("List<");
    if (!isList) {
      const node: Node = { kind: "string", value: { ...value, range }, range };
      this.spend(displayText(value).length);
      return dynamicReferences(node);
    }
    const items = splitText(value, ",", true).map((item): Node => {
      return { kind: "string", value: item, range: item.range };
    });
    this.spend(items.length + displayText(value).length);
    return { kind: "array", items, range };
  }

  private unknownValue(reference: string, reason: UnknownReason, range: Range): Node {
    const unknown: UnknownPart = { kind: "unknown", reference, reason, at: range };
    return { kind: "unknown", unknown, range };
  }

  /** The known form of a name or an ARN. */
  private filled(form: string, name: string, reference: string, range: Range): Node {
    const parts: TextPart[] = [];
    // Forms are ours: `{word}` and text in turn.
    for (const [index, piece] of form.split(/[{}]/).entries()) {
      if (piece === "") continue;
      if (index % 2 === 0) parts.push({ kind: "literal", text: piece, at: range });
      else {
        const filling = this.fillOne(piece, name, reference, range);
        if (!this.affords(filling)) return this.unknownValue(reference, "not supported", range);
        for (const part of filling) parts.push(part);
      }
    }
    return textNode(parts, range);
  }

  private fillOne(
    word: string,
    name: string,
    reference: string,
    range: Range,
  ): readonly TextPart[] {
    switch (word) {
      case "partition":
        return pseudoParts("AWS::Partition", range);
      case "region":
        return pseudoParts("AWS::Region", range);
      case "account":
        return pseudoParts("AWS::AccountId", range);
      case "urlSuffix":
        return pseudoParts("AWS::URLSuffix", range);
      case "name":
        return this.resourceName(name, range);
      case "path":
        return this.property(name, "Path") ?? [{ kind: "literal", text: "/", at: range }];
      default:
        return [{ kind: "unknown", reference, reason: "known after deployment", at: range }];
    }
  }

  private resourceName(name: string, range: Range): readonly TextPart[] {
    const type = this.template.resources.get(name)?.type ?? "";
    const property = resourceForm(type)?.name;
    const parts = property === undefined ? undefined : this.property(name, property);
    return (
      parts ?? [
        {
          kind: "unknown",
          reference: `!Ref ${name}`,
          reason: "known after deployment",
          at: range,
        },
      ]
    );
  }

  /** A property of a resource as text; `undefined` when it is not there, or not one text. */
  private property(name: string, property: string): readonly TextPart[] | undefined {
    const id = `${this.defaultsCount} ${name} ${property}`;
    const before = this.names.get(id);
    if (before) return before;
    const node = this.template.resources.get(name)?.properties.get(property)?.value;
    if (!node || this.openNames.has(id)) return undefined;
    this.openNames.add(id);
    const resolved = this.resolve(node);
    this.openNames.delete(id);
    if (resolved?.kind === "unknown") return [resolved.unknown];
    if (resolved?.kind !== "string") return undefined;
    this.names.set(id, resolved.value.parts);
    return resolved.value.parts;
  }

  private spend(amount: number): void {
    this.work += amount;
    if (this.work > workMax) this.exhausted = true;
  }
}

function intrinsicCall(node: Node): { intrinsic: Intrinsic; argument: Node } | undefined {
  if (node.kind !== "object") return undefined;
  for (const { key, value } of node.members) {
    const name = knownText(key);
    const intrinsic = name === undefined ? undefined : intrinsics.get(name);
    if (intrinsic && node.members.length === 1) return { intrinsic, argument: value };
    // A function beside other members, or one that is not known.
    if (name?.startsWith("Fn::")) {
      return {
        intrinsic: (evaluator) => evaluator.unknown(node, "not supported"),
        argument: value,
      };
    }
  }
  return undefined;
}

function pseudoParts(name: string, range: Range): readonly TextPart[] {
  const part = pseudoParameter(name, range);
  return part ? [part] : [];
}

function textNode(parts: readonly TextPart[], range: Range): Node {
  return { kind: "string", value: { parts, range }, range };
}
