import type { Member, Node } from "../../../policy/node.ts";
import { displayText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { builtDocument, builtList, builtObject, builtSub, builtText } from "../built-nodes.ts";
import type { DerivedPolicy, Listed } from "../derived-policy.ts";
import type { Evaluator } from "../evaluator.ts";
import { referredResources } from "../referred-resources.ts";
import { membersOf, type Resource, scalarText } from "../template.ts";
import { connectorText } from "./connectors.data.ts";
import { makesRole, roleId } from "./generated-roles.ts";

/** Where the statements of a connector go. */
type Place = "role of source" | "role of destination" | "queue" | "topic" | "permission";

interface Profile {
  readonly place: Place;
  readonly statements: readonly ProfileStatement[];
}

interface ProfileStatement {
  readonly category: string;
  readonly actions: readonly string[];
  /** Resources, or the service and the source that it must act for. */
  readonly rest: readonly string[];
}

/** One end of a connector. */
interface End {
  readonly type: string;
  readonly arn: Node;
  readonly name: Node;
  readonly resource?: Resource;
}

/** Types of SAM, and what they are once they are deployed. */
const deployedTypes: Readonly<Record<string, string>> = {
  "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
  "AWS::Serverless::Function": "AWS::Lambda::Function",
  "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
  "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
};

/** Types whose `Ref` is their ARN. */
const refIsArn = new Set([
  "AWS::AppSync::DataSource",
  "AWS::AppSync::GraphQLApi",
  "AWS::SNS::Topic",
  "AWS::StepFunctions::StateMachine",
]);

/**
 * What connectors grant between two resources: those that are resources of their own, and those
 * that stand in the attribute `Connectors` of their source (SAM specification,
 * `AWS::Serverless::Connector`).
 */
export function connectorGrants(
  resource: Resource,
  evaluator: Evaluator,
): { policies: DerivedPolicy[]; listed: Listed[] } {
  const grants: { policies: DerivedPolicy[]; listed: Listed[] } = { policies: [], listed: [] };
  if (resource.type === "AWS::Serverless::Connector") {
    const source = endOf(resource.properties.get("Source")?.value, evaluator);
    connect(source, resource.properties, [], resource.range, evaluator, grants);
  }
  for (const [id, { key, value }] of membersOf(membersOf(resource.node).get("Connectors")?.value)) {
    const properties = membersOf(membersOf(value).get("Properties")?.value);
    const source = endOfResource(resource);
    connect(source, properties, ["Connectors", id], key.range, evaluator, grants);
  }
  return grants;
}

function connect(
  source: End | undefined,
  properties: ReadonlyMap<string, Member>,
  path: readonly string[],
  at: Range,
  evaluator: Evaluator,
  grants: { policies: DerivedPolicy[]; listed: Listed[] },
): void {
  const written = properties.get("Destination")?.value;
  const permissions = properties.get("Permissions")?.value;
  const categories = new Set(
    (permissions?.kind === "array" ? permissions.items : [permissions]).flatMap((item) => {
      const text = scalarText(item);
      return text ? [displayText(text)] : [];
    }),
  );
  const destinations = written?.kind === "array" ? written.items : written ? [written] : [];
  for (const [index, item] of destinations.entries()) {
    const destination = endOf(item, evaluator);
    const reached = written?.kind === "array" ? [...path, String(index)] : path;
    const profile = source && destination && profiles.get(`${source.type} ${destination.type}`);
    if (!source || !destination || !profile) {
      const reason = "a connector between resources that are not known here: not judged";
      grants.listed.push({ path: reached, range: at, reason });
      continue;
    }
    const statements = profile.statements
      .filter(({ category }) => categories.has(category))
      .map((statement) => statementNode(statement, profile.place, source, destination, at));
    if (statements.length === 0) continue;
    grants.policies.push({
      path: reached,
      range: at,
      document: builtDocument(statements, at),
      ...attachment(profile.place, source, destination, evaluator),
    });
  }
}

function attachment(
  place: Place,
  source: End,
  destination: End,
  evaluator: Evaluator,
): Pick<DerivedPolicy, "kind" | "owners" | "resourceType"> {
  switch (place) {
    case "role of source":
      return { kind: "identity", owners: roleOf(source, evaluator) };
    case "role of destination":
      return { kind: "identity", owners: roleOf(destination, evaluator) };
    default:
      return {
        kind: "resource",
        resourceType: destination.type,
        owners: destination.resource ? [destination.resource.name] : [],
      };
  }
}

function statementNode(
  { actions, rest }: ProfileStatement,
  place: Place,
  source: End,
  destination: End,
  at: Range,
): Node {
  const fill = (form: string) => filled(form, source, destination, at);
  const action = builtList(
    actions.map((name) => builtText(name, at)),
    at,
  );
  if (place === "role of source" || place === "role of destination") {
    const resources = builtList(rest.map(fill), at);
    return builtObject({ Effect: builtText("Allow", at), Action: action, Resource: resources }, at);
  }
  const [service = "", from = "", account] = rest;
  const operator = place === "permission" ? "ArnLike" : "ArnEquals";
  const sourceAccount = builtObject({ Ref: builtText("AWS::AccountId", at) }, at);
  const condition = builtObject(
    {
      [operator]: builtObject({ "aws:SourceArn": fill(from) }, at),
      StringEquals: account ? builtObject({ "aws:SourceAccount": sourceAccount }, at) : undefined,
    },
    at,
  );
  return builtObject(
    {
      Effect: builtText("Allow", at),
      Principal: builtObject({ Service: builtText(service, at) }, at),
      Action: action,
      Resource: destination.arn,
      Condition: condition,
    },
    at,
  );
}

/** `{destination}/index/*`, `arn:states:here:execution:{destinationName}:*`. */
function filled(form: string, source: End, destination: End, at: Range): Node {
  if (form === "{source}") return source.arn;
  if (form === "{destination}") return destination.arn;
  const template = form
    .replaceAll("{", "${")
    .replace(/^arn:/, "arn:${AWS::Partition}:")
    .replace(":here:", ":${AWS::Region}:${AWS::AccountId}:");
  const variables = {
    source: source.arn,
    destination: destination.arn,
    destinationName: destination.name,
    sourceId: source.name,
  };
  return builtSub(template, variables, at);
}

function endOf(node: Node | undefined, evaluator: Evaluator): End | undefined {
  const members = membersOf(node);
  const id = scalarText(members.get("Id")?.value);
  const resource = id && evaluator.template.resources.get(displayText(id));
  if (resource) return endOfResource(resource);
  const type = scalarText(members.get("Type")?.value);
  const arn = members.get("Arn")?.value;
  if (!type || !arn) return undefined;
  const name = members.get("Name")?.value ?? members.get("ResourceId")?.value ?? arn;
  return { type: deployedType(displayText(type)), arn, name };
}

function endOfResource(resource: Resource): End {
  const at = resource.range;
  const type = deployedType(resource.type);
  const reference = builtObject({ Ref: builtText(resource.name, at) }, at);
  const attribute = (name: string) =>
    builtObject({ "Fn::GetAtt": builtText(`${resource.name}.${name}`, at) }, at);
  return {
    type,
    arn: refIsArn.has(type) ? reference : attribute("Arn"),
    name: type === "AWS::StepFunctions::StateMachine" ? attribute("Name") : reference,
    resource,
  };
}

function deployedType(type: string): string {
  return (Object.hasOwn(deployedTypes, type) ? deployedTypes[type] : undefined) ?? type;
}

function roleOf({ resource }: End, evaluator: Evaluator): string[] {
  if (!resource) return [];
  if (makesRole(resource)) return [roleId(resource)];
  const names = ["Role", "RoleArn", "ServiceRoleArn"];
  return names.flatMap((name) =>
    referredResources(resource.properties.get(name)?.value, evaluator, roleTypes),
  );
}

const roleTypes = new Set(["AWS::IAM::Role"]);

const profiles = parse(connectorText);

function parse(text: string): ReadonlyMap<string, Profile> {
  const parsed = new Map<string, Profile>();
  const joined = text.trim().replace(/\n {4,}/g, " ");
  for (const block of joined.split(/\n(?! )/)) {
    const [head = "", ...lines] = block.split("\n");
    const [place = "", pairs = ""] = head.split(": ", 2);
    const profile: Profile = { place: place as Place, statements: lines.map(parseStatement) };
    for (const pair of pairs.split(", ")) {
      const types = pair
        .trim()
        .split(" ")
        .map((type) => `AWS::${type}`);
      parsed.set(types.join(" "), profile);
    }
  }
  return parsed;
}

function parseStatement(line: string): ProfileStatement {
  const [front = "", rest = ""] = line.trim().split(" | ");
  const [category = "", ...actions] = front.split(" ");
  let service = "";
  return {
    category,
    actions: actions.map((action) => {
      const colon = action.indexOf(":");
      if (colon >= 0) service = action.slice(0, colon + 1);
      return colon >= 0 ? action : service + action;
    }),
    rest: rest.split(" "),
  };
}
