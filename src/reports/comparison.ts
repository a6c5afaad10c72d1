import type { Difference, Undecided } from "../access/compare-access.ts";
import type { DocumentComparison } from "../access/compare-documents.ts";
import type { GrantLine } from "../access/grant-lines.ts";
import { principalText } from "../access/request.ts";
import type { CheckReason } from "../review/policy-validator.ts";
import { jsonText } from "./json.ts";
import type { TerminalOptions } from "./terminal.ts";
import { type Paint, painter, wrap } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";
import { counted } from "./wording.ts";

/** What IAM Access Analyzer's CheckNoNewAccess says of the same documents, or why it says nothing. */
export type AccessAnswer =
  | { readonly result: "PASS" | "FAIL"; readonly reasons: readonly CheckReason[] }
  | { readonly problem: string };

/** The JSON contract of `leastwise compare`; `accessAnalyzer` is there when AWS was asked. */
export function comparisonJson(comparison: DocumentComparison, answer?: AccessAnswer): string {
  return jsonText({ ...comparisonData(comparison), ...(answer && { accessAnalyzer: answer }) });
}

/**
 * The same as data. `result` and `reasons` are as in CheckNoNewAccess. `granted` and `removed` are
 * complete unless something is `undecided`; `equal` is true only when it is proved.
 */
export function comparisonData({ result, reasons, comparison }: DocumentComparison): object {
  const { granted, removed, equal } = comparison;
  const undecided = [
    ...granted.undecided.map((each) => ({ direction: "granted", ...undecidedData(each) })),
    ...removed.undecided.map((each) => ({ direction: "removed", ...undecidedData(each) })),
  ];
  return {
    result,
    reasons,
    equal,
    granted: granted.lines.map(lineData),
    removed: removed.lines.map(lineData),
    ...(undecided.length > 0 && { undecided }),
  };
}

function undecidedData({ policy: _, ...rest }: Undecided): object {
  return rest;
}

function lineData(line: GrantLine): object {
  const { request, assumptions } = line.witness;
  return {
    actions: line.actions,
    ...(line.actionsExcept.length > 0 && { actionsExcept: line.actionsExcept }),
    resources: line.resources,
    ...(line.resourcesExcept.length > 0 && { resourcesExcept: line.resourcesExcept }),
    ...(line.principals.length > 0 && { principals: line.principals }),
    conditions: line.conditions,
    accessLevels: line.accessLevels,
    ...(!line.practical && { theoretical: true }),
    statementIndex: line.statementIndex,
    ...(line.statementId !== undefined && { statementId: line.statementId }),
    witness: {
      principal: request.principal ? principalText(request.principal) : null,
      action: request.action,
      resource: request.resource,
      context: Object.fromEntries(
        [...request.context].filter(([key]) => !key.startsWith("\u0000")),
      ),
      ...(assumptions.size > 0 && { assumptions: Object.fromEntries(assumptions) }),
    },
  };
}

/** For people: the verdict first, then what is new and what is gone. */
export function comparisonTerminal(
  comparison: DocumentComparison,
  options: TerminalOptions,
  answer?: AccessAnswer,
): string {
  const paint = painter(options.color);
  const { granted, removed, equal } = comparison.comparison;
  const blocks = [
    [paint("bold", verdict(comparison, paint, equal))],
    ...section("New access", "+", granted, paint, options.width),
    ...section("Removed access", "-", removed, paint, options.width),
    ...(answer ? [answerText(answer, comparison.result, options.width)] : []),
  ];
  return blocks.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** AWS's answer in the same voice; where the two differ, that is said. */
function answerText(
  answer: AccessAnswer,
  ours: DocumentComparison["result"],
  width: number,
): string[] {
  if ("problem" in answer) {
    return wrap(`AWS Access Analyzer did not answer: ${visibleText(answer.problem)}.`, width);
  }
  const words = answer.result === "FAIL" ? "new access" : "no new access";
  const differs = ours !== "UNDECIDED" && ours !== answer.result;
  return [
    `AWS Access Analyzer says: ${words}.${differs ? " The two differ; AWS's answer is the authority." : ""}`,
    ...answer.reasons.flatMap(({ description }) => indented(visibleText(description), width)),
  ];
}

function verdict({ result, comparison }: DocumentComparison, paint: Paint, equal: boolean): string {
  const { granted } = comparison;
  switch (result) {
    case "FAIL":
      return paint(
        "red",
        `New access in ${counted(practical(granted).length, "entry", "entries")}.`,
      );
    case "UNDECIDED":
      return paint("yellow", "Could not decide whether there is new access.");
    case "PASS":
      return paint(
        "green",
        equal ? "No new access: both allow exactly the same." : "No new access.",
      );
  }
}

function practical({ lines }: Difference): GrantLine[] {
  return lines.filter((line) => line.practical);
}

function section(
  title: string,
  sign: string,
  difference: Difference,
  paint: Paint,
  width: number,
): string[][] {
  const { lines, undecided } = difference;
  const theoretical = lines.length - practical(difference).length;
  if (lines.length === 0 && undecided.length === 0) return [];
  return [
    [
      paint("bold", title),
      ...practical(difference).flatMap((line) => lineText(line, sign, width)),
      ...(theoretical > 0
        ? [
            `  In theory only, on resources or requests that AWS does not have: ${counted(theoretical, "entry", "entries")}.`,
          ]
        : []),
      ...undecided.flatMap((each) => indented(`? ${visibleText(each.reason)}`, width)),
    ],
  ];
}

function lineText(line: GrantLine, sign: string, width: number): string[] {
  const except = (texts: readonly string[]): string =>
    texts.length > 0 ? ` except ${texts.join(", ")}` : "";
  const level = line.accessLevels[0] === undefined ? "" : ` (${line.accessLevels.join(", ")})`;
  const { request } = line.witness;
  const who = request.principal ? `${principalText(request.principal)}: ` : "";
  const context = [...request.context]
    .filter(([key]) => !key.startsWith("\u0000"))
    .map(([key, value]) => `${key} = ${typeof value === "string" ? value : value.join(", ")}`);
  const texts = [
    `${sign} ${line.actions.join(", ")}${except(line.actionsExcept)}${level}`,
    `  on ${line.resources.join(", ")}${except(line.resourcesExcept)}`,
    ...(line.principals.length > 0 ? [`  for ${line.principals.join(", ")}`] : []),
    ...line.conditions.map((condition) => `  if ${condition}`),
    `  for example ${who}${request.action} on ${request.resource}${context.length > 0 ? ` with ${context.join("; ")}` : ""}`,
  ];
  return texts.flatMap((text) => indented(visibleText(text), width));
}

/** Wrapped lines under a hanging indent. */
function indented(text: string, width: number): string[] {
  const lead = /^ */.exec(text)?.[0] ?? "";
  const [first = "", ...rest] = wrap(text.trimStart(), Math.max(40, width - lead.length - 4));
  return [`  ${lead}${first}`, ...rest.map((line) => `  ${lead}    ${line}`)];
}
