import { ask } from "../../access/ask.ts";
import { coversAction } from "../../policy/pattern.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalGrant } from "../canonical.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, onlyIfValue, quoted, quotedValue } from "../wording.ts";
import { attachedPolicies, heldDocuments } from "./held-documents.ts";
import { reportedAsAWhole } from "./reported-as-a-whole.ts";

const transfers = ["cloudshell:GetFileUploadUrls", "cloudshell:GetFileDownloadUrls"];
const everything = "AWSCloudShellFullAccess";

/**
 * CloudShell with file transfer: data leaves the account through the browser, past every network
 * control. Patterns over several services are reported as what they are.
 */
export const cloudshellFileTransfer: Rule = {
  issueCode: "CLOUDSHELL_FILE_TRANSFER",
  findingType: "WARNING",
  summary: "files can be moved in and out through CloudShell",
  controls: [
    "CIS AWS 5.0.0 1.21",
    "CIS AWS 6.0.0 2.21",
    "CIS AWS 7.0.0 2.20",
    "NIST 800-53 AC-4 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
    "ISO 27001 A.8.12 (own judgement)",
  ],
  yieldsTo: reportedAsAWhole,

  *principal(principal): Iterable<AddressedProblem> {
    const remedy =
      "Allow CloudShell without `cloudshell:GetFileUploadUrls` and `cloudshell:GetFileDownloadUrls`.";
    const allowed = (actions: readonly string[]): boolean =>
      ask(principal.policies, { actions }).result !== "not allowed";
    for (const { policy, document } of heldDocuments(principal)) {
      for (const statement of document.statements) {
        if (statement.effect !== "Allow") continue;
        const value = statement.action?.values.find(
          (each) =>
            displayText(each).toLowerCase().startsWith("cloudshell:") &&
            transfers.some((action) => coversAction(each, action) === "yes"),
        );
        // Nobody can transfer without a session.
        if (!value || !allowed(transfers) || !allowed(["cloudshell:CreateSession"])) continue;
        yield {
          address: policy.address,
          at: value.range,
          subject: canonicalGrant(statement, displayText(value), "CloudShell"),
          details: `${quotedValue(value)} lets whoever has this principal move files in and out of the account through CloudShell. ${remedy}${onlyIf(statement, value)}`,
        };
      }
    }
    for (const value of attachedPolicies(principal)) {
      if (!displayText(value).endsWith(`:iam::aws:policy/${everything}`)) continue;
      yield {
        address: principal.address,
        at: value.range,
        subject: `attaches ${everything}`,
        details: `${quoted(everything)} lets whoever has this principal move files in and out of the account through CloudShell. Write a policy of your own: ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}${onlyIfValue(value)}`,
      };
    }
  },
};
