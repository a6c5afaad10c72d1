import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { readEnvironment, type Variables } from "../../src/server/environment.ts";
import { credentials, withCredentials } from "../aws/credentials.ts";
import { FakeValidator, findingAt, found } from "../support/fake-validator.ts";
import {
  expectClean,
  type Harness,
  harmlessPolicy,
  latestRun,
  newRepository,
  openPull,
  startHarness,
} from "./harness.ts";

describe("a pull request, where AWS is asked", () => {
  let harness: Harness;
  const aws = new FakeValidator((question) =>
    found(
      findingAt(question, '"s3:GetObject"', {
        issueCode: "NEW_AT_AWS",
        findingType: "SECURITY_WARNING",
        findingDetails: "AWS knows more.",
      }),
    ),
  );
  beforeAll(async () => {
    harness = await startHarness({ validator: aws });
  });
  afterEach(() => expectClean(harness));
  afterAll(() => harness.close());

  test("AWS's finding fails the check, at its line", async () => {
    const repository = await newRepository(harness);
    const pull = await openPull(harness, repository, { "policies/read.json": harmlessPolicy });
    const run = latestRun(harness, pull);
    expect(run).toMatchObject({
      conclusion: "failure",
      annotations: [{ path: "policies/read.json", start_line: 7 }],
    });
    expect(run.summary).toContain("Reported by AWS Access Analyzer.");
    expect(run.summary).toContain("was asked about 1 changed policy text.");
    expect(aws.questions).toHaveLength(1);
  });
});

describe("a pull request, where AWS cannot be reached", () => {
  withCredentials();
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ aws: { region: "eu-central-1", paidChecksMax: 0 } });
  });
  afterAll(() => harness.close());

  test("the offline result stands, the report tells what is missing, and the log tells no more", async () => {
    // Nobody listens there. The SDK reads it when it is first asked.
    process.env.AWS_ENDPOINT_URL_ACCESSANALYZER = "http://127.0.0.1:9";
    const repository = await newRepository(harness);
    const pull = await openPull(harness, repository, { "policies/read.json": harmlessPolicy });
    const run = latestRun(harness, pull);
    expect(run.conclusion).toBe("success");
    expect(run.summary).toContain("answered for 0 of them.");
    expect(run.summary).toContain("No answer: ");
    const line = harness.log.find((entry) => entry.includes("AWS gave no answer."));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: 40, operation: "ValidatePolicy" });
    expectClean(harness);
    const secrets = [...Object.values(credentials), "GetObject", "arn:aws:"];
    expect(harness.log.filter((entry) => secrets.some((each) => entry.includes(each)))).toEqual([]);
  });
});

describe("the environment", () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const complete: Variables = {
    APP_ID: "123",
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: "0123456789abcdef0123456789abcdef",
  };
  const read = (variables: Variables) => readEnvironment({ ...complete, ...variables }, () => "");

  test("AWS is asked only where it is switched on, not where credentials happen to be", () => {
    const variables = { AWS_ACCESS_KEY_ID: "AKIA", AWS_REGION: "eu-central-1" };
    expect(read(variables)).not.toHaveProperty("environment.aws");
    expect(read({ ...variables, LEASTWISE_AWS: "1" })).toHaveProperty("environment.aws", {
      region: "eu-central-1",
      paidChecksMax: 0,
    });
  });

  test.each([
    { variables: { LEASTWISE_AWS: "yes please" }, problem: /neither 1 nor 0/ },
    { variables: { LEASTWISE_AWS: "1" }, problem: /REGION .* is missing/ },
    {
      variables: { LEASTWISE_AWS: "1", AWS_REGION: "eu-central-1", LEASTWISE_AWS_ROLE_ARN: "x" },
      problem: /ROLE_ARN/,
    },
  ])("$variables", ({ variables, problem }) => {
    expect(read(variables)).toEqual({ problems: [expect.stringMatching(problem)] });
  });
});
