import { type Automaton, dead } from "./automaton.ts";
import { type Budget, LimitReached } from "./limits.ts";

/**
 * Finds, among the texts that all of `required` accept, one shortest text for every combination of
 * the `others` that can accept at once. Breadth first over the product of the automata.
 *
 * @param absorbed for each of the `others`, which of them make no difference any more once it accepts
 *   everything; they count as not accepting then.
 * @param visit gets the combination (one flag per `others`) and the text; returns true to stop.
 * @throws LimitReached
 */
export function searchProduct(
  required: readonly Automaton[],
  others: readonly Automaton[],
  budget: Budget,
  visit: (accepted: readonly boolean[], text: string) => boolean,
  absorbed: readonly (readonly number[])[] = [],
): void {
  const all = [...required, ...others];
  const fresh = freshCharacter(all);
  const states: number[][] = [all.map((automaton) => automaton.start)];
  const parents: number[] = [-1];
  const characters: number[] = [0];
  const seen = new Set<string>([states[0]?.join(",") ?? ""]);
  const visited = new Set<string>();

  for (let at = 0; at < states.length; at++) {
    const state = states[at] ?? [];
    if (required.every((automaton, index) => automaton.accepts(state[index] ?? dead))) {
      const accepted = others.map((automaton, index) =>
        automaton.accepts(state[required.length + index] ?? dead),
      );
      const key = accepted.map(Number).join("");
      if (!visited.has(key)) {
        visited.add(key);
        if (visit(accepted, textOf(at, parents, characters))) return;
      }
    }
    for (const code of nextCharacters(required, all, state, fresh)) {
      budget.step(all.length + 3);
      const next = step(required.length, all, state, code, budget);
      if (!next) continue;
      for (const [at, useless] of absorbed.entries()) {
        const index = required.length + at;
        if (useless.length === 0 || !all[index]?.isUniversal(next[index] ?? dead)) continue;
        for (const other of useless) next[required.length + other] = dead;
      }
      const key = next.join(",");
      if (seen.has(key)) continue;
      if (states.length >= budget.limits.statesMax) {
        throw new LimitReached(`statesMax = ${budget.limits.statesMax}`);
      }
      seen.add(key);
      states.push(next);
      parents.push(at);
      characters.push(code);
    }
  }
}

/** `undefined` when one of the required automata cannot go on. */
function step(
  requiredCount: number,
  all: readonly Automaton[],
  state: readonly number[],
  code: number,
  budget: Budget,
): number[] | undefined {
  const next: number[] = [];
  for (let index = 0; index < all.length; index++) {
    const reached = all[index]?.step(state[index] ?? dead, code, budget) ?? dead;
    if (reached === dead && index < requiredCount) return undefined;
    next.push(reached);
  }
  return next;
}

/** What can follow: the characters that a required automaton insists on, or all that make a difference. */
function nextCharacters(
  required: readonly Automaton[],
  all: readonly Automaton[],
  state: readonly number[],
  fresh: number,
): Iterable<number> {
  for (let index = 0; index < required.length; index++) {
    const automaton = required[index];
    const own = state[index] ?? dead;
    if (automaton && !automaton.isOpen(own)) return automaton.characters(own);
  }
  const characters = new Set<number>([fresh]);
  for (let index = 0; index < all.length; index++) {
    const own = state[index] ?? dead;
    if (own === dead) continue;
    for (const code of all[index]?.characters(own) ?? []) characters.add(code);
  }
  // Stars inside a component stop at colons, stars of the rest do not.
  characters.add(colonCode);
  return characters;
}

/** A character that no pattern names: it stands for all others. */
function freshCharacter(all: readonly Automaton[]): number {
  const used = new Set<number>([colonCode]);
  for (const automaton of all) for (const code of automaton.alphabet) used.add(code);
  const candidates = "xyzwvutqjkhgfbnmpdlcrsoiea0123456789XYZ_-+=,.@~";
  for (const candidate of candidates) {
    const code = candidate.charCodeAt(0);
    if (!used.has(code)) return code;
  }
  for (let code = 0xa1; ; code++) if (!used.has(code)) return code;
}

function textOf(at: number, parents: readonly number[], characters: readonly number[]): string {
  const codes: number[] = [];
  for (let index = at; index > 0; index = parents[index] ?? 0) codes.push(characters[index] ?? 0);
  return codes
    .reverse()
    .map((code) => String.fromCharCode(code))
    .join("");
}

const colonCode = 58;
