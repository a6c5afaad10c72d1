import { displayText, knownText } from "../../../policy/text-value.ts";
import { builtDocument, builtList, builtObject, builtText } from "../built-nodes.ts";
import type { DerivedPolicy } from "../derived-policy.ts";
import type { Evaluator } from "../evaluator.ts";
import { membersOf, type Resource, scalarText } from "../template.ts";
import { everyone } from "./principal.ts";

/**
 * What canned ACLs of a bucket let everyone do (Amazon S3 User Guide, "Access control list (ACL)
 * overview", mapping of ACL permissions). `AuthenticatedRead` stands for every AWS account, which a
 * policy cannot tell from everyone. An ACL of a bucket says nothing of the objects in it.
 */
const actionsByAcl: ReadonlyMap<string, readonly string[]> = new Map([
  ["PublicRead", ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"]],
  [
    "PublicReadWrite",
    ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads", "s3:PutObject"],
  ],
  [
    "AuthenticatedRead",
    ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
  ],
]);

/** Canned ACLs that let nobody in but the owner and AWS's own log delivery. */
export const closedAcls: ReadonlySet<string> = new Set([
  "Private",
  "BucketOwnerRead",
  "BucketOwnerFullControl",
  "AwsExecRead",
  "LogDeliveryWrite",
]);

/** `AccessControl` of a bucket, when it lets everyone in. */
export function bucketAcl(resource: Resource, evaluator: Evaluator): DerivedPolicy[] {
  const written = resource.properties.get("AccessControl");
  const acl = cannedAcl(resource, evaluator);
  const actions = acl === undefined ? undefined : actionsByAcl.get(acl);
  if (!written || !actions || isSwitchedOff(resource, evaluator)) return [];
  const at = written.value.range;
  const bucketArn = builtObject({ "Fn::GetAtt": builtText(`${resource.name}.Arn`, at) }, at);
  const objects = builtObject({ "Fn::Sub": builtText(`\${${resource.name}.Arn}/*`, at) }, at);
  const statement = builtObject(
    {
      Effect: builtText("Allow", at),
      Principal: everyone(at),
      Action: builtList(
        actions.map((action) => builtText(action, at)),
        at,
      ),
      Resource: builtList(
        actions.includes("s3:PutObject") ? [bucketArn, objects] : [bucketArn],
        at,
      ),
    },
    at,
  );
  return [
    {
      path: ["AccessControl"],
      kind: "resource",
      resourceType: "AWS::S3::Bucket",
      owners: [resource.name],
      range: written.key.range,
      document: builtDocument([statement], at),
    },
  ];
}

/** Whether a bucket's ACL is known to grant nothing to others. */
export function isClosedAcl(resource: Resource, evaluator: Evaluator): boolean {
  return closedAcls.has(cannedAcl(resource, evaluator) ?? "") || isSwitchedOff(resource, evaluator);
}

function cannedAcl(resource: Resource, evaluator: Evaluator): string | undefined {
  const written = resource.properties.get("AccessControl");
  const value = written && evaluator.resolve(written.value);
  return value?.kind === "string" ? knownText(value.value) : undefined;
}

/** Ignored public ACLs and enforced bucket ownership both switch a public ACL off. */
function isSwitchedOff(resource: Resource, evaluator: Evaluator): boolean {
  const block = membersOf(resource.properties.get("PublicAccessBlockConfiguration")?.value);
  const ignore = block.get("IgnorePublicAcls")?.value;
  const ignored = ignore && evaluator.resolve(ignore);
  if (ignored?.kind === "string" && knownText(ignored.value)?.toLowerCase() === "true") return true;
  const rules = membersOf(resource.properties.get("OwnershipControls")?.value).get("Rules")?.value;
  const first = rules?.kind === "array" ? rules.items[0] : undefined;
  const ownership = scalarText(membersOf(first).get("ObjectOwnership")?.value);
  return ownership !== undefined && displayText(ownership) === "BucketOwnerEnforced";
}
