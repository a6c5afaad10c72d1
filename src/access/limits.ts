/**
 * What a comparison may spend. All are counts, not times, so that the same input always gives the
 * same answer. Past a limit the answer is "could not decide", with the name of the limit.
 */
export interface Limits {
  /** States of one search for texts in a product of patterns. */
  readonly statesMax: number;
  /** Steps of all such searches together. */
  readonly stepsMax: number;
  /** Values that are tried for the condition keys of one question. */
  readonly conditionStepsMax: number;
  /** The same for all questions together. */
  readonly conditionStepsTotalMax: number;
  /** Classes of values of one multivalued key; its sets are every combination of them. */
  readonly setClassesMax: number;
  /** Statements of both sides together, after values that are uncertain have been told apart. */
  readonly statementsMax: number;
  /** Statements that the plain evaluator looks at to confirm examples, of all lines together. */
  readonly confirmationsMax: number;
  /** Classes of actions × statements × resource patterns that are looked at. */
  readonly questionsMax: number;
}

export const defaultLimits: Limits = {
  statesMax: 20_000,
  stepsMax: 3_000_000,
  conditionStepsMax: 200_000,
  conditionStepsTotalMax: 1_000_000,
  setClassesMax: 10,
  statementsMax: 5_000,
  confirmationsMax: 150_000,
  questionsMax: 200_000,
};

/** Counts what a comparison spends. */
export class Budget {
  readonly limits: Limits;
  private steps = 0;
  private conditionSteps = 0;
  private questions = 0;
  private confirmations = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** True when a limit that all searches share is reached. */
  get exhausted(): boolean {
    const { stepsMax, conditionStepsTotalMax, confirmationsMax, questionsMax } = this.limits;
    return (
      this.confirmations > confirmationsMax ||
      this.steps > stepsMax ||
      this.conditionSteps > conditionStepsTotalMax ||
      this.questions > questionsMax
    );
  }

  /** @throws LimitReached */
  step(count: number): void {
    this.steps += count;
    if (this.steps > this.limits.stepsMax)
      throw new LimitReached(`stepsMax = ${this.limits.stepsMax}`);
  }

  /** @throws LimitReached */
  conditionStep(count = 1): void {
    this.conditionSteps += count;
    if (this.conditionSteps > this.limits.conditionStepsTotalMax) {
      throw new LimitReached(`conditionStepsTotalMax = ${this.limits.conditionStepsTotalMax}`);
    }
  }

  /**
   * For an example that is to be confirmed over so many statements.
   *
   * @throws LimitReached
   */
  confirmation(statements: number): void {
    this.confirmations += statements;
    if (this.confirmations > this.limits.confirmationsMax) {
      throw new LimitReached(`confirmationsMax = ${this.limits.confirmationsMax}`);
    }
  }

  /** @throws LimitReached */
  question(): void {
    this.questions++;
    if (this.questions > this.limits.questionsMax) {
      throw new LimitReached(`questionsMax = ${this.limits.questionsMax}`);
    }
  }
}

/** Caught inside `access/`, where it becomes an undecided part of the answer. */
export class LimitReached extends Error {
  /** For people: `statesMax = 20000`. */
  readonly limit: string;

  constructor(limit: string) {
    super(limit);
    this.limit = limit;
  }
}
