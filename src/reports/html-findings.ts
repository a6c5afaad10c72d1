import type { ReviewFinding } from "../review/review.ts";
import { reporterSentence } from "./access-analyzer.ts";
import { countByRule } from "./by-rule.ts";
import { anchor, code, escapeHtml, fold, list, prose } from "./html-text.ts";
import { lineReplacement } from "./suggestion.ts";
import { addressInFile, beforeWords, counted, lastLine, severityWords } from "./wording.ts";

/** Findings that are shown with their source, and behind them as rows of a table. */
const fullMax = 300;
const rowsMax = 5000;
const relatedMax = 20;
const tabColumns = 4;

/** Findings of the change: those of one policy (or file) stand together under its name. */
export function findingsHtml(findings: readonly ReviewFinding[]): string {
  const groups = new Map<string, ReviewFinding[]>();
  for (const finding of findings.slice(0, fullMax)) {
    const key = JSON.stringify([finding.file, finding.policy]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const rest = findings.slice(fullMax);
  const cut = rest.length - rowsMax;
  const note = `<p class="cut">The first ${fullMax} are shown with their source, the other ${rest.length} in the table${cut > 0 ? `, which ends after ${rowsMax}: JSON has all of them` : ""}.</p>`;
  return [
    ...[...groups.values()].map(groupHtml),
    ...(rest.length > 0
      ? [note, fold(counted(rest.length, "more finding"), findingsTable(rest))]
      : []),
  ].join("\n");
}

/** How often each rule found something, where there is much. */
export function byRuleHtml(findings: readonly ReviewFinding[]): string {
  const rows = countByRule(findings).map(
    ({ first, count }) =>
      `<tr><td class="count">${count}</td><td>${code(first.issueCode)}</td><td>${badge(first)}</td></tr>`,
  );
  if (rows.length === 0) return "";
  return [
    '<table class="rules">',
    '<thead><tr><th scope="col">Findings</th><th scope="col">Code</th><th scope="col">Type</th></tr></thead>',
    `<tbody>\n${rows.join("\n")}\n</tbody>`,
    "</table>",
  ].join("\n");
}

/** One finding a row. */
export function findingsTable(findings: readonly ReviewFinding[]): string {
  const rows = findings
    .slice(0, rowsMax)
    .map(
      (finding) =>
        `<tr><td>${badge(finding)}</td><td>${code(finding.issueCode)}</td><td>${code(finding.file)}, line ${finding.start.line}${addressHtml(finding)}</td><td>${prose(finding.details)}</td></tr>`,
    );
  const cut = findings.length - rows.length;
  return [
    "<table>",
    '<thead><tr><th scope="col">Type</th><th scope="col">Code</th><th scope="col">Where</th><th scope="col">What</th></tr></thead>',
    `<tbody>\n${rows.join("\n")}\n</tbody>`,
    "</table>",
    ...(cut > 0 ? [`<p class="cut">${cut} left out: JSON has all of them.</p>`] : []),
  ].join("\n");
}

function addressHtml({ file, policy }: ReviewFinding): string {
  const address = addressInFile(file, policy);
  return address === null ? "" : `<br>${code(address)}`;
}

function groupHtml(group: readonly ReviewFinding[]): string {
  const [first] = group;
  if (!first) return "";
  const address = addressInFile(first.file, first.policy);
  const heading = `${code(first.file)}${address === null ? "" : ` · ${code(address)}`}`;
  return [
    '<section class="group">',
    `<h3>${heading}</h3>`,
    ...group.map(findingHtml),
    "</section>",
  ].join("\n");
}

function findingHtml(finding: ReviewFinding): string {
  const { issueCode, details, learnMoreLink, controls } = finding;
  const words = beforeWords(finding);
  const before = words === "" ? "" : ` <em>${prose(words)}</em>`;
  const facts = [
    ...relatedHtml(finding),
    ...(controls.length > 0 ? [`Controls: ${escapeHtml(controls.join(", "))}`] : []),
    ...(reporterSentence(finding) === "" ? [] : [reporterSentence(finding)]),
    anchor(`More on ${issueCode}`, learnMoreLink),
  ];
  return [
    `<article class="card finding ${classNames[finding.findingType]}">`,
    `<h4>${badge(finding)} ${code(issueCode)} <span class="place">line ${finding.start.line}</span>${before}</h4>`,
    `<p>${prose(details)}</p>`,
    excerptHtml(finding),
    suggestionHtml(finding),
    list(facts, "facts"),
    "</article>",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

const classNames: Readonly<Record<ReviewFinding["findingType"], string>> = {
  ERROR: "error",
  SECURITY_WARNING: "security",
  WARNING: "warning",
  SUGGESTION: "suggestion",
};

function badge(finding: ReviewFinding): string {
  return `<span class="badge ${classNames[finding.findingType]}">${severityWords(finding)}</span>`;
}

function relatedHtml({ related }: ReviewFinding): string[] {
  const rest = related.length - relatedMax;
  return [
    ...related
      .slice(0, relatedMax)
      .map(({ file, start, message }) => `${code(file)}, line ${start.line}: ${prose(message)}`),
    ...(rest > 0 ? [`${counted(rest, "more place")}: JSON has all of them`] : []),
  ];
}

/** The lines that the finding stands on, with their numbers, the place marked. */
function excerptHtml(finding: ReviewFinding): string {
  const { start, end, excerpt } = finding;
  if (excerpt.length === 0) return "";
  const rest = lastLine(finding) - start.line + 1 - excerpt.length;
  const lines = excerpt.map((text, index) => {
    const number = start.line + index;
    const from = index === 0 ? start.column - 1 : 0;
    const to = number === end.line ? end.column - 1 : text.length;
    const [before, inside, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
    const marked = inside === "" ? "" : `<mark>${source(inside)}</mark>`;
    return sourceLine(String(number), `${source(before)}${marked}${source(after)}`);
  });
  return `<pre class="source">${[...lines, ...(rest > 0 ? [sourceLine("…", `${rest} more`)] : [])].join("\n")}</pre>`;
}

function sourceLine(number: string, html: string, className = ""): string {
  const classes = className === "" ? "line" : `line ${className}`;
  return `<span class="${classes}"><span class="number">${number}</span><span class="text">${html}</span></span>`;
}

/** A tab is no odd character in a source. */
function source(text: string): string {
  return text
    .split("\t")
    .map((part) => escapeHtml(part))
    .join(" ".repeat(tabColumns));
}

/** What the fix changes of its lines, where they are all there; else the title alone. */
function suggestionHtml({ suggestion }: ReviewFinding): string {
  if (!suggestion) return "";
  const title = `<p class="fix"><strong>Fix:</strong> ${prose(suggestion.title)}</p>`;
  const replacement = lineReplacement(suggestion);
  if (!replacement || !suggestion.lines) return title;
  const after = replacement.text === "" ? [] : replacement.text.split("\n");
  return `${title}\n${fold("What the fix changes", changeHtml(suggestion.lines.texts, after))}`;
}

/** Lines that go and come; those that are the same at both ends stand around them. */
function changeHtml(before: readonly string[], after: readonly string[]): string {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const marked = (mark: string, className: string) => (text: string) =>
    sourceLine(mark, source(text), className);
  const lines = [
    ...before.slice(0, head).map(marked("", "")),
    ...before.slice(head, before.length - tail).map(marked("−", "gone")),
    ...after.slice(head, after.length - tail).map(marked("+", "come")),
    ...before.slice(before.length - tail).map(marked("", "")),
  ];
  return `<pre class="source">${lines.join("\n")}</pre>`;
}
