import { isStar } from "./pattern.ts";
import { placeholder, placeholderText, sliceText, type TextValue } from "./text-value.ts";

/** The components of `arn:partition:service:region:account:resource`. */
export interface Arn {
  readonly partition: TextValue;
  readonly service: TextValue;
  readonly region: TextValue;
  readonly account: TextValue;
  /** Everything behind the fifth colon, further colons included. */
  readonly resource: TextValue;
}

/**
 * Splits a text at its first five colons. `undefined` when it does not start with `arn:` or has
 * fewer components; then IAM's own matching lets the last one stand for the rest, which the caller
 * has to judge. An unknown part is taken to contain no colon, so a text that is one unknown part
 * has no components.
 *
 * IAM User Guide, "IAM JSON policy elements: Resource"; the pages contradict each other on whether
 * `*` reaches over a colon, so the components are kept apart.
 */
export function parseArn(value: TextValue): Arn | undefined {
  const text = placeholderText(value);
  const colons: number[] = [];
  for (let at = text.indexOf(":"); at >= 0 && colons.length < 5; at = text.indexOf(":", at + 1)) {
    colons.push(at);
  }
  const [first, second, third, fourth, fifth] = colons;
  if (first === undefined || second === undefined || third === undefined) return undefined;
  if (fourth === undefined || fifth === undefined) return undefined;
  if (text.slice(0, first) !== "arn") return undefined;
  return {
    partition: sliceText(value, first + 1, second),
    service: sliceText(value, second + 1, third),
    region: sliceText(value, third + 1, fourth),
    account: sliceText(value, fourth + 1, fifth),
    resource: sliceText(value, fifth + 1, text.length),
  };
}

/**
 * True when a resource pattern stands for every resource there is: `*`, `arn:*`, `arn:aws:*`,
 * `arn:aws:*:*:*:*`. A partition counts as every one, since an account lives in one partition.
 */
export function isEveryResource(value: TextValue): boolean {
  if (isStar(value)) return true;
  const text = placeholderText(value);
  if (text.includes(placeholder)) {
    // An unknown partition is one of AWS's; unknown elsewhere is one thing and not every one.
    const arn = parseArn(value);
    return arn !== undefined && [arn.service, arn.region, arn.account, arn.resource].every(isStar);
  }
  const [prefix, partition, ...rest] = text.split(":");
  if (prefix !== "arn" || partition === undefined) return false;
  const star = /^\*+$/;
  if (!star.test(partition) && !/^aws(-[a-z-]+)?$/.test(partition)) return false;
  if (rest.length === 0) return star.test(partition);
  return rest.every((component) => star.test(component));
}

/** True for a literal AWS account id. */
export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}
