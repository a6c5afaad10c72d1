import { ask } from "../ask.ts";
import { compareAccess } from "../compare-access.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { unnamed } from "./demands.ts";
import { onResources } from "./questions.ts";
import type { Subject } from "./subject.ts";

/** How much more one principal may do than another; the most first. */
export const gains = ["everything", "permissions", "more", "nothing"] as const;
export type Gain = (typeof gains)[number];

/** Comparisons of two principals in one inventory; past that a pair counts as `more`. */
const comparisonsMax = 300;

/** What one of them may spend: that there is more is enough to know. */
const comparisonLimits: Limits = {
  ...defaultLimits,
  stepsMax: 1_000_000,
  conditionStepsTotalMax: 100_000,
  questionsMax: 50_000,
};

/** Compares principals of one inventory; answers are kept. */
export class Gains {
  private readonly known = new Map<string, Gain>();
  private readonly administrators = new Map<Subject, boolean>();

  /** What `target` may do that `caller` may not. */
  of(target: Subject, caller: Subject): Gain {
    if (target === caller || this.isAdministrator(caller)) return "nothing";
    if (this.isAdministrator(target)) return "everything";
    const key = JSON.stringify([target.principal.address, caller.principal.address]);
    const before = this.known.get(key);
    if (before) return before;
    const gain = this.known.size >= comparisonsMax ? "more" : compared(target, caller);
    this.known.set(key, gain);
    return gain;
  }

  isAdministrator(subject: Subject): boolean {
    let answer = this.administrators.get(subject);
    if (answer === undefined) {
      answer = mayDoEverything(subject);
      this.administrators.set(subject, answer);
    }
    return answer;
  }
}

function compared(target: Subject, caller: Subject): Gain {
  const { lines, undecided } = compareAccess(
    caller.principal.policies,
    target.principal.policies,
    comparisonLimits,
  ).granted;
  const practical = lines.filter((line) => line.practical);
  if (practical.some(({ accessLevels }) => accessLevels.includes("Permissions management"))) {
    return "permissions";
  }
  const isUnknown = undecided.length > 0 || target.principal.opaque.length > 0;
  return practical.length > 0 || isUnknown ? "more" : "nothing";
}

/** Policies of AWS's that make an administrator, for where their content is not at hand. */
const administratorPolicies = /[:/](?:AdministratorAccess|IAMFullAccess)$/;

/** Of services that have nothing to do with each other: who may do all of it may do everything. */
const probes = [
  "iam:AttachRolePolicy",
  "iam:CreateUser",
  "ec2:TerminateInstances",
  "kms:PutKeyPolicy",
  "s3:DeleteBucket",
  "lambda:UpdateFunctionCode",
  "dynamodb:DeleteTable",
  "sts:AssumeRole",
] as const;

/** Whether the principal may do whatever it likes, without a condition. */
function mayDoEverything({ principal, questions }: Subject): boolean {
  if (principal.boundary === undefined && !principal.hasUnknownBoundary) {
    if (principal.opaque.some((name) => administratorPolicies.test(name))) return true;
  }
  if (!probes.every((action) => questions.mentions.mayAllow(action))) return false;
  return (
    probes.every((action) => {
      const answer = ask(principal.policies, { actions: [action], unconditionally: true });
      return answer.result === "allowed";
    }) &&
    questions.allows("iam:AttachRolePolicy", onResources(`arn:*:iam::*:role/${unnamed}`)).allowed
  );
}
