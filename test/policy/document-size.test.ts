import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { documentSize } from "../../src/policy/document-size.ts";
import type { Node } from "../../src/policy/node.ts";
import { parseFile } from "../../src/sources/json/parse-json.ts";
import { partlyKnownPolicy } from "../support/partly-known.ts";

test.each([
  '{"a":["b c",1,true,null],"é\\n":{}}',
  "[]",
  "{}",
  '"  "',
  '[[],{"a":1,"b":"\\u0001"}]',
])("%s counts as JSON writes it", (text) => {
  const { node } = parseFile("a.json", text);
  const written = JSON.stringify(JSON.parse(text));
  expect(node && documentSize(node)).toEqual({
    characters: written.length,
    charactersWithoutSpace: written.replace(/\s/g, "").length,
  });
});

test("any JSON value, however it is spaced", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const { node } = parseFile("a.json", JSON.stringify(value, undefined, 2));
      // Numbers are counted as they are written: 1e21 and the like have several forms.
      return node !== undefined && documentSize(node).characters === JSON.stringify(value).length;
    }),
    { seed: 5 },
  );
});

test("what is not known counts as the least that it can be", () => {
  const { document } = partlyKnownPolicy('{ "a": "<name>", "<key>": <value> }', "identity");
  expect(documentSize(document.node).characters).toBe('{"a":"","":1}'.length);
});

test("of two values the smaller one counts, and nothing where there may be none", () => {
  const range = { file: "a.json", start: 0, end: 0 };
  const condition = {
    kind: "unknown",
    reference: "c",
    reason: "not supported",
    at: range,
  } as const;
  const number = (text: string): Node => ({ kind: "number", text, range });
  const both: Node = {
    kind: "choice",
    condition,
    // biome-ignore lint/suspicious/noThenProperty: the name of an arm
    then: number("100"),
    otherwise: number("7"),
    range,
  };
  // biome-ignore lint/suspicious/noThenProperty: the name of an arm
  const one: Node = { kind: "choice", condition, then: number("100"), range };
  expect(documentSize(both).characters).toBe(1);
  expect(documentSize(one).characters).toBe(0);
});
