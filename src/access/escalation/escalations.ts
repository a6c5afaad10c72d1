import type { Inventory } from "../../policy/inventory.ts";
import { type AccessPrincipal, principalsOf } from "../principals.ts";
import { pathsOf } from "./find-paths.ts";
import { calledBy, type FiredPath, type Reach } from "./fired-path.ts";
import { type PathCategory, type PathSeverity, pathSeverities } from "./path.ts";
import type { Grounds, Subject } from "./subject.ts";
import { type UndecidedPath, World } from "./world.ts";

/** A way in which a principal of the repository can get more than its policies give it. */
export interface Escalation {
  /** Of the catalogue. */
  readonly id: string;
  /** What the catalogue calls it. */
  readonly name: string;
  readonly category: PathCategory;
  /** How bad it is, with what the roles on the way may do taken into account. */
  readonly severity: PathSeverity;
  /** Address of the principal that has it. */
  readonly principal: string;
  /** The name of the principal, each step in words, and what comes of it. */
  readonly path: readonly string[];
  /** Roles and users of the repository that it leads through, in order: their addresses. */
  readonly through: readonly string[];
  /** Where it leads at first, in canonical text: no address, no account. */
  readonly reach: string;
  readonly reachKind: Reach["kind"];
  /** Condition keys that close it, by the catalogue. */
  readonly closedBy: readonly string[];
  /** True when something else has to be so that policies do not show. */
  readonly isConditional: boolean;
  /** The permission that decides: what to take away, so that the path is closed. */
  readonly decisive: Grounds & { readonly action: string };
}

export interface JudgedEscalations {
  /** By principal in the order given, the worst first. */
  readonly escalations: readonly Escalation[];
  /** Paths of which it is not known whether they are open, and what was left out for a limit. */
  readonly undecided: readonly UndecidedPath[];
  /** Addresses of those that may do everything, and so have no path to more. */
  readonly administrators: ReadonlySet<string>;
}

/**
 * The open paths of each principal, over all its policies together with its boundary, among the
 * principals that are handed in: paths through roles lead through these. Principals that may do
 * everything have none.
 *
 * Every question is one to `ask`; an action counts when some request for it is allowed, each one by
 * itself. So a path is where to look, not a proof that an attack works.
 */
export function escalationsOf(principals: readonly AccessPrincipal[]): readonly Escalation[] {
  return judgeEscalations(principals).escalations;
}

/** `escalationsOf` for all principals of one side. The answer is kept with the inventory. */
export function escalationsIn(inventory: Inventory): JudgedEscalations {
  let known = judgedByInventory.get(inventory);
  if (!known) {
    known = judgeEscalations(principalsOf(inventory));
    judgedByInventory.set(inventory, known);
  }
  return known;
}

const judgedByInventory = new WeakMap<Inventory, JudgedEscalations>();

export function judgeEscalations(principals: readonly AccessPrincipal[]): JudgedEscalations {
  const world = new World(principals);
  const found = new Map<Subject, readonly FiredPath[]>();
  for (const subject of world.subjects.values()) found.set(subject, pathsOf(subject, world));
  const graph: Graph = {
    found,
    isAdministrator: (subject) => world.gains.isAdministrator(subject),
  };
  const escalations = [...found].flatMap(([subject, paths]) =>
    inOrder(paths.map((path) => toEscalation(path, subject, graph))),
  );
  const administrators = [...found.keys()].filter(graph.isAdministrator);
  return {
    escalations,
    undecided: world.undecided,
    administrators: new Set(administrators.map(({ principal }) => principal.address)),
  };
}

interface Graph {
  readonly found: ReadonlyMap<Subject, readonly FiredPath[]>;
  readonly isAdministrator: (subject: Subject) => boolean;
}

/** Principals that one path leads through, the first one included. */
export const depthMax = 4;

function toEscalation(fired: FiredPath, subject: Subject, graph: Graph): Escalation {
  const { path, reach } = fired;
  const rest = reach.kind === "one" ? continuation(reach.target, [subject], graph) : undefined;
  const first = reach.kind === "one" ? [reach.target.principal.address] : [];
  return {
    id: path.id,
    name: path.name,
    category: path.category,
    severity: rest ? "critical" : fired.severity,
    principal: subject.principal.address,
    path: [subject.name, ...fired.steps, ...(rest?.steps ?? [])],
    through: [...first, ...(rest?.through ?? [])],
    reach: reachText(reach),
    reachKind: reach.kind,
    closedBy: path.closedBy ?? [],
    isConditional: (path.provided ?? []).length > 0,
    decisive: fired.decisive,
  };
}

interface Continuation {
  readonly steps: readonly string[];
  readonly through: readonly string[];
}

/**
 * How it goes on from a principal that is reached, up to one that may do everything or give itself
 * everything: the shortest way. Nothing when the principal itself may, or when there is no such way
 * that those before it do not have.
 */
function continuation(
  reached: Subject,
  before: readonly Subject[],
  { found, isAdministrator }: Graph,
): Continuation | undefined {
  if (isAdministrator(reached)) return undefined;
  const isOwn = (path: FiredPath): boolean =>
    before.some((subject) =>
      (found.get(subject) ?? []).some((own) => isEnd(own) && own.path.id === path.path.id),
    );
  let level: { readonly subject: Subject; readonly rest: Continuation }[] = [
    { subject: reached, rest: { steps: [], through: [] } },
  ];
  const seen = new Set([...before, reached]);
  for (let depth = before.length; depth < depthMax && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { subject, rest } of level) {
      const paths = inRank(found.get(subject) ?? []);
      const end = paths.find((path) => isEnd(path) && !isOwn(path));
      if (end) return extended(rest, end, subject);
      for (const path of paths) {
        const { reach } = path;
        if (reach.kind !== "one" || seen.has(reach.target)) continue;
        seen.add(reach.target);
        const longer = extended(rest, path, subject);
        const through = [...longer.through, reach.target.principal.address];
        if (isAdministrator(reach.target)) return { ...longer, through };
        next.push({ subject: reach.target, rest: { ...longer, through } });
      }
    }
    level = next;
  }
  return undefined;
}

/** Whether it ends with whatever permissions the caller likes. */
function isEnd({ severity, reach }: FiredPath): boolean {
  return severity === "critical" && reach.kind !== "one";
}

function extended(rest: Continuation, path: FiredPath, subject: Subject): Continuation {
  const [first = "", ...others] = path.steps;
  return {
    steps: [...rest.steps, `as ${subject.name}: ${first}`, ...others],
    through: rest.through,
  };
}

function reachText(reach: Reach): string {
  if (reach.kind === "one") return calledBy(reach.target);
  return reach.kind === "some" ? reach.pattern : reach.kind;
}

function inRank(paths: readonly FiredPath[]): readonly FiredPath[] {
  return paths.toSorted((a, b) => rank(a.severity) - rank(b.severity));
}

function inOrder(escalations: readonly Escalation[]): readonly Escalation[] {
  return escalations.toSorted((a, b) => rank(a.severity) - rank(b.severity));
}

function rank(severity: PathSeverity): number {
  return pathSeverities.indexOf(severity);
}
