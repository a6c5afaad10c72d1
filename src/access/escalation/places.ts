import { type Action, action as catalogueAction } from "../../catalog/catalog.ts";
import { asUser, ofNobody, unnamed } from "./demands.ts";
import { type Demand, onResources, type Where } from "./questions.ts";
import type { Subject } from "./subject.ts";

/** A resource, or several of which one is enough, and what is said of the request for it. */
export interface Place {
  readonly where: Where;
  readonly demands: readonly Demand[];
}

export type IamKind = "role" | "user" | "group" | "policy";

/** Any principal or policy of the kind: one that nothing is said of. */
export function everyPlace(kind: IamKind, { questions }: Subject): Place {
  return {
    where: onResources(`arn:*:iam::*:${kind}/${unnamed}`),
    demands: ofNobody(questions.mentions),
  };
}

/** All of the kind, for questions about the patterns that are allowed. */
export function anyOf(kind: IamKind): Where {
  return onResources(`arn:*:iam::*:${kind}/*`);
}

/**
 * The caller itself, as far as it is known.
 *
 * @param subjects finds the groups of a user.
 */
export function ownPlaces(
  kind: IamKind,
  subject: Subject,
  subjects: ReadonlyMap<string, Subject>,
): Place[] {
  const groups = (subject.principal.owner?.groups ?? []).flatMap(
    (address) => subjects.get(address) ?? [],
  );
  switch (kind) {
    case "role":
      return subject.kind === "role" ? placeOf(subject) : [];
    case "user":
      if (subject.kind === "user") return placeOf(subject);
      // Whoever holds the policy can be a user, whom it names by a variable.
      if (subject.kind === "role" || !subject.questions.mentions.variables.has("aws:username")) {
        return [];
      }
      return [{ where: onResources("arn:*:iam::*:user/holder"), demands: [asUser("holder")] }];
    case "group":
      return (subject.kind === "group" ? [subject] : groups).flatMap(placeOf);
    case "policy":
      return [subject, ...groups]
        .flatMap(({ ownPolicies }) => ownPolicies)
        .map((arn) => ({ where: [arn], demands: [] }));
  }
}

export function placeOf({ arn }: Subject): Place[] {
  return arn ? [{ where: [arn], demands: [] }] : [];
}

/**
 * Resources of the action that no policy names: each of the lists has to be allowed. Empty for an
 * action that takes no resource, or is not in the catalogue of actions.
 *
 * @param types the resource types that count; absent: those that every request of the action has.
 */
export function unnamedPlaces(action: string, types?: readonly string[]): readonly Where[] {
  const key = JSON.stringify([action, types]);
  let places = placesByAction.get(key);
  if (!places) {
    places = readPlaces(action, types);
    placesByAction.set(key, places);
  }
  return places;
}

/**
 * Any resource that the action takes, as ARNs: a value that is wholly unknown is one thing, and may be
 * of another kind. `undefined` for an action that takes none.
 */
export function anyPlace(action: string): Where | undefined {
  let place = anyPlaces.get(action);
  if (place === undefined) {
    const all = resourceTypesOf(action);
    const required = all.filter((each) => each.required);
    const [service = "", name = ""] = action.split(":");
    place = catalogueAction(service, name)
      ? onResources(...formatsOf(required.length > 0 ? required : all, "*"))
      : onResources(`arn:*:${service}:*:*:*`);
    anyPlaces.set(action, place);
  }
  return place.length > 0 ? place : undefined;
}

const anyPlaces = new Map<string, Where>();

/** For actions of the catalogue alone, so that it stays small. */
const placesByAction = new Map<string, readonly Where[]>();

function readPlaces(action: string, types: readonly string[] | undefined): Where[] {
  const all = resourceTypesOf(action);
  if (all.length === 0) return [];
  const where = (list: typeof all): Where => onResources(...formatsOf(list, unnamed));
  if (types) return [where(all.filter(({ resourceType }) => types.includes(resourceType.name)))];
  const required = all.filter((each) => each.required);
  return required.length === 0 ? [where(all)] : required.map((each) => where([each]));
}

type ResourceTypes = Action["resourceTypes"];

function resourceTypesOf(action: string): ResourceTypes {
  const colon = action.indexOf(":");
  return catalogueAction(action.slice(0, colon), action.slice(colon + 1))?.resourceTypes ?? [];
}

/** `arn:*:lambda:*:*:function:leastwise-unnamed`: with the name for whatever tells resources apart. */
function formatsOf(types: ResourceTypes, name: string): string[] {
  const formats = types.flatMap(({ resourceType }) => resourceType.arnFormat.split(", "));
  return formats.map((format) =>
    format.replace(/\$\{([^}]*)\}/g, (_, placeholder: string) =>
      /^(?:Partition|Region|Account|AccountId)$/.test(placeholder) ? "*" : name,
    ),
  );
}

/** Whether requests for the action name a resource of the kind: a virtual MFA device is no user. */
export function takesKind(action: string, kind: IamKind): boolean {
  const types = resourceTypesOf(action);
  return types.length === 0 || types.some(({ resourceType }) => resourceType.name === kind);
}
