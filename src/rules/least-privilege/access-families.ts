import type { Action } from "../../catalog/catalog.ts";
import type { FindingType } from "../../findings/finding.ts";
import { changesExisting, onlyReads, takesBack } from "./changing-actions.ts";

/**
 * What a principal should not be able to do to resources that its policies do not name, by what it
 * means. The lists are our own, over the actions that AWS's service authorization reference has.
 */
export interface AccessFamily {
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly summary: string;
  readonly controls: readonly string[];
  /** Actions in lower case, or a test where a list would be most of the catalogue. */
  readonly actions: ReadonlySet<string> | ((prefix: string, action: Action) => boolean);
  /** Behind the pattern and the actions: `… on every bucket`. */
  readonly on: string;
  /** What follows from it; a clause. */
  readonly risk: string;
  /** What to do; sentences. `{form}` stands for the forms of ARNs that can be named. */
  readonly remedy: string;
  /** In a list of what else a pattern includes: `reading secrets`. */
  readonly short: string;
  /** Of the actions, those that are a warning and no more when they are all that is found. */
  readonly lesser?: (name: string) => boolean;
  /** Names of actions that are worth a hint and no more when they are all that is found. */
  readonly hinted?: RegExp;
  /** True when the danger is the action, whether or not it can be scoped. */
  readonly scopedOrNot?: true;
}

/**
 * In the order of what matters: an action or pattern that belongs to several families is reported as
 * the first of them that it reaches.
 */
