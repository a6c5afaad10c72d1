import { describe, expect, test } from "@jest/globals";
import { constructPaths } from "../../../src/review/present-findings.ts";
import { reviewChange } from "../../../src/review/review-change.ts";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { readSources } from "../../../src/sources/read-sources.ts";
import { fakeChange } from "../../support/fake-change.ts";
import { filesOf, render } from "../rendering.ts";

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

function resource(type: string, properties: unknown, metadata: unknown) {
  return { Type: type, Properties: properties, Metadata: metadata };
}

function policy(path: unknown, role = "Role") {
  const properties = { PolicyDocument: { Statement: [statement] }, Roles: [{ Ref: role }] };
  return resource("AWS::IAM::Policy", properties, { "aws:cdk:path": path });
}

const app = JSON.stringify({
  Resources: {
    RoleABC: resource(
      "AWS::IAM::Role",
      { AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow" }] } },
      {
        "aws:cdk:path": "App/Fn/ServiceRole/Resource",
        cdk_nag: { rules_to_suppress: [{ id: "AwsSolutions-IAM5", reason: "needed" }] },
        "cfn-lint": { config: { ignore_checks: ["E3002"] } },
        guard: { SuppressedRules: ["IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE"] },
      },
    ),
    RoleDefaultPolicy: policy("App/Fn/ServiceRole/DefaultPolicy/Resource", "RoleABC"),
  },
});

describe("construct paths", () => {
  test("stand with the policies and the owners", () => {
    const result = readCloudFormation("cdk.out/App.template.json", app);
    expect(Object.fromEntries(constructPaths(result))).toEqual({
      "cdk.out/App.template.json#RoleABC": "App/Fn/ServiceRole/Resource",
      "cdk.out/App.template.json#RoleABC/AssumeRolePolicyDocument": "App/Fn/ServiceRole/Resource",
      "cdk.out/App.template.json#RoleDefaultPolicy/PolicyDocument":
        "App/Fn/ServiceRole/DefaultPolicy/Resource",
    });
    // What linters keep in the metadata is neither a policy nor a mistake.
    expect(result?.notJudged).toEqual([]);
    expect(result?.syntaxProblems).toEqual([]);
  });

  test.each([[1], [null], [{ a: "b" }], [["a"]], [{ Ref: "AWS::Region" }]])(
    "%j is none",
    (path) => {
      const text = JSON.stringify({ Resources: { P: policy(path) } });
      const found = readCloudFormation("t.json", text)?.policies.map((each) => each.constructPath);
      expect(found).toEqual([path === 1 ? "1" : undefined]);
    },
  );

  test("one that does not end is cut", () => {
    const text = JSON.stringify({ Resources: { P: policy("a/".repeat(100_000)) } });
    expect(readCloudFormation("t.json", text)?.policies[0]?.constructPath).toHaveLength(300);
  });
});

test("findings name the construct, and are the same findings without it", async () => {
  const admin = (metadata: unknown) =>
    JSON.stringify({
      Resources: {
        P: resource(
          "AWS::IAM::ManagedPolicy",
          { PolicyDocument: { Version: "2012-10-17", Statement: [{ ...statement, Action: "*" }] } },
          metadata,
        ),
      },
    });
  const found = async (metadata: unknown) => {
    const { findings } = await reviewChange(
      fakeChange({}, { "cdk.out/A.template.json": admin(metadata) }),
    );
    return findings.find(({ issueCode }) => issueCode === "ADMINISTRATOR_ACCESS");
  };
  const named = await found({ "aws:cdk:path": "App/`P`\n@all" });
  const plain = await found({});
  expect(named?.details).toBe(
    `${plain?.details} In the CDK app it is the construct \`App/'P' @all\`.`,
  );
  expect(named?.fingerprint).toBe(plain?.fingerprint);
});

describe("nested stacks of the CDK", () => {
  const stack = (metadata: unknown) =>
    JSON.stringify({
      Parameters: { Name: { Type: "String" } },
      Resources: {
        Nested: resource(
          "AWS::CloudFormation::Stack",
          {
            TemplateURL: {
              "Fn::Join": ["", ["https://s3.", { Ref: "AWS::URLSuffix" }, "/assets/abc.json"]],
            },
            Parameters: { Given: "logs" },
          },
          metadata,
        ),
      },
    });
  const child = JSON.stringify({
    Parameters: { Given: { Type: "String" } },
    Resources: {
      R: resource(
        "AWS::IAM::Role",
        { RoleName: { Ref: "Given" } },
        { "aws:cdk:path": "App/Nested/R/Resource" },
      ),
    },
  });
  const texts = (metadata: unknown) => ({
    "cdk.out/App.template.json": stack(metadata),
    "cdk.out/AppNested.nested.template.json": child,
  });
  const asset = {
    "aws:cdk:path": "App/Nested.NestedStack/Nested.NestedStackResource",
    "aws:asset:path": "AppNested.nested.template.json",
    "aws:asset:property": "TemplateURL",
  };

  test.each([["cdk.out/App.template.json"], ["cdk.out/AppNested.nested.template.json"]])(
    "a change of %s leads to them, with their parameters",
    (changed) => {
      const result = readSources(filesOf(texts(asset)), [changed], () => undefined);
      expect(render(result, "")).toEqual([
        "cdk.out/App.template.json#Nested#R: AWS::IAM::Role called logs",
      ]);
      expect(result.owners[0]?.constructPath).toBe("App/Nested/R/Resource");
    },
  );

  test.each([
    ["no asset", {}, /elsewhere/],
    ["an asset of another property", { ...asset, "aws:asset:property": "Tags" }, /elsewhere/],
    [
      "an asset outside the repository",
      { ...asset, "aws:asset:path": "../../x.json" },
      /elsewhere/,
    ],
    ["an asset that is not there", { ...asset, "aws:asset:path": "gone.json" }, /not in the repos/],
    ["itself", { ...asset, "aws:asset:path": "App.template.json" }, /leads back to itself/],
  ])("%s", (_, metadata, reason) => {
    const files = filesOf(texts(metadata));
    const result = readSources(files, ["cdk.out/App.template.json"], () => undefined);
    expect(result.notJudged.map((entry) => entry.reason)).toEqual([expect.stringMatching(reason)]);
  });
});
