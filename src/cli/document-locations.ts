import type { Node, ObjectNode } from "../policy/node.ts";
import { displayText } from "../policy/text-value.ts";
import type { PathElement, SpanPosition, ValidatePolicyLocation } from "../reports/validation.ts";
import { LineIndex } from "../text/line-index.ts";
import type { Range } from "../text/range.ts";

/** Ranges of a JSON document as `ValidatePolicy` tells locations. */
export class DocumentLocations {
  private readonly text: string;
  private readonly root: Node | undefined;
  private lines: LineIndex | undefined;

  /** @param root absent when the text holds no JSON value at all. */
  constructor(text: string, root: Node | undefined) {
    this.text = text;
    this.root = root;
  }

  /** True for a range that stands for the whole document. */
  isWhole(range: Range): boolean {
    return !this.root || (range.start <= this.root.range.start && range.end >= this.root.range.end);
  }

  /**
   * The locations of a finding: that of an action before those of resources and principals, as the
   * API orders them, and each only once.
   */
  of(ranges: readonly Range[]): ValidatePolicyLocation[] {
    const locations = ranges.map((range) => this.location(range));
    const actions = locations.filter(isAction);
    const others = locations.filter((location) => !isAction(location));
    const seen = new Set<string>();
    return [...actions, ...others].filter((location) => {
      const key = JSON.stringify(location);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  /** The whole document has an empty path and reaches from the first character to the last. */
  private location(range: Range): ValidatePolicyLocation {
    if (!this.root || this.isWhole(range)) {
      return { path: [], span: this.span(0, this.text.length) };
    }
    const { path, start, end } = find(this.root, range);
    return { path, span: this.span(start, end) };
  }

  private span(start: number, end: number): ValidatePolicyLocation["span"] {
    return { start: this.position(start), end: this.position(end) };
  }

  private position(offset: number): SpanPosition {
    this.lines ??= new LineIndex(this.text);
    const { line, column } = this.lines.position(offset);
    return { line, column: column - 1, offset };
  }
}

function isAction({ path }: ValidatePolicyLocation): boolean {
  return path.some((step) => "value" in step && /^(Not)?Action$/.test(step.value));
}

interface Found {
  readonly path: readonly PathElement[];
  readonly start: number;
  readonly end: number;
}

/**
 * The smallest value, or name of a member, that holds the range. A place within a text stands for
 * the whole text with its quotes, as the API's spans do; one within a list or object that is no
 * single value of it keeps its own ends.
 */
function find(root: Node, range: Range): Found {
  const path: PathElement[] = [];
  let node = root;
  for (;;) {
    const step = stepInto(node, range);
    if (!step) break;
    path.push(step.element);
    if (!step.node) return { path, ...step.range };
    node = step.node;
  }
  const isContainer = node.kind === "object" || node.kind === "array";
  const { start, end } = isContainer ? range : node.range;
  return { path, start, end };
}

interface Step {
  readonly element: PathElement;
  /** Absent: the step ends at the name of a member. */
  readonly node?: Node;
  readonly range: { readonly start: number; readonly end: number };
}

function stepInto(node: Node, range: Range): Step | undefined {
  if (node.kind === "array") {
    const index = node.items.findIndex((item) => holds(item.range, range));
    const item = node.items[index];
    return item && { element: { index }, node: item, range: item.range };
  }
  return node.kind === "object" ? stepIntoObject(node, range) : undefined;
}

function stepIntoObject({ members }: ObjectNode, range: Range): Step | undefined {
  for (const { key, value } of members) {
    const name = displayText(key);
    if (holds(key.range, range)) {
      const { start, end } = key.range;
      return { element: { key: name }, range: { start, end } };
    }
    if (holds(value.range, range)) {
      return { element: { value: name }, node: value, range: value.range };
    }
  }
  return undefined;
}

function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
