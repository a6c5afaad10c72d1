export interface MutatedPolicy {
  readonly text: string;
  readonly policyType:
    | "IDENTITY_POLICY"
    | "RESOURCE_POLICY"
    | "SERVICE_CONTROL_POLICY"
    | "RESOURCE_CONTROL_POLICY";
  readonly resourceType: string | undefined;
}

/** As many policies as asked for, the same ones for the same seed; most are broken, some are not even JSON. */
export function mutatedPolicies(count: number, seed: number): Iterable<MutatedPolicy>;
