import { expect, test } from "@jest/globals";
import type { Client } from "../../src/github/client.ts";
import { AppIdentity } from "../../src/server/app-identity.ts";

/** Answers requests for the app one after another: with a slug, or with an error. */
function identity(...answers: readonly (string | Error)[]) {
  const clock = { now: 1_000_000 };
  let asked = 0;
  const request = async () => {
    const answer = answers[asked++];
    if (typeof answer !== "string") throw answer ?? new Error("asked too often");
    return { data: { slug: answer } };
  };
  const app = async () => ({ request }) as unknown as Client;
  return { it: new AppIdentity(app, () => clock.now), clock, asked: () => asked };
}

function refused(status: number): Error {
  return Object.assign(new Error("refused"), { status, response: { headers: {} } });
}

test("that the key is right is believed for a minute", async () => {
  const { it, clock, asked } = identity("leastwise", "leastwise");
  expect(await it.problem()).toBeUndefined();
  expect(await it.botLogin()).toBe("leastwise[bot]");
  clock.now += 60_000;
  expect(await it.problem()).toBeUndefined();
  expect(asked()).toBe(1);
  clock.now += 1;
  expect(await it.problem()).toBeUndefined();
  expect(asked()).toBe(2);
});

test("that it is not is asked again after five seconds", async () => {
  const { it, clock, asked } = identity(new TypeError("fetch failed"), "leastwise");
  expect(await it.problem()).toBe("GitHub cannot be reached");
  clock.now += 5_000;
  expect(await it.problem()).toBe("GitHub cannot be reached");
  expect(asked()).toBe(1);
  clock.now += 1;
  expect(await it.problem()).toBeUndefined();
});

test.each([
  [refused(401), /^GitHub refuses the key of the app: APP_ID and the private key/],
  [refused(503), /^GitHub answers the app with status 503$/],
  // What Octokit makes of a request that got no answer.
  [Object.assign(new Error("fetch failed"), { status: 500 }), /^GitHub cannot be reached$/],
])("%s", async (error, expected) => {
  expect(await identity(error).it.problem()).toMatch(expected);
});
