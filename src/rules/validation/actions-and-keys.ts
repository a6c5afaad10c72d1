import {
  type Action,
  conditionKey,
  action as findAction,
  isKnownService,
} from "../../catalog/catalog.ts";
import { coversAction, matchesGlobIgnoringCase } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";
import { kindsOf } from "../kinds.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { type ConditionKeyUse, conditionKeyUses } from "./condition-members.ts";

/**
 * What the policies of Access Analyzer's resource types can allow or deny: the actions of one
 * service, or single actions (the service authorization reference; for roles, IAM User Guide).
 */
const actionsOfType: Readonly<Record<string, { prefix?: string; actions?: readonly string[] }>> = {
  "AWS::S3::Bucket": { prefix: "s3" },
  "AWS::S3::AccessPoint": { prefix: "s3" },
  "AWS::S3::MultiRegionAccessPoint": { prefix: "s3" },
  "AWS::S3ObjectLambda::AccessPoint": { prefix: "s3-object-lambda" },
  "AWS::DynamoDB::Table": { prefix: "dynamodb" },
};

const trustActions = [
  "sts:AssumeRole",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
  "sts:SetContext",
  "sts:SetSourceIdentity",
  "sts:TagSession",
];

/** An action that has nothing to do with what the policy is attached to. */
export const unsupportedActionInPolicy: Rule = {
  issueCode: "UNSUPPORTED_ACTION_IN_POLICY",
  findingType: "ERROR",
  summary: "a policy of that kind cannot have the action",
  accessAnalyzer: true,
  kinds: ["resource", "trust"],

  *statement({ action }, policy) {
    if (policy.kind === "resource" && !Object.hasOwn(actionsOfType, policy.resourceType ?? ""))
      return;
    for (const value of action?.values ?? []) {
      if (mayStandIn(policy, value)) continue;
      yield {
        at: value.range,
        subject: displayText(value).toLowerCase(),
        details: `${quotedValue(value)} cannot stand in ${policy.kind === "trust" ? "the trust policy of a role" : `the policy of an ${quoted(policy.resourceType ?? "")}`}. ${policy.kind === "trust" ? "It can only say how the role is assumed, as with `sts:AssumeRole`." : "Name actions of that service only."}`,
      };
    }
  },
};

function mayStandIn({ kind, resourceType = "" }: Policy, value: TextValue): boolean {
  const text = displayText(value);
  const colon = text.indexOf(":");
  const prefix = text.slice(0, Math.max(0, colon)).toLowerCase();
  // Other findings speak of what is no action at all.
  if (!isKnownService(prefix) || !isAction(prefix, text.slice(colon + 1))) return true;
  if (kind === "trust") {
    return trustActions.some((each) => coversAction(value, each) !== "no");
  }
  return actionsOfType[resourceType]?.prefix === prefix;
}

function isAction(prefix: string, name: string): boolean {
  return /[*?$]/.test(name) || findAction(prefix, name) !== undefined;
}

/**
 * A condition key that a request by one of the actions does not have, so that an Allow never holds
 * for it. Access Analyzer looks at some keys only, and most combinations that the service
 * authorization reference does not list are clean: these are the services whose keys it was seen to judge.
 */
export const unsupportedActionForConditionKey: Rule = {
  issueCode: "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
  findingType: "ERROR",
  summary: "requests by an action do not have the condition key",
  accessAnalyzer: true,
  kinds: kindsOf("IDENTITY_POLICY", "RESOURCE_POLICY"),
  conditionsOnly: true,

  *statement(statement) {
    const seen = new Set<string>();
    let distinct: readonly TextValue[] | undefined;
    for (const use of conditionKeyUses(statement)) {
      const key = use.name?.toLowerCase();
      const { parsed } = use.block;
      if (key === undefined || seen.has(key) || !parsed) continue;
      // Both say what happens where the key is missing.
      if (parsed.ifExists || parsed.comparison === "null") continue;
      seen.add(key);
      if (!isJudged(key)) continue;
      distinct ??= distinctActions(statement);
      const actions = distinct.filter((value) => lacksKey(value, key));
      const [first, ...others] = actions;
      if (!first) continue;
      yield {
        at: first.range,
        subject: `${key} ${actions.map(displayText).sort().join(" ")}`.toLowerCase(),
        details: `Requests by ${actions.map(quotedValue).join(", ")} do not have the condition key ${quotedValue(use.key)}. Give those actions a statement of their own.`,
        related: [
          ...others.map(({ range }) => ({ range, message: "and this action" })),
          { range: use.node.range, message: "the condition" },
        ],
      };
    }
  },
};

/** The literal actions of the catalogue, each once: there are no more of them than services have. */
function distinctActions({ action }: Statement): readonly TextValue[] {
  const found = new Map<string, TextValue>();
  for (const value of action?.values ?? []) {
    const text = knownText(value)?.toLowerCase();
    if (text === undefined || found.has(text)) continue;
    const prefix = text.slice(0, Math.max(0, text.indexOf(":")));
    const name = text.slice(prefix.length + 1);
    if (text === "sts:tagsession" || (judgedPrefixes.has(prefix) && findAction(prefix, name))) {
      found.set(text, value);
    }
  }
  return [...found.values()];
}

