import type { PolicyType } from "../policy/policy.ts";

/**
 * Somebody who judges policy texts besides the offline engine: AWS's IAM Access Analyzer, and in
 * tests whoever plays its part. The review says what is to be asked and what follows from the
 * answers; a validator only carries questions and answers.
 */
export interface PolicyValidator {
  /** Paid checks that one review may make; 0 when they are off. */
  readonly paidChecksMax: number;
  /**
   * Answers each question, in the order of the questions. A fault is an answer as well: it never
   * rejects for what happens outside.
   */
  ask(questions: readonly PolicyQuestion[]): Promise<readonly PolicyAnswer[]>;
}

/** What can be asked about policy texts. All texts are JSON in ASCII. Plain data. */
export type PolicyQuestion =
  | ValidatePolicyQuestion
  | NoNewAccessQuestion
  | NoPublicAccessQuestion
  | AccessNotGrantedQuestion;

/** Free. */
export interface ValidatePolicyQuestion {
  readonly check: "validate-policy";
  readonly text: string;
  readonly policyType: PolicyType;
  readonly resourceType?: string;
}

/** Paid. Does the text grant what the existing one does not? */
interface NoNewAccessQuestion {
  readonly check: "no-new-access";
  readonly text: string;
  readonly existing: string;
  readonly policyType: AccessCheckPolicyType;
}

/** Paid. Does the text let everybody in? */
interface NoPublicAccessQuestion {
  readonly check: "no-public-access";
  readonly text: string;
  readonly resourceType: string;
}

/** Paid. Does the text grant any of these actions, or any access to these resources? */
interface AccessNotGrantedQuestion {
  readonly check: "access-not-granted";
  readonly text: string;
  readonly policyType: AccessCheckPolicyType;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export type AccessCheckPolicyType = Extract<PolicyType, "IDENTITY_POLICY" | "RESOURCE_POLICY">;

export type PolicyAnswer =
  /** Of `validate-policy`. `doubts` says in words what of the answer could not be understood. */
  | { readonly findings: readonly ValidatorFinding[]; readonly doubts: readonly string[] }
  /** Of the other checks. */
  | { readonly result: "PASS" | "FAIL"; readonly reasons: readonly CheckReason[] }
  /** No answer, and why: a sentence for people without policy text, account or credential. */
  | { readonly problem: string };

/** A finding as ValidatePolicy has it. */
export interface ValidatorFinding {
  readonly findingType: string;
  readonly issueCode: string;
  readonly findingDetails: string;
  readonly learnMoreLink: string;
  readonly locations: readonly ValidatorLocation[];
}

export interface ValidatorLocation {
  readonly path: readonly PathStep[];
  /** Offsets into the text, from 0, the end exclusive; absent when the answer has none. */
  readonly span?: { readonly start: number; readonly end: number };
}

export type PathStep =
  | { readonly value: string }
  | { readonly key: string }
  | { readonly index: number }
  | { readonly substring: { readonly start: number; readonly length: number } };

export interface CheckReason {
  readonly description: string;
  /** Position of the statement in the text, from 0. */
  readonly statementIndex?: number;
}

export interface AnsweredQuestion {
  readonly question: PolicyQuestion;
  readonly answer: PolicyAnswer;
}

/** Every question with its answer; without a validator, or where it is silent, that is the answer. */
export async function askEach<Question extends PolicyQuestion>(
  questions: readonly Question[],
  validator: PolicyValidator | undefined,
): Promise<{ readonly question: Question; readonly answer: PolicyAnswer }[]> {
  const answers = await validator?.ask(questions);
  return questions.map((question, index) => ({
    question,
    answer: answers?.[index] ?? { problem: "AWS gave no answer" },
  }));
}

/** Equal for equal questions. */
export function questionKey(question: PolicyQuestion): string {
  const { check, text } = question;
  switch (check) {
    case "validate-policy":
      return JSON.stringify([check, text, question.policyType, question.resourceType ?? null]);
    case "no-new-access":
      return JSON.stringify([check, text, question.policyType, question.existing]);
    case "no-public-access":
      return JSON.stringify([check, text, question.resourceType]);
    case "access-not-granted":
      return JSON.stringify([
        check,
        text,
        question.policyType,
        question.actions,
        question.resources,
      ]);
  }
}
