import { describe, expect, test } from "@jest/globals";
import nock from "nock";
import { AccessAnalyzer, type AccessAnalyzerOptions } from "../../src/aws/access-analyzer.ts";
import { createLog } from "../../src/server/log.ts";
import { mockNetwork } from "../support/network.ts";
import { credentials, region, withCredentials } from "./credentials.ts";
import { accessAnalyzer, question, rawFinding, validation } from "./service.ts";

mockNetwork();
withCredentials();

/** AWS's errors repeat what they are about. */
const message =
  'User: arn:aws:sts::999988887777:assumed-role/secret-role is not authorized; policy {"Sid":"InTheMessage"}';

function refusal(status: number, type: string): () => void {
  return () => {
    validation().reply(
      status,
      { message },
      { "x-amzn-errortype": type, "x-amzn-requestid": "r-1" },
    );
  };
}

interface Fault {
  readonly name: string;
  readonly happens: () => void;
  readonly problem: string;
  readonly options?: Partial<AccessAnalyzerOptions>;
}

const faults: readonly Fault[] = [
  {
    name: "throttled",
    happens: refusal(429, "ThrottlingException"),
    problem: "AWS throttled the requests",
  },
  {
    name: "throttled until the attempts are used up",
    happens: () => {
      validation().times(2).reply(429, { message }, { "x-amzn-errortype": "ThrottlingException" });
    },
    options: { bounds: { attemptsMax: 2 } },
    problem: "AWS throttled the requests",
  },
  {
    name: "an internal error",
    happens: refusal(500, "InternalServerException"),
    problem: "AWS had an internal error",
  },
  {
    name: "a gateway that answers in HTML",
    happens: () => {
      validation().reply(503, "<html>down</html>", { "content-type": "text/html" });
    },
    problem: "AWS had an internal error",
  },
  {
    name: "denied",
    happens: refusal(403, "AccessDeniedException"),
    problem: "AWS denied the request: the credentials lack the permission for it",
  },
  {
    name: "expired",
    happens: refusal(403, "ExpiredTokenException"),
    problem: "the AWS credentials have expired",
  },
  {
    name: "an unknown access key",
    happens: refusal(403, "UnrecognizedClientException"),
    problem: "there are no valid AWS credentials where the review ran",
  },
  {
    name: "a policy that the service does not take",
    happens: refusal(400, "ValidationException"),
    problem: "AWS refused the policy (ValidationException)",
  },
  {
    name: "no answer in time",
    happens: () => {
      validation().delay(5_000).reply(200, { findings: [] });
    },
    options: { bounds: { requestTimeoutMs: 20 } },
    problem: "AWS did not answer in time",
  },
  {
    name: "no answer as long as the review may take",
    happens: () => {
      validation().delay(5_000).reply(200, { findings: [] });
    },
    options: { bounds: { reviewTimeoutMs: 20 } },
    problem: "the answers of AWS took longer than 0.02 seconds",
  },
  {
    name: "half an answer",
    happens: () => {
      validation().reply(200, '{"findings":[{"findingType":"WARN', {
        "content-type": "application/json",
      });
    },
    problem: "AWS's answer could not be read",
  },
  {
    name: "an answer without findings",
    happens: () => {
      validation().reply(200, {});
    },
    problem: "AWS's answer could not be read",
  },
  {
    name: "the first page, and then an error",
    happens: () => {
      validation().reply(200, { findings: [rawFinding()], nextToken: "2" });
      validation().reply(500, {});
    },
    problem: "AWS had an internal error",
  },
  {
    name: "a page that leads to itself",
    happens: () => {
      validation()
        .times(2)
        .reply(200, { findings: [rawFinding()], nextToken: "2" });
    },
    problem: "AWS's answer could not be read",
  },
  {
    name: "pages without end",
    happens: () => {
      let page = 0;
      validation()
        .times(3)
        .reply(() => [200, { findings: [], nextToken: String(page++) }]);
    },
    options: { bounds: { pagesMax: 2 } },
    problem: "AWS's answer has more pages than the limit of 2",
  },
];

