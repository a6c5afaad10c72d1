import { type FindingType, isAtLeast } from "../findings/finding.ts";
import { type PolicyType, policyTypes } from "../policy/policy.ts";
import { escapeJson } from "../reports/json.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import type { Io } from "./io.ts";
import { documentText, type LineRequest, requestLines } from "./json-lines.ts";
import { validatePolicy } from "./validate-policy.ts";

/**
 * `leastwise validate --jsonl`: one request a line on the standard input, `{ id, policyType,
 * resourceType, text }`, one answer a line in the same order: `{ id, findings }` as the API has
 * them, `{ id, error }` for a request that cannot be read, and both, without findings, for a policy
 * that the API would refuse.
 */
export async function validateLines(failOn: FindingType, io: Io): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.clean;
  for await (const request of requestLines(io.stdin)) {
    const { answer, result } = answerTo(request, failOn);
    io.stdout.write(`${escapeJson(JSON.stringify(answer))}\n`);
    if (result === "unread") status = exitStatus.incomplete;
    else if (result === "found" && status === exitStatus.clean) status = exitStatus.findings;
  }
  return status;
}

function answerTo(
  request: LineRequest,
  failOn: FindingType,
): { readonly answer: object; readonly result: "clean" | "found" | "unread" } {
  if ("answer" in request) return { answer: request.answer, result: "unread" };
  const { id, fields } = request;
  const { text, resourceType } = fields;
  const policyType = policyTypes.find((type) => type === fields.policyType);
  const error = wrongField(text, policyType, resourceType);
  if (error !== undefined || policyType === undefined) {
    return { answer: { id, error }, result: "unread" };
  }
  const { apiFindings, refusal } = validatePolicy({
    file: "<stdin>",
    text: documentText(text),
    policyType,
    resourceType: typeof resourceType === "string" ? resourceType : undefined,
  });
  if (refusal !== undefined) {
    return { answer: { id, error: refusal, findings: apiFindings }, result: "unread" };
  }
  const found = apiFindings.some(({ findingType }) => isAtLeast(findingType, failOn));
  return { answer: { id, findings: apiFindings }, result: found ? "found" : "clean" };
}

function wrongField(
  text: unknown,
  policyType: PolicyType | undefined,
  resourceType: unknown,
): string | undefined {
  if (text === undefined) return "`text` is missing";
  if (policyType === undefined) return `\`policyType\` must be one of ${policyTypes.join(", ")}`;
  if (resourceType === undefined || resourceType === null) return undefined;
  if (typeof resourceType !== "string") return "`resourceType` must be a text";
  if (policyType !== "RESOURCE_POLICY") return "`resourceType` goes with RESOURCE_POLICY only";
  return undefined;
}
