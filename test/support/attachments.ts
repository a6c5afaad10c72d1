import type { Inventory, Owner } from "../../src/policy/inventory.ts";
import { displayText, type When } from "../../src/policy/text-value.ts";

/** Who holds what, as lines: policies with their holders, owners with what they get and what limits them. */
export function attachmentsOf({ policies, owners, elsewhere = [] }: Inventory): string[] {
  return [
    ...policies
      .filter(({ kind }) => kind !== "trust")
      .map(({ address, kind, owner, attachedTo, attachedWhen }) =>
        [
          `${kind} ${address}`,
          owner === undefined ? "" : ` of ${owner}`,
          attachedTo ? ` to ${attachedTo.join(", ")}` : "",
          ...[...(attachedWhen ?? [])].map(([holder, when]) => ` (${holder} ${conditions(when)})`),
        ].join(""),
      ),
    ...owners.flatMap((owner) => ownerLines(owner, "")),
    ...elsewhere.flatMap((owner) => ownerLines(owner, "elsewhere: ")),
  ];
}

function ownerLines(owner: Owner, lead: string): string[] {
  const { address, variantOf, foreignPolicies = [], groups = [], boundaryPolicy } = owner;
  const facts = [
    ...(variantOf === undefined ? [] : [`is ${variantOf}`]),
    ...foreignPolicies.map(
      (text) => `has ${displayText(text)}${text.when ? ` ${conditions(text.when)}` : ""}`,
    ),
    ...groups.map((group) => `in ${group}`),
    ...(boundaryPolicy === undefined ? [] : [`within ${boundaryPolicy}`]),
  ];
  return facts.length === 0 && lead === ""
    ? []
    : [`${lead}${address} ${facts.join("; ")}`.trimEnd()];
}

function conditions(when: readonly When[]): string {
  return `if ${when.map(({ condition, holds }) => `${holds ? "" : "not "}${condition.reference}`).join(" and ")}`;
}
