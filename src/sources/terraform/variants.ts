import type { NotJudged, Owner } from "../../policy/inventory.ts";
import type { Policy } from "../../policy/policy.ts";
import type { SourceResult, SyntaxProblem } from "../source.ts";
import type { Variant } from "./configuration.ts";
import { definitionsOf, parseBody } from "./module.ts";
import type { Modules } from "./modules.ts";

/** Values files that are chosen with `-var-file` and tried for one configuration. */
const variantsMax = 8;

/** The values files that may be chosen for a configuration. */
export function findVariants(
  modules: Modules,
  directory: string,
): { readonly found: readonly Variant[]; readonly result: SourceResult } {
  const notJudged: NotJudged[] = [];
  const syntaxProblems: SyntaxProblem[] = [];
  const paths = modules.variantPaths(directory);
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
  const owners = new Set(result.policies.filter(isOther).map(({ owner }) => owner));
  const reasons = new Set(plain.notJudged.map(keyOf));
  return {
    policies: result.policies.filter(
      (policy) => isOther(policy) || (policy.owner !== undefined && owners.has(policy.owner)),
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

function contentOfOwner({ address: _, accessKeys, ...owner }: Owner): string {
  const { file, start } = owner.range;
  return `${file}:${start} ${accessKeys.length} ${JSON.stringify(owner, withoutPlaces)}`;
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === "range" || key === "at" || key === "anchors" ? undefined : value;
}

function keyOf({ range, reason }: NotJudged): string {
  return `${range.file}:${range.start} ${reason}`;
}
