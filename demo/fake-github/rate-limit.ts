const requestsPerHour = 5000;

/** GitHub's primary limit, counted for each installation. It is never reached by counting. */
export class RateLimit {
  readonly #now: () => number;
  readonly #used = new Map<number, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  count(installationId: number): void {
    this.#used.set(installationId, (this.#used.get(installationId) ?? 0) + 1);
  }

  state(installationId: number) {
    const used = this.#used.get(installationId) ?? 0;
    return {
      limit: requestsPerHour,
      remaining: Math.max(0, requestsPerHour - used),
      used,
      reset: Math.ceil(this.#now() / 1000) + 3600,
    };
  }

  headers(installationId: number): Record<string, string> {
    const state = Object.entries(this.state(installationId));
    return {
      ...Object.fromEntries(state.map(([name, value]) => [`x-ratelimit-${name}`, String(value)])),
      "x-ratelimit-resource": "core",
    };
  }
}
