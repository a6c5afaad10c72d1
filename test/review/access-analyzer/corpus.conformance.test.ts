import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { Policy } from "../../../src/policy/policy.ts";
import { readPolicyDocument } from "../../../src/policy/read-policy-document.ts";
import { locate } from "../../../src/review/access-analyzer/locate.ts";
import { askable, isAskable } from "../../../src/review/access-analyzer/questions.ts";
import { policyVerdict } from "../../../src/review/access-analyzer/translate.ts";
import type { ValidatorFinding } from "../../../src/review/policy-validator.ts";
import { parseFile } from "../../../src/sources/json/parse-json.ts";

/** AWS's own answers about its managed policies, with the texts that it was sent. */
const corpus = new URL("../../../../shared/corpus/validate-policy.jsonl", import.meta.url);

interface Case {
  readonly name: string;
  readonly text: string;
  readonly findings: readonly (Omit<ValidatorFinding, "locations"> & {
    readonly locations: readonly StoredLocation[];
  })[];
}

interface StoredLocation {
  readonly path: ValidatorFinding["locations"][number]["path"];
  readonly span: { readonly start: { offset: number }; readonly end: { offset: number } };
}

if (!existsSync(corpus)) {
  test.skip("AWS's stored answers: the corpus is not here", () => {});
} else {
  const cases = readFileSync(corpus, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Case)
    .filter(({ findings }) => findings.length > 0);

  test.each(cases)("$name: AWS's places come back to the text it was sent", (stored) => {
    const { node } = parseFile("p.json", stored.text);
    if (!node) throw new Error("not JSON");
    const document = readPolicyDocument(node);
    const policy: Policy = { address: "p", kind: "identity", range: document.range, document };
    const asked = askable(policy, false);
    if (!isAskable(asked)) throw new Error("not asked");
    const [sent] = asked.texts;
    if (!sent) throw new Error("no text");

    // The same answers, about the text that is sent now.
    const answers = stored.findings.map((finding) => ({
      ...finding,
      locations: finding.locations.map(({ path }) => {
        const { node: at } = locate(sent.text, { path })?.located ?? {};
        return { path, span: { start: at?.start ?? -1, end: at?.end ?? -1 } };
      }),
    }));
    const verdict = policyVerdict(asked, () => ({ findings: answers, doubts: [] }));
    expect(verdict.doubts).toEqual([]);
    const places = verdict.findings.flatMap(({ finding }) => [
      `${finding.issueCode} ${finding.findingType}`,
      ...(finding.locations ?? []).map(({ start, end }) => `${start}-${end}`),
    ]);
    expect(places).toEqual(
      stored.findings.flatMap(({ issueCode, findingType, locations }) => [
        `${issueCode} ${findingType}`,
        ...locations.map(({ span }) => `${span.start.offset}-${span.end.offset}`),
      ]),
    );
  });
}
