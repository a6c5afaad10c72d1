import type { Cancel, Clock } from "../queue/clock.ts";
import type { Log } from "./log.ts";
import type { SharedQueue } from "./shared-queue.ts";
import type { Sweep } from "./sweep.ts";

export interface SweepsOptions {
  readonly sweep: Sweep;
  /** Where servers share a queue. */
  readonly turns: SharedQueue["turns"] | undefined;
  readonly clock: Clock;
  readonly everyMs: number;
  /** Of servers that share a queue none sweeps so shortly after another. */
  readonly gapMs: number;
  /** The same, for what is swept out of turn. */
  readonly gapAtStartMs: number;
  readonly log: Log;
}

/** When is swept: at the start, often, and by one of several servers at a time. */
export class Sweeps {
  private readonly options: SweepsOptions;
  private cancel: Cancel | undefined;

  constructor(options: SweepsOptions) {
    this.options = options;
  }

  /** Sweeps now, and from then on again and again. */
  start(): void {
    this.now();
    this.wait();
  }

  /** Sweeps out of turn: something may have got lost. */
  now(): void {
    void this.inTurn(this.options.gapAtStartMs);
  }

  stop(): void {
    this.cancel?.();
  }

  private wait(): void {
    const { clock, everyMs, gapMs } = this.options;
    this.cancel = clock.after(everyMs, () => {
      this.wait();
      void this.inTurn(gapMs);
    });
  }

  /** Never rejects. */
  private async inTurn(gapMs: number): Promise<void> {
    const { sweep, turns, log } = this.options;
    if (!turns) return sweep.runAfresh();
    try {
      await turns.unlessDone("sweep", gapMs, () => sweep.runAfresh());
    } catch (error) {
      log.warn({ err: error }, "A sweep was left out: Redis does not answer.");
    }
  }
}
