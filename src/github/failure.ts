/**
 * Why a review did not come to its end. The message is for the people who read the check run: no
 * paths of the server, no text of the pull request, no secrets.
 */
export class ReviewFailedError extends Error {
  override readonly name = "ReviewFailedError";
}

/** What is to be done about an error. */
export type Failure =
  /** GitHub's rate limit: nothing of the installation before `at` (milliseconds since 1970). */
  | { readonly kind: "limited"; readonly at: number }
  /** Worth another attempt. */
  | { readonly kind: "transient" }
  /** The same would happen again. */
  | { readonly kind: "permanent" };

/** GitHub says to wait a minute at least when it does not say how long. */
const secondaryLimitMs = 60_000;
/** A wait longer than this is an error of a clock or a proxy; the next attempt will tell. */
const limitMsMax = 2 * 60 * 60_000;

/**
 * Tells rate limits, passing troubles and lasting ones apart.
 * docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function failureOf(error: unknown, now: number): Failure {
  const answer = answerOf(error);
  if (!answer) return { kind: "permanent" };
  const { status, message, headers } = answer;
  if (status === 403 || status === 429) {
    const at = limitedUntil(status, message, headers, now);
    return at === undefined
      ? { kind: "permanent" }
      : { kind: "limited", at: Math.min(Math.max(at, now), now + limitMsMax) };
  }
  // 401: the token was revoked or has not reached every server yet. 409: the repository is busy.
  const passes = status >= 500 || status === 401 || status === 408 || status === 409;
  return { kind: passes ? "transient" : "permanent" };
}

/** The failure in one sentence for people. */
export function failureText(error: unknown): string {
  if (error instanceof ReviewFailedError) return error.message;
  const answer = answerOf(error);
  if (!answer) return "Leastwise failed unexpectedly; the log of its server has the details.";
  const id = answer.headers["x-github-request-id"];
  const request = typeof id === "string" && /^[\w:-]{1,80}$/.test(id) ? ` (request ${id})` : "";
  return `GitHub answered a request of Leastwise with status ${answer.status}${request}.`;
}

/** The status of an answer of GitHub, or `undefined` when the error is none. */
export function statusOf(error: unknown): number | undefined {
  return answerOf(error)?.status;
}

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function answerOf(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  if (typeof error.status !== "number") return undefined;
  const response = "response" in error && isObject(error.response) ? error.response : {};
  return {
    status: error.status,
    message: error.message,
    headers: "headers" in response && isObject(response.headers) ? response.headers : {},
  };
}

function limitedUntil(
  status: number,
  message: string,
  headers: Readonly<Record<string, unknown>>,
  now: number,
): number | undefined {
  const retryAfter = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && retryAfter >= 0) return now + retryAfter * 1000;
  const reset = Number(headers["x-ratelimit-reset"]);
  if (headers["x-ratelimit-remaining"] === "0" && reset > 0) {
    // One second on top: to come back just before the reset would be refused again.
    return (reset + 1) * 1000;
  }
  if (status === 429 || /\bsecondary rate limit/i.test(message)) return now + secondaryLimitMs;
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
