import type { Action } from "../../catalog/catalog.ts";

/**
 * Writing actions on what exists and can be named. What creates has no name to be given yet, and what
 * only optionally takes one resource (`cloudwatch:PutMetricData`) is not scoped by it.
 */
export function changesExisting(prefix: string, action: Action): boolean {
  const { name, accessLevel, resourceTypes } = action;
  if (accessLevel !== "Write" && !takesBack(prefix, action)) return false;
  if (onlyReads.test(name) || /^(Allocate|Create|Import|Register|Request|Run)/.test(name))
    return false;
  if (operational.has(`${prefix}:${name}`.toLowerCase())) return false;
  return resourceTypes.some(({ required }) => required) || resourceTypes.length > 1;
}

/** The reference has some of them down as more than reading. */
export const onlyReads = /^(BatchGet|Describe|Get|List|Search|View)/;

/**
 * Management of permissions that only takes them back, or lends a network interface. In IAM and AWS
 * Organizations it opens what was closed, when a Deny goes with it.
 */
export function takesBack(prefix: string, { name, accessLevel }: Action): boolean {
  if (accessLevel !== "Permissions management") return false;
  if (prefix === "iam" || prefix === "organizations") return false;
  return /^(Delete|Detach|Remove|Retire|Revoke)|NetworkInterfacePermission$/.test(name);
}

/**
 * Writing actions that AWS's own guides allow on `*` for what runs: a function in a VPC, an agent, logs.
 * They change nothing that others rely on.
 */
const operational: ReadonlySet<string> = new Set(
  [
    "ecs:Poll",
    "ecs:StartTelemetrySession",
    "ssm:PutComplianceItems",
    "ssm:PutInventory",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
    "ec2:AssignPrivateIpAddresses",
    "ec2:AttachNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DetachNetworkInterface",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:UnassignPrivateIpAddresses",
    "iam:CreateServiceLinkedRole",
    "iam:PassRole",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptTo",
    "logs:PutLogEvents",
  ].map((action) => action.toLowerCase()),
);
