import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readFindings, readResult } from "../../src/aws/read-answer.ts";

const part = fc.oneof(
  fc.constantFrom("INVALID_ACTION", "ERROR", "Statement", "", null, undefined, -1, 0, 3, 0.5),
  fc.jsonValue(),
);
const span = fc.record({ start: fc.record({ offset: part }), end: part });
const step = fc.record(
  { value: part, index: part, key: part, substring: fc.record({ start: part, length: part }) },
  { requiredKeys: [] },
);
const location = fc.record({ path: fc.oneof(part, fc.array(step)), span: fc.oneof(part, span) });
const finding = fc.record({
  issueCode: part,
  findingType: part,
  findingDetails: part,
  learnMoreLink: part,
  locations: fc.oneof(part, fc.array(fc.oneof(part, location))),
});

test("no answer, whatever its form, makes reading fail", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(part, finding)), (findings) => {
      const answer = readFindings(findings);
      if (!("findings" in answer)) throw new Error("no findings");
      for (const each of answer.findings) {
        expect(each.issueCode).toMatch(/^[A-Z][A-Z0-9_]+$/);
        expect(each.findingDetails).not.toBe("");
        expect(each.learnMoreLink).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      }
      const left = findings.length - answer.findings.length;
      expect(answer.doubts).toHaveLength(left > 0 ? 1 : 0);
    }),
    { seed: 9, numRuns: 300 },
  );
});

test("a result is PASS or FAIL and nothing else", () => {
  fc.assert(
    fc.property(part, part, (result, reasons) => {
      expect(readResult({ result, reasons })).toEqual({
        problem: "AWS's answer could not be read",
      });
    }),
    { seed: 9 },
  );
  expect(readResult({ result: "FAIL", reasons: [null, { statementIndex: -1 }] })).toEqual({
    result: "FAIL",
    reasons: [{ description: "" }, { description: "" }],
  });
});
