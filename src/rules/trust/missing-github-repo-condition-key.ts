import { matchesGlob } from "../../policy/pattern.ts";
import { displayText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quotedValue } from "../wording.ts";
import { accepts, github, tokenTrusts } from "./federation.ts";
import { ofOneBranch } from "./github-subject-fix.ts";
import { foreignToken } from "./github-token.ts";

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
  kinds: ["trust"],
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

  *document(document, _, { repository }) {
    for (const trust of tokenTrusts(document)) {
      if (!trust.issuer.startsWith(github)) continue;
      const token = foreignToken(trust);
      if (!accepts(trust, token)) continue;
      const { principal, policy, issuer } = trust;
      const statement = trust.allow.source;
      const whose = issuer === github ? "on GitHub" : "of the enterprise";
      const subjects = statement.conditions.filter(
        ({ key }) => displayText(key).toLowerCase() === `${issuer}:sub`,
      );
      const vacuous = subjects
        .flatMap(({ values }) => values)
        .find((value) => {
          const pattern = policy.symbols.write(value);
          return token.sub?.some((text) => text !== undefined && matchesGlob(pattern, text));
        });
      // The repositories of an enterprise's own server are none of github.com.
      const suggestion =
        issuer === github ? ofOneBranch(statement, vacuous, repository) : undefined;
      yield {
        at: (vacuous ?? principal.value).range,
        subject: canonicalStatement(statement),
        details: `${vacuous ? `${quotedValue(vacuous)} is met by the subject of every repository ${whose}` : "No condition demands a subject"}, so that anybody ${issuer === github ? "on GitHub" : "there"} can assume this role. Demand \`${github}:sub\` with your own repository, such as \`repo:owner/name:ref:refs/heads/main\`.${onlyIf(statement, principal.value)}`,
        related: vacuous
          ? [{ range: principal.value.range, message: "tokens of this provider are accepted" }]
          : statement.conditions.slice(0, 1).map(({ range }) => ({
              range,
              message: "no condition beside this one names a repository",
            })),
        beyondAccessAnalyzer: subjects.length > 0,
        ...(suggestion && { suggestion }),
      };
    }
  },
};
