import { Unseen } from "../../access/unseen.ts";
import { withoutFirstKey } from "../../policy/instance-address.ts";
import type { Guard, GuardSetting, Inventory } from "../../policy/inventory.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { placeAtHead } from "./place-at-head.ts";

/** A guard of base and what has become of it. */
interface Change {
  readonly base: Guard;
  /** Absent: it is gone. */
  readonly head?: Guard;
}

/**
 * S3's and others' switches that keep everybody out whatever a policy says: one of them is off, or
 * goes. A bucket without any such resource is left alone: new buckets have the switches on.
 */
export const publicAccessNotBlocked: Rule = {
  issueCode: "PUBLIC_ACCESS_NOT_BLOCKED",
  findingType: "SECURITY_WARNING",
  summary: "a switch that keeps public access closed is off, or is removed",
  controls: [
    "CIS AWS 5.0.0 2.1.4",
    "CIS AWS 6.0.0 3.1.4",
    "CIS AWS 7.0.0 3.1.4",
    "NIST 800-53 AC-3",
    "NIST 800-53 AC-6",
    "NIST 800-53 SC-7",
    "ISO 27001 A.8.3 (own judgement)",
  ],

  *guard({ type, range, settings, when }) {
    const closed = publicTypes[type];
    // What may not be there at all closes nothing, and what closes nothing cannot be off.
    if (!closed || (when?.length ?? 0) > 0) return;
    const off = Object.keys(settings).filter((name) => isOpen(settings[name], closed));
    if (off.length === 0) return;
    yield {
      at: range,
      subject: `off: ${off.join()}`,
      details: `${off.map(quoted).join(", ")} ${off.length === 1 ? "is" : "are"} off here, so that a policy or an ACL can open this to everybody. Leave ${off.length === 1 ? "it" : "them"} on, and publish through CloudFront or an access point of its own.`,
    };
  },

  *change(base, head) {
    for (const { base: before, head: after } of changes(base, head)) {
      const closed = publicTypes[before.type];
      if (after || !closed || !isOwnerLeft(before, base, head)) continue;
      const { settings } = before;
      if (Object.values(settings).every((setting) => isOpen(setting, closed))) continue;
      yield gone(before, head, "kept public access closed, and is removed");
    }
  },
};

/** What writes down who did what, and what watches over it: it stops, or sees less. */
export const auditWeakened: Rule = {
  issueCode: "AUDIT_WEAKENED",
  findingType: "SECURITY_WARNING",
  summary: "an audit trail or a detector is removed, stopped or sees less",
  controls: [
    "NIST 800-53 AU-9 (own judgement)",
    "NIST 800-53 AU-12 (own judgement)",
    "ISO 27001 A.8.15 (own judgement)",
    "ISO 27001 A.8.16 (own judgement)",
  ],

  *change(base, head) {
    for (const { base: before, head: after } of changes(base, head)) {
      const watched = auditTypes[before.type];
      if (!watched) continue;
      if (after) {
        yield* weakened(before, after, watched.settings);
        continue;
      }
      const wasOff = watched.switch !== undefined && before.settings[watched.switch] === false;
      if (wasOff || !isOwnerLeft(before, base, head)) continue;
      yield gone(before, head, `is ${watched.noun} and is removed`);
    }
  },
};

/** The rules for passwords of IAM users become weaker, or go. */
export const passwordPolicyWeakened: Rule = {
  issueCode: "PASSWORD_POLICY_WEAKENED",
  findingType: "WARNING",
  summary: "the password policy of the account becomes weaker, or is removed",
  controls: ["NIST 800-53 IA-5 (own judgement)", "ISO 27001 A.5.17 (own judgement)"],

  *change(base, head) {
    for (const { base: before, head: after } of changes(base, head)) {
      if (before.type !== "AWS::IAM::AccountPasswordPolicy") continue;
      if (after) yield* weakened(before, after, Object.keys(before.settings));
      else yield gone(before, head, "is the password policy of the account and is removed");
    }
  },
};

/** By type, the value of `State` that closes, where settings are no flags. */
export const publicTypes: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::ImageBlockPublicAccess": ["block-new-sharing"],
  "AWS::EC2::SnapshotBlockPublicAccess": ["block-all-sharing", "block-new-sharing"],
  "AWS::S3::AccessPointPublicAccessBlock": [],
  "AWS::S3::AccountPublicAccessBlock": [],
  "AWS::S3::BucketPublicAccessBlock": [],
  "AWS::SecretsManager::BlockPublicPolicy": [],
};

interface AuditType {
  readonly noun: string;
  /** Those that make it see less, or nothing. */
  readonly settings: readonly string[];
  /** The one of them that stops it: what was off already watched over nothing. */
  readonly switch?: string;
}

