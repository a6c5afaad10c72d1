import type { Node } from "../../policy/node.ts";
import type { Element, Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import { removal } from "../removal.ts";
import type { Rule } from "../rule.ts";

/** Nesting of a statement that is compared; the grammar needs five levels. */
const depthMax = 12;

/**
 * Two statements that say the same: equal but for their `Sid`, the order of lists, and a text in place
 * of a list of one. One that another statement merely includes is left alone: Access Analyzer's page
 * speaks of identical permissions, and there is no example of its answers (inferred).
 */
export const redundantStatement: Rule = {
  issueCode: "REDUNDANT_STATEMENT",
  findingType: "SUGGESTION",
  summary: "two statements say the same",
  accessAnalyzer: true,

  *document({ statements }) {
    const groups = new Map<string, Statement[]>();
    for (const statement of comparable(statements)) {
      const text = canonical(statement.node, 0);
      if (text === undefined) continue;
      const group = groups.get(text);
      if (group) group.push(statement);
      else groups.set(text, [statement]);
    }
    const ranges = statements.map(({ range }) => range);
    for (const [first, ...others] of groups.values()) {
      for (const [index, statement] of others.entries()) {
        if (!first) continue;
        const suggestion = removal(
          ranges,
          (position) => statements[position] === statement,
          "Remove the statement that repeats another one",
        );
        yield {
          at: statement.range,
          subject: canonicalStatement(statement),
          ...(suggestion && { suggestion }),
          details:
            "Another statement of the policy says the same. Remove one of both, or say what is meant here.",
          related: [{ range: first.range, message: "the same statement" }],
          // One finding for all of them, as Access Analyzer has it of redundant actions.
          locations: [first, ...others].map((each) => each.range),
          ...(index > 0 && { beyondAccessAnalyzer: true }),
        };
      }
    }
  },
};

/**
 * The statements that are there for certain and look like another one: reading the whole of every
 * statement would cost more than all other rules together.
 */
function comparable(statements: readonly Statement[]): readonly Statement[] {
  const seen = new Set<unknown>();
  const alike = new Map<string, Statement[]>();
  for (const statement of statements) {
    const { when, node, effect, conditions } = statement;
    // A statement with two possible effects is read twice.
    if (when.length > 0 || seen.has(node)) continue;
    seen.add(node);
    const sizes = [
      statement.action,
      statement.notAction,
      statement.resource,
      statement.notResource,
    ].map(sizeOf);
    const look = [effect, conditions.length, ...sizes].join();
    const others = alike.get(look);
    if (others) others.push(statement);
    else alike.set(look, [statement]);
  }
  return [...alike.values()].filter(({ length }) => length > 1).flat();
}

/** How many values there are, and characters in them: the same whatever their order. */
function sizeOf(element: Element | undefined): string {
  if (!element) return "";
  let characters = 0;
  for (const value of element.values) characters += displayText(value).length;
  return `${element.values.length}/${characters}`;
}

/** The same text for the same meaning; `undefined` when it depends on what is not known. */
function canonical(node: Node, depth: number): string | undefined {
  if (depth > depthMax) return undefined;
  switch (node.kind) {
    case "string":
      return JSON.stringify([displayText(node.value)]);
    case "number":
    case "boolean":
      return JSON.stringify([node.kind === "number" ? node.text : String(node.value)]);
    case "null":
    case "choice":
      return undefined;
    case "unknown":
      return JSON.stringify([`\${${node.unknown.reference}}`]);
    case "array": {
      const items = node.items.map((item) => canonical(item, depth + 1));
      if (items.includes(undefined)) return undefined;
      const unique = [...new Set(items)].sort();
      // A list of one is the same as its only item.
      return unique.length === 1 ? unique[0] : `[${unique.join()}]`;
    }
    case "object": {
      const members = node.members
        .filter(({ key }) => depth > 0 || displayText(key) !== "Sid")
        .map(({ key, value }) => {
          const text = canonical(value, depth + 1);
          return text && `${JSON.stringify(displayText(key))}:${text}`;
        });
      return members.includes(undefined) ? undefined : `{${members.sort().join()}}`;
    }
  }
}
