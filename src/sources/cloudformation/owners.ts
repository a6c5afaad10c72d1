import type { AccessKey, Owner, Tag } from "../../policy/inventory.ts";
import {
  displayText,
  knownText,
  type TextPart,
  type TextValue,
  unknownText,
} from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { durationSeconds } from "../duration-seconds.ts";
import type { AttachmentIndex } from "./attachment-index.ts";
import { constructPath } from "./cdk-metadata.ts";
import type { Evaluator } from "./evaluator.ts";
import { existence } from "./existence.ts";
import { knownReferences } from "./known-references.ts";
import { formOf, writtenText } from "./owner-form.ts";
import { referredResources } from "./referred-resources.ts";
import { resourceForm } from "./resource-forms.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";

const permissionSet = "AWS::SSO::PermissionSet";

/** Owners that matter even without a policy of their own. */
export const principalTypes: ReadonlySet<string> = new Set([
  "AWS::IAM::Role",
  "AWS::IAM::User",
  "AWS::IAM::Group",
  permissionSet,
]);

const typesWithArn = new Set(["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"]);
const userTypes: ReadonlySet<string> = new Set(["AWS::IAM::User"]);
const groupTypes: ReadonlySet<string> = new Set(["AWS::IAM::Group"]);

/** Tags past this number are left out; AWS allows fifty on a resource. */
const tagsMax = 50;

type PrincipalFacts = Pick<
  Owner,
  | "boundaryPolicy"
  | "foreignPolicies"
  | "form"
  | "groups"
  | "hasLoginProfile"
  | "managedPolicies"
  | "maxSessionDuration"
  | "maxSessionDurationSeconds"
  | "permissionsBoundary"
  | "tags"
>;

/** An owner while what belongs to it is still being found. */
type OpenOwner = Omit<Owner, "groups"> & { accessKeys: AccessKey[]; groups?: readonly string[] };

function durationProperty({ type }: Resource): string {
  return type === permissionSet ? "SessionDuration" : "MaxSessionDuration";
}

/** A policy that has the name in each account; one of AWS's can have the same name. */
function ofEachAccount(name: TextValue): TextValue {
  const more: TextPart = { kind: "literal", text: " of each account", at: name.range };
  return { ...name, parts: [...name.parts, more] };
}

/** Collects the principals and resources that own policies. */
export class OwnerCollector {
  private readonly prefix: string;
  private readonly evaluator: Evaluator;
  private readonly attachments: AttachmentIndex;
  private readonly byId = new Map<string, OpenOwner>();
  private readonly byAddress = new Map<string, Owner>();

  /** `prefix` stands in front of the address of each resource: `template.yml#`. */
  constructor(prefix: string, evaluator: Evaluator, attachments: AttachmentIndex) {
    this.prefix = prefix;
    this.evaluator = evaluator;
    this.attachments = attachments;
  }

  get owners(): readonly Owner[] {
    return [...this.byId.values()];
  }

  /** The owner that a resource of the template is. */
  owner(resource: Resource): OpenOwner {
    const before = this.byId.get(resource.name);
    if (before) return before;
    const property = resourceForm(resource.type)?.name;
    const name = property === undefined ? undefined : this.textOf(resource, property);
    const arn = typesWithArn.has(resource.type)
      ? this.evaluator.getAtt(resource.name, "Arn", resource.range)
      : undefined;
    const construct = constructPath(resource);
    const owner = {
      address: `${this.prefix}${resource.name}`,
      type: resource.type,
      range: resource.range,
      ...(name && { name }),
      ...(arn?.kind === "string" && { arn: arn.value }),
      ...(construct !== undefined && { constructPath: construct }),
      accessKeys: [],
      ...(principalTypes.has(resource.type) ? this.facts(resource) : {}),
    };
    this.byId.set(resource.name, owner);
    return owner;
  }

  get principalsElsewhere(): readonly Owner[] {
    return [...this.byAddress.values()];
  }

  /** The address of a principal that stands elsewhere, known by what names it. */
  elsewhere(type: string, name: TextValue, range: Range): string {
    const words = type.slice(type.lastIndexOf(":") + 1).toLowerCase();
    const address = `${this.prefix}${displayText(name)} (${words} elsewhere)`;
    if (!this.byAddress.has(address)) {
      this.byAddress.set(address, { address, type, range, name, accessKeys: [] });
    }
    return address;
  }

