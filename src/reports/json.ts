import type { Review, ReviewFinding } from "../review/review.ts";

/** The version of the JSON contracts; it rises when a field changes its meaning or goes. */
const schemaVersion = 1;

/**
 * A review in the JSON contract of `leastwise review` and `leastwise scan`: lines and columns from 1,
 * ends exclusive. Ends with a line feed.
 */
export function jsonReport(review: Review): string {
  const { base, head, verdict, title, findings, access, escalations, coverage, ...others } = review;
  return jsonText({
    base,
    head,
    verdict,
    title,
    findings: findings.map(findingData),
    access: access?.entries ?? [],
    accessSummary: access
      ? { newAccess: access.newAccess, notCompared: access.notCompared }
      : { newAccess: null, notCompared: [] },
    escalations: escalations ?? [],
    coverage,
    ...others,
  });
}

/**
 * An outermost object of a JSON contract as text, with the version in front. Characters that a
 * terminal could take for commands, and marks that turn the direction of writing, are escaped.
 */
export function jsonText(data: object): string {
  const text = JSON.stringify({ schemaVersion, ...data }, undefined, 2);
  return `${escapeJson(text)}\n`;
}

/** JSON text with the characters escaped that a terminal could take for commands. */
export function escapeJson(text: string): string {
  return text.replace(unsafe, escaped);
}

/** All that `JSON.stringify` leaves as it is among control, format and separator characters. */
const unsafe = /[\u{7f}-\u{9f}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  let text = "";
  for (let index = 0; index < character.length; index++) {
    text += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return text;
}

function findingData(finding: ReviewFinding): object {
  const { excerpt: _, ...data } = finding;
  const { title, edits } = finding.suggestion ?? {};
  const { issueCode, findingType, confidence, state, file, start, end, policy, details, ...rest } =
    data;
  const suggestion = finding.suggestion && { title, edits };
  return {
    issueCode,
    findingType,
    confidence,
    state,
    file,
    start,
    end,
    policy,
    details,
    ...rest,
    suggestion,
  };
}
