import type { Range } from "../text/range.ts";
import type { Node } from "./node.ts";
import type { TextValue, UnknownPart, When } from "./text-value.ts";

/**
 * A policy document: what could be read of it. What is missing or of the wrong type is absent here;
 * `node` has the document as it was written, for the rules that judge its form.
 */
export interface PolicyDocument {
  readonly node: Node;
  readonly range: Range;
  readonly version?: TextValue;
  readonly id?: TextValue;
  /** Range of the member name `Statement`, when there is one. */
  readonly statementKey?: Range;
  readonly statements: readonly Statement[];
  /**
   * What stands in the place of statements, or of the names of their elements, and is not known: it may
   * allow or deny anything. Absent: nothing.
   */
  readonly unknownStatements?: readonly UnknownPart[];
  /** Everything in the document that is not known before deployment. */
  readonly unknowns: readonly UnknownPart[];
}

export interface Statement {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly node: Node;
  readonly range: Range;
  /** Conditions under which the statement exists at all; empty when it surely does. */
  readonly when: readonly When[];
  readonly sid?: TextValue;
  /** `undefined` when it is missing, misspelt or unknown; `effectValue` tells which. */
  readonly effect?: "Allow" | "Deny";
  readonly effectValue?: TextValue;
  readonly action?: Element;
  readonly notAction?: Element;
  readonly resource?: Element;
  readonly notResource?: Element;
  readonly principal?: PrincipalElement;
  readonly notPrincipal?: PrincipalElement;
  readonly conditions: readonly ConditionEntry[];
}

/** `Action`, `Resource` and their negations: one text or a list of texts. */
export interface Element {
  readonly key: Range;
  /** The whole value: the text, or the list with its brackets. */
  readonly range: Range;
  readonly values: readonly TextValue[];
}

export interface PrincipalElement {
  readonly key: Range;
  readonly range: Range;
  readonly principals: readonly Principal[];
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for `"Principal": "*"`. */
  readonly type: string;
  readonly typeRange: Range;
  readonly value: TextValue;
}

/** One key of one operator: `"StringEquals": { "aws:PrincipalOrgID": ["o-1"] }`. */
export interface ConditionEntry {
  /** With its set operator and `IfExists`, as it is written. */
  readonly operator: TextValue;
  readonly key: TextValue;
  readonly values: readonly TextValue[];
  /** Range of the values. */
  readonly range: Range;
}
