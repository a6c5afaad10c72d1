/**
 * API operations whose IAM action has another name: what people write after reading an SDK or a
 * command line, and the action that allows it. In lower case; no key is an action itself.
 *
 * Sources: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations"; AWS Lambda
 * Developer Guide, "Fine-tuning the Resources and Conditions sections of policies".
 */
const actionOfOperation: Readonly<Record<string, string>> = {
  "s3:listbuckets": "s3:ListAllMyBuckets",
  "s3:listobjects": "s3:ListBucket",
  "s3:listobjectsv2": "s3:ListBucket",
  "s3:listobjectversions": "s3:ListBucketVersions",
  "s3:headbucket": "s3:ListBucket",
  "s3:headobject": "s3:GetObject",
  "s3:copyobject": "s3:PutObject",
  "s3:deleteobjects": "s3:DeleteObject",
  "s3:createmultipartupload": "s3:PutObject",
  "s3:completemultipartupload": "s3:PutObject",
  "s3:uploadpart": "s3:PutObject",
  "s3:uploadpartcopy": "s3:PutObject",
  "s3:listparts": "s3:ListMultipartUploadParts",
  "s3:listmultipartuploads": "s3:ListBucketMultipartUploads",
  "s3:selectobjectcontent": "s3:GetObject",
  "s3:getbucketencryption": "s3:GetEncryptionConfiguration",
  "s3:putbucketencryption": "s3:PutEncryptionConfiguration",
  "s3:deletebucketencryption": "s3:PutEncryptionConfiguration",
  "s3:getbucketlifecycle": "s3:GetLifecycleConfiguration",
  "s3:getbucketlifecycleconfiguration": "s3:GetLifecycleConfiguration",
  "s3:putbucketlifecycle": "s3:PutLifecycleConfiguration",
  "s3:putbucketlifecycleconfiguration": "s3:PutLifecycleConfiguration",
  "s3:deletebucketlifecycle": "s3:PutLifecycleConfiguration",
  "s3:getbucketreplication": "s3:GetReplicationConfiguration",
  "s3:putbucketreplication": "s3:PutReplicationConfiguration",
  "s3:deletebucketreplication": "s3:PutReplicationConfiguration",
  "s3:deletebuckettagging": "s3:PutBucketTagging",
  "s3:deletebucketcors": "s3:PutBucketCORS",
  "s3:getpublicaccessblock": "s3:GetBucketPublicAccessBlock",
  "s3:putpublicaccessblock": "s3:PutBucketPublicAccessBlock",
  "s3:deletepublicaccessblock": "s3:PutBucketPublicAccessBlock",
  "lambda:invoke": "lambda:InvokeFunction",
  "lambda:getlayerversionbyarn": "lambda:GetLayerVersion",
};

/** The IAM action (with prefix) that allows the operation, if it has another name than that. */
export function actionForOperation(prefix: string, operation: string): string | undefined {
  const key = `${prefix}:${operation}`.toLowerCase();
  return Object.hasOwn(actionOfOperation, key) ? actionOfOperation[key] : undefined;
}

/** For the test that holds the table against the catalogue. */
export const operations: readonly (readonly [operation: string, action: string])[] =
  Object.entries(actionOfOperation);
