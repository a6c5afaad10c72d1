import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { catalogue } from "../../../src/access/escalation/catalogue.ts";
import { depthMax } from "../../../src/access/escalation/escalations.ts";
import { patternsMax } from "../../../src/access/escalation/mentions.ts";
import { questionsMax } from "../../../src/access/escalation/questions.ts";
import { targetQuestionsMax, targetsMax } from "../../../src/access/escalation/world.ts";

const page = readFileSync(new URL("../../../docs/escalation.md", import.meta.url), "utf8");

test("the page lists every path with its severity and actions", () => {
  const rows = page.split("\n").filter((line) => /\| (?:critical|high|medium|low) \| `/.test(line));
  const listed = rows.map((line) => line.replace(/ +\|/g, " |"));
  const expected = catalogue.map(({ id, name, severity, ways }) => {
    const actions = ways.map((way) => way.map((action) => `\`${action}\``).join(" + "));
    return `| \`${id}\` | ${name} | ${severity} | ${actions.join(", or ")} |`;
  });
  expect(listed.sort()).toEqual(expected.sort());
});

test("the page names every source and the bounds", () => {
  const sources = new Set(
    catalogue.flatMap((path) => path.sources.map((source) => source.slice(0, source.indexOf(":")))),
  );
  for (const source of sources) expect(page).toContain(`| \`${source}\` |`);
  expect(page).toContain(`Leastwise knows ${catalogue.length} such paths`);
  for (const bound of [depthMax, targetsMax, targetQuestionsMax, questionsMax, patternsMax]) {
    expect(page).toContain(`| ${bound.toLocaleString("en")} |`);
  }
});
