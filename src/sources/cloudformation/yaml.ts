import { Composer, type CST, type Document, Parser } from "yaml";
import type { Node } from "../../policy/node.ts";
import type { Range } from "../../text/range.ts";
import type { SyntaxProblem } from "../source.ts";
import { YamlConverter } from "./yaml-nodes.ts";
import { yamlProblems } from "./yaml-problems.ts";

/** Nesting past which YAML is refused; the deepest template that was seen in use has 20 levels. */
const depthMax = 64;

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
 *
 * Three steps, for safety against text that strangers wrote: the concrete syntax tree comes from a
 * parser without recursion, its depth is checked, and only then it is composed. Deep nesting can
 * end the whole process in the composer; no error could be caught.
 */
export function parseYaml(path: string, text: string): ParsedYaml {
  const tokens = [...new Parser().parse(text)];
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) {
    const at = { file: path, start: tooDeep, end: Math.min(tooDeep + 1, text.length) };
    const details = `the nesting is deeper than ${depthMax} levels: the file is not read`;
    return { problems: [{ language: "yaml", at, details }] };
  }
  const documents = [...compose(tokens, text.length)];
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

/**
 * `failsafe` keeps every scalar a text (an account id stays `012345678901`), and the package's own
 * search for repeated keys takes quadratic time.
 */
function* compose(tokens: readonly CST.Token[], length: number): Generator<Document.Parsed> {
  const composer = new Composer({
    schema: "failsafe",
    uniqueKeys: false,
    logLevel: "silent",
    prettyErrors: false,
  });
  for (const document of composer.compose(tokens, true, length)) yield document;
}

/** Offset of the first token past the allowed depth. */
function findTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const pending: { token: CST.Token; depth: number }[] = [];
  for (const token of tokens) pending.push({ token, depth: 0 });
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > depthMax) return "offset" in token ? token.offset : 0;
    if (token.type === "document" && token.value) pending.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    for (const item of token.items) {
      const { key, value } = item as { key?: CST.Token | null; value?: CST.Token };
      if (key) pending.push({ token: key, depth: depth + 1 });
      if (value) pending.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}
