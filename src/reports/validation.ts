import type { FindingType } from "../findings/finding.ts";
import type { ReviewFinding } from "../review/review.ts";
import { jsonText } from "./json.ts";
import { findingBlock, type TerminalOptions, textWidth } from "./terminal.ts";
import { painter } from "./terminal-style.ts";
import { countByType, counted } from "./wording.ts";

/** A finding exactly as Access Analyzer's `ValidatePolicy` returns it. */
export interface ValidatePolicyFinding {
  readonly findingType: FindingType;
  readonly issueCode: string;
  readonly findingDetails: string;
  readonly learnMoreLink: string;
  readonly locations: readonly ValidatePolicyLocation[];
}

export interface ValidatePolicyLocation {
  readonly path: readonly PathElement[];
  /** `start` inclusive, `end` exclusive. */
  readonly span: { readonly start: SpanPosition; readonly end: SpanPosition };
}

export type PathElement =
  | { readonly value: string }
  | { readonly index: number }
  | { readonly key: string };

/** The line from 1; the column and the offset from 0, in UTF-16 units. */
export interface SpanPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** What the validation of one policy document found, for people and for programs. */
export interface Validation {
  /** The name of the file as it was given. */
  readonly file: string;
  readonly findings: readonly ReviewFinding[];
  readonly apiFindings: readonly ValidatePolicyFinding[];
}

/**
 * The JSON contract of `leastwise validate`: `{ findings }` as the API has them. With several
 * documents every finding also says which `file` it is about.
 */
export function validationJson(validations: readonly Validation[]): string {
  const several = validations.length > 1;
  return jsonText({
    findings: validations.flatMap(({ file, apiFindings }) =>
      apiFindings.map((finding) => (several ? { ...finding, file } : finding)),
    ),
  });
}

export function validationTerminal(
  validations: readonly Validation[],
  options: TerminalOptions,
): string {
  const paint = painter(options.color);
  const width = textWidth(options);
  const findings = validations.flatMap((validation) => validation.findings);
  const documents = counted(validations.length, "policy document");
  const verdict =
    findings.length === 0
      ? `${paint("bold", paint("green", "Valid."))} Nothing found in ${documents}.`
      : `${paint("bold", `${countByType(findings)}`)} in ${documents}.`;
  return [...findings.map((finding) => findingBlock(finding, paint, width)), [verdict]]
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}
