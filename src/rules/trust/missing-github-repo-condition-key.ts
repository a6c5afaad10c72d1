import { parseConditionOperator } from "../../policy/condition-operator.ts";
import { coversAction, overlaps } from "../../policy/pattern.ts";
import type { ConditionEntry, Principal, Statement } from "../../policy/policy-document.ts";
import {
  displayText,
  knownText,
  literalText,
  placeholderText,
  type TextValue,
} from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";

const issuer = "token.actions.githubusercontent.com";

/**
 * A trust policy that accepts the tokens of every GitHub repository: whoever has a GitHub account can
 * assume the role from a workflow of their own.
 *
 * Judged is whether a token of a foreign repository is accepted, in both forms of GitHub's subject
 * (`repo:owner/name:…` and, for newer repositories, `repo:owner@1/name@2:…`). So a subject of `*` or
 * `repo:*` counts as none, and a policy without a subject is clean when it pins the repository by
 * another claim. `aud` is the same for all, and branch, workflow and environment can be named by
 * anybody in a repository of their own. Access Analyzer only looks whether there is a subject.
 */
export const missingGithubRepoConditionKey: Rule = {
  issueCode: "MISSING_GITHUB_REPO_CONDITION_KEY",
  findingType: "SECURITY_WARNING",
  summary: "a trust policy accepts the tokens of every GitHub repository",
  accessAnalyzer: true,
  // Its code for a subject with a wildcard that lets all in.
  yieldsTo: ["WILDCARD_USAGE_TOO_PERMISSIVE"],
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 IA-8 (own judgement)",
    "NIST 800-53 IA-9 (own judgement)",
    "ISO 27001 A.8.5 (own judgement)",
  ],

  *document({ statements }, policy) {
    if (policy.kind !== "trust") return;
    const denies = statements.filter(({ effect, when }) => effect === "Deny" && when.length === 0);
    for (const statement of statements) {
      const principal = githubProvider(statement);
      if (statement.effect !== "Allow" || !principal || !allowsWebIdentity(statement)) continue;
      if (statement.conditions.some(refusesForeignTokens)) continue;
      if (denies.some((deny) => allowsWebIdentity(deny) && deniesForeignTokens(deny))) continue;

      const subjects = statement.conditions.filter((entry) => claimOf(entry) === "sub");
      const vacuous = subjects.flatMap(({ values }) => values).find(isForeignSubject);
      yield {
        at: (vacuous ?? principal.value).range,
        subject: canonicalStatement(statement),
        details: `${vacuous ? `${quotedValue(vacuous)} is met by the subject of every GitHub repository` : "No condition demands a subject"}, so that anybody on GitHub can assume this role. Demand \`${issuer}:sub\` with your own repository, such as \`repo:owner/name:ref:refs/heads/main\`.${onlyIf(statement, principal.value)}`,
        related: vacuous
          ? [{ range: principal.value.range, message: "tokens of this provider are accepted" }]
          : statement.conditions.slice(0, 1).map(({ range }) => ({
              range,
              message: "no condition beside this one names a repository",
            })),
        beyondAccessAnalyzer: subjects.length > 0,
      };
    }
  },
};

/** The provider by its ARN; where that is not known, the claims in the conditions tell. */
function githubProvider({ principal, conditions }: Statement): Principal | undefined {
  const federated = principal?.principals.filter(({ type }) => type === "Federated") ?? [];
  const named = federated.find(({ value }) => placeholderText(value).includes(`/${issuer}`));
  if (named) return named;
  if (!conditions.some((entry) => claimOf(entry) !== undefined)) return undefined;
  return federated.find(({ value }) => knownText(value) === undefined);
}

function allowsWebIdentity({ action }: Statement): boolean {
  const values = action?.values ?? [];
  return values.some((value) => coversAction(value, "sts:AssumeRoleWithWebIdentity") === "yes");
}

/** The claim of GitHub's token that the condition is about; also that of an enterprise's own issuer. */
function claimOf({ key }: ConditionEntry): string | undefined {
  const name = displayText(key).toLowerCase();
  if (!name.startsWith(issuer)) return undefined;
  return name.slice(name.lastIndexOf(":") + 1);
}

/** Claims that are the owner's alone. Others are the same for all, or chosen by whoever runs a workflow. */
const ownersClaims = new Set([
  "actor",
  "actor_id",
  "enterprise_id",
  "job_workflow_ref",
  "repository",
  "repository_id",
  "repository_owner_id",
]);

/** Claims that not every token has: `IfExists` on them demands nothing. */
const optionalClaims = new Set(["enterprise_id", "job_workflow_ref"]);

function refusesForeignTokens(entry: ConditionEntry): boolean {
  const operator = parseConditionOperator(displayText(entry.operator));
  return !operator.negated && isPinned(entry);
}

/** `Deny` with a negated comparison: what is not pinned is refused. */
function deniesForeignTokens({ conditions }: Statement): boolean {
  const [entry, ...others] = conditions;
  if (!entry || others.length > 0) return false;
  const operator = parseConditionOperator(displayText(entry.operator));
  return operator.negated && operator.set !== "any" && isPinned(entry);
}

function isPinned(entry: ConditionEntry): boolean {
  const claim = claimOf(entry);
  const { comparison, ifExists, set } = parseConditionOperator(displayText(entry.operator));
  if (claim === undefined || !comparison.startsWith("string")) return false;
  if (entry.values.some(({ when }) => (when?.length ?? 0) > 0) && entry.values.length === 1) {
    return false;
  }
  if (optionalClaims.has(claim) && (ifExists || set === "all")) return false;
  const isForeign = claim === "sub" ? isForeignSubject : isForeignName;
  if (claim !== "sub" && !ownersClaims.has(claim)) return false;
  if (comparison !== "stringlike") return true;
  return !entry.values.some(isForeign);
}

/** An unknown part is taken for the owner's own name: it contains no wildcard. */
function isForeignSubject(value: TextValue): boolean {
  const known = literalText(placeholderText(value), value.range);
  return foreignSubjects.some((subject) => overlaps(known, subject));
}

/** `*` and the like: no letter of it has to be right. */
function isForeignName(value: TextValue): boolean {
  return /^[*?/@:.]*$/.test(knownText(value) ?? "x") || /^[*?]+\//.test(placeholderText(value));
}

/** Subjects of a repository that nobody here owns. */
const foreignSubjects = ["repo:zz-foreign-zz/*", "repo:zz-foreign-zz@1/*"].map((text) =>
  literalText(text, { file: "", start: 0, end: 0 }),
);
