import type { Guard, NotJudged, Owner } from "../../policy/inventory.ts";
import type { Node } from "../../policy/node.ts";
import type { Policy, PolicyKind } from "../../policy/policy.ts";
import { readPolicyDocument } from "../../policy/read-policy-document.ts";
import { displayText, knownText, unknownText, type When } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { kindByContent } from "../json/policy-content.ts";
import type { SyntaxProblem } from "../source.ts";
import { AttachmentIndex } from "./attachment-index.ts";
import { type Attachment, attachmentReason, leavesOf } from "./attachments.ts";
import { constructPath } from "./cdk-metadata.ts";
import type { DerivedPolicy } from "./derived-policy.ts";
import type { Evaluator } from "./evaluator.ts";
import { existence } from "./existence.ts";
import { grantedPolicies } from "./granted-policies.ts";
import { isClosedAcl } from "./grants/bucket-acl.ts";
import { guardsOf } from "./guards.ts";
import { otherGrants } from "./other-grants.ts";
import { OwnerCollector, principalTypes } from "./owners.ts";
import { type PolicyProperty, policyProperties } from "./policy-properties.ts";
import { type FoundDocument, findDocuments, readDocument } from "./read-policies.ts";
import { referredResources } from "./referred-resources.ts";
import { roleProperties, type SamGrants, samGrants } from "./sam/sam-grants.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";
import { undeclaredPolicies } from "./undeclared-policies.ts";

/** Collects what the resources of one template carry. */
export class ResourceReader {
  readonly policies: Policy[] = [];
  readonly guards: Guard[] = [];
  readonly notJudged: NotJudged[] = [];
  readonly syntaxProblems: SyntaxProblem[] = [];
  private readonly prefix: string;
  private readonly when: readonly When[];
  private readonly evaluator: Evaluator;
  private readonly collector: OwnerCollector;
  private readonly samById = new Map<string, SamGrants>();
  private readonly attachments: AttachmentIndex;

  /**
   * `prefix` stands in front of the address of each resource: `template.yml#`. `when` are the
   * conditions under which the whole stack is there.
   */
  constructor(prefix: string, evaluator: Evaluator, when: readonly When[]) {
    this.prefix = prefix;
    this.when = when;
    this.evaluator = evaluator;
    this.attachments = new AttachmentIndex(evaluator, (resource) => this.sam(resource).managed);
    this.collector = new OwnerCollector(prefix, evaluator, this.attachments);
  }

  get owners(): readonly Owner[] {
    return this.collector.owners;
  }

  get elsewhere(): readonly Owner[] {
    return this.collector.principalsElsewhere;
  }

  read(resource: Resource): void {
    const own = existence(resource, this.evaluator);
    if (!own) return;
    const when = [...this.when, ...own];
    for (const guard of guardsOf(resource, this.evaluator, this.prefix, when)) {
      this.guards.push(guard);
    }
    // A bucket that loses its guard is to be told from one that is gone.
    if (principalTypes.has(resource.type) || resource.type === "AWS::S3::Bucket") {
      this.collector.owner(resource);
    }
    if (resource.type === "AWS::IAM::AccessKey") this.collector.accessKey(resource);
    const handled = new Set<Node>();
    for (const property of policyProperties(resource.type)) {
      this.policyProperty(resource, property, when, handled);
    }
    const sam = this.sam(resource);
    const derived = [...grantedPolicies(resource, this.evaluator), ...sam.policies];
    for (const policy of derived) this.derivedPolicy(resource, policy, when, handled);
    for (const name of roleProperties.get(resource.type) ?? []) {
      const found = resource.properties.get(name);
      if (found) handled.add(found.value);
    }
    this.groupMembership(resource, own, handled);
    for (const { path, range, reason } of sam.listed) this.list(resource, path, range, reason);
    this.undeclaredPolicies(resource, when, handled);
    for (const attachment of this.attachments.of(resource)) this.attachment(resource, attachment);
    this.otherGrants(resource, derived, handled);
  }

