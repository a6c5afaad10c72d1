import { afterAll, beforeAll } from "@jest/globals";
import type { RedisConnection } from "../../src/queue/redis-connection.ts";
import {
  connectTo,
  describeWithRedis,
  type RedisServer,
  startRedisServer,
} from "../support/redis-server.ts";
import { redisQueueUnderTest } from "./redis-queue-under-test.ts";
import { describeReviewQueue } from "./review-queue-contract.ts";

describeWithRedis("on Redis", () => {
  let server: RedisServer;
  let redis: RedisConnection;

  beforeAll(async () => {
    server = await startRedisServer();
    redis = await connectTo(server);
  });
  afterAll(async () => {
    redis.close();
    await server.remove();
  });

  describeReviewQueue("the queue that several servers share", async () =>
    redisQueueUnderTest(redis),
  );
});
