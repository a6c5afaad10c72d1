import { expect, test } from "@jest/globals";
import { isPrivateRange, parseIpRange } from "../../src/policy/ip-range.ts";

test.each([
  ["203.0.113.7", [203, 0, 113, 7], 32],
  ["0.0.0.0/0", [0, 0, 0, 0], 0],
  ["::/0", new Array(16).fill(0), 0],
  ["2001:db8::/32", [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 32],
  ["::ffff:10.0.0.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1], 128],
  ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8], 128],
] as const)("%s", (text, bytes, prefix) => {
  expect(parseIpRange(text)).toEqual({ bytes, prefix });
});

test.each([
  "",
  "203.0.113",
  "203.0.113.256",
  "203.0.113.0/33",
  "203.0.113.0/",
  "203.0.113.0-203.0.113.9",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8::",
  "::1::",
  "2001:db8::/129",
  "12345::",
  ":1:2:3:4:5:6:7",
  "1".repeat(100),
])("%j is none", (text) => {
  expect(parseIpRange(text)).toBeUndefined();
});

test.each([
  ["10.0.0.0/8", true],
  ["10.0.0.0/7", false],
  ["172.16.0.0/12", true],
  ["172.31.255.1", true],
  ["172.32.0.0/16", false],
  ["192.168.0.0/16", true],
  ["192.168.0.0/15", false],
  ["100.64.0.0/10", false],
  ["fd00::/8", false],
  ["203.0.113.0/24", false],
])("%s private: %s", (text, expected) => {
  const range = parseIpRange(text);
  expect(range && isPrivateRange(range)).toBe(expected);
});
