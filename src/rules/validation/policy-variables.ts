import type { Suggestion } from "../../findings/finding.ts";
import type { Node } from "../../policy/node.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { type PolicyVariable, policyVariables } from "../../policy/policy-variables.ts";
import {
  displayText,
  knownText,
  placeholder,
  placeholderText,
  rangeOf,
  type TextValue,
} from "../../policy/text-value.ts";
import { adding } from "../addition.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { conditionKeyUses } from "./condition-members.ts";
import { textsOf } from "./condition-values.ts";
import { resourceTexts } from "./resource-texts.ts";

type Form = "brace" | "empty" | "space" | "quote";

/**
 * The form of policy variables where they are replaced: in resources and condition values of
 * documents whose version knows variables. One thing at most is wrong with a variable.
 */
export const policyVariableRules: readonly Rule[] = (
  [
    [
      "MISSING_BRACE_IN_VARIABLE",
      "brace",
      "a policy variable has no closing brace",
      "has no closing brace. Add `}`.",
    ],
    [
      "EMPTY_VARIABLE",
      "empty",
      "a policy variable is empty",
      "is empty. Write the name of a condition key, such as `${aws:username}`.",
    ],
    [
      "UNSUPPORTED_SPACE_IN_VARIABLE",
      "space",
      "the name of a policy variable has a space",
      "has a space in its name. Remove the space.",
    ],
    [
      "MISSING_QUOTE_IN_VARIABLE",
      "quote",
      "the default value of a policy variable is not in quotes",
      "has a default value that is not in single quotes. Write `${aws:PrincipalTag/team, 'none'}`.",
    ],
  ] as const
).map(([issueCode, form, summary, what]) => ({
  issueCode,
  findingType: "ERROR",
  summary,
  accessAnalyzer: true,

  *document(document) {
    if (!mayHaveVariables(document) || languageVersion(document) !== "2012-10-17") return;
    for (const { value, variables } of replacedVariables(document)) {
      const wrong = variables.filter((variable) => formOf(variable) === form);
      if (form === "brace" && mayBeClosed(value)) continue;
      if (wrong.length === 0) continue;
      const subject = displayText(value);
      const details = `A policy variable in ${quoted(subject)} ${what}`;
      for (const variable of wrong) {
        const { start, end } = variable;
        const suggestion = form === "space" ? trimmed(value, variable) : undefined;
        yield {
          at: rangeOf(value, start, end),
          subject,
          details,
          ...(suggestion && { suggestion }),
        };
      }
    }
  },
}));

/** The name without the spaces around it; those within may be a tag's own. */
function trimmed(value: TextValue, { start, name }: PolicyVariable): Suggestion | undefined {
  const meant = name.trim();
  if (/\s/.test(meant)) return undefined;
  const from = start + "${".length;
  return replacement(value, from, from + name.length, meant);
}

/** True when an unknown part stands behind the last opening brace: it may bring the closing one. */
function mayBeClosed(value: TextValue): boolean {
  const text = placeholderText(value);
  return text.slice(text.lastIndexOf("${")).includes(placeholder);
}

function formOf({ closed, name, fallback }: PolicyVariable): Form | undefined {
  if (!closed) return "brace";
  if (name.trim() === "" && fallback === undefined) return "empty";
  if (/\s/.test(name)) return "space";
  const quotes = fallback?.trim();
  if (
    quotes !== undefined &&
    !(quotes.length > 1 && quotes.startsWith("'") && quotes.endsWith("'"))
  ) {
    return "quote";
  }
  return undefined;
}

/** Before 2012-10-17, and without a version, `${aws:username}` is plain text. */
export const variableUnsupportedInVersion: Rule = {
  issueCode: "VARIABLE_UNSUPPORTED_IN_VERSION",
  findingType: "ERROR",
  summary: "a policy variable stands in a document whose version knows none",
  accessAnalyzer: true,

  *document(document) {
    if (!mayHaveVariables(document) || languageVersion(document) !== "2008-10-17") return;
    for (const { value, variables } of replacedVariables(document)) {
      if (!variables.some(isReplaced)) continue;
      const suggestion = withLanguageVersion(document);
      yield {
        ...(suggestion && { suggestion }),
        at: value.range,
        subject: displayText(value),
        details: `${quotedValue(value)} has a policy variable, which is plain text in this version of the policy language. Set \`Version\` to \`2012-10-17\`.`,
      };
    }
  },
};

