import { accessDifference, type SubjectDifference } from "../../src/access/access-difference.ts";
import type { Difference } from "../../src/access/compare-access.ts";
import type { GrantLine } from "../../src/access/grant-lines.ts";
import type { Inventory } from "../../src/policy/inventory.ts";
import { readSources } from "../../src/sources/read-sources.ts";

/** Path → text. */
export type Files = Readonly<Record<string, string>>;

export function inventoryOf(files: Files): Inventory {
  const paths = new Set(Object.keys(files));
  const source = { paths, text: (path: string) => files[path] };
  return readSources(source, [...paths], () => undefined);
}

/** The access difference as lines: `+ s3:GetObject on *` below `changed identity aws_iam_role.app`. */
export function differenceText(base: Files | undefined, head: Files): string[] {
  const { entries } = accessDifference(base && inventoryOf(base), inventoryOf(head));
  return entries.flatMap(entryText);
}

function entryText(entry: SubjectDifference): string[] {
  const { state, kind, address, renamedFrom, unknownBoundary, granted, removed, opaque } = entry;
  return [
    `${state} ${kind} ${address}${renamedFrom === undefined ? "" : `, before ${renamedFrom}`}${unknownBoundary === undefined ? "" : `, within ${unknownBoundary}`}`,
    ...lines(granted, "+"),
    ...opaque.granted.map((name) => `  + all of ${name}`),
    ...lines(removed, "-"),
    ...opaque.removed.map((name) => `  - all of ${name}`),
    ...opaque.unchanged.map((name) => `  besides ${name}`),
  ];
}

function lines(difference: Difference, sign: string): string[] {
  return [
    ...difference.lines.filter(({ practical }) => practical).map((line) => lineText(line, sign)),
    ...difference.undecided.map(({ reason }) => `  ?${sign} ${reason}`),
  ];
}

function lineText(line: GrantLine, sign: string): string {
  const except = (texts: readonly string[]): string =>
    texts.length === 0 ? "" : ` except ${texts.join(", ")}`;
  const by = line.principals.length === 0 ? "" : ` by ${line.principals.join(", ")}`;
  const under = line.conditions.length === 0 ? "" : ` [${line.conditions.join(" and ")}]`;
  return `  ${sign} ${line.actions.join(", ")}${except(line.actionsExcept)} on ${line.resources.join(", ")}${except(line.resourcesExcept)}${by}${under}`;
}
