import type {
  AccessEntry,
  AccessStatementPlace,
  AccessWitness,
  Review,
  ReviewAccess,
} from "../review/review.ts";
import {
  type AccessGroup,
  accessGroups,
  accessHeadline,
  directionWords,
  exposureWords,
  ifWord,
  isMereRename,
  levelWords,
  practicalLines,
  type ShownLine,
  shownLines,
  typeWords,
  undecidedWords,
} from "./access-wording.ts";
import { inlineCode, prose, tableCode, tableProse } from "./markdown.ts";
import type { Section } from "./sections.ts";
import { counted } from "./wording.ts";

/** How much is shown of what, at most: in the table, and behind the fold. JSON has all of it. */
interface Bounds {
  readonly lines: number;
  readonly texts: number;
  readonly textLength: number;
}
const inTable: Bounds = { lines: 4, texts: 4, textLength: 120 };
const behindFold: Bounds = { lines: 20, texts: 12, textLength: 300 };

/** Names of others that differ in the same way. */
const namesMax = 6;
/** Rows that are shown outright, and with those behind a fold. */
const unfoldedRowsMax = 25;
const rowsMax = 100;
/** UTF-16 units of the examples: the findings need room as well. */
const detailsLengthMax = 12_000;

/**
 * The access difference as Markdown: a headline and a table with a row for each principal, resource or
 * limit; then, behind a fold, every line with an example. Empty when there was nothing to compare.
 */
export function accessSections({ access, coverage, title }: Review): Section[] {
  if (!access || (access.entries.length === 0 && coverage.policies === 0)) return [];
  const groups = accessGroups(access);
  const isSaid = title.toLowerCase().includes(accessHeadline(access).toLowerCase());
  if (groups.length === 0 && isSaid) return remarks(access);
  const heading = `### ${prose(accessHeadline(access))}`;
  const rows = groups.slice(0, rowsMax).map(tableRow);
  const rest = groups.length - rowsMax;
  if (rest > 0) rows.push(`| ${counted(rest, "more row")}: JSON has all of them | | |`);
  const table: Section =
    rows.length === 0 ? { heading } : { heading, items: tableOf(rows.slice(0, unfoldedRowsMax)) };
  const others = {
    heading: `<details>\n<summary>${counted(groups.length - unfoldedRowsMax, "more row")}</summary>`,
    items: tableOf(rows.slice(unfoldedRowsMax)),
    end: "\n</details>",
  };
  const details = fitting(groups.map(groupDetails).filter((text) => text !== ""));
  const fold = {
    heading: "<details>\n<summary>Each line with an example of a request</summary>",
    items: details,
    end: "\n</details>",
  };
  return [table, others, ...remarks(access), fold].filter(
    ({ items }) => items === undefined || items.length > 0,
  );
}

/** The head of the table stands with its first row, so that neither is cut off alone. */
function tableOf([first, ...others]: readonly string[]): string[] {
  return first === undefined ? [] : [`${tableHead}\n${first}`, ...others];
}

function fitting(details: readonly string[]): string[] {
  const shown: string[] = [];
  let length = 0;
  for (const text of details) {
    length += text.length;
    if (length > detailsLengthMax && shown.length > 0) break;
    shown.push(text);
  }
  const rest = details.length - shown.length;
  return rest > 0 ? [...shown, `${counted(rest, "row")} more: JSON has all of them`] : shown;
}

function remarks(access: ReviewAccess): Section[] {
  const renamed = access.entries
    .filter(isMereRename)
    .map(
      ({ principal, renamedFrom }) =>
        `- ${inlineCode(principal)}, before ${inlineCode(renamedFrom ?? "")}`,
    );
  const left = access.notCompared.map((address) => `- ${inlineCode(address)}`);
  return [
    { heading: "Renamed, with the same access:", items: renamed },
    { heading: "**Not compared**, though it differs and may open something:", items: left },
  ].filter(({ items }) => items.length > 0);
}

const tableHead = "| Who | What changes | Access level |\n| --- | --- | --- |";

function tableRow(group: AccessGroup): string {
  const changes = group.entries.flatMap((entry) => [
    ...exposureWords(entry).map(
      ({ words, texts }) => `**${words}**${texts.length > 0 ? ` ${codes(texts, inTable)}` : ""}`,
    ),
    ...linesIn(entry, "granted", inTable),
    ...linesIn(entry, "removed", inTable),
    ...notes(entry),
  ]);
  // What holds for all that it may do, and for who may assume it, is said once.
  const told = [...new Set(changes)].join("<br>");
  return `| ${whoCell(group)} | ${told} | ${levelsOf(group)} |`;
}

function whoCell(group: AccessGroup): string {
  const { principal, renamedFrom, state, alike } = group;
  const lead = { new: "new ", changed: "", gone: "deleted " }[state];
  const shown = alike.slice(0, namesMax).map((other) => tableCode(other, inTable.textLength));
  const rest = alike.length - shown.length;
  const others = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
  return [
    `${lead}${typeWords(group)} ${tableCode(principal)}`,
    ...(renamedFrom === null ? [] : [`before ${tableCode(renamedFrom)}`]),
    ...(others === "" ? [] : [`and likewise ${others}`]),
  ].join("<br>");
}

/** Of what is new; where nothing is, of what is gone. */
function levelsOf({ entries }: AccessGroup): string {
  const granted = entries.flatMap((entry) => practicalLines(entry.granted));
  const removed = entries.flatMap((entry) => practicalLines(entry.removed));
  return levelWords(granted.length > 0 ? granted : removed);
}

type Direction = "granted" | "removed";

