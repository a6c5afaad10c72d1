/** Steps of evaluation that every directory may take, and those for each character of its files. */
const stepsBase = 100_000;
const stepsPerCharacter = 1;
const stepsMax = 1_000_000;

/** Values in one policy. IAM's own limits allow some thousand characters. */
const policyStepsMax = 20_000;

/** Expressions within expressions and references to references that are followed. */
export const depthMax = 400;

/** Elements of one list or object, and parts of one text. */
export const itemsMax = 10_000;

/** What one directory may cost. It is spent by everything that goes through foreign values. */
export class Budget {
  depth = 0;
  private left: number;
  private readonly bound: string;
  private readonly parent: Budget | undefined;
  private readonly exceeded = new Set<string>();

  private constructor(steps: number, bound: string, parent?: Budget) {
    this.left = steps;
    this.bound = bound;
    this.parent = parent;
  }

  /** @param length characters in the files of the directory */
  static forDirectory(length: number): Budget {
    const steps = Math.min(stepsBase + length * stepsPerCharacter, stepsMax);
    return new Budget(steps, `more than ${steps} steps of evaluation`);
  }

  /** A part of this budget: one policy cannot use up what the others need. */
  forPolicy(): Budget {
    return new Budget(policyStepsMax, `a policy of more than ${policyStepsMax} values`, this);
  }

  /** False: the budget is used up, and what is left stays unknown. */
  spend(steps = 1): boolean {
    if (this.parent && !this.parent.spend(steps)) return false;
    this.left -= steps;
    if (this.left >= 0) return true;
    this.exceed(this.bound);
    return false;
  }

  /** Remembers a bound that was passed, in words that go on "… has". */
  exceed(bound: string): void {
    if (this.parent) this.parent.exceed(bound);
    else this.exceeded.add(bound);
  }

  get passed(): readonly string[] {
    return [...this.exceeded];
  }
}
