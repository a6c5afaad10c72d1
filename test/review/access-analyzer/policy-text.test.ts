import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Policy } from "../../../src/policy/policy.ts";
import { readPolicyDocument } from "../../../src/policy/read-policy-document.ts";
import { locate } from "../../../src/review/access-analyzer/locate.ts";
import { policyTexts, type SentNode } from "../../../src/review/access-analyzer/policy-text.ts";
import { parseFile } from "../../../src/sources/json/parse-json.ts";
import { partlyKnownPolicy } from "../../support/partly-known.ts";

function sent(json: string, kind: Policy["kind"] = "identity"): string[] {
  const texts = policyTexts(partlyKnownPolicy(json, kind));
  return texts === "too big" ? [texts] : texts.map(({ text }) => text);
}

/** The stand-in, with the hash of its reference made readable. */
function standIn(json: string, kind: Policy["kind"] = "identity"): string {
  const [text = ""] = sent(json, kind);
  return text
    .replace(/placeholder-[0-9a-f]{8}/g, "placeholder-#")
    .replace(/1111\d{8}/g, "1111########");
}

const statement = (members: string) => `{"Statement":[{${members}}]}`;

describe("what stands in for a part that is not known", () => {
  test.each<[written: string, sent: string, kind?: Policy["kind"]]>([
    ['"Action":"<var.action>"', '"Action":"s3:GetObject"'],
    ['"Action":"<var.service>:Get*"', '"Action":"s3:Get*"'],
    ['"Action":"s3:<var.verb>"', '"Action":"s3:Placeholder"'],
    ['"Action":<var.actions>', '"Action":"s3:GetObject"'],
    ['"Action":["s3:GetObject",<var.more>]', '"Action":["s3:GetObject","s3:GetObject"]'],
    ['"Resource":"<aws_s3_bucket.b.arn>"', '"Resource":"arn:aws:s3:::placeholder-#"'],
    ['"Resource":"<aws_s3_bucket.b.arn>/*"', '"Resource":"arn:aws:s3:::placeholder-#/*"'],
    [
      '"Resource":"<aws_s3_bucket.b.arn>/<var.path>/*"',
      '"Resource":"arn:aws:s3:::placeholder-#/placeholder-#/*"',
    ],
    ['"Resource":"arn:aws:s3:::<var.bucket>/*"', '"Resource":"arn:aws:s3:::placeholder-#/*"'],
    [
      '"Resource":"arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:<Queue>"',
      '"Resource":"arn:aws:sqs:us-east-1:1111########:placeholder-#"',
    ],
    [
      '"Resource":"arn:aws:sqs:<var.rest>"',
      '"Resource":"arn:aws:sqs:us-east-1:1111########:placeholder-#"',
    ],
    [
      '"Action":"sqs:SendMessage","Resource":<var.queue>',
      '"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:1111########:placeholder-#"',
    ],
    ['"Principal":{"AWS":"<var.account_id>"}', '"Principal":{"AWS":"1111########"}', "resource"],
    [
      '"Principal":{"AWS":"arn:aws:iam::<var.account_id>:root"}',
      '"Principal":{"AWS":"arn:aws:iam::1111########:root"}',
      "resource",
    ],
    [
      '"Principal":{"Service":"<var.service>"}',
      '"Principal":{"Service":"ec2.amazonaws.com"}',
      "trust",
    ],
    [
      '"Principal":{"Service":"lambda.<AWS::URLSuffix>"}',
      '"Principal":{"Service":"lambda.amazonaws.com"}',
      "trust",
    ],
    ['"Principal":<var.who>', '"Principal":{"AWS":"arn:aws:iam::1111########:root"}', "trust"],
    ['"Effect":"<var.effect>"', '"Effect":"Allow"'],
    ['"Sid":"<var.sid>"', '"Sid":"Placeholder#"'],
    [
      '"Condition":{"IpAddress":{"aws:SourceIp":"<var.cidr>"}}',
      '"Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}',
    ],
    [
      '"Condition":{"StringEquals":{"aws:SourceAccount":"<var.owner>"}}',
      '"Condition":{"StringEquals":{"aws:SourceAccount":"1111########"}}',
    ],
    [
      '"Condition":{"ArnLikeIfExists":{"aws:SourceArn":"<aws_sns_topic.t.arn>"}}',
      '"Condition":{"ArnLikeIfExists":{"aws:SourceArn":"arn:aws:sns:us-east-1:1111########:placeholder-#"}}',
    ],
    [
      '"Condition":{"Bool":{"aws:SecureTransport":"<var.tls>"}}',
      '"Condition":{"Bool":{"aws:SecureTransport":"true"}}',
    ],
    [
      '"Condition":{"StringEquals":{"<var.key>":"x"}}',
      '"Condition":{"StringEquals":{"aws:PrincipalTag/placeholder-#":"x"}}',
    ],
    [
      '"Condition":<var.conditions>',
      '"Condition":{"StringEquals":{"aws:PrincipalTag/placeholder":"placeholder"}}',
    ],
  ])("%s", (...row) => {
    const [written, expected, kind] = row;
    const text = standIn(statement(written), kind).replace(
      /Placeholder[0-9a-f]{8}/,
      "Placeholder#",
    );
    expect(text).toBe(statement(expected));
  });

  test("the same reference gives the same stand-in in every document, another one another", () => {
    const [first] = sent(statement('"Resource":"arn:aws:s3:::<var.a>/<var.b>"'));
    const [second] = sent(statement('"Resource":"arn:aws:s3:::<var.a>"'));
    const names = /:::(placeholder-\w+)\/(placeholder-\w+)"/.exec(first ?? "");
    expect(second).toContain(`:::${names?.[1]}"`);
    expect(names?.[1]).not.toBe(names?.[2]);
  });
});

