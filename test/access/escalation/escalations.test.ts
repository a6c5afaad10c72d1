import { describe, expect, test } from "@jest/globals";
import { escalationsOf, judgeEscalations } from "../../../src/access/escalation/escalations.ts";
import {
  allow,
  deny,
  escalationsFor,
  openPaths,
  type PrincipalText,
  principalsIn,
  trusts,
} from "./escalation-support.ts";

const everything = allow("*");
const lambda = { Service: "lambda.amazonaws.com" };
const account = { AWS: "arn:aws:iam::111122223333:root" };
const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
const user = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;
const createAndRun = allow(["lambda:CreateFunction", "lambda:InvokeFunction"]);

interface Case {
  readonly name: string;
  /** The first one is asked about. */
  readonly principals: Readonly<Record<string, PrincipalText>>;
  readonly open: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: "a role that may write policies into itself",
    principals: { deploy: { allows: allow("iam:PutRolePolicy", role("deploy")) } },
    open: ["iam-put-role-policy"],
  },
  {
    name: "into another role, which it cannot become",
    principals: {
      deploy: { allows: allow("iam:PutRolePolicy", role("app")) },
      app: { trust: trusts(lambda) },
    },
    open: [],
  },
  {
    name: "into another role, which it can become",
    principals: {
      deploy: {
        allows: [allow("iam:PutRolePolicy", role("app")), allow("sts:AssumeRole", role("app"))],
      },
      app: { trust: trusts(account) },
    },
    open: ["iam-put-role-policy-assume"],
  },
  {
    name: "into another role, whose trust policy lets in somebody else",
    principals: {
      deploy: {
        allows: [allow("iam:PutRolePolicy", role("app")), allow("sts:AssumeRole", role("app"))],
      },
      app: { trust: trusts({ AWS: role("other") }) },
    },
    open: [],
  },
  {
    name: "into another role whose trust policy it may write, too",
    principals: {
      deploy: { allows: allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], role("app")) },
      app: { trust: trusts(lambda) },
    },
    open: ["iam-put-role-policy-trust"],
  },
  {
    name: "into roles of a pattern that it may hand to a service",
    principals: {
      deploy: {
        allows: [allow(["iam:PutRolePolicy", "iam:PassRole"], role("app-*")), createAndRun],
      },
    },
    open: ["passrole-lambda-invoke"],
  },
  {
    name: "into roles of a pattern, with a boundary that has to be there",
    principals: {
      deploy: {
        allows: [
          allow("iam:PutRolePolicy", role("app-*"), {
            StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/limit" },
          }),
          allow("iam:PassRole", role("app-*")),
          createAndRun,
        ],
      },
    },
    open: [],
  },
  {
    name: "a Deny for itself leaves all other roles",
    principals: {
      deploy: { allows: [allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", role("deploy"))] },
    },
    open: ["iam-put-role-policy"],
  },
  {
    name: "a user that may do so for itself by a variable",
    principals: {
      bob: { kind: "User", allows: allow("iam:PutUserPolicy", user("${aws:username}")) },
    },
    open: ["iam-put-user-policy"],
  },
  {
    name: "a user that may make keys for itself",
    principals: {
      bob: { kind: "User", allows: allow("iam:CreateAccessKey", user("${aws:username}")) },
    },
    open: [],
  },
  {
    name: "a role with a variable that only users have",
    principals: { deploy: { allows: allow("iam:CreateAccessKey", user("${aws:username}")) } },
    open: [],
  },
  {
    name: "keys for a named user who may do more",
    principals: {
      deploy: { allows: allow("iam:CreateAccessKey", user("boss")) },
      boss: { kind: "User", allows: everything },
    },
    open: ["iam-create-access-key"],
  },
  {
    name: "keys for a named user who may do less",
    principals: {
      deploy: {
        allows: allow(["iam:CreateAccessKey", "s3:ListAllMyBuckets"], [user("temp"), "*"]),
      },
      temp: { kind: "User", allows: allow("s3:ListAllMyBuckets") },
    },
    open: ["iam-create-access-key"],
  },
  {
    name: "its own group",
    principals: {
      bob: {
        kind: "User",
        groups: ["ops"],
        allows: allow("iam:PutGroupPolicy", "arn:aws:iam::111122223333:group/ops"),
      },
      ops: { kind: "Group" },
    },
    open: ["iam-put-group-policy"],
  },
  {
    name: "a policy that is attached to it",
    principals: {
      deploy: {
        allows: allow("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/own"),
        managed: ["arn:aws:iam::111122223333:policy/own"],
      },
    },
    open: ["iam-create-policy-version"],
  },
  {
    name: "a policy that is not",
    principals: {
      deploy: {
        allows: allow("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/other"),
        managed: ["arn:aws:iam::111122223333:policy/own"],
      },
    },
    open: [],
  },
  {
    name: "policies from a list that may be attached",
    principals: {
      deploy: {
        allows: allow("iam:AttachRolePolicy", "*", {
          ArnEquals: { "iam:PolicyARN": ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
        }),
      },
    },
    open: [],
  },
  {
    name: "a list with the wrong one in it",
    principals: {
      deploy: {
        allows: allow("iam:AttachRolePolicy", "*", {
          ArnLike: { "iam:PolicyARN": ["arn:aws:iam::aws:policy/*"] },
        }),
      },
    },
    open: ["iam-attach-role-policy"],
  },
  {
    name: "a boundary that a Deny demands",
    principals: {
      deploy: {
        allows: [
          allow(["iam:CreateRole", "iam:AttachRolePolicy"]),
          deny(["iam:CreateRole", "iam:AttachRolePolicy"], "*", {
            StringNotEquals: {
              "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/limit",
            },
          }),
        ],
      },
    },
    open: [],
  },
  {
    name: "roles that it makes by a pattern",
    principals: {
      deploy: { allows: allow(["iam:CreateRole", "iam:PutRolePolicy"], role("app-*")) },
    },
    open: ["iam-create-role-attach"],
  },
  {
    name: "roles that it makes, and others that it may change",
    principals: {
      deploy: {
        allows: [allow("iam:CreateRole", role("app-*")), allow("iam:PutRolePolicy", role("web-*"))],
      },
    },
    open: [],
  },
  {
    name: "a role that it may pass and that may do everything",
    principals: {
      deploy: { allows: [allow("iam:PassRole", role("admin")), createAndRun] },
      admin: { allows: everything, trust: trusts(lambda) },
    },
    open: ["passrole-lambda-invoke"],
  },
  {
    name: "a role that trusts another service",
    principals: {
      deploy: { allows: [allow("iam:PassRole", role("admin")), createAndRun] },
      admin: { allows: everything, trust: trusts({ Service: "ec2.amazonaws.com" }) },
    },
    open: [],
  },
  {
    name: "a role that a Deny keeps the service from",
    principals: {
      deploy: { allows: [allow("iam:PassRole", role("admin")), createAndRun] },
      admin: { allows: everything, trust: [trusts(lambda), { ...trusts(lambda), Effect: "Deny" }] },
    },
    open: [],
  },
  {
    name: "a role that may do no more than the caller",
    principals: {
      deploy: { allows: [allow("iam:PassRole", role("app")), createAndRun, allow("s3:GetObject")] },
      app: { allows: allow("s3:GetObject", "arn:aws:s3:::data/*"), trust: trusts(lambda) },
    },
    open: [],
  },
  {
    name: "a role that a boundary keeps from doing more",
    principals: {
      deploy: { allows: [allow("iam:PassRole", role("app")), createAndRun, allow("s3:GetObject")] },
      app: {
        allows: everything,
        boundary: allow("s3:Get*", "arn:aws:s3:::data/*"),
        trust: trusts(lambda),
      },
    },
    open: ["passrole-lambda-invoke"],
  },
  {
    name: "a role for which nothing is known, by name",
    principals: { deploy: { allows: [allow("iam:PassRole", role("elsewhere")), createAndRun] } },
    open: [],
  },
  {
    name: "roles under a path, whose names are chosen by somebody else",
    principals: { deploy: { allows: [allow("iam:PassRole", role("lambda/*")), createAndRun] } },
    open: [],
  },
  {
    name: "a named role that trusts the account",
    principals: {
      deploy: { allows: allow("sts:AssumeRole", role("admin")) },
      admin: { allows: everything, trust: trusts(account) },
    },
    open: ["sts-assume-role"],
  },
  {
    name: "a named role that trusts the account with MFA",
    principals: {
      deploy: { allows: allow("sts:AssumeRole", role("admin")) },
      admin: {
        allows: everything,
        trust: trusts(account, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
      },
    },
    open: [],
  },
  {
    name: "a named role that trusts somebody else of the account",
    principals: {
      deploy: { allows: allow("sts:AssumeRole", role("admin")) },
      admin: {
        allows: everything,
        trust: trusts(account, { ArnLike: { "aws:PrincipalArn": role("ops-*") } }),
      },
    },
    open: [],
  },
  {
    name: "a role that names the caller, who has no permission of its own for it",
    principals: {
      deploy: { allows: allow("s3:ListAllMyBuckets") },
      admin: { allows: everything, trust: trusts({ AWS: role("deploy") }) },
    },
    open: ["sts-assume-role"],
  },
  {
    name: "the same, and the caller has a boundary without it",
    principals: {
      deploy: { allows: allow("s3:ListAllMyBuckets"), boundary: allow("s3:*") },
      admin: { allows: everything, trust: trusts({ AWS: role("deploy") }) },
    },
    open: [],
  },
  {
    name: "a role that trusts the account, and the caller may not assume it",
    principals: {
      deploy: { allows: allow("s3:ListAllMyBuckets") },
      admin: { allows: everything, trust: trusts(account) },
    },
    open: [],
  },
  {
    name: "a secret of its own",
    principals: {
      app: {
        allows: allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:app/*"),
      },
    },
    open: [],
  },
  {
    name: "every secret with a tag of its own",
    principals: {
      app: {
        allows: allow("secretsmanager:GetSecretValue", "*", {
          StringEquals: { "aws:ResourceTag/app": "shop" },
        }),
      },
    },
    open: [],
  },
  {
    name: "every secret but one",
    principals: {
      app: {
        allows: [
          allow("secretsmanager:GetSecretValue"),
          deny("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:root-*"),
        ],
      },
    },
    open: ["secretsmanager-read"],
  },
  {
    name: "commands on instances with a tag",
    principals: {
      ops: {
        allows: [
          allow("ssm:SendCommand", "arn:aws:ssm:*:*:document/AWS-RunShellScript"),
          allow("ssm:SendCommand", "arn:aws:ec2:*:*:instance/*", {
            StringEquals: { "ssm:resourceTag/team": "shop" },
          }),
        ],
      },
    },
    open: [],
  },
  {
    name: "commands on every instance, by one document",
    principals: {
      ops: {
        allows: allow("ssm:SendCommand", [
          "arn:aws:ssm:*:*:document/AWS-RunShellScript",
          "arn:aws:ec2:*:*:instance/*",
        ]),
      },
    },
    open: ["ssm-send-command"],
  },
  {
    name: "its boundary",
    principals: {
      deploy: {
        allows: allow("iam:DeleteRolePermissionsBoundary", role("deploy")),
        boundary: allow("iam:*"),
      },
    },
    open: ["iam-delete-role-boundary"],
  },
  {
    name: "the policy of its boundary",
    principals: {
      deploy: {
        allows: allow("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/boundary"),
        boundary: allow("iam:*"),
      },
    },
    open: ["iam-create-policy-version"],
  },
  {
    name: "the policy of its boundary, which forbids it",
    principals: {
      deploy: {
        allows: allow("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/boundary"),
        boundary: [
          allow("iam:*"),
          deny("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/boundary"),
        ],
      },
    },
    open: [],
  },
  {
    name: "the boundary that it does not have",
    principals: { deploy: { allows: allow("iam:DeleteRolePermissionsBoundary", role("deploy")) } },
    open: [],
  },
  {
    name: "its Denies",
    principals: {
      deploy: { allows: [allow("iam:DeleteRolePolicy", role("deploy")), deny("s3:DeleteBucket")] },
    },
    open: ["iam-delete-role-policy"],
  },
  {
    name: "an action in a statement whose condition is another principal's",
    principals: {
      deploy: {
        allows: allow("iam:PutRolePolicy", "*", { ArnLike: { "aws:PrincipalArn": role("admin") } }),
      },
    },
    open: [],
  },
  {
    name: "an action in a statement for another tag",
    principals: {
      deploy: {
        tags: { team: "shop" },
        allows: allow("iam:PutRolePolicy", "*", {
          StringEquals: { "aws:PrincipalTag/team": "root" },
        }),
      },
    },
    open: [],
  },
  {
    name: "a provider in general, without a subject",
    principals: {
      ci: {
        trust: {
          Effect: "Allow",
          Principal: {
            Federated:
              "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
          },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          },
        },
      },
    },
    open: ["sts-assume-role-web-identity"],
  },
  {
    name: "a provider with a subject",
    principals: {
      ci: {
        trust: {
          Effect: "Allow",
          Principal: {
            Federated:
              "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
          },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringLike: { "token.actions.githubusercontent.com:sub": "repo:octo/infra:*" },
          },
        },
      },
    },
    open: [],
  },
  {
    name: "a SAML provider without an audience",
    principals: {
      sso: {
        trust: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/corp" },
          Action: "sts:AssumeRoleWithSAML",
        },
      },
    },
    open: ["sts-assume-role-saml"],
  },
  {
    name: "a SAML provider with an audience",
    principals: {
      sso: {
        trust: {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/corp" },
          Action: "sts:AssumeRoleWithSAML",
          Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
        },
      },
    },
    open: [],
  },
  {
    name: "a role for some other service",
    principals: {
      deploy: {
        allows: [
          allow("iam:PassRole", "*", {
            StringEquals: { "iam:PassedToService": "comprehend.amazonaws.com" },
          }),
          allow("comprehend:StartEntitiesDetectionJob"),
        ],
      },
    },
    open: ["passrole-any-service"],
  },
  {
    name: "iam:PassRole with nothing to hand a role to",
    principals: { deploy: { allows: allow("iam:PassRole") } },
    open: [],
  },
  {
    name: "an administrator",
    principals: { admin: { allows: everything } },
    open: [],
  },
];

test.each(cases)("$name", ({ principals, open }) => {
  expect(openPaths(principals)).toEqual(open);
});

describe("the steps", () => {
  test("lead to what comes of it", () => {
    const [first] = escalationsFor("deploy", {
      deploy: { allows: [allow("iam:PassRole", role("admin")), createAndRun] },
      admin: { allows: everything, trust: trusts(lambda) },
    });
    expect(first).toMatchObject({
      severity: "critical",
      through: ["admin"],
      path: [
        "deploy",
        "iam:PassRole on role/admin",
        "lambda:CreateFunction",
        "lambda:InvokeFunction",
        "code runs as admin, which allows everything",
      ],
    });
  });

  test("go on from role to role", () => {
    const [first] = escalationsFor("ci", {
      ci: { allows: allow("sts:AssumeRole", role("deploy")) },
      deploy: {
        allows: [allow("iam:PassRole", role("app")), createAndRun],
        trust: trusts(account),
      },
      app: { allows: allow("iam:PutRolePolicy", role("app")), trust: trusts(lambda) },
    });
    expect(first).toMatchObject({
      id: "sts-assume-role",
      severity: "critical",
      through: ["deploy", "app"],
      path: [
        "ci",
        "sts:AssumeRole on role/deploy",
        "the caller acts as deploy, which may do what the caller may not",
        "as deploy: iam:PassRole on role/app",
        "lambda:CreateFunction",
        "lambda:InvokeFunction",
        "code runs as app, which may change permissions that the caller may not",
        "as app: iam:PutRolePolicy on itself",
        "the role may do what the caller wrote",
      ],
    });
  });

  test("go no further than four principals", () => {
    const chain = (length: number): Record<string, PrincipalText> => {
      const principals: Record<string, PrincipalText> = {};
      for (let at = 0; at < length; at++) {
        principals[`r${at}`] = {
          allows: [
            allow("sts:AssumeRole", role(`r${at + 1}`)),
            allow("s3:GetObject", `arn:aws:s3:::b${at}/*`),
          ],
          trust: trusts(account),
        };
      }
      principals[`r${length}`] = { allows: everything, trust: trusts(account) };
      return principals;
    };
    expect(escalationsFor("r0", chain(4))[0]).toMatchObject({
      severity: "critical",
      through: ["r1", "r2", "r3", "r4"],
    });
    expect(escalationsFor("r0", chain(5))[0]).toMatchObject({
      severity: "medium",
      through: ["r1"],
    });
  });

  test("do not run in circles", () => {
    const assumes = (next: string, bucket: string): PrincipalText => ({
      allows: [
        allow("sts:AssumeRole", role(next)),
        allow("s3:GetObject", `arn:aws:s3:::${bucket}/*`),
      ],
      trust: trusts(account),
    });
    const found = escalationsOf(principalsIn({ a: assumes("b", "a"), b: assumes("a", "b") }));
    expect(found.map(({ principal, through }) => [principal, through])).toEqual([
      ["a", ["b"]],
      ["b", ["a"]],
    ]);
  });
});

test("what cannot be decided is listed, and does not count as open", () => {
  const nested = "?*".repeat(200);
  const { escalations, undecided } = judgeEscalations(
    principalsIn({
      deploy: {
        allows: [
          allow("iam:PutRolePolicy", role(`a${nested}b`)),
          ...Array.from({ length: 60 }, (_, at) =>
            deny("iam:PutRolePolicy", role(`${"*?".repeat(30)}${at}${"?*".repeat(30)}`)),
          ),
        ],
      },
    }),
  );
  expect(escalations).toEqual([]);
  expect(undecided).toBeDefined();
});
