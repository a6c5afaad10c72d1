import type { GuardSetting } from "../../policy/inventory.ts";
import { displayText } from "../../policy/text-value.ts";
import { type NestedBlock, nestedBlocks } from "./blocks.ts";
import { namedInstance } from "./carried-policies.ts";
import { collapse } from "./choice.ts";
import { evaluate } from "./evaluate.ts";
import type { Extraction } from "./extraction.ts";
import type { Instance } from "./instances.ts";
import { toText } from "./json-text.ts";
import type { Declaration } from "./module.ts";
import { knownBoolean } from "./operators.ts";
import type { World } from "./scope.ts";
import { knownString, type Value } from "./value.ts";

/** A setting: the argument, and what holds where it is not written. */
type Settings = Readonly<Record<string, readonly [argument: string, absent: boolean | string]>>;

interface GuardForm {
  /** As a CloudFormation type, or in its manner where CloudFormation has none. */
  readonly type: string;
  /** The argument that names what it protects; `self`: the resource itself; absent: the account. */
  readonly owner?: string;
  /** The nested block that holds the settings. */
  readonly block?: string;
  readonly settings: Settings;
  /** Only where this argument is written. */
  readonly onlyWith?: string;
}

const publicAccess = (absent: boolean): Settings => ({
  BlockPublicAcls: ["block_public_acls", absent],
  BlockPublicPolicy: ["block_public_policy", absent],
  IgnorePublicAcls: ["ignore_public_acls", absent],
  RestrictPublicBuckets: ["restrict_public_buckets", absent],
});

/**
 * Resources that keep access closed, whatever policies say, or watch over it, with the values that
 * hold where an argument is absent.
 *
 * Source: the schema and documentation of the AWS provider, 6.25.0.
 */
export const guardForms: Readonly<Record<string, GuardForm>> = {
  aws_accessanalyzer_analyzer: {
    type: "AWS::AccessAnalyzer::Analyzer",
    settings: { Type: ["type", "ACCOUNT"] },
  },
  aws_cloudtrail: {
    type: "AWS::CloudTrail::Trail",
    settings: {
      EnableLogFileValidation: ["enable_log_file_validation", false],
      IncludeGlobalServiceEvents: ["include_global_service_events", true],
      IsLogging: ["enable_logging", true],
      IsMultiRegionTrail: ["is_multi_region_trail", false],
      IsOrganizationTrail: ["is_organization_trail", false],
      KMSKeyId: ["kms_key_id", ""],
    },
  },
  aws_config_configuration_recorder: {
    type: "AWS::Config::ConfigurationRecorder",
    settings: {},
  },
  aws_config_configuration_recorder_status: {
    type: "AWS::Config::RecorderStatus",
    owner: "name",
    settings: { IsRecording: ["is_enabled", false] },
  },
  aws_guardduty_detector: {
    type: "AWS::GuardDuty::Detector",
    settings: { Enable: ["enable", true] },
  },
  aws_securityhub_account: { type: "AWS::SecurityHub::Hub", settings: {} },
  aws_ebs_snapshot_block_public_access: {
    type: "AWS::EC2::SnapshotBlockPublicAccess",
    settings: { State: ["state", "unblocked"] },
  },
  aws_ec2_image_block_public_access: {
    type: "AWS::EC2::ImageBlockPublicAccess",
    settings: { State: ["state", "unblocked"] },
  },
  aws_iam_account_password_policy: {
    type: "AWS::IAM::AccountPasswordPolicy",
    settings: {
      AllowUsersToChangePassword: ["allow_users_to_change_password", true],
      HardExpiry: ["hard_expiry", false],
      MaxPasswordAge: ["max_password_age", "0"],
      MinimumPasswordLength: ["minimum_password_length", "6"],
      PasswordReusePrevention: ["password_reuse_prevention", "0"],
      RequireLowercaseCharacters: ["require_lowercase_characters", false],
      RequireNumbers: ["require_numbers", false],
      RequireSymbols: ["require_symbols", false],
      RequireUppercaseCharacters: ["require_uppercase_characters", false],
    },
  },
  aws_organizations_policy_attachment: {
    type: "AWS::Organizations::PolicyAttachment",
    owner: "policy_id",
    settings: { TargetId: ["target_id", ""] },
  },
  aws_s3_access_point: {
    type: "AWS::S3::AccessPointPublicAccessBlock",
    owner: "self",
    block: "public_access_block_configuration",
    settings: publicAccess(true),
  },
  aws_s3_account_public_access_block: {
    type: "AWS::S3::AccountPublicAccessBlock",
    settings: publicAccess(false),
  },
  aws_s3_bucket_ownership_controls: {
    type: "AWS::S3::BucketOwnershipControls",
    owner: "bucket",
    block: "rule",
    settings: { ObjectOwnership: ["object_ownership", ""] },
  },
  aws_s3_bucket_public_access_block: {
    type: "AWS::S3::BucketPublicAccessBlock",
    owner: "bucket",
    settings: publicAccess(false),
  },
  aws_secretsmanager_secret_policy: {
    type: "AWS::SecretsManager::BlockPublicPolicy",
    owner: "secret_arn",
    settings: { BlockPublicPolicy: ["block_public_policy", false] },
    onlyWith: "block_public_policy",
  },
};

