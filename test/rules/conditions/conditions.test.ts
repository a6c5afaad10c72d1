import { describe, expect, test } from "@jest/globals";
import type { PolicyKind } from "../../../src/policy/policy.ts";
import { findingsIn, findingsOf, policyOf } from "./cases.ts";

/** Only what rules on conditions say: examples of one thing need not be free of all others. */
const codes = new Set([
  "BOUNDARY_CONDITION_LEAVES_GAP",
  "CONDITIONS_CONTRADICT",
  "CONTROL_POLICY_ALLOWS_NOTHING",
  "CONTROL_POLICY_WITHOUT_EXEMPTION",
  "DATE_CONDITION_IS_OVER",
  "DENY_WITH_ABSENT_KEY",
  "FORALLVALUES_MET_WITHOUT_KEY",
  "FORANYVALUE_WITH_NEGATED_OPERATOR",
  "IF_EXISTS_MET_WITHOUT_KEY",
  "MFA_DENY_MISSES_ACCESS_KEYS",
  "MFA_NOT_DEMANDED_OF_ACCESS_KEYS",
  "NEGATED_CONDITION_MET_WITHOUT_KEY",
  "NETWORK_DENY_HITS_AWS_SERVICES",
  "ORGANIZATION_DENY_HITS_AWS_SERVICES",
  "REGION_DENY_HITS_GLOBAL_SERVICES",
]);

type Values = string | readonly string[];
type Conditions = Readonly<Record<string, Readonly<Record<string, Values>>>>;

const own = "111122223333";
const bucket = ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"];

/** A statement of an identity policy. */
function statement(
  Effect: "Allow" | "Deny",
  Action: Values,
  Condition?: Conditions,
  Resource: Values = "*",
): object {
  return { Effect, Action, Resource, ...(Condition && { Condition }) };
}

const allow = (Condition?: Conditions, action: Values = "ec2:StopInstances") =>
  statement("Allow", action, Condition);
const deny = (Condition?: Conditions, action: Values = "ec2:StopInstances") =>
  statement("Deny", action, Condition);

/** The same for everybody's requests to a bucket. */
const toBucket = (effect: "Allow" | "Deny", principal: unknown, condition?: Conditions) => ({
  ...statement(effect, "s3:*", condition, bucket),
  Principal: principal,
});

/** What a review shows under default settings. */
function codesOf(statements: readonly object[], kind: PolicyKind = "identity"): string[] {
  return findingsOf(statements, kind).flatMap(({ issueCode, confidence }) =>
    confidence !== "hint" && codes.has(issueCode) ? [issueCode] : [],
  );
}

function hintsOf(statements: readonly object[], kind: PolicyKind = "identity"): string[] {
  return findingsOf(statements, kind).flatMap(({ issueCode, confidence }) =>
    confidence === "hint" && codes.has(issueCode) ? [issueCode] : [],
  );
}

const mfa = "aws:MultiFactorAuthPresent";