  private policyProperty(
    resource: Resource,
    property: PolicyProperty,
    when: readonly When[],
    handled: Set<Node>,
  ): void {
    const [first = "", ...rest] = property.path;
    const found = resource.properties.get(first);
    if (!found) return;
    const kind = this.kindOf(resource, property);
    if (!kind) return;
    handled.add(found.value);
    const value = this.evaluator.resolve(found.value);
    if (!value) return;
    for (const document of findDocuments(value, rest, { path: [first], when })) {
      this.policy(resource, document, kind, property);
    }
  }

  private kindOf(resource: Resource, property: PolicyProperty): PolicyKind | undefined {
    if (resource.type === "AWS::IAM::ManagedPolicy") {
      // What is attached as well gives what it allows.
      const isAttached = this.attachments.holders(resource.name).length > 0;
      const isBoundary = this.attachments.isBoundary(resource.name) && !isAttached;
      return isBoundary && this.targets(resource, property).length === 0 ? "boundary" : "identity";
    }
    if (resource.type !== "AWS::Organizations::Policy") return property.kind;
    const type = resource.properties.get("Type");
    const value = type && this.evaluator.resolve(type.value);
    const known = value?.kind === "string" ? knownText(value.value) : undefined;
    if (known === "SERVICE_CONTROL_POLICY") return "scp";
    if (known === "RESOURCE_CONTROL_POLICY") return "rcp";
    // Tag, backup and other policies have a grammar of their own, and grant nothing.
    if (known === undefined) {
      const content = resource.properties.get("Content");
      const reason = "which kind of policy this is is not known before deployment";
      this.list(resource, ["Content"], content?.key.range ?? resource.range, reason);
    }
    return undefined;
  }

  private policy(
    resource: Resource,
    found: FoundDocument,
    kind: PolicyKind,
    property?: PolicyProperty,
  ): void {
    const use = this.useOf(resource, property);
    const document = this.document(resource, found, kind === "trust" ? undefined : use.owner);
    if (!document) return;
    // The trust policy that SAM gives a role stands at the name of what it is made for.
    const isDerived = document.range === resource.range;
    this.policies.push({
      address: this.address(resource, found.path),
      kind,
      ...(isDerived && { isDerived }),
      ...(property?.resourceType !== undefined && { resourceType: property.resourceType }),
      ...use,
      range: found.entry.range,
      document: readPolicyDocument(document),
      ...constructOf(resource),
    });
  }

  private derivedPolicy(
    resource: Resource,
    derived: DerivedPolicy,
    when: readonly When[],
    handled: Set<Node>,
  ): void {
    const written = resource.properties.get(derived.path[0] ?? "")?.value;
    if (written) handled.add(written);
    const node = this.evaluator.resolve(derived.document);
    if (!node) return;
    const entry: Node = { kind: "null", range: derived.range };
    const document = this.document(resource, { path: derived.path, node, entry, when });
    if (!document) return;
    const [owner] = this.ownersNamed(derived.owners);
    this.policies.push({
      address: this.address(resource, derived.path),
      kind: derived.kind,
      ...(derived.resourceType !== undefined && { resourceType: derived.resourceType }),
      ...(owner !== undefined && derived.owners.length === 1 && { owner }),
      range: derived.range,
      document: readPolicyDocument(document),
      ...(!derived.isWritten && { isDerived: true }),
      ...constructOf(resource),
    });
  }

  /** The document as one object; what is no document is listed. */
  private document(resource: Resource, found: FoundDocument, owner?: string): Node | undefined {
    const problems: SyntaxProblem[] = [];
    const node = readDocument(found.node, found.when, problems);
    for (const problem of problems) this.syntaxProblems.push(problem);
    const address = this.address(resource, found.path);
    if (!node || (node.kind !== "object" && problems.length > 0)) {
      const reason = "the JSON is broken: no policy document could be read";
      this.notJudged.push({ range: found.node.range, address, reason, unread: true });
      return undefined;
    }
    if (node.kind === "unknown") {
      const { reference } = node.unknown;
      const reason = `the policy document is not known before deployment: \`${reference}\``;
      const of = owner !== undefined && { owner };
      this.notJudged.push({ range: node.range, address, ...of, reason, unread: false });
      return undefined;
    }
    return node;
  }

