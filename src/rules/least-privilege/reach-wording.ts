import type { AccessPrincipal } from "../../access/principals.ts";
import type { FindingType } from "../../findings/finding.ts";
import type { Problem } from "../rule.ts";
import type { Reach } from "./reach.ts";

/** What the reach of an Allow changes about its finding. The sentence has a space in front, or is empty. */
interface LessByReach {
  readonly sentence: string;
  readonly problem: Pick<Problem, "findingType" | "confidence">;
}

/** @param findingType of the rule. */
export function lessByReach(
  reach: Exclude<Reach, "gone">,
  findingType: FindingType = "SECURITY_WARNING",
): LessByReach {
  switch (reach) {
    case "full":
      return { sentence: "", problem: {} };
    case "limited":
      return {
        sentence:
          " Conditions limit from where, through what or how it can be used, but not to which resources.",
        problem: { findingType: oneStepLess(findingType) },
      };
    case "undecided":
      return {
        sentence:
          " Whether conditions or other policies of the principal take it away could not be decided.",
        problem: { findingType: oneStepLess(findingType), confidence: "likely" },
      };
  }
}

/** What it changes that a principal has a boundary whose content is not known. */
export function lessByBoundary({ hasUnknownBoundary }: AccessPrincipal): LessByReach {
  if (!hasUnknownBoundary) return { sentence: "", problem: {} };
  return {
    sentence: " Its boundary is not in the repository, and may stop this.",
    problem: { confidence: "likely" },
  };
}

function oneStepLess(type: FindingType): FindingType {
  return type === "SECURITY_WARNING" ? "WARNING" : "SUGGESTION";
}
