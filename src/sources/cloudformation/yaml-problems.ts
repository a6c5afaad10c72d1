import type { Document, YAMLError } from "yaml";
import type { SyntaxProblem } from "../source.ts";

/** More than one problem of one file in this many characters is one mistake and its consequences. */
const mistakeLength = 200;

/** Problems past this number are left out: they say nothing new about a file. */
export const problemsMax = 25;

/** The mistakes that a YAML parser found, in our words where there are better ones. */
export function yamlProblems(
  path: string,
  text: string,
  documents: readonly Document.Parsed[],
): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const errors = documents[0]?.errors ?? [];
  for (const error of errors.toSorted((first, second) => first.pos[0] - second.pos[0])) {
    const start = Math.min(error.pos[0], text.length);
    if (start - last < mistakeLength) {
      last = start;
      continue;
    }
    last = start;
    const end = Math.max(start, Math.min(error.pos[1], text.length));
    problems.push({
      language: "yaml",
      at: { file: path, start, end },
      details: describe(error, text),
    });
    if (problems.length >= problemsMax) break;
  }
  const second = documents[1];
  if (second && (second.contents || second.errors.length > 0)) {
    const start = Math.min(second.range[0], text.length);
    const end = Math.min(start + 3, text.length);
    const details = "a template is a single YAML document: what stands from here on is not read";
    problems.push({ language: "yaml", at: { file: path, start, end }, details });
  }
  return problems;
}

const descriptions: Partial<Record<YAMLError["code"], string>> = {
  TAB_AS_INDENT: "a tab stands in the indentation: YAML takes spaces only",
  MISSING_CHAR: "a character is missing here",
  BAD_INDENT: "the indentation does not fit what stands above",
  BAD_ALIAS: "this alias is not valid YAML",
  BAD_DQ_ESCAPE: "this is not an escape of YAML",
  BLOCK_AS_IMPLICIT_KEY:
    "a nested mapping starts here in the line of another key: it belongs on a line of its own",
  BLOCK_IN_FLOW: "a block cannot stand inside brackets",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line: is a colon or a quote missing?",
  KEY_OVER_1024_CHARS: "a key is longer than 1024 characters: is a quote missing?",
  RESOURCE_EXHAUSTION: "this is nested too deeply to be read",
};

function describe(error: YAMLError, text: string): string {
  if (error.code === "MISSING_CHAR" || error.code === "BAD_INDENT") {
    const [line = ""] = error.message.split("\n", 1);
    return `${descriptions[error.code]} (${line})`;
  }
  const known = descriptions[error.code];
  if (known) return known;
  const [message = ""] = error.message.split("\n", 1);
  return text === "" ? message : `this is not valid YAML: ${message}`;
}
