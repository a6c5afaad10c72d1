import { parseConditionOperator } from "../policy/condition-operator.ts";
import { matchesGlob } from "../policy/pattern.ts";
import type {
  ConditionEntry,
  Element,
  PolicyDocument,
  Principal,
  PrincipalElement,
  Statement,
} from "../policy/policy-document.ts";
import {
  displayText,
  knownText,
  literalText,
  type TextValue,
  type UnknownPart,
  type When,
} from "../policy/text-value.ts";
import type { PolicySet } from "./policy-set.ts";

/** A policy set as far as it can reach, and the references of what that hangs on. */
export interface Widest {
  readonly set: PolicySet;
  /** Empty: nothing of it is uncertain, and the set is as it was. */
  readonly references: readonly string[];
}

/** A clause for people. */
export function dependsOn(references: readonly string[]): string {
  const named = references.slice(0, referencesMax);
  const rest = references.length - named.length;
  return `it depends on the value of ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** References that a reason names. */
const referencesMax = 5;

/**
 * What `head` may allow at most, whatever the values are that only it has: what is unknown in an Allow
 * reaches everything, and a Deny with it nothing. What is not even allowed so is gone for certain. It
 * answers that question alone: that something *is* allowed never follows from it.
 *
 * What `base` names as well is the same on both sides. So is a value that is known after deployment, such
 * as the id of a resource: no `*`, and not that of another one. A principal that is known in part stands
 * for those of `base` that it may be, since policies have no wildcards there.
 */
export function widest(head: PolicySet, base: PolicySet): Widest {
  return widened(head, base, "anything");
}

/**
 * The same for some values alone: a condition asks for what the one of base asks for, where base has it,
 * and else for what it names. So a condition that is new narrows a statement, whatever its value is.
 */
export function closest(head: PolicySet, base: PolicySet): Widest {
  return widened(head, base, "as in base");
}

/** What unknown values of conditions are taken for. */
type ValuesRead = "anything" | "as in base";

function widened(head: PolicySet, base: PolicySet, values: ValuesRead): Widest {
  const layers = [head.grants, ...(head.limits ?? [])];
  if (!layers.flat().some(isUncertain)) return { set: head, references: [] };
  const reader = new Widening(base, values);
  const [grants = [], ...limits] = layers.map((layer) =>
    layer.map((document) => reader.document(document)),
  );
  return {
    set: { grants, ...(head.limits && { limits }) },
    references: [...reader.references],
  };
}

function isUncertain({ unknowns, statements }: PolicyDocument): boolean {
  return unknowns.length > 0 || statements.some(({ when }) => when.length > 0);
}

class Widening {
  readonly references = new Set<string>();
  private readonly shared = new Set<string>();
  private readonly principals: readonly Principal[];
  private readonly conditions: readonly ConditionEntry[];
  private readonly values: ValuesRead;

  constructor(base: PolicySet, values: ValuesRead) {
    this.values = values;
    const documents = [base.grants, ...(base.limits ?? [])].flat();
    for (const document of documents) {
      for (const { reference } of document.unknowns) this.shared.add(reference);
      for (const { when } of document.statements) {
        for (const { condition } of when) this.shared.add(condition.reference);
      }
    }
    this.conditions = documents.flatMap(({ statements }) =>
      statements.flatMap(({ conditions }) => conditions),
    );
    this.principals = documents.flatMap(({ statements }) =>
      statements.flatMap(({ principal }) => principal?.principals ?? []),
    );
  }

  document(document: PolicyDocument): PolicyDocument {
    const { unknownStatements = [], ...rest } = document;
    const open = unknownStatements.filter(({ reference }) => !this.shared.has(reference));
    for (const { reference } of open) this.references.add(reference);
    const statements = document.statements.flatMap((each) => this.statement(each));
    return {
      ...rest,
      statements: open.length > 0 ? [...statements, everything(document)] : statements,
      ...(unknownStatements.length > open.length && {
        unknownStatements: unknownStatements.filter((each) => !open.includes(each)),
      }),
    };
  }

  private statement(statement: Statement): Statement[] {
    const { effect, effectValue } = statement;
    if (effect === "Deny") return this.deny(statement);
    if (effect === "Allow") return [this.allow(statement)];
    const [unknown] = effectValue && knownText(effectValue) === undefined ? effectValue.parts : [];
    if (unknown?.kind !== "unknown") return [statement];
    this.references.add(unknown.reference);
    return [this.allow({ ...statement, effect: "Allow" })];
  }

  private allow(statement: Statement): Statement {
    const { action, notAction, resource, notResource, principal, notPrincipal } = statement;
    const { conditions, when, ...rest } = statement;
    return {
      ...rest,
      when: this.sureOnly(when),
      conditions: conditions.flatMap((entry) => this.condition(entry)),
      ...(action && { action: this.wide(action, "action") }),
      ...(notAction && { notAction: this.narrow(notAction, "action") }),
      ...(resource && { resource: this.wide(resource, "other") }),
      ...(notResource && { notResource: this.narrow(notResource, "other") }),
      ...(principal && { principal: this.widePrincipals(principal) }),
      ...(notPrincipal && {
        notPrincipal: {
          ...notPrincipal,
          principals: notPrincipal.principals.filter(({ value }) => !this.isOpen(value, "other")),
        },
      }),
    };
  }

  /** As far as it surely forbids. */
  private deny(statement: Statement): Statement[] {
    const { action, resource, principal, notAction, notResource, notPrincipal } = statement;
    const exceptions = [
      ...[notAction, notResource].flatMap((element) => element?.values ?? []),
      ...(notPrincipal?.principals ?? []).map(({ value }) => value),
      ...statement.conditions.flatMap(({ operator, key, values }) => [operator, key, ...values]),
    ];
    const isLeft = exceptions.map((value) => this.isOpen(value, "other")).includes(true);
    if (isLeft || this.sureOnly(statement.when).length < statement.when.length) return [];
    const elements = [
      action && this.narrow(action, "action"),
      resource && this.narrow(resource, "other"),
    ];
    if (elements.some((element) => element?.values.length === 0)) return [];
    const [sureAction, sureResource] = elements;
    const principals = principal?.principals.filter(({ value }) => !this.isOpen(value, "other"));
    if (principals?.length === 0) return [];
    return [
      {
        ...statement,
        ...(sureAction && { action: sureAction }),
        ...(sureResource && { resource: sureResource }),
        ...(principal && principals && { principal: { ...principal, principals } }),
      },
    ];
  }

  private wide(element: Element, of: Of): Element {
    return { ...element, values: element.values.map((value) => this.open(value, of)) };
  }

  private narrow(element: Element, of: Of): Element {
    return { ...element, values: element.values.filter((value) => !this.isOpen(value, of)) };
  }

  private widePrincipals(element: PrincipalElement): PrincipalElement {
    const principals = element.principals.flatMap((principal): Principal[] => {
      const { value, type, typeRange } = principal;
      const open = this.open(value, "other");
      if (open === value || value.parts.every(({ kind }) => kind === "literal")) {
        return [{ ...principal, value: open }];
      }
      const pattern = displayText(open);
      if (pattern === "*") {
        return [{ type: "*", typeRange, value: literalText("*", value.range) }];
      }
      const named = this.principals.filter(
        (each) => each.type === type && matchesGlob(pattern, displayText(each.value)),
      );
      return [principal, ...named];
    });
    return { ...element, principals };
  }

  /** Nothing where it may always hold. */
  private condition(entry: ConditionEntry): ConditionEntry[] {
    const { operator, key, values } = entry;
    // Both are asked: each names what it hangs on.
    if ([operator, key].map((value) => this.isOpen(value, "other")).includes(true)) return [];
    const text = knownText(operator);
    if (text === undefined) return [];
    const { comparison, negated, set, ifExists } = parseConditionOperator(text);
    if (!values.map((value) => this.isOpen(value, "other")).includes(true)) return [entry];
    if (this.values === "as in base") return [this.asInBase(entry)];
    const like = likeOperators[comparison];
    if (negated || set === "all" || like === undefined) return [];
    const name = `${set === "any" ? "ForAnyValue:" : ""}${like}${ifExists ? "IfExists" : ""}`;
    return [
      {
        ...entry,
        operator: literalText(name, operator.range),
        values: values.map((value) => this.open(value, "other")),
      },
    ];
  }

  private asInBase(entry: ConditionEntry): ConditionEntry {
    const nameOf = ({ operator, key }: ConditionEntry): string =>
      `${displayText(operator)} ${displayText(key)}`.toLowerCase();
    const same = this.conditions.filter((each) => nameOf(each) === nameOf(entry));
    if (same.length === 0) return entry;
    const known = entry.values.filter((value) => !this.isOpen(value, "other"));
    return { ...entry, values: [...known, ...same.flatMap(({ values }) => values)] };
  }

  /** The text with `*` for what is open, and without the conditions under which it stands there. */
  private open(value: TextValue, of: Of): TextValue {
    if (!this.isOpen(value, of)) return value;
    const parts = value.parts.map((part) =>
      part.kind === "unknown" && this.mayBeAnything(part, of)
        ? { kind: "literal" as const, text: "*", at: part.at }
        : part,
    );
    const when = this.sureOnly(value.when ?? []);
    return { parts, range: value.range, ...(when.length > 0 && { when }) };
  }

  private isOpen({ parts, when = [] }: TextValue, of: Of): boolean {
    const open = parts.filter((part) => part.kind === "unknown" && this.mayBeAnything(part, of));
    return open.length > 0 || this.sureOnly(when).length < when.length;
  }

  private mayBeAnything({ reference, reason }: UnknownPart, of: Of): boolean {
    if (this.shared.has(reference)) return false;
    if (of !== "action" && reason === "known after deployment") return false;
    this.references.add(reference);
    return true;
  }

  /** The conditions that base has as well. */
  private sureOnly(when: readonly When[]): readonly When[] {
    return when.filter(({ condition: { reference } }) => {
      if (this.shared.has(reference)) return true;
      this.references.add(reference);
      return false;
    });
  }
}

/** What a text is of: no id of a resource is an action. */
type Of = "action" | "other";

/** By comparison: the operator that takes `*` for any text. */
const likeOperators: Readonly<Record<string, string>> = {
  arnequals: "ArnLike",
  arnlike: "ArnLike",
  stringequals: "StringLike",
  stringlike: "StringLike",
};

/** An Allow of everything to everyone, in the place of statements that are not known. */
function everything({ node, range, statements }: PolicyDocument): Statement {
  const element: Element = { key: range, range, values: [literalText("*", range)] };
  return {
    index: statements.length,
    node,
    range,
    when: [],
    effect: "Allow",
    action: element,
    resource: element,
    conditions: [],
  };
}