export const accessFamilies: readonly AccessFamily[] = [
  {
    issueCode: "ALL_RESOURCE_POLICIES_WRITABLE",
    findingType: "SECURITY_WARNING",
    summary: "the policies of resources that nobody named can be rewritten",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-6", "CM-5", "SC-7"),
      ...own("ISO 27001", "A.5.18", "A.8.3"),
    ],
    actions: setOf(
      "backup:PutBackupVaultAccessPolicy",
      "codeartifact:PutDomainPermissionsPolicy",
      "codeartifact:PutRepositoryPermissionsPolicy",
      "dynamodb:PutResourcePolicy",
      "ecr:SetRepositoryPolicy",
      "elasticfilesystem:PutFileSystemPolicy",
      "es:UpdateDomainConfig",
      "glacier:SetVaultAccessPolicy",
      "kinesis:PutResourcePolicy",
      "kms:CreateGrant",
      "kms:PutKeyPolicy",
      "lambda:AddLayerVersionPermission",
      "lambda:AddPermission",
      "s3:DeleteBucketPolicy",
      "s3:PutAccessPointPolicy",
      "s3:PutBucketAcl",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutObjectAcl",
      "secretsmanager:PutResourcePolicy",
      "sns:AddPermission",
      "sns:SetTopicAttributes",
      "sqs:AddPermission",
      "sqs:SetQueueAttributes",
    ),
    on: "every resource of the kind",
    risk: "whoever has this principal can open any of them to outsiders",
    lesser: (name) => name === "s3:PutObjectAcl",
    remedy: "Name the resources ({form}).",
    short: "rewriting resource policies",
  },
  {
    issueCode: "CREDENTIALS_FOR_ANY_RESOURCE",
    findingType: "SECURITY_WARNING",
    summary: "credentials can be had for identities and resources that nobody named",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-6", "IA-5", "IA-5(7)"),
      ...own("ISO 27001", "A.5.17", "A.8.5"),
    ],
    actions: setOf(
      "codeartifact:GetAuthorizationToken",
      "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
      "connect:GetFederationToken",
      "ec2:GetPasswordData",
      "elasticmapreduce:GetClusterSessionCredentials",
      "gamelift:GetInstanceAccess",
      "iam:CreateAccessKey",
      "iam:CreateLoginProfile",
      "iam:CreateServiceSpecificCredential",
      "iam:ResetServiceSpecificCredential",
      "iam:UpdateLoginProfile",
      "lightsail:GetInstanceAccessDetails",
      "rds-db:connect",
      "redshift-serverless:GetCredentials",
      "redshift:GetClusterCredentials",
      "redshift:GetClusterCredentialsWithIAM",
      "sts:AssumeRole",
    ),
    on: "every resource of the kind",
    risk: "whoever has this principal gets credentials for others that nobody chose",
    // Encrypted, or for the caller itself.
    lesser: oneOf(
      "codeartifact:GetAuthorizationToken",
      "connect:GetFederationToken",
      "ec2:GetPasswordData",
    ),
    remedy: "Name the resources ({form}).",
    short: "getting credentials of others",
  },
  {
    issueCode: "PERMISSIONS_MANAGEMENT_ON_ALL_RESOURCES",
    findingType: "SECURITY_WARNING",
    summary: "permissions can be changed on resources that nobody named",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-6", "AC-6(1)", "CM-5"),
      ...own("ISO 27001", "A.5.18", "A.8.2"),
    ],
    actions: (prefix, action) =>
      action.accessLevel === "Permissions management" &&
      !onlyReads.test(action.name) &&
      !takesBack(prefix, action),
    on: "every resource of the kind",
    risk: "whoever has this principal decides who may use them",
    // The reference counts much as management of permissions that opens nothing to others.
    lesser: (name) =>
      !/Policy|Policies|Permission|Grant|Share|Acl|Attribute|Principal|Role/.test(name),
    remedy: "Name the resources ({form}), or leave this to a role for administration.",
    short: "changing permissions",
  },
  {
    issueCode: "ALL_SECRETS_READABLE",
    findingType: "SECURITY_WARNING",
    summary: "every secret can be read",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-6", "IA-5", "IA-5(7)"),
      ...own("ISO 27001", "A.5.17", "A.8.3", "A.8.12"),
    ],
    actions: setOf("secretsmanager:GetSecretValue"),
    on: "every secret",
    risk: "whoever has this principal has the passwords of all applications",
    remedy:
      "Name the secrets ({form}, with `-??????` for the end that AWS adds), or demand a tag with the condition key `aws:ResourceTag`.",
    short: "reading secrets",
  },
  {
    issueCode: "DECRYPT_WITH_ANY_KEY",
    findingType: "SECURITY_WARNING",
    summary: "data can be decrypted with every key",
    controls: [
      "NIST 800-53 AC-3",
      "NIST 800-53 AC-5",
      "NIST 800-53 AC-6",
      ...own("ISO 27001", "A.8.3", "A.8.24"),
    ],
    actions: setOf("kms:Decrypt", "kms:ReEncryptFrom"),
    on: "every key",
    risk: "encryption protects nothing from whoever has this principal",
    remedy:
      "Name the keys ({form}), or limit the use with the condition keys `kms:ViaService`, `kms:EncryptionContext` or `kms:ResourceAliases`.",
    short: "decrypting with any key",
  },
  {
    issueCode: "ALL_OBJECTS_READABLE",
    findingType: "SECURITY_WARNING",
    summary: "every object of every bucket can be read",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-4", "AC-6", "SC-7(10)"),
      ...own("ISO 27001", "A.5.15", "A.8.3", "A.8.12"),
    ],
    actions: setOf("s3:GetObject", "s3:GetObjectVersion"),
    on: "every object of every bucket",
    risk: "whoever has this principal can copy all data that is kept in Amazon S3",
    remedy: "Name the buckets and prefixes ({form}).",
    short: "reading objects",
  },
  {
    issueCode: "ALL_DATA_SHAREABLE",
    findingType: "SECURITY_WARNING",
    summary: "data can be shared with or copied to other accounts",
    controls: [
      ...own("NIST 800-53", "AC-4", "AC-6", "AC-21", "SC-7(10)"),
      ...own("ISO 27001", "A.5.14", "A.8.12"),
    ],
    actions: setOf(
      "backup:StartCopyJob",
      "ec2:ModifyImageAttribute",
      "ec2:ModifySnapshotAttribute",
      "ram:AssociateResourceShare",
      "rds:ModifyDBClusterSnapshotAttribute",
      "rds:ModifyDBSnapshotAttribute",
      "redshift:AuthorizeSnapshotAccess",
      "s3:PutReplicationConfiguration",
    ),
    on: "every resource of the kind",
    risk: "whoever has this principal can carry their data out of the account",
    remedy: "Name the resources ({form}), or leave this to a role for backups.",
    short: "sharing data with other accounts",
  },
  {
    issueCode: "AUDIT_CAN_BE_SILENCED",
    findingType: "SECURITY_WARNING",
    summary: "what records and watches the account can be switched off",
    controls: [
      ...own("NIST 800-53", "AU-9", "AU-9(4)", "AU-12", "AC-6(9)"),
      ...own("ISO 27001", "A.8.15", "A.8.16"),
    ],
    actions: setOf(
      "access-analyzer:DeleteAnalyzer",
      "cloudtrail:DeleteEventDataStore",
      "cloudtrail:DeleteTrail",
      "cloudtrail:PutEventSelectors",
      "cloudtrail:StopEventDataStoreIngestion",
      "cloudtrail:StopLogging",
      "cloudtrail:UpdateTrail",
      "config:DeleteConfigurationRecorder",
      "config:DeleteDeliveryChannel",
      "config:StopConfigurationRecorder",
      "ec2:DeleteFlowLogs",
      "guardduty:DeleteDetector",
      "guardduty:UpdateDetector",
      "logs:DeleteLogGroup",
      "securityhub:DisableSecurityHub",
    ),
    on: "every resource of the kind",
    risk: "whoever has this principal can switch off what would record its abuse",
    // Part of taking down an application.
    lesser: oneOf("ec2:DeleteFlowLogs", "logs:DeleteLogGroup"),
    remedy:
      "Leave this to a role for security, name the resources where that is possible, and deny it to all others in a service control policy.",
    short: "switching off records",
    scopedOrNot: true,
  },
  {
    issueCode: "ALL_KEYS_DESTROYABLE",
    findingType: "SECURITY_WARNING",
    summary: "every key can be destroyed or disabled",
    controls: ["NIST 800-53 SC-12", "NIST 800-53 SC-12(2)", ...own("ISO 27001", "A.5.3", "A.8.24")],
    actions: setOf("kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:ScheduleKeyDeletion"),
    on: "every key",
    risk: "what is encrypted with a key is lost with it",
    remedy: "Name the keys ({form}), or leave this to a role for administration behind MFA.",
    short: "destroying keys",
  },
  {
    issueCode: "ALL_PARAMETERS_READABLE",
    findingType: "WARNING",
    summary: "every parameter of Systems Manager can be read",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-6", "IA-5(7)"),
      ...own("ISO 27001", "A.5.17", "A.8.3", "A.8.12"),
    ],
    actions: setOf(
      "ssm:GetParameter",
      "ssm:GetParameterHistory",
      "ssm:GetParameters",
      "ssm:GetParametersByPath",
    ),
    on: "every parameter",
    risk: "whoever has this principal has the settings, and often the passwords, of all applications",
    remedy: "Keep the parameters of one application under one path and name that ({form}).",
    short: "reading parameters",
  },
  {
    issueCode: "BULK_DATA_READ",
    findingType: "WARNING",
    summary: "every table, stream, queue or database of a kind can be read",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-4", "AC-6"),
      ...own("ISO 27001", "A.8.3", "A.8.12"),
    ],
    actions: setOf(
      "athena:GetQueryResults",
      "athena:StartQueryExecution",
      "dynamodb:BatchGetItem",
      "dynamodb:ExportTableToPointInTime",
      "dynamodb:GetItem",
      "dynamodb:GetRecords",
      "dynamodb:PartiQLSelect",
      "dynamodb:Query",
      "dynamodb:Scan",
      "kinesis:GetRecords",
      "rds-data:BatchExecuteStatement",
      "rds-data:ExecuteStatement",
      "redshift-data:BatchExecuteStatement",
      "redshift-data:ExecuteStatement",
      "sqs:ReceiveMessage",
    ),
    on: "every resource of the kind",
    risk: "whoever has this principal can read data of all applications",
    remedy: "Name the resources ({form}).",
    short: "reading data",
  },
  {
    issueCode: "ALL_BACKUPS_DESTROYABLE",
    findingType: "WARNING",
    summary: "every backup or version of a kind can be destroyed",
    controls: [...own("NIST 800-53", "CP-9", "CP-9(8)", "AC-6"), ...own("ISO 27001", "A.8.13")],
    actions: setOf(
      "backup:DeleteBackupVault",
      "backup:DeleteRecoveryPoint",
      "dynamodb:DeleteBackup",
      "ec2:DeleteSnapshot",
      "rds:DeleteDBClusterSnapshot",
      "rds:DeleteDBSnapshot",
      "s3:DeleteObjectVersion",
      "s3:PutBucketVersioning",
      "s3:PutLifecycleConfiguration",
    ),
    on: "every resource of the kind",
    risk: "whoever has this principal can destroy the data together with the copies",
    remedy: "Name the resources ({form}), or leave this to a role for backups.",
    short: "destroying backups",
  },
  {
    issueCode: "WRITE_ON_ALL_RESOURCES",
    findingType: "WARNING",
    summary: "resources that nobody named can be changed or deleted",
    controls: [
      ...own("NIST 800-53", "AC-3", "AC-5", "AC-6"),
      ...own("ISO 27001", "A.5.15", "A.8.3"),
    ],
    actions: changesExisting,
    // Parts of running something, which good policies leave open.
    hinted:
      /:(Accept|Associate|Attach|Cancel|Complete|Copy|Deregister|Detach|Disassociate|Invoke|Notify|Poll|Publish|Record|Release|Retire|Revoke|Signal|Submit|Upload)/,
    on: "every resource of the kind",
    risk: "a mistake or an intruder reaches the resources of all applications",
    remedy:
      "Name the resources ({form}), or demand a tag with the condition key `aws:ResourceTag` where the service has it.",
    short: "changing resources",
  },
];

/** The families of an action, in the order of what matters. */
export function familiesOf(prefix: string, action: Action): readonly AccessFamily[] {
  let found = known.get(action);
  if (!found) {
    const name = `${prefix}:${action.name}`.toLowerCase();
    found = accessFamilies.filter(({ actions }) =>
      typeof actions === "function" ? actions(prefix, action) : actions.has(name),
    );
    known.set(action, found);
  }
  return found;
}

const known = new WeakMap<Action, readonly AccessFamily[]>();

function own(catalogue: string, ...controls: readonly string[]): string[] {
  return controls.map((control) => `${catalogue} ${control} (own judgement)`);
}

function oneOf(...names: readonly string[]): (name: string) => boolean {
  return (name) => names.includes(name);
}

function setOf(...actions: readonly string[]): ReadonlySet<string> {
  return new Set(actions.map((action) => action.toLowerCase()));
}
