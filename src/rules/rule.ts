import type { AccessPrincipal } from "../access/principals.ts";
import type { Confidence, FindingType, RelatedLocation, Suggestion } from "../findings/finding.ts";
import type { Guard, Inventory, Owner } from "../policy/inventory.ts";
import type { Policy, PolicyKind } from "../policy/policy.ts";
import type { PolicyDocument, Statement } from "../policy/policy-document.ts";
import type { Range } from "../text/range.ts";
import type { RuleContext } from "./rule-context.ts";

/** One rule. It sees policies and their owners only: never files, GitHub or AWS. It keeps no state. */
export interface Rule {
  readonly issueCode: string;
  readonly findingType: FindingType;
  /** One line, for lists. */
  readonly summary: string;
  readonly controls?: readonly string[];
  /** True when the code is Access Analyzer's own: the learn-more link leads to AWS's page then. */
  readonly accessAnalyzer?: boolean;
  /**
   * Codes that say the same with more reach. When one of them is found in the same policy at the
   * place of this problem, the problem is left out: one decision, one finding.
   */
  readonly yieldsTo?: readonly string[];
  /**
   * How sure the findings of the rule are; absent: certain. A hint speaks of what is right as well, so
   * that it is silent in reviews until the configuration gives the rule a finding type; `validate`
   * knows it always. Ask `confidenceOf`, which knows more.
   */
  readonly confidence?: Confidence;
  /** The kinds of policies that it is about; others are not shown to it. Absent: all. */
  readonly kinds?: readonly PolicyKind[];
  /** True for a rule that judges principals alone: statements without any are not shown to it. */
  readonly principalsOnly?: boolean;
  /** True for a rule that judges conditions alone: statements without any are not shown to it. */
  readonly conditionsOnly?: boolean;
  document?(document: PolicyDocument, policy: Policy, context: RuleContext): Iterable<Problem>;
  statement?(statement: Statement, policy: Policy, context: RuleContext): Iterable<Problem>;
  owner?(owner: Owner, context: RuleContext): Iterable<Problem>;
  guard?(guard: Guard, context: RuleContext): Iterable<Problem>;
  /**
   * For what follows from all policies of a principal together. A policy that several principals have
   * is judged with each of them; what is said twice of it is said once.
   */
  principal?(principal: AccessPrincipal, context: RuleContext): Iterable<AddressedProblem>;
  /**
   * For what only the change shows: a guardrail that is gone. Its findings belong to the change by
   * their nature; places are in head, wherever head has one.
   */
  change?(base: Inventory, head: Inventory, context: RuleContext): Iterable<AddressedProblem>;
  /** The language whose syntax errors are this rule's, or what else is found in the mere text. The runner passes them on. */
  readonly syntax?: SyntaxLanguage;
}

/** What a rule has to say; the runner adds the rule's own code, type and controls. */
export interface Problem {
  readonly at: Range;
  readonly details: string;
  /** What is granted or wrong, in canonical text: no places, no names of files. See `Finding`. */
  readonly subject: string;
  readonly related?: readonly RelatedLocation[];
  readonly suggestion?: Suggestion;
  /** Where this problem is less sure than others of its rule. It never makes one surer. */
  readonly confidence?: Confidence;
  /** Where this problem is less severe than others of its rule. It never makes one more severe. */
  readonly findingType?: FindingType;
  /** Where Access Analyzer places it, when that is not `at` and then `related`. See `Finding`. */
  readonly locations?: readonly Range[];
  /**
   * True when a rule with one of Access Analyzer's codes sees more here than Access Analyzer does:
   * such a problem belongs to reviews, and is left out of answers in Access Analyzer's stead.
   */
  readonly beyondAccessAnalyzer?: boolean;
}

/** A problem that names the policy or owner that it is about. */
export interface AddressedProblem extends Problem {
  readonly address: string;
}

type SyntaxLanguage = "json" | "yaml" | "hcl" | "configuration" | "credentials";

/** A syntax error as the sources report it. Stated here in full: rules know no sources. */
export interface SyntaxProblem {
  readonly language: SyntaxLanguage;
  readonly at: Range;
  readonly details: string;
}
