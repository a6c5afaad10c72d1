/**
 * Service principals that send `aws:SourceArn` or `aws:SourceAccount` when they use a resource on
 * somebody's behalf, so that a resource policy can demand the key. In lower case.
 *
 * Kept by hand, November 2026, from the user guides of the services ("Cross-service confused deputy
 * prevention" and their examples of resource policies). Which services Access Analyzer looks at is not
 * published: one that is not here raises no finding.
 */
export const servicesSendingSource: ReadonlySet<string> = new Set([
  "appstream.amazonaws.com",
  "budgets.amazonaws.com",
  "cloudfront.amazonaws.com",
  "cloudtrail.amazonaws.com",
  "cloudwatch.amazonaws.com",
  "codestar-notifications.amazonaws.com",
  "config.amazonaws.com",
  "delivery.logs.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
  "events.amazonaws.com",
  "guardduty.amazonaws.com",
  "iot.amazonaws.com",
  "logdelivery.elasticloadbalancing.amazonaws.com",
  "logging.s3.amazonaws.com",
  "macie.amazonaws.com",
  "personalize.amazonaws.com",
  "s3.amazonaws.com",
  "scheduler.amazonaws.com",
  "ses.amazonaws.com",
  "sns.amazonaws.com",
]);

/** Keys that tie the call of a service to a resource, an account or an organization. In lower case. */
export const sourceKeys: ReadonlySet<string> = new Set([
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);

/**
 * Keys that are used in place of those and say less. `aws:Referer` is the one that Access Analyzer's
 * page names; Amazon SES was limited by it before it sent the others.
 */
export const weakSourceKeys: ReadonlySet<string> = new Set(["aws:referer"]);

/**
 * Keys that say nothing about on whose behalf a service calls: beside them the keys above are
 * missing all the same. Own judgement.
 */
export const keysBesideSource: ReadonlySet<string> = new Set([
  "aws:securetransport",
  "s3:x-amz-acl",
  "s3:x-amz-server-side-encryption",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
]);
