import { ask } from "../../access/ask.ts";
import type { Suggestion } from "../../findings/finding.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { addedStatement } from "../addition.ts";
import { canonicalGrant } from "../canonical.ts";
import { removal } from "../removal.ts";
import type { AddressedProblem, Rule } from "../rule.ts";
import { onlyIf, onlyIfValue, quoted, quotedValue } from "../wording.ts";
import { attachedPolicies, heldDocuments } from "./held-documents.ts";
import { reportedAsAWhole } from "./reported-as-a-whole.ts";

const transfers = ["cloudshell:GetFileUploadUrls", "cloudshell:GetFileDownloadUrls"];
/** The actions go from their list; where a pattern allows them, a Deny takes them away. */
function withoutTransfers(statement: Statement, document: PolicyDocument): Suggestion | undefined {
  const values = statement.action?.values ?? [];
  const isTransfer = (value: TextValue) =>
    transfers.some((action) => action.toLowerCase() === knownText(value)?.toLowerCase());
  const covering = values.filter((value) =>
    transfers.some((action) => coversAction(value, action) !== "no"),
  );
  if (covering.every(isTransfer)) {
    return removal(
      values.map(({ range }) => range),
      (index) => covering.some((value) => value === values[index]),
      "Remove the actions that move files",
    );
  }
  return addedStatement(
    document,
    [
      ["Sid", "DenyCloudShellFileTransfer"],
      ["Effect", "Deny"],
      ["Action", transfers],
      ["Resource", "*"],
    ],
    "Refuse to move files, with a `Deny`",
  );
}

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
        const suggestion = withoutTransfers(statement, policy.document);
        yield {
          address: policy.address,
          at: value.range,
          ...(suggestion && { suggestion }),
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
