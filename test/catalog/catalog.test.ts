import { describe, expect, test } from "@jest/globals";
import { actionShare } from "../../src/catalog/action-share.ts";
import { actionForOperation, operations } from "../../src/catalog/api-operations.ts";
import {
  action,
  actionCount,
  actionsOf,
  actionsTotal,
  catalogSource,
  conditionKey,
  globalConditionKeys,
  isKnownService,
  service,
  serviceName,
  servicePrefixes,
  supportsResourceControlPolicies,
} from "../../src/catalog/catalog.ts";

describe("the data", () => {
  const services = servicePrefixes().map((prefix) => service(prefix));

  test("has the size that AWS has", () => {
    expect(services.length).toBeGreaterThan(400);
    expect(services.length).toBeLessThan(800);
    expect(actionsTotal).toBeGreaterThan(20_000);
    expect(actionsTotal).toBeLessThan(50_000);
    expect(globalConditionKeys.length).toBeGreaterThan(30);
    expect(catalogSource.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  test("every service can be read and agrees with the index", () => {
    for (const found of services) {
      expect(found?.actions.length).toBe(actionCount(found?.prefix ?? ""));
      expect(found?.prefix).toMatch(/^[a-z0-9-]+$/);
      expect(found?.name).not.toBe("");
    }
  });

  test("names and formats have their form", () => {
    const types = new Set([
      "String",
      "ARN",
      "Bool",
      "Numeric",
      "Date",
      "IPAddress",
      "ArrayOfString",
      "ArrayOfARN",
      "ArrayOfBool",
    ]);
    for (const found of services) {
      for (const each of found?.actions ?? []) {
        expect(each.name).toMatch(/^[A-Za-z0-9-]+$/);
        expect(each.accessLevel).toBeDefined();
      }
      for (const each of found?.resourceTypes ?? []) expect(each.arnFormat).toMatch(/^(arn:|\*)/);
      for (const each of found?.conditionKeys ?? []) expect(types).toContain(each.type);
    }
    for (const each of globalConditionKeys) expect(types).toContain(each.type);
  });

  test("has every access level", () => {
    const levels = new Set(actionsOf("s3").map(({ accessLevel }) => accessLevel));
    expect([...levels].sort()).toEqual([
      "List",
      "Permissions management",
      "Read",
      "Tagging",
      "Write",
    ]);
  });
});

describe("looking up", () => {
  test("case does not count, and names come back as AWS writes them", () => {
    expect(action("S3", "getobject")?.name).toBe("GetObject");
    expect(isKnownService("IAM")).toBe(true);
    expect(serviceName("s3")).toBe("Amazon S3");
  });

  test("an action tells level, resource types and condition keys", () => {
    const passRole = action("iam", "PassRole");
    expect(passRole?.accessLevel).toBe("Write");
    expect(passRole?.resourceTypes.map(({ resourceType }) => resourceType.name)).toEqual(["role"]);
    expect(passRole?.resourceTypes[0]?.resourceType.arnFormat).toBe(
      "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}",
    );
    expect(passRole?.conditionKeys.map(({ name }) => name)).toContain("iam:PassedToService");
    expect(action("s3", "ListAllMyBuckets")?.resourceTypes).toEqual([]);
  });

  test.each(["", "nosuch", "__proto__", "constructor", "toString", "s3:GetObject"])(
    "%j is no service",
    (prefix) => {
      expect(service(prefix)).toBeUndefined();
      expect(isKnownService(prefix)).toBe(false);
      expect(actionsOf(prefix)).toEqual([]);
      expect(actionCount(prefix)).toBe(0);
      expect(action(prefix, "constructor")).toBeUndefined();
    },
  );

  test("condition keys with a variable part", () => {
    expect(conditionKey("s3", "aws:ResourceTag/team")?.type).toBe("String");
    expect(conditionKey("s3", "AWS:principalorgid")?.name).toBe("aws:PrincipalOrgID");
    expect(conditionKey("s3", "aws:PrincipalTag/a/b")?.type).toBe("String");
    expect(conditionKey("s3", "aws:ResourceTag/")).toBeUndefined();
    expect(conditionKey("s3", "s3:nosuch")).toBeUndefined();
  });

  test("services of resource control policies", () => {
    expect(supportsResourceControlPolicies("s3")).toBe(true);
    expect(supportsResourceControlPolicies("nosuch")).toBe(false);
  });
});

describe("operations with another action", () => {
  test.each(operations)("%s is no action, and %s is one", (operation, target) => {
    const [prefix = "", name = ""] = operation.split(":");
    expect(action(prefix, name)).toBeUndefined();
    const [targetPrefix = "", targetName = ""] = target.split(":");
    expect(action(targetPrefix, targetName)?.name).toBe(targetName);
    expect(targetPrefix).toBe(prefix);
  });

  test("names of objects are none", () => {
    expect(actionForOperation("s3", "constructor")).toBeUndefined();
    expect(actionForOperation("S3", "listBuckets")).toBe("s3:ListAllMyBuckets");
  });
});

test("the share of actions counts whole services and single actions", () => {
  const share = (includes: (name: string) => boolean): number =>
    actionShare(includes, (prefix) => (prefix === "s3" ? undefined : false)) * actionsTotal;
  expect(Math.round(share((name) => name === "s3:getobject"))).toBe(1);
  expect(
    actionShare(
      () => false,
      () => true,
    ),
  ).toBe(1);
});
