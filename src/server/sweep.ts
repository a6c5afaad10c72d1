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
const deliveryAgeMsMax = 3 * 24 * 60 * 60_000;
/** Heads and deliveries that are remembered, each a short text. */
const rememberedMax = 50_000;

export interface SweepOptions {
  readonly app: () => Promise<Client>;
  readonly appId: number;
  readonly clients: InstallationClients;
  readonly queue: ReviewQueue;
  readonly eventNames: ReadonlySet<string>;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Finds what got lost: deliveries that failed are asked for again, and open pull requests whose
 * head has no completed check run are marked. GitHub does neither by itself.
 */
export class Sweep {
  private readonly options: SweepOptions;
  /** Heads with a verdict: they are not asked about again. */
  private readonly reviewed = new Remembered(rememberedMax);
  private readonly redelivered = new Remembered(rememberedMax);
  private running: Promise<void> | undefined;

  constructor(options: SweepOptions) {
    this.options = options;
  }

  /** Never rejects. A sweep that is asked for while another runs is that one. */
  run(): Promise<void> {
    this.running ??= this.sweep().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async sweep(): Promise<void> {
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
      if (again.has(guid) || this.redelivered.has(guid)) continue;
      this.redelivered.add(guid);
      await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: id });
      this.options.log.info({ delivery: guid }, "A failed delivery was asked for again.");
    }
  }

  private async *failedDeliveries(
    app: Client,
  ): AsyncGenerator<{ id: number; guid: string; redelivery: boolean }> {
    const { eventNames, now } = this.options;
    let cursor: string | undefined;
    for (let page = 0; page < deliveryPagesMax; page++) {
      const { data, headers } = await app.request("GET /app/hook/deliveries", {
        per_page: perPage,
        status: "failure",
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { id, guid, redelivery, event, delivered_at, status_code } of data) {
        if (now() - Date.parse(delivered_at) > deliveryAgeMsMax) return;
        const ok = status_code >= 200 && status_code < 300;
        if (!ok && eventNames.has(event)) yield { id: Number(id), guid, redelivery };
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
class Remembered {
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
