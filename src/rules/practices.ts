/** A practice that the rules stand for: what a team wants, in one word and one sentence. */
export interface Practice {
  readonly id: string;
  readonly name: string;
  /** What is right, and why. */
  readonly means: string;
  /** Issue codes, the most important first. */
  readonly issueCodes: readonly string[];
}

/**
 * Every rule but those that judge the mere form of a policy belongs to one practice. A rule that
 * serves several stands where a reader would look for it first.
 */
export const practices: readonly Practice[] = [
  {
    id: "roles-instead-of-users",
    name: "Roles instead of users",
    means:
      "People sign in through Identity Center or their company's provider, and programs get a role: nothing then has to be kept secret for years, and who leaves is out.",
    issueCodes: ["IAM_USER_ACCESS_KEY", "IAM_USER_PASSWORD", "IAM_USER", "POLICY_ATTACHED_TO_USER"],
  },
  {
    id: "least-privilege",
    name: "Least privilege",
    means:
      "A principal may do what it has to, on what it has to, and can give itself nothing more, neither alone nor through another role.",
    issueCodes: [
      "ADMINISTRATOR_ACCESS",
      "PRIVILEGE_ESCALATION_PATH",
      "ESCALATION_THROUGH_ROLE",
      "PASS_ROLE_STRONGER_THAN_CALLER",
      "CI_ROLE_CAN_CHANGE_ITSELF",
      "CRITICAL_ACCESS_GRANTED",
      "STAR_IN_ACTION_AND_RESOURCE",
      "ALLOW_WITH_NOT_ACTION",
      "WILDCARD_IN_ACTION_SERVICE",
      "BROAD_MANAGED_POLICY",
      "PERMISSIONS_MANAGEMENT_ON_ALL_RESOURCES",
      "ALL_RESOURCE_POLICIES_WRITABLE",
      "CREDENTIALS_FOR_ANY_RESOURCE",
      "PASS_ROLE_WITH_STAR_IN_RESOURCE",
      "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
      "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
      "PASS_ROLE_WITH_NOT_RESOURCE",
      "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
      "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
      "PASS_ROLE_ON_EVERY_ROLE",
      "PASS_ROLE_TO_ANY_SERVICE",
      "CREATE_SLR_WITH_STAR_IN_RESOURCE",
      "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
      "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
      "CREATE_SLR_WITH_NOT_RESOURCE",
      "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
      "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
      "FUTURE_ACTIONS_INCLUDED",
    ],
  },
  {
    id: "segmentation",
    name: "Segmentation and guardrails",
    means:
      "Duties, environments and accounts are kept apart, and what keeps them apart is not weakened by the way.",
    issueCodes: [
      "GUARDRAIL_WEAKENED",
      "DENY_REMOVED",
      "CONTROL_POLICY_ALLOWS_NOTHING",
      "CONTROL_POLICY_WITHOUT_EXEMPTION",
      "REGION_DENY_HITS_GLOBAL_SERVICES",
      "ORGANIZATION_DENY_HITS_AWS_SERVICES",
      "NETWORK_DENY_HITS_AWS_SERVICES",
      "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
      "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
      "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
      "ROLE_TRUSTED_BY_DIFFERENT_KINDS",
      "ROLE_SHARED_BY_SERVICES",
      "ROLE_WITH_UNRELATED_DUTIES",
      "ENVIRONMENTS_MIXED",
      "WRITE_ON_MANY_SERVICES",
      "ROLE_TRUSTS_ITSELF",
      "KMS_ADMINISTRATOR_CAN_DECRYPT",
      "ARTIFACT_REPOSITORY_WRITABLE_BY_MANY",
      "TERRAFORM_STATE_WRITABLE",
      "CLOUDSHELL_FILE_TRANSFER",
    ],
  },
  {
    id: "mfa",
    name: "A second factor for privileged access",
    means:
      "People who may do much prove who they are twice, and the condition that asks for it holds for access keys, too.",
    issueCodes: [
      "PRIVILEGED_ROLE_TRUSTS_ACCOUNT",
      "USER_ASSUMES_ROLE_WITHOUT_MFA",
      "MFA_NOT_DEMANDED_OF_ACCESS_KEYS",
      "MFA_DENY_MISSES_ACCESS_KEYS",
    ],
  },
  {
    id: "permissions-boundaries",
    name: "Permissions boundaries",
    means:
      "Who may make roles can make only such as stay below a boundary, and nobody moves the own one.",
    issueCodes: [
      "ROLE_CREATION_WITHOUT_BOUNDARY",
      "BOUNDARY_CONDITION_LEAVES_GAP",
      "BOUNDARY_EDITABLE_BY_ITS_PRINCIPAL",
      "PERMISSIONS_BOUNDARY_REMOVED",
      "MISSING_REQUIRED_BOUNDARY",
      "PERMISSION_SET_WITHOUT_BOUNDARY",
      "BOUNDARY_ALLOWS_NOTHING",
    ],
  },
  {
    id: "audit",
    name: "Audit",
    means: "What happens is recorded, watched and attributed, and no change blinds the record.",
    issueCodes: ["AUDIT_WEAKENED", "AUDIT_CAN_BE_SILENCED", "SOURCE_IDENTITY_NOT_LIMITED"],
  },
  {
    id: "partners",
    name: "Partners, other accounts and the public",
    means:
      "Nobody gets in unseen: everyone from outside is named, is known to the team, and shows that the request is meant for it.",
    issueCodes: [
      "PUBLIC_RESOURCE_POLICY",
      "PUBLIC_ACCESS_NOT_BLOCKED",
      "ROLE_ASSUMABLE_BY_ANYONE",
      "ALLOW_WITH_NOT_PRINCIPAL",
      "THIRD_PARTY_ROLE_WITHOUT_EXTERNAL_ID",
      "WEAK_EXTERNAL_ID",
      "EXTERNAL_ACCOUNT_ALLOWED",
      "WHOLE_EXTERNAL_ACCOUNT_TRUSTED",
      "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
      "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
      "KMS_GRANTS_NOT_LIMITED",
      "ALL_DATA_SHAREABLE",
      "S3_ACLS_IN_USE",
      "VPC_ENDPOINT_OPEN_TO_EVERYTHING",
    ],
  },
  {
    id: "resources-and-conditions",
    name: "Scoped resources and conditions",
    means:
      "Resources are named, and conditions do what they seem to: one that is met by a missing key limits nobody.",
    issueCodes: [
      "ALL_SECRETS_READABLE",
      "DECRYPT_WITH_ANY_KEY",
      "ALL_OBJECTS_READABLE",
      "ALL_KEYS_DESTROYABLE",
      "ALL_PARAMETERS_READABLE",
      "BULK_DATA_READ",
      "ALL_BACKUPS_DESTROYABLE",
      "WRITE_ON_ALL_RESOURCES",
      "ALLOW_WITH_NOT_RESOURCE",
      "WHOLE_SERVICE_ON_SOME_RESOURCES",
      "ANY_ACCOUNT_IN_RESOURCE",
      "S3_PLAIN_HTTP_NOT_DENIED",
      "KMS_KEY_WITHOUT_ADMINISTRATOR",
      "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
      "FORALLVALUES_MET_WITHOUT_KEY",
      "IF_EXISTS_MET_WITHOUT_KEY",
      "NEGATED_CONDITION_MET_WITHOUT_KEY",
      "FORANYVALUE_WITH_NEGATED_OPERATOR",
      "DENY_WITH_ABSENT_KEY",
      "CONDITIONS_CONTRADICT",
      "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
      "UNTRUSTWORTHY_CONDITION_KEY",
      "MISSING_PAIRED_CONDITION_KEYS",
      "S3_PREFIX_IN_NEGATIVE_CONTEXT",
      "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
    ],
  },
  {
    id: "tags",
    name: "Tags",
    means:
      "Tags tell whose a principal is and when it may go; where access is decided by tags, nobody sets the own ones.",
    issueCodes: [
      "MISSING_REQUIRED_TAGS",
      "TAG_VALUE_NOT_ALLOWED",
      "ABAC_TAG_CHANGEABLE_BY_SUBJECT",
      "SESSION_TAGS_NOT_LIMITED",
      "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
      "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    ],
  },
  {
    id: "credentials",
    name: "Unused and unrotated credentials",
    means:
      "Credentials are short-lived and stand in no file; what is over, or belongs to nobody, is taken away.",
    issueCodes: [
      "CREDENTIALS_IN_SOURCE",
      "PASSWORD_POLICY_WEAKENED",
      "SESSION_LONGER_THAN_ALLOWED",
      "LONG_ROLE_SESSION",
      "LONG_PERMISSION_SET_SESSION",
      "INVALID_ROLE_REFERENCE",
      "INVALID_USER_REFERENCE",
      "DATE_CONDITION_IS_OVER",
    ],
  },
  {
    id: "federation",
    name: "Federation",
    means:
      "Whoever trusts a provider of identities says which of its users, repositories or workloads are meant.",
    issueCodes: [
      "MISSING_GITHUB_REPO_CONDITION_KEY",
      "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES",
      "GITHUB_SUBJECT_TOO_WIDE",
      "GITHUB_PULL_REQUEST_ACCEPTED",
      "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
      "GITHUB_PINNED_BY_NAMES_ONLY",
      "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
      "OIDC_PROVIDER_OPEN_TO_STRANGERS",
      "OIDC_SUBJECT_NOT_CHECKED",
      "OIDC_AUDIENCE_NOT_CHECKED",
      "OIDC_CLAIM_NOT_AVAILABLE",
      "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
      "CONFIRM_AUDIENCE_CLAIM_TYPE",
      "SAML_AUDIENCE_NOT_CHECKED",
      "COGNITO_ROLE_OPEN_TO_GUESTS",
      "EKS_ROLE_OPEN_TO_SERVICE_ACCOUNTS",
      "EKS_POD_IDENTITY_WITHOUT_CONDITION",
      "ROLES_ANYWHERE_WITHOUT_TRUST_ANCHOR",
      "ROLES_ANYWHERE_WITHOUT_CERTIFICATE_CONDITION",
    ],
  },
];

const byCode = new Map(
  practices.flatMap((practice) => practice.issueCodes.map((code) => [code, practice] as const)),
);

/** The practice that a rule stands for; `undefined` for one about the form of a policy. */
export function practiceOf(issueCode: string): Practice | undefined {
  return byCode.get(issueCode);
}