function linesIn(entry: AccessEntry, direction: Direction, bounds: Bounds): string[] {
  const lead = `**${directionWords(entry)[direction]}**`;
  const lines = shownLines(entry[direction]);
  const rest = lines.length - bounds.lines;
  return [
    ...lines
      .slice(0, bounds.lines)
      .map((shown) => `${lead} ${lineText(entry, shown, bounds)}${throughWords(shown)}`),
    ...(rest > 0 ? [`${lead} ${counted(rest, "more line")}`] : []),
  ];
}

/** `actions` on `resources` by `principals` if `conditions`. */
function lineText(entry: AccessEntry, { line, butFor }: ShownLine, bounds: Bounds): string {
  const { actions, actionsExcept, resources, resourcesExcept, principals, conditions } = line;
  const list = (texts: readonly string[], separator?: string): string =>
    codes(texts, bounds, separator);
  const except = (texts: readonly string[]): string =>
    texts.length === 0 ? "" : ` except ${list(texts)}`;
  return [
    `${list(actions)}${except(actionsExcept)}`,
    ...(entry.kind === "trust" ? [] : [`on ${list(resources)}${except(resourcesExcept)}`]),
    ...(principals.length === 0 ? [] : [`by ${everyone(principals) ?? list(principals)}`]),
    ...(conditions.length === 0 ? [] : [`${ifWord(conditions)}${list(conditions, " and ")}`]),
    ...(butFor ? [`but for ${list(butFor.actions)} on ${list(butFor.resources)}`] : []),
  ].join(" ");
}

/** A managed policy of AWS's is all that a reader needs to know of the place. */
function throughWords({ line: { statement } }: ShownLine): string {
  return statement && statement.file === null ? ` through ${tableCode(statement.policy)}` : "";
}

function everyone(principals: readonly string[]): string | undefined {
  return principals.length === 1 && principals[0] === "*" ? "everyone" : undefined;
}

function codes(texts: readonly string[], { texts: max, textLength }: Bounds, separator = ", ") {
  const shown = texts.slice(0, max).map((text) => tableCode(text, textLength));
  const rest = texts.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(separator);
}

/** What is no line. */
function notes(entry: AccessEntry): string[] {
  const { granted, removed, opaque, unknownBoundary, unknownBefore } = entry;
  const undecided = undecidedWords(entry);
  const theory = granted.length + removed.length - practicalLines([...granted, ...removed]).length;
  const unknown = "content not known here";
  const reasons = undecided
    .slice(0, inTable.lines)
    .map(({ what, reason }) => `**undecided** ${what}: ${tableProse(reason)}`);
  const rest = undecided.length - reasons.length;
  return [
    ...(opaque.granted.length > 0
      ? [`**new** all of ${codes(opaque.granted, inTable)} (${unknown})`]
      : []),
    ...(opaque.removed.length > 0
      ? [`**gone** all of ${codes(opaque.removed, inTable)} (${unknown})`]
      : []),
    ...(unknownBefore === undefined
      ? []
      : [`**not known** whether it was allowed before: ${tableProse(unknownBefore)}`]),
    ...reasons,
    ...(rest > 0 ? [`**undecided** ${counted(rest, "more part")}`] : []),
    ...(opaque.unchanged.length > 0
      ? [`besides ${codes(opaque.unchanged, inTable)} (${unknown})`]
      : []),
    ...(unknownBoundary === null
      ? []
      : [
          `at most what the permissions boundary ${tableCode(unknownBoundary)} allows (${unknown})`,
        ]),
    ...(theory > 0 ? [`in theory only: ${counted(theory, "line")}`] : []),
  ];
}

/** What is gone with its principal needs no example. */
function groupDetails({ principal, entries }: AccessGroup): string {
  const items = entries.flatMap((entry) => [
    ...detailsOf(entry, "granted"),
    ...(entry.state === "gone" ? [] : detailsOf(entry, "removed")),
    ...undecidedWords(entry).flatMap(({ reason, statement }) =>
      statement ? [`- undecided: ${prose(reason)}${placeWords(statement)}`] : [],
    ),
  ]);
  return items.length === 0 ? "" : `${inlineCode(principal)}\n\n${items.join("\n")}\n`;
}

function detailsOf(entry: AccessEntry, direction: Direction): string[] {
  const lead = directionWords(entry)[direction];
  const lines = shownLines(entry[direction]);
  const rest = lines.length - behindFold.lines;
  return [
    ...lines.slice(0, behindFold.lines).map((shown) => {
      const { statement, witness } = shown.line;
      const text = lineText(entry, shown, behindFold);
      return `- ${lead} ${text}${placeWords(statement)}: for example ${exampleText(witness)}`;
    }),
    ...(rest > 0 ? [`- ${counted(rest, "more line")}`] : []),
  ];
}

function exampleText(witness: AccessWitness): string {
  const { principal, action, resource } = witness;
  const by = principal === null ? "" : ` by ${inlineCode(principal)}`;
  return `${inlineCode(action)} on ${inlineCode(resource)}${by}${contextWords(witness)}`;
}

function contextWords({ context, assumptions }: AccessWitness): string {
  const parts = [
    ...Object.entries(context).map(([key, value]) =>
      inlineCode(`${key} = ${typeof value === "string" ? value : value.join(", ")}`),
    ),
    ...Object.entries(assumptions).map(([reference, holds]) =>
      inlineCode(`${holds ? "" : "not "}${reference}`),
    ),
  ];
  return parts.length === 0 ? "" : ` with ${parts.join(", ")}`;
}

function placeWords(statement: AccessStatementPlace | null): string {
  if (!statement) return "";
  const { side, policy, file, line } = statement;
  if (file === null) return ` (${inlineCode(policy)}, managed by AWS)`;
  return ` (${inlineCode(file)}, line ${line}${side === "base" ? " before" : ""})`;
}
