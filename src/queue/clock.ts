/** Time as the queue sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `delayMs`, unless it was cancelled. */
  after(delayMs: number, callback: () => void): Cancel;
}

export type Cancel = () => void;

/** A timer of Node holds at most this long; longer delays are cut into pieces. */
const timerMsMax = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const until = Date.now() + delayMs;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const leftMs = until - Date.now();
      timer = setTimeout(
        () => (leftMs > timerMsMax ? wait() : callback()),
        Math.max(0, Math.min(leftMs, timerMsMax)),
      );
    };
    wait();
    return () => clearTimeout(timer);
  },
};
