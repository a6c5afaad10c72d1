import { describe, expect, test } from "@jest/globals";
import { type AccessComparison, compareAccess } from "../../src/access/compare-access.ts";
import { compareDocuments } from "../../src/access/compare-documents.ts";
import { defaultLimits } from "../../src/access/limits.ts";
import { managedDocument } from "../../src/access/managed-document.ts";
import type { PolicyDocument } from "../../src/policy/policy-document.ts";
import { readPolicyDocument } from "../../src/policy/read-policy-document.ts";
import type { TextValue, UnknownPart } from "../../src/policy/text-value.ts";
import { parseJson } from "../../src/sources/json/parse-json.ts";
import { documentOf } from "../support/access.ts";

function compare(base: object, head: object): AccessComparison {
  return compareAccess({ grants: [documentOf(base)] }, { grants: [documentOf(head)] });
}

/** `allow s3:Get* on arn:…` lines, in the words of the report. */
function granted(base: object, head: object): string[] {
  const { granted: difference } = compare(base, head);
  return [
    ...difference.lines.map(
      ({ actions, actionsExcept, resources, resourcesExcept, practical }) =>
        `${practical ? "" : "in theory "}${words(actions, actionsExcept)} on ${words(resources, resourcesExcept)}`,
    ),
    ...difference.undecided.map(({ reason }) => `? ${reason}`),
  ];
}

function words(texts: readonly string[], except: readonly string[]): string {
  return `${texts.join(", ")}${except.length > 0 ? ` except ${except.join(", ")}` : ""}`;
}

