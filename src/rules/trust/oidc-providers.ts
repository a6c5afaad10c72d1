import { hasSymbol } from "../../access/symbols.ts";
import type { Suggestion } from "../../findings/finding.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import {
  displayText,
  knownText,
  placeholder,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import { addedCondition, type WantedCondition } from "../addition.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Problem, Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import {
  accepts,
  comparedWith,
  endings,
  fill,
  github,
  sharedIssuer,
  type TokenTrust,
  tokenTrusts,
} from "./federation.ts";
import { foreignToken } from "./github-token.ts";
import { teamIssuers } from "./oidc-issuers.data.ts";

/**
 * Whose tokens of an OIDC provider get a role: those of the provider's other customers, of other
 * projects and other service accounts. Judged is whether the token is accepted, not which conditions
 * stand there.
 */
const controls = [
  "NIST 800-53 AC-3 (own judgement)",
  "NIST 800-53 IA-8 (own judgement)",
  "NIST 800-53 IA-9 (own judgement)",
  "ISO 27001 A.5.16 (own judgement)",
];

/** Whoever is no customer of ours has none of these. */
const stranger = "zz-foreign-zz";

const oidcProviderOpenToStrangers: Rule = {
  issueCode: "OIDC_PROVIDER_OPEN_TO_STRANGERS",
  findingType: "SECURITY_WARNING",
  summary: "a trust policy accepts the tokens of other customers of a provider",
  kinds: ["trust"],
  yieldsTo: ["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"],
  controls: [...controls, "ISO 27001 A.5.21 (own judgement)"],

  *document(document) {
    for (const trust of tokenTrusts(document)) {
      const shared = sharedIssuer(trust.issuer);
      if (!shared || trust.issuer === github || !acceptsStrangers(trust)) continue;
      const claim = `${trust.issuer}:${shared.tenantClaim}`;
      yield problem(
        trust,
        `The provider ${quoted(trust.issuer)} serves all of its customers, and no condition tells yours from the others, so that any of them can assume this role. Demand ${quoted(claim)} with your own value, such as ${quoted(shared.example)}.`,
      );
    }
  },
};

function acceptsStrangers(trust: TokenTrust): boolean {
  const shared = sharedIssuer(trust.issuer);
  if (!shared) return false;
  const { tenantClaim, foreign = [] } = shared;
  const compared = tenantClaim.includes(":") ? [] : comparedWith(trust, tenantClaim);
  const starts = foreign.flatMap((start) => [start, ...lookAlikes(start, compared)]);
  const values = [
    stranger,
    ...(foreign.length === 0 ? compared.filter(isWholeName).map(fill) : []),
    ...starts.flatMap((start) => ["", ...endings(compared)].map((rest) => `${start}${rest}`)),
  ];
  return accepts(trust, {
    // Nobody else has the subject or the address of one of our users either.
    sub: [stranger],
    email: [`${stranger}@example.com`],
    oaud: [stranger],
    [tenantClaim]: values,
  });
}

/** A wildcard for the whole name of the customer: `*`, `aws:*`, `https://vercel.com/*`. */
function isWholeName(text: string): boolean {
  return /^\*|^[^:/]*:\*$|^https:\/\/[^/]*\/\*$/.test(text);
}

/** `organization:acme*:…` also stands for whoever is called acme and something. */
function lookAlikes(start: string, compared: readonly string[]): readonly string[] {
  const [kind = ""] = start.split(":");
  return compared.flatMap((text) => {
    if (!text.startsWith(`${kind}:`)) return [];
    const [name = ""] = text.slice(kind.length + 1).split(/[:/]/);
    const [literal = ""] = name.split(/[*?]/);
    if (literal === "" || literal === name) return [];
    return [start.replace(stranger, `${literal}${stranger}`)];
  });
}