describe("what is left out", () => {
  test.each([
    {
      name: "a statement that is not known",
      json: '{"Statement":[{"Effect":"Allow"},<var.statement>]}',
      expected: ['{"Statement":[{"Effect":"Allow"}]}'],
    },
    {
      name: "a document without a known statement",
      json: '{"Version":"2012-10-17","Statement":[<var.statement>]}',
      expected: [],
    },
    {
      name: "a member whose name is not known",
      json: statement('"Effect":"Allow","<var.name>":"x"'),
      expected: [statement('"Effect":"Allow"')],
    },
    {
      name: "nothing of what is wrong",
      json: '{"Statement":[],"Statement":{"Effect":1,"Action":null}}',
      expected: ['{"Statement":[],"Statement":{"Effect":1,"Action":null}}'],
    },
  ])("$name", ({ json, expected }) => {
    expect(sent(json)).toEqual(expected);
  });

  test("a document that is nested without end", () => {
    const json = `{"Statement":${"[".repeat(50)}${"]".repeat(50)}}`;
    expect(sent(json)).toEqual(["too big"]);
  });
});

describe("laws", () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "binary" }),
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
    ),
  })).value;

  test("what is sent is ASCII, means the same, and every span leads to where it is written", () => {
    fc.assert(
      fc.property(value, fc.boolean(), (Statement, pretty) => {
        const json = JSON.stringify({ Statement }, undefined, pretty ? 2 : undefined);
        const { node } = parseFile("p.json", json);
        if (!node) throw new Error("not JSON");
        const document = readPolicyDocument(node);
        const [text] = policyTexts({
          address: "p",
          kind: "identity",
          range: document.range,
          document,
        });
        if (typeof text !== "object") throw new Error("not sent");
        expect(text.text).toMatch(/^[ -~]*$/);
        expect(JSON.parse(text.text)).toEqual({ Statement });
        for (const each of nodes(text.root)) {
          const found = locate(text, { path: [], span: { start: each.start, end: each.end } });
          const written = json.slice(found?.located.range.start, found?.located.range.end);
          expect(JSON.parse(written)).toEqual(JSON.parse(text.text.slice(each.start, each.end)));
        }
      }),
      { seed: 9, numRuns: 200 },
    );
  });

  test("no span and no path makes it fail", () => {
    const [text] = policyTexts(partlyKnownPolicy(statement('"Action":["s3:<a>","b"]'), "identity"));
    if (typeof text !== "object") throw new Error("not sent");
    const step = fc.oneof(
      fc.record({ value: fc.constantFrom("Statement", "Action", "x") }),
      fc.record({ key: fc.constantFrom("Statement", "Action", "x") }),
      fc.record({ index: fc.integer({ min: -1, max: 3 }) }),
      fc.record({ substring: fc.record({ start: fc.integer(), length: fc.integer() }) }),
    );
    const number = fc.oneof(fc.integer({ min: -2, max: 60 }), fc.double());
    fc.assert(
      fc.property(fc.array(step), number, number, (path, start, end) => {
        const found = locate(text, { path, span: { start, end } });
        if (found) expect(found.located.range.start).toBeLessThanOrEqual(found.located.range.end);
      }),
      { seed: 9, numRuns: 500 },
    );
  });
});

describe("a stretch of a text", () => {
  const json = '{"Statement":[{"Resource":"arn:aws:s3:::\\u20ac/<var.a>/${aws:username"}]}';

  test.each([
    { substring: "${aws:username", expected: "${aws:username" },
    { substring: "€", expected: "\\u20ac" },
  ])("$substring", ({ substring, expected }) => {
    const [text] = policyTexts(partlyKnownPolicy(json, "identity"));
    if (typeof text !== "object") throw new Error("not sent");
    const resource = JSON.parse(text.text).Statement[0].Resource as string;
    const path = [
      { value: "Statement" },
      { index: 0 },
      { value: "Resource" },
      { substring: { start: resource.indexOf(substring), length: substring.length } },
    ];
    const { located } = locate(text, { path }) ?? {};
    expect(json.slice(located?.range.start, located?.range.end)).toBe(expected);
    expect(located?.isKnownStretch).toBe(true);
  });
});

function nodes(node: SentNode): SentNode[] {
  const inner = [...node.items, ...node.members.flatMap(({ key, value }) => [key, value])];
  return [node, ...inner.flatMap(nodes)];
}
