import type { RequestListener } from "node:http";
import type { ReviewWorker } from "../queue/review-queue.ts";
import { RunAgainError } from "../queue/review-queue.ts";
import { webhookPath } from "./http-front.ts";
import type { Metrics } from "./metrics.ts";

/** Answers `GET /metrics`, on a port of its own: the one for webhooks is open to the world. */
export function metricsFront(text: () => Promise<string>): RequestListener {
  return (request, response) => {
    if (request.method !== "GET" || request.url?.split("?", 1)[0] !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    text().then(
      (body) => response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(body),
      () => response.writeHead(503).end(),
    );
  };
}

/** Counts what deliveries are answered with. */
export function countedFront(front: RequestListener, metrics: Metrics): RequestListener {
  return (request, response) => {
    if (request.url?.split("?", 1)[0] === webhookPath) {
      response.once("finish", () => metrics.deliveryAnswered(response.statusCode));
    }
    front(request, response);
  };
}

/** Counts what comes of the jobs; those that are lost the queue tells. */
export function countedWorker(
  worker: ReviewWorker,
  metrics: Metrics,
  now: () => number,
): ReviewWorker {
  return async (job) => {
    const { kind } = job.target.subject;
    const startedAt = now();
    try {
      await worker(job);
      metrics.jobEnded(kind, "done");
    } catch (error) {
      if (error instanceof RunAgainError && !job.last) {
        metrics.jobEnded(kind, error.holds === "installation" ? "rate limited" : "again");
      }
      throw error;
    } finally {
      if (kind === "pull request" || kind === "merge group") metrics.reviewTook(now() - startedAt);
    }
  };
}

/** Counts what GitHub answers. */
export function countedFetch(fetch: typeof globalThis.fetch, metrics: Metrics): typeof fetch {
  return async (input, init) => {
    try {
      const response = await fetch(input, init);
      metrics.gitHubAnswered(response.status, response.headers);
      return response;
    } catch (error) {
      metrics.gitHubAnswered(0);
      throw error;
    }
  };
}
