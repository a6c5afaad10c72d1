import { displayText, knownText } from "../../policy/text-value.ts";
import { namedInstance } from "./carried-policies.ts";
import { describe } from "./describe.ts";
import type { Extraction } from "./extraction.ts";
import { ownerTypes } from "./grants.ts";
import { toText } from "./json-text.ts";
import type { Declaration } from "./module.ts";

/** Principals and resources that own policies. */
export function extractOwner(declaration: Declaration, extraction: Extraction): void {
  const { type, address, header } = declaration;
  const known = Object.hasOwn(ownerTypes, type) ? ownerTypes[type] : undefined;
  if (!known || address.startsWith("data.")) return;
  for (const instance of extraction.world.instances(declaration)) {
    const value =
      known.name === undefined ? undefined : extraction.world.argument(instance, known.name);
    const name =
      value && value.kind !== "null" ? toText(value, extraction.world.budget) : undefined;
    const text = name && knownText(name);
    if (text !== undefined && !extraction.ownersByName.has(text)) {
      extraction.ownersByName.set(text, instance.address);
    }
    extraction.owners.set(instance.address, {
      address: instance.address,
      type: known.type,
      range: header,
      accessKeys: [],
      ...(name && { name }),
    });
  }
}

/** An access key counts for its user, also when the user is declared elsewhere. */
export function extractAccessKey(declaration: Declaration, extraction: Extraction): void {
  if (declaration.address !== `aws_iam_access_key.${declaration.name}`) return;
  for (const instance of extraction.world.instances(declaration)) {
    const user = extraction.world.argument(instance, "user");
    if (!user) continue;
    const key = { address: extraction.address(instance.address), range: declaration.header };
    const named = namedInstance(user, extraction);
    const owner = named === undefined ? undefined : extraction.owners.get(named);
    if (owner) {
      owner.accessKeys.push(key);
      continue;
    }
    const name = toText(user, extraction.world.budget);
    const address = name ? `user ${displayText(name)}` : `user ${describe(user)}`;
    const existing = extraction.owners.get(address);
    if (existing) existing.accessKeys.push(key);
    else {
      extraction.owners.set(address, {
        address,
        type: "AWS::IAM::User",
        range: declaration.header,
        accessKeys: [key],
        ...(name && { name }),
      });
    }
  }
}