/** Prefixes of the keys that are judged, and of the actions they are judged with. */
const judgedPrefixes = new Set(["kms", "s3", "dynamodb"]);

/** Whether there are actions that surely do not have the key (in lower case). */
function isJudged(key: string): boolean {
  return isAudience(key) || judgedPrefixes.has(key.slice(0, Math.max(0, key.indexOf(":"))));
}

/** The audience of a token, by the host of its provider. */
function isAudience(key: string): boolean {
  return key.endsWith(":aud") && key.includes(".");
}

/** Whether a literal action of the catalogue surely does not have the key (in lower case). */
function lacksKey(value: TextValue, key: string): boolean {
  const [prefix = "", name = ""] = (knownText(value)?.toLowerCase() ?? "").split(":");
  // The audience of a token is known while a role is assumed with it, and not while tags are passed.
  if (isAudience(key)) return prefix === "sts" && name === "tagsession";
  if (!judgedPrefixes.has(prefix) || !key.startsWith(`${prefix}:`)) return false;
  const found = findAction(prefix, name);
  if (!found || !conditionKey(prefix, key)) return false;
  const format = conditionKey(prefix, key)?.name;
  return !keysOf(found).some((each) => each === format);
}

function keysOf(action: Action): string[] {
  return [
    ...action.conditionKeys,
    ...action.resourceTypes.flatMap(({ conditionKeys, resourceType }) => [
      ...conditionKeys,
      ...resourceType.conditionKeys,
    ]),
  ].map(({ name }) => name);
}

/** Keys that a session has only when another action is allowed too. In lower case. */
const actionsForKeys: ReadonlyMap<string, string> = new Map([
  ["sts:sourceidentity", "sts:SetSourceIdentity"],
  ["sts:transitivetagkeys", "sts:TagSession"],
]);

/** A session has no source identity and no tags unless it may set them. */
export const missingActionForConditionKey: Rule = {
  issueCode: "MISSING_ACTION_FOR_CONDITION_KEY",
  findingType: "ERROR",
  summary: "the action that sets a condition key is missing",
  accessAnalyzer: true,
  kinds: ["trust"],
  conditionsOnly: true,

  *statement(statement) {
    if (statement.effect !== "Allow" || !statement.action) return;
    for (const use of conditionKeyUses(statement)) {
      const needed = actionsForKeys.get(use.name?.toLowerCase() ?? "");
      if (!needed || !isDemanded(use)) continue;
      if (statement.action.values.some((value) => coversAction(value, needed) !== "no")) continue;
      yield {
        at: use.key.range,
        subject: `${use.name}`.toLowerCase(),
        details: `A request has the condition key ${quotedValue(use.key)} only where \`${needed}\` is allowed too. Add the action.`,
      };
    }
  },
};

/** Keys that describe an IAM principal. In lower case; `*` stands for the key of a tag. */
const principalKeys = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltag/*",
  "aws:userid",
  "aws:username",
];

/** A service that calls by itself is no principal of an organization, and has no tags and no name. */
export const unsupportedConditionKeyForServicePrincipal: Rule = {
  issueCode: "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
  findingType: "ERROR",
  summary: "requests by a service do not have the condition key",
  accessAnalyzer: true,
  kinds: kindsOf("RESOURCE_POLICY"),
  conditionsOnly: true,

  *statement(statement) {
    if (statement.effect !== "Allow") return;
    if (!isForServicesOnly(statement)) return;
    for (const use of conditionKeyUses(statement)) {
      const key = use.name?.toLowerCase();
      if (key === undefined || !isDemanded(use)) continue;
      if (!principalKeys.some((pattern) => matchesGlobIgnoringCase(pattern, key))) continue;
      if (key.startsWith("aws:principaltag/x509") && isForCertificates(statement)) continue;
      yield {
        at: use.key.range,
        subject: key,
        details: `A request by a service does not have the condition key ${quotedValue(use.key)}, so that the statement allows nothing. Compare \`aws:SourceArn\`, \`aws:SourceAccount\` or \`aws:SourceOrgID\`.`,
      };
    }
  },
};

function isForServicesOnly({ principal }: Statement): boolean {
  const principals = principal?.principals ?? [];
  return principals.length > 0 && principals.every(({ type }) => type === "Service");
}

/** IAM Roles Anywhere puts what stands in the certificate into tags of the session (its user guide). */
function isForCertificates({ principal }: Statement): boolean {
  return (principal?.principals ?? []).some(
    ({ value }) => knownText(value)?.toLowerCase() === "rolesanywhere.amazonaws.com",
  );
}

/** True when the condition cannot hold without the key. */
function isDemanded({ block: { parsed } }: ConditionKeyUse): boolean {
  if (!parsed || parsed.negated || parsed.ifExists) return false;
  return parsed.set !== "all" && parsed.comparison !== "null";
}
