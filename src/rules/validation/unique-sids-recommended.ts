import { knownText, type TextValue } from "../../policy/text-value.ts";
import { kindsOf } from "../kinds.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";
import { freshSid } from "./document-form.ts";

/** Other statements that a finding points at. */
const relatedMax = 10;

/**
 * Two statements with one name, in the policies whose service does not insist on different ones.
 * Identity policies have a code of their own (the split by policy type is inferred).
 */
export const uniqueSidsRecommended: Rule = {
  issueCode: "UNIQUE_SIDS_RECOMMENDED",
  findingType: "WARNING",
  summary: "statements share a Sid",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY", "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"),

  *document({ statements }) {
    const bySid = new Map<string, TextValue[]>();
    const seen = new Set<unknown>();
    for (const { sid, when, node } of statements) {
      const text = sid && knownText(sid);
      // A statement that is there only perhaps may be the other's alternative.
      if (!sid || !text || when.length > 0 || seen.has(node)) continue;
      seen.add(node);
      const same = bySid.get(text);
      if (same) same.push(sid);
      else bySid.set(text, [sid]);
    }
    for (const [text, [first, ...others]] of bySid) {
      const last = others.at(-1);
      if (!first || !last) continue;
      const suggestion = others.length === 1 ? freshSid(last, bySid) : undefined;
      yield {
        ...(suggestion && { suggestion }),
        at: last.range,
        subject: text,
        details: `${others.length + 1} statements have the \`Sid\` ${quoted(text)}. Give each its own, so that people and logs can tell them apart.`,
        related: [first, ...others.slice(0, -1)]
          .slice(0, relatedMax)
          .map(({ range }) => ({ range, message: "has the same `Sid`" })),
        locations: [first, ...others].map(({ range }) => range),
      };
    }
  },
};
