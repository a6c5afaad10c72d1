import { compareDocuments, type DocumentComparison } from "../access/compare-documents.ts";
import { UsageError } from "../git/usage-error.ts";
import type { PolicyType } from "../policy/policy.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { readPolicyDocument } from "../policy/read-policy-document.ts";
import { comparisonData, comparisonJson, comparisonTerminal } from "../reports/comparison.ts";
import { escapeJson } from "../reports/json.ts";
import { parseFile } from "../sources/json/parse-json.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { type Io, terminalOptions } from "./io.ts";
import { documentText, type LineRequest, requestLines } from "./json-lines.ts";
import { readStdin, readText } from "./validate.ts";

interface CompareOptions {
  readonly policyType?: PolicyType;
  readonly resourceType?: string;
  readonly format: "terminal" | "json";
  readonly jsonl?: boolean;
}

/** `leastwise compare`: what one policy document grants that another does not, each taken alone. */
export async function compare(
  files: readonly string[],
  options: CompareOptions,
  io: Io,
): Promise<ExitStatus> {
  if (options.jsonl) {
    if (files.length > 0)
      throw new UsageError("--jsonl reads the standard input, and takes no files");
    return compareLines(io);
  }
  const [oldFile, newFile] = files;
  if (oldFile === undefined || newFile === undefined || files.length > 2) {
    throw new UsageError("compare takes two policy documents, OLD and NEW");
  }
  if (options.policyType === undefined) {
    throw new UsageError("required option '--policy-type <type>' not specified");
  }
  if (options.resourceType !== undefined && options.policyType !== "RESOURCE_POLICY") {
    throw new UsageError("--resource-type goes with --policy-type RESOURCE_POLICY only");
  }
  if (oldFile === "-" && newFile === "-") {
    throw new UsageError("the standard input (-) can be read only once");
  }
  const comparison = compareDocuments(
    await readDocument(oldFile, io),
    await readDocument(newFile, io),
  );
  io.stdout.write(
    options.format === "json"
      ? comparisonJson(comparison)
      : comparisonTerminal(comparison, terminalOptions(io)),
  );
  return statusOf(comparison);
}

function statusOf({ result }: DocumentComparison): ExitStatus {
  switch (result) {
    case "PASS":
      return exitStatus.clean;
    case "FAIL":
      return exitStatus.findings;
    case "UNDECIDED":
      return exitStatus.incomplete;
  }
}

async function readDocument(file: string, io: Io): Promise<PolicyDocument> {
  const text = file === "-" ? await readStdin(io) : await readText(file, io);
  const document = parseDocument(file, text);
  if (typeof document === "string") throw new UsageError(`${file} ${document}`);
  return document;
}

/** The document, or what is wrong with the text. */
function parseDocument(file: string, text: string): PolicyDocument | string {
  const { node, problems } = parseFile(file, text);
  if (!node || problems.length > 0) return `is not JSON: ${problems[0]?.details ?? "it is empty"}`;
  if (node.kind !== "object") return "is not a policy document: it is no JSON object";
  return readPolicyDocument(node);
}

/**
 * One request a line on the standard input, one answer a line, in the same order. A request that
 * cannot be read gets an answer with `error`.
 */
async function compareLines(io: Io): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.clean;
  for await (const request of requestLines(io.stdin)) {
    const { answer, result } = answerTo(request);
    io.stdout.write(`${escapeJson(JSON.stringify(answer))}\n`);
    if (result === undefined || result === "UNDECIDED") status = exitStatus.incomplete;
    else if (result === "FAIL" && status === exitStatus.clean) status = exitStatus.findings;
  }
  return status;
}

function answerTo(request: LineRequest): {
  answer: object;
  result?: DocumentComparison["result"];
} {
  if ("answer" in request) return request;
  const { id, fields } = request;
  const documents: PolicyDocument[] = [];
  for (const name of ["existing", "candidate"]) {
    const given = fields[name];
    if (given === undefined) return { answer: { id, error: `\`${name}\` is missing` } };
    const document = parseDocument(name, documentText(given));
    if (typeof document === "string") return { answer: { id, error: `\`${name}\` ${document}` } };
    documents.push(document);
  }
  const [existing, candidate] = documents;
  if (!existing || !candidate) return { answer: { id, error: "a document is missing" } };
  const comparison = compareDocuments(existing, candidate);
  return { answer: { id, ...comparisonData(comparison) }, result: comparison.result };
}
