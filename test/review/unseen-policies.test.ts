import { describe, expect, test } from "@jest/globals";
import { reviewChange } from "../../src/review/review-change.ts";
import { type FakeFiles, fakeChange } from "../support/fake-change.ts";
import {
  bucket,
  policyText,
  role,
  rolePolicy,
  statement,
  trust,
  variables,
} from "../support/terraform-text.ts";
import { toldReview } from "../support/told-review.ts";

type Case = [name: string, base: FakeFiles, head: FakeFiles, told: string[]];

const main = (text: string): FakeFiles => ({ "main.tf": text });
const s3 = statement('"s3:*"');
const own = role() + rolePolicy(policyText(s3));
const json = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] },
  null,
  2,
);
const x = variables("x");

/** What is said where nothing but the reason differs. */
const open = (
  reason: string,
  code = "STAR_IN_ACTION_AND_RESOURCE",
  head = "pass: Perhaps new access",
): string[] => [
  ...(head === "" ? [] : [`${head}, 1 no longer judged`]),
  `no longer judged ${code}: ${reason}`,
  `? new: ${reason}`,
  `? gone: ${reason}`,
];

const template = (policies: string, more = ""): FakeFiles => ({
  "template.yml": `${more}Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Tags: [{ Key: Environment, Value: x }, { Key: Owner, Value: x }, { Key: CreatedBy, Value: x }, { Key: ExpirationDate, Value: x }]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - { Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: ec2.amazonaws.com } }
${policies}`,
});
const known = `      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }]
`;

describe("a policy whose text is not known any more is neither gone nor fixed", () => {
  const terraform = (policy: string, is: string): string[] => {
    const reason = `the policy is \`${policy}\`, which ${is}: it is not judged`;
    return open(reason);
  };
  test.each<Case>([
    [
      "it comes from an input",
      main(own),
      main(x + role() + rolePolicy("var.x")),
      terraform("var.x", "is an input without a value here"),
    ],
    [
      "from a file that an input names",
      { ...main(role() + rolePolicy('file("p.json")')), "p.json": json },
      { ...main(x + role() + rolePolicy("file(var.x)")), "p.json": json },
      terraform("file(var.x)", "is an input without a value here"),
    ],
    [
      "from a file that is not there",
      { ...main(role() + rolePolicy('file("p.json")')), "p.json": json },
      main(role() + rolePolicy('file("p.json")')),
      terraform('file("p.json")', "comes from outside the repository"),
    ],
    [
      "from the network",
      main(own),
      main(
        `data "http" "x" { url = "https://example.com" }\n${role()}${rolePolicy("data.http.x.response_body")}`,
      ),
      terraform("data.http.x.response_body", "is known after deployment only"),
    ],
    [
      "a trust policy",
      main(role("", trust('{ AWS = "*" }'))),
      main(x + role("", "var.x")),
      [
        ...open(
          "the policy is `var.x`, which is an input without a value here: it is not judged",
          "ROLE_ASSUMABLE_BY_ANYONE",
        ),
      ],
    ],
    [
      "a transform puts it in",
      template(known),
      template(`      Policies:
        - PolicyName: own
          PolicyDocument:
            Fn::Transform: { Name: "AWS::Include", Parameters: { Location: "s3://x/y.json" } }
`),
      [
        ...open(
          "`Fn::Transform` puts something in here when the template is deployed: it is not judged",
        ),
      ],
    ],
    [
      "all policies of a template's role",
      template(known),
      template("      Policies: !Ref All\n", "Parameters:\n  All: { Type: CommaDelimitedList }\n"),
      [...open("the policy document is not known before deployment: `!Ref All`")],
    ],
  ])("%s", async (_, base, head, told) => {
    expect(await toldReview(base, head)).toEqual(told);
  });
});

describe("a file that cannot be read any more takes nothing away", () => {
  test.each<Case>([
    [
      "it has a syntax error",
      main(own),
      main(own.slice(0, -4)),
      [
        "fail: 1 error",
        "introduced HCL_SYNTAX_ERROR (ERROR)",
        ...open("`main.tf` cannot be judged: it has a syntax error", undefined, ""),
      ],
    ],
    [
      "a document is cut off, and what is left of it says nothing new",
      { "policies/p.json": json },
      { "policies/p.json": json.slice(0, -6) },
      ["fail: 1 error; no new access in what was judged", "introduced JSON_SYNTAX_ERROR (ERROR)"],
    ],
    [
      "it is too large",
      main(own),
      { "main.tf": { kind: "too large", size: 9_000_000 } },
      [
        "incomplete: Not read: main.tf",
        ...open("`main.tf` cannot be judged: 8.6 MiB is over the limit of 1 MiB", undefined, ""),
      ],
    ],
    [
      "a mere document is too large",
      { "policies/p.json": json },
      { "policies/p.json": { kind: "too large", size: 9_000_000 } },
      [...open("`policies/p.json` cannot be judged: 8.6 MiB is over the limit of 1 MiB")],
    ],
  ])("%s", async (_, base, head, told) => {
    expect(await toldReview(base, head)).toEqual(told);
  });
});

test("nor does what the platform leaves out", async () => {
  const change = fakeChange(
    { ...main(role()), "own.tf": rolePolicy(policyText(s3)) },
    main(role()),
    {
      missing: ["the tree is cut off"],
    },
  );
  const { findings, unjudged, access } = await reviewChange(change);
  expect(findings.filter(({ state }) => state === "fixed")).toEqual([]);
  expect(unjudged?.map(({ reason }) => reason)).toEqual(["the tree is cut off"]);
  expect(access?.entries.flatMap(({ removed }) => removed)).toEqual([]);
});

