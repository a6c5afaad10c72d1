import type { Coverage, PartialPolicy } from "../review/review.ts";
import { counted } from "./wording.ts";

/** What reports say of policies that are known in part. JSON has every unknown of every policy. */
export interface PartlyKnown {
  /** Those to be named, with the unknowns that are about more than where they are deployed to. */
  readonly policies: readonly PartialPolicy[];
  /** A sentence about the others; empty without any. */
  readonly others: string;
}

/**
 * The account, the Region and the partition that something is deployed to are unknown in nearly every
 * policy, and are the same before and after: naming each would bury what is worth knowing.
 */
export function partlyKnown({ partial }: Pick<Coverage, "partial">): PartlyKnown {
  const policies = partial.flatMap(({ policy, unknowns }) => {
    const named = unknowns.filter(({ reference }) => !isDeploymentPlace(reference));
    return named.length > 0 || unknowns.length === 0 ? [{ policy, unknowns: named }] : [];
  });
  const rest = partial.length - policies.length;
  return {
    policies,
    others:
      rest === 0
        ? ""
        : `Of ${counted(rest, policies.length > 0 ? "more policy" : "policy", policies.length > 0 ? "more policies" : "policies")}, only the account, Region or partition is not known.`,
  };
}

function isDeploymentPlace(reference: string): boolean {
  return deploymentPlace.test(reference);
}

/** Pseudo parameters of CloudFormation, data sources of the AWS provider, and our own for a whole ARN. */
const deploymentPlace =
  /^(?:AWS::(?:Partition|Region|AccountId|URLSuffix)|aws_(?:partition|region|account)|(?:[^\s]*[./])?data\.aws_(?:caller_identity\.[\w-]+\.account_id|region\.[\w-]+\.(?:name|id|region)|partition\.[\w-]+\.(?:partition|dns_suffix)))$/;
