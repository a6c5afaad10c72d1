import type { ContextValue } from "../../access/request.ts";
import { isStar } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Principal } from "../../policy/policy-document.ts";
import { displayText } from "../../policy/text-value.ts";
import type { Problem, Rule } from "../rule.ts";
import type { RuleContext } from "../rule-context.ts";
import { knownConditions } from "../validation/known-conditions.ts";
import { onlyIf, quoted, quotedValue } from "../wording.ts";
import { type ForeignAccount, foreignAccount, isWholeAccount } from "./foreign-accounts.ts";
import { foreignOrganizations } from "./foreign-organizations.ts";
import { grantTo, requestPrincipal } from "./principal-grants.ts";
import {
  type AskedAllow,
  type AskedPolicy,
  admits,
  askedPolicy,
  askedPrincipals,
} from "./trust-question.ts";
import { withoutIfExists } from "./without-if-exists.ts";

/** Access for other accounts, the one that matters most first: of several, one is reported. */

/**
 * A vendor that uses one account for all of its customers can be made to use your role for another
 * of them, who only has to name it: the confused deputy. The external id tells customers apart.
 *
 * Left alone is what demands a second factor: people, not a vendor's service.
 */
const thirdPartyWithoutExternalId: Rule = {
  issueCode: "THIRD_PARTY_ROLE_WITHOUT_EXTERNAL_ID",
  findingType: "SECURITY_WARNING",
  summary: "a third party can assume a role without an external id",
  kinds: ["trust"],
  yieldsTo: ["ROLE_ASSUMABLE_BY_ANYONE"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-20 (own judgement)",
    "NIST 800-53 IA-8 (own judgement)",
    "NIST 800-53 IA-9 (own judgement)",
    "ISO 27001 A.5.19 (own judgement)",
    "ISO 27001 A.5.20 (own judgement)",
  ],

  *document(document, policy, context) {
    const asked = askedPolicy(document);
    for (const { allow, foreign } of foreignAllows(asked, policy, context)) {
      if (!foreign.isCertain || !isLetIn(allow, foreign, asked, noExternalId)) continue;
      const suggestion = withoutIfExists(allow.source, "sts:externalid");
      yield {
        ...(suggestion && { suggestion }),
        ...problem(
          allow,
          foreign,
          `${nameOf(foreign)} can assume this role for any of its customers who names it. Demand \`sts:ExternalId\` with \`StringEquals\` and the value that the third party made for you. If the account is yours, add it to \`access.trusted-accounts\` in the configuration.`,
        ),
      };
    }
  },
};

const noExternalId = {
  "sts:externalid": [undefined],
  "aws:multifactorauthpresent": [undefined, "false"],
  "aws:multifactorauthage": [undefined],
};

const wholeExternalAccountTrusted: Rule = {
  issueCode: "WHOLE_EXTERNAL_ACCOUNT_TRUSTED",
  findingType: "WARNING",
  summary: "everybody whom another account lets may assume a role",
  kinds: ["trust"],
  confidence: "likely",
  yieldsTo: ["ROLE_ASSUMABLE_BY_ANYONE", "THIRD_PARTY_ROLE_WITHOUT_EXTERNAL_ID"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-20 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.5.19 (own judgement)",
  ],

  *document(document, policy, context) {
    const asked = askedPolicy(document);
    for (const { allow, foreign } of foreignAllows(asked, policy, context)) {
      if (!isWholeAccount(foreign.principal)) continue;
      if (!isLetIn(allow, foreign, asked, anybody(foreign.account))) continue;
      yield problem(
        allow,
        foreign,
        `Everybody to whom the administrators of ${quoted(foreign.account)} give \`sts:AssumeRole\` can assume this role. Name the role there that needs it, or demand it with \`aws:PrincipalArn\`. If the account is yours, add it to \`access.trusted-accounts\` in the configuration.`,
      );
    }
  },
};

function anybody(account: string): Readonly<Record<string, readonly (ContextValue | undefined)[]>> {
  return {
    ...noExternalId,
    "aws:principalarn": [`arn:aws:iam::${account}:role/zz-other`],
    "aws:userid": ["AROAZZZZZZZZZZZZZZZZZ:zz"],
  };
}

