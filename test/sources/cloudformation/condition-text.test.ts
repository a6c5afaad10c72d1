import { describe, expect, test } from "@jest/globals";
import { conditionText } from "../../../src/sources/cloudformation/condition-text.ts";
import { readCloudFormation } from "../../../src/sources/cloudformation/read-cloudformation.ts";
import { membersOf } from "../../../src/sources/cloudformation/template.ts";
import { parseYaml } from "../../../src/sources/cloudformation/yaml.ts";

describe("what a condition asks", () => {
  test.each([
    ["!Equals [!Ref Env, prod]", "Env is prod"],
    ["!Equals [prod, !Ref Env]", "Env is prod"],
    ['!Equals [!Ref Env, ""]', 'Env is ""'],
    ["!Equals [!Ref AWS::Region, eu-west-1]", "AWS::Region is eu-west-1"],
    ["!Equals [!Ref Env, !Ref Other]", "Env is !Ref Other"],
    ["!Equals [!Ref Env, Other]", "Env is Other"],
    ["!Equals [!FindInMap [M, !Ref Env, k], x]", "!FindInMap [M, !Ref Env, k] is x"],
    ["!Not [!Equals [!Ref Env, prod]]", "Env is not prod"],
    ["!Not [!Condition Prod]", "not Env is prod"],
    ["!Or [!Condition Prod, !Equals [!Ref Env, test]]", "(Env is prod or Env is test)"],
    [
      "!And [!Condition Prod, !Not [!Condition Either]]",
      "(Env is prod and not (Env is prod or Env is test))",
    ],
    ["!Condition Nowhere", "Nowhere"],
    ["!Condition C", "C: !Condition C…"],
    ["!Equals [a]", "a is nothing"],
    ["!Not []", "!Not []"],
    ["[x]", "[x]"],
  ])("%s", (written, expected) => {
    expect(textOf(written)).toBe(expected);
  });

  test("a long one goes by its name as well, and is cut", () => {
    const text = textOf(`!Equals [!Ref Env, ${"x".repeat(400)}]`);
    expect(text).toMatch(/^C: !Equals \[!Ref Env, x+…$/);
    expect(text.length).toBeLessThan(200);
  });

  test("conditions that double on every level come to an end", () => {
    const levels = Array.from({ length: 40 }, (_, level) => {
      return `D${level}: !And [!Condition D${level + 1}, !Condition D${level + 1}]`;
    });
    expect(textOf("!Condition D0", levels.join("\n")).length).toBeLessThan(200);
  });
});

test("another definition under the same name is another condition", () => {
  const reference = (definition: string) => {
    const text = `Parameters: { Env: { Type: String } }
Conditions: { C: ${definition} }
Resources:
  P:
    Type: AWS::IAM::Policy
    Condition: C
    Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] } }
`;
    const [policy] = readCloudFormation("t.yml", text)?.policies ?? [];
    return policy?.document.statements[0]?.when.map(({ condition }) => condition.reference);
  };
  expect(reference("!Equals [!Ref Env, prod]")).toEqual(["Env is prod"]);
  expect(reference("!Not [!Equals [!Ref Env, prod]]")).toEqual(["Env is not prod"]);
});

function textOf(definition: string, more = ""): string {
  const whole = `C: ${definition}
Prod: !Equals [!Ref Env, prod]
Either: !Or [!Condition Prod, !Equals [!Ref Env, test]]
${more}
`;
  const members = membersOf(parseYaml("t.yml", whole).node);
  const conditions = new Map([...members].map(([name, { value }]) => [name, value]));
  const own = conditions.get("C");
  if (!own) throw new Error("no condition");
  return conditionText("C", own, conditions);
}
