import type { Range } from "../text/range.ts";
import type { Policy } from "./policy.ts";
import type { TextValue } from "./text-value.ts";

/** What was found in one side of a change. */
export interface Inventory {
  readonly policies: readonly Policy[];
  readonly owners: readonly Owner[];
  readonly notJudged: readonly NotJudged[];
}

/** A principal or resource that owns policies, with what matters about it. */
export interface Owner {
  readonly address: string;
  /** As a CloudFormation type, whichever syntax it was written in: `AWS::IAM::User`. */
  readonly type: string;
  readonly range: Range;
  readonly name?: TextValue;
  /** Long-lived access keys that the repository creates for it (users only). */
  readonly accessKeys: readonly AccessKey[];
}

export interface AccessKey {
  readonly address: string;
  readonly range: Range;
}

/** Something that may grant access and could not be judged, with the reason for people. */
export interface NotJudged {
  readonly range: Range;
  readonly address?: string;
  readonly reason: string;
  /**
   * True when a file or policy that matters could not be read at all: the review is incomplete
   * then. False for what is merely out of reach.
   */
  readonly unread: boolean;
}
