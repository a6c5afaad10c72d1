import { actionCount, actionsOf, actionsTotal, servicePrefixes } from "./catalog.ts";

/** A yes or no for an action in lower case, `iam:passrole`. */
export type ActionTest = (action: string) => boolean;

/**
 * The share of all known actions (0 to 1) that pass a test. `wholeService` may say the answer for
 * all actions of a service at once, so that the service need not be read.
 */
export function actionShare(
  includes: ActionTest,
  wholeService: (prefix: string) => boolean | undefined,
): number {
  let count = 0;
  for (const prefix of servicePrefixes()) {
    const whole = wholeService(prefix);
    if (whole === undefined) {
      count += actionsOf(prefix).filter(({ name }) =>
        includes(`${prefix}:${name.toLowerCase()}`),
      ).length;
    } else if (whole) {
      count += actionCount(prefix);
    }
  }
  return count / actionsTotal;
}
