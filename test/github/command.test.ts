import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bodyDigest, commandOf } from "../../src/github/command.ts";

test.each([
  ["/leastwise recheck", { kind: "recheck" }],
  ["  \n/leastwise  recheck  \r\nplease", { kind: "recheck" }],
  ["/leastwise explain ADMINISTRATOR_ACCESS", { kind: "explain", code: "ADMINISTRATOR_ACCESS" }],
  ["/leastwise", { kind: "help" }],
  ["/leastwise help", { kind: "help" }],
  ["/leastwise help me", { kind: "unknown" }],
  ["/leastwise\u00a0explain\u00a0A", { kind: "explain", code: "A" }],
  ["/leastwise explain `A`", { kind: "explain", code: "A" }],
  ["/leastwise accept `A` `why`", { kind: "accept", code: "A", reason: "`why`" }],
  ["/leastwise explain ``", { kind: "explain", code: "``" }],
  ["/leastwise recheck\n\n> /leastwise recheck", { kind: "recheck" }],
  ["/leastwise recheck\n\n/leastwiser", { kind: "recheck" }],
  ["/leastwise recheck\n\n/leastwise", { kind: "unknown" }],
  ["/leastwise recheck\r\n   /leastwise accept A why", { kind: "unknown" }],
  ["/leastwis\u0435 recheck", undefined],
  ["/leastwise re\u0441heck", { kind: "unknown" }],
  ["/leastwise recheck now", { kind: "unknown" }],
  ["/leastwise explain", { kind: "unknown" }],
  ["/leastwise explain A B", { kind: "unknown" }],
  ["/leastwise accept A", { kind: "unknown" }],
  ["/leastwise accept A why  not", { kind: "accept", code: "A", reason: "why not" }],
  ["   /leastwise recheck", { kind: "recheck" }],
  ["\r\n\r\n/leastwise recheck", { kind: "recheck" }],
  ["    /leastwise recheck", undefined],
  ["Look:\n\n    /leastwise recheck", undefined],
  ["\n\t/leastwise recheck", undefined],
  ["   \n    /leastwise recheck", undefined],
  ["~~~\n/leastwise recheck\n~~~", undefined],
  ["<!--\n/leastwise recheck\n-->", undefined],
  ["- /leastwise recheck", undefined],
  ["\u200b/leastwise recheck", undefined],
  ["/LEASTWISE recheck", undefined],
  [
    `/leastwise accept A ${"why ".repeat(200)}`,
    { kind: "accept", code: "A", reason: `${"why ".repeat(120).trim()}…` },
  ],
  ["/leastwise __proto__", { kind: "unknown" }],
  [`/leastwise explain ${"A".repeat(10_000)}`, { kind: "explain", code: "A".repeat(481) }],
  ["/leastwiser recheck", undefined],
  ["> /leastwise recheck", undefined],
  ["`/leastwise recheck`", undefined],
  ["Please /leastwise recheck", undefined],
  ["```\n/leastwise recheck\n```", undefined],
  ["", undefined],
])("%j", (body, expected) => {
  expect(commandOf(body)).toEqual(expected);
});

test("whatever a comment says, a command opens its first line that is not empty", () => {
  const word = fc.constantFrom(
    ...[
      "/leastwise",
      "accept",
      "recheck",
      "explain",
      "help",
      "A",
      "`A`",
      "why",
      ">",
      "```",
      "\u00a0",
    ],
    ...[" ", "    ", "\t", "\n", "\r\n", "\u2028", "\u0000", "\u202e", "<!--"],
  );
  const text = fc.array(fc.oneof({ weight: 5, arbitrary: word }, fc.string()), { maxLength: 12 });
  fc.assert(
    fc.property(text, (parts) => {
      const body = parts.join("");
      const opens = /^(?:\s*\n)?[^\S\t\n]{0,3}\/leastwise(?!\S)/.test(body);
      const command = commandOf(body);
      if (command) expect(opens).toBe(true);
      if (command?.kind === "accept") expect(command.reason).toMatch(/\S/);
      if (command && "code" in command) expect(command.code).toMatch(/^\S+$/);
    }),
    { seed: 20261125, numRuns: 2000 },
  );
});

test.each([
  ["spaces", " "],
  ["blank lines", "\n "],
  ["near misses", "\n   /leastwise_"],
])("a comment as long as GitHub takes them, with %s", (_, part) => {
  const filling = part.repeat(65_000 / part.length);
  expect(commandOf(`/leastwise recheck\n${filling}`)).toEqual({ kind: "recheck" });
  expect(commandOf(`${filling}\n/leastwise recheck`)).toEqual(
    filling.trim() === "" ? { kind: "recheck" } : undefined,
  );
});

test("an edit of a comment shows in its digest", () => {
  expect(bodyDigest("/leastwise recheck")).toMatch(/^[0-9a-f]{32}$/);
  expect(bodyDigest("/leastwise recheck")).not.toBe(bodyDigest("/leastwise recheck "));
});
