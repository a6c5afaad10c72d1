import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { readEnvironment, type Variables } from "../../src/server/environment.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
const { privateKey: ellipticKey } = generateKeyPairSync("ec", {
  namedCurve: "prime256v1",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const secret = "0123456789abcdef0123456789abcdef";
const complete: Variables = { APP_ID: "123", PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret };

test("what is needed is enough", () => {
  expect(read(complete)).toEqual({
    environment: {
      appId: 123,
      privateKey: privateKey.trim(),
      webhookSecret: secret,
      host: "localhost",
      port: 3000,
      apiUrl: "https://api.github.com",
      logLevel: "info",
    },
  });
});

test.each([
  { name: "on one line", variables: { PRIVATE_KEY: privateKey.replaceAll("\n", "\\n") } },
  {
    name: "with blanks for line breaks",
    variables: { PRIVATE_KEY: privateKey.replaceAll("\n", " ") },
  },
  {
    name: "in quotation marks, as the setup writes it",
    variables: { PRIVATE_KEY: `"${privateKey.replaceAll("\n", "\\n")}"` },
  },
  {
    name: "with line breaks of Windows",
    variables: { PRIVATE_KEY: privateKey.replaceAll("\n", "\r\n") },
  },
  { name: "in Base64", variables: { PRIVATE_KEY: Buffer.from(privateKey).toString("base64") } },
  { name: "in a file", variables: { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "/keys/app.pem" } },
])("a key $name", ({ variables }) => {
  expect(read({ ...complete, ...variables })).toMatchObject({
    environment: { privateKey: privateKey.trim() },
  });
});

test("a host of GitHub Enterprise", () => {
  const variables = { ...complete, GHE_HOST: "github.acme.example", PORT: "8080", HOST: "0.0.0.0" };
  expect(read(variables)).toMatchObject({
    environment: { apiUrl: "https://github.acme.example/api/v3", port: 8080, host: "0.0.0.0" },
  });
});

test("a host of GitHub Enterprise Cloud with data residency", () => {
  expect(read({ ...complete, GHE_HOST: "acme.ghe.com" })).toMatchObject({
    environment: { apiUrl: "https://api.acme.ghe.com" },
  });
});

test("a port for metrics", () => {
  expect(read({ ...complete, METRICS_PORT: "9090" })).toMatchObject({
    environment: { port: 3000, metricsPort: 9090 },
  });
});

test("quotation marks that docker leaves around a value are told before all else", () => {
  expect(read({ APP_ID: "'123'", PRIVATE_KEY: "", WEBHOOK_SECRET: `"${secret}"` })).toEqual({
    problems: [
      expect.stringMatching(/^APP_ID stands in quotation marks/),
      expect.stringMatching(/^WEBHOOK_SECRET stands in quotation marks/),
    ],
  });
});

test.each([
  "redis://localhost",
  "rediss://leastwise:p%40ss@redis.acme.example:6380/2",
  "redis://:secret@[::1]:6379/",
])("a queue on Redis: %s", (redisUrl) => {
  expect(read({ ...complete, REDIS_URL: redisUrl })).toMatchObject({ environment: { redisUrl } });
});

test.each([
  "localhost:6379",
  "http://localhost",
  "redis://",
  "redis://localhost/one",
  "redis://localhost?password=hunter2",
  "redis://:hunter2%@localhost",
  "redis://:hun/ter2@localhost",
  "unix:///run/redis.sock",
])("refuses an address of a Redis that is none, and does not repeat it: %s", (redisUrl) => {
  const result = read({ ...complete, REDIS_URL: redisUrl });
  const problems = "problems" in result ? result.problems : [];
  expect(problems).toEqual([expect.stringMatching(/^REDIS_URL is not the address of a Redis:/)]);
  expect(problems.join()).not.toContain("hunter2");
});

describe("refuses to start", () => {
  test.each<{ name: string; variables: Variables; problem: RegExp }>([
    { name: "without an app", variables: { APP_ID: "" }, problem: /^APP_ID is missing/ },
    {
      name: "with another app",
      variables: { APP_ID: "my-app" },
      problem: /^APP_ID is not a number/,
    },
    {
      name: "without a key",
      variables: { PRIVATE_KEY: "" },
      problem: /^PRIVATE_KEY .* is missing/,
    },
    {
      name: "with half a key",
      variables: { PRIVATE_KEY: "-----BEGIN RSA PRIVATE KEY-----" },
      problem: /not a valid key/,
    },
    {
      name: "with the path of a key in the place of the key",
      variables: { PRIVATE_KEY: "./app.pem" },
      problem: /the path of a file belongs in PRIVATE_KEY_PATH\.$/,
    },
    {
      name: "with a public key",
      variables: { PRIVATE_KEY: publicKey },
      problem: /^The private key is a public one/,
    },
    {
      name: "with a key of another kind",
      variables: { PRIVATE_KEY: ellipticKey },
      problem: /^The private key is no RSA key/,
    },
    {
      name: "with a key file that is not there",
      variables: { PRIVATE_KEY: "", PRIVATE_KEY_PATH: "/none" },
      problem: /^PRIVATE_KEY_PATH names a file that cannot be read \(ENOENT\)\.$/,
    },
    {
      name: "with metrics on the port of the webhooks",
      variables: { METRICS_PORT: "3000" },
      problem: /^METRICS_PORT is that of PORT/,
    },
    {
      name: "with an impossible port for metrics",
      variables: { METRICS_PORT: "metrics" },
      problem: /^METRICS_PORT is not the number of a port/,
    },
    {
      name: "without a secret",
      variables: { WEBHOOK_SECRET: "" },
      problem: /^WEBHOOK_SECRET is missing/,
    },
    {
      name: "with Probot's own secret",
      variables: { WEBHOOK_SECRET: "development" },
      problem: /too weak/,
    },
    {
      name: "with a short secret",
      variables: { WEBHOOK_SECRET: secret.slice(1) },
      problem: /too weak/,
    },
    {
      name: "with a monotonous secret",
      variables: { WEBHOOK_SECRET: "ab".repeat(32) },
      problem: /too weak/,
    },
    { name: "with an impossible port", variables: { PORT: "65536" }, problem: /^PORT/ },
    {
      name: "with a URL for a host",
      variables: { GHE_HOST: "https://github.acme.example" },
      problem: /^GHE_HOST/,
    },
    {
      name: "with another protocol",
      variables: { GHE_HOST: "a.example", GHE_PROTOCOL: "ftp" },
      problem: /^GHE_PROTOCOL/,
    },
    { name: "with an unknown level", variables: { LOG_LEVEL: "loud" }, problem: /^LOG_LEVEL/ },
  ])("$name", ({ variables, problem }) => {
    const result = read({ ...complete, ...variables });
    expect(result).toEqual({ problems: [expect.stringMatching(problem)] });
    expect(JSON.stringify(result)).not.toContain("0123456789abcdef");
  });

  test("and says everything that is wrong at once", () => {
    expect(read({})).toEqual({
      problems: [
        expect.stringMatching(/^APP_ID/),
        expect.stringMatching(/^PRIVATE_KEY/),
        expect.stringMatching(/^WEBHOOK_SECRET/),
      ],
    });
  });
});

function read(variables: Variables): ReturnType<typeof readEnvironment> {
  return readEnvironment(variables, (path) => {
    if (path !== "/keys/app.pem")
      throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    return privateKey;
  });
}
