import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { htmlReport } from "../../src/reports/html.ts";
import { jsonReport } from "../../src/reports/json.ts";
import { sarifReport } from "../../src/reports/sarif.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import { visibleText } from "../../src/reports/visible-text.ts";
import { withoutCommands } from "../../src/reports/without-commands.ts";
import { newFindings } from "../../src/reports/wording.ts";
import { workflowCommands } from "../../src/reports/workflow-commands.ts";
import type { Review } from "../../src/review/review.ts";
import { hostileReview, hostileTexts } from "./hostile-review.ts";
import { readHtml } from "./html-reader.ts";
import { registeredCommands, runnerCommand } from "./runner.ts";
import { schemaErrors } from "./sarif-schema.ts";

/** Pieces that mean something to one of the formats. */
const pieces = [
  ...["\n", "\r", "\r\n", "%", "%25", "%0A", "::", ":", ",", "=", ";", "]", "[", "(", ")", "{0}"],
  ...[
    "##[add-mask]x",
    "##[",
    "::stop-commands::x",
    "::add-mask::x",
    "\n::error::x",
    "\n##[error]x",
  ],
  ...["'", '"', "`", "``", "&", "&amp;", "&lt;", "<", ">", "</script>", "<script>", "</style>"],
  ...["<!--", "-->", "]]>", "</code>", "<b>", "\u2028", "\u2029", "\u0000", "\u001b[31m", "\u202e"],
  ...["\ud800", "\udc00", "\u{1f600}", "\\", "/", "..", "//", "#", "?", "a:b", " ", "\t", "x"],
  ...["https://evil.example", "javascript:alert(1)", "[x](https://evil.example)", "é", "日本"],
];
const foreignText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 4 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));

const options = { seed: 20261124, numRuns: 60 };
const tool = { version: "1.2.3", rules: [] };

describe("SARIF", () => {
  test.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    "%s",
    (_, text) => {
      expectSarif(text);
    },
  );

  test("whatever stands in a repository", () => {
    fc.assert(fc.property(foreignText, expectSarif), options);
  });

  function expectSarif(text: string): void {
    const written = sarifReport(hostileReview(text), tool, { complete: true });
    // Nothing that a reader of lines, a terminal or a strict parser of JSON stumbles over.
    expect(written.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    const log = JSON.parse(written);
    // Written anew, only halves of surrogate pairs have an escape of this form.
    expect(JSON.stringify(log)).not.toMatch(/(?<!\\)\\ud/);
    expect(schemaErrors(log)).toEqual([]);
    const [run] = log.runs;
    for (const { locations, message } of run.results) {
      const { uri } = locations[0].physicalLocation.artifactLocation;
      expect(uri).toMatch(/^(?:[A-Za-z0-9._~!'()*-]|%[0-9A-F]{2}|\/)*$/);
      expect(decodeURIComponent(uri)).toBe(text.replace(/\p{Cs}/gu, "\ufffd"));
      expect(message.text).not.toBe("");
      // The only links are those to places of the result itself.
      for (const [, target] of message.text.matchAll(/(?<!\\)\]\(([^)]*)\)/g)) {
        expect(target).toMatch(/^\d+$/);
      }
    }
  }
});

describe("HTML", () => {
  test.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    "%s",
    (_, text) => {
      expectHtml(text);
    },
  );

  test("whatever stands in a repository", () => {
    fc.assert(fc.property(foreignText, expectHtml), options);
  });

  test("the same tags, whatever the text is", () => {
    const shape = (text: string) =>
      readHtml(htmlReport(withoutSource(hostileReview(text))))
        .tags.map(({ name, isEnd }) => `${isEnd ? "/" : ""}${name}`)
        .join(" ");
    const plain = shape("x");
    const short = foreignText
      .map((text) => text.replaceAll("`", "").slice(0, 200))
      // An address that leaves nothing beside the file is not named, and an empty list is none.
      .filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(short, (text) => {
        // Not compared by a matcher: it would print both in full.
        expect(shape(text) === plain).toBe(true);
      }),
      options,
    );
  });

  /** What is marked in a line, and what a fix makes of it, hangs on where it ends. */
  function withoutSource(review: Review): Review {
    const findings = review.findings.map((each) => ({ ...each, excerpt: [], suggestion: null }));
    return { ...review, findings };
  }

  function expectHtml(text: string): void {
    const { tags, text: shown } = readHtml(htmlReport(hostileReview(text)));
    const odd = tags.filter(
      ({ name, attributes }) =>
        !allowedNames.has(name) ||
        Object.keys(attributes).some((key) => !allowedAttributes.has(key)) ||
        !/^(?:|#[a-z-]+|https:\/\/example\.com\/.*)$/.test(attributes.href ?? ""),
    );
    expect(odd).toEqual([]);
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  }

  const allowedNames: ReadonlySet<string> = new Set([
    ...["html", "head", "meta", "title", "style", "body", "header", "nav", "main", "footer"],
    ...[
      "section",
      "article",
      "h1",
      "h2",
      "h3",
      "h4",
      "p",
      "ul",
      "ol",
      "li",
      "dl",
      "div",
      "dt",
      "dd",
    ],
    ...["table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre", "code", "span"],
    ...["mark", "strong", "em", "a", "br"],
  ]);
  const allowedAttributes: ReadonlySet<string> = new Set([
    ...["lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel", "scope"],
    ...["aria-label", "aria-labelledby"],
  ]);
});

describe("workflow commands", () => {
  const olderRunner = registeredCommands.filter((name) => name !== "notice");

  test.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    "%s",
    (_, text) => {
      expectCommands(text);
    },
  );

  test("whatever stands in a repository", () => {
    fc.assert(fc.property(foreignText, expectCommands), options);
  });

  function expectCommands(text: string): void {
    const review = hostileReview(text);
    const lines = workflowCommands(review)
      .split(/\r\n|\r|\n/)
      .filter((line) => line !== "");
    const commands = lines.map((line) => runnerCommand(line));
    const findings = newFindings(review);
    // The verdict, the mistake in the configuration, what could not be read, and the findings.
    expect(commands.map((command) => command?.name)).toEqual([
      "notice",
      ...["error", "error"],
      ...findings.map(() => "error"),
    ]);
    const shown = visibleText(text).replaceAll("##[", "##\\u{5b}").trimEnd();
    for (const command of commands.slice(3)) {
      expect(command?.properties).toMatchObject({ line: "3", endLine: "3" });
      expect((command?.properties.file ?? "").trimEnd()).toBe(shown);
    }
    for (const line of lines) {
      const command = runnerCommand(line, olderRunner);
      expect(["error", undefined]).toContain(command?.name);
    }
  }
});

describe("other formats in a log of GitHub Actions", () => {
  test("hold no command", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const report = terminalReport(hostileReview(text), { color: false, width: 40 });
        const lines = [...withoutCommands(report), "\n", ...withoutCommands(text)].join("");
        expect(lines.split(/\r|\n/).filter((line) => runnerCommand(line))).toEqual([]);
      }),
      options,
    );
  });

  test("JSON stays what it is", () => {
    fc.assert(
      fc.property(foreignText, (text) => {
        const report = jsonReport(hostileReview(text));
        expect(JSON.parse(withoutCommands(report))).toEqual(JSON.parse(report));
        const lines = withoutCommands(report).split("\n");
        expect(lines.filter((line) => runnerCommand(line))).toEqual([]);
      }),
      options,
    );
  });
});
