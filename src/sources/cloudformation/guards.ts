import type { Guard, GuardSetting } from "../../policy/inventory.ts";
import type { Node } from "../../policy/node.ts";
import { displayText, type When } from "../../policy/text-value.ts";
import type { Evaluator } from "./evaluator.ts";
import { referredResources } from "./referred-resources.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";

/** A setting, and what holds where it is not written. */
type Settings = Readonly<Record<string, boolean | string>>;

interface GuardForm {
  readonly type: string;
  /** The property that holds the settings; absent: they are properties themselves. */
  readonly property?: string;
  /** Whether it is there only where the property is written. */
  readonly isWritten: boolean;
  /** The property that names what it protects; `self`: the resource itself. */
  readonly owner?: string;
  readonly settings: Settings;
}

const publicAccess = (absent: boolean): Settings => ({
  BlockPublicAcls: absent,
  BlockPublicPolicy: absent,
  IgnorePublicAcls: absent,
  RestrictPublicBuckets: absent,
});

/**
 * What keeps access closed, whatever policies say, and what watches over it, with the values that
 * hold where a property is absent. The CloudFormation resource specification (December 2025).
 */
export const guardForms: Readonly<Record<string, readonly GuardForm[]>> = {
  "AWS::AccessAnalyzer::Analyzer": [
    { type: "AWS::AccessAnalyzer::Analyzer", isWritten: false, settings: { Type: "" } },
  ],
  "AWS::CloudTrail::Trail": [
    {
      type: "AWS::CloudTrail::Trail",
      isWritten: false,
      settings: {
        EnableLogFileValidation: false,
        IncludeGlobalServiceEvents: false,
        IsLogging: false,
        IsMultiRegionTrail: false,
        IsOrganizationTrail: false,
        KMSKeyId: "",
      },
    },
  ],
  "AWS::Config::ConfigurationRecorder": [
    { type: "AWS::Config::ConfigurationRecorder", isWritten: false, settings: {} },
  ],
  "AWS::EC2::SnapshotBlockPublicAccess": [
    {
      type: "AWS::EC2::SnapshotBlockPublicAccess",
      isWritten: false,
      settings: { State: "unblocked" },
    },
  ],
  "AWS::GuardDuty::Detector": [
    { type: "AWS::GuardDuty::Detector", isWritten: false, settings: { Enable: false } },
  ],
  "AWS::S3::AccessPoint": [
    {
      type: "AWS::S3::AccessPointPublicAccessBlock",
      property: "PublicAccessBlockConfiguration",
      isWritten: false,
      owner: "self",
      settings: publicAccess(true),
    },
  ],
  "AWS::S3::Bucket": [
    {
      type: "AWS::S3::BucketPublicAccessBlock",
      property: "PublicAccessBlockConfiguration",
      isWritten: true,
      owner: "self",
      settings: publicAccess(false),
    },
    {
      type: "AWS::S3::BucketOwnershipControls",
      property: "OwnershipControls.Rules",
      isWritten: true,
      owner: "self",
      settings: { ObjectOwnership: "" },
    },
  ],
  "AWS::SecurityHub::Hub": [{ type: "AWS::SecurityHub::Hub", isWritten: false, settings: {} }],
  "AWS::SecretsManager::ResourcePolicy": [
    {
      type: "AWS::SecretsManager::BlockPublicPolicy",
      property: "BlockPublicPolicy",
      isWritten: true,
      owner: "SecretId",
      settings: { BlockPublicPolicy: false },
    },
  ],
};

/** Targets of one policy of an organization that are told apart. */
const targetsMax = 100;

/**
 * The guards that a resource is or holds. `prefix` stands in front of addresses, `when` are the
 * conditions under which the resource is there.
 */
