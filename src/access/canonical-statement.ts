import type { PolicyDocument, Principal, Statement } from "../policy/policy-document.ts";
import { knownText, type TextValue, type When } from "../policy/text-value.ts";

/**
 * Every statement of a document as a text, and after them what is unknown in the place of statements, so
 * that two documents with the same set of texts surely allow the same: free of order, Sid, spelling of
 * actions and of place. Texts that differ say nothing. The texts are for comparison alone, not for people.
 */
export function canonicalStatements(document: PolicyDocument): readonly string[] {
  const known = statementsByDocument.get(document);
  if (known) return known;
  const version = document.version && (knownText(document.version) ?? "?");
  const unknown = (document.unknownStatements ?? []).map(({ reference }) =>
    JSON.stringify(["unknown", reference]),
  );
  const statements = document.statements
    .map((statement) => canonical(statement, version))
    .concat(unknown);
  statementsByDocument.set(document, statements);
  return statements;
}

/**
 * The same texts as numbers, given out in the order in which they come: lists of statements of two
 * sides are compared, kept and sorted by them, however long the texts are.
 */
export class StatementNumbers {
  private readonly byText = new Map<string, number>();
  private readonly byDocument = new Map<PolicyDocument, readonly number[]>();

  /** As of `canonicalStatements`. */
  of(document: PolicyDocument): readonly number[] {
    let numbers = this.byDocument.get(document);
    if (!numbers) {
      numbers = canonicalStatements(document).map((text) => this.numberOf(text));
      this.byDocument.set(document, numbers);
    }
    return numbers;
  }

  private numberOf(text: string): number {
    let number = this.byText.get(text);
    if (number === undefined) {
      number = this.byText.size;
      this.byText.set(text, number);
    }
    return number;
  }
}

const statementsByDocument = new WeakMap<PolicyDocument, readonly string[]>();

function canonical(statement: Statement, version: string | undefined): string {
  const { action, notAction, resource, notResource, principal, notPrincipal } = statement;
  const lower = (value: TextValue): string => textOf(value, true);
  return JSON.stringify([
    version ?? null,
    statement.effect ?? (statement.effectValue ? textOf(statement.effectValue) : null),
    action ? setOf(action.values, lower) : null,
    notAction ? setOf(notAction.values, lower) : null,
    resource ? setOf(resource.values, textOf) : null,
    notResource ? setOf(notResource.values, textOf) : null,
    principal ? setOf(principal.principals, principalOf) : null,
    notPrincipal ? setOf(notPrincipal.principals, principalOf) : null,
    setOf(statement.conditions, ({ operator, key, values }) =>
      JSON.stringify([textOf(operator, true), textOf(key, true), setOf(values, textOf)]),
    ),
    setOf(statement.when, whenOf),
  ]);
}

function setOf<T>(items: readonly T[], write: (item: T) => string): string[] {
  return [...new Set(items.map((item) => write(item)))].sort();
}

function principalOf({ type, value }: Principal): string {
  const text = textOf(value);
  return type === "*" || (type === "AWS" && text === "*") ? "*" : `${type} ${text}`;
}

/** What is not known stands between control characters, which no literal of a policy has. */
function textOf(value: TextValue, lowerCase = false): string {
  const text = value.parts
    .map((part) => {
      if (part.kind === "unknown") return `\u0001${part.reference}\u0002`;
      return lowerCase ? part.text.toLowerCase() : part.text;
    })
    .join("");
  const when = value.when ?? [];
  return when.length === 0 ? text : `${text}\u0003${setOf(when, whenOf).join("\u0004")}`;
}

function whenOf({ condition, holds }: When): string {
  return `${holds} ${condition.reference}`;
}
