import type { Range } from "../text/range.ts";
import type { PolicyDocument } from "./policy-document.ts";
import type { When } from "./text-value.ts";

/** How a policy is used. It follows from what the document is attached to. */
export const policyKinds = [
  "identity",
  "resource",
  "trust",
  "boundary",
  "scp",
  "rcp",
  "vpc-endpoint",
  "permission-set",
  "session",
] as const;
export type PolicyKind = (typeof policyKinds)[number];

/** Access Analyzer's policy types (API reference of ValidatePolicy). */
export const policyTypes = [
  "IDENTITY_POLICY",
  "RESOURCE_POLICY",
  "SERVICE_CONTROL_POLICY",
  "RESOURCE_CONTROL_POLICY",
] as const;
export type PolicyType = (typeof policyTypes)[number];

/** A policy that stands in the repository. */
export interface Policy {
  /** Names it within the repository: `aws_iam_role.deploy inline "s3"`, `template.yml#Role/Policies/0`, `policies/admin.json`. */
  readonly address: string;
  readonly kind: PolicyKind;
  /** What a resource policy is attached to, as a CloudFormation type: `AWS::S3::Bucket`. */
  readonly resourceType?: string;
  /** Address of the role, bucket, … that it is attached to. */
  readonly owner?: string;
  /** Addresses of all principals that it is attached to, when those are not `owner` alone. */
  readonly attachedTo?: readonly string[];
  /** What has to hold for an attachment to be there, by principal; one without an entry surely is. */
  readonly attachedWhen?: ReadonlyMap<string, readonly When[]>;
  /** Set when it is there for one values file: its address without that file. */
  readonly variantOf?: string;
  /** Where the policy is declared; the document itself may stand elsewhere. */
  readonly range: Range;
  readonly document: PolicyDocument;
  /**
   * Where the Terraform module or the nested stack that it stands in is called, and those around
   * it; the innermost first.
   */
  readonly calls?: readonly Range[];
  /**
   * True when nobody wrote the document: it says what other properties mean, at their place. What
   * it allows is judged; its form is not, and no edit of its text is suggested.
   */
  readonly isDerived?: boolean;
  /** The construct of the AWS CDK that it was made from: `Stack/Role/DefaultPolicy/Resource`. */
  readonly constructPath?: string;
}

/** Addresses of everybody that the policy counts for; none when nobody in the repository has it. */
export function holdersOf({ owner, attachedTo = [] }: Policy): readonly string[] {
  return attachedTo.length > 0 || owner === undefined ? attachedTo : [owner];
}

export function policyType(kind: PolicyKind): PolicyType {
  switch (kind) {
    case "identity":
    case "boundary":
    case "permission-set":
    case "session":
      return "IDENTITY_POLICY";
    case "resource":
    case "trust":
    case "vpc-endpoint":
      return "RESOURCE_POLICY";
    case "scp":
      return "SERVICE_CONTROL_POLICY";
    case "rcp":
      return "RESOURCE_CONTROL_POLICY";
  }
}
