import { expect, test } from "@jest/globals";
import { DocumentLocations } from "../../src/cli/document-locations.ts";
import { parseFile } from "../../src/sources/json/parse-json.ts";

const text = `
{ "Version": "2012-10-17",
  "Statement": [
    { "Action": ["s3:*", "a\\u0062c"], "Condition": { "StringLike": { "aws:foo": "é*" } } },
    { "Action": "x", "Resource": [1, true, null] }
  ] }
`;

test.each([
  { name: "a text in a list", at: '"s3:*"', path: "Statement/0/Action/0", span: "4:17-4:23" },
  {
    name: "a part of a text stands for all of it",
    at: "u0062",
    path: "Statement/0/Action/1",
    span: "4:25-4:35",
  },
  { name: "a list", at: '["s3:*", "a\\u0062c"]', path: "Statement/0/Action", span: "4:16-4:36" },
  {
    name: "two neighbours of a list",
    at: '"s3:*", "a\\u0062c"',
    path: "Statement/0/Action",
    span: "4:17-4:35",
  },
  {
    name: "the name of a member",
    at: '"aws:foo"',
    path: "Statement/0/Condition/StringLike/key:aws:foo",
    span: "4:69-4:78",
  },
  {
    name: "a value behind other characters",
    at: '"é*"',
    path: "Statement/0/Condition/StringLike/aws:foo",
    span: "4:80-4:84",
  },
  {
    name: "numbers and booleans",
    at: "1, true",
    path: "Statement/1/Resource",
    span: "5:34-5:41",
  },
  { name: "a null", at: "null", path: "Statement/1/Resource/2", span: "5:43-5:47" },
  { name: "a name of the document", at: '"Version"', path: "key:Version", span: "2:2-2:11" },
])("$name", ({ at, path, span }) => {
  expect(tell(at)).toEqual([{ path, span }]);
});

test("the whole document has no path, and blanks around it count", () => {
  const { root, locations } = read(text);
  expect(locations.of([root.range])).toEqual([
    {
      path: [],
      span: {
        start: { line: 1, column: 0, offset: 0 },
        end: { line: 7, column: 0, offset: text.length },
      },
    },
  ]);
});

test("actions come first, and nothing twice", () => {
  expect(tell("[1, true, null]", '"x"', "[1, true, null]").map(({ path }) => path)).toEqual([
    "Statement/1/Action",
    "Statement/1/Resource",
  ]);
});

test("a single statement has no index", () => {
  const single = '{"Statement": {"Action": "x"}}';
  expect(
    tell
      .in(single)('"x"')
      .map(({ path }) => path),
  ).toEqual(["Statement/Action"]);
});

test("of a name that stands there twice the place decides", () => {
  const twice = '{"A": "x", "A": "y"}';
  expect(tell.in(twice)('"y"')).toEqual([{ path: "A", span: "1:16-1:19" }]);
});

function read(json: string) {
  const { node: root } = parseFile("p.json", json);
  if (!root) throw new Error("no JSON");
  return { root, locations: new DocumentLocations(json, root) };
}

/** The locations of pieces of the text, in short. */
const tell = Object.assign(teller(text), { in: teller });

function teller(json: string) {
  return (...pieces: readonly string[]) =>
    read(json)
      .locations.of(
        pieces.map((piece) => {
          const start = json.indexOf(piece);
          return { file: "p.json", start, end: start + piece.length };
        }),
      )
      .map(({ path, span: { start, end } }) => ({
        path: path
          .map((step) =>
            "index" in step ? step.index : "key" in step ? `key:${step.key}` : step.value,
          )
          .join("/"),
        span: `${start.line}:${start.column}-${end.line}:${end.column}`,
      }));
}
