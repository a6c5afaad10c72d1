import type { Member, Node, StringNode } from "../../policy/node.ts";
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
import { FilledForms } from "./filled-forms.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { intrinsics } from "./intrinsics.ts";
import { pseudoParameter } from "./pseudo-parameters.ts";
import { namedResources } from "./referred-resources.ts";
import { resourceForm } from "./resource-forms.ts";
import { publishedAlias } from "./sam/published-alias.ts";
import { splitText } from "./split-text.ts";
import { membersOf, type Parameter, scalarText, type Template } from "./template.ts";
import { written } from "./written.ts";

/** References that lead to references: a bucket that is named after a queue that is named after … */
const depthMax = 100;

/** Text and values that one template may be put together to, in characters and nodes. */
const workMax = 2_000_000;

/** The values that the calling stack gives; with or without the defaults of its own parameters. */
export type GivenParameters = (name: string, defaultsCount: boolean) => Node | undefined;

export interface CallingStack {
  readonly evaluator: Evaluator;
  /** Logical id of the nested stack there. */
  readonly id: string;
  readonly given: GivenParameters;
  /** Whether the stack is made in other accounts and regions. */
  readonly isStackSet: boolean;
}

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
  /** The nested stacks whose templates stand in the repository, by logical id. */
  readonly nested = new Map<string, Evaluator>();
  /** In front of what is only known inside this stack; two nested stacks are told apart by it. */
  private readonly scope: string;
  /** The same for what is only known inside its account and region. */
  readonly accountScope: string;
  private readonly given: GivenParameters | undefined;
  private readonly budget: { work: number };
  /** Whether defaults of parameters count; switched off while a condition is decided. */
  defaultsCount = true;
  private depth = 0;
  private readonly forms: FilledForms;
  private named: ReadonlyMap<string, readonly string[]> | undefined;

  /**
   * `calling` is the stack around this one, when it is nested. `given` are values that parameter
   * files give.
   */
  constructor(template: Template, calling?: CallingStack, given?: ReadonlyMap<string, Node>) {
    this.template = template;
    this.conditions = new ConditionEvaluator(this);
    this.forms = new FilledForms(this);
    this.given = calling?.given ?? (given && ((name) => given.get(name)));
    this.budget = calling?.evaluator.budget ?? { work: 0 };
    this.scope = calling ? `${calling.evaluator.scope}${calling.id}.` : "";
    this.accountScope = calling?.isStackSet ? this.scope : (calling?.evaluator.accountScope ?? "");
  }

  /** Whether the work allowed for one template was used up; values are unknown from then on. */
  get exhausted(): boolean {
    return this.budget.work > workMax;
  }

  /** A reference that is the same only inside this stack. */
  reference(written: string): string {
    return this.scope + written;
  }

  /** Logical id of the resource that a reference names; its name or one of its attributes. */
  idOf(reference: string): string | undefined {
    if (!reference.startsWith(this.scope)) return undefined;
    return /^!(?:Ref|GetAtt) (\w+)(?:\.|$)/.exec(reference.slice(this.scope.length))?.[1];
  }

  /** The value of an output. */
  output(name: string): Node | undefined {
    const outputs = membersOf(membersOf(this.template.root).get("Outputs")?.value);
    const value = membersOf(outputs.get(name)?.value).get("Value")?.value;
    return value && this.resolve(value);
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
    const pseudo = pseudoParameter(name, range, this.scope, this.accountScope);
    if (pseudo) return textNode([pseudo], range);
    const parameter = this.template.parameters.get(name);
    if (parameter) return this.parameter(name, range);
    const reference = this.reference(`!Ref ${name}`);
    const resource = this.template.resources.get(name);
    const alias = resource ? undefined : publishedAlias(name, this);
    if (alias) return this.forms.fill(alias.form, alias.id, reference, range);
    if (!resource) {
      const reason = this.isMadeBySam(name) ? "known after deployment" : "not supported";
      return this.unknownValue(reference, reason, range);
    }
    const form = resourceForm(resource.type)?.ref;
    if (!form) return this.unknownValue(reference, "known after deployment", range);
    return this.forms.fill(form, name, reference, range);
  }

  /** What `Fn::GetAtt` gives. */
  getAtt(name: string, attribute: string, range: Range): Node {
    const reference = this.reference(`!GetAtt ${name}.${attribute}`);
    const stack = attribute.startsWith("Outputs.") ? this.nested.get(name) : undefined;
    const output = stack?.output(attribute.slice("Outputs.".length));
    if (output) return output;
    // `${Function.Alias}` of `Fn::Sub`
    const alias = attribute === "Alias" ? publishedAlias(`${name}.Alias`, this) : undefined;
    if (alias) return this.forms.fill(alias.form, alias.id, reference, range);
    const resource = this.template.resources.get(name);
    const attributes = resource && resourceForm(resource.type)?.attributes;
    const form =
      attributes && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (!form) return this.unknownValue(reference, "known after deployment", range);
    return this.forms.fill(form, name, reference, range);
  }

  /** Logical ids by the names that the template gives to resources. */
  namedResources(): ReadonlyMap<string, readonly string[]> {
    if (!this.named) {
      // Names that lead back here are not known.
      this.named = new Map();
      this.named = namedResources(this);
    }
    return this.named;
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
      reference: this.reference(written(node)),
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

  /** `ServerlessRestApi`, `Function.Alias`: what SAM makes beside the resources of the template. */
  private isMadeBySam(name: string): boolean {
    const [id = ""] = name.split(".");
    const type = this.template.resources.get(id)?.type ?? "";
    return type.startsWith("AWS::Serverless::") || /^Serverless(?:Rest|Http)Api/.test(name);
  }

  private parameter(name: string, range: Range): Node {
    const parameter = this.template.parameters.get(name);
    const reference = this.reference(`!Ref ${name}`);
    const given = parameter && this.givenValue(name, parameter);
    const value = parameter?.value;
    if ((given ?? value) && parameter?.type.startsWith("AWS::SSM::Parameter::Value")) {
      // It names a parameter of Systems Manager, whose value is not in the repository.
      return this.unknownValue(reference, "outside the repository", range);
    }
    if (given) return given;
    if (!parameter || !value) return this.unknownValue(reference, "input without a value", range);
    if (!this.defaultsCount && !parameter.isFixed) {
      return this.unknownValue(reference, "known after deployment", range);
    }
    const node: Node = { kind: "string", value: { ...value, range }, range };
    this.spend(displayText(value).length);
    return isList(parameter) ? this.listOf(node) : dynamicReferences(node);
  }

  /** What the stack around this one gives for a parameter. */
  private givenValue(name: string, parameter: Parameter): Node | undefined {
    const value = this.given?.(name, this.defaultsCount);
    if (value?.kind !== "string") return value;
    this.spend(displayText(value.value).length);
    return isList(parameter) ? this.listOf(value) : dynamicReferences(value);
  }

  private listOf({ value, range }: StringNode): Node {
    const items = splitText(value, ",", true).map((item): Node => {
      return { kind: "string", value: item, range: item.range };
    });
    this.spend(items.length + displayText(value).length);
    return { kind: "array", items, range };
  }

  unknownValue(reference: string, reason: UnknownReason, range: Range): Node {
    const unknown: UnknownPart = { kind: "unknown", reference, reason, at: range };
    return { kind: "unknown", unknown, range };
  }

  private spend(amount: number): void {
    this.budget.work += amount;
  }
}

function isList({ type }: Parameter): boolean {
  return type === "CommaDelimitedList" || type.startsWith("List<");
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

function textNode(parts: readonly TextPart[], range: Range): Node {
  return { kind: "string", value: { parts, range }, range };
}