const eksRoleOpenToServiceAccounts: Rule = {
  issueCode: "EKS_ROLE_OPEN_TO_SERVICE_ACCOUNTS",
  findingType: "SECURITY_WARNING",
  summary: "service accounts of any namespace of a cluster can assume a role",
  kinds: ["trust"],
  yieldsTo: ["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 IA-9 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *document(document) {
    for (const trust of tokenTrusts(document)) {
      if (!isCluster(trust.issuer) && !isUnknownCluster(trust)) continue;
      if (!acceptsOtherNamespaces(trust)) continue;
      const key = quoted(`${trust.policy.symbols.display(trust.issuer)}:sub`);
      yield problem(
        trust,
        `Pods of other namespaces of the cluster can assume this role, too. Demand ${key} with \`system:serviceaccount:namespace:name\` and \`StringEquals\`.`,
      );
    }
  },
};

function isCluster(issuer: string): boolean {
  return /^oidc\.eks\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)\/id\//.test(issuer);
}

/** The subject is that of a service account, whichever cluster it is. */
function isUnknownCluster(trust: TokenTrust): boolean {
  if (!hasSymbol(trust.issuer)) return false;
  return comparedWith(trust, "sub").some((text) => text.startsWith("system:serviceaccount:"));
}

function acceptsOtherNamespaces(trust: TokenTrust): boolean {
  const names = comparedWith(trust, "sub").map((text) => fill(text.split(":").at(-1) ?? ""));
  return accepts(trust, {
    sub: [stranger, ...names].map((name) => `system:serviceaccount:${stranger}:${name}`),
  });
}

const oidcSubjectNotChecked: Rule = {
  issueCode: "OIDC_SUBJECT_NOT_CHECKED",
  findingType: "WARNING",
  summary: "a trust policy accepts every project of the team at a provider",
  kinds: ["trust"],
  yieldsTo: ["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"],
  controls,

  *document(document) {
    yield* withoutSubject(document);
    for (const trust of tokenTrusts(document)) {
      const team = teamIssuers.find(({ prefix }) => trust.issuer.startsWith(prefix));
      if (!team || sharedIssuer(trust.issuer)) continue;
      if (!accepts(trust, { sub: [stranger], email: [stranger] })) continue;
      yield problem(
        trust,
        `Every project that your team has at ${quoted(trust.issuer)} can assume this role. Demand ${quoted(`${trust.issuer}:sub`)} with the project that needs it, such as ${quoted(team.example)}.`,
      );
    }
  },
};

/**
 * A provider that is not known before deployment, as that of a cluster that Terraform makes, and the
 * audience as the only thing that is looked at, if anything: the subject is missing whichever provider
 * it is.
 */
function* withoutSubject({ statements }: PolicyDocument): Iterable<Problem> {
  for (const statement of statements) {
    const provider = statement.principal?.principals.find(
      ({ type, value }) => type === "Federated" && knownText(value) === undefined,
    );
    if (statement.effect !== "Allow" || !provider) continue;
    const assumes = statement.action?.values.some(
      (value) => coversAction(value, "sts:AssumeRoleWithWebIdentity") === "yes",
    );
    if (!assumes || !statement.conditions.every(({ key }) => isUnknownAudience(key))) continue;
    yield {
      at: provider.value.range,
      subject: canonicalStatement(statement),
      details: `Whoever gets a token of this provider can assume the role${statement.conditions.length > 0 ? ": the audience is the same for all" : ""}. Demand the subject, with the key that ends in \`:sub\`; for a cluster \`system:serviceaccount:namespace:name\`.${onlyIf(statement, provider.value)}`,
      confidence: "likely",
    };
  }
}

/** `${provider}:aud`. */
function isUnknownAudience(key: TextValue): boolean {
  return placeholderText(key).toLowerCase() === `${placeholder}:aud`;
}

/**
 * IAM compares the audience of a token with those of the provider in any case, so that what is left
 * is a token for another of them.
 */
