import type { FindingType } from "../findings/finding.ts";
import type { PolicyKind } from "../policy/policy.ts";

/** Where the configuration stands in a repository. Read from the base, never from the pull request. */
export const settingsPath = ".github/leastwise.yml";

export interface Settings {
  /** New findings of this type or a more severe one fail the check. */
  readonly failOn: FindingType;
  /** How raw policy files are used, by path; the first entry that matches counts. */
  readonly policyFiles: readonly PolicyFileUse[];
}

export interface PolicyFileUse {
  /** A glob over paths from the root of the repository: `policies/scp/**`. */
  readonly path: string;
  readonly kind: PolicyKind;
  /** As a CloudFormation type: `AWS::S3::Bucket`. */
  readonly resourceType?: string;
}

/** What holds in a repository without a configuration file. */
export const defaultSettings: Settings = { failOn: "SECURITY_WARNING", policyFiles: [] };
