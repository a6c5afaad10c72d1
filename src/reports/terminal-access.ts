import type { AccessEntry, Review } from "../review/review.ts";
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
import { type Paint, wrap } from "./terminal-style.ts";
import { cutText, visibleText } from "./visible-text.ts";
import { counted } from "./wording.ts";

/** How much is shown at most; JSON has all of it. */
const groupsMax = 50;
const linesMax = 10;
const textsMax = 10;
const namesMax = 6;
const textLengthMax = 300;

/** The access difference: who can newly do what, and no longer can, each with an example. */
export function accessBlock({ access, coverage }: Review, paint: Paint, width: number): string[] {
  if (!access || (access.entries.length === 0 && coverage.policies === 0)) return [];
  const groups = accessGroups(access);
  const renamed = access.entries.filter(isMereRename);
  const rest = groups.length - groupsMax;
  return [
    paint("bold", accessHeadline(access)),
    ...groups.slice(0, groupsMax).flatMap((group) => groupLines(group, paint, width)),
    ...(rest > 0 ? [`  and ${rest} more: JSON has all of them`] : []),
    ...renamed
      .slice(0, groupsMax)
      .flatMap(({ principal, renamedFrom }) =>
        hanging(`${shown(principal)}: renamed, before ${shown(renamedFrom ?? "")}`, 2, width),
      ),
    ...(access.notCompared.length > 0
      ? hanging(
          `not compared, though it differs and may open something: ${list(access.notCompared)}`,
          2,
          width,
        )
      : []),
  ];
}

function groupLines(group: AccessGroup, paint: Paint, width: number): string[] {
  const { principal, renamedFrom, state, alike } = group;
  const lead = { new: "new ", changed: "", gone: "deleted " }[state];
  const was = renamedFrom === null ? "" : `, before ${shown(renamedFrom)}`;
  const names = alike.slice(0, namesMax).map(shown);
  const rest = alike.length - names.length;
  const others = [...names, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
  const likewise = others === "" ? "" : `, and likewise ${others}`;
  // What holds for all that it may do, and for who may assume it, is said once.
  const said = new Set<string>();
  return [
    ...hanging(`${lead}${typeWords(group)} ${shown(principal)}${was}${likewise}`, 2, width),
    ...group.entries.flatMap((entry) => [
      ...exposureWords(entry).flatMap(({ words, texts }) =>
        hanging(`! ${words}${texts.length > 0 ? ` ${list(texts)}` : ""}`, 4, width),
      ),
      ...directionLines(entry, "granted", paint, width),
      ...directionLines(entry, "removed", paint, width),
      ...notes(entry)
        .filter((text) => !said.has(text) && said.add(text))
        .flatMap((text) => hanging(`? ${text}`, 4, width)),
    ]),
  ];
}

function directionLines(
  entry: AccessEntry,
  direction: "granted" | "removed",
  paint: Paint,
  width: number,
): string[] {
  const lines = shownLines(entry[direction]);
  const words = directionWords(entry)[direction];
  const sign = direction === "granted" ? paint("red", "+") : paint("green", "-");
  const lead = words === "new" || words === "gone" ? "" : `${words}: `;
  const rest = lines.length - linesMax;
  return [
    ...lines.slice(0, linesMax).flatMap((line) => {
      const [first = "", ...more] = wrap(`${lead}${lineText(entry, line)}`, width - 6);
      const example = entry.state === "gone" ? [] : hanging(exampleText(line), 6, width);
      return [
        `    ${sign} ${first}`,
        ...more.map((text) => `        ${text}`),
        ...example.map((text) => paint("dim", text)),
      ];
    }),
    ...(rest > 0 ? [`    ${sign} ${counted(rest, "more line")}`] : []),
  ];
}

function lineText(entry: AccessEntry, { line, butFor, all }: ShownLine): string {
  const { actions, actionsExcept, resources, resourcesExcept, principals, conditions } = line;
  const except = (texts: readonly string[]): string =>
    texts.length === 0 ? "" : ` except ${list(texts)}`;
  const levels = levelWords(all);
  return [
    `${list(actions)}${except(actionsExcept)}`,
    ...(entry.kind === "trust" ? [] : [`on ${list(resources)}${except(resourcesExcept)}`]),
    ...(principals.length === 0
      ? []
      : [`by ${principals.length === 1 && principals[0] === "*" ? "everyone" : list(principals)}`]),
    ...(conditions.length === 0 ? [] : [`${ifWord(conditions)}${list(conditions, " and ")}`]),
    ...(line.statement && line.statement.file === null
      ? [`through ${shown(line.statement.policy)}`]
      : []),
    ...(butFor ? [`but for ${list(butFor.actions)} on ${list(butFor.resources)}`] : []),
    ...(levels === "" ? [] : [`(${levels === "all" ? "all access levels" : levels})`]),
  ].join(" ");
}

function exampleText({ line: { witness } }: ShownLine): string {
  const { principal, action, resource, context, assumptions } = witness;
  const by = principal === null ? "" : ` by ${shown(principal)}`;
  const facts = [
    ...Object.entries(context).map(
      ([key, value]) => `${key} = ${typeof value === "string" ? value : value.join(", ")}`,
    ),
    ...Object.entries(assumptions).map(([name, holds]) => `${holds ? "" : "not "}${name}`),
  ];
  const which = facts.length === 0 ? "" : ` with ${list(facts)}`;
  return `for example ${shown(action)} on ${shown(resource)}${by}${which}`;
}

function notes(entry: AccessEntry): string[] {
  const { granted, removed, opaque, unknownBoundary, unknownBefore } = entry;
  const undecided = undecidedWords(entry);
  const theory = granted.length + removed.length - practicalLines([...granted, ...removed]).length;
  const unknown = "content not known here";
  return [
    ...(opaque.granted.length > 0 ? [`new: all of ${list(opaque.granted)} (${unknown})`] : []),
    ...(opaque.removed.length > 0 ? [`gone: all of ${list(opaque.removed)} (${unknown})`] : []),
    ...(unknownBefore === undefined
      ? []
      : [`not known whether it was allowed before: ${shown(unknownBefore)}`]),
    ...undecided
      .slice(0, linesMax)
      .map(({ what, reason }) => `undecided ${what}: ${shown(reason)}`),
    ...(undecided.length > linesMax
      ? [`undecided: ${counted(undecided.length - linesMax, "more part")}`]
      : []),
    ...(opaque.unchanged.length > 0 ? [`besides ${list(opaque.unchanged)} (${unknown})`] : []),
    ...(unknownBoundary === null
      ? []
      : [`at most what the permissions boundary ${shown(unknownBoundary)} allows (${unknown})`]),
    ...(theory > 0 ? [`in theory only: ${counted(theory, "line")}`] : []),
  ];
}

function list(texts: readonly string[], separator = ", "): string {
  const some = texts.slice(0, textsMax).map(shown);
  const rest = texts.length - some.length;
  return [...some, ...(rest > 0 ? [`${rest} more`] : [])].join(separator);
}

function shown(text: string): string {
  const cut = cutText(text, textLengthMax);
  return `${visibleText(cut.text)}${cut.note}`;
}

function hanging(text: string, indent: number, width: number): string[] {
  const [first = "", ...rest] = wrap(text, width - indent - 2);
  const lead = " ".repeat(indent);
  return [`${lead}${first}`, ...rest.map((line) => `${lead}    ${line}`)];
}