describe("a second factor in an Allow", () => {
  const code = "MFA_NOT_DEMANDED_OF_ACCESS_KEYS";
  test.each<[string, object[], string[]]>([
    ["demanded", [allow({ Bool: { [mfa]: "true" } })], []],
    ["if there is a key", [allow({ BoolIfExists: { [mfa]: "true" } })], [code]],
    [
      "in another case",
      [allow({ boolifexists: { "AWS:multifactorauthpresent": "true" } })],
      [code],
    ],
    ["by a negated text", [allow({ StringNotEquals: { [mfa]: "false" } })], [code]],
    ["that must be missing is no demand", [allow({ BoolIfExists: { [mfa]: "false" } })], []],
    ["either way", [allow({ BoolIfExists: { [mfa]: ["true", "false"] } })], []],
    [
      "with the key demanded beside it",
      [allow({ BoolIfExists: { [mfa]: "true" }, Null: { [mfa]: "false" } })],
      [],
    ],
    [
      "with its age demanded beside it",
      [
        allow({
          BoolIfExists: { [mfa]: "true" },
          NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
        }),
      ],
      [],
    ],
    [
      "its age if there is one",
      [allow({ NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "3600" } })],
      [code],
    ],
    [
      "with a Deny of everything without it",
      [allow({ BoolIfExists: { [mfa]: "true" } }), deny({ BoolIfExists: { [mfa]: "false" } }, "*")],
      [],
    ],
    [
      "with a Deny of requests without the key",
      [allow({ BoolIfExists: { [mfa]: "true" } }), deny({ Null: { [mfa]: "true" } }, "ec2:*")],
      [],
    ],
    [
      "with a Deny of something else",
      [allow({ BoolIfExists: { [mfa]: "true" } }), deny({ Null: { [mfa]: "true" } }, "s3:*")],
      [code],
    ],
    ["an unknown action", [allow({ BoolIfExists: { [mfa]: "true" } }, "zz:Unknown")], [code]],
  ])("%s", (_, statements, expected) => {
    expect(codesOf(statements)).toEqual(expected);
  });

  test("a user in a trust policy is reported for itself", () => {
    const trusted = (principal: string) => [
      {
        Effect: "Allow",
        Principal: { AWS: principal },
        Action: "sts:AssumeRole",
        Condition: { BoolIfExists: { [mfa]: "true" } },
      },
    ];
    const ofUser = findingsOf(trusted(`arn:aws:iam::${own}:user/alice`), "trust");
    expect(ofUser.map(({ issueCode }) => issueCode)).toEqual(["USER_ASSUMES_ROLE_WITHOUT_MFA"]);
    expect(codesOf(trusted(`arn:aws:iam::${own}:root`), "trust")).toEqual([code]);
  });
});

describe("a second factor in a Deny", () => {
  const code = "MFA_DENY_MISSES_ACCESS_KEYS";
  test.each<[string, object[], string[]]>([
    ["of everybody", [deny({ BoolIfExists: { [mfa]: "false" } })], []],
    ["of sessions", [deny({ Bool: { [mfa]: "false" } })], [code]],
    ["of those with a factor is another matter", [deny({ Bool: { [mfa]: "true" } })], []],
    ["of those without the key", [deny({ Null: { [mfa]: "true" } })], []],
    ["in two halves", [deny({ Bool: { [mfa]: "false" } }), deny({ Null: { [mfa]: "true" } })], []],
    [
      "whose other half is about less",
      [
        deny({ Bool: { [mfa]: "false" } }, "ec2:*"),
        deny({ Null: { [mfa]: "true" } }, "ec2:StopInstances"),
      ],
      [code],
    ],
    ["that is too old", [deny({ NumericGreaterThan: { "aws:MultiFactorAuthAge": "3600" } })], []],
  ])("%s", (_, statements, expected) => {
    expect(codesOf(statements)).toEqual(expected);
  });
});

describe("suggestions", () => {
  const edited = (condition: Conditions, effect: "Allow" | "Deny" = "Allow") => {
    const text = policyOf([statement(effect, "ec2:StopInstances", condition)]);
    return findingsIn("policy.json", text, "identity").flatMap(({ suggestion }) =>
      (suggestion?.edits ?? []).map(
        ({ range, newText }) => `${text.slice(range.start, range.end)} → ${newText}`,
      ),
    );
  };
  test.each<[string, Conditions, "Allow" | "Deny", string[]]>([
    ["an Allow", { BoolIfExists: { [mfa]: "true" } }, "Allow", ["BoolIfExists → Bool"]],
    ["a Deny", { Bool: { [mfa]: "false" } }, "Deny", ["Bool → BoolIfExists"]],
    [
      "another key would change with it",
      { BoolIfExists: { [mfa]: "true", "aws:SecureTransport": "true" } },
      "Allow",
      [],
    ],
    [
      "the operator is there already",
      { BoolIfExists: { [mfa]: "true" }, Bool: { "aws:SecureTransport": "true" } },
      "Allow",
      [],
    ],
    ["a text", { StringNotEquals: { [mfa]: "false" } }, "Allow", []],
  ])("%s", (_, condition, effect, expected) => {
    expect(edited(condition, effect)).toEqual(expected);
  });
});

