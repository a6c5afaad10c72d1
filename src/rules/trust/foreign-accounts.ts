import { isAccountId, parseArn } from "../../policy/arn.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Principal } from "../../policy/policy-document.ts";
import { knownText, type TextValue } from "../../policy/text-value.ts";
import type { RuleContext } from "../rule-context.ts";
import { awsAccounts, vendorAccounts } from "./known-accounts.data.ts";

/**
 * Whose account a principal is of. Nobody but the team knows all of its accounts, so what can be said
 * depends on what it has said: with `access.trusted-accounts` in the configuration every other account is
 * foreign; without, the known accounts of vendors are for certain, and an account is so by all
 * appearances when the same file names another one as its own.
 */
export interface ForeignAccount {
  readonly account: string;
  readonly principal: Principal;
  /** The vendor's name, when it is known. */
  readonly vendor?: string;
  /** False when only other ARNs of the file speak for it. */
  readonly isCertain: boolean;
}

/** What is foreign about a principal; `undefined` when nothing speaks for it. */
export function foreignAccount(
  principal: Principal,
  policy: Policy,
  context: RuleContext,
): ForeignAccount | undefined {
  const account = principal.type === "AWS" ? accountOf(principal.value) : undefined;
  if (account === undefined || isOurs(account, context)) return undefined;
  const own = ownAccounts(policy, context.inventory);
  if (own.has(account)) return undefined;
  const vendor = vendorAccounts.get(account);
  const isCertain = vendor !== undefined || context.trustedAccounts.length > 0;
  if (!isCertain && own.size === 0) return undefined;
  return { account, principal, isCertain, ...(vendor !== undefined && { vendor }) };
}

/** The id in the ARN of a principal, or the id by itself; `undefined` when it is not known. */
export function accountOf(value: TextValue): string | undefined {
  const text = knownText(value);
  if (text !== undefined && isAccountId(text)) return text;
  const arn = parseArn(value);
  const account = arn && knownText(arn.account);
  return account !== undefined && isAccountId(account) ? account : undefined;
}

/** True for `arn:aws:iam::111122223333:root` and the id by itself: everybody in that account. */
export function isWholeAccount({ type, value }: Principal): boolean {
  if (type !== "AWS") return false;
  const text = knownText(value);
  if (text !== undefined && isAccountId(text)) return true;
  const [only] = value.parts;
  if (only?.kind === "unknown" && value.parts.length === 1) {
    return /(?:account_id|AWS::AccountId)$/.test(only.reference);
  }
  const resource = parseArn(value)?.resource;
  return resource !== undefined && knownText(resource) === "root";
}

function isOurs(account: string, { trustedAccounts }: RuleContext): boolean {
  return trustedAccounts.includes(account) || awsAccounts.has(account);
}

/** Own accounts of a file that are kept; a file names a handful. */
const ownAccountsMax = 50;

/**
 * The accounts that a file shows as its own: those in ARNs of what a policy is about and of identity
 * providers, which always are of the account of the role, and the account that administers a key.
 * Other principals speak of others, too.
 */
export function ownAccounts(policy: Policy, inventory: Inventory): ReadonlySet<string> {
  let byFile = remembered.get(inventory);
  if (!byFile) {
    byFile = accountsByFile(inventory);
    remembered.set(inventory, byFile);
  }
  return byFile.get(policy.range.file) ?? none;
}

const none: ReadonlySet<string> = new Set();
const remembered = new WeakMap<Inventory, ReadonlyMap<string, ReadonlySet<string>>>();

function accountsByFile(inventory: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const byFile = new Map<string, Set<string>>();
  for (const { range, document, kind, resourceType } of inventory.policies) {
    const accounts = byFile.get(range.file) ?? new Set();
    byFile.set(range.file, accounts);
    for (const { principal, resource, conditions, action } of document.statements) {
      // Nobody hands the administration of a key to another account as a whole.
      const administers =
        resourceType === "AWS::KMS::Key" &&
        action?.values.some((value) => coversAction(value, "kms:PutKeyPolicy") === "yes");
      const values = [
        ...(administers ? (principal?.principals ?? []).filter(isWholeAccount) : []).map(
          ({ value }) => value,
        ),
        // A resource policy stands in the account of its resource; an identity policy may reach out.
        ...(kind === "resource" ? (resource?.values ?? []) : []),
        ...(kind === "identity" ? (resource?.values ?? []).filter(isOfOneself) : []),
        ...(principal?.principals ?? [])
          .filter(({ type }) => type === "Federated")
          .map(({ value }) => value),
        ...conditions
          .filter(({ key }) => sourceAccountKeys.has(knownText(key)?.toLowerCase() ?? ""))
          .flatMap((entry) => entry.values),
      ];
      for (const value of values) {
        const account = accountOf(value);
        if (account !== undefined && accounts.size < ownAccountsMax) accounts.add(account);
      }
    }
  }
  return byFile;
}

/** Keys by which a service is held to one's own account. */
const sourceAccountKeys = new Set(["aws:sourceaccount", "kms:calleraccount"]);

/** Roles are the usual thing to be reached in other accounts. */
function isOfOneself(value: TextValue): boolean {
  const arn = parseArn(value);
  return arn !== undefined && !["iam", "sts"].includes(knownText(arn.service) ?? "iam");
}
