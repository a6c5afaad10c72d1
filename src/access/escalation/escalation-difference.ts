import type { Inventory } from "../../policy/inventory.ts";
import { knownText } from "../../policy/text-value.ts";
import { principalsOf } from "../principals.ts";
import { type Escalation, escalationsIn } from "./escalations.ts";
import { type PathSeverity, pathSeverities } from "./path.ts";

export interface EscalationChange {
  /** Of the catalogue. */
  readonly id: string;
  /** What the catalogue calls it. */
  readonly name: string;
  readonly severity: PathSeverity;
  /** Address of the principal, on the side that has the path. */
  readonly principal: string;
  /** The name of the principal, each step in words, and what comes of it. */
  readonly path: readonly string[];
  readonly state: EscalationState;
}

const states = ["introduced", "pre-existing", "fixed"] as const;
type EscalationState = (typeof states)[number];

/**
 * Which paths the change opens, leaves open and closes: introduced first, then the worst first. A
 * path is the same when the same principal takes the same path of the catalogue to the same end; a
 * principal that was moved is known by its name. Without a base everything is introduced.
 *
 * Whoever may do everything has no path to more. So a path of somebody who was an administrator before
 * is not opened by the change, and one of somebody who becomes one is not closed by it. Nor is a path
 * opened that led everywhere before, or any when it is proved that the change gives nobody new access.
 */
export function escalationDifference(
  base: Inventory | undefined,
  head: Inventory,
  { isNothingNew = false }: { readonly isNothingNew?: boolean } = {},
): readonly EscalationChange[] {
  const moved = base ? movedPrincipals(base, head) : new Map<string, string>();
  const addressOf = (address: string): string => moved.get(address) ?? address;
  const before = base ? withKeys(base, addressOf) : new Map<string, Escalation>();
  const after = withKeys(head, (address) => address);
  const administrators = {
    before: new Set(base && [...escalationsIn(base).administrators].map(addressOf)),
    after: escalationsIn(head).administrators,
  };
  const changes: EscalationChange[] = [];
  const wasOpen = (key: string, { principal, id }: Escalation): boolean =>
    isNothingNew ||
    before.has(key) ||
    before.has(keyOf(principal, id, "every")) ||
    administrators.before.has(principal);
  for (const [key, escalation] of after) {
    changes.push(changeOf(escalation, wasOpen(key, escalation) ? "pre-existing" : "introduced"));
  }
  for (const [key, escalation] of before) {
    if (after.has(key) || administrators.after.has(addressOf(escalation.principal))) continue;
    changes.push(changeOf(escalation, "fixed"));
  }
  return changes.toSorted(
    (a, b) =>
      states.indexOf(a.state) - states.indexOf(b.state) ||
      pathSeverities.indexOf(a.severity) - pathSeverities.indexOf(b.severity),
  );
}

function changeOf(
  { id, name, severity, principal, path }: Escalation,
  state: EscalationState,
): EscalationChange {
  return { id, name, severity, principal, path, state };
}

function withKeys(
  inventory: Inventory,
  addressOf: (address: string) => string,
): Map<string, Escalation> {
  return new Map(
    escalationsIn(inventory).escalations.map((escalation) => {
      const { principal, id, reach } = escalation;
      return [keyOf(addressOf(principal), id, reach), escalation];
    }),
  );
}

function keyOf(principal: string, id: string, reach: string): string {
  return JSON.stringify([principal, id, reach]);
}

/**
 * Addresses of head, by those of principals of base that stand elsewhere in head: a principal that is
 * gone and one that is new are the same when both alone have their name.
 */
function movedPrincipals(base: Inventory, head: Inventory): ReadonlyMap<string, string> {
  const before = namedIn(base, head);
  const after = namedIn(head, base);
  const moved = new Map<string, string>();
  for (const [name, addresses] of before) {
    const [from, ...othersBefore] = addresses;
    const [to, ...othersAfter] = after.get(name) ?? [];
    if (from === undefined || to === undefined) continue;
    if (othersBefore.length + othersAfter.length === 0) moved.set(from, to);
  }
  return moved;
}

/** Addresses by type and name, of principals whose address the other side does not have. */
function namedIn(side: Inventory, other: Inventory): Map<string, string[]> {
  const known = new Set(principalsOf(other).map(({ address }) => address));
  const byName = new Map<string, string[]>();
  for (const { address, type, owner } of principalsOf(side)) {
    const name = owner?.name && knownText(owner.name);
    if (name === undefined || known.has(address)) continue;
    const key = `${type} ${name}`;
    byName.set(key, [...(byName.get(key) ?? []), address]);
  }
  return byName;
}
