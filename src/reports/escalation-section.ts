import type { Review, ReviewEscalation } from "../review/review.ts";
import { prose } from "./markdown.ts";
import type { Section } from "./sections.ts";
import { type Paint, wrap } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";
import { counted } from "./wording.ts";

/** Paths that are spelt out; JSON has all of them. */
const pathsMax = 10;
/** Principals that are named on one path. */
const namesMax = 3;
/** The others open a way to read something more, and are counted only. */
const spelt: ReadonlySet<string> = new Set(["critical", "high"]);

/** The paths by which somebody newly gets more than they were given, as Markdown; empty without any. */
export function escalationSections(review: Review): Section[] {
  const shown = shownPaths(review);
  if (!shown) return [];
  const { headline, opened, rest, closed } = shown;
  return [
    {
      heading: `### ${headline}`,
      items: [
        ...opened.map((path) => `- ${prose(path)}`),
        ...rest.map((text) => `- ${text}`),
        ...closed.map((path) => `- Closed: ${prose(path)}`),
      ],
    },
  ];
}

/** The same for a terminal. */
export function escalationBlock(review: Review, paint: Paint, width: number): string[] {
  const shown = shownPaths(review);
  if (!shown) return [];
  const { headline, opened, rest, closed } = shown;
  const lines = [
    ...opened.map(visibleText),
    ...rest,
    ...closed.map((path) => `closed: ${visibleText(path)}`),
  ];
  return [
    paint("bold", headline),
    ...lines.flatMap((line) => wrap(line, width - 2).map((each) => `  ${each}`)),
  ];
}

interface ShownPaths {
  readonly headline: string;
  /** Each with its steps; texts of the repository are in them. */
  readonly opened: readonly string[];
  /** How many are not spelt out; empty when all are. */
  readonly rest: readonly string[];
  readonly closed: readonly string[];
}

function shownPaths(review: Review): ShownPaths | undefined {
  const opened = ofState(review, "introduced");
  const closed = ofState(review, "fixed");
  if (opened.length === 0 && closed.length === 0) return undefined;
  const [openedPaths, openedRest] = pathTexts(opened);
  const [closedPaths, closedRest] = pathTexts(closed);
  const more = closedRest > 0 ? [`${counted(closedRest, "path")} more`] : [];
  return {
    headline: escalationHeadline(review, opened.length, closed.length),
    opened: openedPaths,
    rest: restTexts(review, openedRest),
    closed: [...closedPaths, ...more],
  };
}

/** What several principals come to in the same way is spelt out once; with the number of what is not. */
function pathTexts(escalations: readonly ReviewEscalation[]): [string[], rest: number] {
  const groups = new Map<string, ReviewEscalation[]>();
  for (const escalation of escalations) {
    const key = JSON.stringify(escalation.path.slice(1));
    const group = groups.get(key);
    if (group) group.push(escalation);
    else groups.set(key, [escalation]);
  }
  const all = [...groups.values()];
  const rest = all.slice(pathsMax).reduce((sum, group) => sum + group.length, 0);
  return [all.slice(0, pathsMax).map(groupText), rest];
}

function groupText(group: readonly ReviewEscalation[]): string {
  const names = [...new Set(group.map(({ path }) => path[0] ?? ""))].slice(0, namesMax);
  const others = new Set(group.map(({ principal }) => principal)).size - names.length;
  const who = `${names.join(", ")}${others > 0 ? ` and ${counted(others, "other")}` : ""}`;
  return [who, ...(group[0]?.path.slice(1) ?? [])].join(" → ");
}

/** Without a base nothing is new: it stands there. */
function escalationHeadline({ base }: Review, opened: number, closed: number): string {
  if (base === null) return counted(opened, "escalation path");
  if (opened === 0) return `${counted(closed, "escalation path")} closed`;
  const also = closed > 0 ? `, ${closed} closed` : "";
  return `${counted(opened, "new escalation path")}${also}`;
}

function ofState(
  { escalations = [] }: Review,
  state: ReviewEscalation["state"],
): readonly ReviewEscalation[] {
  return escalations.filter((each) => each.state === state && spelt.has(each.severity));
}

function restTexts({ escalations = [] }: Review, cut: number): readonly string[] {
  const lesser = escalations.filter(
    ({ state, severity }) => state === "introduced" && !spelt.has(severity),
  ).length;
  const counts = [...(cut > 0 ? [`${cut} more`] : []), ...(lesser > 0 ? [`${lesser} lesser`] : [])];
  const noun = cut + lesser === 1 ? "path" : "paths";
  return counts.length > 0 ? [`${counts.join(" and ")} ${noun}: JSON has all of them`] : [];
}
