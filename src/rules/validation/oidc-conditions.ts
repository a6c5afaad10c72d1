import { parseArn } from "../../policy/arn.ts";
import type { Principal, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, placeholder, placeholderText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import { operatorReplacement } from "../conditions/operator-replacement.ts";
import { kindsOf } from "../kinds.ts";
import type { Rule } from "../rule.ts";
import { ofOneBranch } from "../trust/github-subject-fix.ts";
import { onlyIf, quoted, quotedValue } from "../wording.ts";
import {
  comparesStrings,
  conditionSubject,
  hasUnknownCondition,
  type KnownCondition,
  knownConditions,
} from "./known-conditions.ts";

/** Rules about trust policies that accept the tokens of OIDC providers. */

const github = "token.actions.githubusercontent.com";

/**
 * A provider without any condition on its tokens: whoever has an account there can assume the role.
 * GitHub's provider has a rule of its own. One condition with the host of one of the providers is
 * enough here, since it is not known whether Access Analyzer demands one for each.
 */
export const missingConditionKeyForOidcPrincipal: Rule = {
  issueCode: "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
  findingType: "SECURITY_WARNING",
  summary: "a trust policy accepts every token of an OIDC provider",
  accessAnalyzer: true,
  kinds: ["trust"],

  *statement(statement) {
    if (statement.effect !== "Allow") return;
    const providers = oidcProviders(statement);
    const [first] = providers;
    if (!first || providers.some(({ host }) => host.startsWith(github))) return;
    if (hasUnknownCondition(statement)) return;
    const hosts = new Set(
      knownConditions(statement).map(({ key }) => key.slice(0, key.lastIndexOf(":"))),
    );
    if (providers.some(({ host }) => hosts.has(host))) return;
    yield {
      at: first.principal.value.range,
      subject: canonicalStatement(statement),
      details: `No condition looks at the tokens of ${quoted(first.host)}, so that everyone with an account there can assume this role. Demand \`${first.host}:sub\` and \`${first.host}:aud\`.${onlyIf(statement, first.principal.value)}`,
    };
  },
};

/**
 * A subject of GitHub that does not pin repository and branch. As Access Analyzer does, reports
 * subjects of environments, too, which have no branch; tags are left alone, and so is a statement
 * with a condition on the branch by itself.
 */
export const specificGithubRepoAndBranchRecommended: Rule = {
  issueCode: "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
  findingType: "WARNING",
  summary: "the subject of a GitHub token does not pin repository and branch",
  accessAnalyzer: true,
  kinds: ["trust"],
  conditionsOnly: true,
  yieldsTo: [
    "GITHUB_PULL_REQUEST_ACCEPTED",
    "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES",
    "GITHUB_SUBJECT_TOO_WIDE",
    "MISSING_GITHUB_REPO_CONDITION_KEY",
    "WILDCARD_USAGE_TOO_PERMISSIVE",
  ],

  *statement(statement, _, { repository }) {
    if (statement.effect !== "Allow") return;
    const conditions = knownConditions(statement);
    if (conditions.some(({ key }) => key === `${github}:ref`)) return;
    for (const condition of conditions) {
      const { key, operator, entry } = condition;
      if (key !== `${github}:sub` || !comparesStrings(operator) || operator.negated) continue;
      for (const value of entry.values) {
        if (pinsBranch(placeholderText(value))) continue;
        const suggestion = ofOneBranch(statement, value, repository);
        yield {
          at: value.range,
          subject: `${conditionSubject(condition)}=${displayText(value)}`,
          details: `${quotedValue(value)} does not pin one repository and one branch. Name both, such as \`repo:owner/name:ref:refs/heads/main\`, if no other run needs the role.`,
          ...(suggestion && { suggestion }),
        };
      }
    }
  },
};

/** True also where an unknown part may pin what is not seen: it contains no wildcard. */
function pinsBranch(subject: string): boolean {
  if (/[*?]/.test(subject)) return false;
  return subject.includes(placeholder) || /:ref:refs\/(?:heads|tags)\//.test(subject);
}

/**
 * The audience of a token, which a provider may give as one value or as a list. Said of every use
 * without a set operator, also of the usual one, which is right: it is a reminder to look.
 */
export const confirmAudienceClaimType: Rule = {
  issueCode: "CONFIRM_AUDIENCE_CLAIM_TYPE",
  findingType: "SUGGESTION",
  summary: "the audience of a token is compared without a set operator",
  confidence: "hint",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY"),
  conditionsOnly: true,

  *statement(statement) {
    for (const condition of knownConditions(statement)) {
      const { operator, keyText } = condition;
      if (!isHostAudience(condition) || operator.set || operator.comparison === "null") continue;
      yield {
        at: condition.entry.key.range,
        subject: conditionSubject(condition),
        details: `Make sure that the provider gives ${quoted(keyText)} as one text, as ${quoted(condition.operatorText)} expects it. There is nothing to change if it does.`,
      };
    }
  },
};

export const foranyvalueWithAudienceClaimType: Rule = {
  issueCode: "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
  findingType: "SECURITY_WARNING",
  summary: "the audience of a token is compared with ForAnyValue",
  accessAnalyzer: true,
  kinds: ["trust"],
  conditionsOnly: true,

  *statement(statement) {
    for (const condition of knownConditions(statement)) {
      if (condition.operator.set !== "any") continue;
      if (!isHostAudience(condition) && condition.key !== "saml:aud") continue;
      const operator = condition.operatorText.replace(/^foranyvalue:/i, "");
      const suggestion = operatorReplacement(statement, condition.entry, operator);
      yield {
        at: condition.entry.key.range,
        subject: conditionSubject(condition),
        details: `With ${quoted(condition.operatorText)} one fitting audience among several is enough, so that a token made for somebody else is accepted. Remove \`ForAnyValue:\`.`,
        ...(suggestion && { suggestion }),
      };
    }
  },
};

/**
 * `<host of an OIDC provider>:aud`. Amazon Cognito's is none of them: Access Analyzer's answers leave
 * it out.
 */
function isHostAudience({ key }: KnownCondition): boolean {
  if (!key.endsWith(":aud")) return false;
  const host = key.slice(0, -":aud".length);
  return (
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/|$)/.test(host) && host !== "cognito-identity.amazonaws.com"
  );
}

interface Provider {
  readonly principal: Principal;
  /** With a path, where it has one; in lower case. */
  readonly host: string;
}

/** The providers whose ARN is known; one that is not may be any, or none of OIDC. */
function oidcProviders({ principal }: Statement): readonly Provider[] {
  return (principal?.principals ?? []).flatMap((each) => {
    const resource = each.type === "Federated" ? parseArn(each.value)?.resource : undefined;
    const text = resource && knownText(resource);
    if (!text?.startsWith("oidc-provider/")) return [];
    return [{ principal: each, host: text.slice("oidc-provider/".length).toLowerCase() }];
  });
}
