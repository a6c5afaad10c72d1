import { parseArn } from "../../policy/arn.ts";
import { hasWildcard } from "../../policy/pattern.ts";
import { placeholderText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quotedValue } from "../wording.ts";
import { isStarWithoutUnknowns } from "./star-without-unknowns.ts";

/**
 * A wildcard within the service of an ARN includes services that nobody chose, and that AWS adds
 * later. A service of nothing but `*` is left alone, and so are the prefixes of actions: of neither
 * is there an example.
 */
export const wildcardInServiceName: Rule = {
  issueCode: "WILDCARD_IN_SERVICE_NAME",
  findingType: "SUGGESTION",
  summary: "the service of an ARN has a wildcard",
  accessAnalyzer: true,

  *statement({ resource, notResource }) {
    for (const value of [resource, notResource].flatMap((element) => element?.values ?? [])) {
      // Nearly every ARN is done with this.
      if (!hasWildcardInService(placeholderText(value))) continue;
      const service = parseArn(value)?.service;
      if (!service || !hasWildcard(service) || isStarWithoutUnknowns(service)) continue;
      yield {
        at: value.range,
        subject: placeholderText(value),
        details: `The service of ${quotedValue(value)} has a wildcard, which includes every service that fits, also later ones. Name the services.`,
      };
    }
  },
};

/** Whether the third field of an ARN has a wildcard. */
function hasWildcardInService(arn: string): boolean {
  const start = arn.indexOf(":", arn.indexOf(":") + 1) + 1;
  const end = arn.indexOf(":", start);
  return start > 1 && /[*?]/.test(arn.slice(start, end < 0 ? undefined : end));
}