describe("an Allow that is met without its key", () => {
  const paths = "aws:PrincipalOrgPaths";
  const all = "FORALLVALUES_MET_WITHOUT_KEY";
  const ifExists = "IF_EXISTS_MET_WITHOUT_KEY";
  const negated = "NEGATED_CONDITION_MET_WITHOUT_KEY";
  test.each<[string, object[], string[]]>([
    ["ForAllValues", [allow({ "ForAllValues:StringLike": { [paths]: "o-a/*" } })], [all]],
    [
      "with Null",
      [
        allow({
          "ForAllValues:StringLike": { [paths]: "o-a/*" },
          Null: { [paths]: "false" },
        }),
      ],
      [],
    ],
    [
      "with ForAnyValue beside it",
      [
        allow({
          "ForAllValues:StringLike": { [paths]: "o-a/*" },
          "ForAnyValue:StringLike": { [paths]: "o-a/*" },
        }),
      ],
      [],
    ],
    [
      "with a Deny of those without the key",
      [
        allow({ "ForAllValues:StringLike": { [paths]: "o-a/*" } }),
        deny({ Null: { [paths]: "true" } }, "*"),
      ],
      [],
    ],
    ["IfExists", [allow({ StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } })], [ifExists]],
    [
      "IfExists on what every request has",
      [allow({ StringEqualsIfExists: { "aws:PrincipalAccount": own } })],
      [],
    ],
    [
      "the key has to be missing",
      [
        allow({
          StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" },
          Null: { "aws:SourceVpc": "true" },
        }),
      ],
      [],
    ],
    ["NotIpAddress", [allow({ NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } })], [negated]],
    [
      "the key is demanded as well",
      [
        allow({
          NotIpAddress: { "aws:SourceIp": "192.0.2.0/25" },
          IpAddress: { "aws:SourceIp": "192.0.2.0/24" },
        }),
      ],
      [],
    ],
    [
      "a Deny is meant to be like that",
      [
        deny({
          NotIpAddressIfExists: { "aws:SourceIp": "192.0.2.0/24" },
          Bool: { "aws:ViaAWSService": "false" },
        }),
      ],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(codesOf(statements)).toEqual(expected);
  });

  test.each<[string, object[], string[]]>([
    ["tags that are set", [allow({ "ForAllValues:StringEquals": { "aws:TagKeys": "a" } })], [all]],
    [
      "the type of an instance",
      [allow({ StringLikeIfExists: { "ec2:InstanceType": "t3.*" } }, "ec2:RunInstances")],
      [ifExists],
    ],
    [
      "everything but production",
      [allow({ StringNotEquals: { "aws:ResourceTag/stage": "production" } })],
      [negated],
    ],
    [
      "directly, or through one service",
      [allow({ StringEqualsIfExists: { "aws:CalledViaLast": "athena.amazonaws.com" } })],
      [ifExists],
    ],
  ])("as a hint: %s", (_, statements, expected) => {
    expect(codesOf(statements)).toEqual([]);
    expect(hintsOf(statements)).toEqual(expected);
  });

  test("everybody is the business of rules on public access", () => {
    const condition = { StringNotEquals: { "aws:SourceVpce": "vpce-1" } };
    expect(codesOf([toBucket("Allow", "*", condition)], "resource")).toEqual([]);
    expect(
      codesOf([toBucket("Allow", { AWS: `arn:aws:iam::${own}:root` }, condition)], "resource"),
    ).toEqual([negated]);
  });
});

