import type { Witness } from "../../access/witness.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { writtenDocument } from "../../policy/written-document.ts";
import { quoted } from "../wording.ts";
import type { DemandedCondition } from "./custom-rule.ts";

/**
 * Lets everything through but requests that meet all of the conditions: what a set of policies
 * allows below it are the requests that lack one. At least one.
 */
export function onlyWithout(conditions: readonly DemandedCondition[]): PolicyDocument {
  const byOperator: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) {
    byOperator[operator] = { ...byOperator[operator], [key]: values };
  }
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const guarded = { Effect: "Deny", Action: "*", Resource: "*", Condition: byOperator };
  return writtenDocument({ Version: "2012-10-17", Statement: [everything, guarded] });
}

/** The second of two conditions on one key by one operator: a policy cannot hold both. */
export function repeatedCondition(
  conditions: readonly DemandedCondition[],
): DemandedCondition | undefined {
  const known = new Set<string>();
  return conditions.find(({ operator, key }) => {
    const name = `${operator} ${key}`.toLowerCase();
    const isRepeated = known.has(name);
    known.add(name);
    return isRepeated;
  });
}

/** One request in words, with what it brings for the keys that were asked about. */
export function exampleOf({ request }: Witness, conditions: readonly DemandedCondition[]): string {
  const { action, resource, principal, context } = request;
  const brought = new Map([...context].map(([key, value]) => [key.toLowerCase(), value]));
  const keys = new Map(conditions.map(({ key }) => [key.toLowerCase(), key]));
  const parts = [...keys].slice(0, keysMax).map(([lower, key]) => {
    const value = brought.get(lower);
    if (value === undefined) return `without ${quoted(key)}`;
    const values = typeof value === "string" ? [value] : value;
    return `with ${values.slice(0, keysMax).map(quoted).join(", ")} as ${quoted(key)}`;
  });
  const by = principal && principalText(principal);
  return [
    `${quoted(action)}${by === undefined ? ` on ${quoted(resource)}` : ` by ${by}`}`,
    ...parts,
  ].join(", ");
}

/** Keys, and values of a key, that an example names. */
const keysMax = 4;

function principalText(principal: NonNullable<Witness["request"]["principal"]>): string {
  switch (principal.type) {
    case "AWS":
      return quoted(principal.sessionArn ?? principal.arn);
    case "Service":
      return quoted(principal.name);
    case "Federated":
      return quoted(principal.provider);
    case "CanonicalUser":
      return quoted(principal.id);
    case "Anonymous":
      return "anybody";
  }
}
