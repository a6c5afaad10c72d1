import { describe, expect, test } from "@jest/globals";
import carriers from "./carriers.json" with { type: "json" };
import { read } from "./terraform-rendering.ts";

const document = 'jsonencode({ Statement = { Effect = "Allow", Action = "a:B", Resource = "*" } })';

/**
 * Every place of the AWS provider that carries a policy or gives access: it is judged, told of,
 * kept with its owner or as a guard, or left out for a reason.
 */
describe.each(carriers.rows)("$type $path", ({ type, text, outcome, kind, reason }) => {
  const [block, name] = type.startsWith("data.") ? ["data", type.slice(5)] : ["resource", type];
  const configuration = `${block} "${name}" "x" {\n  ${text?.replace("DOCUMENT", document)}\n}\n`;
  const { policies, owners, guards, notJudged, syntaxProblems } = read(configuration);

  test(`is ${outcome}`, () => {
    expect(syntaxProblems).toEqual([]);
    switch (outcome) {
      case "judged":
        expect(policies.map((policy) => policy.kind)).toEqual([kind]);
        expect(policies[0]?.document.statements).toHaveLength(1);
        expect(notJudged).toEqual([]);
        break;
      case "listed":
        expect(policies).toEqual([]);
        expect(notJudged).toHaveLength(1);
        break;
      case "owner": {
        const [owner] = owners;
        expect([policies, notJudged]).toEqual([[], []]);
        expect(
          owner?.permissionsBoundary ?? owner?.accessKeys[0] ?? owner?.hasLoginProfile,
        ).toBeDefined();
        break;
      }
      case "guard":
        expect([policies, notJudged]).toEqual([[], []]);
        expect(guards).toHaveLength(1);
        break;
      default:
        expect(reason).toMatch(/./);
        expect([policies, notJudged]).toEqual([[], []]);
    }
  });
});