const on = (Action: string | string[], Resource: string | string[] = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (
  Action: string | string[],
  Resource: string | string[] = "*",
  Condition?: object,
) => ({
  ...on(Action, Resource, Condition),
  Effect: "Deny",
});

test("the example is one that AWS could be asked for: objects are read, buckets listed", () => {
  const { granted: difference } = compare(
    [],
    [on(["s3:ListBucket", "s3:GetObject"], "arn:aws:s3:::a/*")],
  );
  expect(
    difference.lines.map(
      ({ witness }) => `${witness.request.action} on ${witness.request.resource}`,
    ),
  ).toEqual(["s3:GetObject on arn:aws:s3:::a/example"]);
});

describe("what is granted", () => {
  test.each<[name: string, base: object[], head: object[], granted: string[]]>([
    ["nothing", [on("s3:*")], [on("s3:GetObject")], []],
    [
      "an action",
      [on("s3:GetObject")],
      [on(["s3:GetObject", "iam:PassRole"])],
      ["iam:PassRole on *"],
    ],
    ["case does not count", [on("S3:GETOBJECT")], [on("s3:GetObject")], []],
    [
      "actions that are missing are named",
      [on("sqs:SendMessage")],
      [on("sqs:*")],
      ["sqs:* except sqs:SendMessage on *"],
    ],
    ["everything", [], [on("*")], ["* on *"]],
    ["everything but a service", [on("s3:*")], [on("*")], ["* except s3:* on *"]],
    [
      "NotAction grants what comes",
      [on("s3:GetObject")],
      [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
      ["* except iam:*, s3:GetObject on *"],
    ],
    [
      "in theory alone: a bucket has no slash in its name",
      [],
      [on("s3:ListBucket", "arn:aws:s3:::a/*")],
      ["in theory s3:ListBucket on arn:aws:s3:::a/*"],
    ],
    [
      "a resource",
      [on("s3:GetObject", "arn:aws:s3:::a/*")],
      [on("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"])],
      ["s3:GetObject on arn:aws:s3:::b/*"],
    ],
    [
      "a wider resource, with what was there",
      [on("s3:GetObject", "arn:aws:s3:::a/x/*")],
      [on("s3:GetObject", "arn:aws:s3:::a/*")],
      ["s3:GetObject on arn:aws:s3:::a/* except arn:aws:s3:::a/x/*"],
    ],
    [
      "two patterns that cover together",
      [on("s3:GetObject", ["arn:aws:s3:::a/x*", "arn:aws:s3:::a/?*"])],
      [on("s3:GetObject", "arn:aws:s3:::a/?*")],
      [],
    ],
    [
      "a deny that goes",
      [on("s3:*"), deny("s3:DeleteBucket")],
      [on("s3:*")],
      ["s3:DeleteBucket on *"],
    ],
    ["a deny that comes", [on("s3:*")], [on("s3:*"), deny("s3:DeleteBucket")], []],
    [
      "a deny that stays",
      [on("s3:GetObject"), deny("*", "arn:aws:s3:::x*")],
      [on("s3:*"), deny("*", "arn:aws:s3:::x*")],
      ["s3:* except s3:GetObject on * except arn:aws:s3:::x*"],
    ],
    [
      "a condition that goes",
      [on("s3:GetObject", "*", { Bool: { "aws:SecureTransport": "true" } })],
      [on("s3:GetObject")],
      ["s3:GetObject on *"],
    ],
    [
      "a condition that comes",
      [on("s3:GetObject")],
      [on("s3:GetObject", "*", { Bool: { "aws:SecureTransport": "true" } })],
      [],
    ],
    [
      "one address more",
      [on("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/9" } })],
      [on("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })],
      ["s3:GetObject on *"],
    ],
    [
      "two halves are the whole",
      [on("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"] } })],
      [on("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })],
      [],
    ],
    [
      "a pattern of values",
      [on("s3:ListBucket", "*", { StringLike: { "s3:prefix": "home/*" } })],
      [on("s3:ListBucket", "*", { StringLike: { "s3:prefix": "home/bob/*" } })],
      [],
    ],
    [
      "numbers",
      [on("s3:ListBucket", "*", { NumericLessThan: { "s3:max-keys": "10" } })],
      [on("s3:ListBucket", "*", { NumericLessThanEquals: { "s3:max-keys": "9.5" } })],
      [],
    ],
    [
      "ForAllValues admits an absent key",
      [on("ec2:CreateTags", "*", { "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] } })],
      [on("ec2:CreateTags", "*", { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } })],
      ["ec2:CreateTags on *"],
    ],
    [
      "a variable of its own",
      [on("s3:GetObject", `arn:aws:s3:::h/\${aws:username}/*`)],
      [on("s3:GetObject", `arn:aws:s3:::h/\${aws:username}/x`)],
      [],
    ],
    [
      "a variable is not everyone",
      [on("s3:GetObject", `arn:aws:s3:::h/\${aws:username}/*`)],
      [on("s3:GetObject", "arn:aws:s3:::h/*")],
      [`s3:GetObject on arn:aws:s3:::h/* except arn:aws:s3:::h/\${aws:username}/*`],
    ],
    [
      "what a variable may meet is not judged",
      [
        on("s3:GetObject", `arn:aws:s3:::h/\${aws:username}/*`),
        deny("s3:*", "arn:aws:s3:::h/root/*"),
      ],
      [on("s3:GetObject", `arn:aws:s3:::h/\${aws:username}/*`)],
      [`? it depends on the value of \${aws:username}`],
    ],
    [
      "nor what a condition gives to a variable",
      [on("s3:GetObject", `arn:aws:s3:::h/\${aws:username}/*`)],
      [on("s3:GetObject", "arn:aws:s3:::h/bob/*", { StringEquals: { "aws:username": "bob" } })],
      [`? it depends on the value of \${aws:username}`],
    ],
    [
      "actions that no list knows",
      [on("s3:GetObject*")],
      [on(["s3:GetObject*", "s3:GetObjectTomorrow"])],
      [],
    ],
    ["future actions", [on("s3:GetObject*")], [on("s3:GetObjec*")], ["in theory s3:getobjec on *"]],
    [
      "an action that is no list's",
      [on("s3:GetObject")],
      [on("nova:Launch")],
      ["nova:Launch on *"],
    ],
    ["a service that is no list's", [], [on("nova:*")], ["nova:* on *"]],
    [
      "a resource that the action never has",
      [],
      [on("s3:GetObject", "arn:aws:sqs:*:*:q")],
      ["in theory s3:GetObject on arn:aws:sqs:*:*:q"],
    ],
    [
      "an account that is forgotten leaves a doubt, and counts",
      [],
      [on("logs:PutLogEvents", "arn:aws:logs:*:log-group:/a*")],
      ["logs:PutLogEvents on arn:aws:logs:*:log-group:/a*"],
    ],
    [
      "colons are not supplied by a star",
      [on("sns:Publish", "arn:aws:sns:*:topic")],
      [on("sns:Publish", "arn:aws:sns:us-east-1:111122223333:topic")],
      ["sns:Publish on arn:aws:sns:us-east-1:111122223333:topic"],
    ],
    [
      "NotResource",
      [
        {
          Effect: "Allow",
          Action: "s3:GetObject",
          NotResource: ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
        },
      ],
      [{ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::a/*" }],
      ["s3:GetObject on arn:aws:s3:::b/*"],
    ],
    [
      "a deny of one resource that goes",
      [on("s3:*"), deny("s3:GetObject", "arn:aws:s3:::secret/*")],
      [on("s3:*")],
      ["s3:GetObject on arn:aws:s3:::secret/*"],
    ],
  ])("%s", (_, base, head, expected) => {
    expect(granted(base, head)).toEqual(expected);
  });

  test("permissions management comes first, each line with its statement and example", () => {
    const { lines } = compare(
      [],
      [on("s3:GetObject", "arn:aws:s3:::a/*"), { Sid: "Policies", ...on("iam:PutRolePolicy") }],
    ).granted;
    expect(lines.map(({ accessLevels }) => accessLevels)).toEqual([
      ["Permissions management"],
      ["Read"],
    ]);
    expect(lines[0]).toMatchObject({ statementIndex: 1, statementId: "Policies" });
    expect(lines[1]?.witness.request).toMatchObject({
      action: "s3:GetObject",
      resource: "arn:aws:s3:::a/example",
    });
  });
});

describe("principals of resource policies", () => {
  const to = (Principal: unknown, more: object = {}) => ({
    ...on("s3:GetObject"),
    Principal,
    ...more,
  });
  const role = "arn:aws:iam::111111111111:role/app";
  test.each<[name: string, base: object[], head: object[], grants: boolean]>([
    ["the account holds the role", [to({ AWS: "111111111111" })], [to({ AWS: role })], false],
    ["the role is not the account", [to({ AWS: role })], [to({ AWS: "111111111111" })], true],
    ["everyone", [to({ AWS: role })], [to("*")], true],
    ["both ways to write everyone", [to("*")], [to({ AWS: "*" })], false],
    ["a service", [to({ AWS: role })], [to({ Service: "sns.amazonaws.com" })], true],
    [
      "PrincipalArn follows from the principal",
      [to("*", { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app" } } })],
      [to({ AWS: role })],
      false,
    ],
    [
      "PrincipalArn of another role",
      [to("*", { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/other" } } })],
      [to({ AWS: role })],
      true,
    ],
    [
      "PrincipalAccount follows too",
      [to("*", { Condition: { StringEquals: { "aws:PrincipalAccount": "111111111111" } } })],
      [to({ AWS: role })],
      false,
    ],
    [
      "NotPrincipal leaves out less",
      [{ ...on("s3:GetObject"), NotPrincipal: { AWS: [role, "222222222222"] } }],
      [{ ...on("s3:GetObject"), NotPrincipal: { AWS: role } }],
      true,
    ],
    [
      "a session of the role",
      [to({ AWS: role })],
      [to({ AWS: "arn:aws:sts::111111111111:assumed-role/app/s" })],
      false,
    ],
  ])("%s", (_, base, head, grants) => {
    const { granted: difference } = compare(base, head);
    expect(difference.undecided).toEqual([]);
    expect(difference.lines.length > 0).toBe(grants);
  });
});

describe("several layers", () => {
  const set = (grants: object[], ...limits: object[][]) => ({
    grants: [documentOf(grants)],
    limits: limits.map((layer) => [documentOf(layer)]),
  });

  test("a boundary keeps new access from being access", () => {
    const base = set([on("s3:GetObject")], [on("s3:*")]);
    expect(compareAccess(base, set([on(["s3:GetObject", "iam:*"])], [on("s3:*")])).equal).toBe(
      true,
    );
    const wider = set([on(["s3:GetObject", "iam:PassRole"])], [on(["s3:*", "iam:PassRole"])]);
    const { granted: difference } = compareAccess(base, wider);
    expect(difference.lines.map(({ actions }) => actions)).toEqual([["iam:PassRole"]]);
  });

  test("a boundary that goes grants what it held back", () => {
    const { granted: difference } = compareAccess(set([on("*")], [on("s3:*")]), set([on("*")]));
    expect(difference.lines.map((line) => words(line.actions, line.actionsExcept))).toEqual([
      "* except s3:*",
    ]);
  });

  test("statements that move between policies change nothing", () => {
    const first = documentOf([on("s3:GetObject")]);
    const second = documentOf([on("sqs:SendMessage")]);
    const both = documentOf([on(["sqs:SendMessage", "s3:GetObject"])]);
    expect(compareAccess({ grants: [first, second] }, { grants: [both] }).equal).toBe(true);
  });
});

describe("values that are not known", () => {
  /** Text with `<reference>` for every part that is not known. */
  function partly(text: string): PolicyDocument {
    const at = { file: "p.json", start: 0, end: text.length };
    const parts = text.split(/(<[^>]*>)/).map((part): TextValue["parts"][number] => {
      if (!part.startsWith("<")) return { kind: "literal", text: part, at };
      return unknown(part.slice(1, -1));
    });
    const { node } = parseJson({ parts, range: at });
    if (!node) throw new Error("no JSON");
    return readPolicyDocument(node);
  }

  function unknown(reference: string): UnknownPart {
    const at = { file: "p.json", start: 0, end: 0 };
    return { kind: "unknown", reference, reason: "input without a value", at };
  }

  function ask(base: object[], head: object[]): string[] {
    const text = (policy: object[]): PolicyDocument =>
      partly(JSON.stringify({ Version: "2012-10-17", Statement: policy }));
    const { granted: difference } = compareAccess(
      { grants: [text(base)] },
      { grants: [text(head)] },
    );
    return [
      ...difference.lines.map(
        ({ actions, resources, witness }) =>
          `${actions.join(", ")} on ${resources.join(", ")}: ${witness.request.resource}`,
      ),
      ...difference.undecided.map(({ reason }) => `? ${reason}`),
    ];
  }

  const pass = (name: string) => on("iam:PassRole", `arn:aws:iam::1:role/${name}`);
  const get = (resource: string) => on("s3:GetObject", resource);
  const federated = (account: string, subject: string) => ({
    Effect: "Allow",
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/t.example` },
    Condition: { StringLike: { "t.example:sub": subject } },
  });
  const list = on("s3:ListAllMyBuckets");

  test.each<[name: string, base: object[], head: object[], expected: string[]]>([
    ["the same value is the same", [pass("<var.x>")], [pass("<var.x>")], []],
    [
      "another value is another",
      [pass("<var.x>")],
      [pass("<var.y>")],
      [`iam:PassRole on arn:aws:iam::1:role/\${var.y}: arn:aws:iam::1:role/\${var.y}`],
    ],
    ["a star holds every value", [pass("*")], [pass("<var.x>")], []],
    [
      "a literal does not",
      [pass("app")],
      [pass("<var.x>")],
      [`iam:PassRole on arn:aws:iam::1:role/\${var.x}: arn:aws:iam::1:role/\${var.x}`],
    ],
    ["a whole ARN is the same", [get("<var.arn>")], [get("<var.arn>")], []],
    [
      "a whole ARN is a resource",
      [list],
      [list, get("<var.arn>"), get("<var.arn>/*")],
      [
        `s3:GetObject on \${var.arn}/*: \${var.arn}/example`,
        `s3:GetObject on \${var.arn}: \${var.arn}`,
      ],
    ],
    [
      "a whole ARN with one action more",
      [get("<var.arn>")],
      [on(["s3:GetObject", "s3:PutObject"], "<var.arn>")],
      [`s3:PutObject on \${var.arn}: \${var.arn}`],
    ],
    [
      "another whole ARN is another",
      [get("<var.arn>")],
      [get("<var.other>")],
      [`s3:GetObject on \${var.other}: \${var.other}`],
    ],
    [
      "the end of an ARN",
      [list],
      [get("arn:aws:<var.rest>")],
      [`s3:GetObject on arn:aws:\${var.rest}: arn:aws:\${var.rest}`],
    ],
    [
      "a deny of a whole ARN goes",
      [get("*"), deny("s3:*", "<var.arn>")],
      [get("*")],
      [`s3:GetObject on \${var.arn}: \${var.arn}`],
    ],
    [
      "a deny of less than a whole ARN",
      [get("*"), deny("s3:*", "<var.arn>"), deny("s3:*", "<var.arn>/*")],
      [get("*"), deny("s3:*", "<var.arn>")],
      [`s3:GetObject on \${var.arn}/*: \${var.arn}/example`],
    ],
    ["a star holds every whole ARN", [get("*")], [get("<var.arn>")], []],
    [
      "a whole ARN among those that are allowed anyway",
      [get("arn:*:s3:*:*:*")],
      [get("<var.arn>")],
      ["? it depends on the value of var.arn"],
    ],
    [
      "a whole ARN of which nothing is left",
      [list],
      [list, get("<var.arn>"), deny("s3:Get*", "arn:*:s3:*:*:*")],
      ["? it depends on the value of var.arn"],
    ],
    [
      "a whole ARN where some are allowed",
      [get("arn:aws:s3:::logs/*")],
      [get("<var.arn>")],
      [`s3:GetObject on \${var.arn}: \${var.arn}`],
    ],
    [
      "a whole ARN for an action without resources",
      [get("*")],
      [get("*"), on("s3:ListAllMyBuckets", "<var.arn>")],
      ["? it depends on the value of var.arn"],
    ],
    [
      "the value of a policy variable is no ARN of the configuration",
      [list],
      [list, get("${aws:PrincipalTag/arn}")],
      ["? it depends on the value of ${aws:principaltag/arn}"],
    ],
    [
      "a provider of an account, for fewer of its tokens",
      [federated("<var.a>", "repo:o/n:*")],
      [federated("<var.a>", "repo:o/n:ref:refs/heads/main")],
      [],
    ],
    [
      "a provider of an account, for more of its tokens",
      [federated("<var.a>", "repo:o/n:ref:refs/heads/main")],
      [federated("<var.a>", "repo:o/n:*")],
      [`sts:AssumeRoleWithWebIdentity on *: arn:aws:iam::111122223333:role/example`],
    ],
    [
      "a provider of an account that may be the same",
      [federated("<var.a>", "repo:o/n:*")],
      [federated("111122223333", "repo:o/n:ref:refs/heads/main")],
      [`sts:AssumeRoleWithWebIdentity on *: arn:aws:iam::111122223333:role/example`],
    ],
    [
      "a deny of it may hit anything",
      [pass("*"), deny("iam:*", "arn:aws:iam::1:role/<var.x>")],
      [pass("prod")],
      ["? it depends on the value of var.x"],
    ],
    [
      "the same deny on both sides hits the same",
      [pass("*"), deny("iam:*", "arn:aws:iam::1:role/<var.x>")],
      [pass("prod"), deny("iam:*", "arn:aws:iam::1:role/<var.x>")],
      [],
    ],
  ])("%s", (_, base, head, expected) => {
    expect(ask(base, head)).toEqual(expected);
  });
});

describe("the narrow view", () => {
  const compareText = (existing: object[], candidate: object[]) =>
    compareDocuments(documentOf(existing), documentOf(candidate));

  test("PASS has no reasons", () => {
    expect(compareText([on("s3:*")], [on("s3:GetObject")])).toMatchObject({
      result: "PASS",
      reasons: [],
    });
  });

  test("FAIL names the statements, as Access Analyzer does", () => {
    const { result, reasons } = compareText(
      [on("s3:*")],
      [on("s3:GetObject"), on("ec2:*"), { Sid: "Pass", ...on("iam:PassRole") }],
    );
    expect(result).toBe("FAIL");
    expect(reasons).toEqual(
      expect.arrayContaining([
        { description: "New access in the statement with index: 1.", statementIndex: 1 },
        {
          description: "New access in the statement with sid: Pass.",
          statementIndex: 2,
          statementId: "Pass",
        },
      ]),
    );
  });

  test("what fits no resource of AWS does not fail by itself", () => {
    const { result, comparison } = compareText([], [on("s3:GetObject", "arn:aws:sqs:*:*:q")]);
    expect(result).toBe("PASS");
    expect(comparison.equal).toBe(false);
  });

  test("an operator that is none cannot be judged", () => {
    const odd = on("s3:GetObject", "*", { StringSortOf: { "aws:PrincipalArn": "x" } });
    expect(compareText([], [odd])).toMatchObject({
      result: "UNDECIDED",
      reasons: [{ statementIndex: 0, description: expect.stringContaining("`StringSortOf`") }],
    });
  });

  test("`<ACCOUNT ID>` is the account that the principals name", () => {
    const trust = (arn: string) => ({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: arn },
    });
    const template = trust("arn:aws:iam::<ACCOUNT ID>:role/app");
    const filled = trust("arn:aws:iam::111111111111:role/app");
    expect(compareText([template], [filled]).result).toBe("PASS");
    expect(compareText([template], [trust("arn:aws:iam::111111111111:role/b")]).result).toBe(
      "FAIL",
    );
    const other = trust("arn:aws:iam::222222222222:role/x");
    expect(compareText([template], [filled, other]).result).toBe("FAIL");
  });
});

describe("limits", () => {
  const wide = (count: number) =>
    Array.from({ length: count }, (_, at) => `arn:aws:s3:::*${String.fromCharCode(97 + at)}*`);

  test.each<[name: string, base: object[], head: object[], limit: string]>([
    [
      "patterns that explode",
      [on("s3:GetObject", "arn:aws:s3:::*"), ...wide(20).map((each) => deny("s3:*", each))],
      [on("s3:GetObject", "arn:aws:s3:::*"), deny("s3:*", wide(20))],
      "statesMax = 20000",
    ],
    [
      "a very long pattern",
      [],
      [on("s3:GetObject", `arn:aws:s3:::${"a*".repeat(2000)}`)],
      "patternLengthMax = 2048",
    ],
    [
      "many classes of values",
      [..."abcdefghijkl"].map((value) =>
        on("ec2:CreateTags", "*", { "ForAnyValue:StringEquals": { "aws:TagKeys": value } }),
      ),
      [
        on("ec2:CreateTags", "*", {
          "ForAnyValue:StringEquals": { "aws:TagKeys": [..."abcdefghijkl"] },
        }),
      ],
      "setClassesMax = 10",
    ],
  ])("%s", (_, base, head, limit) => {
    const { undecided, lines } = compare(base, head).granted;
    expect(lines).toEqual([]);
    expect(undecided.map(({ reason }) => reason).join()).toContain(limit);
    expect(undecided[0]?.statementIndex).toBeDefined();
  });

  test("a thousand statements and a hundred keys are decided", () => {
    const many = Array.from({ length: 1000 }, (_, at) =>
      on("s3:GetObject", `arn:aws:s3:::b${at}/*`),
    );
    expect(compare(many, many).equal).toBe(true);
    const keys = (value: string) =>
      Object.fromEntries(
        Array.from({ length: 100 }, (_, at) => [`aws:PrincipalTag/k${at}`, value]),
      );
    expect(
      compare(
        [on("s3:GetObject", "*", { StringLike: keys("v*") })],
        [on("s3:GetObject", "*", { StringEquals: keys("v") })],
      ).granted,
    ).toEqual({ lines: [], undecided: [] });
  });

  test("the total of steps is bounded", () => {
    const documents = [[on("s3:GetObject", wide(8))], [on("s3:GetObject", wide(9))]] as const;
    const [base, head] = documents.map((policy) => ({ grants: [documentOf(policy)] }));
    if (!base || !head) throw new Error("no documents");
    const { granted: difference } = compareAccess(base, head, { ...defaultLimits, stepsMax: 10 });
    expect(difference.undecided[0]?.reason).toContain("stepsMax = 10");
  });
});

describe("policies that AWS manages", () => {
  const document = managedDocument("arn:aws:iam::aws:policy/ReadOnlyAccess")?.document;
  const few = { ...defaultLimits, stepsMax: 30_000 };

  test("a new one is told in few steps, though it has a thousand actions", () => {
    const own = documentOf([on("s3:PutObject", "arn:aws:s3:::a/*")]);
    const grants = document ? [own, document] : [];
    const { granted: difference } = compareAccess({ grants: [] }, { grants }, few);
    expect(difference.undecided).toEqual([]);
    const told = difference.lines.map(({ actions }) => actions);
    expect(told).toContainEqual(["s3:PutObject"]);
    expect(told.some((actions) => actions.includes("s3:Get*"))).toBe(true);
  });

  test("one that was there before is no part of what changes", () => {
    const sides = ["s3:GetObject", "s3:PutObject"].map((action) => ({
      grants: [documentOf([on(action, "arn:aws:s3:::a/*")]), ...(document ? [document] : [])],
    }));
    const [base, head] = sides;
    const { granted: more, removed: less } = compareAccess(
      base ?? { grants: [] },
      head ?? { grants: [] },
      few,
    );
    expect(more.lines.map(({ actions }) => actions)).toEqual([["s3:PutObject"]]);
    // `ReadOnlyAccess` allows it all the same.
    expect([less.lines, less.undecided]).toEqual([[], []]);
  });
});
