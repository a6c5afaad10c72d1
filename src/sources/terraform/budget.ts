/** Steps of evaluation that every configuration may take, and those for each character of its files. */
const stepsBase = 100_000;
const stepsPerCharacter = 1;
const stepsMax = 1_000_000;

/** Steps that all configurations of one reading share, and those for each character of all files. */
const pooledStepsBase = 2_000_000;
const pooledStepsPerCharacter = 4;

/** Values in one policy. IAM's own limits allow some thousand characters. */
const policyStepsMax = 20_000;

/** Expressions within expressions and references to references that are followed. */
export const depthMax = 400;

/** Elements of one list or object, and parts of one text. */
export const itemsMax = 10_000;

/** What all configurations of one reading may cost together: small ones can call large modules. */
export class BudgetPool {
  left = pooledStepsBase;

  /** @param length characters in the files of a module that is read the first time */
  grow(length: number): void {
    this.left += length * pooledStepsPerCharacter;
  }
}

/** What one configuration may cost. It is spent by everything that goes through foreign values. */
export class Budget {
  depth = 0;
  private left: number;
  private total: number;
  private readonly bound: string;
  private readonly parent: Budget | undefined;
  private readonly pool: BudgetPool | undefined;
  private readonly exceeded = new Set<string>();

  private constructor(steps: number, bound: string, above: { parent?: Budget; pool?: BudgetPool }) {
    this.left = steps;
    this.total = steps;
    this.bound = bound;
    this.parent = above.parent;
    this.pool = above.pool;
  }

  static forConfiguration(pool: BudgetPool): Budget {
    return new Budget(stepsBase, "more steps of evaluation than are taken", { pool });
  }

  /** @param length characters in the files of a module that is evaluated */
  grow(length: number): void {
    const added = Math.min(length * stepsPerCharacter, stepsMax - this.total);
    this.left += added;
    this.total += added;
  }

  /** A part of this budget: one policy cannot use up what the others need. */
  forPolicy(): Budget {
    const bound = `a policy of more than ${policyStepsMax} values`;
    return new Budget(policyStepsMax, bound, { parent: this });
  }

  /** False: the budget is used up, and what is left stays unknown. */
  spend(steps = 1): boolean {
    if (this.parent && !this.parent.spend(steps)) return false;
    if (this.pool) this.pool.left -= steps;
    this.left -= steps;
    if (this.left >= 0 && (!this.pool || this.pool.left >= 0)) return true;
    this.exceed(this.bound);
    return false;
  }

  /** True when nothing more is evaluated. */
  get isSpent(): boolean {
    return this.left < 0 || (this.pool !== undefined && this.pool.left < 0);
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
