import { managedDocument } from "../access/managed-document.ts";
import type { Inventory, NotJudged } from "../policy/inventory.ts";
import type { AnalysisSide } from "./analyse.ts";
import type { Places } from "./places.ts";
import type { Coverage, PartialPolicy, ReviewNotJudged } from "./review.ts";

/**
 * What was judged at head, as far as it was known, and what was not. `stillWanted` are the files
 * that the sources asked for in vain, and `base` is what there was before, where there is a base.
 */
export function coverage(
  inventory: Inventory,
  places: Places,
  side: AnalysisSide,
  stillWanted: readonly string[],
  base?: Inventory,
): Coverage {
  const partial = inventory.policies
    .filter(({ document }) => document.unknowns.length > 0)
    .map(
      ({ address, document }): PartialPolicy => ({
        policy: address,
        unknowns: document.unknowns.map(({ reference, reason, at }) => ({
          reference,
          reason,
          file: at.file,
          line: places.place(at).start.line,
        })),
      }),
    );
  return {
    policies: inventory.policies.length,
    full: inventory.policies.length - partial.length,
    partial,
    notJudged: [...notLoaded(side, stillWanted), ...notUnderstood(inventory, places, base)],
  };
}

function notLoaded(
  { missing, unreadable, elsewhere = [] }: AnalysisSide,
  stillWanted: readonly string[],
): ReviewNotJudged[] {
  const shown = [...unreadable].filter(([, file]) => file.shown);
  return [
    ...missing.map((reason) => entry("", reason, true)),
    ...elsewhere.map(({ path, reason }) => entry(path, reason, false)),
    ...shown.map(([file, { reason, matters }]) => entry(file, reason, matters)),
    ...stillWanted.map((file) => entry(file, "files refer to files too many times over", true)),
  ];
}

function entry(file: string, reason: string, unread: boolean): ReviewNotJudged {
  return { file, line: 1, address: null, reason, unread };
}

function notUnderstood(
  { notJudged }: Inventory,
  places: Places,
  base: Inventory | undefined,
): ReviewNotJudged[] {
  const before = new Map(base?.notJudged.map((each) => [each.address, each]));
  const entries = notJudged.filter(isOpen).map((each) => {
    const { range, address, reason, unread } = each;
    const change = base ? changeOf(each, before.get(address)) : "";
    return {
      isChanged: change !== "",
      entry: {
        file: range.file,
        line: places.place(range).start.line,
        address: address ?? null,
        reason: `${reason}${change}`,
        unread,
      },
    };
  });
  // What the change is about comes first.
  return [
    ...entries.filter(({ isChanged }) => isChanged),
    ...entries.filter(({ isChanged }) => !isChanged),
  ].map(({ entry }) => entry);
}

/** What the change does to the settings of what is not judged, in words; empty: nothing. */
function changeOf({ settings }: NotJudged, before: NotJudged | undefined): string {
  if (!settings) return "";
  const was = before?.settings;
  if (!was) return " It is new with this change.";
  const names = [...new Set([...settings.keys(), ...was.keys()])].filter(
    (name) => settings.get(name) !== was.get(name),
  );
  if (names.length === 0) return "";
  const more = names.length > namedMax ? ` and ${names.length - namedMax} more` : "";
  const shown = names.slice(0, namedMax).map((name) => `\`${name}\``);
  return ` This change alters ${shown.join(", ")}${more}: what follows for access is not known.`;
}

/** So many settings are named. */
const namedMax = 12;

/** A managed policy of AWS's is judged where its content is known. */
function isOpen({ managedPolicy }: NotJudged): boolean {
  return managedPolicy === undefined || !managedDocument(managedPolicy);
}
