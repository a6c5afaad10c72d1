import { applies } from "../../access/evaluate.ts";
import { fillWildcards } from "../../access/pattern-text.ts";
import type { Context, ContextValue } from "../../access/request.ts";
import type { AccessStatement, Condition } from "../../access/statement.ts";
import { knownText } from "../../policy/text-value.ts";
import { canonicalStatement } from "../canonical.ts";
import type { Rule } from "../rule.ts";
import { onlyIf, quoted } from "../wording.ts";
import {
  allHold,
  conditionsByKey,
  entryOf,
  type ReadStatement,
  readStatementsOf,
} from "./statement-questions.ts";

/**
 * Denies of everybody outside a network or an organization that also hit services of AWS: those that
 * call for a user, and those that call by themselves.
 */

const networkControls = [
  "NIST 800-53 AC-17 (own judgement)",
  "NIST 800-53 CP-2 (own judgement)",
  "NIST 800-53 SC-7 (own judgement)",
  "ISO 27001 A.8.20 (own judgement)",
  "ISO 27001 A.8.22 (own judgement)",
];

/** Where a request comes from. A service that calls for a user comes from none of the networks. */
const networkKeys: ReadonlyMap<string, ContextValue | undefined> = new Map([
  ["aws:sourceip", "192.0.2.1"],
  ["aws:vpcsourceip", undefined],
  ["aws:sourcevpc", undefined],
  ["aws:sourcevpcarn", undefined],
  ["aws:sourcevpce", undefined],
]);

/** By these, requests of services are told apart. Their values, when a service calls for a user. */
const serviceKeys: ReadonlyMap<string, ContextValue | undefined> = new Map<
  string,
  ContextValue | undefined
>([
  ["aws:viaawsservice", "true"],
  ["aws:calledvia", ["cloudformation.amazonaws.com"]],
  ["aws:calledviafirst", "cloudformation.amazonaws.com"],
  ["aws:calledvialast", "cloudformation.amazonaws.com"],
]);

/** Who writes one of these has thought of who must get through. */
const exemptionKeys = /^aws:(principalarn|principaltag\/.*|principalaccount|userid|username)$/;

const networkDenyHitsAwsServices: Rule = {
  issueCode: "NETWORK_DENY_HITS_AWS_SERVICES",
  findingType: "WARNING",
  confidence: "likely",
  summary: "a Deny by network also stops services that call for the user",
  kinds: ["identity", "permission-set", "boundary", "session", "resource", "scp", "rcp"],
  conditionsOnly: true,
  controls: networkControls,

  *document(document, policy) {
    for (const { source, statement } of readStatementsOf(document)) {
      if (statement.effect !== "Deny") continue;
      const groups = conditionsByKey(statement);
      const networks = [...groups].filter(([key]) => networkKeys.has(key));
      const [network] = networks;
      if (!network) continue;
      // Conditions of several networks have to hold all: a service meets them all, or is let through.
      const isHit = networks.every(([key, conditions]) =>
        allHold(conditions, networkKeys.get(key)),
      );
      // A Deny of what comes from a network, as of a list of bad addresses, means something else.
      const isOfOthers = network[1].some(({ operator }) => operator.negated);
      const isExempt =
        [...groups].some(
          ([key, conditions]) => serviceKeys.has(key) && !allHold(conditions, serviceKeys.get(key)),
        ) || [...groups.keys()].some((key) => exemptionKeys.test(key));
      const [condition] = network[1];
      const entry = condition && entryOf(source, condition);
      if (!isHit || !isOfOthers || isExempt || !entry || !condition) continue;
      // The policy of a bucket is often meant to be that strict, as AWS's own examples are.
      const isOfResource = policy.kind === "resource" || policy.kind === "rcp";
      yield {
        at: entry.key.range,
        subject: canonicalStatement(source),
        details: `A service that calls for a user, such as CloudFormation or Athena, comes from none of these networks, so that this Deny stops it as well. Add \`"Bool": { "aws:ViaAWSService": "false" }\` to the condition, or exempt who must get through by \`aws:PrincipalArn\`.${onlyIf(source)}`,
        related: [{ range: entry.range, message: "the networks that may come in" }],
        ...(isOfResource && { confidence: "hint" as const }),
      };
    }
  },
};

