import { Composer, type CST, type Document, Parser, type Tags } from "yaml";

/** Nesting past which YAML is refused; the deepest of 4,942 public templates has 20 levels. */
export const yamlDepthMax = 64;

export interface ComposedYaml {
  /** All documents of the text, each with its errors; empty when the nesting is too deep. */
  readonly documents: readonly Document.Parsed[];
  /** UTF-16 offset of the first thing past `yamlDepthMax`. */
  readonly tooDeep?: number;
}

/**
 * Reads a YAML text that strangers wrote, without resolving anything: every scalar stays text (an
 * account id stays `012345678901`), tags and aliases stay as they are, and repeated keys stay, since
 * the package's own search for them takes quadratic time.
 *
 * Three steps, for safety: the concrete syntax tree comes from a parser without recursion, its depth
 * is measured, and only then it is composed. Deep nesting can end the whole process in the composer
 * on Node 20, and no error could be caught.
 *
 * @param tags Tags that are common in such a text. All others are read just as well; but for each of
 * them the package makes a warning with a stack trace, which nobody sees and which takes time.
 */
export function composeYaml(text: string, tags: Tags = []): ComposedYaml {
  const tokens = [...new Parser().parse(text)];
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) return { documents: [], tooDeep };
  const composer = new Composer({
    schema: "failsafe",
    uniqueKeys: false,
    logLevel: "silent",
    prettyErrors: false,
    customTags: tags,
  });
  return { documents: [...composer.compose(tokens, true, text.length)] };
}

/** Offset of the first token past the allowed depth. */
function findTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > yamlDepthMax) return "offset" in token ? token.offset : 0;
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
