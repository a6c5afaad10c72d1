import { displayText } from "../../policy/text-value.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/**
 * A long-lived access key of an IAM user: it does not expire, and lies in the state of whatever
 * tool made it. Roles give short-lived credentials.
 */
export const iamUserAccessKey: Rule = {
  issueCode: "IAM_USER_ACCESS_KEY",
  findingType: "WARNING",
  summary: "an IAM user gets a long-lived access key",
  controls: [
    "NIST 800-53 AC-2 (own judgement)",
    "NIST 800-53 IA-5 (own judgement)",
    "ISO 27001 A.5.17 (own judgement)",
  ],

  *owner({ type, name, accessKeys }) {
    if (type !== "AWS::IAM::User") return;
    for (const { range } of accessKeys) {
      yield {
        at: range,
        subject: "access key",
        details: `This creates an access key that never expires${name ? ` for the user ${quoted(displayText(name))}` : ""}, and its secret lands where the infrastructure's state is kept. Let people and programs assume a role instead.`,
      };
    }
  },
};
