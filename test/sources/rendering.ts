import { displayText } from "../../src/policy/text-value.ts";
import type { SourceFiles, SourceResult } from "../../src/sources/source.ts";
import type { Range } from "../../src/text/range.ts";
import { plain } from "./node-rendering.ts";

/** What a source made of a file, as lines for people. */
export function render(result: SourceResult | undefined, text: string): string[] {
  if (!result) return ["left alone"];
  return [
    ...result.policies.map((policy) => {
      const use = [policy.kind, policy.resourceType, policy.owner && `of ${policy.owner}`];
      const { node } = policy.document;
      return `${policy.address}: ${use.filter(Boolean).join(" ")}: ${JSON.stringify(plain(node))}`;
    }),
    ...result.owners.map((owner) => {
      const name = owner.name ? ` called ${displayText(owner.name)}` : "";
      const keys = owner.accessKeys.map(({ address }) => ` with key ${address}`).join("");
      return `${owner.address}: ${owner.type}${name}${keys}`;
    }),
    ...result.notJudged.map(({ address, range, reason, unread }) => {
      return `${address ?? range.file}: ${unread ? "unread" : "not judged"}: ${reason}`;
    }),
    ...result.syntaxProblems.map(({ language, at, details }) => {
      return `${language} at "${slice(text, at)}": ${details}`;
    }),
  ];
}

export function slice(text: string, range: Range | undefined): string {
  if (!range) throw new Error("no range");
  return text.slice(range.start, range.end);
}

/** Files with these texts; a text that is `undefined` is there, but not loaded. */
export function filesOf(texts: Readonly<Record<string, string | undefined>>): SourceFiles {
  return {
    paths: new Set(Object.keys(texts)),
    text: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
  };
}
