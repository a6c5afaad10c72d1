import { expect, test } from "@jest/globals";
import { composeYaml, yamlDepthMax } from "../../src/text/yaml.ts";

test("scalars stay text", () => {
  const { documents } = composeYaml(
    "account: 012345678901\nversion: 1.10\ndate: 2012-10-17\nyes: n",
  );
  expect(documents[0]?.toJS()).toEqual({
    account: "012345678901",
    version: "1.10",
    date: "2012-10-17",
    yes: "n",
  });
});

test("an error has its place, and what could be read stays", () => {
  const text = "a: 1\nb: [1, 2\nc: 3\n";
  const [document] = composeYaml(text).documents;
  expect(
    document?.errors.map(({ pos: [start] }) => text.slice(0, start).split("\n").length),
  ).toContain(3);
  expect(document?.get("a")).toBe("1");
});

test("nesting is refused before anything recursive runs", () => {
  for (const text of ["[".repeat(100_000), "- ".repeat(20_000), "{a: ".repeat(5_000)]) {
    const { documents, tooDeep } = composeYaml(text);
    expect(documents).toEqual([]);
    expect(tooDeep).toBeGreaterThan(yamlDepthMax - 1);
  }
});

test("nesting within the bound is read", () => {
  const depth = yamlDepthMax - 1;
  const { documents } = composeYaml(`${"[".repeat(depth)}${"]".repeat(depth)}`);
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
});

test.each(["", "\n", "# only a comment", "---\n...\n"])("nothing in it: %j", (text) => {
  expect(composeYaml(text).documents.flatMap(({ errors }) => errors)).toEqual([]);
});
