import { type FindingType, isAtLeast } from "../findings/finding.ts";
import { UsageError } from "../git/usage-error.ts";
import type { PolicyType } from "../policy/policy.ts";
import { type Validation, validationJson, validationTerminal } from "../reports/validation.ts";
import { visibleText } from "../reports/visible-text.ts";
import { askEach } from "../review/policy-validator.ts";
import { awsValidator } from "./aws-validator.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { type Io, terminalOptions } from "./io.ts";
import { readStdin, readText } from "./read-text.ts";
import { validateLines } from "./validate-lines.ts";
import { questionsAbout, validatePolicy } from "./validate-policy.ts";

interface ValidateOptions {
  readonly policyType?: PolicyType;
  readonly resourceType?: string;
  readonly failOn: FindingType;
  readonly format: "terminal" | "json";
  readonly aws?: boolean;
  readonly jsonl?: boolean;
}

/** `leastwise validate`: single policy documents, by the offline engine, and by AWS if asked for. */
export async function validate(
  files: readonly string[],
  options: ValidateOptions,
  io: Io,
): Promise<ExitStatus> {
  const { policyType, resourceType, failOn } = options;
  if (options.jsonl) {
    if (files.length > 0 || options.aws) {
      throw new UsageError("--jsonl reads the standard input: it takes no files, and no --aws");
    }
    return validateLines(failOn, io);
  }
  if (files.length === 0) throw new UsageError("validate takes policy documents");
  if (policyType === undefined) {
    throw new UsageError("required option '--policy-type <type>' not specified");
  }
  if (resourceType !== undefined && policyType !== "RESOURCE_POLICY") {
    throw new UsageError("--resource-type goes with --policy-type RESOURCE_POLICY only");
  }
  if (files.filter((file) => file === "-").length > 1) {
    throw new UsageError("the standard input (-) can be read only once");
  }
  const validator = options.aws ? await awsValidator(io) : undefined;
  const validations: Validation[] = [];
  const refused = new Set<string>();
  let isIncomplete = false;
  for (const file of files) {
    const text = file === "-" ? await readStdin(io) : await readText(file, io);
    const name = file === "-" ? "<stdin>" : file;
    const request = { file: name, text, policyType, resourceType };
    const answers = validator ? await askEach(questionsAbout(request), validator) : [];
    isIncomplete ||= answers.some(({ answer }) => "problem" in answer);
    const { remarks, refusal, ...validation } = validatePolicy(request, answers);
    if (refusal !== undefined) {
      io.stderr.write(`leastwise: ${visibleText(name)}: ${refusal}\n`);
      isIncomplete = true;
      refused.add(name);
    }
    for (const remark of remarks)
      io.stderr.write(
        `leastwise: ${visibleText(name)}: AWS Access Analyzer: ${visibleText(remark)}\n`,
      );
    validations.push({ file: name, ...validation });
  }
  const judged = validations.filter(({ file }) => !refused.has(file));
  if (options.format === "json") io.stdout.write(validationJson(validations));
  else if (judged.length > 0) io.stdout.write(validationTerminal(judged, terminalOptions(io)));
  const failing = validations.some(({ findings }) =>
    findings.some(({ findingType }) => isAtLeast(findingType, failOn)),
  );
  if (failing) return exitStatus.findings;
  return isIncomplete ? exitStatus.incomplete : exitStatus.clean;
}
