import type { Finding } from "../../findings/finding.ts";
import { identityAnywhere } from "../../findings/identity.ts";
import type { Policy } from "../../policy/policy.ts";
import type { AwsSettings, Settings } from "../../settings/settings.ts";
import {
  type AnsweredQuestion,
  type PolicyAnswer,
  type PolicyQuestion,
  questionKey,
} from "../policy-validator.ts";
import type { AccessAnalyzerCoverage, AccessAnalyzerProblem } from "../review.ts";
import { mergeFindings } from "./merge.ts";
import { PaidChecks } from "./paid-checks.ts";
import {
  type AskablePolicy,
  askable,
  type ChangedSide,
  isAskable,
  type ListedSide,
} from "./questions.ts";
import { type PolicyVerdict, policyVerdict } from "./translate.ts";

/** What the operator lets a review ask AWS, and what was answered so far. Plain data. */
export interface AccessAnalyzerInput {
  /** Paid checks that the review may make. */
  readonly paidChecksMax: number;
  readonly answers: readonly AnsweredQuestion[];
}

/** One side of a change as far as AWS can be asked about it. */
export interface ConsultedSide {
  readonly policies: readonly Policy[];
  /** Whether the text of a policy has syntax errors. */
  isBroken(policy: Policy): boolean;
  /** The document as it stands in its file. */
  written(policy: Policy): string;
}

/** Distinct questions of one review. Past it the review says what was not asked. */
const questionsMax = 1000;

/**
 * What is to be asked of AWS about a change, and what follows from the answers. Only policies that
 * are sent differently at base and head matter: of the others nothing can be new.
 */
export class Consultation {
  /** What is still to be asked; empty when the review can be finished. */
  readonly questions: readonly PolicyQuestion[];

  private readonly settings: AwsSettings;
  /** Why nothing is asked; null when it is. */
  private readonly notAsked: string | null;
  private readonly answers: ReadonlyMap<string, PolicyAnswer>;
  private readonly asked: ReadonlySet<string>;
  private readonly base: ChangedSide;
  private readonly head: ChangedSide;
  private readonly paid: PaidChecks;

  /** @param isConfigured false when the configuration is broken: it may have meant to ask nothing. */
  constructor(
    { aws: settings, parameters: { critical } }: Settings,
    isConfigured: boolean,
    input: AccessAnalyzerInput | undefined,
    base: ConsultedSide | undefined,
    head: ConsultedSide,
  ) {
    this.settings = settings;
    this.notAsked = whyNot(settings, isConfigured, input);
    this.answers = new Map(
      (input?.answers ?? []).map(({ question, answer }) => [questionKey(question), answer]),
    );
    const asks = this.notAsked === null;
    const before = asks && base ? listed(base) : nobody;
    const after = asks ? listed(head) : nobody;
    this.base = { ...before, changed: without(before.askable, after.askable) };
    const unaskable = after.unaskable.filter(({ policy }) => !isWrittenSo(policy, head, base));
    this.head = { ...after, unaskable, changed: without(after.askable, before.askable) };

    const free = new Map<string, PolicyQuestion>();
    for (const { texts } of [...this.head.changed, ...this.base.changed]) {
      for (const { question } of texts) {
        if (free.size < questionsMax) free.set(questionKey(question), question);
      }
    }
    this.asked = new Set(free.keys());
    this.paid = new PaidChecks(
      { checks: settings.checks, critical },
      input?.paidChecksMax ?? 0,
      this.head,
      this.base,
      (question) => this.answers.get(questionKey(question)),
    );
    const wanted = [...free.values(), ...this.paid.questions];
    this.questions = wanted.filter((question) => !this.answers.has(questionKey(question)));
  }

  /** Merges the answers into the findings of the offline engine. */
  judge(base: readonly Finding[], head: readonly Finding[]): ConsultedFindings {
    const headVerdicts = this.verdicts(this.head);
    const baseVerdicts = this.verdicts(this.base);
    const ofBase = mergeFindings(base, comparable(baseVerdicts, headVerdicts, this.head));
    const ofHead = mergeFindings(head, headVerdicts);
    // A name that AWS knows is known everywhere.
    const known = new Set([...ofHead.withdrawn, ...ofBase.withdrawn].map(identityAnywhere));
    const isWithdrawn = (finding: Finding) =>
      !finding.reportedBy && known.has(identityAnywhere(finding));
    const remarks = new Remarks(baseVerdicts, this.base);
    return {
      base: [
        ...ofBase.findings.filter((finding) => !isWithdrawn(finding)),
        ...this.paid.baseFindings(),
      ],
      head: [
        ...ofHead.findings
          .filter((finding) => !isWithdrawn(finding))
          .map((finding) => remarks.on(finding)),
        ...this.paid.headFindings(),
      ],
      withdrawn: head.filter(isWithdrawn),
      verdicts: headVerdicts,
      problems: mergeProblems([
        ...this.head.unaskable.map(({ policy, reason }) => missing(policy, reason)),
        ...problemsOf(headVerdicts),
        ...problemsOf(baseVerdicts),
        ...this.paid.problems(),
      ]),
    };
  }

  /** `undefined` when there is no policy to ask about. */
  coverage(
    { verdicts, problems }: ConsultedFindings,
    withdrawn: AccessAnalyzerCoverage["withdrawn"],
    policiesAtHead: number,
  ): AccessAnalyzerCoverage | undefined {
    if (policiesAtHead === 0) return undefined;
    const questions = new Map(
      this.head.changed.flatMap(({ texts }) =>
        texts.map(({ question }) => {
          const key = questionKey(question);
          const answer = this.answers.get(key);
          return [key, answer !== undefined && "findings" in answer] as const;
        }),
      ),
    );
    return {
      notAsked: this.notAsked,
      required: this.settings.required,
      policies: questions.size,
      answered: [...questions.values()].filter((isAnswered) => isAnswered).length,
      paidChecks: this.paid.count,
      problems,
      leftOut: verdicts.reduce((count, { leftOut }) => count + leftOut.length, 0),
      withdrawn,
    };
  }

