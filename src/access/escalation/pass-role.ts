import { actionsOf } from "../../catalog/catalog.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { cataloguePath } from "./catalogue.ts";
import { openRequest, passedTo } from "./demands.ts";
import { calledBy, type FiredPath, fired, type Reach, step } from "./fired-path.ts";
import { gains } from "./gain.ts";
import type { CataloguePath } from "./path.ts";
import { anyOf, anyPlace, everyPlace, placeOf } from "./places.ts";
import { type Demand, onPattern, type Verdict } from "./questions.ts";
import type { Subject } from "./subject.ts";
import { acceptedServices, acceptsService } from "./trust.ts";
import type { World } from "./world.ts";

const passRole = "iam:PassRole";

/**
 * A path that hands a role to a service. Whoever may pass every role may pass one that is stronger;
 * who may pass some by name or by a pattern has that choice made: then it is a path when a role of the
 * repository among them lets the service in and may do what the caller may not, or when the caller
 * may widen one of them first.
 */
export function passRolePath(
  path: CataloguePath,
  way: readonly string[],
  subject: Subject,
  world: World,
): FiredPath | undefined {
  const others = way.filter((action) => action !== passRole);
  const demands = openRequest(path);
  for (const action of others) {
    if (!world.note(subject, path, subject.questions.allows(action, anyPlace(action), demands)))
      return;
  }
  return passed(path, path.passedTo ?? "", others, subject, world);
}

function passed(
  path: CataloguePath,
  service: string,
  others: readonly string[],
  subject: Subject,
  world: World,
): FiredPath | undefined {
  const passing = passedTo(service, others);
  const found = passable(path, service, passing, subject, world);
  if (!found) return undefined;
  const { reach, verdict, before = [] } = found;
  const steps = [...before, step(passRole, placeName(reach)), ...others];
  return fired(path, subject, reach, steps, { action: passRole, verdict });
}

function placeName(reach: Reach): string {
  if (reach.kind === "one") return calledBy(reach.target);
  return reach.kind === "some" ? reach.pattern : "every role";
}

interface Passable {
  readonly reach: Reach;
  readonly verdict: Extract<Verdict, { allowed: true }>;
  /** What has to be done before. */
  readonly before?: readonly string[];
}

function passable(
  path: CataloguePath,
  service: string,
  passing: readonly Demand[],
  subject: Subject,
  world: World,
): Passable | undefined {
  const { questions } = subject;
  const every = everyPlace("role", subject);
  const open = questions.allows(passRole, every.where, [...passing, ...every.demands]);
  if (world.note(subject, path, open)) return { reach: { kind: "every" }, verdict: open };
  return (
    strongestPassable(path, service, passing, subject, world) ??
    widenedFirst(passing, subject, world)
  );
}

/** Among the roles of the repository that let the service in, the one that may do most. */
function strongestPassable(
  path: CataloguePath,
  service: string,
  passing: readonly Demand[],
  subject: Subject,
  world: World,
): Passable | undefined {
  let best: { readonly rank: number; readonly found: Passable } | undefined;
  for (const target of world.roles) {
    if (target === subject || !acceptsService(target, service)) continue;
    const [place] = placeOf(target);
    if (!place || !world.affords()) continue;
    const verdict = subject.questions.allows(passRole, place.where, passing);
    if (!world.note(subject, path, verdict)) continue;
    const gain = world.gains.of(target, subject);
    const rank = gains.indexOf(gain);
    if (gain === "nothing" || (best && best.rank <= rank)) continue;
    best = { rank, found: { reach: { kind: "one", target, gain }, verdict } };
  }
  return best?.found;
}

/** Roles that the caller may both widen and pass, by a pattern. */
function widenedFirst(
  passing: readonly Demand[],
  subject: Subject,
  world: World,
): Passable | undefined {
  const { questions } = subject;
  const widening = world.widening(subject);
  if (widening.length === 0) return undefined;
  for (const pattern of questions.scope(passRole, anyOf("role"), passing)) {
    const where = onPattern(pattern);
    for (const { action, demands } of widening) {
      if (!questions.allows(action, where, demands).allowed) continue;
      const verdict = questions.allows(passRole, where, passing);
      if (!verdict.allowed) continue;
      const reach = { kind: "some", pattern: shortPattern(pattern) } as const;
      return { reach, verdict, before: [step(action, reach.pattern)] };
    }
  }
  return undefined;
}

/** `role/app-*`: account and partition say nothing here. */
export function shortPattern(pattern: string): string {
  const parts = pattern.split(":");
  return parts.length < 6 ? pattern : parts.slice(5).join(":");
}

const startingWords = /^(?:Create|Put|Register|Run|Start|Submit|Update)/;

/** Services of one principal that are looked at. */
const servicesMax = 20;

/**
 * A role that is passed to a service none of the other paths is about, by an action of that service
 * that makes or starts something.
 */
export function passRoleToOther(subject: Subject, world: World): FiredPath | undefined {
  const path = cataloguePath("passrole-any-service");
  if (!path || !subject.questions.mentions.mayAllow(passRole)) return undefined;
  for (const service of otherServices(subject, world).slice(0, servicesMax)) {
    const prefix = service.slice(0, service.indexOf("."));
    const action = actionsOf(prefix).find(
      ({ name, accessLevel }) =>
        accessLevel === "Write" &&
        startingWords.test(name) &&
        allowsAny(subject, `${prefix}:${name}`),
    );
    if (!action) continue;
    const found = passed(path, service, [`${prefix}:${action.name}`], subject, world);
    if (found) return found;
  }
  return undefined;
}

function allowsAny({ questions }: Subject, action: string): boolean {
  return questions.allows(action, anyPlace(action)).allowed;
}

/** The services that a condition of the caller names, and those that roles of the repository let in. */
function otherServices({ principal }: Subject, world: World): string[] {
  const named = principal.policies.grants.flatMap(({ statements }) =>
    statements.flatMap(({ effect, conditions }) =>
      effect === "Allow"
        ? conditions
            .filter(({ key }) => displayText(key).toLowerCase() === "iam:passedtoservice")
            .flatMap(({ values }) => values.flatMap((value) => knownText(value) ?? []))
        : [],
    ),
  );
  const accepted = world.roles.flatMap(acceptedServices);
  return [...new Set([...named, ...accepted])].filter(
    (service) => /^[a-z0-9-]+\.amazonaws\.com$/.test(service) && !world.isKnownService(service),
  );
}
