import { abacTagChangeableBySubject } from "./conditions/abac-tag-changeable-by-subject.ts";
import { boundaryConditionLeavesGap } from "./conditions/boundary-condition-leaves-gap.ts";
import { controlPolicyRules } from "./conditions/control-policies.ts";
import { denyHitsServicesRules } from "./conditions/denies-that-hit-services.ts";
import { denyWithAbsentKey } from "./conditions/deny-with-absent-key.ts";
import { forAnyValueWithNegatedOperator } from "./conditions/foranyvalue-with-negated-operator.ts";
import { metWithoutKeyRules } from "./conditions/met-without-key.ts";
import { mfaConditionRules } from "./conditions/mfa-conditions.ts";
import { neverMetRules } from "./conditions/never-met.ts";
import { permissionSetRules } from "./conditions/permission-sets.ts";
import { segmentationRules } from "./conditions/segmentation.ts";
import { configurationError } from "./governance/configuration-error.ts";
import { credentialsInSource } from "./governance/credentials-in-source.ts";
import {
  denyRemoved,
  guardrailWeakened,
  permissionsBoundaryRemoved,
} from "./governance/guardrails.ts";
import {
  auditWeakened,
  passwordPolicyWeakened,
  publicAccessNotBlocked,
} from "./governance/guards.ts";
import { iamUser, iamUserPassword } from "./governance/iam-user.ts";
import { iamUserAccessKey } from "./governance/iam-user-access-key.ts";
import { missingRequiredBoundary } from "./governance/missing-required-boundary.ts";
import { missingRequiredTags } from "./governance/missing-required-tags.ts";
import { sessionLongerThanAllowed } from "./governance/session-longer-than-allowed.ts";
import { tagValueNotAllowed } from "./governance/tag-value-not-allowed.ts";
import { administratorAccess } from "./least-privilege/administrator-access.ts";
import { allowWithNotAction } from "./least-privilege/allow-with-not-action.ts";
import { allowWithNotResource } from "./least-privilege/allow-with-not-resource.ts";
import { artifactRepositoryWritableByMany } from "./least-privilege/artifact-repository-writable-by-many.ts";
import { boundaryAllowsNothing } from "./least-privilege/boundary-allows-nothing.ts";
import { boundaryEditableByItsPrincipal } from "./least-privilege/boundary-editable-by-its-principal.ts";
import { broadAccessRules } from "./least-privilege/broad-access-rules.ts";
import { broadManagedPolicy } from "./least-privilege/broad-managed-policy.ts";
import { ciRoleCanChangeItself } from "./least-privilege/ci-role-can-change-itself.ts";
import { cloudshellFileTransfer } from "./least-privilege/cloudshell-file-transfer.ts";
import { criticalAccessGranted } from "./least-privilege/critical-access-granted.ts";
import { escalationThroughRole } from "./least-privilege/escalation-through-role.ts";
import {
  anyAccountInResource,
  futureActionsIncluded,
  wholeServiceOnSomeResources,
} from "./least-privilege/narrow-hints.ts";
import { passRoleOnEveryRole, passRoleToAnyService } from "./least-privilege/pass-role-patterns.ts";
import { passRoleStrongerThanCaller } from "./least-privilege/pass-role-stronger-than-caller.ts";
import { policyAttachedToUser } from "./least-privilege/policy-attached-to-user.ts";
import { privilegeEscalationPath } from "./least-privilege/privilege-escalation-path.ts";
import { roleCreationWithoutBoundary } from "./least-privilege/role-creation-without-boundary.ts";
import { starInActionAndResource } from "./least-privilege/star-in-action-and-resource.ts";
import { terraformStateWritable } from "./least-privilege/terraform-state-writable.ts";
import { wildcardInActionService } from "./least-privilege/wildcard-in-action-service.ts";
import { writeOnManyServices } from "./least-privilege/write-on-many-services.ts";
import type { Rule } from "./rule.ts";
import { allowWithNotPrincipal } from "./trust/allow-with-not-principal.ts";
import { externalAccountRules } from "./trust/external-accounts.ts";
import { githubSubjectRules } from "./trust/github-subjects.ts";
import { keyPolicyRules } from "./trust/key-policies.ts";
import { missingGithubRepoConditionKey } from "./trust/missing-github-repo-condition-key.ts";
import { oidcClaimNotAvailable } from "./trust/oidc-claim-not-available.ts";
import { oidcProviderRules } from "./trust/oidc-providers.ts";
import { ownAccountTrustRules } from "./trust/own-account-trusts.ts";
import { publicResourcePolicy } from "./trust/public-resource-policy.ts";
import { roleAssumableByAnyone } from "./trust/role-assumable-by-anyone.ts";
import { roleSessionRules } from "./trust/role-sessions.ts";
import { s3AclsInUse } from "./trust/s3-acls-in-use.ts";
import { s3PlainHttpNotDenied } from "./trust/s3-plain-http-not-denied.ts";
import { samlAudienceNotChecked } from "./trust/saml-audience-not-checked.ts";
import { serviceTrustRules } from "./trust/service-trusts.ts";
import { vpcEndpointOpenToEverything } from "./trust/vpc-endpoint-open-to-everything.ts";
import { weakExternalId } from "./trust/weak-external-id.ts";
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
  criticalAccessGranted,
  starInActionAndResource,
  allowWithNotAction,
  allowWithNotResource,
  wildcardInActionService,
  ...broadAccessRules,
  broadManagedPolicy,
  terraformStateWritable,
  artifactRepositoryWritableByMany,
  cloudshellFileTransfer,
  policyAttachedToUser,
  writeOnManyServices,
  wholeServiceOnSomeResources,
  futureActionsIncluded,
  anyAccountInResource,
  ...createSlrRules,
  ...passRoleRules,
  passRoleOnEveryRole,
  passRoleToAnyService,
  privilegeEscalationPath,
  escalationThroughRole,
  roleCreationWithoutBoundary,
  boundaryEditableByItsPrincipal,
  boundaryAllowsNothing,
  passRoleStrongerThanCaller,
  ciRoleCanChangeItself,
  publicResourcePolicy,
  allowWithNotPrincipal,
  roleAssumableByAnyone,
  ...externalAccountRules,
  weakExternalId,
  ...ownAccountTrustRules,
  ...roleSessionRules,
  missingGithubRepoConditionKey,
  ...githubSubjectRules,
  missingConditionKeyForOidcPrincipal,
  ...oidcProviderRules,
  oidcClaimNotAvailable,
  samlAudienceNotChecked,
  ...serviceTrustRules,
  foranyvalueWithAudienceClaimType,
  specificGithubRepoAndBranchRecommended,
  confirmAudienceClaimType,
  restrictAccessToServicePrincipal,
  recommendedConditionKeyForServicePrincipal,
  ...keyPolicyRules,
  vpcEndpointOpenToEverything,
  s3PlainHttpNotDenied,
  s3AclsInUse,
  ...uniqueIdRules,
  redundantPrincipalInRoleTrustPolicy,
  ...conditionKeyTypeRules,
  ...specialConditionKeyRules,
  ...rcpGuardRules,
  ...mfaConditionRules,
  ...metWithoutKeyRules,
  forAnyValueWithNegatedOperator,
  denyWithAbsentKey,
  ...denyHitsServicesRules,
  ...controlPolicyRules,
  ...neverMetRules,
  boundaryConditionLeavesGap,
  abacTagChangeableBySubject,
  ...segmentationRules,
  ...permissionSetRules,
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
  credentialsInSource,
  guardrailWeakened,
  permissionsBoundaryRemoved,
  denyRemoved,
  auditWeakened,
  publicAccessNotBlocked,
  passwordPolicyWeakened,
  iamUserAccessKey,
  iamUserPassword,
  iamUser,
  missingRequiredBoundary,
  sessionLongerThanAllowed,
  missingRequiredTags,
  tagValueNotAllowed,
];
