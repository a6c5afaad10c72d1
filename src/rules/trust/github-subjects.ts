import { matchesGlob } from "../../policy/pattern.ts";
import { placeholderText, type TextValue } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Problem, Rule } from "../rule.ts";
import type { RuleContext } from "../rule-context.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import {
  accepts,
  type Claims,
  comparedWith,
  github,
  type TokenTrust,
  tokenTrusts,
} from "./federation.ts";
import { ofOneBranch } from "./github-subject-fix.ts";
import {
  foreignToken,
  lookAlikeToken,
  pullRequestToken,
  recycledToken,
  siblingToken,
} from "./github-token.ts";
import { powerOf, roleOf } from "./role-power.ts";

/**
 * Which runs of GitHub's workflows get a role. Each rule asks with the token of somebody who should
 * not, in both forms of the subject; a policy that pins the repository by another claim refuses it.
 * Who is let in from anywhere has a rule of its own, `MISSING_GITHUB_REPO_CONDITION_KEY`.
 */
const controls = [
  "NIST 800-53 AC-3 (own judgement)",
  "NIST 800-53 AC-6 (own judgement)",
  "NIST 800-53 IA-8 (own judgement)",
];

const githubSubjectAcceptsLookAlikes: Rule = {
  issueCode: "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES",
  findingType: "SECURITY_WARNING",
  summary: "a trust policy accepts GitHub owners whose names begin like yours",
  kinds: ["trust"],
  yieldsTo: ["MISSING_GITHUB_REPO_CONDITION_KEY", "WILDCARD_USAGE_TOO_PERMISSIVE"],
  controls: [
    ...controls,
    "NIST 800-53 IA-9 (own judgement)",
    "NIST 800-53 SR-3 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
    "ISO 27001 A.8.4 (own judgement)",
  ],

  *document(document, _, { repository }) {
    for (const trust of githubTrusts(document)) {
      if (accepts(trust, foreignToken(trust))) continue;
      const claims = lookAlikeToken(trust);
      if (!accepts(trust, claims)) continue;
      yield {
        ...problem(
          trust,
          claims,
          (value) =>
            `${value} ends the name of the owner with a wildcard, so that whoever registers a longer name on GitHub can assume this role. Write the owner out: once as \`repo:owner/name:…\` and, for the newer form of the subject, once as \`repo:owner@id/name@id:…\`.`,
        ),
        ...narrowed(trust, claims, repository),
      };
    }
  },
};

const githubSubjectTooWide: Rule = {
  issueCode: "GITHUB_SUBJECT_TOO_WIDE",
  findingType: "SECURITY_WARNING",
  summary: "a trust policy accepts every repository of a GitHub organization",
  kinds: ["trust"],
  yieldsTo: ["MISSING_GITHUB_REPO_CONDITION_KEY", "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES"],
  controls: [
    ...controls,
    "NIST 800-53 IA-9 (own judgement)",
    "NIST 800-53 SR-3 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
    "ISO 27001 A.8.4 (own judgement)",
  ],

  *document(document, _, { repository }) {
    for (const trust of githubTrusts(document)) {
      if (isOpenBeyondOwner(trust)) continue;
      const claims = siblingToken(trust);
      if (!accepts(trust, claims)) continue;
      yield {
        ...problem(
          trust,
          claims,
          (value) =>
            `${value} accepts other repositories of the owner, so that whoever may create one there, or runs a workflow in any of them, can assume this role. Name the repositories, such as \`repo:owner/name:ref:refs/heads/main\`.`,
        ),
        ...narrowed(trust, claims, repository),
      };
    }
  },
};

/**
 * Left alone is a role that only reads. Where nothing is known of what the role may do, the finding
 * is less sure.
 */
const githubPullRequestAccepted: Rule = {
  issueCode: "GITHUB_PULL_REQUEST_ACCEPTED",
  findingType: "SECURITY_WARNING",
  summary: "workflows of pull requests can assume a role that changes things",
  kinds: ["trust"],
  yieldsTo: [
    "MISSING_GITHUB_REPO_CONDITION_KEY",
    "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES",
    "GITHUB_SUBJECT_TOO_WIDE",
  ],
  controls: [
    ...controls.slice(0, 2),
    "NIST 800-53 CM-5 (own judgement)",
    "NIST 800-53 SR-3 (own judgement)",
    "ISO 27001 A.8.4 (own judgement)",
    "ISO 27001 A.8.32 (own judgement)",
  ],

  *document(document, policy, { inventory, repository }) {
    for (const trust of githubTrusts(document)) {
      // Without a subject somebody pinned the repository by its id, and knows what comes from there.
      if (comparedWith(trust, "sub").length === 0) continue;
      if (isOpenBeyondOwner(trust) || accepts(trust, siblingToken(trust))) continue;
      const claims = pullRequestToken(trust);
      if (!accepts(trust, claims)) continue;
      const power = powerOf(roleOf(policy, inventory));
      if (power === "reads") continue;
      yield {
        ...problem(
          trust,
          claims,
          (value) =>
            `${value} also lets in pull requests, so that a workflow can assume this role before anybody has reviewed it. Demand a branch with \`ref:refs/heads/main\` or an environment with protection rules, and give pull requests a role that only reads.`,
        ),
        ...narrowed(trust, claims, repository),
        ...(power === "unknown" && { confidence: "likely" as const }),
      };
    }
  },
};