describe("ForAnyValue with a negated operator", () => {
  const code = "FORANYVALUE_WITH_NEGATED_OPERATOR";
  const tags = { "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["a", "b"] } };
  const paths = { "ForAnyValue:StringNotLike": { "aws:PrincipalOrgPaths": "o-a/*" } };
  test.each<[string, object[], string[]]>([
    ["an Allow takes mixed sets", [allow(tags, "ec2:CreateTags")], [code]],
    ["a Deny of other tags", [deny(tags, "ec2:CreateTags")], []],
    ["a Deny of other organizations", [deny(paths)], [code]],
    [
      "with IfExists",
      [deny({ "ForAnyValue:StringNotLikeIfExists": { "aws:PrincipalOrgPaths": "o-a/*" } })],
      [],
    ],
    [
      "with a Deny of those without any",
      [deny(paths), deny({ Null: { "aws:PrincipalOrgPaths": "true" } })],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(codesOf(statements)).toEqual(expected);
  });
});

describe("a Deny by a key that is never there", () => {
  const code = "DENY_WITH_ABSENT_KEY";
  const type = { StringEquals: { "ec2:InstanceType": "t3.micro" } };
  const age = { StringEquals: { "ec2:SnapshotTime": "2024-01-01T00:00:00Z" } };
  test.each<[string, object[], PolicyKind, string[]]>([
    ["of another resource", [deny(age, "ec2:TerminateInstances")], "identity", [code]],
    ["of its own", [deny(type, "ec2:TerminateInstances")], "identity", []],
    [
      "one of the actions has it",
      [deny(age, ["ec2:TerminateInstances", "ec2:DeleteSnapshot"])],
      "identity",
      [],
    ],
    ["a whole service", [deny(age, "ec2:*")], "identity", []],
    ["an Allow", [allow(age, "ec2:TerminateInstances")], "identity", []],
    [
      "negated",
      [deny({ StringNotEquals: { "ec2:SnapshotTime": "x" } }, "ec2:TerminateInstances")],
      "identity",
      [],
    ],
    [
      "a tag that is set by an action that sets none",
      [deny({ StringEquals: { "aws:RequestTag/a": "b" } }, "ec2:TerminateInstances")],
      "identity",
      [code],
    ],
    [
      "a tag that is set",
      [deny({ StringEquals: { "aws:RequestTag/a": "b" } }, "ec2:RunInstances")],
      "identity",
      [],
    ],
    [
      "a prefix of no list",
      [deny({ StringLike: { "s3:prefix": "a/*" } }, "s3:GetObject")],
      "scp",
      [code],
    ],
    [
      "Access Analyzer's own finding",
      [deny({ StringLike: { "s3:prefix": "a/*" } }, "s3:GetObject")],
      "identity",
      [],
    ],
    ["an unknown action", [deny(age, "ec2:ZzUnknown")], "identity", []],
  ])("%s", (_, statements, kind, expected) => {
    expect(codesOf(statements, kind)).toEqual(expected);
  });
});

describe("a Deny by network", () => {
  const code = "NETWORK_DENY_HITS_AWS_SERVICES";
  const office = { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
  const endpoint = { StringNotEquals: { "aws:SourceVpce": "vpce-1" } };
  test.each<[string, Conditions, string[]]>([
    ["addresses", office, [code]],
    ["an endpoint", endpoint, [code]],
    ["both", { ...office, ...endpoint }, [code]],
    ["but for services", { ...office, Bool: { "aws:ViaAWSService": "false" } }, []],
    ["but for one service", { ...office, Null: { "aws:CalledVia": "true" } }, []],
    [
      "but for some principals",
      { ...office, ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/a" } },
      [],
    ],
    ["of services only", { ...office, Bool: { "aws:ViaAWSService": "true" } }, [code]],
    ["of bad addresses", { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } }, []],
    ["of what comes from an endpoint", { Null: { "aws:SourceVpce": "false" } }, []],
  ])("%s", (_, condition, expected) => {
    expect(codesOf([deny(condition)])).toEqual(expected);
    expect(codesOf([deny(condition, "*")], "scp")).toEqual(expected);
  });

  test("a bucket is often meant to be that strict", () => {
    const statements = [toBucket("Deny", "*", endpoint)];
    expect(codesOf(statements, "resource")).toEqual([]);
    expect(hintsOf(statements, "resource")).toEqual([code]);
  });
});

describe("a Deny of other organizations", () => {
  const code = "ORGANIZATION_DENY_HITS_AWS_SERVICES";
  const others = { StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorgid" } };
  const service = { Service: "logging.s3.amazonaws.com" };
  test.each<[string, object[], string[]]>([
    ["and a service", [toBucket("Allow", service), toBucket("Deny", "*", others)], [code]],
    ["alone", [toBucket("Deny", "*", others)], []],
    [
      "but for services",
      [
        toBucket("Allow", service),
        toBucket("Deny", "*", { ...others, Bool: { "aws:PrincipalIsAWSService": "false" } }),
      ],
      [],
    ],
    [
      "of other objects",
      [
        toBucket("Allow", service),
        { ...toBucket("Deny", "*", others), Resource: "arn:aws:s3:::other/*" },
      ],
      [],
    ],
    [
      "with IfExists",
      [
        toBucket("Allow", service),
        toBucket("Deny", "*", {
          StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-exampleorgid" },
        }),
      ],
      [code],
    ],
    [
      "of principals of AWS",
      [toBucket("Allow", service), toBucket("Deny", { AWS: `arn:aws:iam::${own}:root` }, others)],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(codesOf(statements, "resource")).toEqual(expected);
  });
});

describe("control policies", () => {
  const regions = { StringNotEquals: { "aws:RequestedRegion": ["eu-central-1"] } };
  const besides = (list: Values, condition: Conditions = regions) => [
    { Effect: "Deny", NotAction: list, Resource: "*", Condition: condition },
  ];
  const all = ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "support:*"];
  const region = "REGION_DENY_HITS_GLOBAL_SERVICES";
  const nothing = "CONTROL_POLICY_ALLOWS_NOTHING";
  test.each<[string, object[], string[]]>([
    ["no exception", [deny(regions, "*")], [region]],
    ["all of them", besides(all), []],
    ["one is missing", besides(all.slice(1)), [region]],
    ["one service", [deny(regions, "ec2:*")], []],
    [
      "the region of all of them",
      [deny({ StringNotLike: { "aws:RequestedRegion": "us-*" } }, "*")],
      [],
    ],
    ["everything and nothing", [allow(undefined, "*"), deny(undefined, "*")], [nothing]],
    ["everything but a little", [allow(undefined, "*"), deny(undefined, "iam:*")], []],
    [
      "a little, and nothing of it",
      [allow(undefined, "s3:*"), deny(undefined, ["s3:*", "iam:*"])],
      [nothing],
    ],
    [
      "nothing under a condition",
      [allow(undefined, "*"), deny({ Bool: { "aws:SecureTransport": "false" } }, "*")],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(codesOf(statements, "scp")).toEqual(expected);
  });

  test("nobody is exempt", () => {
    const exempt = { ...regions, ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/sos" } };
    expect(hintsOf(besides(all), "scp")).toEqual(["CONTROL_POLICY_WITHOUT_EXEMPTION"]);
    expect(hintsOf(besides(all, exempt), "scp")).toEqual([]);
  });
});

describe("conditions that are never met", () => {
  const code = "CONDITIONS_CONTRADICT";
  const team = "aws:PrincipalTag/team";
  test.each<[string, Conditions, string[]]>([
    ["two values", { StringEquals: { [team]: "a" }, StringLike: { [team]: "b*" } }, [code]],
    ["one in both", { StringEquals: { [team]: ["a", "b1"] }, StringLike: { [team]: "b*" } }, []],
    [
      "a value and its opposite",
      { StringEquals: { [team]: "a" }, StringNotEquals: { [team]: "a" } },
      [code],
    ],
    [
      "a value of a missing key",
      { StringEquals: { [team]: "a" }, Null: { [team]: "true" } },
      [code],
    ],
    [
      "a value, if there is one, of a missing key",
      { StringEqualsIfExists: { [team]: "a" }, Null: { [team]: "true" } },
      [],
    ],
    [
      "numbers",
      { NumericLessThan: { "s3:max-keys": "5" }, NumericGreaterThan: { "s3:max-keys": "5" } },
      [code],
    ],
    [
      "an empty period",
      {
        DateGreaterThan: { "aws:CurrentTime": "2099-02-01T00:00:00Z" },
        DateLessThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" },
      },
      [code],
    ],
    [
      "addresses apart",
      {
        IpAddress: { "aws:SourceIp": "192.0.2.0/24" },
        NotIpAddress: { "aws:SourceIp": "192.0.0.0/16" },
      },
      [code],
    ],
    [
      "addresses within",
      {
        IpAddress: { "aws:SourceIp": "192.0.0.0/16" },
        NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" },
      },
      [],
    ],
    [
      "a policy variable may be alike",
      { StringEquals: { [team]: `\${aws:username}` }, StringLike: { [team]: "b*" } },
      [],
    ],
    [
      "several values of one key",
      {
        "ForAnyValue:StringEquals": { "aws:TagKeys": "a" },
        "ForAllValues:StringLike": { "aws:TagKeys": ["a", "b*"] },
      },
      [],
    ],
    [
      "the internet and an endpoint",
      {
        IpAddress: { "aws:SourceIp": "192.0.2.0/24" },
        StringEquals: { "aws:SourceVpce": "vpce-1" },
      },
      [code],
    ],
    [
      "the internet or an endpoint",
      {
        IpAddressIfExists: { "aws:SourceIp": "192.0.2.0/24" },
        StringEquals: { "aws:SourceVpce": "vpce-1" },
      },
      [],
    ],
  ])("%s", (_, condition, expected) => {
    expect(codesOf([deny(condition, "s3:ListBucket")]).filter((each) => each === code)).toEqual(
      expected,
    );
  });

  test("a Deny that stops nothing is worse than an Allow that allows nothing", () => {
    const condition = { StringEquals: { [team]: "a" }, StringLike: { [team]: "b*" } };
    const types = [allow(condition), deny(condition)].map((each) => {
      const found = findingsOf([each], "identity");
      return found.find(({ issueCode }) => issueCode === code)?.findingType;
    });
    expect(types).toEqual(["SUGGESTION", "WARNING"]);
  });

  test.each<[string, Conditions, string[]]>([
    [
      "over",
      { DateLessThan: { "aws:CurrentTime": "2024-01-01T00:00:00Z" } },
      ["DATE_CONDITION_IS_OVER"],
    ],
    [
      "over, in seconds",
      { NumericLessThan: { "aws:EpochTime": "1700000000" } },
      ["DATE_CONDITION_IS_OVER"],
    ],
    ["begun", { DateGreaterThan: { "aws:CurrentTime": "2024-01-01T00:00:00Z" } }, []],
    ["to come", { DateLessThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" } }, []],
    ["of the token", { DateLessThan: { "aws:TokenIssueTime": "2024-01-01T00:00:00Z" } }, []],
    ["no date", { DateLessThan: { "aws:CurrentTime": "soon" } }, []],
  ])("a time that is %s", (_, condition, expected) => {
    expect(codesOf([allow(condition)])).toEqual(expected);
  });
});

describe("a boundary that is demanded", () => {
  const code = "BOUNDARY_CONDITION_LEAVES_GAP";
  const boundary = {
    StringEquals: { "iam:PermissionsBoundary": `arn:aws:iam::${own}:policy/boundary` },
  };
  const roles = `arn:aws:iam::${own}:role/app/*`;
  const make = ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"];
  const guarded = statement("Allow", make, boundary, roles);
  test.each<[string, object[], string[]]>([
    ["of all", [guarded], []],
    [
      "and can be removed",
      [guarded, statement("Allow", "iam:DeleteRolePermissionsBoundary", undefined, roles)],
      [code],
    ],
    [
      "and can be removed where it is the right one",
      [guarded, statement("Allow", "iam:DeleteRolePermissionsBoundary", boundary, roles)],
      [code],
    ],
    [
      "and can be replaced",
      [guarded, statement("Allow", "iam:PutRolePermissionsBoundary", undefined, roles)],
      [code],
    ],
    [
      "and replaced by itself",
      [guarded, statement("Allow", "iam:PutRolePermissionsBoundary", boundary, roles)],
      [],
    ],
    [
      "and removal is denied",
      [
        guarded,
        statement("Allow", "iam:*RolePermissionsBoundary", undefined, roles),
        statement("Deny", "iam:*RolePermissionsBoundary"),
      ],
      [],
    ],
    [
      "of users, and roles have none",
      [
        statement("Allow", "iam:CreateUser", boundary, "*"),
        statement("Allow", "iam:DeleteRolePermissionsBoundary", undefined, roles),
      ],
      [],
    ],
    ["of nobody", [statement("Allow", "iam:DeleteRolePermissionsBoundary", undefined, roles)], []],
  ])("%s", (_, statements, expected) => {
    expect(codesOf(statements)).toEqual(expected);
  });
});
