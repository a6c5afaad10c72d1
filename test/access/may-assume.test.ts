import { describe, expect, test } from "@jest/globals";
import { type Assumer, mayAssume } from "../../src/access/may-assume.ts";
import { documentOf } from "../support/access.ts";
import { partlyKnownPolicy } from "../support/partly-known.ts";

const trust = (Principal: unknown, Condition?: object, Action: unknown = "sts:AssumeRole") => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition && { Condition }),
});
const deny = (...given: Parameters<typeof trust>) => ({ ...trust(...given), Effect: "Deny" });

/** `allowed itself`, `not allowed`, or the reason. */
function answer(statements: object[], who: Assumer): string {
  const found = mayAssume([documentOf(statements)], who);
  if (found.result === "undecided") return found.undecided.map(({ reason }) => reason).join();
  return found.result === "allowed" ? `allowed ${found.named}` : found.result;
}

const lambda = { service: "lambda.amazonaws.com" };
const account = "111122223333";
const role = { arn: `arn:aws:iam::${account}:role/app` };
const session = { arn: `arn:aws:sts::${account}:assumed-role/app/s` };
const github = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
const web = "sts:AssumeRoleWithWebIdentity";

describe("who may assume a role", () => {
  test.each<[name: string, statements: object[], who: Assumer, answer: string]>([
    ["a service", [trust({ Service: "lambda.amazonaws.com" })], lambda, "allowed itself"],
    ["another service", [trust({ Service: "ec2.amazonaws.com" })], lambda, "not allowed"],
    [
      "a service for one account",
      [
        trust(
          { Service: "lambda.amazonaws.com" },
          { StringEquals: { "aws:SourceAccount": account } },
        ),
      ],
      lambda,
      "allowed itself",
    ],
    [
      "a service that a Deny excepts",
      [
        trust({ Service: "lambda.amazonaws.com" }),
        deny("*", {
          StringNotEquals: { "aws:PrincipalOrgID": "o-1" },
          Bool: { "aws:PrincipalIsAWSService": "false" },
        }),
      ],
      lambda,
      "allowed itself",
    ],
    [
      "a service that a Deny forgets to except",
      [
        trust({ Service: "lambda.amazonaws.com" }),
        deny("*", { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }),
      ],
      lambda,
      "not allowed",
    ],
    [
      "another call",
      [trust({ Service: "lambda.amazonaws.com" }, undefined, "sts:TagSession")],
      lambda,
      "not allowed",
    ],
    ["a role", [trust({ AWS: role.arn })], role, "allowed itself"],
    ["a session of the role", [trust({ AWS: role.arn })], session, "allowed role"],
    ["the role for one of its sessions", [trust({ AWS: session.arn })], role, "allowed itself"],
    ["another session", [trust({ AWS: `${session.arn}2` })], session, "not allowed"],
    ["a role of the account", [trust({ AWS: account })], role, "allowed account"],
    ["a role of another account", [trust({ AWS: "444455556666" })], role, "not allowed"],
    [
      "a role by its ARN in a condition",
      [trust({ AWS: "*" }, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app" } })],
      role,
      "allowed itself",
    ],
    [
      "another role by its ARN in a condition",
      [trust({ AWS: "*" }, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/b" } })],
      role,
      "not allowed",
    ],
    [
      "a role with MFA",
      [trust({ AWS: account }, { Bool: { "aws:MultiFactorAuthPresent": "true" } })],
      role,
      "allowed account",
    ],
    [
      "a role that a Deny names",
      [trust({ AWS: account }), deny({ AWS: role.arn })],
      role,
      "not allowed",
    ],
    ["an account by one of its roles", [trust({ AWS: role.arn })], { account }, "allowed itself"],
    [
      "an account by a condition",
      [trust("*", { StringEquals: { "aws:PrincipalAccount": account } })],
      { account },
      "allowed itself",
    ],
    ["another account", [trust({ AWS: "444455556666" })], { account }, "not allowed"],
    ["no account at all", [], { account }, "not allowed"],
    [
      "holders of a token",
      [trust({ Federated: github }, undefined, web)],
      { federated: github },
      "allowed itself",
    ],
    [
      "holders of a token, by another call",
      [trust({ Federated: github })],
      { federated: github },
      "not allowed",
    ],
    [
      "holders of an assertion",
      [trust({ Federated: "arn:aws:iam::1:saml-provider/a" }, undefined, "sts:AssumeRoleWithSAML")],
      { federated: "arn:aws:iam::1:saml-provider/a" },
      "allowed itself",
    ],
    ["anyone", [trust("*")], "anyone", "allowed itself"],
    ["anyone of an account", [trust({ AWS: account })], "anyone", "not allowed"],
    [
      "anyone with an external id",
      [trust("*", { StringEquals: { "sts:ExternalId": "x" } })],
      "anyone",
      "allowed itself",
    ],
    [
      "anyone of an organization",
      [trust("*", { StringEquals: { "aws:PrincipalOrgID": "o-1" } })],
      "anyone",
      "not allowed",
    ],
    [
      "anyone of any organization",
      [trust("*", { StringLike: { "aws:PrincipalOrgID": "o-*" } })],
      "anyone",
      "allowed itself",
    ],
    [
      "everyone but an account",
      [{ Effect: "Allow", NotPrincipal: { AWS: account }, Action: "sts:*" }],
      "anyone",
      "allowed itself",
    ],
  ])("%s", (_, statements, who, expected) => {
    expect(answer(statements, who)).toBe(expected);
  });
});

test("several trust policies are one union, and the statement is named", () => {
  const policies = [
    documentOf([trust({ Service: "ec2.amazonaws.com" })]),
    documentOf([
      trust({ AWS: account }),
      { Sid: "Jobs", ...trust({ Service: "lambda.amazonaws.com" }) },
    ]),
  ];
  expect(mayAssume(policies, lambda)).toMatchObject({
    result: "allowed",
    policy: 1,
    statementIndex: 1,
    statementId: "Jobs",
    witness: { request: { action: "sts:AssumeRole", principal: { name: "lambda.amazonaws.com" } } },
  });
});

describe("principals that are not known", () => {
  const depends = "it depends on the value of var.x";
  test.each<[name: string, principal: object, who: Assumer, answer: string]>([
    ["may be the role", { AWS: "<var.x>" }, role, depends],
    ["may be in its account", { AWS: "arn:aws:iam::<var.x>:root" }, role, depends],
    ["have another name", { AWS: "arn:aws:iam::<var.x>:role/b" }, role, "not allowed"],
    ["are no service", { AWS: "<var.x>" }, lambda, "not allowed"],
    ["may be the service", { Service: "<var.x>" }, lambda, depends],
  ])("%s", (_, Principal, who, expected) => {
    const json = JSON.stringify({ Statement: [trust(Principal)] });
    const found = mayAssume([partlyKnownPolicy(json, "trust").document], who);
    expect("undecided" in found ? found.undecided[0]?.reason : found.result).toBe(expected);
  });

  test("a role of the same unknown account is itself", () => {
    const arn = "arn:aws:iam::<var.x>:role/app";
    const policy = partlyKnownPolicy(JSON.stringify({ Statement: [trust({ AWS: arn })] }), "trust");
    const value = policy.document.statements[0]?.principal?.principals[0]?.value;
    if (!value) throw new Error("no principal");
    expect(mayAssume([policy.document], { arn: value })).toMatchObject({ named: "itself" });
  });
});
