import { withoutFirstKey } from "../policy/instance-address.ts";
import type { Subject } from "./subjects.ts";

/** The same principal, resource or limit at base and at head; one side is absent when it is new or gone. */
export interface Pair {
  readonly base?: Subject;
  readonly head?: Subject;
  /** How the two were found to be the same, when their addresses differ. */
  readonly by?: By;
}

/** `instance`: one of them is counted, and the other is not. */
type By = "instance" | "name" | "content";

/**
 * Finds what is the same at base and head: by its address, then by its address without the key of its
 * instance, as Terraform does, then by its known name, then by saying exactly the same. Names and contents count only among what has no counterpart by address. What a
 * values file leads to is compared with the plain configuration where the other side does not tell
 * the two apart.
 */
export function pairSubjects(base: readonly Subject[], head: readonly Subject[]): readonly Pair[] {
  const atBase = new Map(base.map((subject) => [keyOf(subject, subject.address), subject]));
  const atHead = new Map(head.map((subject) => [keyOf(subject, subject.address), subject]));
  const pairs: Pair[] = [];
  const left = new Set(base);
  let arrived: Subject[] = [];
  for (const subject of head) {
    const same = atBase.get(keyOf(subject, subject.address));
    const plain = same ?? plainOf(subject, atBase);
    if (!plain) arrived.push(subject);
    else pairs.push({ base: plain, head: subject });
    if (same) left.delete(same);
  }
  for (const subject of [...left]) {
    const plain = plainOf(subject, atHead);
    if (!plain) continue;
    pairs.push({ base: subject, head: plain });
    left.delete(subject);
  }
  for (const by of ["instance", "name", "content"] as const) {
    const candidates = byKey([...left], by);
    const wanted = byKey(arrived, by);
    arrived = arrived.filter((subject) => {
      const key = pairingKey(subject, by) ?? "";
      const matches = candidates.get(key) ?? [];
      // Of several with one name it could be any; those that say the same may stand for each other.
      const isClear = by === "content" || (matches.length === 1 && wanted.get(key)?.length === 1);
      const match = isClear ? matches.shift() : undefined;
      if (!match) return true;
      left.delete(match);
      pairs.push({ base: match, head: subject, by });
      return false;
    });
  }
  return [
    ...pairs,
    ...arrived.map((subject): Pair => ({ head: subject })),
    ...[...left].map((subject): Pair => ({ base: subject })),
  ];
}

function plainOf(
  { variantOf, ...subject }: Subject,
  others: ReadonlyMap<string, Subject>,
): Subject | undefined {
  return variantOf === undefined ? undefined : others.get(keyOf(subject, variantOf));
}

function keyOf({ group }: Pick<Subject, "group">, address: string): string {
  return `${group} ${address}`;
}

function byKey(subjects: readonly Subject[], by: By): Map<string, Subject[]> {
  const found = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const key = pairingKey(subject, by);
    if (key === undefined) continue;
    const same = found.get(key);
    if (same) same.push(subject);
    else found.set(key, [subject]);
  }
  return found;
}

function pairingKey({ address, group, type = "", name, content, parts }: Subject, by: By) {
  if (by === "instance") return JSON.stringify([group, type, withoutFirstKey(address)]);
  if (by === "name") return name === undefined ? undefined : JSON.stringify([group, type, name]);
  const saysSomething = [...parts.values()].some(({ set }) =>
    set.grants.some(({ statements }) => statements.length > 0),
  );
  return saysSomething ? JSON.stringify([group, type, content]) : undefined;
}
