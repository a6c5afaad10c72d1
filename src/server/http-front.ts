import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { QueueRefusedError } from "../queue/review-queue.ts";
import type { Log } from "./log.ts";

export const webhookPath = "/api/github/webhooks";

/**
 * GitHub sends no payload above 25 MB.
 * docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
 */
export const bodyBytesMax = 26 * 1000 * 1000;
/** Of all bodies that are being read: they are held in memory until their signature is known. */
const allBodiesBytesMax = 10 * bodyBytesMax;

export interface Delivery {
  /** GitHub's GUID; the same when GitHub delivers again. */
  readonly id: string;
  readonly name: string;
  readonly payload: object;
}

export interface HttpFrontOptions {
  readonly appId: number;
  readonly webhookSecret: string;
  /** Events that are passed on; others are answered and left alone. */
  readonly eventNames: ReadonlySet<string>;
  /** Resolves when the delivery is safe. A refusing queue becomes a 503, which GitHub records. */
  readonly receive: (delivery: Delivery) => Promise<void>;
  /** What keeps the server from working; empty when it is ready. */
  readonly readiness: () => Promise<readonly string[]>;
  readonly log: Log;
}

/**
 * Answers HTTP requests. Nothing of a request is believed before its signature was checked over
 * its raw bytes, and a body that is too long is not read.
 *
 * To be used for `checkContinue` as well as for `request`.
 */
export function httpFront(options: HttpFrontOptions): RequestListener {
  const bodies = new BodyReader(allBodiesBytesMax);
  return (request, response) => {
    answer(request, response, options, bodies).catch((error: unknown) => {
      // GitHub records the delivery as failed, and a sweep asks for it again.
      if (isRefusal(error)) {
        send(response, 503, { error: "the queue takes nothing at the moment" });
        return;
      }
      options.log.error(error, "A request could not be answered.");
      send(response, 500, { error: "internal error" });
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpFrontOptions,
  bodies: BodyReader,
): Promise<void> {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  // Node leaves the body out of an answer to HEAD.
  const route = `${request.method === "HEAD" ? "GET" : request.method} ${path}`;
  switch (route) {
    case "GET /ping":
      response.writeHead(200, { "content-type": "text/plain" }).end("PONG");
      return;
    case "GET /healthz":
      send(response, 200, { status: "ok" });
      return;
    case "GET /readyz": {
      const problems = await options.readiness();
      send(response, problems.length === 0 ? 200 : 503, { ready: problems.length === 0, problems });
      return;
    }
    case `POST ${webhookPath}`:
      await receiveWebhook(request, response, options, bodies);
      return;
    default:
      refuse(request, response, 404, "not found");
  }
}

async function receiveWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpFrontOptions,
  bodies: BodyReader,
): Promise<void> {
  const { headers } = request;
  const name = one(headers["x-github-event"]);
  const id = one(headers["x-github-delivery"]);
  const signature = one(headers["x-hub-signature-256"]);
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) {
    options.log.warn("A delivery that is not application/json was refused.");
    refuse(request, response, 415, "the content type is not application/json");
    return;
  }
  if (Number(headers["content-length"] ?? 0) > bodyBytesMax) {
    refuse(request, response, 413, "the body is too long");
    return;
  }
  if (!signature) {
    options.log.warn(
      "A delivery without a signature was refused: the settings of the GitHub App need the secret too.",
    );
    refuse(request, response, 401, "the signature is missing");
    return;
  }
  if (!/^[a-z_]{1,60}$/.test(name) || !/^[0-9A-Za-z-]{1,100}$/.test(id)) {
    refuse(request, response, 400, "the headers of a webhook are missing");
    return;
  }

  if (headers.expect !== undefined) response.writeContinue();
  const body = await bodies.read(request);
  if (body === "gone") return;
  if (body === "too long") {
    refuse(request, response, 413, "the body is too long");
    return;
  }
  if (body === "too many") {
    refuse(request, response, 503, "too many requests at once");
    return;
  }
  if (!isSigned(body, signature, options.webhookSecret)) {
    options.log.warn({ delivery: id }, "A delivery with a wrong signature was refused.");
    send(response, 401, { error: "the signature is wrong" });
    return;
  }
  // The same secret may have been given to another app or a repository's own webhook.
  if (one(headers["x-github-hook-installation-target-id"]) !== String(options.appId)) {
    options.log.warn({ delivery: id }, "A delivery for another app than APP_ID was refused.");
    send(response, 401, { error: "the webhook belongs to another app" });
    return;
  }
  const payload = parse(body);
  if (!payload) {
    send(response, 400, { error: "the body is not a JSON object" });
    return;
  }
  if (options.eventNames.has(name)) await options.receive({ id, name, payload });
  else options.log.debug({ delivery: id, event: name }, "An event that is not listened to.");
  send(response, 202, { accepted: true });
}

function isRefusal(error: unknown): boolean {
  if (error instanceof QueueRefusedError) return true;
  return error instanceof AggregateError && error.errors.some(isRefusal);
}

/** Constant in time, over the bytes as they came. */
function isSigned(body: Uint8Array, signature: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const match = /^sha256=([0-9a-f]{64})$/i.exec(signature);
  return timingSafeEqual(expected, Buffer.from(match?.[1] ?? "0".repeat(64), "hex")) && !!match;
}

function parse(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads bodies within the bounds of one and of all together. */
class BodyReader {
  private readonly bytesMax: number;
  private held = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** Stops reading at the first byte too many. Never rejects. */
  read(request: IncomingMessage): Promise<Buffer | "too long" | "too many" | "gone"> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const end = (result: Buffer | "too long" | "too many" | "gone") => {
        request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
        this.held -= length;
        resolve(result);
      };
      const onData = (chunk: Buffer) => {
        length += chunk.length;
        this.held += chunk.length;
        chunks.push(chunk);
        const problem =
          length > bodyBytesMax ? "too long" : this.held > this.bytesMax ? "too many" : undefined;
        if (!problem) return;
        request.pause();
        end(problem);
      };
      const onEnd = () => end(Buffer.concat(chunks));
      const onGone = () => end("gone");
      request.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
    });
  }
}

/** Answers without reading (the rest of) the body, and closes the connection. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  error: string,
): void {
  if (hasBody(request)) response.setHeader("connection", "close");
  send(response, status, { error });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    "content-type": "application/json",
    "x-content-type-options": "nosniff",
  });
  response.end(JSON.stringify(body));
}

function one(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? "";
}
