import type { Finding, FindingType } from "../../findings/finding.ts";
import { policyType } from "../../policy/policy.ts";
import { canonicalStatement } from "../../rules/canonical.ts";
import type { Settings } from "../../settings/settings.ts";
import {
  type AccessCheckPolicyType,
  type CheckReason,
  type PolicyAnswer,
  type PolicyQuestion,
  questionKey,
} from "../policy-validator.ts";
import type { AccessAnalyzerProblem } from "../review.ts";
import type { PolicyText, SentNode } from "./policy-text.ts";
import type { AskablePolicy, ChangedSide } from "./questions.ts";

type Check = Exclude<PolicyQuestion["check"], "validate-policy">;
type CheckQuestion = Extract<PolicyQuestion, { check: Check }>;

interface PaidCheckSettings {
  readonly checks: Settings["aws"]["checks"];
  readonly critical: Settings["parameters"]["critical"];
}

/** A check of one text. */
interface Planned {
  readonly policy: AskablePolicy;
  readonly text: PolicyText;
  readonly question: CheckQuestion;
}

/**
 * The custom policy checks, which AWS charges for: only those that the configuration names, for
 * policies that changed, and no more in one review than the operator allows. The base is asked only
 * about what head fails, so that what was there before is told apart.
 */
export class PaidChecks {
  /** Everything that is to be asked as far as the answers lead, answered or not. */
  readonly questions: readonly CheckQuestion[];
  private readonly head: readonly Planned[];
  private readonly base: readonly Planned[];
  private readonly within: ReadonlySet<string>;
  private readonly budget: number;
  private readonly answerTo: (question: PolicyQuestion) => PolicyAnswer | undefined;

  constructor(
    settings: PaidCheckSettings,
    budget: number,
    head: ChangedSide,
    base: ChangedSide,
    answerTo: (question: PolicyQuestion) => PolicyAnswer | undefined,
  ) {
    this.answerTo = answerTo;
    this.budget = budget;
    const before = new Map(base.askable.map((policy) => [policy.policy.address, policy]));
    this.head = head.changed.flatMap((policy) =>
      planned(policy, before.get(policy.policy.address), settings),
    );
    const failed = this.head.filter((plan) => this.failedReasons(plan) !== undefined);
    this.base = failed.flatMap(({ policy, question }) => {
      const earlier = before.get(policy.policy.address);
      if (!earlier || question.check === "no-new-access") return [];
      return planned(earlier, undefined, settings).filter(
        (plan) => plan.question.check === question.check,
      );
    });
    const wanted = new Map(
      [...this.head, ...this.base].map(({ question }) => [questionKey(question), question]),
    );
    this.questions = [...wanted.values()].slice(0, budget);
    this.within = new Set(this.questions.map(questionKey));
  }

  /** Checks that were answered, or at least tried. */
  get count(): number {
    return this.questions.filter((question) => this.answerTo(question) !== undefined).length;
  }

  headFindings(): Finding[] {
    return this.head.flatMap((plan) => {
      const uncertain = this.base.some(
        ({ policy, question }) =>
          policy.policy.address === plan.policy.policy.address &&
          question.check === plan.question.check &&
          !this.isAnswered(question),
      );
      return this.findings(plan, uncertain ? " Whether it was there before is not known." : "");
    });
  }

  baseFindings(): Finding[] {
    return this.base.flatMap((plan) => this.findings(plan, ""));
  }

  problems(): AccessAnalyzerProblem[] {
    return [...this.head, ...this.base].flatMap(({ policy, question }) => {
      const reason = this.problem(question);
      if (reason === undefined) return [];
      return [{ reason, policies: [policy.policy.address], missing: true }];
    });
  }

  private problem(question: CheckQuestion): string | undefined {
    const name = checks[question.check].operation;
    if (!this.within.has(questionKey(question))) {
      return this.budget === 0
        ? `${name} was not asked, since paid checks are not switched on where the review ran`
        : `${name} was not asked, since the review may make ${this.budget} paid checks and no more`;
    }
    const answer = this.answerTo(question);
    if (answer && "problem" in answer) return `${name}: ${answer.problem}`;
    return this.isAnswered(question) ? undefined : `${name}: AWS gave no answer`;
  }

  private isAnswered(question: CheckQuestion): boolean {
    const answer = this.answerTo(question);
    return answer !== undefined && "result" in answer;
  }

  private failedReasons({ question }: Planned): readonly CheckReason[] | undefined {
    const answer = this.answerTo(question);
    return answer && "result" in answer && answer.result === "FAIL" ? answer.reasons : undefined;
  }

  private findings(plan: Planned, remark: string): Finding[] {
    const reasons = this.failedReasons(plan);
    if (!reasons) return [];
    const shown = reasons.length > 0 ? reasons.slice(0, reasonsMax) : [{ description: "" }];
    return shown.map((reason) => finding(plan, reason, remark));
  }
}

/** Reasons of one answer that become findings. */
const reasonsMax = 50;

interface CheckWording {
  readonly operation: string;
  readonly issueCode: string;
  readonly findingType: FindingType;
  readonly details: string;
}

