import type { Node } from "../../policy/node.ts";
import { displayText } from "../../policy/text-value.ts";
import { scalarText } from "./template.ts";
import { written } from "./written.ts";

/** Conditions in conditions that are written out. */
const depthMax = 8;

/** For a longer text the name of the condition stands, with the start of its definition. */
const lengthMax = 160;

/** Stands where a text ends early. */
const cut = "…";

/**
 * What a condition of a template asks, in words: `Env is prod`, `(Env is prod or Env is test)`.
 * `definition` is what the template has for `name`, and `conditions` are all of it.
 */
export function conditionText(
  name: string,
  definition: Node,
  conditions: ReadonlyMap<string, Node>,
): string {
  const text = render(definition, new Describing(conditions), 0);
  if (text.length <= lengthMax && !text.includes(cut)) return text;
  return `${name}: ${written(definition).slice(0, lengthMax)}${cut}`;
}

/** A bound over the whole text: conditions that name each other twice double it on every level. */
class Describing {
  readonly conditions: ReadonlyMap<string, Node>;
  private left = 2 * lengthMax;

  constructor(conditions: ReadonlyMap<string, Node>) {
    this.conditions = conditions;
  }

  get isSpent(): boolean {
    return this.left <= 0;
  }

  spend(text: string): string {
    this.left -= text.length;
    return text;
  }
}

function render(node: Node, describing: Describing, depth: number): string {
  if (describing.isSpent || depth > depthMax) return cut;
  const [only] = node.kind === "object" ? node.members : [];
  const argument = only?.value;
  const items = argument?.kind === "array" ? argument.items : [];
  const inner = (item: Node) => render(item, describing, depth + 1);
  switch (only && displayText(only.key)) {
    case "Condition": {
      const name = textOf(argument);
      const definition = describing.conditions.get(name);
      return definition ? inner(definition) : describing.spend(name);
    }
    case "Fn::Equals":
      return describing.spend(equality(items, "is"));
    case "Fn::Not": {
      const [asked] = items;
      const equal = asked?.kind === "object" ? asked.members[0] : undefined;
      if (equal && displayText(equal.key) === "Fn::Equals" && equal.value.kind === "array") {
        return describing.spend(equality(equal.value.items, "is not"));
      }
      return asked ? `not ${inner(asked)}` : describing.spend(written(node));
    }
    case "Fn::And":
      return `(${items.map(inner).join(" and ")})`;
    case "Fn::Or":
      return `(${items.map(inner).join(" or ")})`;
    default:
      return describing.spend(written(node));
  }
}

/** The value that varies comes first, on whichever side it is written. */
function equality(items: readonly Node[], verb: string): string {
  const [first, second] = items;
  if (!first || !second) return `${items.map(operand).join()} ${verb} nothing`;
  const isSwapped = scalarText(first) !== undefined && scalarText(second) === undefined;
  const [subject, value] = isSwapped ? [second, first] : [first, second];
  // A parameter by its name alone, where no text can be taken for it.
  return `${operand(subject).replace(/^!Ref /, "")} ${verb} ${operand(value)}`;
}

function operand(node: Node): string {
  const text = scalarText(node);
  if (!text) return written(node);
  return (
    displayText(text)
      .replace(/\s+/g, " ")
      .slice(0, 2 * lengthMax) || '""'
  );
}

function textOf(node: Node | undefined): string {
  const text = scalarText(node);
  return text ? displayText(text) : "";
}
