import { expect, test } from "@jest/globals";
import { isPartition, isRegion, partitions, regions } from "../../src/catalog/partitions.ts";

test("names occur once, and have the form of names", () => {
  expect(new Set(regions).size).toBe(regions.length);
  for (const name of regions) expect(name).toMatch(/^[a-z]+(-[a-z]+)+(-\d)?$/);
  for (const { name } of partitions) expect(name).toMatch(/^aws(-[a-z]+)*$/);
});

test.each(["us-east-1", "eu-central-2", "us-gov-west-1", "cn-north-1", "aws-global"])(
  "%s is a Region",
  (name) => {
    expect(isRegion(name)).toBe(true);
  },
);

test.each(["us-east-9", "US-EAST-1", "us-east-1a", ""])("%j is none", (name) => {
  expect(isRegion(name)).toBe(false);
});

test("partitions", () => {
  expect(["aws", "aws-cn", "aws-us-gov", "aws-eusc"].every(isPartition)).toBe(true);
  expect(["AWS", "amazon", ""].some(isPartition)).toBe(false);
});
