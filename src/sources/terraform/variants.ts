import type { NotJudged } from "../../policy/inventory.ts";
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
