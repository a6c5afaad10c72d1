import type { TextValue } from "../../policy/text-value.ts";
import type { AccessPrincipal } from "../principals.ts";
import { unnamed } from "./demands.ts";
import { everyPlace } from "./places.ts";
import { Patience } from "./questions.ts";
import { type Subject, subjectOf } from "./subject.ts";

const subjects = new WeakMap<AccessPrincipal, Subject>();

/**
 * Whether the principal may pass a role to a service that no policy names, over all its policies.
 *
 * @param on patterns of roles; absent: any role, one that nothing is said of.
 */
export function passesRoleToAnyService(
  principal: AccessPrincipal,
  on?: readonly TextValue[],
): boolean {
  let subject = subjects.get(principal);
  if (!subject) {
    subject = subjectOf(principal, new Patience());
    subjects.set(principal, subject);
  }
  const every = on ? { where: on, demands: [] } : everyPlace("role", subject);
  return subject.questions.allows("iam:PassRole", every.where, [
    {
      keys: ["iam:passedtoservice"],
      arms: [{ StringEquals: { "iam:PassedToService": `${unnamed}.amazonaws.com` } }],
    },
    ...every.demands,
  ]).allowed;
}
