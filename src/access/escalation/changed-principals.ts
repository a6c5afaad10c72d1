import { displayText } from "../../policy/text-value.ts";
import { openRequest } from "./demands.ts";
import { calledBy, type FiredPath, fired, step } from "./fired-path.ts";
import { allAt, everyName, type Frame, found, isLetIn, type Way } from "./frame.ts";
import { shortPattern } from "./pass-role.ts";
import type { CataloguePath } from "./path.ts";
import { anyOf, everyPlace, placeOf, takesKind } from "./places.ts";
import { type Demand, onPattern } from "./questions.ts";
import { acceptsCaller } from "./trust.ts";

/** Change a principal, then become it: both on the same one. */
export function widened(path: CataloguePath, way: Way, frame: Frame): FiredPath | undefined {
  const { subject, world } = frame;
  const kind = path.target === "widened-user" ? "user" : "role";
  const [change = "", become = ""] = way;
  const demands = openRequest(path);
  const targets = kind === "user" ? world.users : world.roles;
  for (const target of targets) {
    const [place] = placeOf(target);
    if (target === subject || !place || !world.affords()) continue;
    const changed =
      change === "iam:CreatePolicyVersion" ? target.ownPolicies.map((arn) => [arn]) : [place.where];
    const verdict = changed
      .map((where) => subject.questions.allows(change, where, demands))
      .find(({ allowed }) => allowed);
    if (!verdict?.allowed) continue;
    const isAllowed = subject.questions.allows(become, place.where, demands).allowed;
    if (become === "sts:AssumeRole") {
      const acceptance = acceptsCaller(target, subject);
      if (!acceptance || (!isAllowed && !isLetIn(acceptance, place, subject))) continue;
    } else if (!isAllowed) continue;
    const steps = [
      step(
        change,
        change === "iam:CreatePolicyVersion" ? `a policy of ${calledBy(target)}` : calledBy(target),
      ),
      step(become, calledBy(target)),
    ];
    const reach = { kind: "one", target, gain: "permissions" } as const;
    const outcome = fired(path, subject, { kind: "any" }, steps, { action: change, verdict });
    return { ...outcome, reach, severity: path.severity };
  }
  if (change === "iam:CreatePolicyVersion") return undefined;
  return byPattern(path, way, kind, frame, (pattern) => /[*?]/.test(pattern));
}

/** Make a principal, give it permissions, become it: on one that is not there yet. */
export function made(
  path: CataloguePath,
  way: Way,
  kind: "role" | "user",
  frame: Frame,
): FiredPath | undefined {
  const { world } = frame;
  const every = allAt(path, way, kind, everyPlace(kind, frame.subject), frame);
  if (every)
    return decidedByLast(
      found(path, way, { kind: "every" }, everyName[kind], every, frame),
      way,
      frame,
    );
  const targets = kind === "user" ? world.users : world.roles;
  const known = new Set(
    targets.flatMap(({ arn }) => (arn ? [shortPattern(displayText(arn))] : [])),
  );
  return byPattern(path, way, kind, frame, (pattern) => !known.has(shortPattern(pattern)));
}

/** To make a principal is harmless without the permission to give it something. */
function decidedByLast(path: FiredPath, way: Way, { subject }: Frame): FiredPath {
  const action = way[1] ?? "";
  const verdict = subject.questions.allows(action, undefined, openRequest(path.path));
  if (!verdict.allowed) return path;
  return fired(path.path, subject, path.reach, path.steps.slice(0, -1), { action, verdict });
}

/** All actions on the same pattern of names. */
function byPattern(
  path: CataloguePath,
  way: Way,
  kind: "role" | "user",
  frame: Frame,
  counts: (pattern: string) => boolean,
): FiredPath | undefined {
  const { questions } = frame.subject;
  const [first = "", ...others] = way;
  const isNew = path.target.startsWith("new-");
  // What is not there yet has no tags.
  const demands: readonly Demand[] = [
    ...openRequest(path),
    ...(isNew ? everyPlace(kind, frame.subject).demands : []),
  ];
  for (const pattern of questions.scope(first, anyOf(kind), demands)) {
    if (!counts(pattern)) continue;
    const where = onPattern(pattern);
    const verdict = questions.allows(first, where, demands);
    if (!verdict.allowed) continue;
    const isAllowed = (action: string): boolean =>
      questions.allows(action, takesKind(action, kind) ? where : undefined, demands).allowed;
    if (!others.every(isAllowed)) continue;
    const short = shortPattern(pattern);
    const result = found(path, way, { kind: "some", pattern: short }, short, verdict, frame);
    return isNew ? decidedByLast(result, way, frame) : result;
  }
  return undefined;
}
