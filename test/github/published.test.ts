import { describe, expect, test } from "@jest/globals";
import type { KnownRun } from "../../src/github/check-runs.ts";
import type { ExternalId } from "../../src/github/external-id.ts";
import { isHeadSince, publishedBefore } from "../../src/github/published.ts";
import { StubClient } from "../support/stub-client.ts";

/** A second of a minute. */
const at = (second: number) => Date.parse("2026-03-01T12:00:00Z") + second * 1000;

const about: ExternalId & { kind: "pull request" } = {
  kind: "pull request",
  number: 12,
  head: "a".repeat(40),
  base: "b".repeat(40),
  version: "0.1.0",
  findings: "0123456789ab",
};

interface Told {
  readonly from: number;
  readonly to?: number;
  readonly conclusion?: string;
  readonly about?: Partial<ExternalId>;
}

/** Runs as they were made, the oldest first. */
function known(...runs: readonly Told[]): readonly KnownRun[] {
  return runs
    .map(({ from, to, conclusion = "failure", about: other }, index) => ({
      id: index + 1,
      about: { ...about, base: String(index).repeat(40), ...other } as ExternalId,
      externalId: "",
      completed: to !== undefined,
      conclusion: to === undefined ? null : conclusion,
      annotations: 0,
      startedAt: at(from),
      completedAt: to === undefined ? Number.NaN : at(to),
    }))
    .toReversed();
}

/** Which run could be read before second 10, from 0, and since when its review went on. */
function readBefore(...runs: readonly Told[]): readonly [run: number, began: number] | undefined {
  const found = publishedBefore(at(10), 12, known(...runs));
  return found && [Number(found.about.base[0]), (found.began - at(0)) / 1000];
}

describe("what could be read before a moment", () => {
  test.each<{ name: string; runs: readonly Told[]; read: ReturnType<typeof readBefore> }>([
    { name: "nothing, without runs", runs: [], read: undefined },
    { name: "a verdict from before", runs: [{ from: 1, to: 9 }], read: [0, 1] },
    { name: "none of the same second", runs: [{ from: 1, to: 10 }], read: undefined },
    { name: "none from after", runs: [{ from: 1, to: 11 }], read: undefined },
    { name: "none that is still made", runs: [{ from: 1 }], read: undefined },
    {
      name: "a success as well",
      runs: [{ from: 1, to: 9, conclusion: "success" }],
      read: [0, 1],
    },
    {
      name: "the newest of two",
      runs: [
        { from: 1, to: 2 },
        { from: 3, to: 4 },
      ],
      read: [1, 3],
    },
    {
      name: "the one before, when the newest came after",
      runs: [
        { from: 1, to: 2 },
        { from: 3, to: 11 },
      ],
      read: [0, 1],
    },
    {
      name: "nothing of a run that was cancelled",
      runs: [{ from: 1, to: 2, conclusion: "cancelled" }],
      read: undefined,
    },
    {
      name: "nothing of a review that failed",
      runs: [{ from: 1, to: 2, about: { state: "error" } }],
      read: undefined,
    },
    {
      name: "a draft's as well",
      runs: [{ from: 1, to: 2, about: { state: "draft" } }],
      read: [0, 1],
    },
    {
      name: "nothing about another pull request",
      runs: [{ from: 1, to: 2, about: { kind: "pull request", number: 13 } }],
      read: undefined,
    },
    {
      name: "nothing about a merge group that is named after it",
      runs: [{ from: 1, to: 2, about: { kind: "merge group", number: 12 } }],
      read: undefined,
    },
    {
      name: "a review whose first run gave way began with that one",
      runs: [
        { from: 1, to: 8, conclusion: "cancelled" },
        { from: 2, to: 5, about: { kind: "pull request", number: 13 } },
        { from: 6, to: 8 },
      ],
      read: [2, 1],
    },
    {
      name: "likewise when it has yet to be cancelled",
      runs: [{ from: 1 }, { from: 6, to: 8 }],
      read: [1, 1],
    },
    {
      name: "what gave way before an earlier verdict is of no account",
      runs: [
        { from: 1, to: 2, conclusion: "cancelled" },
        { from: 3, to: 4 },
        { from: 5, to: 6 },
      ],
      read: [2, 5],
    },
  ])("$name", ({ runs, read }) => {
    expect(readBefore(...runs)).toEqual(read);
  });

  test("no run whose times nobody knows", () => {
    const runs = known({ from: 1, to: 2 }).map((run) => ({ ...run, completedAt: Number.NaN }));
    expect(publishedBefore(at(10), 12, runs)).toBeUndefined();
  });

  test("no run of another app, or of another form", () => {
    const runs = known({ from: 1, to: 2 }).map((run) => ({ ...run, about: undefined }));
    expect(publishedBefore(at(10), 12, runs)).toBeUndefined();
  });
});

describe("whether the head has been the same", () => {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
  const event = (second: number, name = "head_ref_force_pushed") => ({
    event: name,
    created_at: new Date(at(second)).toISOString(),
  });
  const since = (events: readonly object[]) => {
    const stub = new StubClient({
      [route]: ({ page }) => events.slice((Number(page) - 1) * 100, Number(page) * 100),
    });
    return isHeadSince(at(10), stub.repository, 12).then((is) => [is, stub.of(route).length]);
  };

  test.each<{ name: string; events: readonly object[]; is: boolean; pages: number }>([
    { name: "nothing happened", events: [], is: true, pages: 1 },
    { name: "a forced push before", events: [event(9)], is: true, pages: 1 },
    { name: "one in the same second", events: [event(10)], is: false, pages: 1 },
    { name: "one after it", events: [event(9), event(11)], is: false, pages: 1 },
    { name: "something else after it", events: [event(11, "labeled")], is: true, pages: 1 },
    {
      name: "a time that cannot be read",
      events: [{ event: "head_ref_force_pushed", created_at: "" }],
      is: false,
      pages: 1,
    },
    {
      name: "one behind the first page",
      events: [...Array(100).fill(event(1, "labeled")), event(11)],
      is: false,
      pages: 2,
    },
    {
      name: "one that ends the first page",
      events: Array(100).fill(event(1)),
      is: true,
      pages: 2,
    },
    {
      name: "more than is looked at",
      events: Array(3000).fill(event(1, "labeled")),
      is: false,
      pages: 30,
    },
  ])("$name: $is", async ({ events, is, pages }) => {
    expect(await since(events)).toEqual([is, pages]);
  });
});
