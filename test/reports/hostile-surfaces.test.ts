import { describe, expect, test } from "@jest/globals";
import MarkdownIt from "markdown-it";
import { checkRunReport } from "../../src/reports/check-run.ts";
import {
  acceptanceReply,
  explanation,
  nothingForButton,
  nothingToAccept,
  notPublishedThen,
  summaryComment,
} from "../../src/reports/conversation.ts";
import {
  acceptedBody,
  fixedBody,
  isClosed,
  markerOf,
  reviewBody,
  reviewComments,
} from "../../src/reports/review-comments.ts";
import { terminalReport } from "../../src/reports/terminal.ts";
import { describeRule } from "../../src/review/describe-rule.ts";
import { hostileReview, hostileTexts } from "./hostile-review.ts";

const markdown = new MarkdownIt({ html: true, linkify: true });

interface Surface {
  readonly text: string;
  readonly tokens: ReturnType<typeof markdown.parse>;
}

/** What was asked for last: the tests of one text stand together. */
let last: { readonly text: string; readonly surfaces: readonly Surface[] } | undefined;

/** Every Markdown that goes to GitHub. */
function surfaces(text: string): readonly Surface[] {
  if (last?.text !== text) last = { text, surfaces: written(text).map(read) };
  return last.surfaces;
}

function read(text: string): Surface {
  return { text, tokens: markdown.parse(text, {}) };
}

function written(text: string): readonly string[] {
  const review = hostileReview(text);
  const report = checkRunReport(review);
  const comments = reviewComments(review).map(({ body }) => body);
  const acceptance = { issueCode: text, fingerprints: ["f"], reason: text, by: text };
  const accepted = { file: text, line: 1, reason: text, owner: text, until: null };
  return [
    report.summary,
    report.text ?? "",
    ...comments,
    ...comments.map((body) => fixedBody(body, text)),
    ...comments.map((body) => acceptedBody(body, accepted)),
    reviewBody(review),
    summaryComment(review),
    explanation(describeRule(text), text),
    acceptanceReply(acceptance, text, review.findings),
    nothingToAccept(review, text, 200),
    notPublishedThen(text, "unpublished"),
    notPublishedThen(text, "outdated"),
    nothingForButton(text),
  ];
}

/** What a reader of GitHub could be made to see, follow or be notified by. */
function live({ tokens }: Surface): string[] {
  const all = tokens.flatMap((token) => [token, ...(token.children ?? [])]);
  return all.flatMap((token) => {
    if (token.type === "link_open") {
      const href = String(token.attrGet("href"));
      return /^https:\/\/(?:example\.com|github\.com\/leastwise|docs\.aws)/.test(href)
        ? []
        : [href];
    }
    if (token.type === "image") return [token.type];
    if (token.type === "html_block" || token.type === "html_inline") {
      const foreign = token.content
        .replace(/<\/?details>|<br>|<summary>[A-Za-z:0-9 ]*<\/summary>/g, "")
        .replace(/<!-- leastwise:(?:finding f\d|summary) -->/g, "");
      return foreign.trim() === "" ? [] : [token.content];
    }
    if (token.type === "text")
      return /[@#]|evil|approved/i.test(token.content) ? [token.content] : [];
    return [];
  });
}

/** What GitHub makes something of, in text that stands outside of code. */
const meaningful =
  /[@#<>[\]|*_~$^\\`]|:[\w+-]+:|:\/\/|\bwww\.|\bGH-\d|\b[0-9a-f]{7,}\b|\u{feff}|[^\P{Cc}\n]|\p{Cf}|\p{M}{5}/u;

function wordsOutsideOfCode({ tokens }: Surface): string[] {
  return tokens
    .flatMap(({ children }) => children ?? [])
    .flatMap(({ type, content }) => (type === "text" ? [content] : []));
}

/** The blocks of a text but for paragraphs and lists, of which there are fewer where texts are longer. */
function shape({ tokens }: Surface): string {
  return tokens
    .filter(({ type }) => !/^(?:inline|fence|paragraph|list_item|bullet_list)/.test(type))
    .map(({ type, tag, level }) => `${level} ${type} ${tag}`)
    .join("\n");
}

const plainShapes = new Set(surfaces("plain words, that mean nothing").map(shape));

test("most of the texts are live as they stand", () => {
  const isLive = (surface: Surface) =>
    live(surface).length > 0 || wordsOutsideOfCode(surface).some((words) => meaningful.test(words));
  expect(hostileTexts.map(read).filter(isLive).length).toBeGreaterThan(35);
});

describe.each(hostileTexts.map((sample) => [JSON.stringify(sample.slice(0, 40)), sample]))(
  "%s",
  (_, sample) => {
    test("is inert in every Markdown, and within GitHub's limits", () => {
      for (const surface of surfaces(sample)) {
        expect(live(surface)).toEqual([]);
        expect(wordsOutsideOfCode(surface).filter((words) => meaningful.test(words))).toEqual([]);
        expect(Buffer.byteLength(surface.text)).toBeLessThanOrEqual(65_535);
      }
    });

    test("makes no heading, table, list or quote of its own", () => {
      // What is cut for its length has other lists.
      if (sample.length > 500) return;
      const shapes = new Set(surfaces(sample).map(shape));
      expect([...shapes].filter((each) => !plainShapes.has(each))).toEqual([]);
    });

    test("opens no suggestion of its own", () => {
      for (const { tokens } of surfaces(sample)) {
        const fences = tokens.filter(({ type }) => type === "fence");
        // Ours holds one that replaces the whole of the line it stands on, or there is none.
        expect(fences.length).toBeLessThanOrEqual(1);
      }
    });

    test("imitates no marker of ours", () => {
      const comments = reviewComments(hostileReview(sample)).map(({ body }) => body);
      for (const text of [...comments, ...comments.map((body) => fixedBody(body, sample))]) {
        expect(markerOf(text)).toMatch(/^f\d$/);
        const html = markdown.parse(text, {}).filter(({ type }) => type === "html_block");
        expect(html.filter(({ content }) => content.includes("<!--"))).toHaveLength(1);
        expect(isClosed(fixedBody(text, sample))).toBe(true);
      }
      expect(comments.some(isClosed)).toBe(false);
    });

    test("is plain text of one line in annotations and titles, within GitHub's limits", () => {
      const { title, annotations } = checkRunReport(hostileReview(sample));
      for (const text of [title, ...annotations.map((each) => each.title)]) {
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(text.length).toBeLessThanOrEqual(255);
      }
      expect(annotations).toHaveLength(4);
      for (const { message } of annotations) {
        expect(message.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(64 * 1024);
        // Details, related place, fix, link: the text brings no lines of its own.
        expect(message.split("\n").length).toBeLessThanOrEqual(4);
      }
    });

    test("gives a terminal nothing but its own colours", () => {
      const text = terminalReport(hostileReview(sample), { color: false, width: 80 });
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    });
  },
);
