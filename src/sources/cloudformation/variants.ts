import type { Guard, NotJudged, Owner } from "../../policy/inventory.ts";
import { holdersOf, type Policy } from "../../policy/policy.ts";
import type { SourceResult } from "../source.ts";

/**
 * What other parameters lead to besides what `plain` has: policies and owners that differ. Of an
 * owner with something that differs everything stays, since it counts together. The addresses of
 * `result` start with `front`, those of `plain` with `plainFront`.
 */
export function differences(
  result: SourceResult,
  front: string,
  plain: SourceResult,
  plainFront: string,
): SourceResult {
  const known = new Set(plain.policies.map(contentOf));
  const knownOwners = new Set(allOwners(plain).map(contentOfOwner));
  const reasons = new Set(plain.notJudged.map(keyOf));
  const different = new Set(
    allOwners(result)
      .filter((owner) => !knownOwners.has(contentOfOwner(owner)))
      .map(({ address }) => address),
  );
  for (const policy of result.policies) {
    if (!known.has(contentOf(policy)))
      for (const holder of holdersOf(policy)) different.add(holder);
  }
  const boundaries = new Set(
    result.owners
      .filter(({ address }) => different.has(address))
      .map(({ boundaryPolicy }) => boundaryPolicy),
  );
  const isDifferent = (policy: Policy) =>
    !known.has(contentOf(policy)) ||
    boundaries.has(policy.address) ||
    holdersOf(policy).some((holder) => different.has(holder));
  const marked = <T extends { readonly address: string }>(entry: T): T & { variantOf: string } => ({
    ...entry,
    variantOf: `${plainFront}${entry.address.slice(front.length)}`,
  });
  const others = (owners: readonly Owner[]) =>
    owners.filter(({ address }) => different.has(address)).map(marked);
  const elsewhere = others(result.elsewhere ?? []);
  const knownGuards = new Set((plain.guards ?? []).map(contentOfGuard));
  const guards = (result.guards ?? []).filter((guard) => !knownGuards.has(contentOfGuard(guard)));
  return {
    ...(elsewhere.length > 0 && { elsewhere }),
    ...(guards.length > 0 && { guards }),
    policies: result.policies.filter(isDifferent).map(marked),
    owners: others(result.owners),
    notJudged: result.notJudged.filter((entry) => !reasons.has(keyOf(entry))),
    syntaxProblems: result.syntaxProblems,
  };
}

function allOwners({ owners, elsewhere = [] }: SourceResult): readonly Owner[] {
  return [...owners, ...elsewhere];
}

/** What a policy says, wherever its values are written. */
function contentOf({ kind, document, range }: Policy): string {
  return `${kind} ${range.file}:${range.start} ${JSON.stringify(document.node, withoutPlaces)}`;
}

function contentOfOwner({ accessKeys, ...owner }: Owner): string {
  const { file, start } = owner.range;
  return `${file}:${start} ${accessKeys.length} ${JSON.stringify(owner, withoutPlaces)}`;
}

function contentOfGuard({ type, range, settings, when }: Guard): string {
  return JSON.stringify([type, range.file, range.start, settings, when], withoutPlaces);
}

/** Places, and addresses: those differ by the variant that they stand in. */
const left = new Set(["address", "anchors", "at", "boundaryPolicy", "groups", "range"]);

function withoutPlaces(key: string, value: unknown): unknown {
  return left.has(key) ? undefined : value;
}

function keyOf({ range, reason }: NotJudged): string {
  return `${range.file}:${range.start} ${reason}`;
}
