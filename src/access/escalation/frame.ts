import { openRequest } from "./demands.ts";
import { type FiredPath, fired, type Reach, step } from "./fired-path.ts";
import type { CataloguePath } from "./path.ts";
import { type IamKind, type Place, takesKind } from "./places.ts";
import type { Verdict } from "./questions.ts";
import type { Subject } from "./subject.ts";
import type { Acceptance } from "./trust.ts";
import type { World } from "./world.ts";

export interface Frame {
  readonly subject: Subject;
  readonly world: World;
}

export type Way = readonly string[];
export type Allowed = Extract<Verdict, { allowed: true }>;

export const everyName: Readonly<Record<IamKind, string>> = {
  role: "every role",
  user: "every user",
  group: "every group",
  policy: "every policy",
};

/** Verdict of the first action when all of them are allowed at the place. */
export function allAt(
  path: CataloguePath,
  way: Way,
  kind: IamKind,
  { where, demands }: Place,
  { subject, world }: Frame,
): Allowed | undefined {
  const all = [...openRequest(path), ...demands];
  let first: Allowed | undefined;
  for (const action of way) {
    const on = takesKind(action, kind) ? where : undefined;
    const verdict = subject.questions.allows(action, on, all);
    if (!world.note(subject, path, verdict)) return undefined;
    first ??= verdict;
  }
  return first;
}

export function found(
  path: CataloguePath,
  way: Way,
  reach: Reach,
  on: string | undefined,
  verdict: Allowed,
  { subject }: Frame,
): FiredPath {
  const [action = ""] = way;
  const steps = way.map((each) => step(each, on));
  return fired(path, subject, reach, steps, { action, verdict });
}

/** Whether a trust policy that names the caller is enough: nothing denies it or leaves it out. */
export function isLetIn(
  { as }: Acceptance,
  { where }: Place,
  { principal, questions }: Subject,
): boolean {
  if (as !== "itself" || principal.hasUnknownBoundary) return false;
  return questions.leavesOpen("sts:AssumeRole", where);
}
