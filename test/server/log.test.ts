import { expect, test } from "@jest/globals";
import { createLog, type LogLevel } from "../../src/server/log.ts";
import { apiError } from "../support/stub-client.ts";

test("an entry is one line of JSON with what was bound to it", () => {
  const { log, lines } = start();
  log.child({ delivery: "guid" }).info({ attempt: 2 }, "The job\nis done.");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    level: 30,
    time: "2026-03-01T12:00:00.000Z",
    delivery: "guid",
    attempt: 2,
    msg: "The job\nis done.",
  });
  expect(lines[0]?.trimEnd()).not.toContain("\n");
});

test("what is below the level is left out", () => {
  const { log, lines } = start("warn");
  log.info("no");
  log.debug({ body: {} }, "no");
  log.warn("yes");
  expect(lines).toHaveLength(1);
});

test("bodies, events and requests are left out", () => {
  const { log, lines } = start();
  log.debug(
    { event: { payload: { Statement: "source" } }, output: ["source"] },
    "Webhook received",
  );
  const error = Object.assign(new AggregateError([new Error("source")], "failed"), {
    event: { payload: "source" },
  });
  log.error(error);
  log.error({ err: apiError(502) }, "no answer");
  expect(lines.join("")).not.toMatch(/source|authorization|ghs_/);
  expect(JSON.parse(lines[2] ?? "")).toMatchObject({
    err: { type: "HttpError", status: 502, message: "refused" },
    msg: "no answer",
  });
});

test.each([
  "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
  "ghs_123456_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJl",
  "github_pat_11AAAAAAA0abcdefghijkl",
  "bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJl",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
])("a secret is removed: %s", (secret) => {
  const { log, lines } = start();
  log.error(new Error(`refused: ${secret} is wrong`));
  log.info({ header: `authorization: ${secret}` }, `sent ${secret}`);
  for (const part of secret.split(/\s/).filter((word) => word.length > 12)) {
    expect(lines.join("")).not.toContain(part);
  }
  expect(lines.join("")).toContain("is wrong");
});

function start(level: LogLevel = "trace") {
  const lines: string[] = [];
  const now = () => new Date("2026-03-01T12:00:00Z");
  return { lines, log: createLog({ level, write: (line) => lines.push(line), now }) };
}
