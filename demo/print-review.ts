import type { Annotation, CheckRun, PullRequest } from "./fake-github/model.ts";

/** What GitHub shows of a review, as text for a terminal. */
export function printReview(pull: PullRequest, runs: readonly CheckRun[]): string {
  const comments = pull.reviewComments.map(
    ({ path, line, originalLine, body }) =>
      `  ${path}:${line ?? `${originalLine} (outdated)`}\n${indent(visible(body))}\n`,
  );
  return [
    `${pull.title} (#${pull.number}, head ${pull.head.sha.slice(0, 12)})`,
    "",
    ...runs.flatMap(printRun),
    ...section(`Review comments (${comments.length})`, comments),
  ].join("\n");
}

function printRun(run: CheckRun): string[] {
  const mark = run.conclusion === "success" ? "✓" : "✗";
  return [
    `${mark} ${run.name}: ${run.title ?? ""}`,
    "",
    ...section("Summary", [indent(visible(run.summary ?? ""))]),
    ...section(`Annotations (${run.annotations.length})`, run.annotations.map(printAnnotation)),
  ];
}

function printAnnotation(annotation: Annotation): string {
  const { path, start_line, annotation_level, title, message } = annotation;
  return `  ${path}:${start_line} ${annotation_level}: ${title ?? ""}\n${indent(message)}\n`;
}

function section(heading: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [heading, "─".repeat(heading.length), ...items, ""];
}

/** Without the hidden markers. */
function visible(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->\n?/g, "").trim();
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
