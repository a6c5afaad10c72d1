import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { confidenceOf } from "../../src/rules/confidence.ts";
import { rules } from "../../src/rules/index.ts";
import { pageName } from "../../src/rules/learn-more-link.ts";
import { practices } from "../../src/rules/practices.ts";
import { practicesPage, rulesIndex } from "../../src/rules/rules-index.ts";

const root = new URL("../../", import.meta.url);

describe("what `npm run settings` writes is up to date", () => {
  test.each([
    ["docs/rules/README.md", "rules", rulesIndex],
    ["docs/practices.md", "practices", practicesPage],
  ])("%s", (path, name, made) => {
    const page = readFileSync(new URL(path, root), "utf8");
    const [, , rest = ""] = page.split(new RegExp(`(<!-- ${name}: generated -->\n\n)`));
    expect(rest.split(`\n\n<!-- ${name}: end -->`)[0]).toBe(made());
  });
});

describe("the index", () => {
  const index = rulesIndex();

  test("lists every rule once in its first table, with finding type and summary", () => {
    const [first = ""] = index.split("\n## ", 1);
    expect(
      first
        .split("\n")
        .slice(2)
        .filter((line) => line !== ""),
    ).toEqual(
      rules.map((rule) => {
        const { issueCode, findingType, summary } = rule;
        const sure = confidenceOf(rule) === "certain" ? "" : `, ${confidenceOf(rule)}`;
        return `| [\`${issueCode}\`](${pageName(issueCode)}.md) | \`${findingType}\`${sure} | ${summary} |`;
      }),
    );
  });

  test("names every control of every rule, in the order of the numbers", () => {
    const named = rules.flatMap(({ controls = [] }) => controls);
    const numbers = named.map((text) =>
      text
        .replace(/ \(own judgement\)$/, "")
        .split(" ")
        .at(-1),
    );
    for (const number of new Set(numbers)) expect(index).toContain(`\n| ${number} | `);
    expect(index.indexOf("\n| AC-2 |")).toBeLessThan(index.indexOf("\n| AC-17 |"));
  });

  test("leads to every practice", () => {
    const page = practicesPage();
    for (const { id } of practices) {
      expect(index).toContain(`(../practices.md#${id})`);
      expect(page).toContain(`<a id="${id}"></a>`);
    }
  });

  test("names services by the data of rules", () => {
    expect(index).toMatch(/\n\| Amazon S3 \(`s3`\) \| .*`S3_PLAIN_HTTP_NOT_DENIED`/);
    expect(index).not.toContain("(`iam`)");
  });
});
