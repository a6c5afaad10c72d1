import { readPolicyDocument } from "../../policy/read-policy-document.ts";
import { isSwitchedOff, publicAclActions } from "./bucket-acl.ts";
import { namedInstance } from "./carried-policies.ts";
import type { Extraction } from "./extraction.ts";
import { GrantReader, type Members } from "./grant-reader.ts";
import type { Declaration } from "./module.ts";
import { policyNode } from "./policy-node.ts";
import { knownString, listValue, stringValue, type Value } from "./value.ts";

/** A resource that amounts to a statement in the policy of another one. */
interface Grant {
  /** What has the policy, as a CloudFormation type. */
  readonly resourceType: string;
  /** The argument that names what has the policy; absent: the resource itself. */
  readonly owner?: string;
  /** The members of the statement besides its effect. `undefined`: it gives nothing. */
  statement(reader: GrantReader): Members | undefined;
}

/**
 * Resources that give access through arguments of their own, and the statement that AWS makes of them.
 *
 * Source: the API reference of Lambda (`AddPermission`, `AddLayerVersionPermission`), EventBridge
 * (`PutPermission`), KMS (`CreateGrant`), Private CA (`CreatePermission`), Signer
 * (`AddProfilePermission`) and S3 ("Access control list (ACL) overview").
 */
const grantsByType: Readonly<Record<string, Grant>> = {
  aws_acmpca_permission: {
    resourceType: "AWS::ACMPCA::CertificateAuthority",
    owner: "certificate_authority_arn",
    statement: (reader) => ({
      Principal: reader.principal("principal"),
      Action: reader.get("actions"),
      Resource: reader.get("certificate_authority_arn"),
      Condition: reader.condition([["StringEquals", "aws:SourceAccount", "source_account"]]),
    }),
  },
  aws_cloudwatch_event_permission: {
    resourceType: "AWS::Events::EventBus",
    owner: "event_bus_name",
    statement: (reader) => ({
      Sid: reader.get("statement_id"),
      Principal: reader.principal("principal"),
      Action: reader.get("action") ?? reader.text("events:PutEvents"),
      Resource: reader.arn(
        "events",
        "event-bus/",
        reader.get("event_bus_name") ?? reader.text("default"),
      ),
      Condition: reader.conditionBlock(),
    }),
  },
  aws_kms_grant: {
    resourceType: "AWS::KMS::Key",
    owner: "key_id",
    statement: (reader) => ({
      Principal: reader.principal("grantee_principal"),
      Action: reader.prefixed("kms:", "operations"),
      Resource: reader.named("key_id", "kms", "key/"),
      Condition: reader.encryptionContext(),
    }),
  },
  aws_lambda_function_url: {
    resourceType: "AWS::Lambda::Function",
    owner: "function_name",
    statement: (reader) => {
      const type = reader.get("authorization_type");
      if (!type || knownString(type) !== "NONE") return undefined;
      return {
        Principal: stringValue("*", type.range),
        Action: reader.text("lambda:InvokeFunctionUrl"),
        Resource: reader.named("function_name", "lambda", "function:"),
        Condition: reader.condition([
          ["StringEquals", "lambda:FunctionUrlAuthType", "authorization_type"],
        ]),
      };
    },
  },
  aws_lambda_layer_version_permission: {
    resourceType: "AWS::Lambda::LayerVersion",
    owner: "layer_name",
    statement: (reader) => ({
      Sid: reader.get("statement_id"),
      Principal: reader.principal("principal"),
      Action: reader.get("action"),
      Resource: reader.joined(reader.named("layer_name", "lambda", "layer:"), "version_number"),
      Condition: reader.condition([["StringEquals", "aws:PrincipalOrgID", "organization_id"]]),
    }),
  },
  aws_lambda_permission: {
    resourceType: "AWS::Lambda::Function",
    owner: "function_name",
    statement: (reader) => ({
      Sid: reader.get("statement_id"),
      Principal: reader.principal("principal"),
      Action: reader.get("action"),
      Resource: reader.joined(reader.named("function_name", "lambda", "function:"), "qualifier"),
      Condition: reader.condition([
        ["ArnLike", "AWS:SourceArn", "source_arn"],
        ["StringEquals", "AWS:SourceAccount", "source_account"],
        ["StringEquals", "aws:PrincipalOrgID", "principal_org_id"],
        ["StringEquals", "lambda:EventSourceToken", "event_source_token"],
        ["StringEquals", "lambda:FunctionUrlAuthType", "function_url_auth_type"],
        ["Bool", "lambda:InvokedViaFunctionUrl", "invoked_via_function_url"],
      ]),
    }),
  },
  aws_s3_bucket: { resourceType: "AWS::S3::Bucket", statement: bucketAcl },
  aws_s3_bucket_acl: { resourceType: "AWS::S3::Bucket", owner: "bucket", statement: bucketAcl },
  aws_signer_signing_profile_permission: {
    resourceType: "AWS::Signer::SigningProfile",
    owner: "profile_name",
    statement: (reader) => ({
      Sid: reader.get("statement_id"),
      Principal: reader.principal("principal"),
      Action: reader.get("action"),
      Resource: reader.arn("signer", "/signing-profiles/", reader.get("profile_name")),
      Condition: reader.condition([["StringEquals", "signer:ProfileVersion", "profile_version"]]),
    }),
  },
};

/** The statements that resources amount to which give access without a policy document. */
export function extractGrants(declaration: Declaration, extraction: Extraction): void {
  const { type, address, header } = declaration;
  const grant = Object.hasOwn(grantsByType, type) ? grantsByType[type] : undefined;
  if (!grant || address.startsWith("data.")) return;
  for (const instance of extraction.world.instances(declaration)) {
    const reader = new GrantReader(instance, extraction);
    const members = grant.statement(reader);
    if (!members?.Principal || !members.Action) continue;
    const statement = reader.object({ Effect: reader.text("Allow"), ...members });
    const content = reader.object({
      Version: reader.text("2012-10-17"),
      Statement: listValue([statement], header),
    });
    const value: Value = { kind: "json", content, range: header };
    const { node } = policyNode(value, extraction.when(instance), extraction.world);
    if (!node) continue;
    const named = grant.owner === undefined ? undefined : reader.get(grant.owner);
    const owner =
      grant.owner === undefined
        ? instance.address
        : named && namedInstance(named, extraction, grant.resourceType);
    extraction.add({
      address: grant.owner === undefined ? `${instance.address} acl` : instance.address,
      kind: "resource",
      resourceType: grant.resourceType,
      range: header,
      document: readPolicyDocument(node),
      isDerived: true,
      ...(owner !== undefined && { owner }),
    });
  }
}

/** A canned ACL that lets everyone in, unless it is switched off. */
function bucketAcl(reader: GrantReader): Members | undefined {
  const acl = reader.get("acl");
  const actions = acl && publicAclActions(knownString(acl));
  if (!acl || !actions || isSwitchedOff(reader.instance, reader.extraction)) return undefined;
  const named = reader.get("bucket");
  const bucket = reader.concat(
    "arn:",
    reader.unknown("partition"),
    ":s3:::",
    named ?? reader.unknown("bucket"),
  );
  const objects = reader.concat(bucket, "/*");
  const writes = actions.includes("s3:PutObject");
  return {
    Principal: stringValue("*", acl.range),
    Action: listValue(
      actions.map((action) => stringValue(action, acl.range)),
      acl.range,
    ),
    Resource: writes ? listValue([bucket, objects], acl.range) : bucket,
  };
}
