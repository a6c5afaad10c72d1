import type { InProcessQueueOptions } from "../queue/in-process-queue.ts";
import { connectRedis, RedisUnavailableError, redisPlace } from "../queue/redis-connection.ts";
import { RedisQueue } from "../queue/redis-queue.ts";
import { RedisTurns } from "../queue/redis-turns.ts";
import { QueueRefusedError, type ReviewQueue } from "../queue/review-queue.ts";
import type { Log } from "./log.ts";
import { StartError } from "./start-error.ts";

/**
 * The number changes with what is kept in Redis, kinds of targets included: servers of both versions
 * then do not share a queue, and none takes what it does not understand.
 */
const layout = 1;

export interface SharedQueueOptions {
  readonly redisUrl: string;
  readonly appId: number;
  /** Of GitHub's API: apps of several GitHub servers may have the same number. */
  readonly apiUrl: string;
  readonly queue: InProcessQueueOptions;
  readonly bounds: SharedQueueBounds;
  readonly log: Log;
  /** Another server was told that an installation is gone. */
  readonly onInstallationGone: (installationId: number) => void;
}

interface SharedQueueBounds {
  /** Of one installation, on all servers. The other bounds of the queue are those of `queue`. */
  readonly reviewsPerInstallation: number;
  readonly startTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly turnWaitMs: number;
}

/** What servers with the same app and the same Redis have in common. */
export interface SharedQueue {
  readonly queue: ReviewQueue;
  readonly turns: RedisTurns;
  /** @param callback see `RedisQueueOptions.onBack`. */
  onBack(callback: (forgot: boolean) => void): void;
  close(): void;
}

/**
 * Connects to the queue that is shared on Redis.
 *
 * @throws StartError when Redis cannot be reached, or does not do what the queue needs.
 */
export async function shareQueue(options: SharedQueueOptions): Promise<SharedQueue> {
  const { apiUrl, appId, bounds, log, redisUrl } = options;
  const place = redisPlace(redisUrl);
  const { reviewsPerInstallation, startTimeoutMs, turnWaitMs, ...rest } = bounds;
  let forgotBefore = false;
  let back = (forgot: boolean) => {
    forgotBefore ||= forgot;
  };
  const redis = await connectRedis({
    url: redisUrl,
    startTimeoutMs,
    onDown: (error) => log.error({ err: error }, "Redis is out of reach: marks are refused."),
    onUp: () => log.info({ redis: place }, "Redis can be reached again."),
    onWarning: (warning) => log.warn(warning),
  }).catch(asStartError);
  // The braces keep the keys of one app together where Redis is a cluster.
  const key = `leastwise:{${new URL(apiUrl).host}/${appId}}:${layout}`;
  const queue = new RedisQueue({
    ...options.queue,
    ...rest,
    concurrencyPerInstallation: reviewsPerInstallation,
    redis,
    key: `${key}:queue`,
    onRefused: (values) => log.error({ values }, "Values in Redis are none of ours: refused."),
    onInstallationDropped: options.onInstallationGone,
    onBack: (forgot) => back(forgot),
  });
  const turns = new RedisTurns({
    ...rest,
    redis,
    key: `${key}:turn`,
    waitMs: turnWaitMs,
    onMissed: (kind) => log.warn({ kind }, "The turn of another server was not waited for."),
  });
  try {
    await queue.state();
  } catch (error) {
    redis.close();
    if (!(error instanceof QueueRefusedError)) throw error;
    const why = error.cause instanceof Error ? ` ${error.cause.message}.` : "";
    throw new StartError(
      `Redis at ${place} does not do what the queue needs: scripts, on keys that begin with ${key}.${why} Look at its version and the permissions of the user.`,
    );
  }
  log.info({ redis: place }, "The queue is shared on Redis.");
  return {
    queue,
    turns,
    onBack: (callback) => {
      back = callback;
      if (forgotBefore) callback(true);
    },
    close: () => redis.close(),
  };
}

function asStartError(error: unknown): never {
  if (!(error instanceof RedisUnavailableError)) throw error;
  throw new StartError(error.message);
}
