import { randomBytes } from "node:crypto";
import type { RedisConnection, RedisScript } from "./redis-connection.ts";

export interface RedisTurnsOptions {
  readonly redis: RedisConnection;
  /** What the names of its keys begin with. */
  readonly key: string;
  /** For how long a turn lasts without being renewed; its holder renews it while it lives. */
  readonly leaseMs: number;
  /** How often somebody who waits asks again. */
  readonly pollMs: number;
  /** For how long somebody waits. */
  readonly waitMs: number;
  readonly answerTimeoutMs: number;
  /** Work of this kind is done without the turn. */
  readonly onMissed: (kind: string) => void;
}

export interface RedisMemory {
  has(text: string): Promise<boolean>;
  add(text: string): Promise<void>;
}

/**
 * What only one of several servers may do at a time. By the clock of Redis.
 *
 * A holder that stands still for longer than a lease loses its turn without knowing. So this keeps
 * the usual case in order; it is no proof for the worst.
 */
export class RedisTurns {
  private readonly options: RedisTurnsOptions;

  constructor(options: RedisTurnsOptions) {
    this.options = options;
  }

  /**
   * Does the work when nobody else does work of this name. Where that cannot be had, because Redis
   * is away or the turn does not come in time, it is done all the same, and `onMissed` is told: not
   * to do it would be worse.
   *
   * @throws what `work` throws.
   */
  async alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    const token = newToken();
    if (await this.wait(name, token)) return this.keeping(name, token, 0, work);
    this.options.onMissed(kindOf(name));
    return work();
  }

  /**
   * Does the work, unless another server is at it or ended it within the last `withinMs`.
   *
   * @returns whether it was done.
   * @throws RedisUnavailableError when Redis does not answer, and what `work` throws.
   */
  async unlessDone(name: string, withinMs: number, work: () => Promise<void>): Promise<boolean> {
    const token = newToken();
    if (!(await this.begin(name, token, withinMs))) return false;
    await this.keeping(name, token, endRememberedMs, work);
    return true;
  }

  /**
   * Texts that all servers remember for `forMs`, and of them the newest `max`. Its methods reject
   * with a `RedisUnavailableError` when Redis does not answer.
   */
  memory(name: string, forMs: number, max: number): RedisMemory {
    return {
      has: async (text) => (await this.run(hasScript, name, [text, String(forMs)])) === 1,
      add: async (text) => {
        await this.run(addScript, name, [text, String(forMs), String(max)]);
      },
    };
  }

  /** False when the turn did not come. Never rejects. */
  private async wait(name: string, token: string): Promise<boolean> {
    const { pollMs, waitMs } = this.options;
    try {
      for (let waitedMs = 0; ; waitedMs += pollMs) {
        if (await this.begin(name, token, 0)) return true;
        if (waitedMs >= waitMs) return false;
        await pause(pollMs);
      }
    } catch {
      return false;
    }
  }

  private async begin(name: string, token: string, withinMs: number): Promise<boolean> {
    const parameters = [token, String(this.options.leaseMs), String(withinMs)];
    return (await this.run(beginScript, name, parameters)) === 1;
  }

  private async keeping<T>(
    name: string,
    token: string,
    rememberMs: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const { leaseMs } = this.options;
    const renewal = setInterval(() => {
      this.run(keepScript, name, [token, String(leaseMs)]).catch(() => {});
    }, leaseMs / 3);
    renewal.unref();
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      // Where this fails the lease ends by itself.
      await this.run(endScript, name, [token, String(rememberMs)]).catch(() => {});
    }
  }

  private run(script: RedisScript, name: string, parameters: readonly string[]): Promise<unknown> {
    const { redis, key, answerTimeoutMs } = this.options;
    return redis.run(script, `${key}:${name}`, parameters, answerTimeoutMs);
  }
}

/** For how long it is known when a work ended last. */
const endRememberedMs = 24 * 60 * 60_000;

function newToken(): string {
  return randomBytes(12).toString("hex");
}

/** Without what the name says of a repository. */
function kindOf(name: string): string {
  return name.split("/", 1)[0] ?? "";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Takes a turn that only one may have. Arguments: token, lease in ms, and within how many
 * milliseconds after the last one that ended there is none (0: always). Returns 1 when it is taken.
 */
const beginScript: RedisScript = {
  name: "begin turn",
  lua: `
local ended = KEYS[1] .. ':ended'
if tonumber(ARGV[3]) > 0 and redis.call('EXISTS', ended) == 1 then
  local time = redis.call('TIME')
  local endedAt = tonumber(redis.call('GET', ended)) or 0
  if time[1] * 1000 + math.floor(time[2] / 1000) - endedAt < tonumber(ARGV[3]) then return 0 end
end
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
`,
};

/** Arguments: token, lease in ms. Returns 1, or 0: somebody else has the turn. */
const keepScript: RedisScript = {
  name: "keep turn",
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`,
};

/** Arguments: token, and for how many milliseconds the end is remembered (0: not at all). */
const endScript: RedisScript = {
  name: "end turn",
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if tonumber(ARGV[2]) > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('SET', KEYS[1] .. ':ended', now, 'PX', ARGV[2])
end
return 1
`,
};

/** Arguments: a text, and for how many milliseconds it is remembered. Returns 1 when it is. */
const hasScript: RedisScript = {
  name: "has",
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
return at and now - tonumber(at) < tonumber(ARGV[2]) and 1 or 0
`,
};

/** Arguments: a text, for how many milliseconds it is remembered, and most texts. */
const addScript: RedisScript = {
  name: "add",
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`,
};