/** What is reported of an account that nothing else is said about: that it gets in at all. */
const externalAccountAllowed: Rule = {
  issueCode: "EXTERNAL_ACCOUNT_ALLOWED",
  findingType: "WARNING",
  summary: "a policy allows access to an account that is not known as yours",
  kinds: ["trust", "resource"],
  confidence: "likely",
  yieldsTo: [
    "ROLE_ASSUMABLE_BY_ANYONE",
    "THIRD_PARTY_ROLE_WITHOUT_EXTERNAL_ID",
    "WHOLE_EXTERNAL_ACCOUNT_TRUSTED",
  ],
  controls: [
    "CIS AWS 5.0.0 1.19",
    "CIS AWS 6.0.0 2.19",
    "CIS AWS 7.0.0 2.18",
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-20 (own judgement)",
    "NIST 800-53 AC-21 (own judgement)",
    "ISO 27001 A.5.19 (own judgement)",
    "ISO 27001 A.8.3 (own judgement)",
  ],

  *document(document, policy, context) {
    const asked = askedPolicy(document);
    const byName = new Map<string, ForeignAllow[]>();
    for (const each of foreignAllows(asked, policy, context)) {
      const { allow, foreign } = each;
      // With an external id it is a partner whom somebody chose, unless the team's own list says more.
      const isListed = context.trustedAccounts.length > 0;
      const keys = isListed ? {} : { "sts:externalid": [undefined] };
      if (policy.kind === "trust" && !isLetIn(allow, foreign, asked, keys)) continue;
      if (policy.kind === "resource" && isHeldToOrganization(allow, context)) continue;
      const name = displayText(foreign.principal.value);
      byName.set(name, [...(byName.get(name) ?? []), each]);
    }
    const what = policy.kind === "trust" ? "can assume this role" : "gets access here";
    for (const [name, [first, ...others]] of byName) {
      if (!first) continue;
      yield {
        ...problem(
          first.allow,
          first.foreign,
          `${nameOf(first.foreign)} ${what}. If it is yours or a partner's, add it to \`access.trusted-accounts\` in the configuration; if not, remove it.`,
        ),
        // Whether it gets in is one decision, however often.
        subject: `access for ${name}`,
        related: others.slice(0, relatedMax).map(({ foreign }) => ({
          range: foreign.principal.value.range,
          message: "and here",
        })),
      };
    }
    for (const { id, value } of foreignOrganizations(document, context)) {
      yield {
        at: value.range,
        subject: `access for ${id}`,
        details: `Every account of the organization ${quoted(id)} ${policy.kind === "trust" ? "can assume this role" : "gets access here"}. If it is yours or a partner's, add it to \`access.trusted-organizations\` in the configuration; if not, remove it.`,
      };
    }
  },
};

/** Further places that a finding shows. */
const relatedMax = 10;

/** A fixed organization that the caller has to be of is no stranger's. */
function isHeldToOrganization({ statement }: AskedAllow, { trustedOrganizations }: RuleContext) {
  return statement.conditions.some(
    ({ key, operator, values }) =>
      key === "aws:principalorgid" &&
      !operator.negated &&
      !operator.ifExists &&
      operator.set !== "all" &&
      values.every(
        (value) =>
          !/[*?]/.test(value) &&
          (trustedOrganizations.length === 0 || trustedOrganizations.includes(value)),
      ),
  );
}

interface ForeignAllow {
  readonly allow: AskedAllow;
  readonly foreign: ForeignAccount;
}

function foreignAllows(asked: AskedPolicy, policy: Policy, context: RuleContext): ForeignAllow[] {
  return askedPrincipals(asked).flatMap(({ allow, principal }) => {
    const named = isStar(principal.value) ? namedByConditions(allow) : [principal];
    return named.flatMap((each) => {
      const foreign = foreignAccount(each, policy, context);
      return foreign ? [{ allow, foreign }] : [];
    });
  });
}

/** Values of conditions that are looked at; a statement for everyone names a handful of accounts. */
const namedMax = 50;

/** Whom a statement for everyone means: `aws:PrincipalAccount` and `aws:PrincipalArn` say it. */
function namedByConditions({ source }: AskedAllow): readonly Principal[] {
  return knownConditions(source)
    .filter(
      ({ key, operator }) =>
        (key === "aws:principalaccount" || key === "aws:principalarn") && !operator.negated,
    )
    .flatMap(({ entry }) => entry.values)
    .slice(0, namedMax)
    .map((value) => ({ type: "AWS", typeRange: value.range, value }));
}

/** Whether the principal of the other account can assume the role, outside any organization. */
function isLetIn(
  allow: AskedAllow,
  { principal, account }: ForeignAccount,
  asked: AskedPolicy,
  keys: Readonly<Record<string, readonly (ContextValue | undefined)[]>>,
): boolean {
  return admits(
    allow,
    {
      action: "sts:AssumeRole",
      principal: requestPrincipal(asked.symbols.write(principal.value)),
      context: {
        "aws:principalaccount": [account],
        "aws:principalorgid": [undefined, "o-zzforeign0"],
        "aws:principalorgpaths": [undefined],
        ...keys,
      },
    },
    asked,
  );
}

function nameOf({ account, vendor, principal }: ForeignAccount): string {
  if (vendor !== undefined) return `The account ${quoted(account)} of ${vendor}`;
  return isWholeAccount(principal)
    ? `The account ${quoted(account)}`
    : `${quotedValue(principal.value)} of another account`;
}

function problem({ source }: AskedAllow, { principal }: ForeignAccount, details: string): Problem {
  return {
    at: principal.value.range,
    subject: grantTo(principal, source),
    details: `${details}${onlyIf(source, principal.value)}`,
  };
}

export const externalAccountRules: readonly Rule[] = [
  thirdPartyWithoutExternalId,
  wholeExternalAccountTrusted,
  externalAccountAllowed,
];
