import type { Confidence } from "../findings/finding.ts";
import type { Rule } from "./rule.ts";

/** How sure the findings of a rule are, before a problem lowers it. */
export function confidenceOf({ issueCode, confidence }: Rule): Confidence {
  return confidence ?? (inferredCodes.has(issueCode) ? "likely" : "certain");
}

/**
 * Codes of Access Analyzer of which AWS publishes a description, and not when exactly it reports
 * them: part of our trigger is our reading, on the side of silence. No answer of Access Analyzer was
 * seen that would settle it (November 2026).
 */
export const inferredCodes: ReadonlySet<string> = new Set([
  "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
  "DEPRECATED_GLOBAL_CONDITION_KEY",
  "EQUIVALENT_TO_NULL_TRUE",
  "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
  "INVALID_ARN_PREFIX",
  "INVALID_ARN_RESOURCE",
  "INVALID_CONDITION_DATA_TYPE",
  "INVALID_KMS_KEY_VALUE",
  "MISSING_ACTION_FOR_CONDITION_KEY",
  "MISSING_ARN_ACCOUNT",
  "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
  "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
  "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
  "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
  "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
  "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
  "REDUNDANT_STATEMENT",
  "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
  "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
  "TYPE_MISMATCH_STRING",
  "UNIQUE_SIDS_RECOMMENDED",
  "UNIQUE_SIDS_REQUIRED",
  "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
  "UNSUPPORTED_GLOBAL_CONDITION_KEY",
  "UNSUPPORTED_SID",
  "UNTRUSTWORTHY_CONDITION_KEY",
  "VARIABLE_USAGE_TOO_PERMISSIVE",
]);
