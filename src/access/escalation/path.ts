/** How far a path leads, in the words of `docs/escalation.md`; the worst first. */
export const pathSeverities = ["critical", "high", "medium", "low"] as const;
export type PathSeverity = (typeof pathSeverities)[number];

export type PathCategory =
  | "self-escalation"
  | "guardrail-removal"
  | "principal-access"
  | "federation-takeover"
  | "new-passrole"
  | "existing-passrole"
  | "credential-access"
  | "resource-policy-takeover";

/**
 * What the actions of a path have to be allowed on.
 *
 * - `own-role`, `own-user`, `own-group`, `own-policy`: the caller itself, or one that may be it.
 * - `bounded-role`, `bounded-user`: likewise, one that has a permissions boundary.
 * - `denied-role`, `denied-user`: likewise, one that has Deny statements.
 * - `group`, `other-user`, `other-role`, `assumed-role`: another principal that may do more.
 * - `widened-role`, `widened-user`: one and the same principal for all actions.
 * - `new-role`, `new-user`: likewise, one that does not exist yet.
 * - `unnamed`: a resource that the policies do not name, so that there is no choice behind it.
 * - `any`: whatever the actions may be allowed on.
 * - `trust`: nothing; the trust policy of a role is judged, not what a principal may do.
 */
type PathTarget =
  | "own-role"
  | "own-user"
  | "own-group"
  | "own-policy"
  | "bounded-role"
  | "bounded-user"
  | "denied-role"
  | "denied-user"
  | "group"
  | "other-user"
  | "other-role"
  | "assumed-role"
  | "widened-role"
  | "widened-user"
  | "new-role"
  | "new-user"
  | "unnamed"
  | "any"
  | "trust";

/** A row of the catalogue: a known way from some permissions to more of them. */
export interface PathRow {
  /** Stable; reports and the configuration name it. */
  readonly id: string;
  /** What the caller does, in the infinitive. */
  readonly name: string;
  readonly severity: PathSeverity;
  /** Sets of actions, each of which is enough. The first one is the usual one. */
  readonly ways: readonly (readonly string[])[];
  /** Actions that are not needed, and save the wait for somebody else. */
  readonly quickerWith?: readonly string[];
  /** The service that the role is passed to; `*`: any other one. */
  readonly passedTo?: string;
  readonly target: PathTarget;
  /** By action: the resource types that count (names of the catalogue), where not all do. */
  readonly on?: Readonly<Record<string, readonly string[]>>;
  /** What comes of it, as a clause; `{role}` stands for the role that is passed. */
  readonly gives: string;
  /** What else has to be so, and policies do not show. */
  readonly provided?: readonly string[];
  /** Condition keys that close the path when every statement that allows it sets them. */
  readonly closedBy?: readonly string[];
  /** A shorter path that this one implies: where that one is open, this one is left out. */
  readonly variantOf?: string;
  /** Where the path is described: `source:entry`, see `docs/escalation.md`. */
  readonly sources: readonly string[];
}

export interface CataloguePath extends PathRow {
  readonly category: PathCategory;
}
