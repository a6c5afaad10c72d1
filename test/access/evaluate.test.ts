import { describe, expect, test } from "@jest/globals";
import { type ApplicablePolicies, applies, evaluate } from "../../src/access/evaluate.ts";
import type { RequestPrincipal } from "../../src/access/request.ts";
import { requestOf, statementsOf } from "../support/access.ts";

const role = "arn:aws:iam::111111111111:role/app";
const session = "arn:aws:sts::111111111111:assumed-role/app/s";
const asRole: RequestPrincipal = { type: "AWS", arn: role, sessionArn: session };
const asUser: RequestPrincipal = { type: "AWS", arn: "arn:aws:iam::111111111111:user/eve" };
const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const deny = { ...read, Effect: "Deny" };
const allowed = statementsOf([read]);
const nothing = statementsOf([]);
const denied = statementsOf([deny]);

function toPrincipal(principal: object): ReturnType<typeof statementsOf> {
  return statementsOf([{ ...read, Principal: principal }]);
}

describe("putting policies together", () => {
  test.each<
    [name: string, policies: ApplicablePolicies, principal: RequestPrincipal, rule: string]
  >([
    ["nothing allows", { identity: nothing }, asRole, "no Allow in an identity-based policy"],
    ["an identity policy allows", { identity: allowed }, asRole, "explicit allow"],
    ["any deny wins", { identity: statementsOf([read, deny]) }, asRole, "explicit deny"],
    [
      "a deny in the resource policy",
      { identity: allowed, resource: denied },
      asRole,
      "explicit deny",
    ],
    [
      "a deny in an SCP",
      { identity: allowed, serviceControl: [allowed, denied] },
      asRole,
      "explicit deny",
    ],
    [
      "each SCP level has to allow",
      { identity: allowed, serviceControl: [allowed, nothing] },
      asRole,
      "no Allow in an SCP level",
    ],
    [
      "all SCP levels allow",
      { identity: allowed, serviceControl: [allowed, allowed] },
      asRole,
      "explicit allow",
    ],
    [
      "each RCP level has to allow",
      { identity: allowed, resourceControl: [nothing] },
      asRole,
      "no Allow in an RCP level",
    ],
    [
      "the endpoint has to allow",
      { identity: allowed, endpoint: nothing },
      asRole,
      "no Allow in the VPC endpoint policy",
    ],
    [
      "the boundary limits",
      { identity: allowed, boundary: nothing },
      asRole,
      "no Allow in the permissions boundary",
    ],
    [
      "the session policy limits",
      { identity: allowed, session: nothing },
      asRole,
      "no Allow in the session policy",
    ],
    [
      "an SCP grants nothing",
      { identity: nothing, serviceControl: [allowed] },
      asRole,
      "no Allow in an identity-based policy",
    ],
    [
      "a boundary grants nothing",
      { identity: nothing, boundary: allowed },
      asRole,
      "no Allow in an identity-based policy",
    ],
    [
      "a resource policy names the session",
      {
        identity: nothing,
        boundary: nothing,
        session: nothing,
        resource: toPrincipal({ AWS: session }),
      },
      asRole,
      "explicit allow",
    ],
    [
      "it names everyone",
      { identity: nothing, boundary: nothing, resource: toPrincipal({ AWS: "*" }) },
      asRole,
      "explicit allow",
    ],
    [
      "it names the role",
      { identity: nothing, resource: toPrincipal({ AWS: role }) },
      asRole,
      "explicit allow",
    ],
    [
      "it names the role, and the boundary limits",
      { identity: nothing, boundary: nothing, resource: toPrincipal({ AWS: role }) },
      asRole,
      "no Allow in the permissions boundary",
    ],
    [
      "it names the account, which only delegates",
      { identity: nothing, resource: toPrincipal({ AWS: "111111111111" }) },
      asRole,
      "no Allow in an identity-based policy",
    ],
    [
      "it names the account, and the identity allows",
      { identity: allowed, resource: toPrincipal({ AWS: "111111111111" }) },
      asRole,
      "explicit allow",
    ],
    [
      "it names the user",
      { identity: nothing, boundary: nothing, resource: toPrincipal({ AWS: asUser.arn }) },
      asUser,
      "explicit allow",
    ],
    [
      "a trust policy has to allow",
      { identity: allowed, resource: nothing, resourceMustAllow: true },
      asRole,
      "no Allow in the resource-based policy, which has to allow",
    ],
    [
      "a trust policy delegates to the account",
      {
        identity: allowed,
        resource: toPrincipal({ AWS: "111111111111" }),
        resourceMustAllow: true,
      },
      asRole,
      "explicit allow",
    ],
    [
      "anonymous has the resource side only",
      { identity: nothing, resource: toPrincipal({ AWS: "*" }) },
      { type: "Anonymous" },
      "explicit allow",
    ],
    [
      "cross account: both sides allow",
      { identity: allowed, resource: toPrincipal({ AWS: role }), crossAccount: true },
      asRole,
      "explicit allow",
    ],
    [
      "cross account: the identity does not",
      { identity: nothing, resource: toPrincipal({ AWS: session }), crossAccount: true },
      asRole,
      "no Allow in an identity-based policy",
    ],
    [
      "cross account: the resource does not",
      { identity: allowed, crossAccount: true },
      asRole,
      "no Allow in the resource-based policy of the other account",
    ],
    [
      "cross account: the boundary limits",
      {
        identity: allowed,
        boundary: nothing,
        resource: toPrincipal({ AWS: session }),
        crossAccount: true,
      },
      asRole,
      "no Allow in the permissions boundary",
    ],
    [
      "cross account: a service has no identity policy",
      {
        identity: nothing,
        resource: toPrincipal({ Service: "sns.amazonaws.com" }),
        crossAccount: true,
      },
      { type: "Service", name: "sns.amazonaws.com" },
      "explicit allow",
    ],
  ])("%s", (_, policies, principal, rule) => {
    const request = requestOf("s3:GetObject", "arn:aws:s3:::b/k", {}, principal);
    const decision = evaluate(request, policies);
    expect(decision.rule).toBe(rule);
    expect(decision.allowed).toBe(rule === "explicit allow");
  });
});

