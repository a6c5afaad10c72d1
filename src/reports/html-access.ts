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
import { code, codes, escapeHtml, fold, list, prose } from "./html-text.ts";
import { counted } from "./wording.ts";

/** How many stand open; the others are folded. */
const openMax = 50;
/** How much is shown at most; JSON has all of it. */
const groupsMax = 300;
const linesMax = 40;
const textsMax = 12;
const namesMax = 12;

type Direction = "granted" | "removed";

/** The access difference: for each principal, resource or limit what is new and gone, with examples. */
export function accessHtml({ access, coverage }: Review): string | undefined {
  if (!access || (access.entries.length === 0 && coverage.policies === 0)) return undefined;
  const groups = accessGroups(access);
  const folded = groups.slice(openMax, groupsMax).map(groupHtml);
  const rest = groups.length - groupsMax;
  return [
    `<p class="lead">${escapeHtml(accessHeadline(access))}.</p>`,
    ...groups.slice(0, openMax).map(groupHtml),
    ...(folded.length > 0 ? [fold(`${folded.length} more`, folded.join("\n"))] : []),
    ...(rest > 0 ? [`<p class="cut">${rest} more left out: JSON has all of them.</p>`] : []),
    ...remarks(access),
  ].join("\n");
}

function remarks({ entries, notCompared }: ReviewAccess): string[] {
  const renamed = entries.filter(isMereRename);
  const rest = renamed.length - groupsMax;
  return [
    ...(renamed.length > 0
      ? [
          "<h3>Renamed, with the same access</h3>",
          list([
            ...renamed
              .slice(0, groupsMax)
              .map(
                ({ principal, renamedFrom }) =>
                  `${code(principal)}, before ${code(renamedFrom ?? "")}`,
              ),
            ...(rest > 0 ? [`${rest} more`] : []),
          ]),
        ]
      : []),
    ...(notCompared.length > 0
      ? [
          "<h3>Not compared, though it differs and may open something</h3>",
          list([
            ...notCompared.slice(0, groupsMax).map((address) => code(address)),
            ...(notCompared.length > groupsMax ? [`${notCompared.length - groupsMax} more`] : []),
          ]),
        ]
      : []),
  ];
}

