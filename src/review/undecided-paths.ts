import { escalationsIn } from "../access/escalation/escalations.ts";
import { Unseen } from "../access/unseen.ts";
import type { Inventory } from "../policy/inventory.ts";
import { holdersOf } from "../policy/policy.ts";
import { grouped } from "../text/grouped.ts";
import type { AccessSide } from "./access-entries.ts";
import type { ReviewAccess, ReviewEscalation, ReviewNotJudged } from "./review.ts";

/** Principals that are listed. */
const listedMax = 20;

/**
 * The escalation paths of head of which nobody knows whether they are open, one entry for each
 * principal. What was just as open in base is no news.
 */
export function undecidedPaths(base: AccessSide | undefined, head: AccessSide): ReviewNotJudged[] {
  const before = new Set(base ? undecidedOf(base.result).map(keyOf) : []);
  const now = undecidedOf(head.result).filter((path) => !before.has(keyOf(path)));
  const byPrincipal = grouped(now, ({ principal }) => principal);
  return [...byPrincipal].slice(0, listedMax).flatMap(([principal, paths]): ReviewNotJudged[] => {
    const range = placeOf(principal, head.result);
    const [first] = paths;
    if (!range || !first) return [];
    const { file, start } = head.places.place(range);
    const which =
      paths.length === 1
        ? `the escalation path \`${first.id}\` is open`
        : `${paths.length} escalation paths are open`;
    const reason = `whether ${which} could not be decided: ${first.reason}`;
    return [{ file, line: start.line, address: principal, reason, unread: false }];
  });
}

/**
 * Without the paths of which nobody knows whether the change closes or opens them: what the principal can
 * do no longer is not known, or its policies stand alone because it could not be read itself.
 */
export function certainPaths(
  paths: readonly ReviewEscalation[],
  base: AccessSide | undefined,
  head: AccessSide,
  access: ReviewAccess | undefined,
): readonly ReviewEscalation[] {
  if (!base || !access) return paths;
  const mayStay = new Set(
    access.entries
      .filter(({ undecided }) => undecided.some(({ direction }) => direction === "removed"))
      .flatMap(({ principal, renamedFrom }) => [principal, renamedFrom]),
  );
  const unseen = new Unseen(base.result, head.result);
  const owners = new Map(base.result.owners.map((owner) => [owner.address, owner.range.file]));
  const isAlone = new Set(
    base.result.policies
      .filter((policy) =>
        holdersOf(policy).some((holder) => unseen.reasonFor(holder, [owners.get(holder) ?? ""])),
      )
      .map(({ address }) => address),
  );
  return paths.filter(({ principal, state }) => {
    if (state === "fixed") return !mayStay.has(principal);
    return state !== "introduced" || !isAlone.has(principal);
  });
}

type UndecidedPath = ReturnType<typeof undecidedOf>[number];

function undecidedOf(inventory: Inventory) {
  return escalationsIn(inventory).undecided;
}

function keyOf({ principal, id, reason }: UndecidedPath): string {
  return JSON.stringify([principal, id, reason]);
}

function placeOf(principal: string, { owners, policies, elsewhere = [] }: Inventory) {
  const named = [...owners, ...elsewhere].find(({ address }) => address === principal);
  const policy = policies.find(
    ({ address, owner }) => address === principal || owner === principal,
  );
  return (named ?? policy)?.range;
}
