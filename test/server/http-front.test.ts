import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { QueueRefusedError } from "../../src/queue/review-queue.ts";
import {
  bodyBytesMax,
  type Delivery,
  httpFront,
  webhookPath,
} from "../../src/server/http-front.ts";
import { createLog } from "../../src/server/log.ts";

const secret = "a secret of thirty-two characters";
const appId = 42;
const received: Delivery[] = [];
let refusal: Error | undefined;
let notReady: string[] = [];
let server: Server;
let port: number;

beforeEach(async () => {
  received.length = 0;
  refusal = undefined;
  notReady = [];
  const front = httpFront({
    appId,
    webhookSecret: secret,
    eventNames: new Set(["pull_request"]),
    receive: async (delivery) => {
      if (refusal) throw refusal;
      received.push(delivery);
    },
    readiness: async () => notReady,
    log: createLog({ level: "fatal", write: () => {}, now: () => new Date() }),
  });
  server = createServer(front).on("checkContinue", front);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("a delivery", () => {
  test("with a right signature is passed on and accepted", async () => {
    const response = await post('{"action":"opened"}');
    expect(response.status).toBe(202);
    expect(received).toEqual([
      { id: "guid-1", name: "pull_request", payload: { action: "opened" } },
    ]);
  });

  test("is signed over its bytes, whatever they are", async () => {
    expect((await post('{ "title": "ü \\u00fc" }')).status).toBe(202);
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect((await post(bytes)).status).toBe(202);
  });

  test("of an event that nobody listens to is accepted and left alone", async () => {
    expect((await post("{}", { "x-github-event": "push" })).status).toBe(202);
    expect(received).toEqual([]);
  });

  test.each<{ name: string; body?: string; headers: Record<string, string>; status: number }>([
    {
      name: "a wrong signature",
      headers: { "x-hub-signature-256": sign("{}", "another") },
      status: 401,
    },
    {
      name: "a signature of another body",
      headers: { "x-hub-signature-256": sign("{ }") },
      status: 401,
    },
    { name: "no signature", headers: { "x-hub-signature-256": "" }, status: 401 },
    {
      name: "a signature that is none",
      headers: { "x-hub-signature-256": "sha256=zz" },
      status: 401,
    },
    {
      name: "zeros for a signature",
      headers: { "x-hub-signature-256": `sha256=${"0".repeat(64)}` },
      status: 401,
    },
    {
      name: "the old kind of signature",
      headers: { "x-hub-signature-256": sign("{}").replace("sha256", "sha1") },
      status: 401,
    },
    {
      name: "another app's webhook",
      headers: { "x-github-hook-installation-target-id": "43" },
      status: 401,
    },
    { name: "no app", headers: { "x-github-hook-installation-target-id": "" }, status: 401 },
    { name: "no event", headers: { "x-github-event": "" }, status: 400 },
    { name: "an event that is no name", headers: { "x-github-event": "__proto__ x" }, status: 400 },
    { name: "no delivery", headers: { "x-github-delivery": "" }, status: 400 },
    {
      name: "a form",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      status: 415,
    },
    { name: "broken JSON", body: '{"action":', headers: {}, status: 400 },
    { name: "JSON that is no object", body: "null", headers: {}, status: 400 },
  ])(
    "with $name is refused with $status, and nothing is done",
    async ({ body, headers, status }) => {
      const response = await post(body ?? "{}", headers);
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual({ error: expect.any(String) });
      expect(received).toEqual([]);
    },
  );

  test("that the queue refuses is answered with 503, so that GitHub records the failure", async () => {
    refusal = new AggregateError([new QueueRefusedError("full")]);
    expect((await post("{}")).status).toBe(503);
  });

  test("that fails for another reason does not say why", async () => {
    refusal = new Error("secret reason");
    const response = await post("{}");
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"error":"internal error"}');
  });
});

describe("a body that is too long", () => {
  test("is refused before a byte of it is sent", async () => {
    const answer = await raw([
      `POST ${webhookPath} HTTP/1.1`,
      "Host: localhost",
      "Content-Type: application/json",
      "Content-Length: 40000000",
      "X-Hub-Signature-256: sha256=0",
      "",
      "",
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
  });

  test("is refused when it asks first", async () => {
    const answer = await raw([
      `POST ${webhookPath} HTTP/1.1`,
      "Host: localhost",
      "Content-Type: application/json",
      "Content-Length: 40000000",
      "Expect: 100-continue",
      "",
      "",
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("is refused at the first byte too many when its length is not given", async () => {
    const chunk = "x".repeat(1024 * 1024);
    const head = [
      `POST ${webhookPath} HTTP/1.1`,
      "Host: localhost",
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
      "X-GitHub-Event: pull_request",
      "X-GitHub-Delivery: guid-1",
      "X-Hub-Signature-256: sha256=0",
      "",
      "",
    ];
    const chunks = Math.ceil(bodyBytesMax / chunk.length) + 1;
    const answer = await raw(
      head,
      Array(chunks).fill(`${chunk.length.toString(16)}\r\n${chunk}\r\n`),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test("a body that asks first and is short enough is read", async () => {
  const body = "{}";
  const answer = await raw(
    [
      `POST ${webhookPath} HTTP/1.1`,
      "Host: localhost",
      "Connection: close",
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      "Expect: 100-continue",
      "X-GitHub-Event: pull_request",
      "X-GitHub-Delivery: guid-1",
      `X-GitHub-Hook-Installation-Target-ID: ${appId}`,
      `X-Hub-Signature-256: ${sign(body)}`,
      "",
      "",
    ],
    [body],
  );
  expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202 /);
});

describe("other requests", () => {
  test.each([
    { method: "GET", path: "/ping", status: 200, body: "PONG" },
    { method: "GET", path: "/healthz", status: 200, body: '{"status":"ok"}' },
    { method: "GET", path: "/readyz", status: 200, body: '{"ready":true,"problems":[]}' },
    { method: "GET", path: "/readyz?x=1", status: 200, body: '{"ready":true,"problems":[]}' },
    { method: "HEAD", path: "/healthz", status: 200, body: "" },
    { method: "HEAD", path: "/", status: 404, body: "" },
    { method: "GET", path: webhookPath, status: 404, body: '{"error":"not found"}' },
    { method: "PUT", path: webhookPath, status: 404, body: '{"error":"not found"}' },
    { method: "GET", path: "/probot", status: 404, body: '{"error":"not found"}' },
    { method: "GET", path: "/", status: 404, body: '{"error":"not found"}' },
    { method: "POST", path: "/", status: 404, body: '{"error":"not found"}' },
  ])("$method $path: $status", async ({ method, path, status, body }) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    expect({ status: response.status, body: await response.text() }).toEqual({ status, body });
  });

  test("what keeps it from working is told", async () => {
    notReady = ["the queue refuses"];
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, problems: ["the queue refuses"] });
  });
});

function post(
  body: string | Buffer<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${webhookPath}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "pull_request",
      "x-github-delivery": "guid-1",
      "x-github-hook-installation-target-id": String(appId),
      "x-hub-signature-256": sign(body),
      ...headers,
    },
  });
}

function sign(body: string | Buffer, key = secret): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
}

/** Sends a request over a bare connection; the answer is what comes until it is closed. */
function raw(head: readonly string[], body: readonly string[] = []): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(head.join("\r\n"));
      for (const chunk of body) socket.write(chunk);
    });
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}
