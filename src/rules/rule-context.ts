import type { Inventory } from "../policy/inventory.ts";

/** What rules know besides what they judge: what the team has said of itself, and the whole side. */
export interface RuleContext extends RuleParameters {
  /** Everything that was found on the side that is judged. */
  readonly inventory: Inventory;
}

/** What the configuration file says and rules judge by. */
export interface RuleParameters {
  /** Account ids (12 digits) that are the team's own or partners that it trusts. */
  readonly trustedAccounts: readonly string[];
  /** Organization ids (`o-…`) likewise. */
  readonly trustedOrganizations: readonly string[];
  /** Keys of tags that every principal carries. */
  readonly requiredTags: readonly string[];
  /** Of some of them the values that they may have. Absent: any. */
  readonly tagValues?: readonly TagValues[];
  /** Longest session of a role, in seconds; absent: no bound beyond the rules' own. */
  readonly maxSessionDurationSeconds?: number;
  /** ARN pattern of the permissions boundary that roles and users must have; absent: none. */
  readonly requiredBoundary?: string;
  readonly critical: { readonly actions: readonly string[]; readonly resources: readonly string[] };
  /** Not of the configuration, but of what it is about. Absent: not known. */
  readonly repository?: OwnRepository;
}

interface TagValues {
  readonly key: string;
  /** At least one. */
  readonly values: readonly string[];
}

/** The repository that is reviewed, where GitHub has it. */
export interface OwnRepository {
  /** `owner/name`, of the characters that GitHub allows in names alone. */
  readonly name: string;
  /** Of letters, digits, dots, dashes, underlines and slashes alone. */
  readonly defaultBranch: string;
  /** How the subjects of its tokens name it, where that is with ids: `owner@1/name@2`. */
  readonly subject?: string;
}

/** What holds without a configuration. Tag keys: the practice that the project enforces. */
export const defaultRuleParameters: RuleParameters = {
  trustedAccounts: [],
  trustedOrganizations: [],
  requiredTags: ["Environment", "Owner", "CreatedBy", "ExpirationDate"],
  critical: { actions: [], resources: [] },
};
