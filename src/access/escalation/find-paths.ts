import type { Statement } from "../../policy/policy-document.ts";
import { catalogue } from "./catalogue.ts";
import { made, widened } from "./changed-principals.ts";
import { openRequest } from "./demands.ts";
import { calledBy, type FiredPath } from "./fired-path.ts";
import { type Allowed, allAt, everyName, type Frame, found, isLetIn, type Way } from "./frame.ts";
import { passRolePath, passRoleToOther } from "./pass-role.ts";
import type { CataloguePath } from "./path.ts";
import { anyPlace, everyPlace, type IamKind, ownPlaces, placeOf, unnamedPlaces } from "./places.ts";
import type { Subject } from "./subject.ts";
import { acceptsCaller, openFederations } from "./trust.ts";
import type { World } from "./world.ts";

/** Every path of the catalogue that is open to the principal, in the order of the catalogue. */
export function pathsOf(subject: Subject, world: World): FiredPath[] {
  if (world.gains.isAdministrator(subject)) return [];
  const found: FiredPath[] = [];
  const opened = new Set<string>();
  for (const path of catalogue) {
    // The shorter path stands for it; those come first in the catalogue.
    if (path.variantOf !== undefined && opened.has(path.variantOf)) continue;
    const each = openWay(path, subject, world);
    if (!each) continue;
    found.push(each);
    opened.add(path.id);
  }
  if (found.some(({ path }) => path.category === "new-passrole")) return found;
  const other = passRoleToOther(subject, world);
  return other ? [...found, other] : found;
}

/** Whether some way of the path is open; the first one that is. */
function openWay(path: CataloguePath, subject: Subject, world: World): FiredPath | undefined {
  if (path.target === "trust") return trustPath(path, subject);
  if (path.passedTo === "*") return undefined;
  for (const way of path.ways) {
    const found = open(path, way, { subject, world });
    if (found) return found;
  }
  return undefined;
}

function open(path: CataloguePath, way: Way, frame: Frame): FiredPath | undefined {
  const { mentions } = frame.subject.questions;
  const { target } = path;
  if (target === "assumed-role") return assumedRole(path, frame);
  if (!way.every((action) => mentions.mayAllow(action))) return undefined;
  if (path.passedTo !== undefined) return passRolePath(path, way, frame.subject, frame.world);
  switch (target) {
    case "own-role":
      return ownOrEvery(path, way, "role", frame);
    case "own-user":
      return ownOrEvery(path, way, "user", frame);
    case "own-group":
      return ownOrEvery(path, way, "group", frame);
    case "own-policy":
      return ownOrEvery(path, way, "policy", frame);
    case "bounded-role":
    case "denied-role":
      return ownOrEvery(path, way, "role", frame, hasWhatIsRemoved(target, frame.subject));
    case "bounded-user":
    case "denied-user":
      return ownOrEvery(path, way, "user", frame, hasWhatIsRemoved(target, frame.subject));
    case "group":
      return everyOrOne(path, way, "group", frame.world.groups, frame);
    case "other-user":
      return everyOrOne(path, way, "user", frame.world.users, frame);
    case "other-role":
      return everyOrOne(path, way, "role", frame.world.roles, frame);
    case "widened-role":
    case "widened-user":
      return widened(path, way, frame);
    case "new-role":
      return made(path, way, "role", frame);
    case "new-user":
      return made(path, way, "user", frame);
    case "unnamed":
      return onUnnamed(path, way, frame);
    case "any":
      return onAny(path, way, frame);
    case "trust":
      return undefined;
  }
}

/** @param countsForItself false when there is nothing of the caller's own to change. */
function ownOrEvery(
  path: CataloguePath,
  way: Way,
  kind: IamKind,
  frame: Frame,
  countsForItself = true,
): FiredPath | undefined {
  const every = allAt(path, way, kind, everyPlace(kind, frame.subject), frame);
  if (every) return found(path, way, { kind: "every" }, everyName[kind], every, frame);
  if (!countsForItself) return undefined;
  for (const place of ownPlaces(kind, frame.subject, frame.world.subjects)) {
    const verdict = allAt(path, way, kind, place, frame);
    if (!verdict) continue;
    const on = kind === "policy" ? "its own policy" : kind === "group" ? "its own group" : "itself";
    return found(path, way, { kind: "itself" }, on, verdict, frame);
  }
  return kind === "policy" ? onBoundary(path, way, frame) : undefined;
}

/** The policy that is the caller's own ceiling. */
function onBoundary(path: CataloguePath, way: Way, frame: Frame): FiredPath | undefined {
  const { boundaryArn } = frame.subject;
  if (!boundaryArn) return undefined;
  const verdict = allAt(path, way, "policy", { where: [boundaryArn], demands: [] }, frame);
  const on = "the policy of its boundary";
  return verdict && found(path, way, { kind: "boundary" }, on, verdict, frame);
}

function hasWhatIsRemoved(target: string, { principal }: Subject): boolean {
  if (target.startsWith("bounded")) {
    return principal.boundary !== undefined || principal.owner?.permissionsBoundary !== undefined;
  }
  return principal.policies.grants.some(({ statements }) =>
    statements.some(({ effect }) => effect === "Deny"),
  );
}