  private verdicts({ changed }: ChangedSide): PolicyVerdict[] {
    return changed.map((policy) =>
      policyVerdict(policy, (question) => {
        const key = questionKey(question);
        if (this.asked.has(key)) return this.answers.get(key);
        return { problem: `the change has more policies than the limit of ${questionsMax} texts` };
      }),
    );
  }
}

function whyNot(
  { validate }: AwsSettings,
  isConfigured: boolean,
  input: AccessAnalyzerInput | undefined,
): string | null {
  if (!input) return "it is not switched on where the review ran";
  if (!isConfigured) return "the configuration is not valid, and may have meant to switch it off";
  return validate ? null : "the configuration of the repository switches it off";
}

export interface ConsultedFindings {
  readonly base: readonly Finding[];
  readonly head: readonly Finding[];
  /** Findings at head that gave way to AWS's answer. */
  readonly withdrawn: readonly Finding[];
  readonly verdicts: readonly PolicyVerdict[];
  readonly problems: readonly AccessAnalyzerProblem[];
}

const nobody: ListedSide = { addresses: new Set(), askable: [], unaskable: [] };

function listed(side: ConsultedSide): ListedSide {
  const all = side.policies.map((policy) => askable(policy, side.isBroken(policy)));
  return {
    addresses: new Set(side.policies.map(({ address }) => address)),
    askable: all.filter(isAskable),
    unaskable: all.flatMap((each) => (each && !isAskable(each) ? [each] : [])),
  };
}

/** Whether base has the policy with the same words; whoever cannot be sent has no text to compare. */
function isWrittenSo(
  policy: Policy,
  head: ConsultedSide,
  base: ConsultedSide | undefined,
): boolean {
  const { address } = policy;
  const text = head.written(policy);
  return (base?.policies ?? []).some(
    (earlier) => earlier.address === address && base?.written(earlier) === text,
  );
}

function without(
  policies: readonly AskablePolicy[],
  others: readonly AskablePolicy[],
): AskablePolicy[] {
  const name = ({ policy, key }: AskablePolicy) => `${policy.address}\n${key}`;
  const known = new Set(others.map(name));
  return policies.filter((policy) => !known.has(name(policy)));
}

/**
 * What may be told about the base. A finding of it that head lacks would count as fixed: so it is
 * left out where AWS gave no answer about head, or an answer that says nothing about it.
 */
function comparable(
  base: readonly PolicyVerdict[],
  head: readonly PolicyVerdict[],
  { addresses }: ListedSide,
): PolicyVerdict[] {
  const unanswered = addressesOf(head.filter(({ answered }) => !answered));
  const leftOut = new Set(
    head.flatMap(({ policy, leftOut }) => leftOut.map((code) => `${policy.address}\n${code}`)),
  );
  return base.map((verdict) => {
    const { address } = verdict.policy;
    const isMissing = addresses.has(address) ? unanswered.has(address) : unanswered.size > 0;
    if (isMissing) return { ...verdict, answered: false, findings: [] };
    const findings = verdict.findings.filter(
      ({ finding }) => !leftOut.has(`${address}\n${finding.issueCode}`),
    );
    return { ...verdict, findings };
  });
}

/** Says of findings of AWS alone when nobody can tell whether they were there before. */
class Remarks {
  private readonly addresses: ReadonlySet<string>;
  private readonly unanswered: ReadonlySet<string>;
  private readonly leftOut: ReadonlySet<string>;

  constructor(base: readonly PolicyVerdict[], { addresses }: ListedSide) {
    this.addresses = addresses;
    this.unanswered = addressesOf(base.filter(({ answered }) => !answered));
    this.leftOut = new Set(
      base.flatMap(({ policy, leftOut }) => leftOut.map((code) => `${policy.address}\n${code}`)),
    );
  }

  on(finding: Finding): Finding {
    const { reportedBy = [], address = "", issueCode } = finding;
    if (reportedBy.includes("offline") || !reportedBy.includes("access-analyzer")) return finding;
    const isUnknown =
      this.leftOut.has(`${address}\n${issueCode}`) ||
      (this.addresses.has(address) ? this.unanswered.has(address) : this.unanswered.size > 0);
    if (!isUnknown) return finding;
    return { ...finding, details: `${finding.details} Whether it was there before is not known.` };
  }
}

function addressesOf(verdicts: readonly PolicyVerdict[]): ReadonlySet<string> {
  return new Set(verdicts.map(({ policy }) => policy.address));
}

function problemsOf(verdicts: readonly PolicyVerdict[]): AccessAnalyzerProblem[] {
  return verdicts.flatMap(({ policy, problems, doubts }) => [
    ...problems.map((reason) => missing(policy, reason)),
    ...doubts.map((reason) => ({ reason, policies: [policy.address], missing: false })),
  ]);
}

function missing({ address }: Policy, reason: string): AccessAnalyzerProblem {
  return { reason, policies: [address], missing: true };
}

/** One entry for each reason. */
function mergeProblems(problems: readonly AccessAnalyzerProblem[]): AccessAnalyzerProblem[] {
  const merged = new Map<string, AccessAnalyzerProblem>();
  for (const problem of problems) {
    const key = `${problem.missing} ${problem.reason}`;
    const policies = new Set([...(merged.get(key)?.policies ?? []), ...problem.policies]);
    merged.set(key, { ...problem, policies: [...policies] });
  }
  return [...merged.values()];
}
