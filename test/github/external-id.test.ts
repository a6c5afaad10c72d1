import { expect, test } from "@jest/globals";
import { type ExternalId, readExternalId, writeExternalId } from "../../src/github/external-id.ts";

const head = "a".repeat(40);
const base = "b".repeat(64);

test.each<{ id: ExternalId; text: string }>([
  {
    id: { kind: "pull request", number: 12, head, base, version: "0.1.0" },
    text: `pr:12:${head}:${base}:0.1.0`,
  },
  {
    id: { kind: "pull request", number: 12, head, base, version: "1.0.0-rc.1", state: "draft" },
    text: `pr:12:${head}:${base}:1.0.0-rc.1:draft`,
  },
  {
    id: { kind: "pull request", number: 12, head, base, version: "0.1.0", shared: true },
    text: `pr:12:${head}:${base}:0.1.0:shared`,
  },
  {
    id: {
      kind: "pull request",
      number: 12,
      head,
      base,
      version: "0.1.0",
      state: "draft",
      shared: true,
      comments: "c0123456789ab",
    },
    text: `pr:12:${head}:${base}:0.1.0:draft:shared:c0123456789ab`,
  },
  {
    id: {
      kind: "pull request",
      number: 12,
      head,
      base,
      version: "0.1.0",
      comments: "s0123456789ab",
      findings: "ba9876543210",
    },
    text: `pr:12:${head}:${base}:0.1.0:s0123456789ab:fba9876543210`,
  },
  {
    id: {
      kind: "pull request",
      number: 12,
      head,
      base,
      version: "0.1.0",
      findings: "ba9876543210",
    },
    text: `pr:12:${head}:${base}:0.1.0:fba9876543210`,
  },
  {
    id: { kind: "merge group", head, base, version: "0.1.0", state: "error" },
    text: `merge-group:${head}:${base}:0.1.0:error`,
  },
  {
    id: { kind: "merge group", number: 7, head, base, version: "0.1.0" },
    text: `merge-group:7:${head}:${base}:0.1.0`,
  },
])("$text is written and read", ({ id, text }) => {
  expect(writeExternalId(id)).toBe(text);
  expect(readExternalId(text)).toEqual(id);
});

test.each([
  null,
  undefined,
  "",
  "something of another app",
  `pr:${head}:${base}:0.1.0`,
  `pr:0:${head}:${base}:0.1.0`,
  `pr:12345678901:${head}:${base}:0.1.0`,
  `pr:12:${head}:${base}`,
  `pr:12:${head.toUpperCase()}:${base}:0.1.0`,
  `pr:12:${head}:${base}:0.1.0:passed`,
  `pr:12:${head}:${base}:0.1.0:shared:draft`,
  `pr:12:${head}:${base}:0.1.0:0123456789ab`,
  `pr:12:${head}:${base}:0.1.0:f0123456789ab:c0123456789ab`,
  `pr:12:${head}:${base}:0.1.0:f0123456789a`,
  `pr:12:${head}:${base}:0.1.0\n`,
])("%j is none of ours", (text) => {
  expect(readExternalId(text)).toBeUndefined();
});
