import type { Range } from "../text/range.ts";
import type { Policy } from "./policy.ts";
import type { TextValue, When } from "./text-value.ts";

/** What was found in one side of a change. */
export interface Inventory {
  readonly policies: readonly Policy[];
  readonly owners: readonly Owner[];
  readonly notJudged: readonly NotJudged[];
  /** Principals that stand elsewhere, and that the repository attaches policies to. Absent: none. */
  readonly elsewhere?: readonly Owner[];
  /** What keeps access closed, whatever policies say. Absent: nothing. */
  readonly guards?: readonly Guard[];
  /** Files of which not everything could be read, whatever stands in them. Absent: none. */
  readonly unread?: readonly UnreadFile[];
}

/** `file` is empty where any file may be missing. */
export interface UnreadFile {
  readonly file: string;
  /** A clause for people. */
  readonly reason: string;
  /** True when its text is there, and only not all of it could be understood. */
  readonly partly?: boolean;
}

/**
 * A switch that keeps access closed, or a watch over it: its removal, or a setting that is weaker,
 * opens it or blinds it.
 */
export interface Guard {
  readonly address: string;
  /**
   * As a CloudFormation type, or in its manner where CloudFormation has none:
   * `AWS::S3::BucketPublicAccessBlock`.
   */
  readonly type: string;
  readonly range: Range;
  /** The address of what it protects, or its name or ARN; absent for a whole account, or not known. */
  readonly owner?: string;
  /** By CloudFormation's name, those that are not written as well, with the value that holds then. */
  readonly settings: Readonly<Record<string, GuardSetting>>;
  /** Where settings are written, as far as a source tells. */
  readonly places?: Readonly<Record<string, Range>>;
  /** What has to hold for it to be there. */
  readonly when?: readonly When[];
}

/** Numbers are texts, and an unknown part of a text stands as `${reference}`. Null: not known. */
export type GuardSetting = boolean | string | null;

/** A principal or resource that owns policies, with what matters about it. */
export interface Owner {
  readonly address: string;
  /** Set when it is there for one values file: its address without that file. */
  readonly variantOf?: string;
  /** As a CloudFormation type, whichever syntax it was written in: `AWS::IAM::User`. */
  readonly type: string;
  readonly range: Range;
  readonly name?: TextValue;
  /** With its path, as far as it is known (roles, users and groups only). */
  readonly arn?: TextValue;
  /** Long-lived access keys that the repository creates for it (users only). */
  readonly accessKeys: readonly AccessKey[];
  /** As far as they are known; a key stands there once. */
  readonly tags?: readonly Tag[];
  /** Roles and permission sets only. Absent: AWS's default of an hour, or not known. */
  readonly maxSessionDurationSeconds?: number;
  /** The same as it is written, when it stands in the owner itself, as it is. */
  readonly maxSessionDuration?: TextValue;
  /** The ARN of the policy that is its permissions boundary. */
  readonly permissionsBoundary?: TextValue;
  /** The address of that policy, when it stands in the repository. */
  readonly boundaryPolicy?: string;
  /**
   * The managed policies that are attached to it, those of the repository included: their ARNs, or
   * the names of AWS's own where a transform takes names.
   */
  readonly managedPolicies?: readonly TextValue[];
  /**
   * Those of them that do not stand in the repository. `when`: the policy is attached only under
   * conditions that are not known.
   */
  readonly foreignPolicies?: readonly TextValue[];
  /** Addresses of the groups whose policies count for it too (users only). */
  readonly groups?: readonly string[];
  /** Where it is put into groups, as far as that is not written at the user itself. */
  readonly memberships?: readonly { readonly group: string; readonly at: Range }[];
  /** Whether the repository gives it a password for the console (users only). */
  readonly hasLoginProfile?: boolean;
  /** The construct of the AWS CDK that it was made from: `Stack/Role/Resource`. */
  readonly constructPath?: string;
  /** Where the module or nested stack that it stands in is called: as `Policy.calls`. */
  readonly calls?: readonly Range[];
  /** How it is written (roles and users only). Absent: in no way that can be added to. */
  readonly form?: OwnerForm;
}

/** Where an owner can be added to, and what its syntax calls what is added. */
export interface OwnerForm {
  /** Its block or its properties. */
  readonly members: Extensible;
  /** The name of the member that is its permissions boundary. */
  readonly boundary: string;
  readonly tags: {
    readonly name: string;
    /** Members of an object by their keys, or items of a list, each with `Key` and `Value`. */
    readonly as: "members" | "items";
    /** Where they stand. `elsewhere`: they are put together, or come from another place. */
    readonly written: Extensible | "none" | "elsewhere";
    /** The local value or variable that they are, as a whole: `local.tags`. */
    readonly reference?: { readonly text: string; readonly at: Range };
  };
}

/** What takes one more member or item. */
export interface Extensible {
  /** With its brackets, where it has some. */
  readonly into: Range;
  /** The name of a member that stands there, or an item. */
  readonly like: Range;
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
  /** Of a policy that allows what others do not: whose it is. Absent: nobody's here, or not known. */
  readonly owner?: string;
  readonly reason: string;
  /**
   * True when a file or policy that matters could not be read at all: the review is incomplete
   * then. False for what is merely out of reach.
   */
  readonly unread: boolean;
  /**
   * Set when what is not judged is a managed policy that stands elsewhere: its ARN, or the name of
   * one of AWS's own.
   */
  readonly managedPolicy?: string;
  /** What is set there, by name, as text to compare: a change of it may change what is not judged. */
  readonly settings?: ReadonlyMap<string, string>;
}
