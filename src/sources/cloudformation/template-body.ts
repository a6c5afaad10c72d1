import type { Node } from "../../policy/node.ts";
import {
  displayText,
  type LiteralPart,
  placeholder,
  placeholderText,
  rangeOf,
  sliceText,
  type TextPart,
  type TextValue,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { parseJson } from "../json/parse-json.ts";
import type { SyntaxProblem } from "../source.ts";
import { parseYaml } from "./yaml.ts";

/**
 * Reads a template that stands in a text, as `TemplateBody` of `AWS::CloudFormation::StackSet`: in
 * JSON or YAML. Every place is one of the files that the text comes from.
 */
export function parseTemplateBody(body: TextValue): {
  readonly node?: Node;
  readonly problems: readonly SyntaxProblem[];
} {
  const text = placeholderText(body);
  if (/^\s*\{/.test(text)) {
    const parsed = parseJson(body);
    if (parsed.problems.length === 0) return parsed;
  }
  const { node, problems } = parseYaml(body.range.file, text);
  const places = new Places(body);
  return {
    ...(node && { node: places.node(node) }),
    problems: problems.map((problem) => ({ ...problem, at: places.range(problem.at) })),
  };
}

/** Leads from places in the text of a value to the places where it is written. */
class Places {
  private readonly body: TextValue;

  constructor(body: TextValue) {
    this.body = body;
  }

  range({ start, end }: Range): Range {
    return rangeOf(this.body, start, end);
  }

  /** The nesting is bounded by the parser. */
  node(node: Node): Node {
    const range = this.range(node.range);
    switch (node.kind) {
      case "string": {
        const value = this.text(node.value);
        return { ...node, value, range };
      }
      case "array":
        return { ...node, items: node.items.map((item) => this.node(item)), range };
      case "object": {
        const members = node.members.map(({ key, value }) => ({
          key: this.text(key),
          value: this.node(value),
        }));
        return { ...node, members, range };
      }
      default:
        return { ...node, range };
    }
  }

  private text(value: TextValue): TextValue {
    const parts = value.parts.flatMap((part): readonly TextPart[] => {
      return part.kind === "literal" ? this.literal(part) : [part];
    });
    return { parts, range: this.range(value.range) };
  }

  private literal(part: LiteralPart): readonly TextPart[] {
    const { text, at } = part;
    const range = this.range(at);
    const isInStep = part.anchors === undefined && at.end - at.start === text.length;
    const slice = isInStep ? sliceText(this.body, at.start, at.end) : undefined;
    if (slice && placeholderText(slice) === text) return slice.parts;
    if (!text.includes(placeholder)) return [{ kind: "literal", text, at: range }];
    // An escape or a fold stands in the same text as what is not known: which is which is not told.
    const reference = displayText(sliceText(this.body, at.start, at.end)).slice(0, 200);
    return [{ kind: "unknown", reference, reason: "not supported", at: range }];
  }
}
