/** The HTTP side: reads a request, asks who it is, checks it, routes it, checks the answer. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Access } from "./access.ts";
import { authorise } from "./access.ts";
import type { ApiDescription } from "./api-description.ts";
import { ApiError, notFound } from "./api-error.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Repository } from "./model.ts";
import { type Page, page } from "./page/page.ts";
import type { Platform } from "./platform.ts";
import type { Urls } from "./present/urls.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RequestLog } from "./request-log.ts";
import type { Actor, Answer, Match, Router } from "./router.ts";

const bodyBytesMax = 26 * 1024 * 1024;
const enterprisePrefix = "/api/v3";

export interface ServerParts {
  readonly platform: Platform;
  readonly access: Access;
  readonly router: Router;
  readonly description: ApiDescription;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly rateLimit: RateLimit;
}

export class FakeServer {
  readonly #parts: ServerParts;
  readonly #server: Server;
  #origin = "";

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
        response.end(JSON.stringify({ message: String(error) }));
      });
    });
  }

  get origin(): string {
    return this.#origin;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request);
    const [rawPath = "/", ...rest] = (request.url ?? "/").split("?");
    const query = new URLSearchParams(rest.join("?"));
    const shown = request.method === "GET" ? await page(this.#parts.platform, rawPath) : undefined;
    if (shown !== undefined) return sendPage(response, shown);

    const prefixed = rawPath === enterprisePrefix || rawPath.startsWith(`${enterprisePrefix}/`);
    const path = prefixed ? rawPath.slice(enterprisePrefix.length) || "/" : rawPath;
    const urls = {
      api: prefixed ? this.#origin + enterprisePrefix : this.#origin,
      html: this.#origin,
    };
    const method = request.method ?? "GET";
    const { router, faults, log, rateLimit } = this.#parts;
    const match = router.match(method, path);
    const fault = match && faults.take(match.route.route);
    await fault?.held?.wait();

    const seen: { installationId: number | undefined } = { installationId: undefined };
    const lost = fault !== undefined && (fault.hangUp === true || fault.status !== undefined);
    let answer: Answer | undefined;
    if (!lost || fault?.afterEffect === true) {
      answer = await this.#answer({ method, path, match, query, text, request, urls, seen });
    }
    if (lost && fault !== undefined) answer = faultAnswer(fault);
    const limits = seen.installationId === undefined ? {} : rateLimit.headers(seen.installationId);
    log.add({
      method,
      route: match?.route.route,
      path,
      query: query.toString(),
      params: match?.params ?? {},
      status: fault?.hangUp === true ? 0 : (answer?.status ?? 0),
      installationId: seen.installationId,
    });
    if (fault?.hangUp === true || answer === undefined) {
      request.socket.destroy();
      return;
    }
    const date = new Date(this.#parts.platform.now()).toUTCString();
    send(request, response, { ...answer, headers: { date, ...limits, ...answer.headers } });
  }

  async #answer(asked: {
    readonly method: string;
    readonly path: string;
    readonly match: Match | undefined;
    readonly query: URLSearchParams;
    readonly text: Buffer | undefined;
    readonly request: IncomingMessage;
    readonly urls: Urls;
    readonly seen: { installationId: number | undefined };
  }): Promise<Answer> {
    const { match, urls, query } = asked;
    const { description, access } = this.#parts;
    if (match === undefined) {
      const name = `${asked.method} ${asked.path}`;
      description.report("route", name, "the fake GitHub does not serve this route");
      return errorAnswer(new ApiError(404, "Not Found"), "objects");
    }
    const { route, params } = match;
    try {
      if (asked.text === undefined) throw new ApiError(413, "Payload too large");
      const actor = access.identify(asked.request.headers.authorization, route.as);
      if (actor.kind === "installation") {
        asked.seen.installationId = actor.installation.id;
        // Asking for the limit does not count against it.
        if (route.route !== "GET /rate_limit") this.#parts.rateLimit.count(actor.installation.id);
      }
      const repository = this.#repository(match, actor);
      if (repository !== undefined) authorise(actor, route, repository);
      const body = parseJson(asked.text);
      const problem = description.checkRequest(route.route, query, body);
      if (problem !== undefined) {
        throw new ApiError(422, `Invalid request. ${problem}`, { errors: [problem] });
      }
      const answer = await route.handle(
        { params, query, body, accept: asked.request.headers.accept ?? "", actor, urls },
        // Routes that name no repository do not look at it.
        repository as Repository,
      );
      return this.#checked(route.route, answer);
    } catch (error) {
      const refusal =
        error instanceof ApiError ? error : new ApiError(500, `the fake failed: ${String(error)}`);
      if (refusal.status === 500) description.report("response", route.route, refusal.message);
      return this.#checked(route.route, errorAnswer(refusal, description.errorForm(route.route)));
    }
  }

  #repository(match: Match, actor: Actor): Repository | undefined {
    const { owner, repo } = match.params;
    if (owner === undefined || repo === undefined) return undefined;
    const found = this.#parts.platform.findRepository(owner, repo);
    if (found === undefined) throw notFound();
    const hidden = actor.kind === "installation" && !actor.repositories.has(found);
    if (hidden && found.private) throw notFound();
    return found;
  }

  #checked(route: string, answer: Answer): Answer {
    if (answer.bytes !== undefined) return answer;
    const problem = this.#parts.description.checkResponse(route, answer.status, answer.body);
    if (problem === undefined) return answer;
    return { status: 500, body: { message: `the fake's answer to ${route} is wrong: ${problem}` } };
  }
}

function faultAnswer(fault: Fault): Answer {
  return {
    status: fault.status ?? 500,
    body: {
      message: fault.message ?? "Server Error",
      documentation_url: "https://docs.github.com/rest",
    },
    headers: fault.headers ?? {},
  };
}

function errorAnswer(error: ApiError, form: "objects" | "sentences"): Answer {
  const errors = error.errors?.map((message) =>
    form === "sentences" ? message : { resource: "Request", code: "custom", message },
  );
  return {
    status: error.status,
    body: {
      message: error.message,
      ...(errors && errors.length > 0 && { errors }),
      documentation_url: "https://docs.github.com/rest",
      status: String(error.status),
    },
    headers: error.headers,
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const json = answer.body === undefined ? undefined : Buffer.from(JSON.stringify(answer.body));
  const content = answer.bytes?.content ?? json;
  const etag = content && `"${createHash("sha256").update(content).digest("hex")}"`;
  const headers = {
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": "FAKE:0000:0000",
    ...answer.headers,
    ...(content && {
      "content-type": answer.bytes?.type ?? "application/json; charset=utf-8",
      "content-length": String(content.length),
    }),
    ...(answer.status === 200 && etag && { etag }),
  };
  const unchanged = answer.status === 200 && etag && request.headers["if-none-match"] === etag;
  if (unchanged && request.method === "GET") {
    response.writeHead(304, { etag, ...answer.headers });
    response.end();
    return;
  }
  response.writeHead(answer.status, headers);
  response.end(content);
}

function sendPage(response: ServerResponse, shown: Page): void {
  response.writeHead(shown.status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": shown.policy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(shown.html);
}

/** Undefined when it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= bodyBytesMax) chunks.push(chunk);
  }
  return length <= bodyBytesMax ? Buffer.concat(chunks) : undefined;
}

function parseJson(text: Buffer): unknown {
  if (text.length === 0) return undefined;
  try {
    return JSON.parse(text.toString());
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
}
