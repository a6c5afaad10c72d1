/** Webhook deliveries to the App: signed, recorded, held back or repeated on demand. */
import { createHmac, randomUUID } from "node:crypto";
import type { ApiDescription } from "./api-description.ts";
import { ApiError, notFound } from "./api-error.ts";
import type { App, Installation } from "./model.ts";
import type { PlatformEvent } from "./platform.ts";
import {
  installation as installationObject,
  organization,
  simpleUser,
} from "./present/accounts.ts";
import { repositoryObject } from "./present/repositories.ts";
import { nodeId, time, type Urls } from "./present/urls.ts";
import type { Answer, Call } from "./router.ts";

/** One attempt to deliver. A redelivery is an attempt of its own with the same GUID. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
  deliveredAt: number;
  durationMs: number;
  /** The HTTP status; 0 while there is none, and when the App could not be reached. */
  statusCode: number;
  /** `OK`, or what went wrong; `pending` until the attempt has ended. */
  status: string;
  answer: string | null;
}

export interface WebhooksOptions {
  readonly secret: string;
  /** For how long an answer is waited for. */
  readonly answerTimeoutMs: number;
  readonly now: () => number;
  readonly nextId: () => number;
  readonly app: () => App;
  readonly installationFor: (event: PlatformEvent) => Installation | undefined;
  readonly urls: () => Urls;
  readonly description: ApiDescription;
}

export class Webhooks {
  /** In the order in which they were made. */
  readonly deliveries: Delivery[] = [];
  /** Where the App listens; without it every delivery fails. */
  url: string | undefined;
  #pretended: number | undefined;
  readonly #options: WebhooksOptions;
  readonly #running = new Set<Promise<void>>();
  #held: Delivery[] | undefined;
  /** Payloads are made one after the other, so that deliveries keep the order of events. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  emit(event: PlatformEvent): void {
    const installation = this.#options.installationFor(event);
    if (installation === undefined || !isSubscribed(installation, event)) return;
    const name = event.action === undefined ? event.name : `${event.name}.${event.action}`;
    // Begins at once, so that the payload tells how things stand now.
    const payload = this.#payload(event, installation).catch((error: unknown) => {
      this.#options.description.report("webhook", name, String(error));
      return undefined;
    });
    this.#queue = this.#queue.then(async () => {
      const made = await payload;
      if (made === undefined) return;
      this.#options.description.checkWebhook(name, made);
      const delivery = this.#deliveryOf(event, installation, made);
      if (this.#held !== undefined) this.#held.push(delivery);
      else this.#send(delivery);
    });
    this.#track(this.#queue);
  }

  /** Keeps deliveries back until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /**
   * Sends what was held back.
   *
   * @param order may reorder, repeat or drop; a repeated delivery keeps its GUID
   */
  async release(
    order: (held: readonly Delivery[]) => readonly Delivery[] = (held) => held,
  ): Promise<void> {
    await this.#queue;
    const held = this.#held ?? [];
    this.#held = undefined;
    const sent = new Set<Delivery>();
    for (const delivery of order(held)) {
      this.#send(sent.has(delivery) ? this.#attempt(delivery, false) : delivery);
      sent.add(delivery);
    }
  }

  /** Deliveries reach nobody, and are taken to be answered with this status; undefined: as usual. */
  pretend(status: number | undefined): void {
    this.#pretended = status;
  }

  /** Delivers again, under the same GUID. */
  redeliver(guid: string): void {
    const last = this.deliveries.findLast((one) => one.guid === guid);
    if (last === undefined) throw new Error(`no delivery ${guid}`);
    this.#send(this.#attempt(last, true));
  }

  redeliverId(id: number): void {
    const found = this.deliveries.find((one) => one.id === id);
    if (found === undefined) throw notFound();
    this.#send(this.#attempt(found, true));
  }

  /** Resolves when every delivery that was started, also by an answer to another, has ended. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  /** `GET /app/hook/deliveries`: newest first, with a cursor. */
  list(call: Call): Answer {
    const perPage = Math.min(100, Number(call.query.get("per_page") ?? 30));
    const status = call.query.get("status");
    const cursor = call.query.get("cursor");
    const all = this.deliveries
      .filter((one) => one.status !== "pending")
      .filter((one) => status === null || (status === "success") === isSuccess(one))
      .toReversed();
    const start = cursor === null ? 0 : all.findIndex((one) => `v1_${one.id}` === cursor) + 1;
    if (cursor !== null && start === 0) throw new ApiError(400, "Invalid cursor");
    const some = all.slice(start, start + perPage);
    const query = new URLSearchParams(call.query);
    query.set("cursor", `v1_${some.at(-1)?.id}`);
    return {
      status: 200,
      body: some.map(deliveryItem),
      headers:
        start + perPage < all.length
          ? { link: `<${call.urls.api}/app/hook/deliveries?${query}>; rel="next"` }
          : {},
    };
  }

