import type { Edit } from "../../text/edit.ts";

/**
 * An edit that takes an entry out of a list or a block, with the comments beside it: the entry's own
 * goes with it, those of its neighbours stay where they are. As it is where there are none, and where
 * the entries do not have lines of their own.
 *
 * @param edit from the end of the entry before to the end of the one that goes; or, of the first one,
 *   from its beginning to that of the next.
 */
export function inWholeLines(edit: Edit, text: string): Edit {
  const { range, newText } = edit;
  const removed = text.slice(range.start, range.end);
  if (newText !== "" || !removed.includes("\n")) return edit;
  return behindAnother({ edit, text, removed }) ?? beforeAnother({ edit, text, removed }) ?? edit;
}

interface Removal {
  readonly edit: Edit;
  readonly text: string;
  readonly removed: string;
}

/** `A, # of A`, and on later lines `B, # of B`, of which B goes. */
function behindAnother({ edit, text, removed }: Removal): Edit | undefined {
  const { range } = edit;
  const newLine = text.indexOf("\n", range.end);
  const lineEnd = newLine < 0 ? text.length : newLine;
  const [first = ""] = removed.split("\n", 1);
  const last = text.slice(range.end, lineEnd);
  if (!isRest(first) || !isRest(last) || !(hasComment(first) || hasComment(last))) return undefined;
  const start = range.start + first.trimEnd().length;
  const end = range.end + last.trimEnd().length;
  return { range: { ...range, start, end }, newText: "" };
}

/** `B, # of B`, and on later lines `# of C` and `C`, of which B goes. */
function beforeAnother({ edit, text, removed }: Removal): Edit | undefined {
  const { range } = edit;
  const lineStart = text.lastIndexOf("\n", range.start - 1) + 1;
  const lines = removed.split("\n");
  const indent = lines.pop() ?? "";
  if (!/^[ \t]*(?:- *)?$/.test(indent) || text.slice(lineStart, range.start) !== indent) {
    return undefined;
  }
  let end = range.end - indent.length;
  let hasOwn = false;
  for (let line = lines.pop(); line !== undefined && lines.length > 0; line = lines.pop()) {
    if (!/^[ \t]*(?:(?:#|\/\/).*)?\r?$/.test(line)) break;
    end -= line.length + 1;
    hasOwn ||= hasComment(line);
  }
  return hasOwn ? { range: { ...range, start: lineStart, end }, newText: "" } : undefined;
}

/** Whether a text between entries holds commas, the dashes of a list and comments alone. */
export function isSeparator(text: string): boolean {
  return /^(?:[\s,]|-(?=\s)|(?:#|\/\/)[^\n]*)*$/.test(text);
}

/** What may stand behind an entry on its line. */
function isRest(line: string): boolean {
  return /^[ \t]*,?[ \t]*(?:(?:#|\/\/).*)?\r?$/.test(line);
}

function hasComment(line: string): boolean {
  return /^[ \t]*,?[ \t]*(?:#|\/\/)/.test(line);
}
