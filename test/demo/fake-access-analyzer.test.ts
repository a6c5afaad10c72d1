import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  type FakeAccessAnalyzer,
  startFakeAccessAnalyzer,
} from "../../demo/fake-access-analyzer.ts";
import { AccessAnalyzer } from "../../src/aws/access-analyzer.ts";
import { reviewChange } from "../../src/review/review-change.ts";
import { withCredentials } from "../aws/credentials.ts";
import { fakeChange } from "../support/fake-change.ts";

withCredentials();

let aws: FakeAccessAnalyzer;
beforeAll(async () => {
  aws = await startFakeAccessAnalyzer();
});
beforeEach(() => {
  process.env.AWS_ENDPOINT_URL_ACCESSANALYZER = aws.url;
});
afterAll(() => aws.close());

const policy = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: ["s3:GetObjct", "s3:PutObjct", "s3:ListBuckt"], Resource: "*" },
  ],
};

describe("over HTTP, with the SDK as it is", () => {
  test("a review asks once for each text, through all pages, and merges the answers", async () => {
    const validator = new AccessAnalyzer({ region: "eu-central-1", paidChecksMax: 0 });
    const change = fakeChange({}, { "a.json": JSON.stringify(policy, null, 2) });
    const review = await reviewChange(change, undefined, validator);
    const invalid = review.findings.filter(({ issueCode }) => issueCode === "INVALID_ACTION");
    expect(invalid).toHaveLength(3);
    expect(invalid.map(({ reportedBy }) => reportedBy.join())).toEqual(
      Array(3).fill("offline,access-analyzer"),
    );
    const texts = aws.requests.map(({ policyDocument }) => policyDocument);
    expect(new Set(texts)).toEqual(new Set([JSON.stringify(policy)]));

    const before = texts.length;
    await reviewChange(change, undefined, validator);
    expect(aws.requests).toHaveLength(before);
  });

  test("it refuses what AWS refuses", async () => {
    const validator = new AccessAnalyzer({ region: "eu-central-1", paidChecksMax: 0 });
    const question = {
      check: "validate-policy",
      text: "{}",
      policyType: "IDENTITY_POLICY",
    } as const;
    expect(await validator.ask([{ ...question, resourceType: "AWS::S3::Bucket" }])).toEqual([
      { problem: "AWS refused the policy (ValidationException)" },
    ]);
  });
});
