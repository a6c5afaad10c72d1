import { describe, expect, test } from "@jest/globals";
import { failureOf, failureText, ReviewFailedError } from "../../src/github/failure.ts";
import { apiError } from "../support/stub-client.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const seconds = now / 1000;

describe("failureOf", () => {
  test.each([
    {
      name: "the hourly limit: one second after the reset",
      error: apiError(403, "API rate limit exceeded", {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(seconds + 600),
      }),
      failure: { kind: "limited", at: now + 601_000 },
    },
    {
      name: "a secondary limit that says when",
      error: apiError(403, "You have exceeded a secondary rate limit", { "retry-after": "30" }),
      failure: { kind: "limited", at: now + 30_000 },
    },
    {
      name: "a secondary limit that does not: a minute",
      error: apiError(403, "You have exceeded a secondary rate limit. Please wait."),
      failure: { kind: "limited", at: now + 60_000 },
    },
    {
      name: "429 without anything",
      error: apiError(429, "Too many requests"),
      failure: { kind: "limited", at: now + 60_000 },
    },
    {
      name: "a reset in the past is now",
      error: apiError(429, "limit", {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(seconds - 600),
      }),
      failure: { kind: "limited", at: now },
    },
    {
      name: "a reset in a year is a mistaken clock",
      error: apiError(429, "limit", { "retry-after": "31536000" }),
      failure: { kind: "limited", at: now + 2 * 60 * 60_000 },
    },
    {
      name: "403 for a permission that was not granted",
      error: apiError(403, "Resource not accessible by integration", {
        "x-ratelimit-remaining": "4999",
        "x-ratelimit-reset": String(seconds + 600),
      }),
      failure: { kind: "permanent" },
    },
    ...[500, 502, 503, 504, 401, 408, 409].map((status) => ({
      name: `${status} passes`,
      error: apiError(status),
      failure: { kind: "transient" },
    })),
    ...[400, 404, 410, 422, 451].map((status) => ({
      name: `${status} lasts`,
      error: apiError(status),
      failure: { kind: "permanent" },
    })),
    {
      name: "a mistake of our own",
      error: new TypeError("x is undefined"),
      failure: { kind: "permanent" },
    },
    {
      name: "an analysis that was killed",
      error: new ReviewFailedError("too long"),
      failure: { kind: "permanent" },
    },
    { name: "no error at all", error: "thrown text", failure: { kind: "permanent" } },
  ])("$name", ({ error, failure }) => {
    expect(failureOf(error, now)).toEqual(failure);
  });
});

describe("failureText", () => {
  test.each([
    { error: new ReviewFailedError("It took too long."), text: "It took too long." },
    {
      error: apiError(502, "<html>secret</html>", { "x-github-request-id": "AB12:3C" }),
      text: "GitHub answered a request of Leastwise with status 502 (request AB12:3C).",
    },
    {
      error: apiError(502, "", { "x-github-request-id": "[x](https://example.com)" }),
      text: "GitHub answered a request of Leastwise with status 502.",
    },
    {
      error: new Error("ENOENT: /srv/leastwise/secret"),
      text: "Leastwise failed unexpectedly; the log of its server has the details.",
    },
  ])("$text", ({ error, text }) => {
    expect(failureText(error)).toBe(text);
  });
});
