import type { Guard, NotJudged, Owner } from "../../policy/inventory.ts";
import type { Policy } from "../../policy/policy.ts";
import type { TextValue, UnknownReason } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { Instance } from "./instances.ts";
import type { Module } from "./module.ts";
import type { ModuleWorld } from "./module-world.ts";
import type { Condition } from "./steps.ts";

/** What is gathered while the modules of one configuration are gone through. */
export class Gathered {
  readonly policies: Policy[] = [];
  readonly owners = new Map<string, MutableOwner>();
  /** Principals that stand elsewhere and get policies of the configuration. */
  readonly elsewhere = new Map<string, MutableOwner>();
  /** Addresses of owners by their type and name (`nameKey`); of a name that repeats the first. */
  readonly ownersByName = new Map<string, string>();
  readonly guards: Guard[] = [];
  readonly notJudged: NotJudged[] = [];
  /** Policy document data sources that some policy uses. */
  readonly usedDocuments = new Set<string>();
}

/** What is gathered, as seen from one module instance. */
export class Extraction {
  readonly gathered: Gathered;
  readonly world: ModuleWorld;

  constructor(world: ModuleWorld, gathered: Gathered) {
    this.world = world;
    this.gathered = gathered;
  }

  get module(): Module {
    return this.world.module;
  }

  get owners(): Map<string, MutableOwner> {
    return this.gathered.owners;
  }

  get ownersByName(): Map<string, string> {
    return this.gathered.ownersByName;
  }

  get usedDocuments(): Set<string> {
    return this.gathered.usedDocuments;
  }

  /** Addresses of other directories than the root start with the directory. */
  address(address: string): string {
    return this.world.configuration.address(address);
  }

  /** What has to hold for the instance to be there, the modules around it included. */
  when(instance: Instance): readonly Condition[] {
    return [...this.world.when, ...instance.when];
  }

  /** Adds a policy of this module. Its addresses are seen from the root module. */
  add(policy: Policy): void {
    const { calls } = this.world;
    const variantOf = this.world.configuration.variantOf(policy.address);
    this.gathered.policies.push({
      ...policy,
      ...(variantOf !== undefined && { variantOf }),
      address: this.address(policy.address),
      ...(policy.owner !== undefined && { owner: this.address(policy.owner) }),
      ...(calls.length > 0 && { calls }),
    });
  }

  skip(
    range: Range,
    address: string | undefined,
    reason: string,
    unread = false,
    managedPolicy?: string,
    settings?: NotJudged["settings"],
    owner?: string,
  ): void {
    this.gathered.notJudged.push({
      range,
      reason,
      unread,
      ...(address !== undefined && { address: this.address(address) }),
      ...(owner !== undefined && { owner: this.address(owner) }),
      ...(managedPolicy !== undefined && { managedPolicy }),
      ...(settings !== undefined && { settings }),
    });
  }
}

/** An owner while what belongs to it is still being found. */
export type MutableOwner = { -readonly [Key in keyof Owner]: Owner[Key] };

/** One more entry of a list of the owner. */
export function attachTo(owner: MutableOwner, policy: TextValue): void {
  owner.managedPolicies = [...(owner.managedPolicies ?? []), policy];
}

/** Why a value is not known, to go on after "which". */
export const reasons: Readonly<Record<UnknownReason, string>> = {
  "known after deployment": "is known after deployment only",
  "input without a value": "is an input without a value here",
  "outside the repository": "comes from outside the repository",
  "not supported": "is not evaluated",
};
