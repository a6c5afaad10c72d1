import { managedDocument } from "../access/managed-document.ts";
import type { Inventory, NotJudged } from "../policy/inventory.ts";
import type { AnalysisSide } from "./analyse.ts";
import type { Places } from "./places.ts";
import type { Coverage, PartialPolicy, ReviewNotJudged } from "./review.ts";

/**
 * What was judged at head, as far as it was known, and what was not. `stillWanted` are the files
 * that the sources asked for in vain.
 */
export function coverage(
  inventory: Inventory,
  places: Places,
  side: AnalysisSide,
  stillWanted: readonly string[],
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
    notJudged: [...notLoaded(side, stillWanted), ...notUnderstood(inventory, places)],
  };
}

function notLoaded(
  { missing, unreadable }: AnalysisSide,
  stillWanted: readonly string[],
): ReviewNotJudged[] {
  const shown = [...unreadable].filter(([, file]) => file.shown);
  return [
    ...missing.map((reason) => entry("", reason, true)),
    ...shown.map(([file, { reason, matters }]) => entry(file, reason, matters)),
    ...stillWanted.map((file) => entry(file, "files refer to files too many times over", true)),
  ];
}

function entry(file: string, reason: string, unread: boolean): ReviewNotJudged {
  return { file, line: 1, address: null, reason, unread };
}

function notUnderstood({ notJudged }: Inventory, places: Places): ReviewNotJudged[] {
  return notJudged.filter(isOpen).map(({ range, address, reason, unread }) => ({
    file: range.file,
    line: places.place(range).start.line,
    address: address ?? null,
    reason,
    unread,
  }));
}

/** A managed policy of AWS's is judged where its content is known. */
function isOpen({ managedPolicy }: NotJudged): boolean {
  return managedPolicy === undefined || !managedDocument(managedPolicy);
}
