import type { Tags } from "yaml";
import type { Node } from "../../policy/node.ts";
import type { Range } from "../../text/range.ts";
import { composeYaml, yamlDepthMax } from "../../text/yaml.ts";
import type { SyntaxProblem } from "../source.ts";
import { YamlConverter } from "./yaml-nodes.ts";
import { yamlProblems } from "./yaml-problems.ts";

const ofScalars = "Base64 Condition GetAZs GetAtt ImportValue Ref Sub";
const ofLists = "And Equals FindInMap GetAtt If Join Not Or Select Split Sub";

/** The short forms of functions, for what their value is; they stay as they are. */
const tags: Tags = [
  ...ofScalars.split(" ").map((name) => ({ tag: `!${name}`, resolve: (text: string) => text })),
  ...ofLists.split(" ").map((name) => ({ tag: `!${name}`, collection: "seq" as const })),
];

export interface ParsedYaml {
  readonly node?: Node;
  readonly problems: readonly SyntaxProblem[];
  /** The first alias or merge key: YAML has them, CloudFormation does not. */
  readonly alias?: Range;
}

/**
 * Reads YAML as a tree, short tags as the long form of their function: `!Ref X` becomes
 * `{ "Ref": X }`. Scalars stay text. Of several documents the first one is read, and the others
 * are reported. `path` is from the root of the repository.
 */
export function parseYaml(path: string, text: string): ParsedYaml {
  const { documents, tooDeep } = composeYaml(text, tags);
  if (tooDeep !== undefined) {
    const at = { file: path, start: tooDeep, end: Math.min(tooDeep + 1, text.length) };
    const details = `the nesting is deeper than ${yamlDepthMax} levels: the file is not read`;
    return { problems: [{ language: "yaml", at, details }] };
  }
  const [document] = documents;
  if (!document) return { problems: [] };

  const converter = new YamlConverter(path, text, document);
  const node = converter.convert();
  const problems = [...yamlProblems(path, text, documents), ...converter.problems];
  return {
    ...(node && { node }),
    problems,
    ...(converter.alias && { alias: converter.alias }),
  };
}

/** Documents of one file that are read. */
export const documentsMax = 100;

/**
 * Reads every document of a file that may hold several, as manifests of Kubernetes do; those past
 * `documentsMax` are left out. Otherwise as `parseYaml`.
 */
export function parseYamlStream(path: string, text: string): readonly ParsedYaml[] {
  const { documents, tooDeep } = composeYaml(text, tags);
  if (tooDeep !== undefined) return [parseYaml(path, text)];
  const added = { aliasNodes: 0 };
  return documents.slice(0, documentsMax).map((document) => {
    const converter = new YamlConverter(path, text, document, added);
    const node = converter.convert();
    const problems = [...yamlProblems(path, text, [document]), ...converter.problems];
    return { ...(node && { node }), problems };
  });
}
