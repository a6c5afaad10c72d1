import { expect, test } from "@jest/globals";
// biome-ignore lint/correctness/useImportExtensions: the declaration file beside it confuses the rule.
import { type MutatedPolicy, mutatedPolicies } from "../../../bench/mutations.mjs";
import { validatePolicy } from "../../../src/cli/validate-policy.ts";
import type { ValidatePolicyFinding } from "../../../src/reports/validation.ts";

/** `npm run mutations` asks for more. */
const runs = Number(process.env.MUTATION_RUNS ?? 600);
const seed = 20_261_124;

test("whatever happens to a policy, findings have words, and places within its text", () => {
  let read = 0;
  for (const policy of mutatedPolicies(runs, seed)) {
    const findings = validated(policy);
    const wrong = findings.filter((finding) => !isSound(finding, policy.text));
    expect({ policy, wrong }).toEqual({ policy, wrong: [] });
    if (!findings.some(({ issueCode }) => issueCode === "JSON_SYNTAX_ERROR")) read++;
  }
  // Mutations that break nothing but the JSON would test nothing else.
  expect(read).toBeGreaterThan(runs / 2);
}, 600_000);

function validated(policy: MutatedPolicy): readonly ValidatePolicyFinding[] {
  try {
    return validatePolicy({ file: "p.json", ...policy }).apiFindings;
  } catch (error) {
    throw new Error(JSON.stringify(policy), { cause: error });
  }
}

function isSound({ findingDetails, locations }: ValidatePolicyFinding, text: string): boolean {
  return (
    /\S/.test(findingDetails) &&
    locations.length > 0 &&
    locations.every(
      ({ span: { start, end } }) =>
        start.offset >= 0 &&
        end.offset >= start.offset &&
        end.offset <= text.length &&
        start.line >= 1 &&
        end.line >= start.line &&
        isAt(start, text) &&
        isAt(end, text),
    )
  );
}

/** Line, column and offset say the same. */
function isAt(
  { line, column, offset }: { line: number; column: number; offset: number },
  text: string,
): boolean {
  const before = text.slice(0, offset).split("\n");
  return before.length === line && before.at(-1)?.length === column;
}
