import { writtenDocument } from "../policy/written-document.ts";
import { compareAccess, type PolicySet, type Undecided } from "./compare-access.ts";
import type { GrantLine } from "./grant-lines.ts";
import { defaultLimits, type Limits } from "./limits.ts";

/**
 * Is any of `actions` allowed on any of `resources`? As CheckAccessNotGranted asks: without
 * resources, on any resource.
 */
export interface Question {
  /** Patterns: `iam:PassRole`, `s3:Get*`. */
  readonly actions: readonly string[];
  /** ARN patterns; absent: any resource. */
  readonly resources?: readonly string[];
}

export type Answer =
  | { readonly result: "allowed"; readonly lines: readonly GrantLine[] }
  | { readonly result: "not allowed" }
  | { readonly result: "undecided"; readonly undecided: readonly Undecided[] };

/** Answers by meaning: over statements, Denies, boundary and conditions of the set. */
export function ask(set: PolicySet, question: Question, limits: Limits = defaultLimits): Answer {
  const asked = writtenDocument({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: question.actions, Resource: question.resources ?? ["*"] },
    ],
  });
  const head = { grants: set.grants, limits: [...(set.limits ?? []), [asked]] };
  const { lines, undecided } = compareAccess({ grants: [] }, head, limits).granted;
  if (lines.length > 0) return { result: "allowed", lines };
  return undecided.length > 0 ? { result: "undecided", undecided } : { result: "not allowed" };
}
