import { expect, test } from "@jest/globals";
import { composeYaml, yamlDepthMax } from "../../src/text/yaml.ts";

test("scalars stay text", () => {
  const { document } = composeYaml(
    'account: 012345678901\nversion: 1.10\ndate: 2012-10-17\nyes: "n"',
  );
  expect(document?.toJS()).toEqual({
    account: "012345678901",
    version: "1.10",
    date: "2012-10-17",
    yes: "n",
  });
});

test("an error has its place", () => {
  const text = "a: 1\nb: [1, 2\nc: 3\n";
  const { problems } = composeYaml(text);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.every(({ start, end }) => start <= end && end <= text.length)).toBe(true);
});

test("nesting is refused before anything recursive runs", () => {
  for (const text of ["[".repeat(100_000), "- ".repeat(20_000), "{a: ".repeat(5_000)]) {
    const { document, problems } = composeYaml(text);
    expect(document).toBeUndefined();
    expect(problems[0]?.message).toContain(`deeper than ${yamlDepthMax} levels`);
  }
});

test("nesting within the bound is read", () => {
  const depth = yamlDepthMax - 1;
  const { problems } = composeYaml(`${"[".repeat(depth)}${"]".repeat(depth)}`);
  expect(problems).toEqual([]);
});

test.each(["", "\n", "# only a comment", "---\n...\n"])("nothing in it: %j", (text) => {
  expect(composeYaml(text).problems).toEqual([]);
});
