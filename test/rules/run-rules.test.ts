import { describe, expect, test } from "@jest/globals";
import type { Finding } from "../../src/findings/finding.ts";
import type { Inventory } from "../../src/policy/inventory.ts";
import type { Node } from "../../src/policy/node.ts";
import type { Policy, PolicyKind } from "../../src/policy/policy.ts";
import { readPolicyDocument } from "../../src/policy/read-policy-document.ts";
import type { UnknownPart } from "../../src/policy/text-value.ts";
import { inferredCodes } from "../../src/rules/confidence.ts";
import { rules } from "../../src/rules/index.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { runRules } from "../../src/rules/run-rules.ts";
import { partlyKnownPolicy } from "../support/partly-known.ts";

function inventory(fields: Partial<Inventory>): Inventory {
  return { policies: [], owners: [], notJudged: [], ...fields };
}

function codesIn(json: string, kind: PolicyKind): string[] {
  const policies = [partlyKnownPolicy(json, kind)];
  return runRules(inventory({ policies }), []).map(({ issueCode }) => issueCode);
}

describe("the runner", () => {
  test("adds code, type, controls and address to what a rule says", () => {
    const policy = partlyKnownPolicy(
      `{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }`,
      "identity",
    );
    expect(runRules(inventory({ policies: [policy] }), [])).toEqual([
      expect.objectContaining({
        issueCode: "ADMINISTRATOR_ACCESS",
        findingType: "SECURITY_WARNING",
        address: "policy.json",
        subject: "every action on every resource",
        controls: expect.arrayContaining(["CIS AWS 5.0.0 1.15"]),
      }),
    ]);
  });

  test.each(["json", "yaml", "hcl"] as const)("passes on syntax errors of %s", (language) => {
    const at = { file: "a", start: 3, end: 4 };
    const [finding, ...others] = runRules(inventory({}), [
      { language, at, details: "A comma is missing." },
    ]);
    expect(others).toEqual([]);
    expect(finding).toEqual({
      issueCode: `${language.toUpperCase()}_SYNTAX_ERROR`,
      findingType: "ERROR",
      at,
      related: [],
      details: "A comma is missing.",
      subject: "A comma is missing.",
      controls: [],
    });
  });

  test("leaves out what a rule with more reach says at the same place, and nothing elsewhere", () => {
    const policy = partlyKnownPolicy(`{ "Statement": [{}, {}] }`, "identity");
    const [first] = policy.document.statements;
    const strong: Rule = rule("STRONG", {
      *statement({ index, range }) {
        if (index === 0) yield { at: range, details: "", subject: "" };
      },
    });
    const weak: Rule = rule("WEAK", {
      yieldsTo: ["STRONG"],
      *statement({ range }) {
        yield { at: range, details: "", subject: "" };
      },
    });
    const found = runRules(inventory({ policies: [policy] }), [], [weak, strong]);
    expect(found.map(({ issueCode, at }) => [issueCode, at.start === first?.range.start])).toEqual([
      ["WEAK", false],
      ["STRONG", true],
    ]);
  });
});

describe("what is not known before deployment", () => {
  test.each([
    { name: "an unknown action is no wildcard", json: allow('"<var.action>"', '"*"'), codes: [] },
    { name: "an unknown resource is no wildcard", json: allow('"*"', '"<var.arn>"'), codes: [] },
    {
      name: "an unknown part beside a star is not a bare star",
      json: allow('"iam:PassRole"', '"<var.prefix>*"'),
      codes: [],
    },
    {
      name: "known values beside unknown ones are judged",
      json: allow('["<var.action>", "iam:PassRole"]', '["<var.arn>", "*"]'),
      codes: ["PASS_ROLE_WITH_STAR_IN_RESOURCE", "REDUNDANT_RESOURCE"],
    },
    {
      name: "an unknown action is not called invalid",
      json: allow('"s3:<var.name>"', '"arn:aws:s3:::b"'),
      codes: [],
    },
    {
      name: "an unknown service is not called invalid",
      json: allow('"<var.s>:Get"', '"arn:aws:s3:::b"'),
      codes: [],
    },
    {
      name: "an unknown effect is neither",
      json: `{ "Version": "2012-10-17", "Statement": { "Effect": "<var.effect>", "Action": "*", "Resource": "*" } }`,
      codes: [],
    },
    {
      name: "a member whose name is not known may be the missing one",
      json: `{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "*", "<var.name>": "*" } }`,
      codes: [],
    },
    {
      name: "an unknown service that roles are passed to is one service",
      json: allow(
        '"iam:PassRole"',
        '"*"',
        '{ "StringEquals": { "iam:PassedToService": "<var.service>" } }',
      ),
      codes: [],
    },
  ])("$name", ({ json, codes }) => {
    expect(codesIn(json, "identity")).toEqual(codes);
  });

  test.each([
    { name: "a fixed value that is not known keeps outsiders out", value: "<var.org>", codes: [] },
    {
      name: "a star beside it does not",
      value: "<var.org>*",
      codes: ["WILDCARD_USAGE_TOO_PERMISSIVE", "PUBLIC_RESOURCE_POLICY"],
    },
  ])("$name", ({ value, codes }) => {
    const json = `{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "<b.arn>/*",
      "Condition": { "StringLike": { "aws:PrincipalOrgID": "${value}" } } } }`;
    expect(codesIn(json, "resource")).toEqual(codes);
  });

  test("a Deny of the same unknown bucket takes access away, one of another bucket does not", () => {
    const json = (bucket: string): string =>
      `{ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "<a.arn>/*" },
        { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "<${bucket}.arn>/*",
          "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-1" } } }] }`;
    expect(codesIn(json("a"), "resource")).toEqual([]);
    expect(codesIn(json("b"), "resource")).toEqual(["PUBLIC_RESOURCE_POLICY"]);
  });

  test("an unknown provider is GitHub's when the claims are", () => {
    const json = (key: string): string =>
      `{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "Federated": "<provider.arn>" },
        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "StringEquals": { "${key}": "sts.amazonaws.com" } } } }`;
    expect(codesIn(json("token.actions.githubusercontent.com:aud"), "trust")).toEqual([
      "MISSING_GITHUB_REPO_CONDITION_KEY",
      "CONFIRM_AUDIENCE_CLAIM_TYPE",
    ]);
    expect(codesIn(json("gitlab.com:aud"), "trust")).toEqual([
      "OIDC_PROVIDER_OPEN_TO_STRANGERS",
      "CONFIRM_AUDIENCE_CLAIM_TYPE",
    ]);
  });

  test("a subject with unknown owner and repository is pinned", () => {
    const json = `{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "Federated": "<provider.arn>" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:<var.owner>/<var.repo>:*" } } } }`;
    expect(codesIn(json, "trust")).toEqual([
      // Says more than SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED, which gives way to it.
      "GITHUB_PULL_REQUEST_ACCEPTED",
      "OIDC_AUDIENCE_NOT_CHECKED",
    ]);
  });
});