export function guardsOf(
  resource: Resource,
  evaluator: Evaluator,
  prefix: string,
  when: readonly When[],
): Guard[] {
  const address = `${prefix}${resource.name}`;
  if (resource.type === "AWS::Organizations::Policy") {
    return policyAttachments(resource, evaluator, address, when);
  }
  const own = Object.hasOwn(guardForms, resource.type) ? (guardForms[resource.type] ?? []) : [];
  return own.flatMap((form): Guard[] => {
    const [first = ""] = form.property?.split(".") ?? [];
    const written = resource.properties.get(first);
    if (form.isWritten && !written) return [];
    const owner = form.owner === "self" ? address : ownerOf(resource, form, evaluator, prefix);
    return [
      {
        address: form.property === undefined ? address : `${address}/${first}`,
        type: form.type,
        range: written?.key.range ?? resource.range,
        ...(owner !== undefined && { owner }),
        settings: settingsOf(resource, form, evaluator),
        ...placesOf(resource, form),
        ...(when.length > 0 && { when }),
      },
    ];
  });
}

function ownerOf(
  resource: Resource,
  { owner }: GuardForm,
  evaluator: Evaluator,
  prefix: string,
): string | undefined {
  const written = owner === undefined ? undefined : resource.properties.get(owner)?.value;
  const [id] = referredResources(written, evaluator);
  if (id !== undefined) return `${prefix}${id}`;
  const text = written && scalarText(evaluator.resolve(written));
  return text && displayText(text);
}

/** Of settings that are properties of the resource itself. */
function placesOf(
  resource: Resource,
  { property, settings }: GuardForm,
): Pick<Guard, "places"> | undefined {
  if (property !== undefined) return undefined;
  const written = Object.keys(settings).flatMap((name) => {
    const found = resource.properties.get(name);
    return found ? [[name, found.value.range] as const] : [];
  });
  return written.length > 0 ? { places: Object.fromEntries(written) } : undefined;
}

function settingsOf(
  resource: Resource,
  { property, settings }: GuardForm,
  evaluator: Evaluator,
): Guard["settings"] {
  const [first = "", second] = property?.split(".") ?? [];
  const written = property === undefined ? undefined : resource.properties.get(first)?.value;
  const resolved = written && evaluator.resolve(written);
  const outer = second === undefined ? resolved : membersOf(resolved).get(second)?.value;
  const holder = outer?.kind === "array" ? outer.items[0] : outer;
  return Object.fromEntries(
    Object.entries(settings).map(([name, absent]): [string, GuardSetting] => {
      if (name === property) return [name, settingOf(resolved, absent)];
      if (holder && holder.kind !== "object" && holder.kind !== "null") return [name, null];
      const found =
        property === undefined
          ? resource.properties.get(name)?.value
          : membersOf(holder).get(name)?.value;
      return [name, settingOf(found && evaluator.resolve(found), absent)];
    }),
  );
}

function settingOf(value: Node | undefined, absent: boolean | string): GuardSetting {
  if (!value || value.kind === "null") return absent;
  const text = scalarText(value);
  const shown = text && displayText(text);
  if (shown === undefined || typeof absent === "string") return shown ?? null;
  return /^true$/i.test(shown) ? true : /^false$/i.test(shown) ? false : null;
}

/** What a policy of an organization is attached to. */
function policyAttachments(
  resource: Resource,
  evaluator: Evaluator,
  address: string,
  when: readonly When[],
): Guard[] {
  const written = resource.properties.get("TargetIds")?.value;
  const value = written && evaluator.resolve(written);
  const targets = value?.kind === "array" ? value.items : value ? [value] : [];
  return targets.slice(0, targetsMax).map((target): Guard => {
    const text = scalarText(target);
    const name = text ? displayText(text) : null;
    return {
      address: `${address}/TargetIds/${name ?? ""}`,
      type: "AWS::Organizations::PolicyAttachment",
      range: target.range,
      owner: `${address}/Content`,
      settings: { TargetId: name },
      ...(when.length > 0 && { when }),
    };
  });
}
