import { expect, test } from "@jest/globals";
import { commandOf } from "../../src/github/command.ts";

test.each([
  ["/leastwise recheck", { kind: "recheck" }],
  ["  \n/leastwise  recheck  \r\nplease", { kind: "recheck" }],
  ["/leastwise explain ADMINISTRATOR_ACCESS", { kind: "explain", code: "ADMINISTRATOR_ACCESS" }],
  ["/leastwise", { kind: "unknown" }],
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
