import type { AccessLine, Review } from "../../src/review/review.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "./fake-change.ts";

/**
 * The title of the review of a change, and what it says of findings and access, a line each: what it says
 * once is told once. What was not judged at head is left out.
 */
export async function toldReview(base: FakeFiles, head: FakeFiles): Promise<string[]> {
  const review = await reviewChange(fakeChange(base, head), undefined, undefined, "2026-11-25");
  return [`${review.verdict}: ${review.title}`, ...findingLines(review), ...accessLines(review)];
}

function findingLines({ findings, unjudged = [] }: Review): string[] {
  return [
    ...findings
      .filter(({ state }) => state !== "pre-existing")
      .map(
        ({ state, issueCode, findingType, unknownBefore }) =>
          `${state} ${issueCode}${state === "introduced" ? ` (${findingType})` : ""}${unknownBefore === undefined ? "" : `, before: ${unknownBefore}`}`,
      ),
    ...unjudged.map(
      ({ reason, findings: open }) =>
        `no longer judged ${open.map(({ issueCode }) => issueCode).join(", ")}: ${reason}`,
    ),
  ];
}

function accessLines({ access }: Review): string[] {
  const told = (access?.entries ?? []).flatMap((entry) => [
    ...entry.granted.map((line) => `+ ${lineText(line)}`),
    ...(entry.unknownBefore === undefined ? [] : [`  before: ${entry.unknownBefore}`]),
    ...entry.removed.map((line) => `- ${lineText(line)}`),
    ...entry.undecided.map(
      ({ direction, reason }) => `? ${direction === "granted" ? "new" : "gone"}: ${reason}`,
    ),
  ]);
  return [...new Set(told)];
}

function lineText({ actions, resources, principals, conditions }: AccessLine): string {
  return [
    `${actions.join()} on ${resources.join()}`,
    ...(principals.length > 0 ? [`by ${principals.join()}`] : []),
    ...conditions.map((condition) => `if ${condition}`),
  ].join(" ");
}
