import type { AccessKey, NotJudged, Owner } from "../../policy/inventory.ts";
import type { Member, Node } from "../../policy/node.ts";
import type { Policy, PolicyKind } from "../../policy/policy.ts";
import { readPolicyDocument } from "../../policy/read-policy-document.ts";
import { displayText, knownText, type TextValue, type When } from "../../policy/text-value.ts";
import { parseJson } from "../json/parse-json.ts";
import { isPolicyDocument, kindByContent, mentionsPolicy } from "../json/policy-content.ts";
import type { SyntaxProblem } from "../source.ts";
import type { Evaluator } from "./evaluator.ts";
import { otherGrants } from "./other-grants.ts";
import { type PolicyProperty, policyProperties } from "./policy-properties.ts";
import {
  type FoundDocument,
  findDocuments,
  readDocument,
  referredResources,
} from "./read-policies.ts";
import { resourceForm } from "./resource-forms.ts";
import type { Resource } from "./template.ts";

/** Owners that matter even without a policy of their own. */
const principalTypes = new Set(["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"]);

/** Collects what the resources of one template carry. */
export class ResourceReader {
  readonly policies: Policy[] = [];
  readonly notJudged: NotJudged[] = [];
  readonly syntaxProblems: SyntaxProblem[] = [];
  private readonly path: string;
  private readonly evaluator: Evaluator;
  private readonly ownersByName = new Map<string, Owner & { accessKeys: AccessKey[] }>();
  private readonly boundaries: ReadonlySet<string>;

  constructor(path: string, evaluator: Evaluator) {
    this.path = path;
    this.evaluator = evaluator;
    this.boundaries = boundaryPolicies(evaluator);
  }

  get owners(): readonly Owner[] {
    return [...this.ownersByName.values()];
  }

  read(resource: Resource): void {
    const when = this.existence(resource);
    if (!when) return;
    if (principalTypes.has(resource.type)) this.owner(resource.name);
    if (resource.type === "AWS::IAM::AccessKey") this.accessKey(resource);
    const handled = new Set<Node>();
    for (const property of policyProperties(resource.type)) {
      this.policyProperty(resource, property, when, handled);
    }
    this.undeclaredPolicies(resource, when, handled);
    this.grants(resource, handled);
  }

  /** Conditions on a resource; `undefined` when it surely does not exist. */
  private existence(resource: Resource): readonly When[] | undefined {
    const { condition } = resource;
    if (!condition) return [];
    const name = displayText(condition);
    const decided = this.evaluator.conditions.decide(name);
    if (decided === false) return undefined;
    if (decided) return [];
    return [{ condition: this.evaluator.conditions.unknown(name, condition.range), holds: true }];
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
    if (resource.type === "AWS::IAM::ManagedPolicy" && this.boundaries.has(resource.name)) {
      return "boundary";
    }
    if (resource.type !== "AWS::Organizations::Policy") return property.kind;
    const type = this.textOf(resource, "Type");
    const known = type && knownText(type);
    if (known === "SERVICE_CONTROL_POLICY") return "scp";
    if (known === "RESOURCE_CONTROL_POLICY") return "rcp";
    // Tag, backup and other policies have a grammar of their own, and grant nothing.
    if (known === undefined) {
      const reason = "which kind of policy this is is not known before deployment";
      this.notJudgedAt(resource, resource.properties.get("Content"), reason);
    }
    return undefined;
  }

  private policy(
    resource: Resource,
    found: FoundDocument,
    kind: PolicyKind,
    property?: PolicyProperty,
  ): void {
    const address = `${this.path}#${[resource.name, ...found.path].join("/")}`;
    const problems: SyntaxProblem[] = [];
    const node = readDocument(found.node, found.when, problems);
    this.syntaxProblems.push(...problems);
    if (!node || (node.kind !== "object" && problems.length > 0)) {
      const reason = "the JSON is broken: no policy document could be read";
      this.notJudged.push({ range: found.node.range, address, reason, unread: true });
      return;
    }
    if (node.kind === "unknown") {
      const { reference } = node.unknown;
      const reason = `the policy document is not known before deployment: \`${reference}\``;
      this.notJudged.push({ range: node.range, address, reason, unread: false });
      return;
    }
    const owner = this.ownerOf(resource, property);
    this.policies.push({
      address,
      kind,
      ...(property?.resourceType !== undefined && { resourceType: property.resourceType }),
      ...(owner !== undefined && { owner }),
      range: found.entry.range,
      document: readPolicyDocument(node),
    });
  }

  /** The one resource that a policy belongs to, when it stands in the template. */
  private ownerOf(resource: Resource, property: PolicyProperty | undefined): string | undefined {
    if (!property || property.targets.length === 0) {
      return isPolicyType(resource.type) ? undefined : this.owner(resource.name).address;
    }
    const names = property.targets.flatMap((target) =>
      referredResources(resource.properties.get(target)?.value),
    );
    const known = [...new Set(names)].filter((name) => this.evaluator.template.resources.has(name));
    const [only] = known;
    return only !== undefined && known.length === 1 ? this.owner(only).address : undefined;
  }

  private owner(name: string): Owner & { accessKeys: AccessKey[] } {
    const before = this.ownersByName.get(name);
    if (before) return before;
    const resource = this.evaluator.template.resources.get(name);
    const property = resource && resourceForm(resource.type)?.name;
    const named = resource && property ? this.textOf(resource, property) : undefined;
    const owner = {
      address: `${this.path}#${name}`,
      type: resource?.type ?? "",
      range: resource?.range ?? { file: this.path, start: 0, end: 0 },
      ...(named && { name: named }),
      accessKeys: [],
    };
    this.ownersByName.set(name, owner);
    return owner;
  }

