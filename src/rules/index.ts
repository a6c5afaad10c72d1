import { configurationError } from "./governance/configuration-error.ts";
import { iamUserAccessKey } from "./governance/iam-user-access-key.ts";
import { administratorAccess } from "./least-privilege/administrator-access.ts";
import { starInActionAndResource } from "./least-privilege/star-in-action-and-resource.ts";
import type { Rule } from "./rule.ts";
import { allowWithNotPrincipal } from "./trust/allow-with-not-principal.ts";
import { missingGithubRepoConditionKey } from "./trust/missing-github-repo-condition-key.ts";
import { publicResourcePolicy } from "./trust/public-resource-policy.ts";
import { roleAssumableByAnyone } from "./trust/role-assumable-by-anyone.ts";
import { conditionKeyTypeRules } from "./validation/condition-key-types.ts";
import { conditionValueTypeRules } from "./validation/condition-value-types.ts";
import { emptyValueRules } from "./validation/empty-values.ts";
import { errorRules } from "./validation/error-rules.ts";
import { hclSyntaxError } from "./validation/hcl-syntax-error.ts";
import { invalidAction } from "./validation/invalid-action.ts";
import { invalidEffect } from "./validation/invalid-effect.ts";
import { invalidServiceInAction } from "./validation/invalid-service-in-action.ts";
import { ipValueRules } from "./validation/ip-values.ts";
import { jsonSyntaxError } from "./validation/json-syntax-error.ts";
import { missingAction } from "./validation/missing-action.ts";
import { missingEffect } from "./validation/missing-effect.ts";
import { missingPrincipal } from "./validation/missing-principal.ts";
import { missingResource } from "./validation/missing-resource.ts";
import { missingStatement } from "./validation/missing-statement.ts";
import { missingVersion } from "./validation/missing-version.ts";
import {
  confirmAudienceClaimType,
  foranyvalueWithAudienceClaimType,
  missingConditionKeyForOidcPrincipal,
  specificGithubRepoAndBranchRecommended,
} from "./validation/oidc-conditions.ts";
import { policySizeWarningRules } from "./validation/policy-size-warnings.ts";
import {
  redundantPrincipalInRoleTrustPolicy,
  uniqueIdRules,
} from "./validation/principal-references.ts";
import { rcpGuardRules } from "./validation/rcp-guards.ts";
import { redundantConditionValueNum } from "./validation/redundant-condition-value-num.ts";
import { redundantEntryRules } from "./validation/redundant-entries.ts";
import { redundantStatement } from "./validation/redundant-statement.ts";
import { createSlrRules, passRoleRules } from "./validation/role-delegation.ts";
import {
  recommendedConditionKeyForServicePrincipal,
  restrictAccessToServicePrincipal,
} from "./validation/service-principal-conditions.ts";
import {
  nullWithQualifier,
  specialConditionKeyRules,
} from "./validation/special-condition-keys.ts";
import { uniqueSidsRecommended } from "./validation/unique-sids-recommended.ts";
import { unsupportedTagKeyRules } from "./validation/unsupported-tag-keys.ts";
import { wildcardConditionRules } from "./validation/wildcard-conditions.ts";
import { wildcardInServiceName } from "./validation/wildcard-in-service-name.ts";
import { wildcardWithoutLikeOperator } from "./validation/wildcard-without-like-operator.ts";
import { yamlSyntaxError } from "./validation/yaml-syntax-error.ts";

/** Every rule, in the order in which the findings of one policy are listed. */
export const rules: readonly Rule[] = [
  jsonSyntaxError,
  yamlSyntaxError,
  hclSyntaxError,
  configurationError,
  missingVersion,
  missingStatement,
  missingEffect,
  missingAction,
  missingResource,
  missingPrincipal,
  invalidEffect,
  invalidAction,
  invalidServiceInAction,
  ...errorRules,
  administratorAccess,
  starInActionAndResource,
  ...createSlrRules,
  ...passRoleRules,
  publicResourcePolicy,
  allowWithNotPrincipal,
  roleAssumableByAnyone,
  missingGithubRepoConditionKey,
  missingConditionKeyForOidcPrincipal,
  foranyvalueWithAudienceClaimType,
  specificGithubRepoAndBranchRecommended,
  confirmAudienceClaimType,
  restrictAccessToServicePrincipal,
  recommendedConditionKeyForServicePrincipal,
  ...uniqueIdRules,
  redundantPrincipalInRoleTrustPolicy,
  ...conditionKeyTypeRules,
  ...specialConditionKeyRules,
  ...rcpGuardRules,
  ...conditionValueTypeRules,
  wildcardWithoutLikeOperator,
  ...ipValueRules,
  ...wildcardConditionRules,
  redundantConditionValueNum,
  nullWithQualifier,
  ...unsupportedTagKeyRules,
  ...policySizeWarningRules,
  ...emptyValueRules,
  ...redundantEntryRules,
  redundantStatement,
  uniqueSidsRecommended,
  wildcardInServiceName,
  iamUserAccessKey,
];
