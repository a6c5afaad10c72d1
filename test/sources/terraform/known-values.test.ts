import { describe, expect, test } from "@jest/globals";
import modules from "./recorded-modules.json" with { type: "json" };
import recorded from "./recorded-values.json" with { type: "json" };
import { read, statements } from "./terraform-rendering.ts";

const policy = (expression: string) => `
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = { Resource = jsonencode(${expression}) } })
}
`;

// What Terraform itself makes of each expression, recorded with the command that the file names.
describe("expressions", () => {
  test.each(recorded.values)("$expression", ({ expression, ...result }) => {
    const text = recorded.locals + policy(expression);
    if ("json" in result) {
      expect(statements(text)).toEqual({ Resource: result.json });
      return;
    }
    const [found] = read(text).policies;
    expect(found?.document.unknowns).toHaveLength(1);
  });
});

describe("modules", () => {
  test.each(modules.modules)("$name", ({ files, result, json }) => {
    expect(statements({ ...files, "result.tf": policy(result) })).toEqual({ Resource: json });
  });
});