const oidcAudienceNotChecked: Rule = {
  issueCode: "OIDC_AUDIENCE_NOT_CHECKED",
  findingType: "SUGGESTION",
  summary: "a trust policy does not look at the audience of tokens",
  kinds: ["trust"],
  confidence: "hint",
  yieldsTo: [
    "EKS_ROLE_OPEN_TO_SERVICE_ACCOUNTS",
    "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
    "MISSING_GITHUB_REPO_CONDITION_KEY",
    "OIDC_PROVIDER_OPEN_TO_STRANGERS",
    "OIDC_SUBJECT_NOT_CHECKED",
  ],
  controls: [
    "NIST 800-53 IA-8 (own judgement)",
    "NIST 800-53 IA-9 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
    "ISO 27001 A.8.5 (own judgement)",
  ],

  *document(document) {
    for (const trust of tokenTrusts(document)) {
      if (sharedIssuer(trust.issuer)?.tenantClaim === "aud") continue;
      // Amazon and Facebook call it app_id.
      if (sharedIssuer(trust.issuer)?.tenantClaim === "app_id") continue;
      if (!accepts(trust, { aud: [stranger] })) continue;
      if (acceptsStrangers(trust)) continue;
      if (trust.issuer === github && accepts(trust, foreignToken(trust))) continue;
      const suggestion =
        (trust.issuer === github || isCluster(trust.issuer)) &&
        demanded(
          trust,
          { operator: "StringEquals", key: `${issuerOf(trust)}:aud`, value: "sts.amazonaws.com" },
          "Demand tokens that were made for AWS, with their audience",
        );
      yield problem(
        trust,
        `The audience of the token is not looked at, so that one that was made for another purpose is accepted as well. Demand ${quoted(`${trust.issuer}:aud`)}, for most providers with \`sts.amazonaws.com\`.`,
        suggestion || undefined,
      );
    }
  },
};

/**
 * Identity pools give a role to guests as well, unless the policy tells them apart. A policy for
 * guests says so, and is left alone.
 */
const cognitoRoleOpenToGuests: Rule = {
  issueCode: "COGNITO_ROLE_OPEN_TO_GUESTS",
  findingType: "WARNING",
  summary: "guests of an identity pool can assume the role of those who signed in",
  kinds: ["trust"],
  yieldsTo: ["OIDC_PROVIDER_OPEN_TO_STRANGERS"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 IA-8 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
  ],

  *document(document) {
    for (const trust of tokenTrusts(document)) {
      if (trust.issuer !== "cognito-identity.amazonaws.com" || acceptsStrangers(trust)) continue;
      if (!accepts(trust, { amr: ["unauthenticated"] })) continue;
      if (!accepts(trust, { amr: ["authenticated"] })) continue;
      const suggestion = demanded(
        trust,
        {
          operator: "ForAnyValue:StringLike",
          key: `${trust.issuer}:amr`,
          value: "authenticated",
        },
        "Demand that users have signed in, with the claim `amr`",
      );
      yield problem(
        trust,
        'Guests who did not sign in can assume this role, too. Demand `"ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" }`, and give guests a role of their own.',
        suggestion,
      );
    }
  },
};

/** In the case of the ARN, where that names it. */
function issuerOf({ issuer, principal }: TokenTrust): string {
  const [, written = ""] = displayText(principal.value).split(":oidc-provider/");
  return written.toLowerCase() === issuer ? written : issuer;
}

/** A condition on the tokens of the provider, where the statement is for no others. */
function demanded(
  { allow: { source } }: TokenTrust,
  wanted: WantedCondition,
  title: string,
): Suggestion | undefined {
  if (source.principal?.principals.length !== 1) return undefined;
  return addedCondition(source, wanted, title);
}

function problem(
  { allow: { source }, principal }: TokenTrust,
  details: string,
  suggestion?: Suggestion,
): Problem {
  return {
    ...(suggestion && { suggestion }),
    at: principal.value.range,
    subject: canonicalStatement(source),
    details: `${details}${onlyIf(source, principal.value)}`,
    related: source.conditions.slice(0, relatedMax).map(({ range }) => ({
      range,
      message: "this does not keep the others out",
    })),
  };
}

/** Conditions that a finding shows. */
const relatedMax = 5;

export const oidcProviderRules: readonly Rule[] = [
  oidcProviderOpenToStrangers,
  eksRoleOpenToServiceAccounts,
  oidcSubjectNotChecked,
  oidcAudienceNotChecked,
  cognitoRoleOpenToGuests,
];
