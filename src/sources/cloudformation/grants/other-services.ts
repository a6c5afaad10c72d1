import type { Node } from "../../../policy/node.ts";
import { displayText, placeholderText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { parseJson } from "../../json/parse-json.ts";
import { builtDocument, builtObject, builtSub, builtText } from "../built-nodes.ts";
import type { DerivedPolicy } from "../derived-policy.ts";
import type { Evaluator } from "../evaluator.ts";
import { referredResources } from "../referred-resources.ts";
import { membersOf, type Resource, scalarText } from "../template.ts";
import { principalElement } from "./principal.ts";

/**
 * `AWS::Events::EventBusPolicy`: one statement, or its parts as properties (EventBridge API
 * reference, `PutPermission`).
 */
export function eventBusPolicy(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const { get, at } = reading(resource, "Statement", "Principal");
  const bus = get("EventBusName");
  const statement = get("Statement") ?? eventBusStatement(resource, evaluator, bus);
  if (!statement) return [];
  const owners = referredResources(bus, evaluator, new Set(["AWS::Events::EventBus"]));
  return [
    {
      path: get("Statement") ? ["Statement"] : [],
      kind: "resource",
      resourceType: "AWS::Events::EventBus",
      owners,
      range: at,
      document: builtDocument([statement], at),
    },
  ];
}

function eventBusStatement(
  resource: Resource,
  evaluator: Evaluator,
  bus: Node | undefined,
): Node | undefined {
  const { get, at } = reading(resource, "Principal");
  const principal = resolved(get("Principal"), evaluator);
  if (!principal) return undefined;
  // `Condition: { Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-1 }`
  const written = membersOf(get("Condition"));
  const [operator, key] = ["Type", "Key"].map((name) => scalarText(written.get(name)?.value));
  const value = written.get("Value")?.value;
  const keyed = key && value && builtObject({ [displayText(key)]: value }, value.range);
  return builtObject(
    {
      Sid: get("StatementId"),
      Effect: builtText("Allow", at),
      Principal: principalElement(principal),
      Action: get("Action"),
      Resource: builtSub(
        "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${name}",
        { name: bus ?? builtText("default", at) },
        at,
      ),
      Condition: operator && keyed && builtObject({ [displayText(operator)]: keyed }, at),
    },
    at,
  );
}

/** `AWS::EntityResolution::PolicyStatement`: one statement, spread over properties. */
export function entityResolutionStatement(
  resource: Resource,
  evaluator: Evaluator,
): DerivedPolicy[] {
  const { get, at } = reading(resource, "Action", "Effect");
  if (!get("Action") || !get("Effect")) return [];
  const principals = resolved(get("Principal"), evaluator);
  // The conditions stand there as JSON in a text.
  const condition = resolved(get("Condition"), evaluator);
  const statement = builtObject(
    {
      Sid: get("StatementId"),
      Effect: get("Effect"),
      Principal: principals && principalElement(principals),
      Action: get("Action"),
      Resource: get("Arn"),
      Condition: condition?.kind === "string" ? parseJson(condition.value).node : condition,
    },
    at,
  );
  return [
    {
      path: [],
      kind: "resource",
      resourceType: "AWS::EntityResolution::PolicyStatement",
      owners: [],
      range: resource.range,
      document: builtDocument([statement], at),
    },
  ];
}

/** `AWS::Signer::ProfilePermission` (AWS Signer API reference, `AddProfilePermission`). */
export function signerPermission(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const { get, at } = reading(resource, "Principal");
  const [principal, name, version] = [
    resolved(get("Principal"), evaluator),
    get("ProfileName"),
    get("ProfileVersion"),
  ];
  if (!principal || !name || !get("Action")) return [];
  const condition = version && builtObject({ "signer:ProfileVersion": version }, version.range);
  const statement = builtObject(
    {
      Sid: get("StatementId"),
      Effect: builtText("Allow", at),
      Principal: principalElement(principal),
      Action: get("Action"),
      Resource: builtSub(
        "arn:${AWS::Partition}:signer:${AWS::Region}:${AWS::AccountId}:/signing-profiles/${name}",
        { name },
        at,
      ),
      Condition: condition && builtObject({ StringEquals: condition }, at),
    },
    at,
  );
  return [
    {
      path: [],
      kind: "resource",
      resourceType: "AWS::Signer::SigningProfile",
      owners: [],
      range: resource.range,
      document: builtDocument([statement], at),
    },
  ];
}

/** `AWS::ACMPCA::Permission` (AWS Private CA API reference, `CreatePermission`). */
export function privateCaPermission(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const { get, at } = reading(resource, "Actions");
  const principal = resolved(get("Principal"), evaluator);
  const account = get("SourceAccount");
  const authority = get("CertificateAuthorityArn");
  const actions = resolved(get("Actions"), evaluator);
  if (!principal || !authority || !actions) return [];
  const statement = builtObject(
    {
      Effect: builtText("Allow", at),
      Principal: principalElement(principal),
      Action: withService("acm-pca", actions),
      Resource: authority,
      Condition:
        account &&
        builtObject(
          { StringEquals: builtObject({ "aws:SourceAccount": account }, account.range) },
          at,
        ),
    },
    at,
  );
  return [
    {
      path: [],
      kind: "resource",
      resourceType: "AWS::ACMPCA::CertificateAuthority",
      owners: referredResources(authority, evaluator),
      range: resource.range,
      document: builtDocument([statement], at),
    },
  ];
}

/** `IssueCertificate` as `acm-pca:IssueCertificate`. */
function withService(service: string, node: Node): Node {
  if (node.kind === "array") {
    return { ...node, items: node.items.map((item) => withService(service, item)) };
  }
  if (node.kind !== "string" || placeholderText(node.value).includes(":")) return node;
  const front = { kind: "literal", text: `${service}:`, at: node.range } as const;
  return { ...node, value: { ...node.value, parts: [front, ...node.value.parts] } };
}

/** `AWS::QBusiness::Permission` (Amazon Q Business API reference, `AssociatePermission`). */
export function qBusinessPermission(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const { get, at } = reading(resource, "Actions");
  const principal = resolved(get("Principal"), evaluator);
  const [actions, application] = [get("Actions"), get("ApplicationId")];
  if (!principal || !actions || !application) return [];
  const conditions = resolved(get("Conditions"), evaluator);
  const blocks = conditions ? conditionBlock(conditions, at) : undefined;
  // A condition that is not known must not vanish: without it more would be allowed.
  if (conditions && !blocks) return [];
  const statement = builtObject(
    {
      Sid: get("StatementId"),
      Effect: builtText("Allow", at),
      Principal: principalElement(principal),
      Action: actions,
      Resource: builtSub(
        "arn:${AWS::Partition}:qbusiness:${AWS::Region}:${AWS::AccountId}:application/${id}",
        { id: application },
        at,
      ),
      Condition: blocks,
    },
    at,
  );
  return [
    {
      path: [],
      kind: "resource",
      resourceType: "AWS::QBusiness::Application",
      owners: referredResources(application, evaluator),
      range: resource.range,
      document: builtDocument([statement], at),
    },
  ];
}

/** `[{ ConditionOperator, ConditionKey, ConditionValues }]` as `Condition`. */
function conditionBlock(list: Node, at: Range): Node | undefined {
  if (list.kind !== "array") return undefined;
  const operators = new Map<string, Map<string, Node>>();
  for (const item of list.items) {
    const members = membersOf(item);
    const operator = scalarText(members.get("ConditionOperator")?.value);
    const key = scalarText(members.get("ConditionKey")?.value);
    const values = members.get("ConditionValues")?.value;
    if (!operator || !key || !values) return undefined;
    const block = operators.get(displayText(operator)) ?? new Map<string, Node>();
    // Two of one key cannot stand in one policy.
    if (block.has(displayText(key))) return undefined;
    operators.set(displayText(operator), block.set(displayText(key), values));
  }
  const blocks = [...operators].map(
    ([name, block]) => [name, builtObject(Object.fromEntries(block), at)] as const,
  );
  return builtObject(Object.fromEntries(blocks), at);
}

/** `AgentPermissions` of a profiling group (CodeGuru Profiler API reference, `PutPermission`). */
export function profilingAgents(resource: Resource): DerivedPolicy[] {
  const { get, at } = reading(resource, "AgentPermissions");
  const principals = membersOf(get("AgentPermissions")).get("Principals")?.value;
  const name = get("ProfilingGroupName");
  if (!principals || !name) return [];
  const statement = builtObject(
    {
      Effect: builtText("Allow", at),
      Principal: builtObject({ AWS: principals }, principals.range),
      Action: {
        kind: "array",
        items: ["codeguru-profiler:ConfigureAgent", "codeguru-profiler:PostAgentProfile"].map(
          (action) => builtText(action, at),
        ),
        range: at,
      },
      Resource: builtSub(
        "arn:${AWS::Partition}:codeguru-profiler:${AWS::Region}:${AWS::AccountId}:profilingGroup/${name}",
        { name },
        at,
      ),
    },
    at,
  );
  return [
    {
      path: ["AgentPermissions"],
      kind: "resource",
      resourceType: resource.type,
      owners: [resource.name],
      range: at,
      document: builtDocument([statement], at),
    },
  ];
}

/** The properties of a resource, and the place of the first of `names` that is there. */
function reading(resource: Resource, ...names: readonly string[]) {
  const first = names.map((name) => resource.properties.get(name)).find((found) => found);
  return {
    get: (name: string) => resource.properties.get(name)?.value,
    at: first?.key.range ?? resource.range,
  };
}

function resolved(node: Node | undefined, evaluator: Evaluator): Node | undefined {
  return node && evaluator.resolve(node);
}
