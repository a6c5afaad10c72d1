import {
  AccessAnalyzerClient,
  CheckAccessNotGrantedCommand,
  CheckNoNewAccessCommand,
  CheckNoPublicAccessCommand,
  type CheckNoPublicAccessCommandInput,
  paginateValidatePolicy,
  type ValidatePolicyCommandInput,
  type ValidatePolicyFinding,
} from "@aws-sdk/client-accessanalyzer";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type {
  PolicyAnswer,
  PolicyQuestion,
  PolicyValidator,
  ValidatePolicyQuestion,
} from "../review/policy-validator.ts";
import { AnswerCache } from "./answer-cache.ts";
import type { AwsOptions } from "./aws-environment.ts";
import { type Fault, faultOf, unreadable } from "./fault.ts";
import { readFindings, readResult } from "./read-answer.ts";

/** Every bound of what is asked of AWS. */
const bounds = {
  /** Requests at once, of all reviews together. */
  concurrency: 4,
  /** Of one request, the first one included; the SDK waits longer each time, and slows down as a whole. */
  attemptsMax: 5,
  connectTimeoutMs: 3_000,
  requestTimeoutMs: 10_000,
  /** For the questions of one review; what is not answered by then is told in the report. */
  reviewTimeoutMs: 60_000,
  /** Of one answer of ValidatePolicy. */
  pagesMax: 50,
  cacheEntriesMax: 2_000,
  cacheLengthMax: 16 * 1024 * 1024,
  cacheLifetimeMs: 12 * 60 * 60_000,
} as const;

export interface AccessAnalyzerOptions extends AwsOptions {
  /** Told of every fault: for the log. There is no text of a policy, account or credential in it. */
  readonly onFault?: (fault: Fault & { readonly operation: string }) => void;
  readonly now?: () => number;
  /** Other bounds than the usual, for tests. */
  readonly bounds?: Partial<Record<keyof typeof bounds, number>>;
}

/**
 * AWS's IAM Access Analyzer. Credentials come from the SDK's default chain, or from a role that is
 * assumed with them. The endpoint can be set with `AWS_ENDPOINT_URL_ACCESSANALYZER`.
 */
export class AccessAnalyzer implements PolicyValidator {
  readonly paidChecksMax: number;
  private readonly client: AccessAnalyzerClient;
  private readonly bounds: Readonly<Record<keyof typeof bounds, number>>;
  private readonly cache: AnswerCache;
  private readonly slots: Slots;
  private readonly onFault: AccessAnalyzerOptions["onFault"];

  constructor(options: AccessAnalyzerOptions) {
    const { region, role, paidChecksMax } = options;
    this.paidChecksMax = paidChecksMax;
    this.bounds = { ...bounds, ...options.bounds };
    this.onFault = options.onFault;
    this.cache = new AnswerCache({
      entriesMax: this.bounds.cacheEntriesMax,
      lengthMax: this.bounds.cacheLengthMax,
      lifetimeMs: this.bounds.cacheLifetimeMs,
      now: options.now ?? Date.now,
    });
    this.slots = new Slots(this.bounds.concurrency);
    this.client = new AccessAnalyzerClient({
      ...(region && { region }),
      ...(role && { credentials: roleCredentials(role, region) }),
      retryMode: "adaptive",
      maxAttempts: this.bounds.attemptsMax,
      requestHandler: {
        connectionTimeout: this.bounds.connectTimeoutMs,
        requestTimeout: this.bounds.requestTimeoutMs,
        throwOnRequestTimeout: true,
      },
    });
  }

