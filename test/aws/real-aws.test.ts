import { expect, test } from "@jest/globals";
import { AccessAnalyzer } from "../../src/aws/access-analyzer.ts";
import { readAwsEnvironment } from "../../src/aws/aws-environment.ts";

/** Asks AWS itself, with the credentials of the environment: `LEASTWISE_TEST_AWS=1`. Costs nothing. */
if (process.env.LEASTWISE_TEST_AWS !== "1") {
  test.skip("the real AWS: LEASTWISE_TEST_AWS is not set", () => {});
} else {
  test("ValidatePolicy answers, and its places are in the text", async () => {
    const read = readAwsEnvironment(process.env);
    if ("problems" in read) throw new Error(read.problems.join(" "));
    const statement = { Effect: "Allow", Action: ["s3:GetObjct", "iam:PassRole"], Resource: "*" };
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const [answer] = await new AccessAnalyzer(read.aws).ask([
      { check: "validate-policy", text, policyType: "IDENTITY_POLICY" },
    ]);
    const found = (answer && "findings" in answer ? answer.findings : []).map(
      ({ issueCode, locations: [first] }) => [
        issueCode,
        text.slice(first?.span?.start, first?.span?.end),
      ],
    );
    expect(found).toContainEqual(["INVALID_ACTION", '"s3:GetObjct"']);
    expect(found).toContainEqual(["PASS_ROLE_WITH_STAR_IN_RESOURCE", '"iam:PassRole"']);
  });
}
