import type {
  PolicyAnswer,
  PolicyQuestion,
  PolicyValidator,
  ValidatorFinding,
} from "../../src/review/policy-validator.ts";

/** Plays AWS: answers with a function, and keeps what it was asked. */
export class FakeValidator implements PolicyValidator {
  readonly paidChecksMax: number;
  readonly questions: PolicyQuestion[] = [];
  private readonly answer: (question: PolicyQuestion) => PolicyAnswer;

  constructor(answer: (question: PolicyQuestion) => PolicyAnswer, paidChecksMax = 0) {
    this.answer = answer;
    this.paidChecksMax = paidChecksMax;
  }

  async ask(questions: readonly PolicyQuestion[]): Promise<readonly PolicyAnswer[]> {
    this.questions.push(...questions);
    return questions.map(this.answer);
  }
}

/** The answer of `ValidatePolicy` with these findings. */
export function found(...findings: readonly ValidatorFinding[]): PolicyAnswer {
  return { findings, doubts: [] };
}

/** A finding at every given piece of the text, each the first of its kind. */
export function findingAt(
  { text }: Pick<PolicyQuestion, "text">,
  pieces: string | readonly string[],
  parts: Partial<ValidatorFinding> = {},
): ValidatorFinding {
  const locations = [pieces].flat().map((piece) => {
    const start = text.indexOf(piece);
    if (start < 0) throw new Error(`${piece} is not in ${text}`);
    return { path: [], span: { start, end: start + piece.length } };
  });
  return {
    issueCode: "SOME_CODE",
    findingType: "WARNING",
    findingDetails: "AWS says so.",
    learnMoreLink: "https://docs.aws.amazon.com/some-page",
    locations,
    ...parts,
  };
}
