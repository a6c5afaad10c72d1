/**
 * How many characters policies may have, in the way that each quota counts them.
 *
 * Identity: IAM's quota of the inline policies of a role. Access Analyzer knows no smaller one, and
 * counts every character that is not white space and one more: 25 documents that it judged fit this,
 * in 2026. Service and resource control policies: AWS Organizations User Guide, "Quotas and service
 * limits", read in 2026.
 */
export const policySizeQuotas = {
  IDENTITY_POLICY: 10_240,
  SERVICE_CONTROL_POLICY: 5_120,
  RESOURCE_CONTROL_POLICY: 5_120,
} as const;

/** Role trust policies: the default quota of IAM; it can be raised to 4,096 (IAM User Guide, 2026). */
export const trustPolicySizeQuota = 2_048;

/**
 * Resource policies, by the CloudFormation type of the resource: 20 KB for those of Amazon S3 (Amazon
 * S3 User Guide, 2026). Which quotas Access Analyzer goes by is not published, so other types that
 * count differently are left out.
 */
export const resourcePolicySizeQuotas: Readonly<Record<string, number>> = {
  "AWS::S3::Bucket": 20_480,
  "AWS::S3::AccessPoint": 20_480,
};

/**
 * The longest document, white space left out, that ValidatePolicy takes: AWS's own validator stops
 * there; 30,561 characters were taken and 52,460 refused (2026).
 */
export const validatePolicySizeMax = 32_768;
