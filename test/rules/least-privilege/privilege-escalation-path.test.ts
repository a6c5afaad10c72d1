import { expect, test } from "@jest/globals";
import type { Finding } from "../../../src/findings/finding.ts";
import { privilegeEscalationPath } from "../../../src/rules/least-privilege/privilege-escalation-path.ts";
import { runRules } from "../../../src/rules/run-rules.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { allow, deny } from "../../access/escalation/escalation-support.ts";
import { account, policy, role } from "./escalation-text.ts";

function findings(text: string): Finding[] {
  const files = { paths: new Set(["main.tf"]), text: () => text };
  const result = readSources(files, ["main.tf"], () => undefined);
  expect(result.syntaxProblems).toEqual([]);
  return runRules(result, [], [privilegeEscalationPath]);
}

/** What is underlined, with the confidence where it is not certain. */
function underlined(text: string): string[] {
  return findings(text).map(({ at, confidence }) =>
    [text.slice(at.start, at.end), ...(confidence ? [confidence] : [])].join(" "),
  );
}

test.each([
  {
    name: "a permission to change itself",
    text: role("deploy", [allow(["iam:GetRole", "iam:PutRolePolicy"], `${account}:role/deploy`)]),
    found: ['"iam:PutRolePolicy"'],
  },
  {
    name: "all permissions of a service are one decision",
    text: role("deploy", [allow(["s3:ListAllMyBuckets", "iam:*"])]),
    found: ['"iam:*"'],
  },
  {
    name: "two statements are two decisions",
    text: role("deploy", [allow("iam:PutRolePolicy"), allow("iam:CreateLoginProfile")]),
    found: ['"iam:PutRolePolicy"', '"iam:CreateLoginProfile"'],
  },
  {
    name: "the statement that passes the role is the one that decides",
    text: role("deploy", [allow("lambda:*"), allow("iam:PassRole")]),
    found: ['"iam:PassRole"', '"lambda:*" likely'],
  },
  {
    name: "NotAction",
    text: role("deploy", [
      { Effect: "Allow", NotAction: ["ec2:*", "organizations:*"], Resource: "*" },
    ]),
    found: ['["ec2:*","organizations:*"]'],
  },
  {
    name: "data and credentials are for other rules",
    text: role("app", [allow(["secretsmanager:GetSecretValue", "s3:PutBucketPolicy"])]),
    found: [],
  },
  {
    name: "what may exist is likely",
    text: role("ops", [allow("ssm:StartSession")]),
    found: ['"ssm:StartSession" likely'],
  },
  {
    name: "what has to be of a special kind is a hint",
    text: role("app", [allow("s3:PutObject")]),
    found: ['"s3:PutObject" hint'],
  },
  {
    name: "an administrator",
    text: role("admin", [allow("*")]),
    found: [],
  },
  {
    name: "an administrator that a boundary limits",
    text:
      role("admin", [allow("*")], { boundary: "limit" }) +
      policy("limit", [allow(["s3:Get*", "iam:PutRolePolicy"])]),
    found: ['"*"'],
  },
  {
    name: "an administrator without a permission that counts",
    text: role("admin", [allow("*"), deny(["iam:*", "organizations:*"])]),
    found: ['"*" likely'],
  },
  {
    name: "a Deny for all",
    text: role("deploy", [allow("iam:PutRolePolicy"), deny("iam:Put*")]),
    found: [],
  },
  {
    name: "a boundary without it",
    text:
      role("deploy", [allow("iam:PutRolePolicy")], { boundary: "limit" }) +
      policy("limit", [allow("s3:*")]),
    found: [],
  },
  {
    name: "a service that no role can be passed to",
    text: role("deploy", [
      allow("iam:PassRole", "*", { StringEquals: { "iam:PassedToService": "eks.amazonaws.com" } }),
      allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
    ]),
    found: [],
  },
])("$name", ({ text, found }) => {
  expect(underlined(text)).toEqual(found);
});

test("the finding spells out the worst path and names some of the others", () => {
  const [finding] = findings(role("deploy", [allow("iam:*")]));
  expect(finding).toMatchObject({
    address: "aws_iam_role_policy.deploy",
    subject: "iam-create-policy-version every",
  });
  expect(finding?.details).toMatch(
    /^This opens a way to more permissions: `deploy` → `iam:CreatePolicyVersion on every policy` → its own policy says what the caller wrote\. Other ways with this permission: attach a policy to a user; attach a policy to a group; \d+ more\./,
  );
});

test("one policy of many principals is one decision", () => {
  const attached = (name: string): string => `
resource "aws_iam_role_policy_attachment" "${name}" {
  role       = aws_iam_role.${name}.name
  policy_arn = aws_iam_policy.shared.arn
}
`;
  const text = ["a", "b", "c"]
    .map((name) => role(name, [allow("s3:ListAllMyBuckets")]) + attached(name))
    .join("");
  const found = findings(text + policy("shared", [allow("iam:PutRolePolicy")]));
  expect(found.map(({ address }) => address)).toEqual(["aws_iam_policy.shared"]);
  expect(found[0]?.details).toContain("The same goes for 2 other principals with this policy.");
});

test("names of strangers cannot write Markdown", () => {
  const [finding] = findings(
    role("deploy", [allow("iam:PutRolePolicy")]).replace(
      'name = "deploy"',
      'name = "`[x](https://evil)`"',
    ),
  );
  expect(finding?.details).toContain("`'[x](https://evil)'`");
});
