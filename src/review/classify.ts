import type { Finding } from "../findings/finding.ts";
import { fingerprint, identity, identityAnywhere } from "../findings/identity.ts";
import { withoutFirstKey } from "../policy/instance-address.ts";
import { grouped } from "../text/grouped.ts";
import type { Acceptance, FindingState } from "./review.ts";

export interface ClassifiedFinding {
  readonly finding: Finding;
  readonly state: FindingState;
  readonly fingerprint: string;
  /** Set when an exception is in force for it. */
  readonly accepted?: Acceptance;
  /** As of `ReviewFinding`. */
  readonly unknownBefore?: string;
}

/** The findings of one side, and the addresses of all policies and owners that stand there. */
export interface JudgedSide {
  readonly findings: readonly Finding[];
  readonly addresses: ReadonlySet<string>;
}

/** Whether what stands at an address gives more at head than at base. */
export type GrantChange = "more" | "no more" | "undecided";

/**
 * Tells what the change brought, what was there before, and what it removed.
 *
 * A finding of head is pre-existing when base has it at the same address. It is so too when base
 * has it at an address that head no longer has, and head has it at one that base did not have: the
 * policy was renamed or moved. Elsewhere it is introduced: removing a grant from one role does not
 * excuse the same grant on another. Each finding of base is used once.
 *
 * A finding about a grant that takes the place of another one of its rule, at the same address, is
 * neither new nor is the other one fixed: it is widened when more is granted than before, and
 * pre-existing when that provably is not so.
 *
 * @param grantAt whether what stands at the address of a finding of head gives more than at base.
 * @param isNewGrant whether a finding of head is about a grant that somebody gets who was there before.
 */
export function classify(
  base: JudgedSide,
  head: JudgedSide,
  grantAt: (finding: Finding) => GrantChange = () => "undecided",
  isNewGrant: (finding: Finding) => boolean = () => false,
): ClassifiedFinding[] {
  const left = new Set(base.findings);
  const known = new Set<Finding>();
  pair(head.findings, [...left], identity, left, known);

  const moved = [...left].filter((finding) => !head.addresses.has(place(finding)));
  const arrived = head.findings.filter(
    (finding) => !known.has(finding) && !base.addresses.has(place(finding)) && !isNewGrant(finding),
  );
  pair(arrived, moved, identityAnywhere, left, known);
  const widened = pairChanged(
    head.findings.filter((finding) => !known.has(finding)),
    left,
    known,
    grantAt,
  );

  const recounted = new Set<Finding>();
  const rest = head.findings.filter((finding) => !known.has(finding) && !widened.has(finding));
  const ofInstance = (finding: Finding): string =>
    JSON.stringify([withoutFirstKey(place(finding)), identityAnywhere(finding)]);
  // The same one, which is there for certain now: Terraform moves it by itself.
  pair(
    rest,
    moved.filter((finding) => left.has(finding)),
    ofInstance,
    left,
    recounted,
  );

  return [
    ...withFingerprints(head.findings, (finding) => {
      if (known.has(finding)) return "pre-existing";
      return widened.has(finding) || recounted.has(finding) ? "widened" : "introduced";
    }),
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
  const byKey = grouped(bases, key);
  for (const finding of heads) {
    const match = byKey.get(key(finding))?.shift();
    if (!match) continue;
    left.delete(match);
    known.add(finding);
  }
}

/**
 * Takes what was replaced out of `left`, adds what is no wider to `known`, and gives what is wider.
 *
 * A finding can also have stood behind that of another rule: below an administrator nobody looks at
 * `s3:*`. When the administrator is taken away and provably nothing is given, that is fixed, and what is
 * left was there.
 */
function pairChanged(
  heads: readonly Finding[],
  left: Set<Finding>,
  known: Set<Finding>,
  grantAt: (finding: Finding) => GrantChange,
): ReadonlySet<Finding> {
  const gone = [...left].filter(isAboutGrant);
  const risks = [...left].filter((each) => each.findingType === "SECURITY_WARNING");
  const places = new Set([...gone, ...risks].map(place));
  const replaced = grouped(gone, ruleAndPlace);
  const widened = new Set<Finding>();
  for (const finding of heads) {
    if (!isAboutGrant(finding) || !places.has(place(finding))) continue;
    const change = grantAt(finding);
    const before = replaced.get(ruleAndPlace(finding));
    if (change === "no more") known.add(finding);
    else if (change === "more" && before) widened.add(finding);
    else continue;
    for (const each of before ?? []) left.delete(each);
  }
  return widened;
}

/**
 * True when the access difference can tell whether the finding is about more than before: its subject
 * is an Allow, and it is not about the form of the policy.
 */
export function isAboutGrant({ findingType, subject }: Finding): boolean {
  return findingType !== "ERROR" && subject.startsWith("allow ");
}

/** The rule and where it found something, whatever it found. */
export function ruleAndPlace(finding: Finding): string {
  return JSON.stringify([finding.issueCode, place(finding)]);
}

/** The address that a finding is about, or its file. */
export function place(finding: Finding): string {
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