  /** An access key counts for its user, also for one that stands elsewhere. */
  accessKey(resource: Resource): void {
    const key = { address: `${this.prefix}${resource.name}`, range: resource.range };
    const written = resource.properties.get("UserName")?.value;
    const [id] = referredResources(written, this.evaluator, userTypes);
    const user = id === undefined ? undefined : this.evaluator.template.resources.get(id);
    if (user) {
      this.owner(user).accessKeys.push(key);
      return;
    }
    const name = this.textOf(resource, "UserName");
    this.byId.set(resource.name, {
      address: key.address,
      type: "AWS::IAM::User",
      range: key.range,
      ...(name && { name }),
      accessKeys: [key],
    });
  }

  private facts(resource: Resource): PrincipalFacts {
    const attachments = this.attachments.of(resource);
    const attached = attachments.filter(({ use }) => use === "attached");
    const managed = attached.map(({ text }) => text);
    const own = existence(resource, this.evaluator) ?? [];
    const foreign = attached
      .filter(({ policies }) => policies.length === 0)
      .map(({ text, when, isByName }): TextValue => {
        const needed = [...own, ...when];
        const named = isByName ? ofEachAccount(text) : text;
        return needed.length > 0 ? { ...named, when: needed } : named;
      });
    const boundaries = attachments.filter(({ use }) => use === "boundary");
    const [limit, ...others] = boundaries;
    const [policy] = limit?.policies ?? [];
    const isSure = limit?.when.length === 0 && others.length === 0;
    const limitText = limit && (limit.isByName ? ofEachAccount(limit.text) : limit.text);
    const boundary =
      limitText && (limit.when.length > 0 ? { ...limitText, when: limit.when } : limitText);
    const groups = knownReferences(
      resource.properties.get("Groups")?.value,
      this.evaluator,
      groupTypes,
    );
    const tags = this.tagsOf(resource);
    const seconds = this.sessionSeconds(resource);
    const duration =
      seconds === undefined ? undefined : writtenText(resource, durationProperty(resource));
    const login = resource.properties.get("LoginProfile")?.value;
    const form = formOf(resource);
    return {
      ...(managed.length > 0 && { managedPolicies: managed }),
      ...(foreign.length > 0 && { foreignPolicies: foreign }),
      ...(groups && { groups: groups.map((id) => `${this.prefix}${id}`) }),
      ...(boundary && { permissionsBoundary: boundary }),
      ...(isSure && policy !== undefined && { boundaryPolicy: this.managedPolicy(policy) }),
      ...(tags.length > 0 && { tags }),
      ...(seconds !== undefined && { maxSessionDurationSeconds: seconds }),
      ...(duration && { maxSessionDuration: duration }),
      ...(form && { form }),
      ...(login && login.kind !== "null" && { hasLoginProfile: true }),
    };
  }

  /** The address of the document of a managed policy of the template. */
  private managedPolicy(id: string): string {
    return `${this.prefix}${id}/PolicyDocument`;
  }

  /** What `AWS::IAM::UserToGroupAddition` says, when all of it is known. */
  groupAddition(resource: Resource): boolean {
    const named = (name: string, types: ReadonlySet<string>) =>
      knownReferences(resource.properties.get(name)?.value, this.evaluator, types);
    const groups = named("GroupName", groupTypes);
    const users = named("Users", userTypes);
    if (!groups || !users) return false;
    for (const id of users) {
      const user = this.evaluator.template.resources.get(id);
      if (!user) continue;
      const owner = this.owner(user);
      const added = groups.map((group) => `${this.prefix}${group}`);
      owner.groups = [...new Set([...(owner.groups ?? []), ...added])];
    }
    return true;
  }

  private tagsOf(resource: Resource): Tag[] {
    const written = resource.properties.get("Tags")?.value;
    const list = written && this.evaluator.resolve(written);
    if (list?.kind !== "array") return [];
    return list.items.slice(0, tagsMax).flatMap((item) => {
      const members = membersOf(item);
      const key = scalarText(members.get("Key")?.value);
      const found = members.get("Value")?.value;
      const value = found?.kind === "unknown" ? unknownText(found.unknown) : scalarText(found);
      return key && value ? [{ key, value }] : [];
    });
  }

  private sessionSeconds(resource: Resource): number | undefined {
    const text = this.textOf(resource, durationProperty(resource));
    if (resource.type === permissionSet) return text && durationSeconds(displayText(text));
    const known = text && knownText(text);
    return known !== undefined && /^\d{1,6}$/.test(known) ? Number(known) : undefined;
  }

  private textOf(resource: Resource, property: string): TextValue | undefined {
    const found = resource.properties.get(property);
    const value = found && this.evaluator.resolve(found.value);
    if (value?.kind === "unknown") return { parts: [value.unknown], range: value.range };
    return value?.kind === "string" ? value.value : undefined;
  }
}
