import type { Element, PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { policyVariables } from "../../policy/policy-variables.ts";
import type { TextValue } from "../../policy/text-value.ts";
import type { PolicySet } from "../policy-set.ts";

/**
 * The policies as they read for the user of that name: `user/${aws:username}` is `user/bob`. For the
 * search a variable is a value of its own, which no name is equal to.
 *
 * @param name without wildcards.
 */
export function withUsername({ grants, limits = [] }: PolicySet, name: string): PolicySet {
  const read = (documents: readonly PolicyDocument[]): PolicyDocument[] =>
    documents.map((document) => ({
      ...document,
      statements: document.statements.map((statement) => readStatement(statement, name)),
    }));
  return { grants: read(grants), limits: limits.map(read) };
}

function readStatement(statement: Statement, name: string): Statement {
  const { resource, notResource } = statement;
  return {
    ...statement,
    ...(resource && { resource: readElement(resource, name) }),
    ...(notResource && { notResource: readElement(notResource, name) }),
  };
}

function readElement(element: Element, name: string): Element {
  return { ...element, values: element.values.map((value) => readValue(value, name)) };
}

function readValue(value: TextValue, name: string): TextValue {
  if (!policyVariables(value).some((variable) => isUsername(variable.name))) return value;
  const parts = value.parts.map((part) =>
    part.kind === "literal"
      ? { ...part, text: part.text.replace(usernameVariable, () => name) }
      : part,
  );
  return { ...value, parts };
}

function isUsername(variable: string): boolean {
  return variable.trim().toLowerCase() === "aws:username";
}

const usernameVariable = /\$\{aws:username(?:,[^}]*)?\}/gi;