  private accessKey(resource: Resource): void {
    const key = { address: `${this.path}#${resource.name}`, range: resource.range };
    const userName = resource.properties.get("UserName")?.value;
    const [referred] = referredResources(userName);
    const { resources } = this.evaluator.template;
    if (referred !== undefined && resources.get(referred)?.type === "AWS::IAM::User") {
      this.owner(referred).accessKeys.push(key);
      return;
    }
    // A user that stands elsewhere: known by what is written here alone.
    const name = this.textOf(resource, "UserName");
    this.ownersByName.set(resource.name, {
      address: key.address,
      type: "AWS::IAM::User",
      range: key.range,
      ...(name && { name }),
      accessKeys: [key],
    });
  }

  /** Policy documents in properties that no table knows: a new type, a custom resource, SAM. */
  private undeclaredPolicies(
    resource: Resource,
    when: readonly When[],
    handled: ReadonlySet<Node>,
  ): void {
    const pending: { node: Node; path: readonly string[] }[] = [];
    const add = ({ key, value }: Member, path: readonly string[]) => {
      pending.push({ node: value, path: [...path, displayText(key)] });
    };
    for (const property of [...resource.properties.values()].reverse()) add(property, []);
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { node, path } = next;
      if (handled.has(node)) continue;
      if (node.kind === "array") {
        for (const [index, item] of [...node.items.entries()].reverse()) {
          pending.push({ node: item, path: [...path, String(index)] });
        }
      }
      const isPolicy: boolean = isPolicyDocument(node) || isPolicyText(node);
      if (!isPolicy) {
        if (node.kind !== "object") continue;
        for (const member of node.members.toReversed()) add(member, path);
        continue;
      }
      const resolved = this.document(node);
      if (!resolved) continue;
      const kind = kindByContent(readPolicyDocument(resolved));
      this.policy(resource, { path, node: resolved, entry: node, when }, kind);
    }
  }

  /** A policy document that no table expects; its JSON may stand in a text. */
  private document(node: Node): Node | undefined {
    const resolved = this.evaluator.resolve(node);
    if (resolved?.kind !== "string") return resolved;
    const parsed = parseJson(resolved.value).node;
    return isPolicyDocument(parsed) ? parsed : undefined;
  }

  /** Lists what grants access in other forms. */
  private grants(resource: Resource, handled: ReadonlySet<Node>): void {
    for (const { path, reason } of otherGrants(resource.type)) {
      const [first = "", ...rest] = path;
      const found = resource.properties.get(first);
      if (!found || handled.has(found.value) || isEmpty(found.value)) continue;
      if (isAllPolicies(found.value) || !reaches(found.value, rest)) continue;
      this.notJudgedAt(resource, found, reason);
    }
    if (resource.type.endsWith("::MODULE")) {
      const reason = "a module of CloudFormation: what it creates is not judged";
      this.notJudged.push({
        range: resource.range,
        address: `${this.path}#${resource.name}`,
        reason,
        unread: false,
      });
    }
  }

  private notJudgedAt(resource: Resource, found: Member | undefined, reason: string): void {
    const name = found ? `/${displayText(found.key)}` : "";
    this.notJudged.push({
      range: found?.key.range ?? resource.range,
      address: `${this.path}#${resource.name}${name}`,
      reason,
      unread: false,
    });
  }

  private textOf(resource: Resource, property: string): TextValue | undefined {
    const found = resource.properties.get(property);
    const value = found && this.evaluator.resolve(found.value);
    if (value?.kind === "unknown") return { parts: [value.unknown], range: value.range };
    return value?.kind === "string" ? value.value : undefined;
  }
}

/** Resource types that are a policy themselves, and own none. */
function isPolicyType(type: string): boolean {
  return /Polic(?:y|ies)$/.test(type);
}

/** Managed policies that set the boundary of a role or user in the same template. */
function boundaryPolicies({ template }: Evaluator): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { properties } of template.resources.values()) {
    for (const name of referredResources(properties.get("PermissionsBoundary")?.value)) {
      names.add(name);
    }
  }
  return names;
}

/** A text, or the text of `Fn::Sub`, that looks like the JSON of a policy document. */
function isPolicyText(node: Node): boolean {
  if (node.kind === "string") {
    const text = displayText(node.value);
    return text.trimStart().startsWith("{") && mentionsPolicy(text);
  }
  const [only] = node.kind === "object" ? node.members : [];
  if (!only || displayText(only.key) !== "Fn::Sub") return false;
  const template = only.value.kind === "array" ? only.value.items[0] : only.value;
  return template?.kind === "string" && isPolicyText(template);
}

function isEmpty(node: Node): boolean {
  return node.kind === "null" || (node.kind === "array" && node.items.length === 0);
}

/** SAM's `Policies` may be nothing but policy documents; those are judged. */
function isAllPolicies(node: Node): boolean {
  if (node.kind === "array") return node.items.every((item) => isPolicyDocument(item));
  return isPolicyDocument(node);
}

function reaches(node: Node, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined || node.kind !== "object") return true;
  const found = node.members.find(({ key }) => displayText(key) === step);
  // A function may stand in between: what it gives is not followed here.
  const isCall = node.members.some(({ key }) => /^(?:Ref$|Fn::)/.test(displayText(key)));
  return found ? reaches(found.value, rest) : isCall;
}
