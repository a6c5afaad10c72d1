import { ask } from "../../access/ask.ts";
import type { Rule } from "../rule.ts";

/**
 * A boundary that has nothing in common with the policies of its principal, which then may do nothing
 * at all: mostly the boundary is the wrong one. A hint, since a principal can be closed down on
 * purpose.
 */
export const boundaryAllowsNothing: Rule = {
  issueCode: "BOUNDARY_ALLOWS_NOTHING",
  findingType: "WARNING",
  summary: "a permissions boundary leaves nothing of what the policies allow",
  confidence: "hint",
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 CM-6 (own judgement)",
    "ISO 27001 A.8.9 (own judgement)",
  ],

  *principal({ address, boundary, owner, policies }) {
    if (!boundary || !owner) return;
    const { grants } = policies;
    if (ask(policies, {}).result !== "not allowed") return;
    if (ask({ grants }, {}).result !== "allowed") return;
    yield {
      address,
      at: owner.permissionsBoundary?.range ?? owner.range,
      subject: "a boundary without anything in common with the policies",
      details:
        "Nothing that the policies allow is allowed by this boundary as well, so that the principal may do nothing. Attach the boundary that was meant, or add to it what the policies are for.",
      related: [{ range: boundary.range, message: "the boundary" }],
    };
  },
};
