import type { Review, ReviewEscalation } from "../review/review.ts";
import { prose } from "./markdown.ts";
import type { Section } from "./sections.ts";
import { type Paint, wrap } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";
import { counted } from "./wording.ts";

/** Paths that are spelt out; JSON has all of them. */
const pathsMax = 10;
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
  return {
    headline: escalationHeadline(opened.length, closed.length),
    opened: opened.slice(0, pathsMax).map(pathText),
    rest: restTexts(review, opened.length),
    closed: closed.slice(0, pathsMax).map(pathText),
  };
}

function escalationHeadline(opened: number, closed: number): string {
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

function restTexts({ escalations = [] }: Review, opened: number): readonly string[] {
  const cut = Math.max(0, opened - pathsMax);
  const lesser = escalations.filter(
    ({ state, severity }) => state === "introduced" && !spelt.has(severity),
  ).length;
  if (cut + lesser === 0) return [];
  const which = cut === 0 ? "lesser " : "";
  return [`${counted(cut + lesser, `${which}path`)} more: JSON has all of them`];
}

function pathText({ path }: ReviewEscalation): string {
  return path.join(" → ");
}
