import { parseArn } from "../../policy/arn.ts";
import { displayText, knownText, type TextValue, unknownParts } from "../../policy/text-value.ts";
import { principalRemoval } from "../removal.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { accountOf, foreignAccount, isWholeAccount, ownAccounts } from "./foreign-accounts.ts";
import { grantTo, requestPrincipal } from "./principal-grants.ts";
import { isPrivileged, roleOf } from "./role-power.ts";
import { admits, askedPolicy, withoutKeys } from "./trust-question.ts";

/** Trust within one's own account that is wider than it need be. */

const controls = [
  "NIST 800-53 AC-5 (own judgement)",
  "NIST 800-53 AC-6 (own judgement)",
  "ISO 27001 A.5.3 (own judgement)",
  "ISO 27001 A.8.2 (own judgement)",
];

/** Any principal of the account that may call `sts:AssumeRole` on `*` becomes an administrator then. */
const privilegedRoleTrustsAccount: Rule = {
  issueCode: "PRIVILEGED_ROLE_TRUSTS_ACCOUNT",
  findingType: "SUGGESTION",
  summary: "a role that can change IAM trusts a whole account",
  kinds: ["trust"],
  yieldsTo: [
    "EXTERNAL_ACCOUNT_ALLOWED",
    "THIRD_PARTY_ROLE_WITHOUT_EXTERNAL_ID",
    "WHOLE_EXTERNAL_ACCOUNT_TRUSTED",
  ],
  controls,

  *document(document, policy, context) {
    const asked = askedPolicy(document);
    for (const allow of asked.allows) {
      const principal = allow.source.principal?.principals.find(isWholeAccount);
      if (!principal || foreignAccount(principal, policy, context)) continue;
      const written = asked.symbols.write(principal.value);
      const isLetIn = admits(
        allow,
        {
          action: "sts:AssumeRole",
          principal: requestPrincipal(written),
          context: withoutKeys(allow),
        },
        asked,
      );
      if (!isLetIn) continue;
      const role = roleOf(policy, context.inventory);
      if (!role || !isPrivileged(role)) continue;
      yield {
        at: principal.value.range,
        subject: grantTo(principal, allow.source),
        details: `This role can change IAM, and everybody in the account who may call \`sts:AssumeRole\` on \`*\` gets it. Name the roles that need it, or demand \`aws:PrincipalArn\`, and a second factor for people.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};

const roleTrustsItself: Rule = {
  issueCode: "ROLE_TRUSTS_ITSELF",
  findingType: "SUGGESTION",
  summary: "a role may assume itself",
  kinds: ["trust"],
  confidence: "likely",
  controls,

  *document({ statements }, policy, { inventory }) {
    const role = roleOf(policy, inventory);
    const name = role?.owner?.name;
    if (!name || displayText(name) === "") return;
    for (const statement of statements) {
      if (statement.effect !== "Allow") continue;
      for (const principal of statement.principal?.principals ?? []) {
        if (principal.type !== "AWS" || roleName(principal.value) !== displayText(name)) continue;
        if (!isOfThisAccount(principal.value, ownAccounts(policy, inventory))) continue;
        const suggestion = principalRemoval(
          statement.principal,
          principal,
          "Remove the role itself from those that it trusts",
        );
        yield {
          at: principal.value.range,
          subject: grantTo(principal, statement),
          ...(suggestion && { suggestion }),
          details: `${quotedValue(principal.value)} is the role itself, so that whoever has its credentials can renew them without end. Remove it; sessions of the role need no further one.${onlyIf(statement, principal.value)}`,
        };
      }
    }
  },
};

/** Without its path. */
function roleName(value: TextValue): string | undefined {
  const arn = parseArn(value);
  if (!arn || knownText(arn.service) !== "iam") return undefined;
  const resource = displayText(arn.resource);
  return resource.startsWith("role/") ? resource.slice(resource.lastIndexOf("/") + 1) : undefined;
}

/** Roles of one name in several accounts are common: a literal id has to be known as one's own. */
function isOfThisAccount(value: TextValue, own: ReadonlySet<string>): boolean {
  const account = accountOf(value);
  if (account !== undefined) return own.has(account);
  const arn = parseArn(value);
  const [part] = arn ? unknownParts(arn.account) : [];
  return part !== undefined && /AWS::AccountId|aws_caller_identity/.test(part.reference);
}

export const ownAccountTrustRules: readonly Rule[] = [
  privilegedRoleTrustsAccount,
  roleTrustsItself,
];
