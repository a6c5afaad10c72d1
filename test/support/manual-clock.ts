import type { Cancel, Clock } from "../../src/queue/clock.ts";

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  private time: number;
  private readonly timers = new Set<{ at: number; callback: () => void }>();

  constructor(time = Date.parse("2026-03-01T12:00:00Z")) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = { at: this.time + delayMs, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Moves the time on and rings what is due, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      const [next] = [...this.timers]
        .filter(({ at }) => at <= until)
        .sort((first, second) => first.at - second.at);
      if (!next) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.callback();
      await settle();
    }
    this.time = until;
    await settle();
  }

  /** When the next timer rings; `undefined` without one. */
  get next(): number | undefined {
    const [first] = [...this.timers].map(({ at }) => at).sort((one, other) => one - other);
    return first;
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.size;
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