/** The version that knows variables: written over another one, or added as the first member. */
export function withLanguageVersion({ node, version }: PolicyDocument): Suggestion | undefined {
  const newest = "2012-10-17";
  if (version) return replacement(version, 0, displayText(version).length, newest);
  const addition = node.kind === "object" ? adding(node, "Version", newest) : undefined;
  return (
    addition && { title: "Add `Version`", edits: [], additions: [{ ...addition, isFirst: true }] }
  );
}

/** A variable where none is replaced: it is plain text there. */
export const variableUnsupportedInElement: Rule = {
  issueCode: "VARIABLE_UNSUPPORTED_IN_ELEMENT",
  findingType: "ERROR",
  summary: "a policy variable stands in an element that knows none",
  accessAnalyzer: true,

  *document(document) {
    if (!mayHaveVariables(document)) return;
    const { version, id, statements } = document;
    const elements: [name: string, values: readonly (TextValue | undefined)[]][] = [
      ["Version", [version]],
      ["Id", [id]],
      ...statements.flatMap(plainElements),
    ];
    for (const [name, values] of elements) {
      for (const value of values) {
        if (!value || !policyVariables(value).some(isReplaced)) continue;
        yield {
          at: value.range,
          subject: `${name} ${displayText(value)}`,
          details: `${quotedValue(value)} has a policy variable, which is plain text in \`${name}\`. Only \`Resource\`, \`NotResource\` and the values of conditions know them.`,
        };
      }
    }
  },
};

function plainElements(
  statement: Statement,
): [name: string, values: readonly (TextValue | undefined)[]][] {
  return [
    ["Sid", [statement.sid]],
    ["Effect", [statement.effectValue]],
    ["Principal", statement.principal?.principals.map(({ value }) => value) ?? []],
    ["NotPrincipal", statement.notPrincipal?.principals.map(({ value }) => value) ?? []],
    ["Action", statement.action?.values ?? []],
    ["NotAction", statement.notAction?.values ?? []],
  ];
}

/** Whether anything in the document looks like a variable. Most have none: it is asked first. */
export function mayHaveVariables(document: PolicyDocument): boolean {
  let answer = mayHaveOf.get(document);
  if (answer === undefined) {
    answer = hasVariable(document.node, 0);
    mayHaveOf.set(document, answer);
  }
  return answer;
}

const mayHaveOf = new WeakMap<PolicyDocument, boolean>();

/** Nesting that is looked at; what is deeper is taken to have variables. */
const depthMax = 70;

function hasVariable(node: Node, depth: number): boolean {
  if (depth > depthMax) return true;
  switch (node.kind) {
    case "string":
      return node.value.parts.some((part) => part.kind === "literal" && part.text.includes("${"));
    case "array":
      return node.items.some((item) => hasVariable(item, depth + 1));
    case "object":
      return node.members.some(({ value }) => hasVariable(value, depth + 1));
    case "choice":
      return [node.then, node.otherwise].some((arm) => arm && hasVariable(arm, depth + 1));
    default:
      return false;
  }
}

interface TextWithVariables {
  readonly value: TextValue;
  readonly variables: readonly PolicyVariable[];
}

/** The texts with variables where these are replaced. Remembered: several rules ask. */
function replacedVariables(document: PolicyDocument): readonly TextWithVariables[] {
  let found = replacedOf.get(document);
  if (!found) {
    found = document.statements
      .flatMap((statement) => [
        ...resourceTexts(statement),
        ...conditionKeyUses(statement).flatMap(textsOf),
      ])
      .map((value) => ({ value, variables: policyVariables(value) }))
      .filter(({ variables }) => variables.length > 0);
    replacedOf.set(document, found);
  }
  return found;
}

const replacedOf = new WeakMap<PolicyDocument, readonly TextWithVariables[]>();

/** Every variable of IAM has a prefix; other texts in braces are of a template of somebody else. */
function isReplaced({ closed, name }: PolicyVariable): boolean {
  return closed && name.includes(":");
}

/** The version that is in force; `undefined` when it is not known or there is no such version. */
function languageVersion({ node, version }: PolicyDocument): string | undefined {
  if (!version) return hasVersion(node) ? undefined : "2008-10-17";
  const text = knownText(version);
  return text === "2012-10-17" || text === "2008-10-17" ? text : undefined;
}

/** True when there is a version of whatever type, or may be one. */
function hasVersion(node: Node): boolean {
  if (node.kind !== "object") return true;
  return node.members.some(({ key }) => {
    const name = knownText(key);
    return name === undefined || name === "Version";
  });
}
