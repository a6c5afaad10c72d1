import type { FileEntry } from "./change.ts";

/** So many submodules are named. */
const namedMax = 20;

/**
 * What a change does to submodules, whose files stand in another repository and are not read: they
 * may hold policies, so that a change of the commit is not nothing.
 *
 * @param hasNoBase nothing is compared: all that there are.
 * @returns path and reason, in the order of the paths.
 */
export function movedSubmodules(
  base: readonly FileEntry[] = [],
  head: readonly FileEntry[] = [],
  hasNoBase = false,
): readonly { path: string; reason: string }[] {
  const before = new Map(base.map(({ path, id }) => [path, id]));
  const after = new Map(head.map(({ path, id }) => [path, id]));
  const moved = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort()
    .map((path) => ({
      path,
      reason: `${hasNoBase ? "a submodule" : what(before.get(path), after.get(path))}; its files stand in another repository and are not read`,
    }));
  const [next] = moved.slice(namedMax);
  if (!next) return moved;
  const rest = `${moved.length - namedMax} submodules from here on are not read`;
  return [...moved.slice(0, namedMax), { path: next.path, reason: rest }];
}

function what(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `a submodule that this change adds, at commit ${short(to)}`;
  if (to === undefined) return "a submodule that this change removes";
  return `a submodule that this change moves from commit ${short(from)} to ${short(to)}`;
}

function short(commit = ""): string {
  return commit.slice(0, 7);
}
