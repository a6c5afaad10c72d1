import { newAccess } from "../access/compare-access.ts";
import { defaultLimits, type Limits } from "../access/limits.ts";
import type { PolicySet } from "../access/policy-set.ts";
import { dependsOn, widest } from "../access/widest.ts";
import type { Finding } from "../findings/finding.ts";
import type { Inventory } from "../policy/inventory.ts";
import type { PolicyDocument, Statement } from "../policy/policy-document.ts";
import { isWithin } from "../text/range.ts";

/** Comparisons for one review, and what each may spend: single statements cost little. */
const comparisonsMax = 1_000;
const limits: Limits = {
  ...defaultLimits,
  stepsMax: 100_000,
  conditionStepsMax: 20_000,
  conditionStepsTotalMax: 50_000,
  confirmationsMax: 20_000,
  questionsMax: 20_000,
};

/**
 * Questions about the one statement that a finding is in: what it allows, beside what the policy of the
 * same address allows on the other side.
 */
export class StatementAccess {
  private readonly base: ReadonlyMap<string, PolicyDocument>;
  private readonly head: ReadonlyMap<string, PolicyDocument>;
  private readonly open = new Map<Statement, string | undefined>();
  private readonly covered = new Map<Statement, boolean>();
  private comparisons = 0;

  constructor(base: Inventory, head: Inventory) {
    this.base = documentsOf(base);
    this.head = documentsOf(head);
  }

  /**
   * What it depends on whether head still allows what a finding of base is about; `undefined` where it
   * surely does not, and where nothing of the policy is unknown.
   */
  mayStay(finding: Finding): string | undefined {
    return this.mayAllow(finding, this.base, this.head);
  }

  /** The same of a finding of head, and what base may have allowed. */
  mayHaveBeen(finding: Finding): string | undefined {
    return this.mayAllow(finding, this.head, this.base);
  }

  private mayAllow(
    finding: Finding,
    there: ReadonlyMap<string, PolicyDocument>,
    here: ReadonlyMap<string, PolicyDocument>,
  ): string | undefined {
    const found = statementOf(finding, there);
    const other = here.get(finding.address ?? "");
    if (!found || !other) return undefined;
    return once(this.open, found.statement, () => {
      const { set, references } = widest({ grants: [other] }, { grants: [found.document] });
      if (references.length === 0) return undefined;
      if (this.comparisons >= comparisonsMax) return "there is too much of which not all is known";
      return this.isCovered(found, set) ? dependsOn(references) : undefined;
    });
  }

  /** Whether the policy of base surely allowed all that the statement of a finding of head allows. */
  wasAllowed(finding: Finding): boolean {
    const found = statementOf(finding, this.head);
    const before = this.base.get(finding.address ?? "");
    if (!found || !before) return false;
    return once(this.covered, found.statement, () => this.isCovered(found, { grants: [before] }));
  }

  /** Past the bounds it is not. */
  private isCovered({ document, statement }: Found, by: PolicySet): boolean {
    if (this.comparisons++ >= comparisonsMax) return false;
    const { unknownStatements: _, ...rest } = document;
    const alone = { ...rest, statements: [statement] };
    const { lines, undecided } = newAccess(by, { grants: [alone] }, limits);
    return undecided.length === 0 && !lines.some(({ practical }) => practical);
  }
}

function once<T>(answers: Map<Statement, T>, statement: Statement, answer: () => T): T {
  const known = answers.get(statement);
  if (known !== undefined || answers.has(statement)) return known as T;
  const found = answer();
  answers.set(statement, found);
  return found;
}

interface Found {
  readonly document: PolicyDocument;
  readonly statement: Statement;
}

function documentsOf({ policies }: Inventory): Map<string, PolicyDocument> {
  return new Map(policies.map(({ address, document }) => [address, document]));
}

/** The Allow that the finding is in. */
function statementOf(
  { address, at }: Finding,
  documents: ReadonlyMap<string, PolicyDocument>,
): Found | undefined {
  const document = documents.get(address ?? "");
  const statement = document?.statements.find(
    ({ effect, range }) => effect === "Allow" && isWithin(at, range),
  );
  return document && statement && { document, statement };
}
