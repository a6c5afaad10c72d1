import type { Finding } from "../findings/finding.ts";
import { fingerprint, identity, identityAnywhere } from "../findings/identity.ts";
import type { Acceptance, FindingState } from "./review.ts";

export interface ClassifiedFinding {
  readonly finding: Finding;
  readonly state: FindingState;
  readonly fingerprint: string;
  /** Set when an exception is in force for it. */
  readonly accepted?: Acceptance;
}

/** The findings of one side, and the addresses of all policies and owners that stand there. */
export interface JudgedSide {
  readonly findings: readonly Finding[];
  readonly addresses: ReadonlySet<string>;
}

/**
 * Tells what the change brought, what was there before, and what it removed.
 *
 * A finding of head is pre-existing when base has it at the same address. It is so too when base
 * has it at an address that head no longer has, and head has it at one that base did not have: the
 * policy was renamed or moved. Elsewhere it is introduced: removing a grant from one role does not
 * excuse the same grant on another. Each finding of base is used once.
 */
export function classify(base: JudgedSide, head: JudgedSide): ClassifiedFinding[] {
  const left = new Set(base.findings);
  const known = new Set<Finding>();
  pair(head.findings, [...left], identity, left, known);

  const moved = [...left].filter((finding) => !head.addresses.has(place(finding)));
  const arrived = head.findings.filter(
    (finding) => !known.has(finding) && !base.addresses.has(place(finding)),
  );
  pair(arrived, moved, identityAnywhere, left, known);

  return [
    ...withFingerprints(head.findings, (finding) =>
      known.has(finding) ? "pre-existing" : "introduced",
    ),
    ...withFingerprints([...left], () => "fixed"),
  ];
}

function pair(
  heads: readonly Finding[],
  bases: readonly Finding[],
  key: (finding: Finding) => string,
  left: Set<Finding>,
  known: Set<Finding>,
): void {
  const byKey = new Map<string, Finding[]>();
  for (const finding of bases) {
    const same = byKey.get(key(finding));
    if (same) same.push(finding);
    else byKey.set(key(finding), [finding]);
  }
  for (const finding of heads) {
    const match = byKey.get(key(finding))?.shift();
    if (!match) continue;
    left.delete(match);
    known.add(finding);
  }
}

function place(finding: Finding): string {
  return finding.address ?? finding.at.file;
}

function withFingerprints(
  findings: readonly Finding[],
  stateOf: (finding: Finding) => FindingState,
): ClassifiedFinding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = identity(finding);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return { finding, state: stateOf(finding), fingerprint: fingerprint(finding, ordinal) };
  });
}
