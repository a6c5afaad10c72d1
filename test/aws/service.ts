import nock from "nock";
import { AccessAnalyzer, type AccessAnalyzerOptions } from "../../src/aws/access-analyzer.ts";
import type { ValidatePolicyQuestion } from "../../src/review/policy-validator.ts";
import { patienceMs } from "../support/patience.ts";
import { region } from "./credentials.ts";

export const endpoint = `https://access-analyzer.${region}.amazonaws.com`;

export function accessAnalyzer(options: Partial<AccessAnalyzerOptions> = {}): AccessAnalyzer {
  const { bounds, ...rest } = options;
  return new AccessAnalyzer({
    region,
    paidChecksMax: 0,
    ...rest,
    bounds: {
      attemptsMax: 1,
      connectTimeoutMs: patienceMs,
      requestTimeoutMs: patienceMs,
      reviewTimeoutMs: patienceMs,
      ...bounds,
    },
  });
}

export const text = '{"Version":"2012-10-17","Statement":[]}';

export function question(parts: Partial<ValidatePolicyQuestion> = {}): ValidatePolicyQuestion {
  return { check: "validate-policy", text, policyType: "IDENTITY_POLICY", ...parts };
}

export function validation(): nock.Interceptor {
  return nock(endpoint).post(/^\/policy\/validation/);
}

/** A finding as the API documents it. */
export function rawFinding(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    findingType: "WARNING",
    issueCode: "MISSING_VERSION",
    findingDetails: "We recommend that you specify the Version element.",
    learnMoreLink:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#x",
    locations: [
      {
        path: [{ value: "Statement" }, { index: 0 }],
        span: {
          start: { line: 1, column: 4, offset: 4 },
          end: { line: 1, column: 9, offset: 9 },
        },
      },
    ],
    ...parts,
  };
}
