/** Patterns that one with braces may stand for. */
const alternativesMax = 64;
/** Longer patterns are left open. */
const patternLengthMax = 500;

/**
 * The patterns that a pattern of `fileset` stands for, each as its steps: `*`, `?`, `[…]` within a
 * step, `**` for any number of steps, `{a,b}` for one of several. `undefined`: it is left open.
 */
export function globsOf(pattern: string): readonly (readonly string[])[] | undefined {
  if (pattern.length > patternLengthMax || /[[\\]/.test(pattern)) return undefined;
  let found = [pattern];
  for (let open = pattern.includes("{"); open; open = found.some((one) => one.includes("{"))) {
    found = found.flatMap((one) => {
      const match = /\{([^{}]*)\}/.exec(one);
      if (!match) return [one];
      const front = one.slice(0, match.index);
      const back = one.slice(match.index + match[0].length);
      return (match[1] ?? "").split(",").map((choice) => front + choice + back);
    });
    if (found.length > alternativesMax) return undefined;
    if (found.some((one) => one.includes("{") && !/\{[^{}]*\}/.test(one))) return undefined;
  }
  return found.map((one) => one.split("/"));
}

export function matchesGlob(pattern: readonly string[], steps: readonly string[]): boolean {
  // Positions in the pattern that the steps so far can have led to.
  let reached = withEmpty(new Set([0]), pattern);
  for (const step of steps) {
    const next = new Set<number>();
    for (const at of reached) {
      const wanted = pattern[at];
      if (wanted === undefined) continue;
      if (wanted === "**") next.add(at);
      else if (matchesStep(wanted, step)) next.add(at + 1);
    }
    reached = withEmpty(next, pattern);
    if (reached.size === 0) return false;
  }
  return reached.has(pattern.length);
}

/** `**` also stands for no step at all. */
function withEmpty(reached: ReadonlySet<number>, pattern: readonly string[]): Set<number> {
  const all = new Set(reached);
  for (const at of all) if (pattern[at] === "**") all.add(at + 1);
  return all;
}

/** `*` and `?` in one step. Goes back to the last star only, so the work is bounded. */
function matchesStep(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < text.length; ) {
    if (
      at < pattern.length &&
      pattern[at] !== "*" &&
      (pattern[at] === "?" || pattern[at] === text[index])
    ) {
      at++;
      index++;
    } else if (pattern[at] === "*") {
      star = at++;
      resume = index;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
