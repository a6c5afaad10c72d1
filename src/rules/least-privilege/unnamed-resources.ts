import type { Action } from "../../catalog/catalog.ts";
import { isEveryResource, parseArn } from "../../policy/arn.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { placeholderText, type TextValue } from "../../policy/text-value.ts";

/**
 * Whether a statement reaches resources that it does not name. Asked of one resource of each type that
 * no policy can have meant: a pattern that matches it matches (nearly) every resource of the type.
 *
 * Partition, Region and account do not count: every table of one Region is still every table there.
 */

/** Stands for every name. Ends in a hyphen and six characters, as the ARNs of secrets do. */
const unnamed = "zq7w4k9x-unamed";

/** One form of the ARNs of a type, with an unnamed resource. */
export interface UnnamedResource {
  /** As AWS documents it, `arn:aws:s3:::${BucketName}/${ObjectName}`: for people. */
  readonly form: string;
  /** A pattern for the engine, in one partition and account, in any Region: `arn:aws:s3:::zq…/zq…`. */
  readonly pattern: (place: Place) => string;
  /** `*` where the type takes ARNs of several services. */
  readonly service: string;
  readonly hasRegion: boolean;
  readonly hasAccount: boolean;
  /** Behind the fifth colon. */
  readonly resource: string;
}

/** Where what is asked about would be. */
export interface Place {
  readonly partition: string;
  /** `*` where no policy speaks of one account. */
  readonly account: string;
}

const formsOf = new WeakMap<Action, readonly UnnamedResource[]>();

/** Whether the action can be limited to resources: it takes some, of which there can be several. */
export function canBeScoped(action: Action): boolean {
  return unnamedResources(action).length > 0;
}

/** One unnamed resource for each form of ARN that the action takes; none for an action on `*` alone. */
export function unnamedResources(action: Action): readonly UnnamedResource[] {
  let forms = formsOf.get(action);
  if (!forms) {
    forms = action.resourceTypes.flatMap(({ resourceType }) => readForms(resourceType.arnFormat));
    formsOf.set(action, forms);
  }
  return forms;
}

const readFormats = new Map<string, readonly UnnamedResource[]>();

/** The catalogue writes several forms of one type with commas between them. */
function readForms(formats: string): readonly UnnamedResource[] {
  let forms = readFormats.get(formats);
  if (!forms) {
    forms = formats.split(/,\s*/).flatMap(readForm);
    readFormats.set(formats, forms);
  }
  return forms;
}

function readForm(format: string): UnnamedResource[] {
  const [prefix, , service = "", region = "", account = "", ...rest] = format.split(":");
  // What there is once in an account has no name that could be left out.
  if (prefix !== "arn" || !rest.join(":").includes("$")) return [];
  const resource = rest.join(":").replace(/\$\{\w+\}/g, unnamed);
  const serviceOrAny = service.includes("$") ? "*" : service;
  return [
    {
      form: format.replace(`\${Partition}`, "aws"),
      pattern: (place) =>
        `arn:${place.partition}:${serviceOrAny}:${region && "*"}:${account && place.account}:${resource}`,
      service: serviceOrAny,
      hasRegion: region !== "",
      hasAccount: account !== "",
      resource,
    },
  ];
}

/** The unnamed resources that the statement is about: what it allows on them, it allows on (nearly) all. */
export function reachedUnnamed(
  statement: Statement,
  resources: readonly UnnamedResource[],
): readonly UnnamedResource[] {
  const { resource, notResource } = statement;
  if (notResource) {
    if (notResource.values.some((value) => readPattern(value).isEvery)) return [];
    return resources.filter((each) => !notResource.values.some((value) => reaches(value, each)));
  }
  if (!resource) return [];
  if (resource.values.some((value) => readPattern(value).isEvery)) return resources;
  return resources.filter((each) => resource.values.some((value) => reaches(value, each)));
}

/** The same, but only what is reached in every Region and account. */
export function reachedEverywhere(
  { resource }: Statement,
  resources: readonly UnnamedResource[],
): readonly UnnamedResource[] {
  return resources.filter((each) =>
    resource?.values.some((value) => {
      const { isEvery, arn } = readPattern(value);
      const isOpen = (component: string): boolean => component === "" || /^\*+$/.test(component);
      return isEvery || (arn && isOpen(arn.region) && isOpen(arn.account) && reaches(value, each));
    }),
  );
}

/** The value by which the statement reaches one of the resources; for `NotResource`, none. */
export function reachingValue(
  { resource }: Statement,
  resources: readonly UnnamedResource[],
): TextValue | undefined {
  return resource?.values.find((value) => resources.some((each) => reaches(value, each)));
}

/** A resource pattern as it is compared: its components, of which an unknown part is one character. */
interface ReadPattern {
  readonly isEvery: boolean;
  /** Absent when the text is no ARN of six components. */
  readonly arn?: {
    readonly service: string;
    readonly region: string;
    readonly account: string;
    readonly resource: string;
  };
  readonly text: string;
}

const readPatterns = new WeakMap<TextValue, ReadPattern>();

function readPattern(value: TextValue): ReadPattern {
  let pattern = readPatterns.get(value);
  if (!pattern) {
    const arn = parseArn(value);
    pattern = {
      isEvery: isEveryResource(value),
      text: placeholderText(value),
      ...(arn && {
        arn: {
          service: placeholderText(arn.service),
          region: placeholderText(arn.region),
          account: placeholderText(arn.account),
          resource: placeholderText(arn.resource),
        },
      }),
    };
    readPatterns.set(value, pattern);
  }
  return pattern;
}

/** Whether the pattern matches the unnamed resource, in whichever Region and account. */
function reaches(value: TextValue, resource: UnnamedResource): boolean {
  const { isEvery, arn, text } = readPattern(value);
  if (isEvery) return true;
  if (!arn) {
    // Fewer components: the last one stands for the rest.
    const { service, hasRegion, hasAccount } = resource;
    const example = ["arn", "aws", service === "*" ? "ec2" : service];
    example.push(hasRegion ? "eu-west-1" : "", hasAccount ? "111122223333" : "", resource.resource);
    return matchesGlob(text, example.join(":"));
  }
  const fits = (component: string, isPresent: boolean): boolean =>
    /^\*+$/.test(component) || isPresent === (component !== "");
  return (
    (resource.service === "*" || matchesGlob(arn.service, resource.service)) &&
    fits(arn.region, resource.hasRegion) &&
    fits(arn.account, resource.hasAccount) &&
    matchesGlob(arn.resource, resource.resource)
  );
}
