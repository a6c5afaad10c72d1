import { expect, test } from "@jest/globals";
import { acceptButton, acceptedDigest, digestOf } from "../../src/github/accept-button.ts";

test("a pressed button tells which findings it was shown for, within GitHub's limits", () => {
  const { label, description, identifier } = acceptButton(["f2", "f1"]);
  expect(label.length).toBeLessThanOrEqual(20);
  expect(description.length).toBeLessThanOrEqual(40);
  expect(identifier.length).toBeLessThanOrEqual(20);
  expect(acceptedDigest(identifier)).toBe(digestOf(["f1", "f2"]));
  expect(digestOf(["f1"])).not.toBe(digestOf(["f1", "f2"]));
  expect(digestOf(["f1f2"])).not.toBe(digestOf(["f1", "f2"]));
});

test.each(["run-again", "accept", "accept:", "accept:0123456789aZ", `accept:${"0".repeat(500)}`])(
  "%s is no such button",
  (identifier) => {
    expect(acceptedDigest(identifier)).toBeUndefined();
  },
);
