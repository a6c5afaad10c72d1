import { beforeEach, expect, test } from "@jest/globals";
import type { Client } from "../../src/github/client.ts";
import { InstallationClients } from "../../src/github/installation-clients.ts";
import { apiError } from "../support/stub-client.ts";

const hour = 60 * 60_000;

let now: number;
let minted: { installation_id: number; repository_ids?: number[]; permissions: object }[];
let refusal: Error | undefined;
let clients: InstallationClients;

beforeEach(() => {
  now = Date.parse("2026-03-01T12:00:00Z");
  minted = [];
  refusal = undefined;
  clients = new InstallationClients({ app: async () => appClient(), now: () => now });
});

test("a token reaches one repository, with the permissions of a review and no others", async () => {
  const client = await clients.forRepository(1, 7);
  expect(minted).toEqual([
    {
      installation_id: 1,
      repository_ids: [7],
      permissions: {
        metadata: "read",
        contents: "read",
        pull_requests: "write",
        checks: "write",
      },
    },
  ]);
  expect(optionsOf(client)).toEqual({ auth: { token: "ghs_1" }, throttle: { id: "1" } });
});

test("what happened to pull requests is read with a token that can do nothing else", async () => {
  await clients.forEvents(1, 7);
  await clients.forEvents(1, 7);
  const permissions = { metadata: "read", issues: "read" };
  expect(minted).toEqual([{ installation_id: 1, repository_ids: [7], permissions }]);
  clients.forget(1, 7);
  await clients.forEvents(1, 7);
  clients.forgetInstallation(1);
  await clients.forEvents(1, 7);
  expect(minted).toHaveLength(3);
});

test("a client serves until its token nears its end", async () => {
  const first = await clients.forRepository(1, 7);
  now += hour - 10 * 60_000 - 1;
  expect(await clients.forRepository(1, 7)).toBe(first);
  now += 1;
  expect(await clients.forRepository(1, 7)).not.toBe(first);
  expect(minted).toHaveLength(2);
});

test("two that come at once share one token, also when the old one has ended", async () => {
  await Promise.all([clients.forRepository(1, 7), clients.forRepository(1, 7)]);
  expect(minted).toHaveLength(1);
  now += hour;
  await Promise.all([clients.forRepository(1, 7), clients.forRepository(1, 7)]);
  expect(minted).toHaveLength(2);
});

test("repositories and installations have tokens of their own", async () => {
  await clients.forRepository(1, 7);
  await clients.forRepository(1, 8);
  await clients.forRepository(2, 7);
  expect(minted).toHaveLength(3);
});

test("a refusal is not kept", async () => {
  refusal = apiError(403, "suspended");
  await expect(clients.forRepository(1, 7)).rejects.toThrow("suspended");
  refusal = undefined;
  await clients.forRepository(1, 7);
  expect(minted).toHaveLength(1);
});

test("what is forgotten is asked for again", async () => {
  for (const id of [7, 8]) await clients.forRepository(1, id);
  await clients.forRepository(11, 7);
  clients.forget(1, 7);
  await clients.forRepository(1, 7);
  await clients.forRepository(1, 8);
  expect(minted).toHaveLength(4);
  clients.forgetInstallation(1);
  await clients.forRepository(1, 8);
  await clients.forRepository(11, 7);
  expect(minted).toHaveLength(5);
});

/** A client of the app that mints tokens, and whose class keeps what it was made with. */
function appClient(): Client {
  class StubClient {
    readonly options: unknown;

    constructor(options?: unknown) {
      this.options = options;
    }

    async request(_route: string, parameters: (typeof minted)[number]) {
      if (refusal) throw refusal;
      minted.push(parameters);
      const expires_at = new Date(now + hour).toISOString();
      return { data: { token: `ghs_${minted.length}`, expires_at } };
    }
  }
  return new StubClient() as unknown as Client;
}

function optionsOf(client: Client): unknown {
  return (client as unknown as { options: unknown }).options;
}