  /** What a policy belongs to: the one resource of the template, or all principals that hold it. */
  private useOf(resource: Resource, property: PolicyProperty | undefined): Use {
    if (!property || property.targets.length === 0) {
      return isPolicyType(resource.type) ? {} : { owner: this.collector.owner(resource).address };
    }
    const holders = new Map<string, readonly When[]>();
    // Named twice, or from both sides: one of the two surely is enough.
    const add = (address: string, when: readonly When[]): void => {
      const before = holders.get(address);
      if (!before || when.length < before.length) holders.set(address, when);
    };
    for (const [id, when] of this.targets(resource, property)) {
      for (const address of this.ownersNamed([id])) add(address, when);
    }
    for (const id of this.attachments.holders(resource.name)) {
      const when = this.attachments.when(resource.name, id);
      for (const address of this.ownersNamed([id])) add(address, when);
    }
    const here = [...holders.keys()];
    for (const [address, when] of this.targetsElsewhere(resource, property)) add(address, when);
    const all = [...holders.keys()];
    const [owner] = here;
    const conditional = [...holders].filter(([, when]) => when.length > 0);
    return {
      ...(owner !== undefined && here.length === 1 && { owner }),
      ...((all.length > 1 || all.length > here.length) && { attachedTo: all }),
      ...(conditional.length > 0 && { attachedWhen: new Map(conditional) }),
    };
  }

  /** Principals that a policy names and that do not stand in the template. */
  private targetsElsewhere(
    resource: Resource,
    property: PolicyProperty,
  ): (readonly [address: string, when: readonly When[]])[] {
    return property.targets.flatMap((target) => {
      const types = targetTypes.get(target);
      const [type] = types ?? [];
      const written = resource.properties.get(target)?.value;
      if (!written || type === undefined || !principalTypes.has(type)) return [];
      return leavesOf(written, this.evaluator).flatMap(({ node, when }) => {
        if (referredResources(node, this.evaluator, types).length > 0) return [];
        const value = this.evaluator.resolve(node);
        const name = value?.kind === "unknown" ? unknownText(value.unknown) : scalarText(value);
        return name ? [[this.collector.elsewhere(type, name, resource.range), when] as const] : [];
      });
    });
  }

  /** A membership that is wholly known counts, and is not listed. */
  private groupMembership(resource: Resource, when: readonly When[], handled: Set<Node>): void {
    const name = memberships.get(resource.type);
    const written = name === undefined ? undefined : resource.properties.get(name)?.value;
    if (!written || when.length > 0) return;
    const isKnown =
      resource.type === "AWS::IAM::User"
        ? this.collector.owner(resource).groups !== undefined
        : this.collector.groupAddition(resource);
    if (isKnown) handled.add(written);
  }

  /** Logical ids of what the policy names, with what has to hold for it to name them. */
  private targets(
    resource: Resource,
    property: PolicyProperty,
  ): (readonly [id: string, when: readonly When[]])[] {
    return property.targets.flatMap((target) => {
      const written = resource.properties.get(target)?.value;
      if (!written) return [];
      return leavesOf(written, this.evaluator).flatMap(({ node, when }) =>
        referredResources(node, this.evaluator, targetTypes.get(target)).map(
          (id) => [id, when] as const,
        ),
      );
    });
  }

  private ownersNamed(ids: readonly string[]): string[] {
    return ids.flatMap((id) => {
      const resource = this.evaluator.template.resources.get(id);
      return resource ? [this.collector.owner(resource).address] : [];
    });
  }

  private sam(resource: Resource): SamGrants {
    const before = this.samById.get(resource.name);
    if (before) return before;
    const grants = samGrants(resource, this.evaluator);
    this.samById.set(resource.name, grants);
    return grants;
  }

