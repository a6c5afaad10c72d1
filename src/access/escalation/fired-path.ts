import { knownText } from "../../policy/text-value.ts";
import type { Gain } from "./gain.ts";
import type { CataloguePath, PathSeverity } from "./path.ts";
import { type Grounds, groundsOf, type Subject } from "./subject.ts";

/** What a path leads to: the caller itself or the policy of its boundary, any principal or resource, some by a pattern, or one. */
export type Reach =
  | { readonly kind: "itself" }
  | { readonly kind: "boundary" }
  | { readonly kind: "every" }
  | { readonly kind: "any" }
  | { readonly kind: "some"; readonly pattern: string }
  | { readonly kind: "one"; readonly target: Subject; readonly gain: Gain };

/** A path of the catalogue that is open to a principal. */
export interface FiredPath {
  readonly path: CataloguePath;
  readonly subject: Subject;
  readonly reach: Reach;
  /** What the caller does, step by step, and then what comes of it. */
  readonly steps: readonly string[];
  readonly severity: PathSeverity;
  /** The permission that decides: what to take away, so that the path is closed. */
  readonly decisive: Grounds & { readonly action: string };
}

type Allowed = { readonly policy: number; readonly statementIndex: number };

/** @param steps what the caller does, without what comes of it. */
export function fired(
  path: CataloguePath,
  subject: Subject,
  reach: Reach,
  steps: readonly string[],
  decisive: { readonly action: string; readonly verdict: Allowed },
): FiredPath {
  return {
    path,
    subject,
    reach,
    steps: [...steps, outcome(path, reach)],
    severity: severityOf(path, reach),
    decisive: { action: decisive.action, ...groundsOf(subject, decisive.verdict) },
  };
}

function outcome({ gives }: Pick<CataloguePath, "gives">, reach: Reach): string {
  if (reach.kind === "boundary") return gives.replace("its own policy", "its boundary");
  if (reach.kind !== "one") return gives.replace("{role}", "the passed role");
  const { target, gain } = reach;
  const named = gives.replace(/\{role\}|the (?:role|user|group)\b(?!')/, target.name);
  return `${named}, ${power(gain)}`;
}

function power(gain: Gain): string {
  switch (gain) {
    case "everything":
      return "which allows everything";
    case "permissions":
      return "which may change permissions that the caller may not";
    case "more":
      return "which may do what the caller may not";
    case "nothing":
      return "which may do no more than the caller";
  }
}

/** Where it leads to one principal, what that one may do decides. */
function severityOf(path: CataloguePath, reach: Reach): PathSeverity {
  if (reach.kind === "boundary") return "high";
  if (reach.kind !== "one") return path.severity;
  switch (reach.gain) {
    case "everything":
      return "critical";
    case "permissions":
      return "high";
    case "more":
    case "nothing":
      return "medium";
  }
}

/** `iam:PassRole on role/admin`. */
export function step(action: string, on?: string): string {
  return on === undefined ? action : `${action} on ${on}`;
}

/** `role/admin`; the address where the name is not known. */
export function calledBy({ name, kind, principal }: Subject): string {
  const isName = principal.owner?.name !== undefined && knownText(principal.owner.name) === name;
  return isName ? `${kind}/${name}` : name;
}
