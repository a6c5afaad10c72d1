import type { Addition } from "../../findings/addition.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { Edit } from "../../text/edit.ts";
import { isWithin, type Range } from "../../text/range.ts";
import { bracketed } from "./bracketed.ts";
import { leading } from "./leading.ts";
import { linedUp } from "./lined-up.ts";
import { inWholeLines, isSeparator } from "./whole-lines.ts";
import { inYaml } from "./yaml.ts";

/**
 * A suggestion with its additions written as edits, each in the syntax that stands there: JSON, YAML,
 * an object or list of HCL, or a block. `undefined` where that cannot be told from the text, or what
 * is to be added has no form there. What is taken away leaves the comments of its neighbours. Nothing is proven by it: the changed text has to be read again.
 *
 * @param texts the files by path; those of the folder of a Terraform file are looked at for what can
 *   stand for the account.
 */
export function writeAdditions(
  { additions = [], between = [], ...suggestion }: Suggestion,
  texts: ReadonlyMap<string, string>,
): Suggestion | undefined {
  const isApart = between.every(({ file, start, end }) =>
    isSeparator(texts.get(file)?.slice(start, end) ?? ""),
  );
  if (!isApart) return undefined;
  const edits = additions.map((addition) => editOf(addition, texts));
  if (!edits.every((edit) => edit !== undefined)) return undefined;
  const written = joined(edits).map((edit) => {
    const { file } = edit.range;
    return /\.(?:tf|tofu)$/.test(file) ? linedUp(edit, texts.get(file) ?? "") : edit;
  });
  const removed = suggestion.edits.map((edit) =>
    inWholeLines(edit, texts.get(edit.range.file) ?? ""),
  );
  return { ...suggestion, edits: [...removed, ...written] };
}

/** What is added to the same thing becomes one edit: each was written as if it were the last. */
function joined(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    const { range, newText } = edit;
    const index = result.findIndex((other) => isSame(other.range, range));
    const before = result[index];
    if (!before) {
      result.push(edit);
      continue;
    }
    // Each ends with what leads to the bracket.
    const kept = before.newText.trimEnd();
    result[index] = { range, newText: kept + newText };
  }
  return result;
}

function isSame(first: Range, second: Range): boolean {
  return isWithin(first, second) && isWithin(second, first);
}

function editOf(addition: Addition, texts: ReadonlyMap<string, string>): Edit | undefined {
  const { file } = addition.into;
  const text = texts.get(file);
  if (text === undefined || addition.like.file !== file) return undefined;
  const target = { file, text, texts, start: addition.into.start };
  if (addition.isFirst) return leading(addition, target);
  // A block of HCL says what it is before its brace.
  const block = addition.inBlock;
  if (block && blockStart.test(text.slice(block.into.start, block.into.end))) {
    return bracketed(block, target);
  }
  return bracketed(addition, target) ?? inYaml(addition, target);
}

const blockStart = /^[a-z_]+(?:\s+"[^"\n]{0,200}"){0,2}\s*\{/;
