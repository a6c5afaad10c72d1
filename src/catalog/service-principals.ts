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

/**
 * Service principals that are documented to send `aws:SourceAccount`, by the services whose resources
 * they send it to. Only where the documentation of the service has the key in a policy for that kind
 * of resource: where it is not sent, a policy that demands it ends all deliveries.
 *
 * Sources, November 2026: Amazon WorkSpaces Applications, "Cross-service confused deputy prevention" ·
 * AWS Cost Management, likewise (budgets) · Amazon SNS, "Example cases for access control" and AWS's
 * Modern Data Architecture Accelerator, `grantCloudWatchAlarmsTopicAccess` (cloudwatch) · AWS Config,
 * "Permissions for the Amazon S3 bucket", "… the KMS key", "… the Amazon SNS topic" · Amazon
 * CloudWatch Logs, "Enable logging from AWS services" (delivery.logs) · Amazon GuardDuty, "Exporting
 * findings" · Amazon S3, "Enabling server access logging" (logging.s3), "Granting permissions to
 * publish event notification messages" and "Configuring Amazon S3 Inventory" (s3) · Amazon Macie,
 * "Storing sensitive data discovery results" · Amazon SES, "Giving permissions for email receiving".
 */
export const accountSentTo: ReadonlyMap<string, readonly string[]> = new Map([
  ["appstream.amazonaws.com", ["s3"]],
  ["budgets.amazonaws.com", ["sns"]],
  ["cloudwatch.amazonaws.com", ["sns"]],
  ["config.amazonaws.com", ["kms", "s3", "sns"]],
  ["delivery.logs.amazonaws.com", ["logs", "s3"]],
  ["guardduty.amazonaws.com", ["kms", "s3"]],
  ["logging.s3.amazonaws.com", ["s3"]],
  ["macie.amazonaws.com", ["kms", "s3"]],
  ["s3.amazonaws.com", ["s3", "sns", "sqs"]],
  ["ses.amazonaws.com", ["s3", "sns"]],
]);

/**
 * Service principals that are documented to send `aws:SourceArn` alone: what its value is the ARN of,
 * as a CloudFormation type, by the services whose resources they send it to. EventBridge sends nothing
 * to a key, and is not documented to send it to a topic.
 *
 * Sources, November 2026: Amazon CloudFront, "Restrict access to an Amazon S3 origin" · AWS CloudTrail,
 * "Amazon S3 bucket policy for CloudTrail" and "Amazon SNS topic policy for CloudTrail" · Amazon SNS,
 * "Subscribing an Amazon SQS queue to an Amazon SNS topic" · Amazon EventBridge, "Using resource-based
 * policies", section Amazon SQS.
 */
export const arnSentTo: ReadonlyMap<
  string,
  { readonly services: readonly string[]; readonly of: SourceType }
> = new Map([
  ["cloudfront.amazonaws.com", { services: ["s3"], of: "AWS::CloudFront::Distribution" }],
  ["cloudtrail.amazonaws.com", { services: ["s3", "sns"], of: "AWS::CloudTrail::Trail" }],
  ["events.amazonaws.com", { services: ["sqs"], of: "AWS::Events::Rule" }],
  ["sns.amazonaws.com", { services: ["sqs"], of: "AWS::SNS::Topic" }],
]);

export type SourceType =
  | "AWS::CloudFront::Distribution"
  | "AWS::CloudTrail::Trail"
  | "AWS::Events::Rule"
  | "AWS::SNS::Topic";

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