describe("a fault is an answer in plain words", () => {
  test.each(faults)("$name", async ({ happens, problem, options }) => {
    happens();
    expect(await accessAnalyzer(options).ask([question()])).toEqual([{ problem }]);
    nock.abortPendingRequests();
  });

  test("no credentials at all", async () => {
    for (const name of Object.keys(credentials)) delete process.env[name];
    process.env.AWS_SHARED_CREDENTIALS_FILE = "/dev/null";
    process.env.AWS_CONFIG_FILE = "/dev/null";
    expect(await accessAnalyzer().ask([question()])).toEqual([
      { problem: "there are no valid AWS credentials where the review ran" },
    ]);
  });

  test("no region at all", async () => {
    process.env.AWS_SHARED_CREDENTIALS_FILE = "/dev/null";
    process.env.AWS_CONFIG_FILE = "/dev/null";
    const aws = new AccessAnalyzer({ paidChecksMax: 0 });
    expect(await aws.ask([question()])).toEqual([
      { problem: "no AWS region is set where the review ran" },
    ]);
  });

  test("a role that cannot be assumed", async () => {
    nock(`https://sts.${region}.amazonaws.com`)
      .post("/")
      .reply(
        403,
        `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    const role = { arn: "arn:aws:iam::111122223333:role/none", sessionTags: [] };
    expect(await accessAnalyzer({ role }).ask([question()])).toEqual([
      { problem: "AWS denied the request: the credentials lack the permission for it" },
    ]);
  });
});

describe("what a fault holds up", () => {
  const three = ["1", "2", "3"].map((text) => question({ text }));

  test("a permission that lacks: the operation is asked once", async () => {
    refusal(403, "AccessDeniedException")();
    const answers = await accessAnalyzer({ bounds: { concurrency: 1 } }).ask(three);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test("a policy that is refused: the others are answered", async () => {
    refusal(400, "ValidationException")();
    validation().times(2).reply(200, { findings: [] });
    const answers = await accessAnalyzer({ bounds: { concurrency: 1 } }).ask(three);
    expect(answers).toEqual([
      { problem: "AWS refused the policy (ValidationException)" },
      { findings: [], doubts: [] },
      { findings: [], doubts: [] },
    ]);
  });
});

describe("what of an answer is not known here", () => {
  test("a code without the form of one is left out, with a doubt", async () => {
    validation().reply(200, {
      findings: [
        rawFinding({ issueCode: "<script>" }),
        rawFinding({ issueCode: "BRAND_NEW_CHECK" }),
      ],
    });
    const [answer] = await accessAnalyzer().ask([question()]);
    expect(answer).toMatchObject({
      findings: [{ issueCode: "BRAND_NEW_CHECK" }],
      doubts: ["a finding of AWS has no issue code that could be read, and is left out"],
    });
  });
});

test("no credential, account, message of AWS or policy text is in a log at any level", async () => {
  const lines: string[] = [];
  const log = createLog({
    level: "trace",
    write: (line) => lines.push(line),
    now: () => new Date(0),
  });
  const written: unknown[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = ((chunk: unknown) => written.push(chunk) > 0) as never;
  }
  try {
    for (const { happens, options } of faults) {
      happens();
      const aws = accessAnalyzer({
        ...options,
        onFault: ({ operation, name, status, requestId }) =>
          log.warn({ operation, error: name, status, requestId }, "AWS gave no answer."),
      });
      await aws.ask([question({ text: '{"Sid":"InThePolicy"}' })]);
      nock.abortPendingRequests();
    }
  } finally {
    streams.forEach((stream, index) => {
      const original = originals[index];
      if (original) stream.write = original;
    });
  }
  expect(lines.length).toBeGreaterThan(10);
  const all = [...lines, ...written.map(String)].join("\n");
  const secrets = [...Object.values(credentials), "InThePolicy", "InTheMessage", "999988887777"];
  expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
});
