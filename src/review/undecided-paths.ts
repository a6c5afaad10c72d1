import { escalationsIn } from "../access/escalation/escalations.ts";
import type { Inventory } from "../policy/inventory.ts";
import type { AccessSide } from "./access-entries.ts";
import type { ReviewNotJudged } from "./review.ts";

/** Principals that are listed. */
const listedMax = 20;

/**
 * The escalation paths of head of which nobody knows whether they are open, one entry for each
 * principal. What was just as open in base is no news.
 */
export function undecidedPaths(base: AccessSide | undefined, head: AccessSide): ReviewNotJudged[] {
  const before = new Set(base ? undecidedOf(base.result).map(keyOf) : []);
  const byPrincipal = new Map<string, UndecidedPath[]>();
  for (const path of undecidedOf(head.result)) {
    if (before.has(keyOf(path))) continue;
    byPrincipal.set(path.principal, [...(byPrincipal.get(path.principal) ?? []), path]);
  }
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