/** What keeps access closed, with its settings as far as they are known. */
export function extractGuards(declaration: Declaration, extraction: Extraction): void {
  const { type, address, header, body } = declaration;
  const form = Object.hasOwn(guardForms, type) ? guardForms[type] : undefined;
  if (!form || address.startsWith("data.")) return;
  if (form.onlyWith !== undefined && !body.attributes.has(form.onlyWith)) return;
  for (const instance of extraction.world.instances(declaration)) {
    const when = extraction.when(instance);
    const owner = ownerOf(form, instance, extraction);
    extraction.gathered.guards.push({
      address: extraction.address(instance.address),
      type: form.type,
      range: header,
      settings: settingsOf(form, instance, extraction),
      ...(owner !== undefined && { owner }),
      ...(when.length > 0 && { when }),
    });
  }
}

function ownerOf(
  { owner }: GuardForm,
  instance: Instance,
  extraction: Extraction,
): string | undefined {
  if (owner === undefined) return undefined;
  if (owner === "self") return extraction.address(instance.address);
  const value = extraction.world.argument(instance, owner);
  const type = owner === "bucket" ? "AWS::S3::Bucket" : undefined;
  const address = value && namedInstance(value, extraction, type);
  return address === undefined ? value && knownString(value) : extraction.address(address);
}

function settingsOf(
  { settings, block }: GuardForm,
  instance: Instance,
  { world }: Extraction,
): Readonly<Record<string, GuardSetting>> {
  const blocks =
    block === undefined ? [] : nestedBlocks(instance.declaration.body, block, instance.scope);
  return Object.fromEntries(
    Object.entries(settings).map(([name, [argument, absent]]) => {
      if (block === undefined) {
        return [name, settingOf(world.argument(instance, argument), absent, world)];
      }
      const found = blocks.map((each) => settingOf(inBlock(each, argument), absent, world, each));
      // Several that differ, or one that may be missing: not known.
      const [only = absent, ...others] = new Set(found);
      return [name, others.length > 0 ? null : only];
    }),
  );
}

function inBlock({ body, scope }: NestedBlock, argument: string): Value | undefined {
  const written = body.attributes.get(argument);
  return written && evaluate(written.expression, { ...scope, file: written.file });
}

function settingOf(
  value: Value | undefined,
  absent: boolean | string,
  { budget }: World,
  block?: NestedBlock,
): GuardSetting {
  if (block && block.when.length > 0) return null;
  if (!value || value.kind === "null") return absent;
  if (typeof absent === "boolean") return knownBoolean(value) ?? null;
  const text = toText(collapse(value), budget);
  return text ? displayText(text) : null;
}
