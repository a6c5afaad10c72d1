import type { Owner } from "../../policy/inventory.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { durationSeconds } from "../duration-seconds.ts";
import { namedInstance, nameKey } from "./carried-policies.ts";
import { describe } from "./describe.ts";
import type { Extraction, MutableOwner } from "./extraction.ts";
import { ownerTypes } from "./grants.ts";
import type { Instance } from "./instances.ts";
import { toText } from "./json-text.ts";
import { prefixTwins } from "./known-attributes.ts";
import type { Declaration } from "./module.ts";
import { formOf, writtenText } from "./owner-form.ts";
import { tagsOf } from "./tags.ts";
import { knownInteger } from "./value.ts";

/** Principals and resources that own policies. */
export function extractOwner(declaration: Declaration, extraction: Extraction): void {
  const { type, address, header } = declaration;
  const known = Object.hasOwn(ownerTypes, type) ? ownerTypes[type] : undefined;
  if (!known || address.startsWith("data.")) return;
  for (const instance of extraction.world.instances(declaration)) {
    const name = known.name === undefined ? undefined : nameOf(instance, known.name, extraction);
    const nameText = name && knownText(name);
    const key = nameText === undefined ? undefined : nameKey(known.type, nameText);
    if (key !== undefined && !extraction.ownersByName.has(key)) {
      extraction.ownersByName.set(key, instance.address);
    }
    const { calls } = extraction.world;
    extraction.owners.set(instance.address, {
      address: instance.address,
      type: known.type,
      range: header,
      accessKeys: [],
      ...(calls.length > 0 && { calls }),
      ...(name && { name }),
      ...arnOf(instance, known.type, extraction),
      ...details(instance, extraction),
    });
  }
}

/** The name, or as much of it as a prefix says. */
function nameOf(
  instance: Instance,
  argument: string,
  extraction: Extraction,
): TextValue | undefined {
  const written = text(instance, argument, extraction);
  const twin = prefixTwins[argument];
  if (written || twin === undefined || !text(instance, twin, extraction)) return written;
  const { address, declaration } = instance;
  const whole = { kind: "instance" as const, address, range: declaration.header };
  const name = extraction.world.attribute(whole, argument, declaration.header);
  return toText(name, extraction.world.budget);
}

/** What statements call a principal by. */
function arnOf(instance: Instance, type: string, extraction: Extraction): Pick<Owner, "arn"> {
  if (!typesWithArn.has(type)) return {};
  const { address, declaration } = instance;
  const whole = { kind: "instance" as const, address, range: declaration.header };
  const value = extraction.world.attribute(whole, "arn", declaration.header);
  const arn = toText(value, extraction.world.budget);
  return arn ? { arn } : {};
}

const typesWithArn = new Set(["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"]);

/** What else matters about a role, user or resource. */
function details(instance: Instance, extraction: Extraction): Partial<Owner> {
  const duration = extraction.world.argument(instance, "max_session_duration");
  const session = text(instance, "session_duration", extraction);
  const seconds = duration
    ? knownInteger(duration)
    : session && durationSeconds(displayText(session));
  const boundary = text(instance, "permissions_boundary", extraction);
  const tags = tagsOf(instance, extraction);
  const { declaration } = instance;
  const written =
    writtenText(declaration, "max_session_duration") ??
    writtenText(declaration, "session_duration");
  const form = formOf(declaration);
  return {
    ...(tags.length > 0 && { tags }),
    ...(form && { form }),
    ...(seconds !== undefined && { maxSessionDurationSeconds: seconds }),
    ...(seconds !== undefined && written && { maxSessionDuration: written }),
    ...(boundary && knownText(boundary) !== "" && { permissionsBoundary: boundary }),
  };
}

/** An access key counts for its user, also when the user is declared elsewhere. */
export function extractAccessKey(declaration: Declaration, extraction: Extraction): void {
  if (declaration.address !== `aws_iam_access_key.${declaration.name}`) return;
  for (const instance of extraction.world.instances(declaration)) {
    const owner = userOf(instance, extraction);
    if (!owner) continue;
    const key = { address: extraction.address(instance.address), range: declaration.header };
    owner.accessKeys = [...owner.accessKeys, key];
  }
}

/** A password for the console counts for its user likewise. */
export function extractLoginProfile(declaration: Declaration, extraction: Extraction): void {
  if (declaration.address !== `aws_iam_user_login_profile.${declaration.name}`) return;
  for (const instance of extraction.world.instances(declaration)) {
    const owner = userOf(instance, extraction);
    if (owner) owner.hasLoginProfile = true;
  }
}

/** The user that the instance names; one that is declared elsewhere becomes an owner by its name. */
function userOf(instance: Instance, extraction: Extraction): MutableOwner | undefined {
  const user = extraction.world.argument(instance, "user");
  if (!user) return undefined;
  const named = namedInstance(user, extraction, "AWS::IAM::User");
  const owner = named === undefined ? undefined : extraction.owners.get(named);
  if (owner) return owner;
  const name = toText(user, extraction.world.budget);
  const address = name ? `user ${displayText(name)}` : `user ${describe(user)}`;
  const existing = extraction.owners.get(address);
  if (existing) return existing;
  const added: MutableOwner = {
    address,
    type: "AWS::IAM::User",
    range: instance.declaration.header,
    accessKeys: [],
    ...(name && { name }),
  };
  extraction.owners.set(address, added);
  return added;
}

function text(instance: Instance, name: string, extraction: Extraction): TextValue | undefined {
  const value = extraction.world.argument(instance, name);
  return value && value.kind !== "null" ? toText(value, extraction.world.budget) : undefined;
}
