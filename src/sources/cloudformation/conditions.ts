import { member, type Node } from "../../policy/node.ts";
import { displayText, knownText, type UnknownPart } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { conditionText } from "./condition-text.ts";
import type { Evaluator } from "./evaluator.ts";
import { scalarText } from "./template.ts";

/** Conditions that refer to conditions. */
const depthMax = 50;

/** Decides the conditions of a template, as far as they can be decided before it is deployed. */
export class ConditionEvaluator {
  private readonly evaluator: Evaluator;
  private readonly decided = new Map<string, boolean | undefined>();
  private depth = 0;

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }

  /** `undefined`: it is not known, or there is no such condition. */
  decide(name: string): boolean | undefined {
    if (this.decided.has(name)) return this.decided.get(name);
    const node = this.evaluator.template.conditions.get(name);
    if (!node || this.depth >= depthMax) return undefined;
    // A condition that leads back to itself is not known.
    this.decided.set(name, undefined);
    const value = this.evaluate(node);
    this.decided.set(name, value);
    return value;
  }

  /**
   * A condition that is not known, as what a value depends on. It goes by what it asks, not by its
   * name: with another definition under the old name other deployments have what depends on it.
   */
  unknown(name: string, at: Range): UnknownPart {
    const reference = this.evaluator.reference(this.meaning(name));
    return { kind: "unknown", reference, reason: "known after deployment", at };
  }

  private meaning(name: string): string {
    const node = this.evaluator.template.conditions.get(name);
    return node ? conditionText(name, node, this.evaluator.template.conditions) : name;
  }

  private evaluate(node: Node): boolean | undefined {
    if (node.kind !== "object" || node.members.length !== 1 || this.depth >= depthMax) {
      return undefined;
    }
    this.depth++;
    const value = this.evaluateCall(node);
    this.depth--;
    return value;
  }

  private evaluateCall(node: Node & { kind: "object" }): boolean | undefined {
    const argument = node.members[0]?.value;
    if (!argument) return undefined;
    if (member(node, "Condition")) {
      const name = scalarText(argument);
      return name && this.decide(displayText(name));
    }
    if (member(node, "Fn::Equals")) return this.equals(argument);
    const isAnd = member(node, "Fn::And") !== undefined;
    if (!isAnd && !member(node, "Fn::Or") && !member(node, "Fn::Not")) return undefined;
    const values = this.all(argument);
    if (member(node, "Fn::Not")) return values[0] === undefined ? undefined : !values[0];
    // One false value decides `And`, one true value decides `Or`.
    if (values.includes(!isAnd)) return !isAnd;
    return values.includes(undefined) ? undefined : isAnd;
  }

  private all(argument: Node | undefined): (boolean | undefined)[] {
    return argument?.kind === "array" ? argument.items.map((item) => this.evaluate(item)) : [];
  }

  private equals(argument: Node): boolean | undefined {
    if (argument.kind !== "array" || argument.items.length !== 2) return undefined;
    const [first, second] = argument.items.map((item) =>
      this.evaluator.resolveWithoutDefaults(item),
    );
    const [text, other] = [knownTextOf(first), knownTextOf(second)];
    if (text !== undefined && other !== undefined) return text === other;
    if (first?.kind === "unknown" && second?.kind === "unknown") {
      return first.unknown.reference === second.unknown.reference ? true : undefined;
    }
    const known = text ?? other;
    const unknown = text === undefined ? first : second;
    return known !== undefined && this.cannotBe(unknown, known) ? false : undefined;
  }

  /** Whether a parameter that is not known takes no such value. */
  private cannotBe(node: Node | undefined, text: string): boolean {
    if (node?.kind !== "unknown") return false;
    const id = this.evaluator.idOf(node.unknown.reference);
    const parameter = id === undefined ? undefined : this.evaluator.template.parameters.get(id);
    if (!parameter || node.unknown.reference.includes("!GetAtt")) return false;
    if (parameter.type.startsWith("AWS::SSM::")) return false;
    if (parameter.minLength !== undefined && text.length < parameter.minLength) return true;
    return parameter.allowed !== undefined && !parameter.allowed.includes(text);
  }
}

function knownTextOf(node: Node | undefined): string | undefined {
  return node?.kind === "string" ? knownText(node.value) : undefined;
}
