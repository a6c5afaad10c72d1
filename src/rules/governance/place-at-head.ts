import type { Inventory } from "../../policy/inventory.ts";
import type { Range } from "../../text/range.ts";

/**
 * Where a reader of the change looks for something that is gone: at what it belonged to, else at what
 * is left in its file, else at the beginning of that file, which may be gone as well.
 *
 * @param was its place in base.
 * @param owner the address of what it belonged to.
 */
export function placeAtHead(was: Range, owner: string | undefined, head: Inventory): Range {
  const { owners, policies, guards = [] } = head;
  const own = owner === undefined ? undefined : owners.find(({ address }) => address === owner);
  if (own) return own.range;
  const left = [...policies, ...owners, ...guards]
    .map(({ range }) => range)
    .filter(({ file }) => file === was.file)
    // The nearest to where it was.
    .sort((a, b) => Math.abs(a.start - was.start) - Math.abs(b.start - was.start));
  const { file } = was;
  return left[0] ?? { file, start: 0, end: 0 };
}
