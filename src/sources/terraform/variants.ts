import type { Guard, NotJudged, Owner } from "../../policy/inventory.ts";
import { holdersOf, type Policy } from "../../policy/policy.ts";
import type { SourceResult, SyntaxProblem } from "../source.ts";
import type { Variant } from "./configuration.ts";
import type { ConfiguredValues } from "./configured-values.ts";
import { definitionsOf, parseBody } from "./module.ts";
import type { Modules } from "./modules.ts";

/** Values files that are chosen with `-var-file` and tried for one configuration. */
const variantsMax = 8;

/** The values files that may be chosen for a configuration that no values files are named for. */
export function findVariants(
  modules: Modules,
  directory: string,
  configured: ConfiguredValues,
): { readonly found: readonly Variant[]; readonly result: SourceResult } {
  const notJudged: NotJudged[] = [];
  const syntaxProblems: SyntaxProblem[] = [];
  // One that is named for some directory is not tried for another.
  const paths = modules
    .variantPaths(directory)
    .filter((path) => configured.directoriesOf(path) === undefined);
  const found = paths.slice(0, variantsMax).flatMap((path): Variant[] => {
    const text = modules.files.text(path);
    if (text === undefined) return [];
    const { body, problems } = parseBody(path, text);
    syntaxProblems.push(...problems);
    return [{ path, inputs: new Map(definitionsOf(path, body)) }];
  });
  for (const path of paths.slice(variantsMax)) {
    const reason = `More than ${variantsMax} values files can be chosen for one configuration: what this one leads to is not judged.`;
    notJudged.push({ range: { file: path, start: 0, end: 0 }, reason, unread: false });
  }
  return { found, result: { policies: [], owners: [], notJudged, syntaxProblems } };
}

/**
 * What a values file leads to besides what the configuration gives by itself: owners and policies
 * that differ. Of an owner with a policy that differs every policy stays, since they count together.
 */
export function differences(result: SourceResult, plain: SourceResult): SourceResult {
  const known = new Set(plain.policies.map(contentOf));
  const knownOwners = new Set(plain.owners.map(contentOfOwner));
  const isOther = (policy: Policy): boolean => !known.has(contentOf(policy));
  const others = [...result.owners, ...(result.elsewhere ?? [])];
  const attachments = new Map(
    [...plain.owners, ...(plain.elsewhere ?? [])].map((owner) => [owner.address, attached(owner)]),
  );
  const owners = new Set([
    ...result.policies.filter(isOther).flatMap(holdersOf),
    ...others
      .filter((owner) => attachments.get(owner.variantOf ?? "") !== attached(owner))
      .map(({ address }) => address),
  ]);
  const reasons = new Set(plain.notJudged.map(keyOf));
  const boundaries = new Set(
    result.owners
      .filter(({ address }) => owners.has(address))
      .map(({ boundaryPolicy }) => boundaryPolicy),
  );
  const elsewhere = result.elsewhere?.filter(({ address }) => owners.has(address)) ?? [];
  const knownGuards = new Set((plain.guards ?? []).map(contentOfGuard));
  const guards = result.guards?.filter((guard) => !knownGuards.has(contentOfGuard(guard))) ?? [];
  return {
    ...(guards.length > 0 && { guards }),
    ...(elsewhere.length > 0 && { elsewhere }),
    policies: result.policies.filter(
      (policy) =>
        isOther(policy) ||
        boundaries.has(policy.address) ||
        holdersOf(policy).some((holder) => owners.has(holder)),
    ),
    owners: result.owners.filter(
      (owner) => owners.has(owner.address) || !knownOwners.has(contentOfOwner(owner)),
    ),
    notJudged: result.notJudged.filter((entry) => !reasons.has(keyOf(entry))),
    syntaxProblems: result.syntaxProblems,
  };
}

/** What a policy says, wherever its values are written. */
function contentOf({ kind, document, range }: Policy): string {
  return `${kind} ${range.file}:${range.start} ${JSON.stringify(document.node, withoutPlaces)}`;
}

function contentOfGuard({ address: _, owner: __, ...guard }: Guard): string {
  const { file, start } = guard.range;
  return `${file}:${start} ${JSON.stringify(guard, withoutPlaces)}`;
}

function contentOfOwner(owner: Owner): string {
  const {
    address: _,
    variantOf: __,
    boundaryPolicy: ___,
    groups: ____,
    accessKeys,
    ...facts
  } = owner;
  const { file, start } = owner.range;
  return `${file}:${start} ${accessKeys.length} ${JSON.stringify(facts, withoutPlaces)}`;
}

/** What an owner gets from elsewhere, and what limits it. */
function attached({ foreignPolicies, permissionsBoundary, groups }: Owner): string {
  const count = groups?.length ?? 0;
  return JSON.stringify([foreignPolicies ?? [], permissionsBoundary ?? null, count], withoutPlaces);
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === "range" || key === "at" || key === "anchors" ? undefined : value;
}

function keyOf({ range, reason }: NotJudged): string {
  return `${range.file}:${range.start} ${reason}`;
}
