import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { analyse } from "../../src/review/analyse.ts";
import { createLog } from "../../src/server/log.ts";
import { startService } from "../../src/server/service.ts";
import { StartError } from "../../src/server/start-error.ts";
import { type Harness, newRepository, openPull, policyText, startHarness } from "./harness.ts";

let harness: Harness | undefined;
afterEach(async () => {
  await harness?.close();
  harness = undefined;
});

test("what is done can be read as metrics, on a port of its own, without names", async () => {
  harness = await startHarness({ metricsPort: 0 });
  await openPull(harness, await newRepository(harness), { "a.json": policyText("s3:*", "*") });
  await harness.post("{}");

  const url = String(logged(harness, "Metrics can be read.").url);
  const response = await fetch(url);
  const text = await response.text();

  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  expect(text).toContain('leastwise_jobs_total{subject="pull request",result="done"} 1\n');
  expect(text).toContain("leastwise_review_seconds_count 1\n");
  expect(text).toContain('leastwise_deliveries_total{status="401"} 1\n');
  expect(text).toMatch(/^leastwise_github_requests_total\{status="200"\} \d+$/m);
  expect(text).toMatch(/^leastwise_github_rate_limit_remaining \d+$/m);
  expect(text).not.toMatch(/acme|infra/);

  expect((await fetch(url.replace("/metrics", "/"))).status).toBe(404);
  expect((await fetch(url, { method: "POST" })).status).toBe(404);
  expect((await fetch(`${harness.service.url}/metrics`)).status).toBe(404);
});

test("an address that is taken is told in words", async () => {
  harness = await startHarness();
  const { github, service } = harness;
  const port = Number(new URL(service.url).port);
  const log = createLog({ level: "fatal", write: () => {}, now: () => new Date() });
  const starting = startService({
    ...github.app,
    appId: github.app.id,
    apiUrl: github.apiUrl,
    host: "127.0.0.1",
    port,
    logLevel: "fatal",
    version: "0.1.0",
    log,
    sweeps: false,
    analyse,
  });
  await expect(starting).rejects.toThrow(
    new StartError(`It cannot listen on port ${port} of 127.0.0.1: another process does already.`),
  );
});

test("a connection that was opened ahead of a request does not hold the end up", async () => {
  harness = await startHarness();
  const { hostname, port } = new URL(harness.service.url);
  const socket = connect(Number(port), hostname).resume();
  await once(socket, "connect");
  const closed = once(socket, "close");
  await harness.service.stop();
  await closed;
}, 20_000);

test("a key that GitHub refuses is told at once, and by the readiness", async () => {
  harness = await startHarness({ appId: 99 });
  const problem =
    "GitHub refuses the key of the app: APP_ID and the private key do not belong together, or the clock of this machine is wrong";
  const response = await fetch(`${harness.service.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    503,
    { ready: false, problems: [problem] },
  ]);
  expect(logged(harness, "Leastwise cannot work yet.")).toMatchObject({ level: 50, problem });
});

test("a GitHub that does not answer is told", async () => {
  harness = await startHarness({ apiUrl: "http://127.0.0.1:9" });
  const response = await fetch(`${harness.service.url}/readyz`);
  expect(await response.json()).toEqual({ ready: false, problems: ["GitHub cannot be reached"] });
});

function logged({ log }: Harness, message: string): Readonly<Record<string, unknown>> {
  const entries = log.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const entry = entries.find(({ msg }) => msg === message);
  if (!entry) throw new Error(`nothing in the log says: ${message}`);
  return entry;
}
