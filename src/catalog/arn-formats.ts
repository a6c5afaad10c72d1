import { isKnownService, service } from "./catalog.ts";
import { furtherServices } from "./further-services.ts";

/**
 * The form of the ARNs of one resource type, from the catalogue. Placeholders are written as `*`.
 */
export interface ArnFormat {
  /** Empty when the ARN has no Region: those of global services. */
  readonly region: string;
  /** Empty when the ARN has no account. `aws` for what AWS owns. */
  readonly account: string;
  /** Behind the fifth colon: `table/*`. */
  readonly resource: string;
}

/**
 * Services that ARNs name and that have no prefix of their own in the catalogue, or whose ARNs stand
 * with other services too: the prefixes under which the catalogue has their resource types. Kept by
 * hand against the catalogue of 2026-09; a test holds it against the data.
 */
const prefixesOfArnService: Readonly<Record<string, readonly string[]>> = {
  catalog: ["servicecatalog"],
  "compute-optimizer": ["compute-optimizer", "aco-automation"],
  "elastic-inference": [],
  iam: ["iam", "sts"],
  qdeveloper: ["qdeveloper", "q"],
  "route53-recovery-control": ["route53-recovery-cluster", "route53-recovery-control-config"],
  "s3-object-lambda": ["s3-object-lambda", "s3"],
  "vpc-lattice": ["vpc-lattice", "vpc-lattice-svcs"],
  wisdom: ["wisdom", "connect"],
};

/**
 * Forms that the data lacks: recovery points of AWS Backup, models for global inference (Amazon
 * Bedrock User Guide), AWS's own macros (CloudFormation User Guide), Amazon Lex V2. As of 2026-11.
 */
const furtherFormats: Readonly<Record<string, readonly ArnFormat[]>> = {
  backup: [{ region: "*", account: "*", resource: "recovery-point:*" }],
  bedrock: [{ region: "", account: "", resource: "foundation-model/*" }],
  cloudformation: [{ region: "*", account: "aws", resource: "transform/*" }],
  lex: ["bot/*", "bot-alias/*/*", "test-set/*"].map((resource) => ({
    region: "*",
    account: "*",
    resource,
  })),
};

const loaded = new Map<string, readonly ArnFormat[]>();

/** Whether ARNs can name the service. Case counts; services are in lower case. */
export function isArnService(name: string): boolean {
  if (name !== name.toLowerCase()) return false;
  if (furtherServices.has(name)) return true;
  const prefixes = prefixesOf(name);
  return prefixes ? prefixes.length > 0 : isKnownService(name);
}

/** The forms of a service's ARNs; none when they are not known. */
export function arnFormats(name: string): readonly ArnFormat[] {
  const known = loaded.get(name);
  if (known) return known;
  const formats = [
    ...(prefixesOf(name) ?? [name]).flatMap((prefix) => formatsOf(prefix, name)),
    ...(Object.hasOwn(furtherFormats, name) ? (furtherFormats[name] ?? []) : []),
  ];
  if (isArnService(name)) loaded.set(name, formats);
  return formats;
}

function prefixesOf(name: string): readonly string[] | undefined {
  return Object.hasOwn(prefixesOfArnService, name) ? prefixesOfArnService[name] : undefined;
}

function formatsOf(prefix: string, name: string): ArnFormat[] {
  return (service(prefix)?.resourceTypes ?? []).flatMap(({ arnFormat }) => {
    const fields = arnFormat.replace(/\$\{\w*\}/g, "*").split(":");
    const [, , arnService, region, account] = fields;
    if (arnService !== name || region === undefined || account === undefined) return [];
    if (fields.length < 6) return [];
    return [{ region, account, resource: fields.slice(5).join(":") }];
  });
}
