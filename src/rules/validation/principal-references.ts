import { parseArn } from "../../policy/arn.ts";
import type { Principal, Statement } from "../../policy/policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
import { kindsOf } from "../kinds.ts";
import { principalRemoval } from "../removal.ts";
import type { Rule } from "../rule.ts";
import { quoted } from "../wording.ts";

/**
 * Ids in place of ARNs. IAM shows one in a policy after its role or user was deleted: the statement is
 * about nobody then, also when a new role or user has the old name.
 */
export const uniqueIdRules: readonly Rule[] = [
  uniqueIdRule(/^AROA[A-Z0-9]{12,}$/, "role", {
    issueCode: "INVALID_ROLE_REFERENCE",
    summary: "a principal is the id of a role",
  }),
  uniqueIdRule(/^AIDA[A-Z0-9]{12,}$/, "user", {
    issueCode: "INVALID_USER_REFERENCE",
    summary: "a principal is the id of a user",
  }),
];

function uniqueIdRule(form: RegExp, word: string, head: Pick<Rule, "issueCode" | "summary">): Rule {
  return {
    ...head,
    findingType: "WARNING",
    accessAnalyzer: true,
    kinds: kindsOf("RESOURCE_POLICY"),

    *statement(statement) {
      for (const { type, value } of principalsOf(statement)) {
        const text = knownText(value);
        if (type !== "AWS" || text === undefined || !form.test(text)) continue;
        yield {
          at: value.range,
          subject: text,
          details: `${quoted(text)} is the id of a ${word}, which IAM shows after the ${word} was deleted. Write the ARN of the ${word} that is meant.`,
        };
      }
    },
  };
}

/** A session of a role next to the role itself, which includes all its sessions. */
export const redundantPrincipalInRoleTrustPolicy: Rule = {
  issueCode: "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
  findingType: "SUGGESTION",
  summary: "a trust policy names a role and a session of it",
  accessAnalyzer: true,
  kinds: ["trust"],

  *statement(statement) {
    for (const list of [statement.principal, statement.notPrincipal]) {
      const certain = (list?.principals ?? []).filter(
        ({ type, value }) => type === "AWS" && (value.when?.length ?? 0) === 0,
      );
      const roles = new Map(certain.flatMap(roleEntry));
      for (const principal of certain) {
        const role = roles.get(sessionRole(principal) ?? "");
        if (!role) continue;
        const suggestion = principalRemoval(
          list,
          principal,
          "Remove the session: the role stands for all of its sessions",
        );
        yield {
          ...(suggestion && { suggestion }),
          at: principal.value.range,
          subject: knownText(principal.value) ?? "",
          details: `${quoted(knownText(principal.value) ?? "")} is a session of ${quoted(knownText(role.value) ?? "")}, which the list names, too. Remove one of both.`,
          related: [{ range: role.value.range, message: "the role of the session" }],
          locations: [principal.value.range],
        };
      }
    }
  },
};

/** `[account role/name, principal]`. The path of a role is no part of its sessions' ARNs. */
function roleEntry(principal: Principal): [string, Principal][] {
  const arn = knownText(principal.value) === undefined ? undefined : parseArn(principal.value);
  const resource = arn && knownText(arn.resource);
  if (!arn || knownText(arn.service) !== "iam" || !resource?.startsWith("role/")) return [];
  const name = resource.slice(resource.lastIndexOf("/") + 1);
  return [[roleKey(knownText(arn.partition), knownText(arn.account), name), principal]];
}

/** The role of an assumed-role session; AWS's page writes such an ARN with `iam` for `sts`. */
function sessionRole({ value }: Principal): string | undefined {
  const arn = knownText(value) === undefined ? undefined : parseArn(value);
  const service = arn && knownText(arn.service);
  const [kind, name, session] = (arn && knownText(arn.resource)?.split("/")) ?? [];
  if (!arn || (service !== "sts" && service !== "iam") || kind !== "assumed-role") return undefined;
  if (!name || !session) return undefined;
  return roleKey(knownText(arn.partition), knownText(arn.account), name);
}

function roleKey(partition = "", account = "", name = ""): string {
  return [partition, account, name].join(":");
}

function principalsOf({ principal, notPrincipal }: Statement): readonly Principal[] {
  return [principal, notPrincipal].flatMap((element) => element?.principals ?? []);
}