const checks: Readonly<Record<Check, CheckWording>> = {
  "no-new-access": {
    operation: "CheckNoNewAccess",
    issueCode: "CHECK_NO_NEW_ACCESS",
    findingType: "WARNING",
    details: "AWS finds that the policy grants access that it did not grant before.",
  },
  "no-public-access": {
    operation: "CheckNoPublicAccess",
    issueCode: "CHECK_NO_PUBLIC_ACCESS",
    findingType: "SECURITY_WARNING",
    details: "AWS finds that the policy lets everybody in.",
  },
  "access-not-granted": {
    operation: "CheckAccessNotGranted",
    issueCode: "CHECK_ACCESS_NOT_GRANTED",
    findingType: "SECURITY_WARNING",
    details: "AWS finds that the policy grants access that the configuration calls critical.",
  },
};

function finding(
  { policy, text, question }: Planned,
  reason: CheckReason,
  remark: string,
): Finding {
  const { document, address } = policy.policy;
  const { operation, issueCode, findingType, details } = checks[question.check];
  const sent = sentStatement(text, reason.statementIndex);
  const statement = document.statements.find(
    ({ range }) => sent && range.file === sent.range.file && range.start === sent.range.start,
  );
  const unknowns =
    document.unknowns.length > 0 ? " Values that are not known were sent as stand-ins." : "";
  const description = reason.description && ` ${operation}: ${reason.description}`;
  return {
    issueCode,
    findingType,
    at: sent?.range ?? document.statementKey ?? document.range,
    related: [],
    details: `${details}${description}${unknowns}${remark}`,
    address,
    subject: statement ? canonicalStatement(statement) : "",
    controls: [],
    reportedBy: ["access-analyzer"],
    learnMoreLink: `https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_${operation}.html`,
  };
}

function sentStatement({ root }: PolicyText, index: number | undefined): SentNode | undefined {
  if (index === undefined) return undefined;
  const statement = root.members.find(({ name }) => name === "Statement")?.value;
  if (statement?.kind === "array") return statement.items[index];
  return index === 0 ? statement : undefined;
}

function planned(
  policy: AskablePolicy,
  before: AskablePolicy | undefined,
  { checks: wanted, critical }: PaidCheckSettings,
): Planned[] {
  const type = checkedType(policy);
  const publicType = publicResourceType(policy);
  const questions: Planned[] = [];
  for (const [index, { text }] of policy.texts.entries()) {
    const add = (question: CheckQuestion) => questions.push({ policy, text, question });
    const existing = before && (before.texts[index] ?? before.texts[0]);
    if (wanted.includes("no-new-access") && type && existing) {
      const { text: existingText } = existing.text;
      add({ check: "no-new-access", text: text.text, existing: existingText, policyType: type });
    }
    if (wanted.includes("no-public-access") && publicType) {
      add({ check: "no-public-access", text: text.text, resourceType: publicType });
    }
    if (!type || !wanted.includes("access-not-granted")) continue;
    // One access object for each call: actions and resources are asked about apart, since together
    // they would mean "these actions on these resources".
    const { actions, resources } = critical;
    const ask = { check: "access-not-granted", text: text.text, policyType: type } as const;
    if (actions.length > 0) add({ ...ask, actions, resources: [] });
    if (resources.length > 0) add({ ...ask, actions: [], resources });
  }
  return questions;
}

/** The checks take identity and resource policies only. */
function checkedType({ policy }: AskablePolicy): AccessCheckPolicyType | undefined {
  // Boundaries grant nothing by themselves.
  if (policy.kind === "boundary" || policy.kind === "session") return undefined;
  const type = policyType(policy.kind);
  return type === "IDENTITY_POLICY" || type === "RESOURCE_POLICY" ? type : undefined;
}

/** Resource types of CheckNoPublicAccess (API reference). */
const publicResourceTypes: ReadonlySet<string> = new Set([
  "AWS::ApiGateway::RestApi",
  "AWS::Backup::BackupVault",
  "AWS::CloudTrail::Dashboard",
  "AWS::CloudTrail::EventDataStore",
  "AWS::CodeArtifact::Domain",
  "AWS::DynamoDB::Stream",
  "AWS::DynamoDB::Table",
  "AWS::EFS::FileSystem",
  "AWS::KMS::Key",
  "AWS::Kinesis::Stream",
  "AWS::Kinesis::StreamConsumer",
  "AWS::Lambda::Function",
  "AWS::OpenSearchService::Domain",
  "AWS::S3::AccessPoint",
  "AWS::S3::Bucket",
  "AWS::S3::Glacier",
  "AWS::S3Express::AccessPoint",
  "AWS::S3Express::DirectoryBucket",
  "AWS::S3Outposts::AccessPoint",
  "AWS::S3Outposts::Bucket",
  "AWS::S3Tables::Table",
  "AWS::S3Tables::TableBucket",
  "AWS::SNS::Topic",
  "AWS::SQS::Queue",
  "AWS::SecretsManager::Secret",
]);

function publicResourceType({ policy }: AskablePolicy): string | undefined {
  if (policy.kind === "trust") return "AWS::IAM::AssumeRolePolicyDocument";
  if (policy.kind !== "resource" || policy.resourceType === undefined) return undefined;
  return publicResourceTypes.has(policy.resourceType) ? policy.resourceType : undefined;
}
