import { type Action, action as actionOf } from "../../catalog/catalog.ts";

/**
 * Actions by which a message shows what a broad statement includes, the most telling first. One or
 * two of each family.
 */
const names = [
  "iam:PutRolePolicy",
  "iam:CreateAccessKey",
  "secretsmanager:GetSecretValue",
  "s3:GetObject",
  "kms:Decrypt",
  "s3:PutBucketPolicy",
  "sts:AssumeRole",
  "iam:PassRole",
  "lambda:AddPermission",
  "lambda:UpdateFunctionCode",
  "kms:ScheduleKeyDeletion",
  "cloudtrail:StopLogging",
  "ec2:ModifySnapshotAttribute",
  "rds:DeleteDBSnapshot",
  "ssm:GetParameters",
  "dynamodb:Scan",
  "sqs:ReceiveMessage",
  "ec2:TerminateInstances",
  "rds:DeleteDBInstance",
  "s3:DeleteObject",
];

interface NotableAction {
  readonly prefix: string;
  readonly action: Action;
  /** In lower case, with the prefix. */
  readonly name: string;
}

export const notableActions: readonly NotableAction[] = names.flatMap((full) => {
  const [prefix = "", name = ""] = full.split(":");
  const action = actionOf(prefix, name);
  if (!action) return [];
  return [{ prefix, action, name: full.toLowerCase() }];
});
