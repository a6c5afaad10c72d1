import { describe, expect, test } from "@jest/globals";
import nock from "nock";
import type { PolicyQuestion } from "../../src/review/policy-validator.ts";
import { mockNetwork } from "../support/network.ts";
import { region, withCredentials } from "./credentials.ts";
import { accessAnalyzer, endpoint, question, rawFinding, text, validation } from "./service.ts";

mockNetwork();
withCredentials();

describe("requests, as the API documents them", () => {
  test.each<{ name: string; question: PolicyQuestion; path: string; body: object; answer: object }>(
    [
      {
        name: "ValidatePolicy of an identity policy",
        question: question(),
        path: "/policy/validation",
        body: { policyDocument: text, policyType: "IDENTITY_POLICY", locale: "EN" },
        answer: { findings: [] },
      },
      {
        name: "ValidatePolicy of a trust policy",
        question: question({
          policyType: "RESOURCE_POLICY",
          resourceType: "AWS::IAM::AssumeRolePolicyDocument",
        }),
        path: "/policy/validation",
        body: {
          policyDocument: text,
          policyType: "RESOURCE_POLICY",
          validatePolicyResourceType: "AWS::IAM::AssumeRolePolicyDocument",
          locale: "EN",
        },
        answer: { findings: [] },
      },
      {
        name: "CheckNoNewAccess",
        question: { check: "no-new-access", text, existing: "{}", policyType: "IDENTITY_POLICY" },
        path: "/policy/check-no-new-access",
        body: {
          newPolicyDocument: text,
          existingPolicyDocument: "{}",
          policyType: "IDENTITY_POLICY",
        },
        answer: { result: "PASS", message: "ok", reasons: [] },
      },
      {
        name: "CheckNoPublicAccess",
        question: { check: "no-public-access", text, resourceType: "AWS::SQS::Queue" },
        path: "/policy/check-no-public-access",
        body: { policyDocument: text, resourceType: "AWS::SQS::Queue" },
        answer: { result: "PASS", message: "ok", reasons: [] },
      },
      {
        name: "CheckAccessNotGranted, actions alone",
        question: {
          check: "access-not-granted",
          text,
          policyType: "RESOURCE_POLICY",
          actions: ["iam:PassRole"],
          resources: [],
        },
        path: "/policy/check-access-not-granted",
        body: {
          policyDocument: text,
          policyType: "RESOURCE_POLICY",
          access: [{ actions: ["iam:PassRole"] }],
        },
        answer: { result: "PASS", message: "ok", reasons: [] },
      },
    ],
  )("$name", async ({ question, path, body, answer }) => {
    let sent: unknown;
    let authorization = "";
    nock(endpoint)
      .post(path, (parsed) => {
        sent = parsed;
        return true;
      })
      .reply(function () {
        authorization = String(this.req.headers.authorization);
        return [200, answer];
      });
    const [got] = await accessAnalyzer().ask([question]);
    expect(sent).toEqual(body);
    expect(authorization).toMatch(
      new RegExp(`^AWS4-HMAC-SHA256 Credential=\\w+/\\d{8}/${region}/access-analyzer/aws4_request`),
    );
    expect(got).not.toHaveProperty("problem");
  });
});

describe("answers", () => {
  test("findings of all pages, in order", async () => {
    nock(endpoint)
      .post("/policy/validation")
      .reply(200, { findings: [rawFinding({ issueCode: "FIRST" })], nextToken: "more/=" });
    nock(endpoint)
      .post("/policy/validation")
      .query({ nextToken: "more/=" })
      .reply(200, { findings: [rawFinding({ issueCode: "SECOND" })] });
    const [answer] = await accessAnalyzer().ask([question()]);
    expect(answer).toEqual({
      doubts: [],
      findings: [
        expect.objectContaining({ issueCode: "FIRST" }),
        {
          findingType: "WARNING",
          issueCode: "SECOND",
          findingDetails: "We recommend that you specify the Version element.",
          learnMoreLink:
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#x",
          locations: [{ path: [{ value: "Statement" }, { index: 0 }], span: { start: 4, end: 9 } }],
        },
      ],
    });
  });

  test("reasons of a check", async () => {
    nock(endpoint)
      .post("/policy/check-no-public-access")
      .reply(200, {
        result: "FAIL",
        message: "The resource policy grants public access.",
        reasons: [
          { description: "Public access in a statement.", statementIndex: 0, statementId: "A" },
        ],
      });
    const answers = await accessAnalyzer().ask([
      { check: "no-public-access", text, resourceType: "AWS::SQS::Queue" },
    ]);
    expect(answers).toEqual([
      {
        result: "FAIL",
        reasons: [{ description: "Public access in a statement.", statementIndex: 0 }],
      },
    ]);
  });

  test("every kind of step, and none that is not known", async () => {
    const span = {
      start: { line: 1, column: 0, offset: 0 },
      end: { line: 1, column: 1, offset: 1 },
    };
    const path = [
      { value: "Statement" },
      { index: 0 },
      { key: "aws:x" },
      { substring: { start: 1, length: 2 } },
      { planet: "Mars" },
    ];
    validation().reply(200, {
      findings: [rawFinding({ locations: [{ path, span }, { path: [] }] })],
    });
    const [answer] = await accessAnalyzer().ask([question()]);
    expect(answer).toMatchObject({
      findings: [
        {
          locations: [
            {
              path: [
                { value: "Statement" },
                { index: 0 },
                { key: "aws:x" },
                { substring: { start: 1, length: 2 } },
              ],
              span: { start: 0, end: 1 },
            },
            { path: [] },
          ],
        },
      ],
    });
  });

  test.each([
    { link: "https://evil.example/", expected: /^https:\/\/docs\.aws\.amazon\.com\/IAM/ },
    { link: undefined, expected: /^https:\/\/docs\.aws\.amazon\.com\/IAM/ },
  ])("a link that is not AWS's is not passed on: $link", async ({ link, expected }) => {
    validation().reply(200, { findings: [rawFinding({ learnMoreLink: link })] });
    const [answer] = await accessAnalyzer().ask([question()]);
    const [finding] = answer && "findings" in answer ? answer.findings : [];
    expect(finding?.learnMoreLink).toMatch(expected);
  });
});

