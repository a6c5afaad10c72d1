import type { AccessKey, Owner, Tag } from "../../policy/inventory.ts";
import { knownText, type TextValue, unknownText } from "../../policy/text-value.ts";
import type { AttachmentIndex } from "./attachment-index.ts";
import type { Evaluator } from "./evaluator.ts";
import { referredResources } from "./referred-resources.ts";
import { resourceForm } from "./resource-forms.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";

/** Owners that matter even without a policy of their own. */
export const principalTypes: ReadonlySet<string> = new Set([
  "AWS::IAM::Role",
  "AWS::IAM::User",
  "AWS::IAM::Group",
  "AWS::SSO::PermissionSet",
]);

const userTypes = new Set(["AWS::IAM::User"]);

/** Tags past this number are left out; AWS allows fifty on a resource. */
const tagsMax = 50;

type PrincipalFacts = Pick<
  Owner,
  | "hasLoginProfile"
  | "managedPolicies"
  | "maxSessionDurationSeconds"
  | "permissionsBoundary"
  | "tags"
>;

/** Collects the principals and resources that own policies. */
export class OwnerCollector {
  private readonly prefix: string;
  private readonly evaluator: Evaluator;
  private readonly attachments: AttachmentIndex;
  private readonly byId = new Map<string, Owner & { accessKeys: AccessKey[] }>();

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
  owner(resource: Resource): Owner & { accessKeys: AccessKey[] } {
    const before = this.byId.get(resource.name);
    if (before) return before;
    const property = resourceForm(resource.type)?.name;
    const name = property === undefined ? undefined : this.textOf(resource, property);
    const owner = {
      address: `${this.prefix}${resource.name}`,
      type: resource.type,
      range: resource.range,
      ...(name && { name }),
      accessKeys: [],
      ...(principalTypes.has(resource.type) ? this.facts(resource) : {}),
    };
    this.byId.set(resource.name, owner);
    return owner;
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
    const managed = attachments.filter(({ use }) => use === "attached").map(({ text }) => text);
    const boundary = attachments.find(({ use }) => use === "boundary")?.text;
    const tags = this.tagsOf(resource);
    const seconds = this.sessionSeconds(resource);
    const login = resource.properties.get("LoginProfile")?.value;
    return {
      ...(managed.length > 0 && { managedPolicies: managed }),
      ...(boundary && { permissionsBoundary: boundary }),
      ...(tags.length > 0 && { tags }),
      ...(seconds !== undefined && { maxSessionDurationSeconds: seconds }),
      ...(login && login.kind !== "null" && { hasLoginProfile: true }),
    };
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
    const text = this.textOf(resource, "MaxSessionDuration");
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
