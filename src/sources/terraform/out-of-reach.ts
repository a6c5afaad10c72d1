import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import type { Extraction } from "./extraction.ts";
import { grants } from "./grants.ts";
import type { Declaration } from "./module.ts";
import { knownString } from "./value.ts";

/** Lists a resource that gives access in a way that is not judged yet. */
export function reportGrant(declaration: Declaration, extraction: Extraction): void {
  const { type, address, body, header } = declaration;
  const names = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (!names || address.startsWith("data.")) return;
  const found = names.find(
    (name) =>
      body.attributes.has(name) ||
      body.blocks.some(({ block }) => block.type === name || block.labels[0]?.text === name),
  );
  if (found === undefined && names.length > 0) return;
  const acl = found === "acl" ? body.attributes.get("acl") : undefined;
  if (acl) {
    // A private object or bucket gives nobody access.
    const value = evaluate(acl.expression, extraction.world.scope(acl.file));
    if (knownString(value) === "private" || value.kind === "null") return;
  }
  const by = found === undefined ? "" : ` by \`${found}\``;
  const reason = `${type} gives access${by}, not by an IAM policy: that is not judged yet.`;
  extraction.skip(header, address, reason);
}

/** Lists a module call: what happens inside is another directory, or not in the repository. */
export function reportModuleCall(declaration: Declaration, extraction: Extraction): void {
  const source = declaration.body.attributes.get("source");
  const value = source && evaluate(source.expression, extraction.world.scope(source.file));
  const path = value && knownString(value);
  const local = path?.startsWith("./") || path?.startsWith("../");
  const shown = path ?? (value ? describe(value) : "");
  const reason = local
    ? `The module in \`${shown}\` is judged with its own defaults only: the values that this call hands to it are not followed yet.`
    : `The module \`${shown}\` is not part of the repository: what it creates, and the policies that are handed to it, are not judged.`;
  extraction.skip(declaration.header, declaration.address, reason);
}