describe("the number of requests", () => {
  const questions = Array.from({ length: 200 }, (_, index) => question({ text: `{"n":${index}}` }));

  test("200 policies: one request each, no more at once than allowed, none the second time", async () => {
    const asked = answerTogether(3);
    const aws = accessAnalyzer({ bounds: { concurrency: 3 } });
    const answers = await aws.ask(questions);
    expect(answers).toHaveLength(200);
    expect(answers.filter((answer) => "problem" in answer)).toEqual([]);
    expect(asked).toEqual({ requests: 200, most: 3 });
    await aws.ask(questions);
    expect(asked.requests).toBe(200);
  });

  test("two reviews at once share the limit", async () => {
    const asked = answerTogether(2);
    const aws = accessAnalyzer({ bounds: { concurrency: 2 } });
    await Promise.all([aws.ask(questions.slice(0, 20)), aws.ask(questions.slice(20, 40))]);
    expect(asked.most).toBe(2);
  });

  /** Answers when so many requests wait for it at once, and from then on each at its next turn. */
  function answerTogether(number: number): { requests: number; most: number } {
    const seen = { requests: 0, most: 0 };
    const waiting: (() => void)[] = [];
    let running = 0;
    nock(endpoint)
      .persist()
      .post("/policy/validation")
      .reply((_uri, _body, done) => {
        seen.requests++;
        seen.most = Math.max(seen.most, ++running);
        waiting.push(() => {
          running--;
          done(null, [200, { findings: [] }]);
        });
        if (seen.most < number) return;
        setImmediate(() => {
          for (const answer of waiting.splice(0)) answer();
        });
      });
    return seen;
  }

  test("an answer is kept for a while and not for ever", async () => {
    let now = 0;
    const aws = accessAnalyzer({ now: () => now, bounds: { cacheLifetimeMs: 1000 } });
    validation().reply(200, { findings: [] });
    await aws.ask([question()]);
    now = 1000;
    await aws.ask([question()]);
    now = 1001;
    validation().reply(200, { findings: [rawFinding()] });
    const [answer] = await aws.ask([question()]);
    expect(answer).toMatchObject({ findings: [{ issueCode: "MISSING_VERSION" }] });
  });

  test("only so many answers are kept", async () => {
    const aws = accessAnalyzer({ bounds: { cacheEntriesMax: 1 } });
    validation().times(3).reply(200, { findings: [] });
    await aws.ask([question({ text: "1" })]);
    await aws.ask([question({ text: "2" })]);
    await aws.ask([question({ text: "2" })]);
    await aws.ask([question({ text: "1" })]);
  });

  test("and only so long ones", async () => {
    const aws = accessAnalyzer({ bounds: { cacheLengthMax: 100 } });
    validation()
      .times(2)
      .reply(200, { findings: [rawFinding()] });
    await aws.ask([question()]);
    await aws.ask([question()]);
  });

  test("a fault is not kept", async () => {
    const aws = accessAnalyzer();
    validation().reply(500, {});
    expect(await aws.ask([question()])).toEqual([{ problem: "AWS had an internal error" }]);
    validation().reply(200, { findings: [] });
    expect(await aws.ask([question()])).toEqual([{ findings: [], doubts: [] }]);
  });

  test("what passes is tried again", async () => {
    validation().reply(500, {});
    validation().reply(200, { findings: [] });
    const aws = accessAnalyzer({ bounds: { attemptsMax: 2 } });
    expect(await aws.ask([question()])).toEqual([{ findings: [], doubts: [] }]);
  });
});

describe("a role", () => {
  test("is assumed with the external id and the tags of the operator", async () => {
    let sent: unknown;
    nock(`https://sts.${region}.amazonaws.com`)
      .post("/", (body) => {
        sent = body;
        return true;
      })
      .reply(
        200,
        `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
          <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
          <SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>`,
      );
    nock(endpoint, { reqheaders: { authorization: /Credential=ASIAROLE\// } })
      .post("/policy/validation")
      .reply(200, { findings: [] });
    const aws = accessAnalyzer({
      role: {
        arn: "arn:aws:iam::111122223333:role/leastwise",
        externalId: "x-1",
        sessionTags: [{ Key: "team", Value: "platform" }],
      },
    });
    expect(await aws.ask([question()])).toEqual([{ findings: [], doubts: [] }]);
    expect(sent).toMatchObject({
      Action: "AssumeRole",
      RoleArn: "arn:aws:iam::111122223333:role/leastwise",
      RoleSessionName: "leastwise",
      ExternalId: "x-1",
    });
    expect(JSON.stringify(sent)).toContain("platform");
  });
});
