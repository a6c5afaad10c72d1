import { parseArn } from "../../policy/arn.ts";
import { hasWildcard, isStar } from "../../policy/pattern.ts";
import { placeholderText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quotedValue } from "../wording.ts";

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
      if (!/[*?]/.test(placeholderText(value).split(":", 3)[2] ?? "")) continue;
      const service = parseArn(value)?.service;
      if (!service || !hasWildcard(service) || isStar(service)) continue;
      yield {
        at: value.range,
        subject: placeholderText(value),
        details: `The service of ${quotedValue(value)} has a wildcard, which includes every service that fits, also later ones. Name the services.`,
      };
    }
  },
};
