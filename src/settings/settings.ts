import type { FindingType } from "../findings/finding.ts";
import type { PolicyKind } from "../policy/policy.ts";
import type { CustomRule } from "../rules/custom/custom-rule.ts";
import { defaultRuleParameters, type RuleParameters } from "../rules/rule-context.ts";
import type { awsChecks, commentModes, reviewModes } from "./description.ts";

/** Where the configuration stands in a repository. Read from the base, never from the pull request. */
export const settingsPath = ".github/leastwise.yml";

export interface Settings {
  /** New findings of this type or a more severe one fail the check. */
  readonly failOn: FindingType;
  readonly mode: ReviewMode;
  readonly comments: CommentMode;
  /** By issue code; what is not in here is as the rule has it. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Patterns of files that are not judged. See `matchesGlob`. */
  readonly ignore: readonly string[];
  /** How raw policy files are used, by path; the first entry that matches counts. */
  readonly policyFiles: readonly PolicyFileUse[];
  readonly exceptions: readonly Exception[];
  /** Rules of the team's own. */
  readonly customRules: readonly CustomRule[];
  /** What rules judge by. */
  readonly parameters: RuleParameters;
  readonly inputs: InputSettings;
  readonly aws: AwsSettings;
}

/** Values for what is reviewed; paths from the root of the repository. */
export interface InputSettings {
  /** Several entries for one directory are variants of it. */
  readonly terraform: readonly {
    readonly directory: string;
    readonly varFiles: readonly string[];
  }[];
  readonly cloudFormation: readonly {
    readonly template: string;
    readonly parameterFiles: readonly string[];
  }[];
}

/** `warn`: the check succeeds whatever was found, and says so. */
export type ReviewMode = (typeof reviewModes)[number];
export type CommentMode = (typeof commentModes)[number];
export type RuleSetting = "off" | FindingType;

/** Findings that somebody has accepted. */
export interface Exception {
  /** The configuration that has it: the repository's own, or that of its owner. */
  readonly file: string;
  /** The issue code. */
  readonly rule: string;
  readonly address?: string;
  /** A pattern over paths: see `matchesGlob`. */
  readonly path?: string;
  /** Of the finding that was accepted: another grant has another one. */
  readonly fingerprint?: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it counts: `2026-12-31`. */
  readonly until: string;
}

/** What AWS is asked, where the operator has switched that on. */
export interface AwsSettings {
  /** False: nothing of the repository is sent to AWS. */
  readonly validate: boolean;
  /** True: a review without AWS's answers is incomplete. */
  readonly required: boolean;
  /** Paid checks; the operator has to allow them as well. */
  readonly checks: readonly AwsCheck[];
}

type AwsCheck = (typeof awsChecks)[number];

interface PolicyFileUse {
  /** A pattern over paths from the root of the repository: `policies/scp/**`. */
  readonly path: string;
  readonly kind: PolicyKind;
  /** As a CloudFormation type: `AWS::S3::Bucket`. */
  readonly resourceType?: string;
}

/** What holds in a repository without a configuration file. */
export const defaultSettings: Settings = {
  failOn: "SECURITY_WARNING",
  mode: "enforce",
  comments: "on-findings",
  rules: {},
  ignore: [],
  policyFiles: [],
  exceptions: [],
  customRules: [],
  parameters: defaultRuleParameters,
  inputs: { terraform: [], cloudFormation: [] },
  aws: {
    validate: true,
    required: false,
    checks: [],
  },
};