function groupHtml(group: AccessGroup): string {
  const { principal, renamedFrom, state, alike, entries } = group;
  const lead = { new: "new ", changed: "", gone: "deleted " }[state];
  const levels = levelsOf(group);
  const before = renamedFrom === null ? "" : `<p>Before: ${code(renamedFrom)}</p>`;
  const likewise =
    alike.length === 0 ? "" : `<p>And likewise ${codes(alike, { max: namesMax })}</p>`;
  return [
    '<article class="card">',
    `<h3><span class="kind">${lead}${escapeHtml(typeWords(group))}</span> ${code(principal)}</h3>`,
    levels === "" ? "" : `<p class="levels">Access level: ${levels}</p>`,
    before,
    likewise,
    ...entries.map(entryHtml),
    "</article>",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** Of what is new; where nothing is, of what is gone. */
function levelsOf({ entries }: AccessGroup): string {
  const granted = entries.flatMap((entry) => practicalLines(entry.granted));
  const removed = entries.flatMap((entry) => practicalLines(entry.removed));
  return escapeHtml(levelWords(granted.length > 0 ? granted : removed));
}

function entryHtml(entry: AccessEntry): string {
  const exposure = exposureWords(entry).map(
    ({ words, texts }) =>
      `<strong>${words}</strong>${texts.length > 0 ? ` ${codes(texts, { max: textsMax })}` : ""}`,
  );
  return [
    list(exposure, "exposure"),
    list([...lines(entry, "granted"), ...lines(entry, "removed")], "access"),
    list(notes(entry), "notes"),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function lines(entry: AccessEntry, direction: Direction): string[] {
  const words = `<strong class="${direction}">${directionWords(entry)[direction]}</strong>`;
  const shown = shownLines(entry[direction]);
  const rest = shown.length - linesMax;
  return [
    ...shown.slice(0, linesMax).map((line) => {
      const { statement, witness } = line.line;
      const example = entry.state === "gone" ? "" : `\n${exampleHtml(witness)}`;
      return `${words} ${lineHtml(entry, line)}${placeHtml(statement)}${example}`;
    }),
    ...(rest > 0 ? [`${words} ${counted(rest, "more line")}: JSON has all of them`] : []),
  ];
}

/** `actions` on `resources` by `principals` if `conditions`. */
function lineHtml(entry: AccessEntry, { line, butFor }: ShownLine): string {
  const { actions, actionsExcept, resources, resourcesExcept, principals, conditions } = line;
  const some = (texts: readonly string[], separator?: string): string =>
    codes(texts, { max: textsMax, ...(separator !== undefined && { separator }) });
  const except = (texts: readonly string[]): string =>
    texts.length === 0 ? "" : ` except ${some(texts)}`;
  return [
    `${some(actions)}${except(actionsExcept)}`,
    ...(entry.kind === "trust" ? [] : [`on ${some(resources)}${except(resourcesExcept)}`]),
    ...(principals.length === 0
      ? []
      : [`by ${principals.length === 1 && principals[0] === "*" ? "everyone" : some(principals)}`]),
    ...(conditions.length === 0 ? [] : [`${ifWord(conditions)}${some(conditions, " and ")}`]),
    ...(butFor ? [`but for ${some(butFor.actions)} on ${some(butFor.resources)}`] : []),
  ].join(" ");
}

function placeHtml(statement: AccessStatementPlace | null): string {
  if (!statement) return "";
  const { side, policy, file, line } = statement;
  const where =
    file === null
      ? `${code(policy)}, managed by AWS`
      : `${code(file)}, line ${line}${side === "base" ? " before" : ""}`;
  return ` <span class="place">· ${where}</span>`;
}

function exampleHtml({ principal, action, resource, context, assumptions }: AccessWitness): string {
  const facts = [
    ...(principal === null ? [] : [["Principal", code(principal)]]),
    ["Action", code(action)],
    ["Resource", code(resource)],
    ...Object.entries(context).map(([key, value]) => [
      "With",
      code(`${key} = ${typeof value === "string" ? value : value.join(", ")}`),
    ]),
    ...Object.entries(assumptions).map(([reference, holds]) => [
      "Where",
      code(`${holds ? "" : "not "}${reference}`),
    ]),
  ];
  const rows = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return fold("Example of a request", `<dl>\n${rows.join("\n")}\n</dl>`);
}

/** What is no line. */
function notes(entry: AccessEntry): string[] {
  const { granted, removed, opaque, unknownBoundary, unknownBefore } = entry;
  const undecided = undecidedWords(entry);
  const theory = granted.length + removed.length - practicalLines([...granted, ...removed]).length;
  const unknown = "content not known here";
  const some = (texts: readonly string[]): string => codes(texts, { max: textsMax });
  const rest = undecided.length - linesMax;
  return [
    ...(opaque.granted.length > 0
      ? [`<strong class="granted">new</strong> all of ${some(opaque.granted)} (${unknown})`]
      : []),
    ...(opaque.removed.length > 0
      ? [`<strong class="removed">gone</strong> all of ${some(opaque.removed)} (${unknown})`]
      : []),
    ...(unknownBefore === undefined
      ? []
      : [`<strong>not known</strong> whether it was allowed before: ${prose(unknownBefore)}`]),
    ...undecided
      .slice(0, linesMax)
      .map(
        ({ what, reason, statement }) =>
          `<strong>undecided</strong> ${what}: ${prose(reason)}${placeHtml(statement)}`,
      ),
    ...(rest > 0 ? [`<strong>undecided</strong> ${counted(rest, "more part")}`] : []),
    ...(opaque.unchanged.length > 0 ? [`besides ${some(opaque.unchanged)} (${unknown})`] : []),
    ...(unknownBoundary === null
      ? []
      : [`at most what the permissions boundary ${code(unknownBoundary)} allows (${unknown})`]),
    ...(theory > 0 ? [`in theory only: ${counted(theory, "line")}`] : []),
  ];
}
