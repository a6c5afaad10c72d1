import type { AccessPrincipal } from "../../access/principals.ts";
import type { Owner } from "../../policy/inventory.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { nowhere } from "../../policy/written-document.ts";
import { missingTags } from "../governance/missing-required-tags.ts";
import { rules } from "../index.ts";
import type { AddressedProblem, Problem, Rule } from "../rule.ts";
import type { RuleContext } from "../rule-context.ts";
import { quoted } from "../wording.ts";
import { type Asked, forbiddenAccess, sentence } from "./asked-access.ts";
import type { CustomRule } from "./custom-rule.ts";
import { isMeant, isMeantOwner, isMeantTrust, wordOf } from "./meant-principals.ts";

/** Our rules, and behind them those of the team. The same list gives the same answer. */
export function rulesWith(custom: readonly CustomRule[]): readonly Rule[] {
  if (custom.length === 0) return rules;
  const known = lists.get(custom);
  if (known) return known;
  const list = [...rules, ...custom.map(customRule)];
  lists.set(custom, list);
  return list;
}

const lists = new WeakMap<readonly CustomRule[], readonly Rule[]>();

/** A rule of the team's as one of the catalogue. */
export function customRule(rule: CustomRule): Rule {
  return {
    issueCode: rule.code,
    findingType: rule.type,
    summary: rule.message,
    ...(rule.require && { owner: (owner: Owner) => lacking(rule, owner) }),
    ...(rule.require?.on === "trust" && {
      document: (_, policy, context) => trustAlone(rule, policy, context),
    }),
    principal: (principal, context) => accessProblems(rule, principal, context),
  };
}

function* accessProblems(
  rule: CustomRule,
  principal: AccessPrincipal,
  context: RuleContext,
): Iterable<AddressedProblem> {
  const { deny, require } = rule;
  if (!isMeant(principal, rule.for)) return;
  if (deny) {
    const { actions, resources, unless } = deny;
    const question = {
      ...(actions.length > 0 && { actions }),
      ...(resources.length > 0 && { resources }),
    };
    yield* forbiddenAccess(rule, ofIdentity(principal), question, unless, context);
  }
  if (!require || require.conditions.length === 0) return;
  const asked = require.on === "trust" ? ofTrust(principal) : ofIdentity(principal);
  if (asked.policies.grants.length === 0) return;
  yield* forbiddenAccess(rule, asked, {}, require.conditions, context);
}

function ofIdentity(principal: AccessPrincipal): Asked {
  const { address, policies, sources, identity, owner, hasUnknownBoundary } = principal;
  return {
    address,
    policies,
    sources,
    hasUnknownBoundary,
    range: owner?.range ?? identity[0]?.document.range ?? nowhere,
    attached: owner?.managedPolicies ?? owner?.foreignPolicies ?? [],
  };
}

const trusts = new WeakMap<AccessPrincipal, Asked>();

/** One object for all rules, so that what was read of it is kept. */
function ofTrust(principal: AccessPrincipal): Asked {
  const known = trusts.get(principal);
  if (known) return known;
  const { address, trust, owner } = principal;
  const asked: Asked = {
    address,
    policies: { grants: trust.map(({ document }) => document) },
    sources: trust.map((policy) => ({ policy })),
    range: owner?.range ?? trust[0]?.document.range ?? nowhere,
    hasUnknownBoundary: false,
    attached: [],
  };
  trusts.set(principal, asked);
  return asked;
}

/** A trust policy whose role is not in the repository: no principal has it. */
function* trustAlone(rule: CustomRule, policy: Policy, context: RuleContext): Iterable<Problem> {
  const { kind, owner, attachedTo = [], address, document } = policy;
  const conditions = rule.require?.conditions ?? [];
  if (kind !== "trust" || owner !== undefined || attachedTo.length > 0) return;
  if (conditions.length === 0 || !isMeantTrust(address, rule.for)) return;
  const asked = {
    address,
    policies: { grants: [document] },
    sources: [{ policy }],
    range: document.range,
    hasUnknownBoundary: false,
    attached: [],
  };
  yield* forbiddenAccess(rule, asked, {}, conditions, context);
}

/** What an owner itself lacks. Groups have neither tags nor a boundary. */
function* lacking(rule: CustomRule, owner: Owner): Iterable<Problem> {
  const { require } = rule;
  if (!require || !isMeantOwner(owner, rule.for) || wordOf(owner) === "group") return;
  const missing = missingTags(owner, require.tags);
  if (missing.length > 0) {
    const tags = `${missing.length === 1 ? "tag" : "tags"} ${missing.map(quoted).join(", ")}`;
    yield {
      at: owner.range,
      subject: `missing tags ${missing.join()}`,
      details: `${sentence(rule.message)} This has no ${tags}.`,
    };
  }
  if (require.boundary === undefined) return;
  const { permissionsBoundary: boundary } = owner;
  const present = boundary && knownText(boundary);
  // Which boundary it is can be unknown until deployment.
  if (boundary && (present === undefined || isBoundary(require.boundary, present))) return;
  yield {
    at: boundary?.range ?? owner.range,
    subject: `boundary ${present ?? "none"}`,
    details: `${sentence(rule.message)} This has ${boundary ? `the permissions boundary ${quoted(displayText(boundary))}` : "no permissions boundary"}, and ${quoted(require.boundary)} is demanded.`,
  };
}

/**
 * A permission set refers to a policy of each account by its name: `edge of each account` is what the
 * sources make of it.
 */
function isBoundary(pattern: string, present: string): boolean {
  if (present.startsWith("arn:")) return matchesGlob(pattern, present);
  const name = present.replace(/ of each account$/, "");
  return matchesGlob(pattern.slice(pattern.lastIndexOf("/") + 1), name);
}
