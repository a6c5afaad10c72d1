/** What goes wrong on demand. */
export interface Fault {
  /** The template of one route (`POST /repos/{owner}/{repo}/check-runs`); all routes without it. */
  readonly route?: string;
  /** For so many requests; default 1. `Infinity` until `faults.clear()`. */
  readonly times?: number;
  /** Waits for this first. */
  readonly held?: { wait(): Promise<void> };
  /** Then answers this; without it the request goes on as usual. */
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Then closes the connection without an answer. */
  readonly hangUp?: boolean;
  /** The request takes effect first; only its answer is lost. */
  readonly afterEffect?: boolean;
}

/** A request that is held up before it takes effect. */
export interface Held {
  /** Resolves when it is there. */
  readonly arrived: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

export class Faults {
  /** Trees with more entries come back `truncated`; undefined: GitHub's own limit. */
  treeEntriesMax: number | undefined;
  #faults: { readonly fault: Fault; left: number }[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** Content is being made too fast: 403 with retry-after. */
  secondaryLimit(
    options: { retryAfterSeconds?: number; route?: string; times?: number } = {},
  ): void {
    this.add({
      ...options,
      status: 403,
      message:
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      headers: { "retry-after": String(options.retryAfterSeconds ?? 60) },
    });
  }

  /** The requests of this hour are used up: 403, nothing remaining, reset later. */
  primaryLimit(options: { resetInSeconds?: number; route?: string; times?: number } = {}): void {
    const reset = Math.ceil(this.#now() / 1000) + (options.resetInSeconds ?? 3600);
    this.add({
      ...options,
      status: 403,
      message: "API rate limit exceeded for installation.",
      headers: {
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-used": "5000",
        "x-ratelimit-reset": String(reset),
        "x-ratelimit-resource": "core",
      },
    });
  }

  clear(): void {
    this.#faults = [];
    this.treeEntriesMax = undefined;
  }

  /** Holds up the next request of a route until it is released. */
  hold(route: string): Held {
    const held = newHeld();
    this.add({ route, held });
    return held;
  }

  /** The first fault that meets a request; it is used up by one. */
  take(route: string): Fault | undefined {
    const found = this.#faults.find(
      ({ fault, left }) => left > 0 && (fault.route === undefined || fault.route === route),
    );
    if (found !== undefined) found.left -= 1;
    return found?.fault;
  }
}

function newHeld() {
  let arrive = () => {};
  let release = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const wait = () => {
    arrive();
    return released;
  };
  return { arrived, release: () => release(), wait };
}
