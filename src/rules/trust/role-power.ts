import { ask } from "../../access/ask.ts";
import { type AccessPrincipal, principalsOf } from "../../access/principals.ts";
import { action, actionsOf } from "../../catalog/catalog.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";

/** What the role behind a trust policy may do: how bad it is when strangers get it depends on that. */

/** The role that a trust policy belongs to, when anything else is known of it. */
export function roleOf(policy: Policy, inventory: Inventory): AccessPrincipal | undefined {
  let roles = remembered.get(inventory);
  if (!roles) {
    roles = new Map(
      principalsOf(inventory).flatMap((principal) =>
        principal.trust.map((trust) => [trust.address, principal] as const),
      ),
    );
    remembered.set(inventory, roles);
  }
  return roles.get(policy.address);
}

const remembered = new WeakMap<Inventory, ReadonlyMap<string, AccessPrincipal>>();

/**
 * `writes`: some of what its policies allow changes something. `reads`: none of it does. `unknown`:
 * no policy of it is known, or one of them is not.
 */
export function powerOf(role: AccessPrincipal | undefined): "reads" | "writes" | "unknown" {
  if (!role) return "unknown";
  const { grants } = role.policies;
  const writes = grants.some(({ statements }, at) => {
    const source = role.sources[at];
    // Of AWS's own policies the name says more than the list of actions, which grows.
    if (source && "managed" in source && isForReading(source.managed.name)) return false;
    return statements.some(mayWrite);
  });
  if (writes) return "writes";
  return grants.length === 0 || role.opaque.length > 0 ? "unknown" : "reads";
}

/**
 * True for an administrator, and for whoever can become one by changing IAM: by its policies, those
 * of AWS's included, less their Denies and the boundary.
 */
export function isPrivileged(role: AccessPrincipal): boolean {
  if (role.policies.grants.length === 0) return false;
  return ask(role.policies, { actions: selfService }).result === "allowed";
}

/** Actions by which a principal gives itself whatever it still lacks. Own judgement. */
const selfService = [
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreatePolicyVersion",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
];

function isForReading(name: string): boolean {
  return /ReadOnly|ViewOnly|^SecurityAudit$|Reader$/.test(name);
}

function mayWrite({ effect, action: actions }: Statement): boolean {
  if (effect !== "Allow") return false;
  // `NotAction`: everything but a few.
  return !actions || actions.values.some(isWriting);
}

function isWriting(value: TextValue): boolean {
  const text = knownText(value)?.toLowerCase();
  if (text === undefined) return true;
  const [prefix = "", name] = text.split(":");
  if (name === undefined || /[*?]/.test(prefix)) return true;
  if (/[*?]/.test(name)) {
    return actionsOf(prefix).some(
      (each) => matchesGlob(name, each.name.toLowerCase()) && changes(each.accessLevel),
    );
  }
  const found = action(prefix, name);
  return !found || changes(found.accessLevel);
}

function changes(level: string): boolean {
  return level !== "Read" && level !== "List";
}
