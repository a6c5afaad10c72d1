import { accessDifference, type SubjectDifference } from "../access/access-difference.ts";
import type { DocumentSource } from "../access/principals.ts";
import { Unseen } from "../access/unseen.ts";
import type { Finding } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import { grouped } from "../text/grouped.ts";
import { isWithin } from "../text/range.ts";
import type { ClassifiedFinding } from "./classify.ts";
import type { Places } from "./places.ts";
import type { ReviewUnjudged } from "./review.ts";
import type { StatementAccess } from "./statement-access.ts";

/** A finding of base that head does not show, of which nobody knows whether it still holds. */
export interface UnjudgedFinding extends ClassifiedFinding {
  /** A clause for people. */
  readonly reason: string;
}

/**
 * Tells why a finding of base that head does not have is not fixed for certain: what it is about cannot be
 * judged any more, or may still allow the same, by a value that is not known. `undefined`: it is fixed.
 */
export function unjudgedReasons(
  base: Inventory,
  head: Inventory,
  statements: StatementAccess,
): (finding: Finding) => string | undefined {
  const unseen = new Unseen(base, head);
  const filesByAddress = filesOf(base);
  let entries: readonly SubjectDifference[] | undefined;
  return (finding) => {
    const { address, at, findingType } = finding;
    if (address === undefined) return unseen.reasonForText(at.file);
    const gone = unseen.reasonFor(address, filesByAddress.get(address) ?? [at.file]);
    // The form of what is written is plain, whatever comes of it.
    if (gone !== undefined || findingType === "ERROR") return gone;
    const mayStay = statements.mayStay(finding);
    if (mayStay !== undefined) return mayStay;
    entries ??= accessDifference(base, head).entries;
    return reasonIn(entries, finding);
  };
}

/** Why a new finding of head may have been there in base, as far as base could not be judged. */
export function reasonsBefore(
  base: Inventory,
  head: Inventory,
  statements: StatementAccess,
): (finding: Finding) => string | undefined {
  const unseen = new Unseen(head, base);
  const filesByAddress = filesOf(head);
  return ({ address, at, ...finding }) =>
    address === undefined
      ? undefined
      : (unseen.reasonFor(address, filesByAddress.get(address) ?? [at.file]) ??
        statements.mayHaveBeen({ address, at, ...finding }));
}

/** Of policies and owners, by address. */
function filesOf({ owners, policies }: Inventory): ReadonlyMap<string, readonly string[]> {
  return new Map<string, readonly string[]>([
    ...owners.map(({ address, range }) => [address, [range.file]] as const),
    ...policies.map(
      ({ address, range, document }) => [address, [range.file, document.range.file]] as const,
    ),
  ]);
}

/** Why what somebody has lost by the change may be left, where nothing of the statement is surely gone. */
function reasonIn(
  entries: readonly SubjectDifference[],
  { address, at, subject }: Finding,
): string | undefined {
  for (const { address: holder, kind, renamedFrom, removed, removedFrom } of entries) {
    if (kind !== "identity" && kind !== "trust" && kind !== "resource") continue;
    const [reason] = removed.undecided;
    const holders = [holder, renamedFrom];
    const isAbout = holders.includes(address)
      ? subject.startsWith("attaches ")
      : removedFrom.some((source) => addressOf(source) === address);
    if (!reason || !isAbout) continue;
    const isGone = removed.lines.some(({ policy, statementIndex, practical }) => {
      const source = removedFrom[policy];
      if (!practical || !source) return false;
      if (!("policy" in source)) return holders.includes(address);
      const statement = source.policy.document.statements.find(
        ({ index }) => index === statementIndex,
      );
      return statement !== undefined && isWithin(at, statement.range);
    });
    if (!isGone) return reason.reason;
  }
  return undefined;
}

function addressOf(source: DocumentSource): string | undefined {
  return "policy" in source ? source.policy.address : undefined;
}

/** With lines and columns, those with one cause together. */
export function presentUnjudged(
  findings: readonly UnjudgedFinding[],
  base: Places,
): ReviewUnjudged[] {
  return [...grouped(findings, ({ reason }) => reason)].map(([reason, same]) => ({
    reason,
    findings: same.map(({ finding, fingerprint }) => ({
      issueCode: finding.issueCode,
      findingType: finding.findingType,
      ...base.place(finding.at),
      policy: finding.address ?? null,
      details: finding.details,
      fingerprint,
    })),
  }));
}
