import { checkRunName } from "../github/check-runs.ts";
import type { Client } from "../github/client.ts";
import { readExternalId } from "../github/external-id.ts";
import type { InstallationClients } from "../github/installation-clients.ts";
import { openPulls } from "../github/pulls.ts";
import { QueueRefusedError, type ReviewQueue } from "../queue/review-queue.ts";
import type { Log } from "./log.ts";

/** Bounds of one sweep; what is past them is found by the next, or by the next event. */
const pagesMax = 100;
const perPage = 100;
const deliveryPagesMax = 10;
/** Pull requests that nobody touched for longer are left alone. */
const pullAgeMsMax = 14 * 24 * 60 * 60_000;
/** GitHub keeps deliveries for three days. docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
export const deliveryAgeMsMax = 3 * 24 * 60 * 60_000;
/** Heads and deliveries that are remembered, each a short text. */
export const rememberedMax = 50_000;

/**
 * Deliveries that were answered and may be lost with a queue in memory, with no other trace. Their
 * handlers do again only what was not done. A merge group waits for an hour unless it is told
 * otherwise; whoever gave a command sees after a while that nothing happens.
 */
const recent: readonly { event: string; action: string; ageMsMax: number }[] = [
  { event: "merge_group", action: "checks_requested", ageMsMax: 60 * 60_000 },
  { event: "issue_comment", action: "created", ageMsMax: 10 * 60_000 },
];
const recentMax = 100;

export interface SweepOptions {
  readonly app: () => Promise<Client>;
  readonly appId: number;
  readonly clients: InstallationClients;
  readonly queue: ReviewQueue;
  readonly eventNames: ReadonlySet<string>;
  readonly now: () => number;
  readonly log: Log;
  /** Failed deliveries that were asked for again, by any server. Absent: there is this one alone. */
  readonly redelivered?: Memory;
  /** The queue begins empty, whatever an earlier process had been told. */
  readonly forgetful?: boolean;
}

/** Texts that are remembered. */
export interface Memory {
  has(text: string): boolean | Promise<boolean>;
  add(text: string): void | Promise<void>;
}

/**
 * Finds what got lost: deliveries that failed are asked for again, and open pull requests whose
 * head has no completed check run are marked. GitHub does neither by itself. The first sweep of a
 * process looks for what the one before may have taken along.
 */
export class Sweep {
  private readonly options: SweepOptions;
  /** Heads with a verdict: they are not asked about again. */
  private readonly reviewed = new Remembered(rememberedMax);
  private readonly redelivered: Memory;
  private running: Promise<void> | undefined;
  private first = true;

  constructor(options: SweepOptions) {
    this.options = options;
    this.redelivered = options.redelivered ?? new Remembered(rememberedMax);
  }

