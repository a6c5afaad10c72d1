import { ask } from "../../access/ask.ts";
import type { AccessPrincipal } from "../../access/principals.ts";
import { action as actionOf } from "../../catalog/catalog.ts";
import { parseArn } from "../../policy/arn.ts";
import type { Inventory, Owner } from "../../policy/inventory.ts";
import { coversAction, hasWildcard, matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, placeholderText, type TextValue } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, quoted, quotedValue } from "../wording.ts";
import { heldDocuments } from "./held-documents.ts";
import { reachedUnnamed, unnamedResources } from "./unnamed-resources.ts";

/** Names of buckets that keep the state of Terraform, as teams give them. Linear. */
const stateBucket =
  /(^|[-_.])(tf|terraform|tofu|opentofu)[-_.]?(remote[-_.]?)?(state|backend)s?([-_.]|$)/i;

/** The object that is asked about. */
const stateObject = "env/prod/terraform.tfstate";

/** Buckets of one side that are asked about. */
const bucketsMax = 20;

/**
 * A pattern for other buckets that also matches the bucket in which the state of Terraform is kept.
 * Whoever can write the state can make the next run do anything.
 *
 * A statement that names the bucket is meant so, and what reaches every bucket is reported as that.
 */
export const terraformStateWritable: Rule = {
  issueCode: "TERRAFORM_STATE_WRITABLE",
  findingType: "SECURITY_WARNING",
  confidence: "likely",
  summary: "a pattern for other buckets lets the state of Terraform be written",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 CM-5 (own judgement)",
    "ISO 27001 A.8.4 (own judgement)",
    "ISO 27001 A.8.32 (own judgement)",
  ],

  *principal(principal, { inventory }): Iterable<AddressedProblem> {
    const buckets = stateBuckets(inventory);
    if (buckets.length === 0) return;
    for (const { policy, document } of heldDocuments(principal)) {
      for (const statement of document.statements) {
        for (const { bucket, name } of buckets) {
          const found = writtenThrough(statement, name);
          if (!found || !isLeft(principal, name)) continue;
          yield {
            address: policy.address,
            at: found.resource.range,
            subject: canonicalGrant(statement, "s3:putobject", `state bucket ${name}`),
            details: `${quotedValue(found.resource)} also matches ${quoted(name)}, which by its name keeps the state of Terraform: whoever has this principal can make the next run do anything. Name the buckets that are meant, or deny the state bucket to all but the deployment.${onlyIf(statement, found.resource, found.action)}`,
            related: [
              { range: found.action.range, message: "this writes objects" },
              { range: bucket.range, message: "the bucket of the state" },
            ],
          };
        }
      }
    }
  },
};

interface StateBucket {
  readonly bucket: Owner;
  readonly name: string;
}

function stateBuckets({ owners }: Inventory): readonly StateBucket[] {
  return owners
    .flatMap((bucket) => {
      const name = bucket.name && knownText(bucket.name);
      const isState = bucket.type === "AWS::S3::Bucket" && name && stateBucket.test(name);
      return isState ? [{ bucket, name }] : [];
    })
    .slice(0, bucketsMax);
}

interface Written {
  readonly action: TextValue;
  readonly resource: TextValue;
}

function writtenThrough(statement: Statement, name: string): Written | undefined {
  if (statement.effect !== "Allow") return undefined;
  const action = statement.action?.values.find(
    (value) => coversAction(value, "s3:PutObject") === "yes",
  );
  const putObject = actionOf("s3", "PutObject");
  if (!action || !putObject) return undefined;
  if (reachedUnnamed(statement, unnamedResources(putObject)).length > 0) return undefined;
  const resource = statement.resource?.values.find((value) => reachesByPattern(value, name));
  return resource && { action, resource };
}

/** Through a wildcard in the name of the bucket. */
function reachesByPattern(value: TextValue, name: string): boolean {
  const arn = parseArn(value);
  if (!arn || !matchesGlob(placeholderText(arn.service), "s3")) return false;
  const text = placeholderText(arn.resource);
  const [bucket = ""] = text.split("/");
  if (!hasWildcard(arn.resource) || !/[*?]/.test(bucket)) return false;
  return matchesGlob(text, `${name}/${stateObject}`);
}

function isLeft(principal: AccessPrincipal, name: string): boolean {
  const resources = [`arn:*:s3:::${name}/${stateObject}`];
  return ask(principal.policies, { actions: ["s3:PutObject"], resources }).result !== "not allowed";
}
