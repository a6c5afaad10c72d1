import { nestedBlocks } from "./blocks.ts";
import { namedInstance } from "./carried-policies.ts";
import { evaluate } from "./evaluate.ts";
import type { Extraction } from "./extraction.ts";
import type { Instance } from "./instances.ts";
import type { Declaration, Module } from "./module.ts";
import { knownBoolean } from "./operators.ts";
import { knownString } from "./value.ts";

const listing = ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];

/**
 * What canned ACLs of a bucket let everyone do. `authenticated-read` stands for every AWS account,
 * which a policy cannot tell from everyone. An ACL of a bucket says nothing of the objects in it.
 *
 * Source: Amazon S3 User Guide, "Access control list (ACL) overview".
 */
const actionsByAcl: Readonly<Record<string, readonly string[]>> = {
  "authenticated-read": listing,
  "public-read": listing,
  "public-read-write": [...listing, "s3:PutObject"],
};

/** Canned ACLs that let nobody in but the owner and AWS's own log delivery. */
const closedAcls = new Set([
  "private",
  "bucket-owner-read",
  "bucket-owner-full-control",
  "aws-exec-read",
  "log-delivery-write",
]);

/** What everyone may do by a canned ACL. `undefined`: nothing, or it is not known. */
export function publicAclActions(acl: string | undefined): readonly string[] | undefined {
  return acl !== undefined && Object.hasOwn(actionsByAcl, acl) ? actionsByAcl[acl] : undefined;
}

export function isClosedAcl(acl: string | undefined): boolean {
  return acl !== undefined && closedAcls.has(acl);
}

/** Whether ACLs of the bucket count for nothing: public ones are ignored, or its owner is enforced. */
export function isSwitchedOff(instance: Instance, extraction: Extraction): boolean {
  const bucket = bucketOf(instance, extraction);
  if (bucket === undefined) return false;
  for (const declaration of guardsOf(extraction.module)) {
    const { type } = declaration;
    for (const guard of extraction.world.instances(declaration)) {
      if (guard.when.length > 0 || bucketOf(guard, extraction) !== bucket) continue;
      if (type === "aws_s3_bucket_public_access_block") {
        const ignored = extraction.world.argument(guard, "ignore_public_acls");
        if (ignored && knownBoolean(ignored) === true) return true;
      } else if (isEnforced(guard)) return true;
    }
  }
  return false;
}

const guardsByModule = new WeakMap<Module, readonly Declaration[]>();

/** What switches ACLs of buckets off. Remembered: every ACL asks for it. */
function guardsOf(module: Module): readonly Declaration[] {
  let guards = guardsByModule.get(module);
  if (!guards) {
    guards = [...module.declarations.values()].filter(({ type }) =>
      /^aws_s3_bucket_(public_access_block|ownership_controls)$/.test(type),
    );
    guardsByModule.set(module, guards);
  }
  return guards;
}

function bucketOf(instance: Instance, extraction: Extraction): string | undefined {
  if (instance.declaration.type === "aws_s3_bucket") return instance.address;
  const bucket = extraction.world.argument(instance, "bucket");
  return bucket && (namedInstance(bucket, extraction, "AWS::S3::Bucket") ?? knownString(bucket));
}

function isEnforced({ declaration, scope }: Instance): boolean {
  return nestedBlocks(declaration.body, "rule", scope).some((block) => {
    const written = block.body.attributes.get("object_ownership");
    const value = written && evaluate(written.expression, { ...block.scope, file: written.file });
    return value && knownString(value) === "BucketOwnerEnforced";
  });
}