function everyOrOne(
  path: CataloguePath,
  way: Way,
  kind: IamKind,
  targets: readonly Subject[],
  frame: Frame,
): FiredPath | undefined {
  const { subject, world } = frame;
  const every = allAt(path, way, kind, everyPlace(kind, subject), frame);
  if (every) return found(path, way, { kind: "every" }, everyName[kind], every, frame);
  return oneOf(path, way, targets, frame, (target) => {
    const [place] = placeOf(target);
    return place && world.affords() ? allAt(path, way, kind, place, frame) : undefined;
  });
}

/** The target that may do most of those on which the way is open. */
function oneOf(
  path: CataloguePath,
  way: Way,
  targets: readonly Subject[],
  frame: Frame,
  verdictOn: (target: Subject) => Allowed | undefined,
): FiredPath | undefined {
  const { subject, world } = frame;
  let best: FiredPath | undefined;
  for (const target of targets) {
    if (target === subject) continue;
    const verdict = verdictOn(target);
    if (!verdict) continue;
    const gain = world.gains.of(target, subject);
    if (gain === "nothing") continue;
    const reach = { kind: "one", target, gain } as const;
    const each = found(path, way, reach, calledBy(target), verdict, frame);
    if (!best || isWorse(each, best)) best = each;
    if (gain === "everything") break;
  }
  return best;
}

const ranks = { critical: 0, high: 1, medium: 2, low: 3 } as const;

function isWorse(first: FiredPath, second: FiredPath): boolean {
  return ranks[first.severity] < ranks[second.severity];
}

/**
 * `sts:AssumeRole`. A role that names the caller itself lets it in without a permission of its own,
 * as far as nothing limits it; one that trusts the account needs both sides.
 */
function assumedRole(path: CataloguePath, frame: Frame): FiredPath | undefined {
  const { subject, world } = frame;
  const way = ["sts:AssumeRole"];
  if (subject.questions.mentions.mayAllow("sts:AssumeRole")) {
    const every = allAt(path, way, "role", everyPlace("role", subject), frame);
    if (every) return found(path, way, { kind: "every" }, everyName.role, every, frame);
  }
  const letIn = new Map<Subject, Statement>();
  const best = oneOf(path, way, world.roles, frame, (target) => {
    const acceptance = acceptsCaller(target, subject);
    const [place] = placeOf(target);
    if (!acceptance || !place || !world.affords()) return undefined;
    const verdict = allAt(path, way, "role", place, frame);
    if (verdict) return verdict;
    if (!isLetIn(acceptance, place, subject)) return undefined;
    letIn.set(target, acceptance.statement);
    return byTheOtherSide;
  });
  const target = best?.reach.kind === "one" ? best.reach.target : undefined;
  const statement = target && letIn.get(target);
  if (!best || !target || !statement) return best;
  const policy = target.principal.trust.find(({ document }) =>
    document.statements.includes(statement),
  );
  return { ...best, decisive: { action: "sts:AssumeRole", statement, ...(policy && { policy }) } };
}

/** No statement of the caller's own is behind it. */
const byTheOtherSide: Allowed = { allowed: true, policy: -1, statementIndex: -1 };

/** Each action on a resource that no policy names. */
function onUnnamed(path: CataloguePath, way: Way, frame: Frame): FiredPath | undefined {
  const { subject, world } = frame;
  const demands = [...openRequest(path), ...everyPlace("role", subject).demands];
  let first: Allowed | undefined;
  for (const action of way) {
    const places = unnamedPlaces(action, path.on?.[action]);
    for (const where of places.length > 0 ? places : [undefined]) {
      const verdict = subject.questions.allows(action, where, demands);
      if (!world.note(subject, path, verdict)) return undefined;
      first ??= verdict;
    }
  }
  return first && found(path, way, { kind: "every" }, undefined, first, frame);
}

function onAny(path: CataloguePath, way: Way, frame: Frame): FiredPath | undefined {
  const { subject, world } = frame;
  const demands = openRequest(path);
  let first: Allowed | undefined;
  for (const action of way) {
    const verdict = subject.questions.allows(action, anyPlace(action), demands);
    if (!world.note(subject, path, verdict)) return undefined;
    first ??= verdict;
  }
  return first && found(path, way, { kind: "any" }, undefined, first, frame);
}

/** A role that lets in whoever holds a token, whatever policies that one has. */
function trustPath(path: CataloguePath, subject: Subject): FiredPath | undefined {
  const open = openFederations(subject).find((each) => each.path === path.id);
  if (!open) return undefined;
  const policy = subject.principal.trust.find(({ document }) =>
    document.statements.includes(open.statement),
  );
  return {
    path,
    subject,
    reach: { kind: "itself" },
    steps: [`its trust policy accepts every subject of ${open.provider}`, path.gives],
    severity: path.severity,
    decisive: {
      action: path.ways[0]?.[0] ?? "",
      statement: open.statement,
      ...(policy && { policy }),
    },
  };
}