describe("one statement", () => {
  test.each<[element: object, action: string, resource: string, applies: boolean]>([
    [{ Action: "s3:getobject" }, "S3:GetObject", "*", true],
    [{ Action: "s3:Get*" }, "s3:PutObject", "*", false],
    [{ Action: "s3:?etObject" }, "s3:GetObject", "*", true],
    [{ NotAction: ["s3:*", "iam:*"] }, "ec2:RunInstances", "*", true],
    [{ NotAction: ["s3:*", "iam:*"] }, "IAM:PassRole", "*", false],
    [{ Resource: "arn:aws:s3:::b/*" }, "s3:GetObject", "arn:aws:s3:::b/c/d", true],
    [{ Resource: "arn:aws:s3:::B" }, "s3:GetObject", "arn:aws:s3:::b", false],
    [{ Resource: "arn:aws:s3:::?" }, "s3:GetObject", "arn:aws:s3:::bb", false],
    [{ Resource: "arn:aws:sns:*:t" }, "sns:Publish", "arn:aws:sns:eu-west-1:1:t", false],
    [{ Resource: "arn:aws:sns:*" }, "sns:Publish", "arn:aws:sns:eu-west-1:1:t", true],
    [
      { Resource: "arn:aws:logs:*:*:*" },
      "logs:GetLogEvents",
      "arn:aws:logs:r:1:log-group:g:*",
      true,
    ],
    [{ Resource: "arn:aws:*:*:secret:*" }, "x:Y", "arn:aws:a:b:secret:d", true],
    [{ NotResource: "arn:aws:s3:::b/*" }, "s3:GetObject", "arn:aws:s3:::c/d", true],
    [{ NotResource: "arn:aws:s3:::b/*" }, "s3:GetObject", "arn:aws:s3:::b/d", false],
    [{ Resource: "*" }, "s3:ListAllMyBuckets", "*", true],
    [{ Resource: "arn:aws:s3:::*" }, "s3:ListAllMyBuckets", "*", false],
    [
      { Resource: `arn:aws:s3:::b/\${aws:username}/*` },
      "s3:GetObject",
      "arn:aws:s3:::b/eve/x",
      true,
    ],
    [
      { Resource: `arn:aws:s3:::b/\${aws:username}/*` },
      "s3:GetObject",
      "arn:aws:s3:::b/bob/x",
      false,
    ],
    [{ Resource: `arn:aws:s3:::b/\${aws:nothing}/*` }, "s3:GetObject", "arn:aws:s3:::b//x", false],
    [
      { NotResource: `arn:aws:s3:::b/\${aws:nothing}/*` },
      "s3:GetObject",
      "arn:aws:s3:::b//x",
      true,
    ],
  ])("%j, %s on %s → %j", (element, action, resource, expected) => {
    const whole = { Effect: "Allow", Action: "*", Resource: "*", ...element };
    const { Action, NotAction, Resource, NotResource, Effect } = whole as Record<string, unknown>;
    const [statement] = statementsOf([
      {
        Effect,
        ...(NotAction ? { NotAction } : { Action }),
        ...(NotResource ? { NotResource } : { Resource }),
      },
    ]);
    if (!statement) throw new Error("no statement");
    expect(applies(statement, requestOf(action, resource, { "aws:username": "eve" }))).toBe(
      expected,
    );
  });

  const provider = "arn:aws:iam::111111111111:oidc-provider/p";
  test.each<
    [effect: "Allow" | "Deny", element: object, principal: RequestPrincipal, applies: boolean]
  >([
    ["Allow", { Principal: "*" }, asRole, true],
    ["Allow", { Principal: { AWS: "*" } }, { type: "Anonymous" }, true],
    ["Allow", { Principal: { AWS: "111111111111" } }, asUser, true],
    ["Allow", { Principal: { AWS: "arn:aws:iam::222222222222:root" } }, asUser, false],
    ["Allow", { Principal: { AWS: "arn:aws:iam::111111111111:user/*" } }, asUser, false],
    ["Allow", { Principal: { AWS: "111111111111" } }, { type: "Anonymous" }, false],
    [
      "Allow",
      { Principal: { Service: "ec2.amazonaws.com" } },
      { type: "Service", name: "ec2.amazonaws.com" },
      true,
    ],
    [
      "Allow",
      { Principal: { Service: "ec2.amazonaws.com" } },
      { type: "Service", name: "ecs.amazonaws.com" },
      false,
    ],
    ["Allow", { Principal: { Federated: provider } }, { type: "Federated", provider }, true],
    ["Allow", { Principal: { Federated: provider } }, asRole, false],
    [
      "Allow",
      { Principal: { CanonicalUser: "79a5" } },
      { type: "CanonicalUser", id: "79a5" },
      true,
    ],
    ["Allow", { NotPrincipal: { AWS: asUser.arn } }, asRole, true],
    ["Allow", { NotPrincipal: { AWS: asUser.arn } }, asUser, false],
    ["Deny", { NotPrincipal: { AWS: [asUser.arn, "111111111111"] } }, asUser, false],
    ["Deny", { NotPrincipal: { AWS: [asUser.arn] } }, asUser, true],
    ["Deny", { NotPrincipal: { AWS: ["111111111111"] } }, asUser, true],
    ["Deny", { NotPrincipal: { AWS: [session, role, "111111111111"] } }, asRole, false],
    ["Deny", { NotPrincipal: { AWS: [role, "111111111111"] } }, asRole, true],
    [
      "Deny",
      { NotPrincipal: { Service: "ec2.amazonaws.com" } },
      { type: "Service", name: "ec2.amazonaws.com" },
      false,
    ],
    ["Deny", { NotPrincipal: { AWS: "*" } }, asRole, false],
  ])("%s %j, asked by %j → %j", (effect, element, principal, expected) => {
    const [statement] = statementsOf([{ Effect: effect, Action: "*", Resource: "*", ...element }]);
    if (!statement) throw new Error("no statement");
    expect(applies(statement, requestOf("s3:GetObject", "*", {}, principal))).toBe(expected);
  });
});