  async ask(questions: readonly PolicyQuestion[]): Promise<readonly PolicyAnswer[]> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.bounds.reviewTimeoutMs);
    const stops = new Stops();
    try {
      return await Promise.all(
        questions.map(async (question) => {
          const known = this.cache.get(question);
          if (known) return known;
          return this.slots.run(() => this.answer(question, deadline.signal, stops));
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Never rejects. Only answers are kept, no faults. */
  private async answer(
    question: PolicyQuestion,
    signal: AbortSignal,
    stops: Stops,
  ): Promise<PolicyAnswer> {
    const operation = operations[question.check];
    const stopped = stops.problem(operation);
    if (stopped !== undefined) return { problem: stopped };
    if (signal.aborted) return { problem: this.tooLate() };
    try {
      const answer = await this.request(question, signal);
      if (!("problem" in answer)) this.cache.set(question, answer);
      return answer;
    } catch (error) {
      const fault = faultOf(error);
      this.onFault?.({ ...fault, operation });
      if (signal.aborted) return { problem: this.tooLate() };
      stops.note(operation, fault);
      return { problem: fault.problem };
    }
  }

  private request(question: PolicyQuestion, abortSignal: AbortSignal): Promise<PolicyAnswer> {
    const { check, text: policyDocument } = question;
    const options = { abortSignal };
    switch (check) {
      case "validate-policy":
        return this.validatePolicy(question, abortSignal);
      case "no-new-access": {
        const { policyType, existing: existingPolicyDocument } = question;
        const input = { newPolicyDocument: policyDocument, existingPolicyDocument, policyType };
        return this.client.send(new CheckNoNewAccessCommand(input), options).then(readResult);
      }
      case "no-public-access": {
        const resourceType =
          question.resourceType as CheckNoPublicAccessCommandInput["resourceType"];
        const input = { policyDocument, resourceType };
        return this.client.send(new CheckNoPublicAccessCommand(input), options).then(readResult);
      }
      case "access-not-granted": {
        const { policyType, actions, resources } = question;
        const access = {
          ...(actions.length > 0 && { actions: [...actions] }),
          ...(resources.length > 0 && { resources: [...resources] }),
        };
        const input = { policyDocument, policyType, access: [access] };
        return this.client.send(new CheckAccessNotGrantedCommand(input), options).then(readResult);
      }
    }
  }

  /** All pages or none: half an answer would make the rest look as if it were gone. */
  private async validatePolicy(
    { text, policyType, resourceType }: ValidatePolicyQuestion,
    abortSignal: AbortSignal,
  ): Promise<PolicyAnswer> {
    const findings: ValidatePolicyFinding[] = [];
    const input: ValidatePolicyCommandInput = {
      policyDocument: text,
      policyType,
      locale: "EN",
      ...(resourceType && {
        validatePolicyResourceType: resourceType as NonNullable<
          ValidatePolicyCommandInput["validatePolicyResourceType"]
        >,
      }),
    };
    let pages = 0;
    let nextToken: string | undefined;
    const config = { client: this.client, stopOnSameToken: true };
    for await (const page of paginateValidatePolicy(config, input, { abortSignal })) {
      if (!Array.isArray(page.findings)) return { problem: unreadable };
      if (++pages > this.bounds.pagesMax) {
        return { problem: `AWS's answer has more pages than the limit of ${this.bounds.pagesMax}` };
      }
      findings.push(...page.findings);
      nextToken = page.nextToken;
    }
    // The SDK stops when a page leads to itself.
    if (nextToken) return { problem: unreadable };
    return readFindings(findings);
  }

  private tooLate(): string {
    return `the answers of AWS took longer than ${this.bounds.reviewTimeoutMs / 1000} seconds`;
  }
}

const operations: Readonly<Record<PolicyQuestion["check"], string>> = {
  "validate-policy": "ValidatePolicy",
  "no-new-access": "CheckNoNewAccess",
  "no-public-access": "CheckNoPublicAccess",
  "access-not-granted": "CheckAccessNotGranted",
};

function roleCredentials(role: NonNullable<AwsOptions["role"]>, region: string | undefined) {
  return fromTemporaryCredentials({
    params: {
      RoleArn: role.arn,
      RoleSessionName: "leastwise",
      ...(role.externalId && { ExternalId: role.externalId }),
      ...(role.sessionTags.length > 0 && { Tags: [...role.sessionTags] }),
    },
    ...(region && { clientConfig: { region } }),
  });
}

/** Faults after which the further questions of a review are not asked in vain. */
class Stops {
  private readonly byOperation = new Map<string, string>();
  private everything: string | undefined;

  note(operation: string, { stops, problem }: Fault): void {
    if (stops === "everything") this.everything = problem;
    if (stops === "operation") this.byOperation.set(operation, problem);
  }

  problem(operation: string): string | undefined {
    return this.everything ?? this.byOperation.get(operation);
  }
}

/** Lets so many tasks run at once, and the others wait in line. */
class Slots {
  private free: number;
  private readonly line: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.line.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.line.shift();
      if (next) next();
      else this.free++;
    }
  }
}
