import type { FindingType } from "../../findings/finding.ts";

/** What the code of every custom rule begins with: none of ours does. */
const customPrefix = "CUSTOM_";
/** The form of such a code, as the source of a regular expression. */
export const customCodePattern = "^CUSTOM_[A-Z0-9]+(?:_[A-Z0-9]+)*$";

export function isCustomCode(code: string): boolean {
  return code.startsWith(customPrefix);
}

/** Whom a rule is about. `policy`: a policy that nobody in the repository has. */
export const principalWords = ["role", "user", "group", "permission-set", "policy"] as const;
export type PrincipalWord = (typeof principalWords)[number];

/** Whose conditions a rule asks about: of those who may assume a role, or of what a principal may do. */
export const conditionPlaces = ["trust", "identity"] as const;
type ConditionPlace = (typeof conditionPlaces)[number];

/** A rule of the team's own: a question to the engine, in the configuration. */
export interface CustomRule {
  readonly code: string;
  /** The team's sentence. */
  readonly message: string;
  readonly type: FindingType;
  readonly for: MeantPrincipals;
  readonly deny?: DeniedAccess;
  readonly require?: Requirement;
  readonly examples: Examples;
}

export interface MeantPrincipals {
  /** Empty: all. */
  readonly types: readonly PrincipalWord[];
  /** Patterns over names and addresses; empty: all. */
  readonly names: readonly string[];
  /** Patterns likewise: those that surely match are left alone. */
  readonly except: readonly string[];
}

/** Nobody may do any of the actions on any of the resources, unless all conditions are met. */
interface DeniedAccess {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly unless: readonly DemandedCondition[];
}

interface Requirement {
  /** Keys of tags. */
  readonly tags: readonly string[];
  /** Pattern over the ARN of the permissions boundary. */
  readonly boundary?: string;
  /** All of them, in every request that is allowed. */
  readonly conditions: readonly DemandedCondition[];
  readonly on: ConditionPlace;
}

/** A condition as a policy writes it. */
export interface DemandedCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Files of the repository, by path. */
interface Examples {
  readonly reported: readonly string[];
  readonly notReported: readonly string[];
}
