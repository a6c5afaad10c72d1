import { Composer, type CST, type Document, LineCounter, type ParsedNode, Parser } from "yaml";

/** The deepest nesting that is composed. The deepest of 4,942 public templates has 20 levels. */
export const yamlDepthMax = 64;

/** The most errors that are passed on; what follows is mostly their echo. */
const problemsMax = 25;

/** UTF-16 offsets, the end exclusive. */
export interface YamlProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/**
 * Reads the first document of a YAML text that strangers wrote. Every scalar stays a string (an
 * account id keeps its zeros); repeated keys stay; aliases are not resolved.
 *
 * The nesting is measured on the syntax tree, whose parser works without recursion, before
 * anything recursive runs: some thousand nested brackets can otherwise abort the process on
 * Node 20, and nothing can catch that.
 */
export function composeYaml(text: string): {
  document?: Document.Parsed<ParsedNode>;
  problems: YamlProblem[];
} {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = nestedDeeper(tokens, yamlDepthMax);
  if (tooDeep !== undefined) {
    const message = `This is nested deeper than ${yamlDepthMax} levels; the file is not read.`;
    return { problems: [{ start: tooDeep, end: Math.min(tooDeep + 1, text.length), message }] };
  }
  const composer = new Composer({ schema: "failsafe", uniqueKeys: false, lineCounter: lines });
  const [document] = composer.compose(tokens, true, text.length);
  if (!document || document.range === undefined) return { problems: [] };
  const problems = document.errors.slice(0, problemsMax).map(({ pos, message }) => ({
    start: pos[0],
    end: Math.max(pos[0], pos[1]),
    message,
  }));
  return { document: document as Document.Parsed<ParsedNode>, problems };
}

/** Offset of the first token below `depthMax` levels. */
function nestedDeeper(tokens: readonly CST.Token[], depthMax: number): number | undefined {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > depthMax) return "offset" in token ? token.offset : 0;
    if (token.type === "document" && token.value) pending.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    for (const item of token.items) {
      if (item.key) pending.push({ token: item.key, depth: depth + 1 });
      if (item.value) pending.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}
