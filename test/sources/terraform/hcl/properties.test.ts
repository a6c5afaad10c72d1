// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL writes `${…}` too.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fileOffset } from "../../../../src/policy/text-value.ts";
import type { TemplatePart } from "../../../../src/sources/terraform/hcl/ast.ts";
import {
  parseExpression,
  parseHcl,
  parseTemplate,
} from "../../../../src/sources/terraform/hcl/parse-hcl.ts";
import { everyNode, type Placed, placedBody, placedParts, textParts } from "./support/places.ts";
import { renderBlock, renderBody } from "./support/render.ts";
import { mutatedHcl, soup, validFiles } from "./support/texts.ts";

const options = { seed: 20_240_607, numRuns: 3000 };

describe("whatever the text is", () => {
  test("a file has its places inside the text, and inside each other", () => {
    fc.assert(
      fc.property(fc.oneof(mutatedHcl, soup), (text) => {
        const { body, problems } = parseHcl(text);
        checkPlaces(text, placedBody(body));
        for (const { span } of problems) checkInside(text, span);
      }),
      options,
    );
  });

  test("a template has, too", () => {
    fc.assert(
      fc.property(fc.oneof(mutatedHcl, soup), (text) => {
        const { parts, problems } = parseTemplate(text);
        const span = { start: 0, end: text.length };
        checkPlaces(text, { kind: "text", span, children: placedParts(parts) });
        for (const problem of problems) checkInside(text, problem.span);
      }),
      options,
    );
  });

  test("an expression is there, or one mistake", () => {
    fc.assert(
      fc.property(soup, (text) => {
        const { expression, problems } = parseExpression(text);
        expect(problems).toHaveLength(expression ? 0 : 1);
      }),
      options,
    );
  });

  test("any text at all can be read", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        parseHcl(text);
        parseHcl(`a = "${text}"\n`);
        parseTemplate(text);
        parseExpression(text);
      }),
      options,
    );
  });
});

test("a broken block takes nothing away from the blocks around it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...validFiles), mutatedHcl, (file, mutated) => {
      // What is open in the broken text must not end in the file behind it.
      const broken = mutated.replaceAll(/\/\*|<</g, "");
      const blocks = parseHcl(file).body.blocks.map((block) => renderBlock(block));
      const text = `${file}\ndata "x" "y" {\n  ;\n}\n${broken}\nz {\n}\n`;
      const all = parseHcl(text).body.blocks.map((block) => renderBlock(block));
      expect(all.slice(0, blocks.length)).toEqual(blocks);
      expect(all.at(-1)).toBe("z {}");
    }),
    { ...options, numRuns: 300 },
  );
});

test.each(validFiles)("file %# is read whole, also with CRLF", (file) => {
  const { body, problems } = parseHcl(file);
  expect(problems).toEqual([]);
  const crlf = parseHcl(file.replaceAll("\n", "\r\n"));
  expect(crlf.problems).toEqual([]);
  expect(renderBody(crlf.body).replaceAll("\\r\\n", "\\n")).toBe(renderBody(body));
});

/** Each node lies inside its parent and behind the one before it; texts lead where they should. */
function checkPlaces(text: string, root: Placed): void {
  checkInside(text, root.span);
  for (const node of everyNode(root)) {
    let from = node.span.start;
    for (const { kind, span } of node.children) {
      if (span.start < from || span.end > node.span.end || span.end < span.start) {
        throw new Error(`${kind} ${JSON.stringify(span)} in ${node.kind} from ${from}`);
      }
      from = span.end;
    }
  }
  for (const part of textParts(root)) checkAnchors(text, part);
}

function checkInside(text: string, span: { start: number; end: number }): void {
  if (span.start < 0 || span.end < span.start || span.end > text.length) {
    throw new Error(`${JSON.stringify(span)} outside of ${text.length} characters`);
  }
}

/**
 * Each character leads to itself, to the escape that stands for it, or, where normal form C changed
 * the text, to a place inside the part and not before the one of the character before it.
 */
function checkAnchors(text: string, part: Extract<TemplatePart, { kind: "text" }>): void {
  const { anchors, span } = part;
  if (anchors[0]?.[0] !== 0) throw new Error("no anchor for the first character");
  let last = span.start;
  for (let at = 0; at < part.text.length; at++) {
    const source = fileOffset(anchors, at);
    if (source < last || source >= span.end) throw new Error(`character ${at} leads to ${source}`);
    last = source;
    const character = part.text.charAt(at);
    const here = text.charAt(source);
    const secondHalf = /[\udc00-\udfff]/.test(character) && text.charAt(source - 1) === "\\";
    const changed =
      /[^\0-\x7f]/.test(character) && /[^\0-\x7f]|\\u/.test(text.slice(span.start, span.end));
    if (here !== character && here !== "\\" && !secondHalf && !changed) {
      throw new Error(`character ${at} \`${character}\` leads to \`${here}\``);
    }
  }
}
