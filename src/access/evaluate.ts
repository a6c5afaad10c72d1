import { conditionHolds } from "./conditions.ts";
import { deniedBy, type Named, namedBy } from "./match-principal.ts";
import { matchesArn, matchesCodes, readPattern } from "./pattern-text.ts";
import type { Request } from "./request.ts";
import type { AccessStatement, Assumption } from "./statement.ts";

/**
 * IAM's decision on one concrete request, rule by rule, written to be read next to the IAM User
 * Guide. It shares no search and no automaton with the comparison, whose witnesses it confirms.
 */

/** The policies that apply to a request. What is absent puts no limit; an empty list allows nothing. */
export interface ApplicablePolicies {
  /** Attached, inline and group policies of the principal: one union. */
  readonly identity: readonly AccessStatement[];
  /** Bucket, key, queue, trust, … policy of the resource. */
  readonly resource?: readonly AccessStatement[];
  readonly boundary?: readonly AccessStatement[];
  readonly session?: readonly AccessStatement[];
  /** One union for each level from the root to the account; every level has to allow. */
  readonly serviceControl?: readonly (readonly AccessStatement[])[];
  /** The same for resource control policies. */
  readonly resourceControl?: readonly (readonly AccessStatement[])[];
  /** Set when the call goes through a VPC endpoint. */
  readonly endpoint?: readonly AccessStatement[];
  /** Whether the principal and the resource are in different accounts. */
  readonly crossAccount?: boolean;
  /** Role trust policies and KMS key policies: an identity policy alone is never enough. */
  readonly resourceMustAllow?: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  /** The rule that decided, in the words of the documentation. */
  readonly rule: string;
  /** The statement that denied, or the first one that allowed. */
  readonly statement?: AccessStatement;
}

/** IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access". */
export function evaluate(request: Request, policies: ApplicablePolicies): Decision {
  const { boundary, session, endpoint, serviceControl = [], resourceControl = [] } = policies;
  const resource = policies.resource ?? [];
  const all = [
    ...policies.identity,
    ...resource,
    ...(boundary ?? []),
    ...(session ?? []),
    ...(endpoint ?? []),
    ...serviceControl.flat(),
    ...resourceControl.flat(),
  ];
  // "Deny evaluation": an explicit deny in any of the policies that apply is final.
  const denied = all.find((each) => each.effect === "Deny" && applies(each, request));
  if (denied) return { allowed: false, rule: "explicit deny", statement: denied };

  const allows = (statements: readonly AccessStatement[]): AccessStatement | undefined =>
    statements.find((each) => each.effect === "Allow" && applies(each, request));

  // "Organizations RCPs" and "Organizations SCPs": an implicit deny of any level is final.
  if (resourceControl.some((level) => !allows(level))) return refused("no Allow in an RCP level");
  if (serviceControl.some((level) => !allows(level))) return refused("no Allow in an SCP level");
  if (endpoint && !allows(endpoint)) return refused("no Allow in the VPC endpoint policy");

  const identity = allows(policies.identity);
  const limited =
    (boundary && !allows(boundary) && "no Allow in the permissions boundary") ||
    (session && !allows(session) && "no Allow in the session policy");
  const granted = resource
    .filter((each) => each.effect === "Allow" && applies(each, request))
    .map((statement) => ({ statement, named: namedIn(statement, request) }));

  if (policies.crossAccount) {
    // "Cross-account policy evaluation logic": both sides have to allow.
    const [first] = granted;
    if (!first) return refused("no Allow in the resource-based policy of the other account");
    if (request.principal && request.principal.type !== "AWS") return allowed(first.statement);
    if (!identity) return refused("no Allow in an identity-based policy");
    return limited ? refused(limited) : allowed(first.statement);
  }
  // "Resource-based policies": who names the user, the session or everyone grants directly, past
  // implicit denies in boundary and session policy; who names the role does not get past them.
  const direct = granted.find(({ named }) => named === "itself");
  if (direct) return allowed(direct.statement);
  const role = granted.find(({ named }) => named === "role");
  if (role) return limited ? refused(limited) : allowed(role.statement);
  if (policies.resourceMustAllow && granted.length === 0) {
    return refused("no Allow in the resource-based policy, which has to allow");
  }
  // "Identity-based policies": naming the account only delegates to its own policies.
  if (!identity) return refused("no Allow in an identity-based policy");
  return limited ? refused(limited) : allowed(identity);
}

function namedIn(statement: AccessStatement, request: Request): Named {
  if (!statement.principals || !request.principal) return "itself";
  return namedBy(statement.principals, request.principal);
}

function refused(rule: string): Decision {
  return { allowed: false, rule };
}

function allowed(statement: AccessStatement): Decision {
  return { allowed: true, rule: "explicit allow", statement };
}

/** Whether all elements of a statement match the request. */
export function applies(statement: AccessStatement, request: Request): boolean {
  return (
    exists(statement, request) &&
    matchesAction(statement, request) &&
    matchesResource(statement, request) &&
    matchesPrincipal(statement, request) &&
    statement.conditions.every((condition) =>
      conditionHolds(condition, request.context, statement.variables),
    )
  );
}

/** Assumptions about unknown conditions travel in the context, under keys that no policy can name. */
export function assumptionKey({ reference }: Pick<Assumption, "reference">): string {
  return `\u0000${reference}`;
}

function exists({ when }: AccessStatement, { context }: Request): boolean {
  return when.every((needed) => context.get(assumptionKey(needed)) === String(needed.holds));
}

/** "Action": `service:name`, both without regard to case, `*` and `?` in both. */
function matchesAction({ actions }: AccessStatement, request: Request): boolean {
  const action = request.action.toLowerCase();
  const first = action[0];
  const matches = (pattern: string): boolean => {
    // Policies with a thousand actions are common, and most are about another service.
    const start = pattern[0];
    if (start !== first && start !== "*" && start !== "?") return false;
    return matchesCodes(readPattern(pattern, { wildcards: true }) ?? [], action);
  };
  return actions.negated !== actions.patterns.some(matches);
}

/** "Resource": by components; a policy variable without a value matches nothing. */
function matchesResource({ resources, variables }: AccessStatement, request: Request): boolean {
  if (!resources) return true;
  const value = (key: string): string | undefined => {
    const found = request.context.get(key);
    return typeof found === "string" ? found : undefined;
  };
  const matches = (pattern: string): boolean => {
    const codes = readPattern(pattern, { wildcards: true, ...(variables && { variables: value }) });
    if (!codes) return false;
    // `*` in a request is no ARN: it is matched as a text.
    return request.resource === "*"
      ? matchesCodes(codes, "*")
      : matchesArn(codes, request.resource);
  };
  return resources.negated !== resources.patterns.some(matches);
}

function matchesPrincipal({ principals, effect }: AccessStatement, request: Request): boolean {
  if (!principals || !request.principal) return true;
  return effect === "Deny"
    ? deniedBy(principals, request.principal)
    : namedBy(principals, request.principal) !== "no";
}