describe("what is there only under a condition", () => {
  const condition: UnknownPart = {
    kind: "unknown",
    reference: "var.admin",
    reason: "input without a value",
    at: { file: "policy.json", start: 0, end: 0 },
  };

  test("an Allow counts, and the message names the condition", () => {
    const [finding, ...others] = judge((statement) => ({
      kind: "choice",
      condition,
      // biome-ignore lint/suspicious/noThenProperty: the name of an arm
      then: statement,
      range: statement.range,
    }));
    expect(others).toEqual([]);
    expect(finding?.details).toContain("This applies only if `var.admin` holds.");
  });

  test("a statement that is either Allow or Deny is reported once", () => {
    const found = judge((statement) => {
      if (statement.kind !== "object") return statement;
      const members = statement.members.map((entry) => {
        if (entry.value.kind !== "string" || entry.value.value.parts[0]?.kind !== "literal")
          return entry;
        if (entry.value.value.parts[0].text !== "Allow") return entry;
        const { range } = entry.value;
        const deny: Node = {
          kind: "string",
          range,
          value: { range, parts: [{ kind: "literal", text: "Deny", at: range }] },
        };
        const value: Node = {
          kind: "choice",
          condition,
          // biome-ignore lint/suspicious/noThenProperty: the name of an arm
          then: entry.value,
          otherwise: deny,
          range,
        };
        return { ...entry, value };
      });
      return { ...statement, members };
    });
    expect(found.map(({ issueCode }) => issueCode)).toEqual(["ADMINISTRATOR_ACCESS"]);
  });

  function judge(change: (statement: Node) => Node): Finding[] {
    const { document } = partlyKnownPolicy(allow('"*"', '"*"'), "identity");
    const { node } = document;
    if (node.kind !== "object") throw new Error("not an object");
    const members = node.members.map((entry) =>
      entry.value.kind === "object" ? { ...entry, value: change(entry.value) } : entry,
    );
    const policy: Policy = {
      address: "policy.json",
      kind: "identity",
      range: node.range,
      document: readPolicyDocument({ ...node, members }),
    };
    return runRules(inventory({ policies: [policy] }), []);
  }
});

function allow(action: string, resource: string, condition?: string): string {
  const more = condition === undefined ? "" : `, "Condition": ${condition}`;
  return `{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": ${action}, "Resource": ${resource}${more} } }`;
}

function rule(issueCode: string, hooks: Partial<Rule>): Rule {
  return { issueCode, findingType: "WARNING", summary: "", ...hooks };
}

test("a finding of an inferred code is likely, and every inferred code is a rule's", () => {
  const json = `{ "Version": "2012-10-17", "Statement": { "Sid": "a b", "Effect": "Allow", "Action": "s3:Nope", "Resource": "*" } }`;
  const policy = partlyKnownPolicy(json, "identity");
  const found = runRules({ policies: [policy], owners: [], notJudged: [] }, []);
  expect(found.map(({ issueCode, confidence = "certain" }) => [issueCode, confidence])).toEqual([
    ["INVALID_ACTION", "certain"],
    ["UNSUPPORTED_SID", "likely"],
  ]);
  const codes = new Set(rules.map(({ issueCode }) => issueCode));
  expect([...inferredCodes].filter((code) => !codes.has(code))).toEqual([]);
});

test.each([
  [undefined, undefined, undefined],
  ["likely", undefined, "likely"],
  [undefined, "hint", "hint"],
  ["hint", "likely", "hint"],
  ["likely", "certain", "likely"],
] as const)(
  "a problem never makes its rule surer: %s and %s give %s",
  (ofRule, ofProblem, given) => {
    const policy = partlyKnownPolicy(allow(`"s3:GetObject"`, `"*"`), "identity");
    const judge = rule("SOME_CODE", {
      ...(ofRule && { confidence: ofRule }),
      document: ({ range }) => [
        { at: range, details: "", subject: "", ...(ofProblem && { confidence: ofProblem }) },
      ],
    });
    const found = runRules({ policies: [policy], owners: [], notJudged: [] }, [], [judge]);
    expect(found.map(({ confidence }) => confidence)).toEqual([given]);
  },
);
