import type { SubjectDifference } from "../access/access-difference.ts";
import { type Exposure, exposureOf } from "../access/exposure.ts";
import type { Inventory } from "../policy/inventory.ts";
import type { Policy } from "../policy/policy.ts";
import type { RuleParameters } from "../rules/rule-context.ts";
import { ownAccounts } from "../rules/trust/foreign-accounts.ts";
import type { AccessExposure } from "./review.ts";

/**
 * Whom from outside a change newly lets in by a trust or resource policy; `undefined` for other
 * entries, and when it is nobody new. Accounts that the file shows as its own, and those that the
 * configuration trusts, are not outside.
 */
export function newExposure(
  difference: SubjectDifference,
  base: Inventory,
  head: Inventory,
  parameters: RuleParameters,
): AccessExposure | undefined {
  const { kind, address, renamedFrom, granted } = difference;
  if (kind !== "trust" && kind !== "resource") return undefined;
  if (!granted.lines.some(({ practical }) => practical)) return undefined;
  const after = exposed(policiesOf(head, kind, address), head, parameters);
  const before = exposed(policiesOf(base, kind, renamedFrom ?? address), base, parameters);
  const fresh = (list: readonly string[], known: readonly string[]): string[] =>
    list.filter((each) => !known.includes(each));
  const exposure: AccessExposure = {
    public: after.public && !before.public,
    accounts: fresh(after.accounts, before.accounts),
    organizations: fresh(after.organizations, before.organizations),
    services: fresh(after.services, before.services),
    providers: fresh(after.providers, before.providers),
  };
  const { accounts, organizations, services, providers } = exposure;
  const count = accounts.length + organizations.length + services.length + providers.length;
  return exposure.public || count > 0 ? exposure : undefined;
}

function policiesOf(
  { policies }: Inventory,
  kind: "trust" | "resource",
  address: string,
): readonly Policy[] {
  return policies.filter(
    (policy) => policy.kind === kind && (policy.owner === address || policy.address === address),
  );
}

function exposed(
  policies: readonly Policy[],
  inventory: Inventory,
  { trustedAccounts, trustedOrganizations }: RuleParameters,
): AccessExposure {
  const found = policies.map((policy): AccessExposure => {
    const own = [...ownAccounts(policy, inventory)];
    const options = { trustedAccounts, trustedOrganizations, ownAccounts: own };
    const { document, kind, resourceType } = policy;
    const isKnown = own.length > 0 || trustedAccounts.length > 0;
    return told(exposureOf(document, options, kind, resourceType), kind === "trust", isKnown);
  });
  const all = (of: (exposure: AccessExposure) => readonly string[]): string[] => [
    ...new Set(found.flatMap(of)),
  ];
  return {
    public: found.some((each) => each.public),
    accounts: all(({ accounts }) => accounts),
    organizations: all(({ organizations }) => organizations),
    services: all(({ services }) => services),
    providers: all(({ providers }) => providers),
  };
}

/**
 * @param isTrust a role that a service assumes can only be passed to it within the account, so that
 * its services are nobody from outside.
 * @param isKnown whether anything says which accounts are one's own; else any may be.
 */
function told(exposure: Exposure, isTrust: boolean, isKnown: boolean): AccessExposure {
  const { crossAccount, services, federated } = exposure;
  return {
    public: exposure.public !== undefined,
    accounts: isKnown ? crossAccount.flatMap(({ account }) => account ?? []) : [],
    organizations: crossAccount.flatMap(({ organization }) => organization ?? []),
    services: isTrust
      ? []
      : services.flatMap(({ service, withoutSourceCondition }) =>
          withoutSourceCondition ? [service] : [],
        ),
    providers: federated.flatMap(({ provider, withoutTenantCondition }) =>
      withoutTenantCondition ? [provider] : [],
    ),
  };
}
