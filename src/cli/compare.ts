import { compareDocuments, type DocumentComparison } from "../access/compare-documents.ts";
import { UsageError } from "../git/usage-error.ts";
import type { PolicyType } from "../policy/policy.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { readPolicyDocument } from "../policy/read-policy-document.ts";
import {
  type AccessAnswer,
  comparisonData,
  comparisonJson,
  comparisonTerminal,
} from "../reports/comparison.ts";
import { escapeJson } from "../reports/json.ts";
import { parseFile } from "../sources/json/parse-json.ts";
import { awsValidator } from "./aws-validator.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { type Io, terminalOptions } from "./io.ts";
import { documentText, type LineRequest, requestLines } from "./json-lines.ts";
import { readStdin, readText } from "./read-text.ts";

interface CompareOptions {
  readonly policyType?: PolicyType;
  readonly resourceType?: string;
  readonly format: "terminal" | "json";
  readonly jsonl?: boolean;
  readonly aws?: boolean;
}

/** `leastwise compare`: what one policy document grants that another does not, each taken alone. */
export async function compare(
  files: readonly string[],
  options: CompareOptions,
  io: Io,
): Promise<ExitStatus> {
  if (options.jsonl) {
    if (files.length > 0 || options.aws) {
      throw new UsageError("--jsonl reads the standard input: it takes no files, and no --aws");
    }
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
  const existing = await readDocument(oldFile, io);
  const candidate = await readDocument(newFile, io);
  const comparison = compareDocuments(existing.document, candidate.document);
  const answer = options.aws
    ? await askAws(existing.text, candidate.text, options.policyType, io)
    : undefined;
  io.stdout.write(
    options.format === "json"
      ? comparisonJson(comparison, answer)
      : comparisonTerminal(comparison, terminalOptions(io), answer),
  );
  return statusWith(statusOf(comparison), answer);
}

/** CheckNoNewAccess, one paid check: whoever gives `--aws` here has asked for it. */
async function askAws(
  existing: string,
  candidate: string,
  policyType: PolicyType,
  io: Io,
): Promise<AccessAnswer> {
  if (policyType !== "IDENTITY_POLICY" && policyType !== "RESOURCE_POLICY") {
    throw new UsageError("--aws goes with IDENTITY_POLICY and RESOURCE_POLICY only");
  }
  const validator = await awsValidator(io);
  const [answer] = await validator.ask([
    { check: "no-new-access", text: ascii(candidate), existing: ascii(existing), policyType },
  ]);
  if (answer && "result" in answer) return answer;
  return { problem: answer && "problem" in answer ? answer.problem : "AWS gave no answer" };
}

/** The same JSON in ASCII: other characters stand in its strings only. */
function ascii(json: string): string {
  return json
    .replace(/^\u{feff}/u, "")
    .replace(
      /[^\0-\x7f]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

/**
 * New access that either of the two sees is new access. What we could not decide AWS has decided;
 * without its answer something is missing.
 */
function statusWith(status: ExitStatus, answer: AccessAnswer | undefined): ExitStatus {
  if (!answer || status === exitStatus.findings) return status;
  if ("problem" in answer) return exitStatus.incomplete;
  return answer.result === "FAIL" ? exitStatus.findings : exitStatus.clean;
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

async function readDocument(
  file: string,
  io: Io,
): Promise<{ readonly text: string; readonly document: PolicyDocument }> {
  const text = file === "-" ? await readStdin(io) : await readText(file, io);
  const document = parseDocument(file, text);
  if (typeof document === "string") throw new UsageError(`${file} ${document}`);
  return { text, document };
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
