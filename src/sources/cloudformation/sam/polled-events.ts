import type { Member, Node } from "../../../policy/node.ts";
import { displayText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { builtDocument, builtList, builtObject, builtSub, builtText } from "../built-nodes.ts";
import type { DerivedPolicy } from "../derived-policy.ts";
import { membersOf, type Resource, scalarText } from "../template.ts";
import { destinationPolicy } from "./destinations.ts";
import { roleId } from "./generated-roles.ts";

/** An entry of `Events`. */
export interface SamEvent {
  readonly id: string;
  readonly type: string;
  readonly properties: ReadonlyMap<string, Member>;
  readonly path: readonly string[];
  readonly range: Range;
}

/** What SAM adds to the role of a function that polls a source. */
interface PolledGrants {
  readonly policies: readonly DerivedPolicy[];
  /** Name of the managed policy of AWS. */
  readonly managed?: string;
  /** The access that the source needs could not be told: its own properties are not known. */
  readonly isOpen: boolean;
}

/** The managed policy that SAM attaches for a source. */
const managedPolicies: Readonly<Record<string, string>> = {
  DynamoDB: "AWSLambdaDynamoDBExecutionRole",
  Kinesis: "AWSLambdaKinesisExecutionRole",
  MSK: "AWSLambdaMSKExecutionRole",
  SQS: "AWSLambdaSQSQueueExecutionRole",
};

/** Sources for which SAM writes a policy from their access configurations. */
const configured = new Set(["DocumentDB", "MQ", "MSK", "SelfManagedKafka"]);

/** Kinds of access configurations whose `URI` is a secret. */
const secretTypes = new Set([
  "BASIC_AUTH",
  "CLIENT_CERTIFICATE_TLS_AUTH",
  "SASL_SCRAM_256_AUTH",
  "SASL_SCRAM_512_AUTH",
  "SERVER_ROOT_CA_CERTIFICATE",
]);

const network = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeVpcs",
  "ec2:DescribeSubnets",
  "ec2:DescribeSecurityGroups",
];

/**
 * What a source that Lambda polls brings for the role of the function (SAM specification, `MQ`,
 * `MSK`, `SelfManagedKafka`, `DocumentDB` and others; aws-sam-translator 1.115.0). `undefined`: it is
 * no such source.
 */
export function polledGrants(event: SamEvent, resource: Resource): PolledGrants | undefined {
  const { type, properties, path } = event;
  const managed = Object.hasOwn(managedPolicies, type) ? managedPolicies[type] : undefined;
  if (managed === undefined && !configured.has(type)) return undefined;
  const failures = membersOf(properties.get("DestinationConfig")?.value).get("OnFailure")?.value;
  const failurePath = [...path, "DestinationConfig", "OnFailure"];
  const destination = destinationPolicy(resource, failurePath, failures, "Destination");
  const access = configured.has(type) ? accessStatements(event) : [];
  const isOpen = access === undefined;
  return {
    policies: [...accessPolicy(event, resource, access ?? []), ...destination],
    ...(managed !== undefined && { managed }),
    isOpen,
  };
}

function accessPolicy(
  { path, range }: SamEvent,
  resource: Resource,
  statements: readonly Node[],
): DerivedPolicy[] {
  if (statements.length === 0) return [];
  const document = builtDocument(statements, range);
  return [{ path, kind: "identity", owners: [roleId(resource)], range, document }];
}

/** `undefined`: what it needs is not known here. */
function accessStatements({ type, properties, range }: SamEvent): Node[] | undefined {
  const get = (name: string) => properties.get(name)?.value;
  const written = get("SourceAccessConfigurations");
  if (!written && type === "MSK") return [];
  if (written?.kind !== "array") return undefined;
  const configurations = written.items.map((item) => {
    const members = membersOf(item);
    const kind = scalarText(members.get("Type")?.value);
    return { kind: kind && displayText(kind), uri: members.get("URI")?.value };
  });
  if (configurations.some(({ kind }) => kind === undefined)) return undefined;
  const allow = (actions: readonly string[], resource: Node): Node =>
    builtObject(
      {
        Effect: builtText("Allow", range),
        Action: builtList(
          actions.map((action) => builtText(action, range)),
          range,
        ),
        Resource: resource,
      },
      range,
    );
  const here = (service: string, rest: string, variables: Readonly<Record<string, Node>> = {}) =>
    builtSub(
      `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
      variables,
      range,
    );
  const has = (wanted: string) => configurations.some(({ kind }) => kind === wanted);
  const secrets = configurations.flatMap(({ kind = "", uri }) => {
    const isRead = type === "MSK" ? kind === "CLIENT_CERTIFICATE_TLS_AUTH" : secretTypes.has(kind);
    return isRead && uri ? [allow(["secretsmanager:GetSecretValue"], uri)] : [];
  });
  const anywhere = builtText("*", range);
  const [broker, cluster, key] = [get("Broker"), get("Cluster"), get("SecretsManagerKmsKeyId")];
  const decrypt = key && allow(["kms:Decrypt"], here("kms", "key/${key}", { key }));
  switch (type) {
    case "MQ":
      return [
        ...secrets,
        ...(broker ? [allow(["mq:DescribeBroker"], broker)] : []),
        ...(decrypt ? [decrypt] : []),
      ];
    case "DocumentDB":
      return [
        ...secrets,
        allow(["rds:DescribeDBClusterParameters"], here("rds", "cluster-pg:*")),
        allow(["rds:DescribeDBSubnetGroups"], here("rds", "subgrp:*")),
        ...(cluster ? [allow(["rds:DescribeDBClusters"], cluster)] : []),
        allow(network, anywhere),
        ...(decrypt ? [decrypt] : []),
      ];
    case "SelfManagedKafka":
      return [
        ...secrets,
        ...(has("VPC_SUBNET") && has("VPC_SECURITY_GROUP") ? [allow(network, anywhere)] : []),
        ...(decrypt ? [decrypt] : []),
      ];
    default:
      return secrets;
  }
}