test("nor does a symbolic link in its place", async () => {
  const change = fakeChange(
    { ...main(role()), "own.tf": rolePolicy(policyText(s3)) },
    main(role()),
  );
  const { head } = change;
  const list = async () => ({ ...(await head.list()), links: ["own.tf"] });
  const review = await reviewChange({ ...change, head: { ...head, list } });
  expect(review.title).toBe("Perhaps new access, 1 no longer judged");
  expect(review.unjudged?.map(({ reason }) => reason)).toEqual([
    "`own.tf` cannot be judged: it is a symbolic link or a submodule",
  ]);
});

test("nor does a template that is broken", async () => {
  const text = `${template(known)["template.yml"]}`.replace("Resources:", "Resources: [");
  const told = await toldReview(template(known), { "template.yml": text });
  expect(told[0]).toMatch(/^fail: \d errors?$/);
  expect(told.filter((line) => /^(?:fixed|[-+]) /.test(line))).toEqual([]);
  expect(told).toContainEqual(
    expect.stringMatching(/^no longer judged STAR_IN_ACTION_AND_RESOURCE: .*(?:broken|syntax)/),
  );
});

describe("a module or stack that is elsewhere now may create the same", () => {
  const module = own.replace("aws_iam_role_policy", "aws_iam_role_policy");
  const call = (source: string, more = ""): string =>
    `module "m" {\n  source = "${source}"\n${more}}\n`;
  const reason =
    "the module `git::https://example.com/m.git` is not part of the repository: what it creates is not judged";
  test.each<Case>([
    [
      "the source of a module",
      { ...main(call("./m")), "m/main.tf": module },
      main(call("git::https://example.com/m.git")),
      [...open(reason)],
    ],
    [
      "a template of a nested stack",
      {
        "top.yml":
          "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: ./template.yml }\n",
        ...template(known),
      },
      {
        "top.yml":
          "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: https://s3.amazonaws.com/x/n.yml }\n",
      },
      [
        ...open(
          "a nested stack whose template is elsewhere, `https://s3.amazonaws.com/x/n.yml`: not judged",
        ),
      ],
    ],
    [
      "a module that is called perhaps is the same one",
      { ...main(call("./m")), "m/main.tf": module },
      { ...main(x + call("./m", "  count = var.x ? 1 : 0\n")), "m/main.tf": module },
      [
        "pass: No new access, no new findings in 2 policies",
        "? gone: it depends on the value of var.x",
      ],
    ],
  ])("%s", async (_, base, head, told) => {
    expect(await toldReview(base, head)).toEqual(told);
  });
});

test("whose a policy is, is not known any more", async () => {
  const object = statement('"s3:GetObject"', { principal: '"*"', resource: '"arn:aws:s3:::b/*"' });
  const head = x + bucket(object).replace("bucket = aws_s3_bucket.b.id", "bucket = var.x");
  const told = await toldReview(main(bucket(object)), main(head));
  expect(told).toContain("? gone: what `aws_s3_bucket_policy.b` belongs to is not known here");
  expect(told.filter((line) => line.startsWith("-"))).toEqual([]);
});

describe("what a role loses may be in another policy of it, which is not known", () => {
  test("of Terraform", async () => {
    const head = main(x + role() + rolePolicy("var.x", "", "other"));
    expect(await toldReview(main(own), head)).toEqual(
      open("the policy is `var.x`, which is an input without a value here: it is not judged"),
    );
  });

  test("of a template", async () => {
    const more = `  Other:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: other
      Roles: [!Ref Role]
      PolicyDocument: !Ref Text
`;
    const head = template(more, "Parameters:\n  Text: { Type: String }\n");
    expect(await toldReview(template(known), head)).toEqual(
      open("the policy document is not known before deployment: `!Ref Text`"),
    );
  });

  test("but not in who may assume it", async () => {
    const told = await toldReview(main(own), main(x + role("", "var.x")));
    expect(told).toContain("fixed STAR_IN_ACTION_AND_RESOURCE");
    expect(told).toContain("- s3:* on *");
  });
});

test("a policy that base could not show is new as far as is known", async () => {
  const before = "the policy is `var.x`, which is an input without a value here: it is not judged";
  expect(await toldReview(main(x + role() + rolePolicy("var.x")), main(own))).toEqual([
    "fail: 1 security warning",
    `introduced STAR_IN_ACTION_AND_RESOURCE (SECURITY_WARNING), before: ${before}`,
    "+ s3:* on *",
    `  before: ${before}`,
  ]);
});

test.each<Case>([
  ["a resource", main(own), main(role()), []],
  ["a file", { "policies/p.json": json }, { "README.md": "" }, []],
  [
    "beside what was not judged before either",
    main(x + role() + rolePolicy(policyText(s3)) + rolePolicy("var.x", "", "other")),
    main(x + role() + rolePolicy("var.x", "", "other")),
    [],
  ],
])("what is plainly removed is gone: %s", async (_, base, head, more) => {
  const [title, ...told] = await toldReview(base, head);
  expect(title).toMatch(/^pass: No new access.*, 1 fixed$/);
  expect(told).toEqual(["fixed STAR_IN_ACTION_AND_RESOURCE", "- s3:* on *", ...more]);
});
