import { parseConditionOperator } from "../../policy/condition-operator.ts";
import { type Member, member, type Node, type ObjectNode } from "../../policy/node.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { memberRemoval } from "../removal.ts";
import type { Problem, Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/**
 * Elements that say nothing: empty lists, empty objects, an empty `Sid`. Each is allowed by the grammar
 * and seldom meant; what it does to the statement differs, so the messages tell.
 */
export const emptyValueRules: readonly Rule[] = [
  rule(
    {
      issueCode: "EMPTY_ARRAY_ACTION",
      summary: "the list of actions is empty",
    },
    (statement) =>
      emptyLists(statement, ["Action", "NotAction"]).map(({ key, range }) => ({
        at: range,
        subject: `${key}=[]`,
        details: emptyListWords(key, "action"),
      })),
  ),
  emptyConditionRule(
    {
      issueCode: "EMPTY_ARRAY_CONDITION",
      summary: "a condition compares with an empty list",
    },
    "plain",
    "the condition is never met",
  ),
  emptyConditionRule(
    {
      issueCode: "EMPTY_ARRAY_CONDITION_FORALLVALUES",
      summary: "ForAllValues compares with an empty list",
    },
    "all",
    "the condition is met only when the key is not in the request",
  ),
  emptyConditionRule(
    {
      issueCode: "EMPTY_ARRAY_CONDITION_FORANYVALUE",
      summary: "ForAnyValue compares with an empty list",
    },
    "any",
    "the condition is never met",
  ),
  emptyConditionRule(
    {
      issueCode: "EMPTY_ARRAY_CONDITION_IFEXISTS",
      summary: "an operator with IfExists compares with an empty list",
    },
    "ifExists",
    "the condition is met only when the key is not in the request",
  ),
  rule(
    {
      issueCode: "EMPTY_ARRAY_PRINCIPAL",
      summary: "the list of principals is empty",
      principalsOnly: true,
    },
    (statement) =>
      principalObjects(statement).flatMap((node) =>
        node.members
          .filter(({ value }) => isEmptyList(value))
          .map((empty) => emptyPrincipals(empty, node)),
      ),
  ),
  rule(
    {
      issueCode: "EMPTY_ARRAY_RESOURCE",
      summary: "the list of resources is empty",
    },
    (statement) =>
      emptyLists(statement, ["Resource", "NotResource"]).map(({ key, range }) => ({
        at: range,
        subject: `${key}=[]`,
        details: emptyListWords(key, "resource"),
      })),
  ),
  rule(
    {
      issueCode: "EMPTY_OBJECT_CONDITION",
      summary: "a condition is empty",
    },
    emptyConditions,
  ),
  rule(
    {
      issueCode: "EMPTY_OBJECT_PRINCIPAL",
      summary: "Principal is an empty object",
      principalsOnly: true,
    },
    (statement) =>
      principalObjects(statement)
        .filter(({ members }) => members.length === 0)
        .map(({ range }) => ({
          at: range,
          subject: "principal={}",
          details:
            "The principal is an empty object and names nobody. Name who the statement is about, or remove it.",
        })),
  ),
  rule(
    {
      issueCode: "EMPTY_SID_VALUE",
      summary: "a statement has an empty Sid",
    },
    ({ node, sid }) => {
      if (!sid || knownText(sid) !== "") return [];
      const suggestion =
        node.kind === "object"
          ? memberRemoval(
              node,
              ({ key, value }) =>
                displayText(key) === "Sid" && value.kind === "string" && value.value === sid,
              "Remove the empty `Sid`",
            )
          : undefined;
      return [
        {
          at: sid.range,
          subject: "sid=",
          details: "The `Sid` is empty. Give the statement a name, or remove the `Sid`.",
          ...(suggestion && { suggestion }),
        },
      ];
    },
  ),
];

type Head = Pick<Rule, "issueCode" | "summary" | "conditionsOnly" | "principalsOnly">;

function rule(head: Head, judge: (statement: Statement) => readonly Problem[]): Rule {
  return { ...head, findingType: "SUGGESTION", accessAnalyzer: true, statement: judge };
}

function emptyListWords(key: string, word: string): string {
  const meaning = key.startsWith("Not")
    ? `excludes nothing: the statement is about every ${word}`
    : `names no ${word}: the statement does nothing`;
  return `\`${key}\` is an empty list and ${meaning}. Name the ${word}s that are meant, or remove the statement.`;
}

/** Which of the four codes an operator falls under; a set operator counts before `IfExists`. */
type OperatorForm = "plain" | "all" | "any" | "ifExists";

function emptyConditionRule(
  head: Pick<Rule, "issueCode" | "summary">,
  form: OperatorForm,
  meaning: string,
): Rule {
  return rule({ ...head, conditionsOnly: true }, (statement) =>
    conditionBlocks(statement).flatMap(({ key: operator, value: block }) => {
      const empty = block.kind === "object" ? block.members.filter(hasEmptyList) : [];
      const text = empty.length > 0 ? knownText(operator) : undefined;
      if (text === undefined || formOf(text) !== form) return [];
      return empty.map(({ key, value }) => ({
        at: value.range,
        subject: `${text} ${displayText(key)}=[]`.toLowerCase(),
        details: `${quoted(text)} compares ${quoted(displayText(key))} with an empty list: ${meaning}. Name the values, or remove the condition.`,
      }));
    }),
  );
}

function formOf(operator: string): OperatorForm {
  const { set, ifExists } = parseConditionOperator(operator);
  return set ?? (ifExists ? "ifExists" : "plain");
}

function emptyPrincipals(empty: Member, node: ObjectNode): Problem {
  const { key, value } = empty;
  const suggestion = memberRemoval(
    node,
    (each) => each === empty,
    `Remove the empty list of ${quoted(displayText(key))}`,
  );
  return {
    ...(suggestion && { suggestion }),
    at: value.range,
    subject: `principal ${displayText(key)}=[]`,
    details: `The list of ${quoted(displayText(key))} principals is empty, so that it names nobody. Name who the statement is about, or remove it.`,
  };
}

function emptyConditions(statement: Statement): readonly Problem[] {
  const condition = objectMember(statement.node, "Condition");
  const details = (what: string): string =>
    `${what} is empty and changes nothing. Add the conditions that are meant, or remove it.`;
  if (condition?.members.length === 0) {
    const suggestion =
      statement.node.kind === "object"
        ? memberRemoval(
            statement.node,
            ({ value }) => value === condition,
            "Remove the empty condition",
          )
        : undefined;
    return [
      {
        at: condition.range,
        subject: "condition={}",
        details: details("The condition"),
        ...(suggestion && { suggestion }),
      },
    ];
  }
  // Access Analyzer's page speaks of the condition block only.
  return conditionBlocks(statement)
    .filter(({ value }) => value.kind === "object" && value.members.length === 0)
    .map(({ key, value }) => ({
      at: value.range,
      subject: `condition ${displayText(key).toLowerCase()}={}`,
      details: details(quoted(displayText(key))),
      beyondAccessAnalyzer: true,
    }));
}

function emptyLists(
  { node }: Statement,
  names: readonly string[],
): { readonly key: string; readonly range: Range }[] {
  if (node.kind !== "object") return [];
  return names.flatMap((key) => {
    const value = member(node, key)?.value;
    return value && isEmptyList(value) ? [{ key, range: value.range }] : [];
  });
}

function hasEmptyList({ value }: Member): boolean {
  return isEmptyList(value);
}

function isEmptyList(node: Node): boolean {
  return node.kind === "array" && node.items.length === 0;
}

function principalObjects({ node }: Statement): readonly ObjectNode[] {
  return ["Principal", "NotPrincipal"].flatMap((name) => objectMember(node, name) ?? []);
}

function conditionBlocks({ node }: Statement): readonly Member[] {
  return objectMember(node, "Condition")?.members ?? [];
}

function objectMember(node: Node, name: string): ObjectNode | undefined {
  if (node.kind !== "object") return undefined;
  const value = member(node, name)?.value;
  return value?.kind === "object" ? value : undefined;
}
