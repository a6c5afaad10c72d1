import { describe, expect, test } from "@jest/globals";
import {
  managedPoliciesDate,
  managedPolicy,
  managedPolicyNames,
} from "../../src/catalog/managed-policies.ts";
import { writtenDocument } from "../../src/policy/written-document.ts";

describe("a managed policy", () => {
  test("of the simplest kind", () => {
    expect(managedPolicy("AdministratorAccess")).toEqual({
      name: "AdministratorAccess",
      arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      version: "v1",
      document: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["*"], Resource: ["*"] }],
      },
    });
  });

  test("with NotAction and a condition", () => {
    expect(managedPolicy("PowerUserAccess")?.document.Statement).toEqual([
      {
        Effect: "Allow",
        NotAction: ["account:*", "iam:*", "organizations:*"],
        Resource: ["*"],
      },
      {
        Effect: "Allow",
        Action: expect.arrayContaining(["iam:CreateServiceLinkedRole", "iam:ListRoles"]),
        Resource: ["*"],
      },
    ]);
    expect(managedPolicy("IAMUserChangePassword")?.document.Statement).toContainEqual({
      Effect: "Allow",
      Action: ["iam:ChangePassword"],
      Resource: [`arn:aws:iam::*:user/\${aws:username}`, `arn:aws:iam::*:user/*/\${aws:username}`],
    });
    expect(managedPolicy("AmazonEC2FullAccess")?.document.Statement).toContainEqual(
      expect.objectContaining({
        Condition: { StringEquals: { "iam:AWSServiceName": expect.arrayContaining([]) } },
      }),
    );
  });

  test.each([
    "service-role/AWSLambdaBasicExecutionRole",
    "AWSLambdaBasicExecutionRole",
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
  ])("has one name in several forms: %s", (name) => {
    expect(managedPolicy(name)).toMatchObject({
      name: "service-role/AWSLambdaBasicExecutionRole",
      arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    });
  });

  test.each([
    "NoSuchAccess",
    "",
    "administratoraccess",
    "job-function/AdministratorAccess",
    "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",
    "arn:aws:iam::111122223333:policy/AdministratorAccess",
    "arn:aws-cn:iam::aws:policy/AdministratorAccess",
  ])("is not known: %s", (name) => {
    expect(managedPolicy(name)).toBeUndefined();
  });
});

test("the data are well-formed", () => {
  expect(managedPoliciesDate).toMatch(/^\d{4}-\d\d-\d\d$/);
  const names = managedPolicyNames();
  expect(names.length).toBeGreaterThan(1500);
  expect(new Set(names.map((name) => name.split("/").at(-1))).size).toBe(names.length);
  const broken = names.filter((name) => {
    const policy = managedPolicy(name);
    const statements = policy ? writtenDocument(policy.document).statements : [];
    return !(
      statements.length > 0 &&
      statements.every(
        ({ effect, action, notAction, resource, notResource }) =>
          effect &&
          (action ?? notAction)?.values.length &&
          (resource ?? notResource)?.values.length,
      )
    );
  });
  expect(broken).toEqual([]);
});
