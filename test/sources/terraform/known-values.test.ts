import { expect, test } from "@jest/globals";
import recorded from "./recorded-values.json" with { type: "json" };
import { statements } from "./terraform-rendering.ts";

// What Terraform itself makes of each expression, recorded with the command that the file names.
test.each(recorded.values)("$expression", ({ expression, json }) => {
  const text = `${recorded.locals}
resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = { Resource = jsonencode(${expression}) } })
}
`;
  expect(statements(text)).toEqual({ Resource: json });
});