const organizationKeys = ["aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount"];

/** What a service that calls by itself has; keys of the Deny that are not here are met. */
function contextOfService(name: string): ReadonlyMap<string, ContextValue | undefined> {
  return new Map<string, ContextValue | undefined>([
    ...organizationKeys.map((key) => [key, undefined] as const),
    ["aws:principalarn", undefined],
    ["aws:principalisawsservice", "true"],
    ["aws:principalservicename", name],
    ["aws:principalservicenameslist", [name]],
    ["aws:viaawsservice", "false"],
    ["aws:securetransport", "true"],
  ]);
}

const organizationDenyHitsAwsServices: Rule = {
  issueCode: "ORGANIZATION_DENY_HITS_AWS_SERVICES",
  findingType: "WARNING",
  confidence: "likely",
  summary: "a Deny of other organizations also stops a service that the policy allows",
  kinds: ["resource"],
  conditionsOnly: true,
  controls: [
    "NIST 800-53 AC-3 (own judgement)",
    "NIST 800-53 SC-7 (own judgement)",
    "ISO 27001 A.5.15 (own judgement)",
  ],

  *document(document) {
    const all = readStatementsOf(document);
    for (const { source, statement } of all) {
      if (statement.effect !== "Deny") continue;
      const groups = conditionsByKey(statement);
      const key = organizationKeys.find((each) => groups.has(each));
      const [condition] = (key !== undefined && groups.get(key)) || [];
      const entry = condition && entryOf(source, condition);
      if (!condition || !entry) continue;
      const stopped = all.flatMap((each) => stoppedService(each, statement));
      const [first] = stopped;
      if (!first) continue;
      yield {
        at: entry.key.range,
        subject: `${first.name} in ${canonicalStatement(source)}`,
        details: `A service of AWS belongs to no organization: requests by ${quoted(first.name)} do not have ${quoted(condition.keyText)}, and this Deny stops them, though the policy allows them. Add \`"Bool": { "aws:PrincipalIsAWSService": "false" }\` to the condition.${onlyIf(source)}`,
        related: [{ range: first.allow.source.range, message: "allowed here" }],
      };
    }
  },
};

interface Stopped {
  readonly name: string;
  readonly allow: ReadStatement;
}

/** The service that the Allow names and that the Deny stops for one of the Allow's own requests. */
function stoppedService(allow: ReadStatement, deny: AccessStatement): Stopped[] {
  if (allow.statement.effect !== "Allow") return [];
  for (const { type, value } of allow.source.principal?.principals ?? []) {
    const name = type === "Service" ? knownText(value) : undefined;
    if (name === undefined) continue;
    const context = contextOfService(name);
    // What the Allow demands the request has.
    const met = [...conditionsByKey(deny)].every(([key, conditions]) =>
      context.has(key)
        ? allHold(conditions, context.get(key))
        : likelyValues(key, allow.statement).some((each) => allHold(conditions, each)),
    );
    if (!met) continue;
    const bare: AccessStatement = { ...deny, conditions: [], when: [] };
    const isAboutIt = requestsOf(allow.statement).some((request) =>
      applies(bare, { ...request, principal: { type: "Service", name }, context: noContext }),
    );
    if (isAboutIt) return [{ name, allow }];
  }
  return [];
}

const noContext: Context = new Map();

function likelyValues(key: string, allow: AccessStatement): (string | undefined)[] {
  const own = allow.conditions.filter((condition: Condition) => condition.key === key);
  const values = own.flatMap((condition) => condition.values.map(fillWildcards));
  return values.length > 0 ? values : [undefined];
}

/** Examples of what the Allow allows. */
const examplesMax = 20;

function requestsOf({
  actions,
  resources,
}: AccessStatement): { readonly action: string; readonly resource: string }[] {
  if (actions.negated || resources?.negated) return [];
  return actions.patterns
    .flatMap((action) =>
      (resources?.patterns ?? ["*"]).map((resource) => ({
        action: fillWildcards(action),
        resource: fillWildcards(resource),
      })),
    )
    .slice(0, examplesMax);
}

export const denyHitsServicesRules: readonly Rule[] = [
  networkDenyHitsAwsServices,
  organizationDenyHitsAwsServices,
];
