import { ProbotOctokit } from "probot";

/** A client of GitHub's API. Whose it is depends on how it was made. */
export type Client = InstanceType<typeof ProbotOctokit>;

/** How often a reading request is repeated after a passing error, within one attempt of a job. */
const readRetries = 2;
/** Statuses that a repetition does not change; rate limits are left to the queue. */
const notRetried = [400, 401, 403, 404, 409, 410, 422, 429, 451];

export interface ClientOptions {
  /** False only in tests: GitHub wants no more than one writing request in a second. */
  readonly throttled?: boolean;
  /** The first pause before a repetition; it grows with the square of their number. */
  readonly retryAfterMs?: number;
}

/**
 * The class of clients that Probot is to use. Octokit's own answer to a rate limit is to sleep
 * within the request, up to an hour; here the error comes out, and the queue puts the job off.
 *
 * Writing requests are never repeated here: GitHub may have done what it answered with an error.
 * The next attempt of the job looks first.
 */
export function clientClass(options: ClientOptions = {}): typeof ProbotOctokit {
  const { throttled = true, retryAfterMs = 1000 } = options;
  return ProbotOctokit.plugin(repeatReadsOnly).defaults(
    (defaults: ConstructorParameters<typeof ProbotOctokit>[0]) => ({
      ...defaults,
      log: wordsOnly(defaults?.log),
      throttle: {
        ...defaults?.throttle,
        enabled: throttled,
        onRateLimit: () => false,
        onSecondaryRateLimit: () => false,
      },
      retry: { retries: readRetries, doNotRetry: notRetried, retryAfterBaseValue: retryAfterMs },
    }),
  );
}

/** `fetch` with a time limit on the whole exchange, the body included. */
export function fetchWithin(timeoutMs: number, fetch: typeof globalThis.fetch): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
}

type ClientLog = Client["log"];

/** Probot logs the bodies of requests, which hold source code; only its words get through. */
function wordsOnly(log: Partial<ClientLog> | undefined): ClientLog {
  const method =
    (level: keyof ClientLog): ClientLog["debug"] =>
    (...parts: unknown[]) => {
      const [words] = parts.filter((part) => typeof part === "string");
      log?.[level]?.(words ?? "");
    };
  return {
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
  };
}

function repeatReadsOnly(octokit: { hook: Client["hook"] }): void {
  octokit.hook.before("request", (options) => {
    // The object is shared by all requests of a client: replaced, not written to.
    if (options.method !== "GET") options.request = { ...options.request, retries: 0 };
  });
}
