import { expect, test } from "@jest/globals";
import { Metrics } from "../../src/server/metrics.ts";

const start = Date.UTC(2026, 0, 1);

function metrics(): { readonly metrics: Metrics; readonly clock: { now: number } } {
  const clock = { now: start };
  return { metrics: new Metrics("1.2.3", () => clock.now), clock };
}

/** The lines that tell values, of the names that begin so. */
function values(text: string, name: string): string[] {
  return text.split("\n").filter((line) => line.startsWith(name));
}

const idle = { accepts: true, waiting: 0, running: 0, delayed: 0, oldestMs: 0 };

test("each metric stands once, with what it is, before its values", () => {
  const text = metrics().metrics.text(idle, 1024);
  expect(text.endsWith("\n")).toBe(true);
  const known = new Set<string>();
  for (const line of text.trimEnd().split("\n")) {
    const [, word, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (word === "TYPE") {
      expect(["counter", "gauge", "histogram"]).toContain(rest);
      expect(known).not.toContain(name);
      known.add(name);
    } else if (word === undefined) {
      const [, value = ""] = /^([a-z_]+)(?:\{[^{}]*\})? \S+$/.exec(line) ?? [];
      expect(known).toContain(value.replace(/_(?:bucket|sum|count)$/, ""));
    }
  }
  expect(known.size).toBe(12);
});

test("the queue, and one that cannot be asked", () => {
  const { metrics: it } = metrics();
  const busy = { accepts: false, waiting: 3, running: 2, delayed: 1, oldestMs: 2500 };
  expect(values(it.text(busy, 0), "leastwise_queue")).toEqual([
    "leastwise_queue_accepts 0",
    'leastwise_queue_targets{state="waiting"} 3',
    'leastwise_queue_targets{state="running"} 2',
    'leastwise_queue_targets{state="delayed"} 1',
    "leastwise_queue_oldest_seconds 2.5",
  ]);
  expect(values(it.text(undefined, 0), "leastwise_queue")).toEqual(["leastwise_queue_accepts 0"]);
});

test("jobs, deliveries and requests are counted by what came of them", () => {
  const { metrics: it } = metrics();
  it.jobEnded("pull request", "lost");
  it.jobEnded("pull request", "done");
  it.jobEnded("pull request", "done");
  it.deliveryAnswered(202);
  it.gitHubAnswered(0);
  it.reviewFailed();
  const text = it.text(idle, 0);
  expect(values(text, "leastwise_jobs_total")).toEqual([
    'leastwise_jobs_total{subject="pull request",result="done"} 2',
    'leastwise_jobs_total{subject="pull request",result="lost"} 1',
  ]);
  expect(values(text, "leastwise_deliveries_total")).toEqual([
    'leastwise_deliveries_total{status="202"} 1',
  ]);
  expect(values(text, "leastwise_github_requests_total")).toEqual([
    'leastwise_github_requests_total{status="0"} 1',
  ]);
  expect(values(text, "leastwise_reviews_failed_total")).toEqual([
    "leastwise_reviews_failed_total 1",
  ]);
});

test("durations fall into every bucket that they fit in", () => {
  const { metrics: it } = metrics();
  for (const ms of [500, 1000, 1001, 301_000]) it.reviewTook(ms);
  const text = it.text(idle, 0);
  expect(values(text, "leastwise_review_seconds_bucket")).toEqual([
    'leastwise_review_seconds_bucket{le="1"} 2',
    ...["2", "5", "10", "20", "30", "60", "120", "300"].map(
      (end) => `leastwise_review_seconds_bucket{le="${end}"} 3`,
    ),
    'leastwise_review_seconds_bucket{le="+Inf"} 4',
  ]);
  expect(values(text, "leastwise_review_seconds_sum")).toEqual([
    "leastwise_review_seconds_sum 303.501",
  ]);
  expect(values(text, "leastwise_review_seconds_count")).toEqual([
    "leastwise_review_seconds_count 4",
  ]);
});

test("the rate limit is the least that is left, until its hour ends", () => {
  const { metrics: it, clock } = metrics();
  const answer = (remaining: string, reset: number, resource = "core") =>
    it.gitHubAnswered(
      200,
      new Headers({
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-reset": String(reset),
        "x-ratelimit-resource": resource,
      }),
    );
  const left = () => values(it.text(idle, 0), "leastwise_github_rate_limit_remaining");
  const now = start / 1000;
  expect(left()).toEqual([]);
  answer("900", now + 60);
  answer("4000", now + 3600);
  answer("3999", now + 3600);
  answer("4000", now + 3600);
  answer("7", now + 60, "search");
  answer("none", now + 60);
  expect(left()).toEqual(["leastwise_github_rate_limit_remaining 900"]);
  clock.now += 60_000;
  expect(left()).toEqual(["leastwise_github_rate_limit_remaining 3999"]);
  clock.now += 3_600_000;
  expect(left()).toEqual([]);
});