  private attachment(resource: Resource, attachment: Attachment): void {
    if (attachment.policies.length > 0 || attachment.isImplied) return;
    const { path, range, text, isByName } = attachment;
    const managed = isByName ? undefined : displayText(text);
    this.list(resource, path, range, attachmentReason(attachment), managed);
  }

  /** Policy documents in properties that no table knows: a new type, a custom resource. */
  private undeclaredPolicies(
    resource: Resource,
    when: readonly When[],
    handled: ReadonlySet<Node>,
  ): void {
    for (const { path, entry, node } of undeclaredPolicies(resource, this.evaluator, handled)) {
      const kind = kindByContent(readPolicyDocument(node));
      this.policy(resource, { path, node, entry, when }, kind);
    }
  }

  /** Lists what grants access in other forms. */
  private otherGrants(
    resource: Resource,
    derived: readonly DerivedPolicy[],
    handled: ReadonlySet<Node>,
  ): void {
    for (const { path, reason } of otherGrants(resource.type)) {
      const [first = "", ...rest] = path;
      const found = resource.properties.get(first);
      if (!found || handled.has(found.value) || grantsNothing(found.value)) continue;
      if (derived.length > 0 || !reaches(found.value, rest)) continue;
      if (first === "AccessControl" && isClosedAcl(resource, this.evaluator)) continue;
      this.list(resource, [first], found.key.range, reason);
    }
    if (resource.type.endsWith("::MODULE")) {
      const reason = "a module of CloudFormation: what it creates is not judged";
      this.list(resource, [], resource.range, reason);
    }
  }

  private list(
    resource: Resource,
    path: readonly string[],
    range: Range,
    reason: string,
    managedPolicy?: string,
  ): void {
    const address = this.address(resource, path);
    const named = managedPolicy !== undefined && { managedPolicy };
    this.notJudged.push({ range, address, reason, unread: false, ...named });
  }

  private address(resource: Resource, path: readonly string[]): string {
    return this.prefix + [resource.writtenAs ?? resource.name, ...path].join("/");
  }
}

function constructOf(resource: Resource): Pick<Policy, "constructPath"> {
  const path = constructPath(resource);
  return path === undefined ? {} : { constructPath: path };
}

/** What a policy counts for. */
type Use = Pick<Policy, "owner" | "attachedTo" | "attachedWhen">;

/** The property that puts a user into a group. */
const memberships: ReadonlyMap<string, string> = new Map([
  ["AWS::IAM::User", "Groups"],
  ["AWS::IAM::UserToGroupAddition", "GroupName"],
]);

/** Of these targets the names are known to be of one kind of resource. */
const targetTypes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["Groups", new Set(["AWS::IAM::Group"])],
  ["GroupName", new Set(["AWS::IAM::Group"])],
  ["Roles", new Set(["AWS::IAM::Role"])],
  ["RoleName", new Set(["AWS::IAM::Role"])],
  ["Users", new Set(["AWS::IAM::User"])],
  ["UserName", new Set(["AWS::IAM::User"])],
  ["Bucket", new Set(["AWS::S3::Bucket"])],
]);

/** Resource types that are a policy themselves, and own none. */
function isPolicyType(type: string): boolean {
  return /Polic(?:y|ies)$/.test(type);
}

/** Nothing, an empty list, or something that is switched off. */
function grantsNothing(node: Node): boolean {
  switch (node.kind) {
    case "null":
      return true;
    case "array":
      return node.items.length === 0;
    case "boolean":
      return !node.value;
    case "string":
      return knownText(node.value)?.toLowerCase() === "false";
    default:
      return false;
  }
}

function reaches(node: Node, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined || node.kind !== "object") return true;
  const found = membersOf(node).get(step);
  // A function may stand in between: what it gives is not followed here.
  const isCall = node.members.some(({ key }) => /^(?:Ref$|Fn::)/.test(displayText(key)));
  return found ? reaches(found.value, rest) : isCall;
}
