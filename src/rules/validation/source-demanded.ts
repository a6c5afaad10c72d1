import { accountSentTo, arnSentTo } from "../../catalog/service-principals.ts";
import type { OwnAccount } from "../../findings/addition.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";

/**
 * The condition that ties a service to its source: the account, or the one resource that it acts for.
 * Only where the service is documented to send the key to this kind of resource.
 */
export function sourceDemanded(statement: Statement, policy: Policy): Suggestion | undefined {
  const service = onlyService(statement);
  const services = actionServices(statement);
  if (service === undefined || services.length === 0) return undefined;
  const isAmong = (all: readonly string[] = []) => services.every((each) => all.includes(each));

  if (isAmong(accountSentTo.get(service))) {
    const account = sourceAccount(service, statement, policy);
    return (
      account &&
      addedCondition(
        statement,
        { operator: "StringEquals", key: "aws:SourceAccount", value: account },
        "Demand that the service acts for this account, with `aws:SourceAccount`",
      )
    );
  }
  const source = arnSentTo.get(service);
  if (!source || !isAmong(source.services) || policy.owner === undefined) return undefined;
  return addedCondition(
    statement,
    {
      operator: "ArnEquals",
      key: "aws:SourceArn",
      value: { kind: "linked arn", type: source.of, to: policy.owner },
    },
    "Demand that the service acts for this source alone, with `aws:SourceArn`",
  );
}

/** In lower case. Whoever else is named does not send the key. */
function onlyService({ principal }: Statement): string | undefined {
  const [first, ...others] = principal?.principals ?? [];
  if (first?.type !== "Service" || others.length > 0) return undefined;
  return knownText(first.value)?.toLowerCase();
}

function actionServices({ action }: Statement): readonly string[] {
  return (action?.values ?? []).map(
    (value) => /^([a-z0-9-]+):/.exec(displayText(value).toLowerCase())?.[1] ?? "",
  );
}

/**
 * The account that the service acts for: what it delivers under `AWSLogs/` says whose it is, also
 * where that is another account than the bucket's; else the account of the resource.
 */
function sourceAccount(
  service: string,
  statement: Statement,
  { document }: Policy,
): OwnAccount | undefined {
  const own = resources(statement);
  const accounts = deliveredFor(document).get(service) ?? new Set();
  if (accounts.size > 1) return undefined;
  const [account] = accounts;
  if (account !== undefined) {
    if (/^\d{12}$/.test(account)) return { kind: "own account", id: account };
    return ownReference.test(account) ? { kind: "own account" } : undefined;
  }
  const ids = own.map((resource) => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1]);
  const [id, ...more] = new Set(ids);
  return { kind: "own account", ...(id !== undefined && more.length === 0 && { id }) };
}

/** The accounts that services deliver logs for, as the paths of a policy name them. Remembered. */
function deliveredFor(document: PolicyDocument): ReadonlyMap<string, ReadonlySet<string>> {
  let accounts = accountsOf.get(document);
  if (!accounts) {
    accounts = new Map<string, Set<string>>();
    for (const statement of document.statements) {
      const service = onlyService(statement);
      if (service === undefined) continue;
      const found = accounts.get(service) ?? new Set();
      for (const resource of resources(statement)) {
        const [, account] = /\/AWSLogs\/([^/]+|$)/.exec(resource) ?? [];
        if (account !== undefined) found.add(account);
      }
      accounts.set(service, found);
    }
    accountsOf.set(document, accounts);
  }
  return accounts;
}

const accountsOf = new WeakMap<PolicyDocument, Map<string, Set<string>>>();

const ownReference =
  /^\$\{(?:(?:module\.[\w-]+\.)*data\.aws_caller_identity\.[\w-]+\.(?:account_id|id)|AWS::AccountId|aws_account)\}$/;

function resources({ resource }: Statement): readonly string[] {
  return (resource?.values ?? []).map(displayText);
}
