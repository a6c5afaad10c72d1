import { expect, test } from "@jest/globals";
import { arnFormats, isArnService } from "../../src/catalog/arn-formats.ts";
import { service, servicePrefixes } from "../../src/catalog/catalog.ts";

test("a known form", () => {
  expect(arnFormats("dynamodb")).toContainEqual({
    region: "*",
    account: "*",
    resource: "table/*/index/*",
  });
  expect(arnFormats("s3")).toContainEqual({ region: "", account: "", resource: "*" });
});

test.each([
  ["s3", true],
  ["S3", false],
  ["catalog", true],
  ["route53-recovery-control", true],
  ["deepracer", true],
  ["elastic-inference", false],
  ["nosuchservice", false],
  ["", false],
  ["__proto__", false],
])("%j names a service: %s", (name, expected) => {
  expect(isArnService(name)).toBe(expected);
});

test("every service that the ARNs of the catalogue name has forms", () => {
  // The recovery points of AWS Backup stand for the services that they are of.
  const exceptions = ["${Vendor}", "elastic-inference"];
  for (const prefix of servicePrefixes()) {
    for (const { arnFormat } of service(prefix)?.resourceTypes ?? []) {
      const name = arnFormat.split(":")[2] ?? "";
      if (exceptions.includes(name)) continue;
      expect([name, isArnService(name)]).toEqual([name, true]);
      expect([name, arnFormats(name).length > 0]).toEqual([name, true]);
    }
  }
});

test.each([
  ["backup", "recovery-point:*"],
  ["bedrock", "foundation-model/*"],
  ["cloudformation", "transform/*"],
  ["lex", "bot/*"],
])("%s has the form %s, which the data lacks", (name, resource) => {
  expect(arnFormats(name).map((format) => format.resource)).toContain(resource);
});