  show(id: number) {
    const found = this.deliveries.find((one) => one.id === id);
    if (found === undefined) throw notFound();
    return {
      ...deliveryItem(found),
      url: this.url ?? "",
      request: { headers: found.headers, payload: found.payload },
      response: { headers: {}, payload: found.answer },
    };
  }

  async #payload(
    event: PlatformEvent,
    installation: Installation,
  ): Promise<Record<string, unknown>> {
    const urls = this.#options.urls();
    const { repository } = event;
    const own = event.payload(urls);
    const common = {
      ...(repository && { repository: repositoryObject(urls, repository) }),
      ...(installation.account.type === "Organization" && {
        organization: organization(urls, installation.account),
      }),
      installation:
        event.installation === undefined
          ? { id: installation.id, node_id: nodeId("Installation", installation.id) }
          : installationObject(urls, installation),
      sender: simpleUser(urls, event.sender),
    };
    return {
      ...(event.action !== undefined && { action: event.action }),
      ...(await own),
      ...common,
    };
  }

  #deliveryOf(
    event: PlatformEvent,
    installation: Installation,
    payload: Record<string, unknown>,
  ): Delivery {
    const body = JSON.stringify(payload);
    const app = this.#options.app();
    const guid = randomUUID();
    return this.#record({
      guid,
      event: event.name,
      action: event.action ?? null,
      installationId: installation.id,
      repositoryId: event.repository?.id ?? null,
      redelivery: false,
      headers: {
        accept: "*/*",
        "content-type": "application/json",
        "user-agent": "GitHub-Hookshot/fake",
        "x-github-delivery": guid,
        "x-github-event": event.name,
        "x-github-hook-id": String(app.id + 1),
        "x-github-hook-installation-target-id": String(app.id),
        "x-github-hook-installation-target-type": "integration",
        "x-hub-signature-256": `sha256=${createHmac("sha256", this.#options.secret).update(body).digest("hex")}`,
      },
      payload,
    });
  }

  #attempt(of: Delivery, redelivery: boolean): Delivery {
    return this.#record({ ...of, redelivery });
  }

  #record(
    about: Pick<
      Delivery,
      | "guid"
      | "event"
      | "action"
      | "installationId"
      | "repositoryId"
      | "redelivery"
      | "headers"
      | "payload"
    >,
  ): Delivery {
    const delivery: Delivery = {
      ...about,
      id: this.#options.nextId(),
      deliveredAt: this.#options.now(),
      durationMs: 0,
      statusCode: 0,
      status: "pending",
      answer: null,
    };
    this.deliveries.push(delivery);
    return delivery;
  }

  #send(delivery: Delivery): void {
    this.#track(this.#post(delivery));
  }

  async #post(delivery: Delivery): Promise<void> {
    const start = performance.now();
    delivery.deliveredAt = this.#options.now();
    if (this.#pretended !== undefined) {
      delivery.statusCode = this.#pretended;
      delivery.status = "OK";
      return;
    }
    try {
      if (this.url === undefined) throw new Error("no webhook URL is set");
      const response = await fetch(this.url, {
        method: "POST",
        headers: delivery.headers,
        body: JSON.stringify(delivery.payload),
        redirect: "manual",
        signal: AbortSignal.timeout(this.#options.answerTimeoutMs),
      });
      delivery.answer = await response.text();
      delivery.statusCode = response.status;
      delivery.status = response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`;
    } catch (error) {
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      delivery.status = timedOut ? "timed out" : "failed to connect to host";
      delivery.answer = String(error);
    }
    delivery.durationMs = performance.now() - start;
  }

  #track(work: Promise<void>): void {
    this.#running.add(work);
    const done = () => this.#running.delete(work);
    work.then(done, done);
  }
}

/** Check requests go to every App that may write checks; installation events to every App. */
function isSubscribed(installation: Installation, event: PlatformEvent): boolean {
  if (event.name.startsWith("installation")) return true;
  if (installation.suspendedAt !== undefined) return false;
  const own = ["requested", "rerequested", "requested_action"].includes(event.action ?? "");
  if (event.name.startsWith("check_") && own) return installation.permissions.checks === "write";
  return installation.events.includes(event.name);
}

function isSuccess(delivery: Delivery): boolean {
  return delivery.statusCode >= 200 && delivery.statusCode < 400;
}

function deliveryItem(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: time(delivery.deliveredAt),
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.durationMs / 10) / 100,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}