export const auditTypes: Readonly<Record<string, AuditType>> = {
  "AWS::AccessAnalyzer::Analyzer": { noun: "an access analyzer", settings: ["Type"] },
  "AWS::CloudTrail::Trail": {
    noun: "an audit trail",
    settings: [
      "EnableLogFileValidation",
      "IncludeGlobalServiceEvents",
      "IsLogging",
      "IsMultiRegionTrail",
      "IsOrganizationTrail",
      "KMSKeyId",
    ],
    switch: "IsLogging",
  },
  // It records as long as its status, a resource of its own in Terraform, says so.
  "AWS::Config::ConfigurationRecorder": { noun: "the recorder of the configuration", settings: [] },
  "AWS::Config::RecorderStatus": {
    noun: "what keeps the recorder of the configuration running",
    settings: ["IsRecording"],
    switch: "IsRecording",
  },
  "AWS::GuardDuty::Detector": {
    noun: "a threat detector",
    settings: ["Enable"],
    switch: "Enable",
  },
  "AWS::SecurityHub::Hub": { noun: "a security hub", settings: [] },
};

function isOpen(setting: GuardSetting | undefined, closed: readonly string[]): boolean {
  if (setting === false) return true;
  // A text that is not wholly known stands with `${…}` in it.
  if (typeof setting !== "string" || setting.includes("${")) return false;
  return closed.length > 0 && !closed.includes(setting);
}

/**
 * The guards of base that are there for certain, each with what stands in its place at head. One that is
 * only not to be seen there is not removed: the review says that it was not compared, and why.
 */
function changes(base: Inventory, head: Inventory): readonly Change[] {
  const unseen = new Unseen(base, head);
  return (base.guards ?? [])
    .filter(({ when }) => (when?.length ?? 0) === 0)
    .flatMap((guard): Change[] => {
      const found = guardAtHead(guard, head);
      if (found) return [{ base: guard, head: found }];
      return unseen.reasonFor(guard.address, [guard.range.file]) === undefined
        ? [{ base: guard }]
        : [];
    });
}

/** What stands in the place of a guard of base: under its address, or for the same thing. */
export function guardAtHead(guard: Guard, { guards = [] }: Inventory): Guard | undefined {
  const ofType = guards.filter(({ type }) => type === guard.type);
  return (
    ofType.find(({ address }) => address === guard.address) ??
    ofType.find(({ address }) => withoutFirstKey(address) === withoutFirstKey(guard.address)) ??
    ofType.find(({ owner }) => owner === guard.owner)
  );
}

/** What is removed together with what it protects or starts leaves nothing open. */
function isOwnerLeft({ address, owner }: Guard, base: Inventory, head: Inventory): boolean {
  if (owner === undefined) return true;
  const isPart = address === owner || address.startsWith(`${owner}/`);
  // The name or ARN of something elsewhere stays.
  if (!isPart && !stands(owner, base)) return true;
  return stands(owner, head);
}

function stands(address: string, { owners, guards = [] }: Inventory): boolean {
  return [...owners, ...guards].some((each) => each.address === address);
}

function gone(guard: Guard, head: Inventory, what: string): AddressedProblem {
  const { address, range, owner } = guard;
  return {
    address,
    at: placeAtHead(range, owner, head),
    subject: "removed",
    details: `${quoted(address)} ${what} by this change.`,
  };
}

function* weakened(base: Guard, head: Guard, names: readonly string[]): Iterable<AddressedProblem> {
  const less = names.filter((name) => isWeaker(name, base.settings[name], head.settings[name]));
  if (less.length === 0) return;
  const changed = less.map(
    (name) => `${quoted(name)} from ${shown(base.settings[name])} to ${shown(head.settings[name])}`,
  );
  const place = less.find((name) => head.places && Object.hasOwn(head.places, name));
  yield {
    address: head.address,
    at: (place !== undefined && head.places?.[place]) || head.range,
    subject: `weaker: ${less.join()}`,
    details: `This change sets ${changed.join(", ")}.`,
  };
}

/** Settings of password policies for which less is stricter. Zero is no limit. */
const smallerIsStricter = new Set(["MaxPasswordAge"]);
/** Says nothing about how strong passwords are. */
const withoutStrength = new Set(["AllowUsersToChangePassword"]);

function isWeaker(
  name: string,
  before: GuardSetting | undefined,
  after: GuardSetting | undefined,
): boolean {
  if (withoutStrength.has(name) || before === null || after === null) return false;
  if (before === true) return after === false;
  if (typeof before !== "string" || typeof after !== "string") return false;
  if (before.startsWith("ORGANIZATION")) return after.startsWith("ACCOUNT");
  const [first, second] = [Number(before), Number(after)];
  if (before === "" || Number.isNaN(first) || Number.isNaN(second)) {
    return before !== "" && after === "";
  }
  if (!smallerIsStricter.has(name)) return second < first;
  return first > 0 && (second === 0 || second > first);
}

function shown(setting: GuardSetting | undefined): string {
  return setting === "" ? "nothing" : quoted(String(setting));
}
