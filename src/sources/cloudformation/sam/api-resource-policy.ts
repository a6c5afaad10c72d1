import type { Member, Node } from "../../../policy/node.ts";
import type { Range } from "../../../text/range.ts";
import { builtDocument, builtList, builtObject, builtSub, builtText } from "../built-nodes.ts";
import type { DerivedPolicy } from "../derived-policy.ts";
import type { Evaluator } from "../evaluator.ts";
import { everyone } from "../grants/principal.ts";
import { membersOf, type Resource } from "../template.ts";

/**
 * `Auth.ResourcePolicy` of an API: lists of accounts, addresses and networks, and statements (SAM
 * specification, `ResourcePolicyStatement`). SAM names each method; here every method of the stage
 * stands for them.
 */
export function apiResourcePolicy(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const { range } = resource;
  const stage = resource.properties.get("StageName")?.value ?? builtText("*", range);
  return resourcePolicy(resource.properties, evaluator, {
    methods: builtSub("execute-api:/${stage}/*", { stage }, range),
    path: ["Auth", "ResourcePolicy"],
    owners: [resource.name],
  });
}

/** What a resource policy is for: the methods that it names, and the API that it belongs to. */
export interface ResourcePolicyUse {
  readonly methods: Node;
  readonly path: readonly string[];
  readonly owners: readonly string[];
}

/** The document of `Auth.ResourcePolicy` in these properties; an event of a function may have one. */
export function resourcePolicy(
  properties: ReadonlyMap<string, Member>,
  evaluator: Evaluator,
  { methods, path, owners }: ResourcePolicyUse,
): DerivedPolicy[] {
  const written = membersOf(properties.get("Auth")?.value).get("ResourcePolicy");
  if (written?.value.kind !== "object") return [];
  const lists = membersOf(written.value);
  const at = written.key.range;
  const list = (name: string) => {
    const value = lists.get(name)?.value;
    return value && evaluator.resolve(value);
  };
  const statements: Node[] = [];
  const add = (effect: "Allow" | "Deny", principal: Node, place: Range, condition?: Node) => {
    const members = {
      Effect: builtText(effect, place),
      Principal: principal,
      Action: builtText("execute-api:Invoke", place),
      Resource: methods,
      Condition: condition,
    };
    statements.push(builtObject(members, place));
  };
  for (const [name, effect] of [
    ["AwsAccountWhitelist", "Allow"],
    ["AwsAccountBlacklist", "Deny"],
  ] as const) {
    const accounts = list(name);
    if (accounts) add(effect, builtObject({ AWS: accounts }, accounts.range), accounts.range);
  }
  // Everyone is let in, and whom the list leaves out or names is kept out again.
  const guard = (values: Node, operator: string, condition: Node) => {
    add("Allow", everyone(values.range), values.range);
    add("Deny", everyone(values.range), values.range, builtObject({ [operator]: condition }, at));
  };
  for (const [name, operator] of [
    ["IpRangeWhitelist", "NotIpAddress"],
    ["IpRangeBlacklist", "IpAddress"],
  ] as const) {
    const values = list(name);
    if (values) guard(values, operator, builtObject({ "aws:SourceIp": values }, values.range));
  }
  for (const [kind, operator] of [
    ["Whitelist", "StringNotEquals"],
    ["Blacklist", "StringEquals"],
  ] as const) {
    const networks = [
      ...itemsOf(list(`SourceVpc${kind}`)),
      ...itemsOf(list(`IntrinsicVpc${kind}`)),
    ].filter((item) => !isEndpoint(item));
    const endpoints = [
      ...itemsOf(list(`SourceVpc${kind}`)).filter(isEndpoint),
      ...itemsOf(list(`IntrinsicVpce${kind}`)),
    ];
    const [first] = [...networks, ...endpoints];
    const block = (items: readonly Node[]) =>
      items.length > 0 && first ? builtList(items, first.range) : undefined;
    const keys = { "aws:SourceVpc": block(networks), "aws:SourceVpce": block(endpoints) };
    if (first) guard(first, operator, builtObject(keys, first.range));
  }
  const custom = lists.get("CustomStatements")?.value;
  for (const statement of itemsOf(custom)) statements.push(statement);
  if (statements.length === 0) return [];
  return [
    {
      path,
      kind: "resource",
      resourceType: "AWS::ApiGateway::RestApi",
      owners,
      range: at,
      document: builtDocument(statements, at),
    },
  ];
}

function itemsOf(node: Node | undefined): readonly Node[] {
  if (!node) return [];
  return node.kind === "array" ? node.items : [node];
}

/** `vpc-1` is a network, `vpce-1` an endpoint in one. */
function isEndpoint(item: Node): boolean {
  const [first] = item.kind === "string" ? item.value.parts : [];
  return first?.kind === "literal" && first.text.startsWith("vpce-");
}