  /** Never rejects. A sweep that is asked for while another runs is that one. */
  run(): Promise<void> {
    this.running ??= this.sweep().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** A sweep that begins now: one that runs may have passed by what is looked for. Never rejects. */
  async runAfresh(): Promise<void> {
    await this.running;
    await this.run();
  }

  /** Asks again for what a queue that has lost everything may have been told. Never rejects. */
  lookBack(): Promise<void> {
    return this.guarded("recent deliveries", () => this.redeliverRecent());
  }

  private async sweep(): Promise<void> {
    if (this.first && this.options.forgetful) await this.lookBack();
    this.first = false;
    await this.guarded("deliveries", () => this.redeliver());
    await this.guarded("installations", async () => {
      for await (const id of this.installations()) {
        await this.guarded(`installation ${id}`, () => this.markUnreviewed(id));
      }
    });
  }

  private async guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof QueueRefusedError) return;
      this.options.log.warn({ err: error, what }, "A sweep was cut short.");
    }
  }

  private async redeliver(): Promise<void> {
    const app = await this.options.app();
    const again = new Set<string>();
    const failed = new Map<string, number>();
    for await (const delivery of this.failedDeliveries(app)) {
      if (delivery.redelivery) again.add(delivery.guid);
      failed.set(delivery.guid, delivery.id);
    }
    for (const [guid, id] of failed) {
      if (again.has(guid) || (await this.redelivered.has(guid))) continue;
      await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: id });
      await this.redelivered.add(guid);
      this.options.log.info({ delivery: guid }, "A failed delivery was asked for again.");
    }
  }

  private async redeliverRecent(): Promise<void> {
    const app = await this.options.app();
    const found = new Map<string, number>();
    const ageMsMax = Math.max(...recent.map((each) => each.ageMsMax));
    for await (const { id, guid, event, action, ageMs } of this.deliveries(app, ageMsMax)) {
      const wanted = recent.find((each) => each.event === event && each.action === action);
      if (wanted && ageMs <= wanted.ageMsMax) found.set(guid, id);
    }
    for (const id of [...found.values()].slice(0, recentMax)) {
      await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: id });
    }
    this.options.log.info({ deliveries: found.size }, "Recent deliveries were asked for again.");
  }

  private async *failedDeliveries(
    app: Client,
  ): AsyncGenerator<{ id: number; guid: string; redelivery: boolean }> {
    const { eventNames } = this.options;
    for await (const delivery of this.deliveries(app, deliveryAgeMsMax, "failure")) {
      if (!delivery.ok && eventNames.has(delivery.event)) yield delivery;
    }
  }

  /** The newest first. */
  private async *deliveries(
    app: Client,
    ageMsMax: number,
    status?: "failure",
  ): AsyncGenerator<PastDelivery> {
    let cursor: string | undefined;
    for (let page = 0; page < deliveryPagesMax; page++) {
      const { data, headers } = await app.request("GET /app/hook/deliveries", {
        per_page: perPage,
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { id, guid, redelivery, event, action, delivered_at, status_code } of data) {
        const ageMs = this.options.now() - Date.parse(delivered_at);
        if (ageMs > ageMsMax) return;
        const ok = status_code >= 200 && status_code < 300;
        yield { id: Number(id), guid, redelivery, event, action, ageMs, ok };
      }
      cursor = nextCursor(headers.link);
      if (cursor === undefined) return;
    }
  }

  private async *installations(): AsyncGenerator<number> {
    const app = await this.options.app();
    for (let page = 1; page <= pagesMax; page++) {
      const { data } = await app.request("GET /app/installations", { per_page: perPage, page });
      for (const { id, suspended_at } of data) if (!suspended_at) yield id;
      if (data.length < perPage) return;
    }
  }

  private async markUnreviewed(installationId: number): Promise<void> {
    const { clients, queue, now } = this.options;
    const client = await clients.forListing(installationId);
    for await (const { id, name, owner } of repositories(client)) {
      const place = { installationId, repositoryId: id, owner, repo: name };
      for await (const { number, head, updatedAt } of openPulls({ ...place, client })) {
        if (now() - updatedAt > pullAgeMsMax) break;
        const key = `${id}/${number}/${head}`;
        if (this.reviewed.has(key)) continue;
        if (await this.hasVerdict(client, place, number, head)) this.reviewed.add(key);
        else {
          await queue.markDirty({ ...place, subject: { kind: "pull request", number } }, "swept");
        }
      }
    }
  }

  private async hasVerdict(
    client: Client,
    { owner, repo }: { owner: string; repo: string },
    number: number,
    head: string,
  ): Promise<boolean> {
    const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
      owner,
      repo,
      ref: head,
      check_name: checkRunName,
      app_id: this.options.appId,
      filter: "all",
      per_page: perPage,
    });
    return data.check_runs.some((run) => {
      const about = readExternalId(run.external_id);
      return (
        run.app?.id === this.options.appId &&
        run.status === "completed" &&
        run.conclusion !== "cancelled" &&
        about?.kind === "pull request" &&
        about.number === number
      );
    });
  }
}

interface PastDelivery {
  readonly id: number;
  readonly guid: string;
  readonly redelivery: boolean;
  readonly event: string;
  readonly action: string | null;
  readonly ageMs: number;
  readonly ok: boolean;
}

async function* repositories(
  client: Client,
): AsyncGenerator<{ id: number; name: string; owner: string }> {
  for (let page = 1; page <= pagesMax; page++) {
    const { data } = await client.request("GET /installation/repositories", {
      per_page: perPage,
      page,
    });
    for (const { id, name, owner, archived } of data.repositories) {
      if (!archived) yield { id: Number(id), name, owner: owner.login };
    }
    if (data.repositories.length < perPage) return;
  }
}

/** The cursor of the next page, from the header `Link`. */
function nextCursor(link: string | undefined): string | undefined {
  const next = link?.split(",").find((part) => part.includes('rel="next"'));
  return /[?&]cursor=([^&>]{1,200})/.exec(next ?? "")?.[1];
}

/** Remembers so many texts, and forgets the oldest first. */
class Remembered implements Memory {
  private readonly texts = new Set<string>();
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  has(text: string): boolean {
    return this.texts.has(text);
  }

  add(text: string): void {
    this.texts.add(text);
    const [oldest] = this.texts;
    if (this.texts.size > this.max && oldest !== undefined) this.texts.delete(oldest);
  }
}
