import type { Rule } from "../rule.ts";
import {
  missingActionForConditionKey,
  unsupportedActionForConditionKey,
  unsupportedActionInPolicy,
  unsupportedConditionKeyForServicePrincipal,
} from "./actions-and-keys.ts";
import { conditionKeyRules } from "./condition-keys.ts";
import {
  duplicateKeysWithDifferentCase,
  invalidConditionDataType,
  invalidConditionMultipleBoolean,
  invalidConditionOperator,
  missingQualifier,
  nullWithIfExists,
} from "./condition-operators.ts";
import {
  conditionValueRules,
  invalidVariableForOperator,
  privateIpAddress,
  privateNotIpAddress,
} from "./condition-values.ts";
import {
  rcpSyntaxErrorAction,
  rcpSyntaxErrorAllow,
  rcpSyntaxErrorNotAction,
  rcpSyntaxErrorPrincipal,
  scpSyntaxErrorActionWildcard,
} from "./control-policies.ts";
import { policySizeExceedsRcpQuota, policySizeExceedsScpQuota } from "./control-policy-sizes.ts";
import {
  dataTypeMismatch,
  invalidPolicyElement,
  invalidVersion,
  uniqueSidsRequired,
  unsupportedElementCombination,
  unsupportedSid,
} from "./document-form.ts";
import {
  policyVariableRules,
  variableUnsupportedInElement,
  variableUnsupportedInVersion,
} from "./policy-variables.ts";
import {
  federatedPrincipalNotSupported,
  invalidPrincipalFormat,
  invalidPrincipalKey,
  scpSyntaxErrorPrincipal,
  unsupportedPrincipal,
  unsupportedWildcardInPrincipal,
} from "./principals.ts";
import { resourceArnRules } from "./resource-arns.ts";
import { unsupportedResourceArnInPolicy } from "./resource-types.ts";
import { variableUsageTooPermissive, wildcardUsageTooPermissive } from "./too-permissive.ts";
import {
  invalidFederatedPrincipal,
  mismatchedActionForPrincipal,
  missingActionForRolesAnywhere,
  roleTrustPolicyNotPrincipal,
  roleTrustPolicyResource,
  roleTrustPolicyWildcard,
} from "./trust-policies.ts";

/** The rules of finding type ERROR that stand in families: those of one shape share a file. */
export const errorRules: readonly Rule[] = [
  dataTypeMismatch,
  invalidPolicyElement,
  invalidVersion,
  unsupportedElementCombination,
  unsupportedSid,
  uniqueSidsRequired,
  policySizeExceedsScpQuota,
  policySizeExceedsRcpQuota,
  unsupportedPrincipal,
  scpSyntaxErrorPrincipal,
  invalidPrincipalFormat,
  invalidPrincipalKey,
  unsupportedWildcardInPrincipal,
  federatedPrincipalNotSupported,
  roleTrustPolicyNotPrincipal,
  roleTrustPolicyWildcard,
  roleTrustPolicyResource,
  invalidFederatedPrincipal,
  mismatchedActionForPrincipal,
  missingActionForRolesAnywhere,
  scpSyntaxErrorActionWildcard,
  rcpSyntaxErrorPrincipal,
  rcpSyntaxErrorAllow,
  rcpSyntaxErrorNotAction,
  rcpSyntaxErrorAction,
  unsupportedActionInPolicy,
  ...resourceArnRules,
  unsupportedResourceArnInPolicy,
  ...policyVariableRules,
  variableUnsupportedInVersion,
  variableUnsupportedInElement,
  invalidConditionOperator,
  nullWithIfExists,
  ...conditionKeyRules,
  duplicateKeysWithDifferentCase,
  missingQualifier,
  invalidConditionDataType,
  invalidConditionMultipleBoolean,
  invalidVariableForOperator,
  ...conditionValueRules,
  privateIpAddress,
  privateNotIpAddress,
  wildcardUsageTooPermissive,
  variableUsageTooPermissive,
  unsupportedActionForConditionKey,
  missingActionForConditionKey,
  unsupportedConditionKeyForServicePrincipal,
];
