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
  /** As far as they are known; a key stands there once. */
  readonly tags?: readonly Tag[];
  /** Roles only. Absent: AWS's default of an hour, or not known. */
  readonly maxSessionDurationSeconds?: number;
  /** The ARN of the policy that is its permissions boundary. */
  readonly permissionsBoundary?: TextValue;
  /** The address of that policy, when it stands in the repository. */
  readonly boundaryPolicy?: string;
  /**
   * The managed policies that are attached to it, those of the repository included: their ARNs, or
   * the names of AWS's own where a transform takes names.
   */
  readonly managedPolicies?: readonly TextValue[];
  /** Whether the repository gives it a password for the console (users only). */
  readonly hasLoginProfile?: boolean;
}

export interface Tag {
  readonly key: TextValue;
  readonly value: TextValue;
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