const githubPinnedByNamesOnly: Rule = {
  issueCode: "GITHUB_PINNED_BY_NAMES_ONLY",
  findingType: "SUGGESTION",
  summary: "a trust policy knows a GitHub repository by names that can change hands",
  kinds: ["trust"],
  confidence: "hint",
  yieldsTo: [
    "MISSING_GITHUB_REPO_CONDITION_KEY",
    "GITHUB_SUBJECT_ACCEPTS_LOOK_ALIKES",
    "GITHUB_SUBJECT_TOO_WIDE",
    "GITHUB_PULL_REQUEST_ACCEPTED",
  ],
  controls: [
    "NIST 800-53 IA-4 (own judgement)",
    "NIST 800-53 IA-8 (own judgement)",
    "NIST 800-53 SR-3 (own judgement)",
    "ISO 27001 A.5.16 (own judgement)",
    "ISO 27001 A.5.21 (own judgement)",
  ],

  *document(document) {
    for (const trust of githubTrusts(document)) {
      if (isOpenBeyondOwner(trust)) continue;
      const claims = recycledToken(trust);
      if (!accepts(trust, claims)) continue;
      yield problem(
        trust,
        claims,
        (value) =>
          `${value} names owner and repository, and nothing demands their ids. A name that is given up can be registered by somebody else. Use the subject with ids, \`repo:owner@id/name@id:…\`, or demand \`${github}:repository_id\` as well.`,
      );
    }
  },
};

/** The statements that take tokens of github.com. An enterprise's own issuer has its own tokens only. */
function githubTrusts(document: Parameters<typeof tokenTrusts>[0]): readonly TokenTrust[] {
  return tokenTrusts(document).filter(({ issuer }) => issuer === github);
}

/** What other rules report already. */
function isOpenBeyondOwner(trust: TokenTrust): boolean {
  return accepts(trust, foreignToken(trust)) || accepts(trust, lookAlikeToken(trust));
}

function narrowed(trust: TokenTrust, claims: Claims, own: RuleContext["repository"]) {
  const culprit = culpritOf(trust, claims);
  const suggestion = culprit && ofOneBranch(trust.allow.source, culprit, own);
  return suggestion && { suggestion };
}

function problem(trust: TokenTrust, claims: Claims, details: (value: string) => string): Problem {
  const { source } = trust.allow;
  const culprit = culpritOf(trust, claims);
  const at = culprit ?? trust.principal.value;
  const text = details(culprit ? quotedValue(culprit) : "The trust policy");
  return {
    at: at.range,
    subject: canonicalStatement(source),
    details: `${text}${onlyIf(source, trust.principal.value, ...(culprit ? [culprit] : []))}`,
    ...(culprit && {
      related: [
        { range: trust.principal.value.range, message: "tokens of this provider are accepted" },
      ],
    }),
  };
}

/** The value that lets the token in: a subject, else the name or id of the owner. */
function culpritOf({ allow, policy }: TokenTrust, claims: Claims): TextValue | undefined {
  for (const claim of ["sub", "repository", "repository_owner_id", "actor", "job_workflow_ref"]) {
    for (const { key, values } of allow.source.conditions) {
      if (placeholderText(key).toLowerCase() !== `${github}:${claim}`) continue;
      const found = values.find((value) => {
        const pattern = policy.symbols.write(value);
        return claims[claim]?.some((text) => text !== undefined && matchesGlob(pattern, text));
      });
      if (found) return found;
    }
  }
  return undefined;
}

/** In the order of what is reported first. */
export const githubSubjectRules: readonly Rule[] = [
  githubSubjectAcceptsLookAlikes,
  githubSubjectTooWide,
  githubPullRequestAccepted,
  githubPinnedByNamesOnly,
];
