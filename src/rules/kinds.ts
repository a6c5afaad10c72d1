import { type PolicyKind, type PolicyType, policyKinds, policyType } from "../policy/policy.ts";

/** The kinds of policies that Access Analyzer takes for one of the types. */
export function kindsOf(...types: readonly PolicyType[]): readonly PolicyKind[] {
  return policyKinds.filter((kind) => types.includes(policyType(kind)));
}
