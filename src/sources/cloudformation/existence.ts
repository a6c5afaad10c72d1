import { displayText, type When } from "../../policy/text-value.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Resource } from "./template.ts";

/** The condition under which a resource exists; `undefined` when it surely does not. */
export function existence(resource: Resource, { conditions }: Evaluator): When[] | undefined {
  const { condition } = resource;
  if (!condition) return [];
  const name = displayText(condition);
  const decided = conditions.decide(name);
  if (decided === false) return undefined;
  if (decided) return [];
  return [{ condition: conditions.unknown(name, condition.range), holds: true }];
}
