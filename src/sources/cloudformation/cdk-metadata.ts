import { knownText } from "../../policy/text-value.ts";
import { membersOf, type Resource, scalarText } from "./template.ts";

/** A construct path that is longer says nothing more to people. */
const constructPathLengthMax = 300;

/**
 * The path of the construct that the CDK made a resource from, `Stack/Role/Resource` (AWS CDK,
 * `aws-cdk-lib/cx-api`: `PATH_METADATA_KEY`). What linters keep in the metadata is left alone.
 */
export function constructPath(resource: Resource): string | undefined {
  return metadata(resource, "aws:cdk:path")?.slice(0, constructPathLengthMax);
}

/**
 * The file that the CDK wrote beside the template and that a property of the resource stands for
 * once it is uploaded (`aws:asset:path`, `aws:asset:property`).
 */
export function assetPath(resource: Resource, property: string): string | undefined {
  const named = metadata(resource, "aws:asset:property") ?? property;
  return named === property ? metadata(resource, "aws:asset:path") : undefined;
}

function metadata(resource: Resource, key: string): string | undefined {
  const members = membersOf(membersOf(resource.node).get("Metadata")?.value);
  const text = scalarText(members.get(key)?.value);
  return text && knownText(text);
}
