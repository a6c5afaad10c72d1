import type { QueueState, ReviewSubject } from "../queue/review-queue.ts";

/** What came of a job. `again`: it is repeated after a passing error. `lost`: it was given up. */
export type JobResult = "done" | "again" | "rate limited" | "lost";

/** Upper ends of the buckets of the durations, in seconds. */
const secondsBuckets = [1, 2, 5, 10, 20, 30, 60, 120, 300];
/** Rate limits that are remembered, one for each installation and hour. */
const rateLimitsMax = 1000;

/**
 * What an operator watches, as counters of this process, in the text format of Prometheus.
 * prometheus.io/docs/instrumenting/exposition_formats
 *
 * Labels have few values, all of them ours: no names of repositories, people or installations.
 */
export class Metrics {
  private readonly version: string;
  /** Milliseconds since 1970. */
  private readonly now: () => number;
  private readonly startedAt: number;
  private readonly jobs = new Counter();
  private readonly deliveries = new Counter();
  private readonly requests = new Counter();
  private failures = 0;
  private reviewSeconds = 0;
  private readonly reviewsWithin = new Array<number>(secondsBuckets.length + 1).fill(0);
  /** What is left of each, by the second in which it begins anew. */
  private readonly rateLimits = new Map<number, number>();

  constructor(version: string, now: () => number) {
    this.version = version;
    this.now = now;
    this.startedAt = now();
  }

  jobEnded(subject: ReviewSubject["kind"], result: JobResult): void {
    this.jobs.add({ subject, result });
  }

  /** A review came to an end, with or without a verdict. */
  reviewTook(ms: number): void {
    const seconds = ms / 1000;
    this.reviewSeconds += seconds;
    const at = secondsBuckets.findIndex((end) => seconds <= end);
    const bucket = at < 0 ? secondsBuckets.length : at;
    this.reviewsWithin[bucket] = (this.reviewsWithin[bucket] ?? 0) + 1;
  }

  /** A review ended without a verdict; its check run says why. */
  reviewFailed(): void {
    this.failures++;
  }

  /** A webhook was answered. */
  deliveryAnswered(status: number): void {
    this.deliveries.add({ status: String(status) });
  }

  /** GitHub answered a request; without an answer the status is 0. */
  gitHubAnswered(status: number, headers?: Headers): void {
    this.requests.add({ status: String(status) });
    if (headers?.get("x-ratelimit-resource") !== "core") return;
    const remaining = Number(headers.get("x-ratelimit-remaining") ?? Number.NaN);
    const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
    if (!Number.isSafeInteger(remaining) || !Number.isSafeInteger(reset)) return;
    const known = this.rateLimits.get(reset) ?? remaining;
    this.forgetRateLimits();
    if (this.rateLimits.size < rateLimitsMax)
      this.rateLimits.set(reset, Math.min(known, remaining));
  }

  /** @param queue absent when its store cannot be reached. */
  text(queue: QueueState | undefined, residentBytes: number): string {
    this.forgetRateLimits();
    const left = Math.min(...this.rateLimits.values());
    return [
      ...metric("leastwise_info", "gauge", "The version that runs.", [
        [{ version: this.version }, 1],
      ]),
      ...metric("leastwise_queue_accepts", "gauge", "0: deliveries are refused.", [
        [{}, queue?.accepts ? 1 : 0],
      ]),
      ...(queue ? queueMetrics(queue) : []),
      ...metric("leastwise_jobs_total", "counter", "What came of the jobs.", this.jobs.samples()),
      ...metric(
        "leastwise_reviews_failed_total",
        "counter",
        "Reviews that ended without a verdict; their check runs say why.",
        [[{}, this.failures]],
      ),
      ...this.durations(),
      ...metric(
        "leastwise_deliveries_total",
        "counter",
        "Webhooks, by the status that they were answered with.",
        this.deliveries.samples(),
      ),
      ...metric(
        "leastwise_github_requests_total",
        "counter",
        "Requests to GitHub, by the status of the answer; 0: there was none.",
        this.requests.samples(),
      ),
      ...metric(
        "leastwise_github_rate_limit_remaining",
        "gauge",
        "Requests that are left in this hour, of the installation that has the fewest.",
        Number.isFinite(left) ? [[{}, left]] : [],
      ),
      ...metric("process_resident_memory_bytes", "gauge", "Memory of the server process.", [
        [{}, residentBytes],
      ]),
      ...metric("process_start_time_seconds", "gauge", "When the process started.", [
        [{}, this.startedAt / 1000],
      ]),
      "",
    ].join("\n");
  }

  private durations(): string[] {
    const name = "leastwise_review_seconds";
    let count = 0;
    const buckets = this.reviewsWithin.map((reviews, at): Sample => {
      count += reviews;
      return [{ le: String(secondsBuckets[at] ?? "+Inf") }, count];
    });
    const [help = "", type = ""] = metric(name, "histogram", "How long reviews took.", []);
    return [
      help,
      type,
      ...buckets.map((bucket) => line(`${name}_bucket`, bucket)),
      line(`${name}_sum`, [{}, this.reviewSeconds]),
      line(`${name}_count`, [{}, count]),
    ];
  }

  private forgetRateLimits(): void {
    for (const reset of this.rateLimits.keys()) {
      if (reset * 1000 <= this.now()) this.rateLimits.delete(reset);
    }
  }
}

function queueMetrics({ waiting, running, delayed, oldestMs }: QueueState): string[] {
  return [
    ...metric("leastwise_queue_targets", "gauge", "Pull requests and the like in the queue.", [
      [{ state: "waiting" }, waiting],
      [{ state: "running" }, running],
      [{ state: "delayed" }, delayed],
    ]),
    ...metric(
      "leastwise_queue_oldest_seconds",
      "gauge",
      "How long the one that waits longest has waited.",
      [[{}, oldestMs / 1000]],
    ),
  ];
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [Labels, number];

/** Counts by labels. */
class Counter {
  private readonly counts = new Map<string, Sample>();

  add(labels: Labels): void {
    const key = JSON.stringify(labels);
    this.counts.set(key, [labels, (this.counts.get(key)?.[1] ?? 0) + 1]);
  }

  samples(): Sample[] {
    return [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sample]) => sample);
  }
}

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  const head = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
  return [...head, ...samples.map((sample) => line(name, sample))];
}

function line(name: string, [labels, value]: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}
