import type { Range } from "../text/range.ts";

/**
 * What a suggestion adds to an object, a list or a block, in the terms of no syntax: rules see
 * policies, and whoever has the text writes it as it is written there.
 */
export interface Addition {
  /** What takes it, with its brackets where it has some. */
  readonly into: Range;
  /** The name of a member that stands there, or an item: its manner is followed. */
  readonly like: Range;
  /** Of the new member; absent: it becomes an item of a list. */
  readonly name?: string;
  readonly value: AddedValue;
  /** It stands before the member that is followed, as `Version` does. Only for texts. */
  readonly isFirst?: boolean;
  /**
   * The same as part of a block of HCL around it, for the blocks of HCL that are repeated rather than
   * widened (`condition`). It is in IAM's words as well.
   */
  readonly inBlock?: Omit<Addition, "inBlock">;
}

export type AddedValue =
  | string
  | readonly AddedValue[]
  | AddedObject
  | OwnAccount
  | CopiedText
  | ContinuedText
  | LinkedArn;

export interface AddedObject {
  readonly kind: "object";
  readonly members: readonly (readonly [name: string, value: AddedValue])[];
}

/** The id of the account that the policy stands in, or a text with it. */
export interface OwnAccount {
  readonly kind: "own account";
  /** 12 digits, when they follow from the policy. */
  readonly id?: string;
  /** What stands around it: of an ARN. Absent: nothing. */
  readonly within?: readonly [before: string, after: string];
}

/** What stands elsewhere in the same syntax, as it is written there. */
interface CopiedText {
  readonly kind: "copy";
  readonly of: Range;
}

/**
 * A text that stands elsewhere, or its beginning, with another ending: the objects of a bucket, by
 * the bucket.
 */
export interface ContinuedText {
  readonly kind: "continued";
  /** With its quotes, where it has some. */
  readonly of: Range;
  /** Offset in the file that the beginning ends at; absent: all of the text is taken. */
  readonly upTo?: number;
  readonly ending: string;
  /** The beginning again, for those who cannot use it as it is written: texts and references. */
  readonly parts: readonly (string | { readonly reference: string })[];
}

/** The ARN of the one resource of a type that the files have, or link with another one. */
export interface LinkedArn {
  readonly kind: "linked arn";
  /** As a CloudFormation type. */
  readonly type: string;
  /** The address of the other one: what it delivers to. Absent: there is no other one of the type. */
  readonly to?: string;
}

export function isAddedObject(value: AddedValue): value is AddedObject {
  return typeof value !== "string" && "kind" in value && value.kind === "object";
}
