/** What GitHub's documentation says in prose and its description leaves out. */

type Body = Readonly<Record<string, unknown>>;

const perPageMax = 100;

const rules: readonly (readonly [route: string, (body: Body) => readonly string[]])[] = [
  ["POST /repos/{owner}/{repo}/check-runs", checkRun],
  ["PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", checkRun],
  ["POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", review],
  ["POST /repos/{owner}/{repo}/pulls/{pull_number}/comments", comment],
];

/** Problems of a JSON body that its schema lets through. */
export function bodyProblems(route: string, body: unknown): readonly string[] {
  const rule = rules.find(([name]) => name === route)?.[1];
  return rule === undefined ? [] : rule((body ?? {}) as Body);
}

export function queryProblems(query: URLSearchParams): readonly string[] {
  const perPage = query.get("per_page");
  if (perPage === null || (Number(perPage) >= 1 && Number(perPage) <= perPageMax)) return [];
  return [`per_page must be between 1 and ${perPageMax}`];
}

function checkRun(body: Body): string[] {
  const output = (body.output ?? {}) as Body;
  const annotations = (output.annotations ?? []) as readonly Body[];
  return [
    ...(body.status === "completed" && body.conclusion === undefined
      ? ["a completed check run needs a conclusion"]
      : []),
    ...(body.conclusion !== undefined && body.status !== undefined && body.status !== "completed"
      ? ["a check run with a conclusion is completed"]
      : []),
    ...(body.conclusion === "stale" ? ["only GitHub can mark a check run as stale"] : []),
    ...(body.name === "" ? ["name cannot be empty"] : []),
    ...annotations.flatMap((one, i) => annotation(one).map((text) => `annotation ${i}: ${text}`)),
  ];
}

const messageBytesMax = 64 * 1024;
const titleLengthMax = 255;

function annotation(one: Body): string[] {
  const { start_line, end_line, start_column, end_column } = one as Record<string, number>;
  const hasColumns = start_column !== undefined || end_column !== undefined;
  return [
    ...(Number(start_line) < 1 ? ["lines are counted from 1"] : []),
    ...(Number(end_line) < Number(start_line) ? ["end_line is before start_line"] : []),
    ...(hasColumns && start_line !== end_line
      ? ["columns are allowed on annotations of one line only"]
      : []),
    ...(start_column !== undefined && end_column !== undefined && end_column < start_column
      ? ["end_column is before start_column"]
      : []),
    ...(hasColumns && Math.min(start_column ?? 1, end_column ?? 1) < 1
      ? ["columns are counted from 1"]
      : []),
    ...(bytes(one.message) > messageBytesMax ? ["message is longer than 64 KB"] : []),
    ...(bytes(one.raw_details) > messageBytesMax ? ["raw_details is longer than 64 KB"] : []),
    ...(String(one.title ?? "").length > titleLengthMax
      ? [`title is longer than ${titleLengthMax} characters`]
      : []),
    ...(/^\/|^\.\.?\//.test(String(one.path)) ? ["path is relative to the repository"] : []),
  ];
}

function review(body: Body): string[] {
  const comments = (body.comments ?? []) as readonly Body[];
  const needsBody = body.event === "COMMENT" || body.event === "REQUEST_CHANGES";
  return [
    ...(needsBody && !body.body ? [`a review of event ${body.event} needs a body`] : []),
    ...comments.flatMap((one, i) => [
      ...(one.line === undefined && one.position === undefined
        ? [`comment ${i}: needs a line`]
        : []),
      ...comment(one).map((text) => `comment ${i}: ${text}`),
    ]),
  ];
}

function comment(one: Body): string[] {
  return [
    ...(one.body === "" ? ["body cannot be blank"] : []),
    ...(one.side !== undefined && one.side !== "LEFT" && one.side !== "RIGHT"
      ? ["side is LEFT or RIGHT"]
      : []),
    ...(one.position !== undefined && one.line !== undefined
      ? ["line and position exclude each other"]
      : []),
    ...(one.start_line !== undefined && one.line === undefined ? ["start_line needs a line"] : []),
    ...(one.start_line !== undefined && one.start_line === one.line && one.start_side === one.side
      ? ["start_line must be before line; leave it out for one line"]
      : []),
  ];
}

function bytes(text: unknown): number {
  return typeof text === "string" ? Buffer.byteLength(text) : 0;
}
