import type { ContextValue } from "../../access/request.ts";
import type { Suggestion } from "../../findings/finding.ts";
import type { Inventory } from "../../policy/inventory.ts";
import { coversAction } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { displayText, placeholderText, type TextValue } from "../../policy/text-value.ts";
import { addedCondition } from "../addition.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { duration, shorterSession } from "../session-duration.ts";
import { onlyIf, quoted, quotedValue } from "../wording.ts";
import { grantTo, requestPrincipal } from "./principal-grants.ts";
import { isPrivileged, roleOf } from "./role-power.ts";
import {
  type AskedAllow,
  type AskedPolicy,
  admits,
  askedPolicy,
  askedPrincipals,
} from "./trust-question.ts";
import { withoutIfExists } from "./without-if-exists.ts";

/** How roles are taken on: with which proof, for how long, and with which marks on the session. */

/**
 * An IAM user, who may have a second factor, and need not use it here. Roles and services have none.
 * Left alone is a user that brings an external id (a vendor's) or has to come from fixed addresses
 * (a machine).
 */
const userAssumesRoleWithoutMfa: Rule = {
  issueCode: "USER_ASSUMES_ROLE_WITHOUT_MFA",
  findingType: "WARNING",
  summary: "an IAM user can assume a role without a second factor",
  kinds: ["trust"],
  controls: [
    "CIS AWS 5.0.0 1.9 (own judgement)",
    "CIS AWS 6.0.0 2.9 (own judgement)",
    "CIS AWS 7.0.0 2.10 (own judgement)",
    "NIST 800-53 IA-2(1) (own judgement)",
    "NIST 800-53 IA-2(2) (own judgement)",
    "ISO 27001 A.8.5 (own judgement)",
  ],

  *document(document, _policy, { inventory }) {
    const asked = askedPolicy(document);
    for (const { allow, principal } of askedPrincipals(asked)) {
      const written = asked.symbols.write(principal.value);
      if (principal.type !== "AWS" || !/^arn:[^:]*:iam::[^:]*:user\//.test(written)) continue;
      const isLetIn = asks(allow, asked, written, "sts:AssumeRole", {
        "aws:multifactorauthpresent": [undefined, "false"],
        "aws:multifactorauthage": [undefined],
        "aws:sourceip": ["198.18.0.1"],
        "sts:externalid": [undefined],
      });
      if (!isLetIn) continue;
      const suggestion =
        withoutIfExists(allow.source, "aws:multifactorauthpresent") ??
        secondFactor(allow.source, inventory);
      yield {
        at: principal.value.range,
        subject: grantTo(principal, allow.source),
        ...(suggestion && { suggestion }),
        details: `${quotedValue(principal.value)} can assume this role with an access key alone. Demand \`"Bool": { "aws:MultiFactorAuthPresent": "true" }\` if it is a person; if it is a program, let it run as a role.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};

/** Where all who are named are users of the repository who sign in to the console: people. */
function secondFactor(statement: Statement, { owners }: Inventory): Suggestion | undefined {
  const people = new Set(
    owners.flatMap(({ type, hasLoginProfile, arn }) =>
      type === "AWS::IAM::User" && hasLoginProfile && arn ? [displayText(arn)] : [],
    ),
  );
  const named = statement.principal?.principals ?? [];
  if (!named.every(({ type, value }) => type === "AWS" && people.has(displayText(value)))) {
    return undefined;
  }
  return addedCondition(
    statement,
    { operator: "Bool", key: "aws:MultiFactorAuthPresent", value: "true" },
    "Demand a second factor, with `aws:MultiFactorAuthPresent`",
  );
}

/** Seconds that are the rules' own bound: for roles that can give themselves anything, and others. */
const privilegedSecondsMax = 3600;
const secondsMax = 4 * 3600;

const longRoleSession: Rule = {
  issueCode: "LONG_ROLE_SESSION",
  findingType: "SUGGESTION",
  summary: "sessions of a role last long",
  controls: [
    "NIST 800-53 AC-2(5) (own judgement)",
    "NIST 800-53 AC-12 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
    "ISO 27001 A.8.5 (own judgement)",
  ],

  *principal(role, context) {
    const { owner } = role;
    const seconds = owner?.maxSessionDurationSeconds;
    if (owner?.type !== "AWS::IAM::Role" || seconds === undefined) return;
    // What the configuration says has a rule of its own, SESSION_LONGER_THAN_ALLOWED.
    if (context.maxSessionDurationSeconds !== undefined || seconds <= privilegedSecondsMax) return;
    const isStrict = isPrivileged(role);
    const bound = isStrict ? privilegedSecondsMax : secondsMax;
    if (seconds <= bound) return;
    const why = isStrict ? " for a role that can change IAM" : "";
    const suggestion = shorterSession(owner, bound);
    yield {
      address: role.address,
      at: owner.maxSessionDuration?.range ?? owner.range,
      subject: `sessions of ${duration(seconds)}`,
      details: `Sessions of this role last up to ${duration(seconds)}; ${duration(bound)} should be the most${why}. Whoever gets hold of the credentials has them as long. Lower the maximum session duration; programs get new credentials by themselves.`,
      ...(suggestion && { suggestion }),
    };
  },
};

/**
 * Whoever assumes the role chooses tags by which policies decide. Providers of SAML and OIDC tokens
 * and services set the tags themselves, and are left alone.
 */
const sessionTagsNotLimited: Rule = {
  issueCode: "SESSION_TAGS_NOT_LIMITED",
  findingType: "SECURITY_WARNING",
  summary: "who assumes a role chooses the tags by which policies decide",
  kinds: ["trust"],
  controls: [
    "NIST 800-53 AC-3(13) (own judgement)",
    "NIST 800-53 AC-6 (own judgement)",
    "NIST 800-53 AC-16 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
    "ISO 27001 A.8.2 (own judgement)",
  ],

  *document(document, policy, { inventory }) {
    const asked = askedPolicy(document);
    for (const allow of asked.allows) {
      const principal = allow.source.principal?.principals.find(({ type }) => type === "AWS");
      if (!principal) continue;
      const written = asked.symbols.write(principal.value);
      const key = decidingTags(policy, inventory).find((tag) =>
        asks(allow, asked, written, "sts:TagSession", {
          [`aws:requesttag/${tag.toLowerCase()}`]: ["zz-other"],
          "aws:tagkeys": [[tag]],
        }),
      );
      if (key === undefined) continue;
      yield {
        at: actionRange(allow.source, "sts:TagSession") ?? principal.value.range,
        subject: `${key} by ${canonicalStatement(allow.source)}`,
        details: `Whoever assumes this role may give the session any value of the tag ${quoted(key)}, by which policies decide (\`aws:PrincipalTag/…\`). Demand the value with \`aws:RequestTag/${key.replaceAll("`", "'")}\`, or leave out \`sts:TagSession\`.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};

/** Who can set any source identity can blame others for what the session does. */
const sourceIdentityNotLimited: Rule = {
  issueCode: "SOURCE_IDENTITY_NOT_LIMITED",
  findingType: "SUGGESTION",
  summary: "who assumes a role chooses the source identity that is logged",
  kinds: ["trust"],
  confidence: "hint",
  controls: [
    "NIST 800-53 AU-10 (own judgement)",
    "NIST 800-53 IA-2 (own judgement)",
    "ISO 27001 A.8.15 (own judgement)",
  ],

  *document(document) {
    const asked = askedPolicy(document);
    for (const allow of asked.allows) {
      const principal = allow.source.principal?.principals.find(({ type }) => type === "AWS");
      if (!principal) continue;
      const written = asked.symbols.write(principal.value);
      const isFree = asks(allow, asked, written, "sts:SetSourceIdentity", {
        "sts:sourceidentity": ["zz-other"],
      });
      if (!isFree) continue;
      yield {
        at: actionRange(allow.source, "sts:SetSourceIdentity") ?? principal.value.range,
        subject: canonicalStatement(allow.source),
        details: `Whoever assumes this role may set any source identity, by which the audit trail knows the person. Demand it with \`sts:SourceIdentity\`, such as \`\${aws:username}\`. There is nothing to change where the callers have one already: it cannot be changed on the way.${onlyIf(allow.source, principal.value)}`,
      };
    }
  },
};

function asks(
  allow: AskedAllow,
  asked: AskedPolicy,
  written: string,
  action: string,
  context: Readonly<Record<string, readonly (ContextValue | undefined)[]>>,
): boolean {
  return admits(allow, { action, principal: requestPrincipal(written), context }, asked);
}

function actionRange({ action }: Statement, name: string): TextValue["range"] | undefined {
  return action?.values.find((value) => coversAction(value, name) === "yes")?.range;
}

/** Tags that are looked at; a repository decides by a handful. */
const tagsMax = 20;

/** The keys of tags by which the role's own policies and policies of resources decide. */
function decidingTags(policy: Policy, inventory: Inventory): readonly string[] {
  const own = roleOf(policy, inventory)?.identity.map(({ document }) => document) ?? [];
  const found = new Set([...own.flatMap(tagsIn), ...resourceTags(inventory)]);
  return [...found].slice(0, tagsMax);
}

function resourceTags(inventory: Inventory): readonly string[] {
  let tags = remembered.get(inventory);
  if (!tags) {
    const kinds = new Set(["resource", "rcp", "scp", "vpc-endpoint"]);
    tags = inventory.policies
      .filter(({ kind }) => kinds.has(kind))
      .flatMap(({ document }) => tagsIn(document));
    remembered.set(inventory, tags);
  }
  return tags;
}

const remembered = new WeakMap<Inventory, readonly string[]>();

function tagsIn({ statements }: PolicyDocument): string[] {
  const found: string[] = [];
  for (const { conditions, resource, notResource } of statements) {
    for (const { key, values } of conditions) {
      const [, tag] = /^aws:principaltag\/(.+)$/i.exec(placeholderText(key)) ?? [];
      if (tag !== undefined) found.push(tag);
      for (const value of values) found.push(...variableTags(value));
    }
    for (const element of [resource, notResource]) {
      for (const value of element?.values ?? []) found.push(...variableTags(value));
    }
  }
  return found;
}

/** `${aws:PrincipalTag/team}`, with a default or without. */
function variableTags(value: TextValue): string[] {
  const text = placeholderText(value);
  const start = "${aws:principaltag/";
  const folded = text.toLowerCase();
  const found: string[] = [];
  let at = folded.indexOf(start);
  while (at >= 0 && found.length < tagsMax) {
    const end = text.indexOf("}", at);
    if (end < 0) break;
    const [tag = ""] = text.slice(at + start.length, end).split(",");
    found.push(tag.trim());
    at = folded.indexOf(start, end);
  }
  return found;
}

export const roleSessionRules: readonly Rule[] = [
  userAssumesRoleWithoutMfa,
  sessionTagsNotLimited,
  longRoleSession,
  sourceIdentityNotLimited,
];
