import { type Difference, differenceOf } from "./difference.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type PolicySet, readSet } from "./policy-set.ts";
import { Symbols } from "./symbols.ts";

export type { Difference, Undecided } from "./difference.ts";
export type { PolicySet } from "./policy-set.ts";

export interface AccessComparison {
  readonly granted: Difference;
  readonly removed: Difference;
  /** True only when it is proved that both allow the same. */
  readonly equal: boolean;
}

/**
 * What `head` allows that `base` does not, and the reverse, over all requests there can be. Every
 * line carries a request that the plain evaluator confirmed. Never throws for what a policy says;
 * past a limit the part in question is undecided.
 */
export function compareAccess(
  base: PolicySet,
  head: PolicySet,
  limits: Limits = defaultLimits,
): AccessComparison {
  const symbols = new Symbols();
  const frame = { symbols, limits };
  const sides = { base: readSet(base, symbols), head: readSet(head, symbols) };
  const granted = differenceOf(sides.head, sides.base, frame);
  const removed = differenceOf(sides.base, sides.head, frame);
  const isEmpty = ({ lines, undecided }: Difference): boolean =>
    lines.length === 0 && undecided.length === 0;
  return { granted, removed, equal: isEmpty(granted) && isEmpty(removed) };
}

/**
 * What `head` allows that `base` does not, alone: half of the work where the reverse is of no interest.
 */
export function newAccess(
  base: PolicySet,
  head: PolicySet,
  limits: Limits = defaultLimits,
): Difference {
  const symbols = new Symbols();
  return differenceOf(readSet(head, symbols), readSet(base, symbols), { symbols, limits });
}
