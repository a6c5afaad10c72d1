import type { Range } from "../../text/range.ts";
import { namedInstance, principalType } from "./carried-policies.ts";
import type { Extraction } from "./extraction.ts";
import type { Instance } from "./instances.ts";
import type { Declaration } from "./module.ts";

/** Who is put into groups: the argument with the users, and that with the groups. */
const memberships: Readonly<Record<string, { readonly users: string; readonly groups: string }>> = {
  aws_iam_group_membership: { users: "users", groups: "group" },
  aws_iam_user_group_membership: { users: "user", groups: "groups" },
};

/** Notes which users of the configuration are in which of its groups. */
export function extractGroupMembers(declaration: Declaration, extraction: Extraction): void {
  if (declaration.address !== `${declaration.type}.${declaration.name}`) return;
  for (const instance of extraction.world.instances(declaration)) {
    const found = membersOf(instance, extraction);
    for (const user of found?.users ?? []) {
      const owner = extraction.owners.get(user.address);
      if (!owner) continue;
      const groups = (found?.groups ?? []).map(({ address, at }) => ({
        group: extraction.address(address),
        // Where the list stands that tells who is in one group, or which ones somebody is in.
        at: declaration.type === "aws_iam_group_membership" ? user.at : at,
      }));
      owner.groups = [...new Set([...(owner.groups ?? []), ...groups.map(({ group }) => group)])];
      owner.memberships = [...(owner.memberships ?? []), ...groups];
    }
  }
}

/** Whether the configuration has all users and groups of a membership, and so judges it. */
export function isKnownMembership(instance: Instance, extraction: Extraction): boolean {
  return membersOf(instance, extraction) !== undefined;
}

interface Member {
  readonly address: string;
  readonly at: Range;
}

/** `undefined` when somebody is not known, or may or may not be a member. */
function membersOf(
  instance: Instance,
  extraction: Extraction,
): { readonly users: readonly Member[]; readonly groups: readonly Member[] } | undefined {
  const { type } = instance.declaration;
  const names = Object.hasOwn(memberships, type) ? memberships[type] : undefined;
  if (!names || extraction.when(instance).length > 0 || instance.many) return undefined;
  const users = addressesOf(instance, names.users, extraction);
  const groups = addressesOf(instance, names.groups, extraction);
  return users && groups && { users, groups };
}

function addressesOf(
  instance: Instance,
  argument: string,
  extraction: Extraction,
): Member[] | undefined {
  const value = extraction.world.argument(instance, argument);
  if (!value) return undefined;
  const members: Member[] = [];
  for (const item of value.kind === "list" ? value.items : [value]) {
    const address =
      item.kind === "choice" ? undefined : namedInstance(item, extraction, principalType(argument));
    if (address === undefined || !extraction.owners.has(address)) return undefined;
    members.push({ address, at: item.range });
  }
  return members;
}
