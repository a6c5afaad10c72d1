import type { AccessKey, NotJudged, Owner } from "../../policy/inventory.ts";
import type { Policy } from "../../policy/policy.ts";
import type { UnknownReason } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import type { Module } from "./module.ts";
import type { ModuleWorld } from "./module-world.ts";

/** What is gathered while the resources of one module are gone through. */
export class Extraction {
  readonly policies: Policy[] = [];
  readonly owners = new Map<string, MutableOwner>();
  /** Addresses of owners by their name; of a name that repeats the first. */
  readonly ownersByName = new Map<string, string>();
  readonly notJudged: NotJudged[] = [];
  /** Policy document data sources that some policy uses. */
  readonly usedDocuments = new Set<string>();
  readonly module: Module;
  readonly world: ModuleWorld;

  constructor(module: Module, world: ModuleWorld) {
    this.module = module;
    this.world = world;
  }

  /** Addresses of other directories than the root start with the directory. */
  address(address: string): string {
    return this.module.directory === "" ? address : `${this.module.directory}/${address}`;
  }

  skip(range: Range, address: string | undefined, reason: string, unread = false): void {
    this.notJudged.push({
      range,
      reason,
      unread,
      ...(address !== undefined && { address: this.address(address) }),
    });
  }
}

export interface MutableOwner extends Omit<Owner, "accessKeys"> {
  readonly accessKeys: AccessKey[];
}

/** Why a value is not known, to go on after "which". */
export const reasons: Readonly<Record<UnknownReason, string>> = {
  "known after deployment": "is known after deployment only",
  "input without a value": "is an input without a value here",
  "outside the repository": "comes from outside the repository",
  "not supported": "is not evaluated",
};
