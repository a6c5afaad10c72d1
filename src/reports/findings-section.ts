import type { Review, ReviewFinding } from "../review/review.ts";
import { reporterSentence } from "./access-analyzer.ts";
import { inlineCode, link, prose } from "./markdown.ts";
import { type Item, itemsOf, type Section } from "./sections.ts";
import {
  addressInFile,
  beforeWords,
  causeOf,
  counted,
  newFindings,
  severityWords,
} from "./wording.ts";

/** From so many places on, what is wrong in the same words is said once. */
const repeatedMin = 3;
/** With more places than this, the first few are shown, and all of them behind a fold. */
const placesMax = 10;
const firstPlaces = 5;
/** Findings that are told outright, one that stands in many places counted once; the rest is folded. */
const unfoldedMax = 25;

/**
 * The findings of the change: those of one policy (or file) under its name, and one that stands in many
 * places, as a pattern that was copied does, once with its places. The most severe are told outright,
 * the others behind a fold.
 */
export function findingsSections(review: Review, annotationsMax: number): Section[] {
  const findings = newFindings(review);
  const unannotated = findings.length - annotationsMax;
  const note =
    unannotated > 0
      ? `\n\nThe first ${annotationsMax} are annotated in the files, ${unannotated} are listed here only.`
      : "";
  const groups = groupsOf(findings);
  const [told, folded] = splitGroups(groups);
  const inFold = folded.reduce((sum, group) => sum + group.findings.length, 0);
  return [
    {
      heading: `### ${review.base === null ? "Found" : "New in this change"}${note}`,
      items: told.flatMap((group, index) => separated(groupItems(group), index)),
    },
    {
      heading: `<details>\n<summary>${counted(inFold, "more finding")}</summary>`,
      items: folded.flatMap((group, index) => separated(groupItems(group), index)),
      end: "\n</details>",
    },
    {
      heading: "<details>\n<summary>Where the repeated findings stand</summary>",
      items: groups
        .filter((group) => isFolded(group))
        .flatMap((group, index) => separated(foldedItems(group.findings), index)),
      end: "\n</details>",
    },
  ];
}

interface FindingGroup {
  readonly repeated: boolean;
  readonly findings: ReviewFinding[];
}

/** In the order of their first finding, so that the most severe stands first. */
function groupsOf(findings: readonly ReviewFinding[]): FindingGroup[] {
  const times = new Map<string, number>();
  for (const finding of findings) {
    const key = causeOf(finding);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const cause = causeOf(finding);
    const repeated = (times.get(cause) ?? 0) >= repeatedMin;
    const key = repeated ? cause : JSON.stringify([finding.file, finding.policy]);
    const group = groups.get(key);
    if (group) group.findings.push(finding);
    else groups.set(key, { repeated, findings: [finding] });
  }
  return [...groups.values()];
}

/** What is told outright, and the rest; a policy with more findings than fit stands in both. */
function splitGroups(groups: readonly FindingGroup[]): [told: FindingGroup[], FindingGroup[]] {
  const told: FindingGroup[] = [];
  const folded: FindingGroup[] = [];
  let room = unfoldedMax;
  for (const group of groups) {
    const { repeated, findings } = group;
    const fitting = repeated ? Math.min(room, 1) * findings.length : room;
    const first = findings.slice(0, fitting);
    const rest = findings.slice(fitting);
    if (first.length > 0) told.push({ repeated, findings: first });
    if (rest.length > 0) folded.push({ repeated, findings: rest });
    room -= repeated ? Math.min(room, 1) : first.length;
  }
  return [told, folded];
}

function isFolded({ repeated, findings }: FindingGroup): boolean {
  return repeated && findings.length > placesMax;
}

function groupItems(group: FindingGroup): readonly Item[] {
  const { repeated, findings } = group;
  const [first] = findings;
  if (!first) return [];
  if (repeated) return repeatedItems(first, group);
  return findings.map((finding, index) => {
    const name = index === 0 ? `${groupName(finding)}\n\n` : "";
    return { text: `${name}${sentence(finding, `, line ${finding.start.line}`)}`, entries: 1 };
  });
}

function repeatedItems(first: ReviewFinding, group: FindingGroup): Item[] {
  const { findings } = group;
  const files = new Set(findings.map(({ file }) => file));
  const where = files.size === 1 ? inlineCode(first.file) : counted(files.size, "file");
  const head = `${findings.length} times in ${where}\n\n${sentence(first, "")}`;
  if (!isFolded(group)) return [{ text: head, entries: 0 }, ...placeItems(findings, "  - ")];
  const some = placeItems(findings.slice(0, firstPlaces), "  - ").map(({ text }) => text);
  const rest = `  - and ${findings.length - firstPlaces} more, all of them below`;
  return [{ text: [head, ...some, rest].join("\n"), entries: 0 }];
}

function foldedItems(findings: readonly ReviewFinding[]): Item[] {
  const [first] = findings;
  if (!first) return [];
  const head = `${inlineCode(first.issueCode)}: ${prose(first.details)}\n`;
  return [{ text: head, entries: 0 }, ...placeItems(findings, "- ")];
}

/** Files with several places have items of their own. */
function placeItems(findings: readonly ReviewFinding[], bullet: string): Item[] {
  const byFile = new Map<string, ReviewFinding[]>();
  for (const finding of findings) {
    const same = byFile.get(finding.file);
    if (same) same.push(finding);
    else byFile.set(finding.file, [finding]);
  }
  const all = [...byFile.entries()];
  const several = all.filter(([, inFile]) => inFile.length > 1);
  const single = all.filter(([, inFile]) => inFile.length === 1).flatMap(([, inFile]) => inFile);
  return [
    ...several.flatMap(([file, inFile]) =>
      itemsOf(`${bullet}${inlineCode(file)}: `, inFile.map(placeInFile)),
    ),
    ...itemsOf(
      bullet,
      single.map((finding) => `${inlineCode(finding.file)} ${placeInFile(finding)}`),
    ),
  ];
}

function placeInFile({ file, policy, start }: ReviewFinding): string {
  const address = addressInFile(file, policy);
  return address === null ? `line ${start.line}` : `${inlineCode(address)} (line ${start.line})`;
}

/** Groups stand apart. */
function separated(items: readonly Item[], index: number): Item[] {
  return items.map(({ text, entries }, at) => ({
    text: index > 0 && at === 0 ? `\n${text}` : text,
    entries,
  }));
}

function groupName({ file, policy }: ReviewFinding): string {
  const address = addressInFile(file, policy);
  const about = address === null ? "" : ` · ${inlineCode(address)}`;
  return `${inlineCode(file)}${about}`;
}

function sentence(finding: ReviewFinding, where: string): string {
  const words = beforeWords(finding);
  const before = words === "" ? "" : ` (${prose(words)})`;
  return (
    `- **${severityWords(finding)}** ${inlineCode(finding.issueCode)}` +
    `${where}${before}: ${prose(finding.details)} ` +
    [link("Learn more", finding.learnMoreLink), reporterSentence(finding)].join(" ").trimEnd()
  );
}
