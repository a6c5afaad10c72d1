import { displayText } from "../../policy/text-value.ts";
import { isClosedAcl, isSwitchedOff, publicAclActions } from "./bucket-acl.ts";
import type { Extraction } from "./extraction.ts";
import { grants } from "./grants.ts";
import { isKnownMembership } from "./group-members.ts";
import type { Instance } from "./instances.ts";
import { jsonText } from "./json-text.ts";
import type { Declaration } from "./module.ts";
import { knownString } from "./value.ts";

/** Lists a resource that gives access in a way that is not judged yet. */
export function reportGrant(declaration: Declaration, extraction: Extraction): void {
  const { type, address, header } = declaration;
  const names = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (!names || address.startsWith("data.")) return;
  if (names.length > 0 && !names.some((name) => isWritten(declaration, name))) return;
  for (const instance of extraction.world.instances(declaration)) {
    const found = names.find(
      (name) => isWritten(declaration, name) && gives(instance, name, extraction),
    );
    if (found === undefined && names.length > 0) continue;
    if (isKnownMembership(instance, extraction)) continue;
    const by = found === undefined ? "" : ` by \`${found}\``;
    const reason = `${type} gives access${by}, not by an IAM policy: that is not judged yet.`;
    const settings = settingsOf(instance, [...declaration.body.attributes.keys()], extraction);
    extraction.skip(header, instance.address, reason, false, undefined, settings);
  }
}

/**
 * What arguments are set to, to tell what a change does to them; without those that say nothing of
 * access, whatever is in them.
 */
export function settingsOf(
  instance: Instance,
  names: readonly string[],
  { world }: Extraction,
): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name): [string, string][] => {
      const value = withoutAccess.test(name) ? undefined : world.argument(instance, name);
      return value ? [[name, displayText(jsonText(value, world.budget))]] : [];
    }),
  );
}

const withoutAccess = /^(?:depends_on|providers|count|for_each)$|description$|tags$/;

function isWritten({ body }: Declaration, name: string): boolean {
  return (
    body.attributes.has(name) ||
    body.blocks.some(({ block }) => block.type === name || block.labels[0]?.text === name)
  );
}

/** False where the argument is known to give nobody access, or is judged as a statement. */
function gives(instance: Instance, name: string, extraction: Extraction): boolean {
  const value = extraction.world.argument(instance, name);
  if (value?.kind === "null") return false;
  const text = value && knownString(value);
  switch (name) {
    case "acl": {
      if (isClosedAcl(text)) return false;
      const isBucket = instance.declaration.type.startsWith("aws_s3_bucket");
      return !(isBucket && (publicAclActions(text) || isSwitchedOff(instance, extraction)));
    }
    case "authorization_type":
      // Without authorization it is judged; with IAM's it gives nothing by itself.
      return text !== "NONE" && text !== "AWS_IAM";
    case "allow_external_principals":
    case "allow_unauthenticated_identities":
      return text !== "false";
    default:
      return true;
  }
}
