import type { Inventory } from "../../policy/inventory.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";

/**
 * Whether the name of the resource that a policy belongs to, or the ARNs in the statement, fit.
 *
 * @param wanted a linear expression.
 */
export function hasLiteralName(
  { owner }: Policy,
  { resource }: Statement,
  { owners }: Inventory,
  wanted: RegExp,
): boolean {
  const name = owners.find(({ address }) => address === owner)?.name;
  const arns = (resource?.values ?? []).map(displayText);
  return [...(name ? [displayText(name)] : []), ...arns].some((text) => wanted.test(text));
}
