import { parseArn } from "../../policy/arn.ts";
import { parseConditionOperator } from "../../policy/condition-operator.ts";
import { coversAction, matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { ConditionEntry, Principal, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue, unknownParts } from "../../policy/text-value.ts";
import { isSameResource, type Subject } from "./subject.ts";

/**
 * How the trust policies of a role let a principal of the same account in. `account`: they name the
 * account, so that the principal's own policies have to allow it, too; `itself`: they name it.
 */
export interface Acceptance {
  readonly as: "itself" | "account";
  /** The statement that lets it in. */
  readonly statement: Statement;
}

/**
 * Whether the role lets the caller in. One account is assumed for all principals of the repository.
 * A condition that the caller cannot be taken to meet (MFA, external id, source identity) closes the
 * statement, and so does one on the caller's ARN, name or tags that is known to fail; any other one
 * can be met.
 */
export function acceptsCaller(target: Subject, caller: Subject): Acceptance | undefined {
  const statements = trustStatements(target, "sts:AssumeRole");
  const isDenied = statements.some(
    (statement) =>
      statement.effect === "Deny" && statement.when.length === 0 && deniesCaller(statement, caller),
  );
  if (isDenied) return undefined;
  let found: Acceptance | undefined;
  for (const statement of statements) {
    if (statement.effect !== "Allow") continue;
    if (statement.conditions.some((entry) => isClosed(entry, caller))) continue;
    for (const principal of statement.principal?.principals ?? []) {
      const as = accepts(principal, caller);
      if (as === "itself") return { as, statement };
      if (as) found ??= { as, statement };
    }
  }
  return found;
}

/** Whether the role can be passed to the service: its trust policies have to let the service in. */
export function acceptsService(target: Subject, service: string): boolean {
  const names = (statement: Statement): boolean =>
    (statement.principal?.principals ?? []).some(
      ({ type, value }) =>
        type === "*" ||
        (type === "Service" && isService(value, service)) ||
        (type === "AWS" && displayText(value) === "*"),
    );
  const statements = trustStatements(target, "sts:AssumeRole");
  const isDenied = statements.some(
    (each) =>
      each.effect === "Deny" &&
      each.when.length === 0 &&
      each.conditions.length === 0 &&
      names(each),
  );
  return !isDenied && statements.some((each) => each.effect === "Allow" && names(each));
}

/** `service: "*"`: the services that the role lets in. */
export function acceptedServices(target: Subject): readonly string[] {
  const statements = trustStatements(target, "sts:AssumeRole");
  const values = statements.flatMap(({ effect, principal }) =>
    effect === "Allow"
      ? (principal?.principals ?? []).filter(({ type }) => type === "Service")
      : [],
  );
  return [...new Set(values.flatMap(({ value }) => knownText(value) ?? []))].filter((service) =>
    acceptsService(target, service),
  );
}

/** A trust statement that lets in whoever holds a token of the issuer, whatever its subject. */
export interface OpenFederation {
  readonly path: "sts-assume-role-web-identity" | "sts-assume-role-saml";
  readonly statement: Statement;
  readonly provider: string;
}

export function openFederations(target: Subject): OpenFederation[] {
  const found: OpenFederation[] = [];
  const take = (action: string, path: OpenFederation["path"], limits: (key: string) => boolean) => {
    const statements = trustStatements(target, action);
    // What a Deny demands of tokens is looked at by rules; it is not read as open here.
    if (statements.some(({ effect }) => effect === "Deny")) return;
    for (const statement of statements) {
      if (statement.effect !== "Allow") continue;
      const provider = statement.principal?.principals.find(({ type }) => type === "Federated");
      if (!provider) continue;
      const isLimited = statement.conditions.some(
        ({ key, operator, values }) =>
          limits(displayText(key).toLowerCase()) && !isVacuous(operator, values),
      );
      if (!isLimited) found.push({ path, statement, provider: displayText(provider.value) });
    }
  };
  take("sts:AssumeRoleWithWebIdentity", "sts-assume-role-web-identity", limitsSubject);
  take("sts:AssumeRoleWithSAML", "sts-assume-role-saml", (key) => key.startsWith("saml:"));
  return found;
}

/** Issuers whose tokens are for CI jobs: what runs there is what is in the pipeline's repository. */
const pipelineIssuers = [
  "token.actions.githubusercontent.com",
  "gitlab.com",
  "app.terraform.io",
  "agent.buildkite.com",
  "oidc.circleci.com",
  "api.bitbucket.org",
  "vstoken.dev.azure.com",
];

/** The issuer by whose tokens a pipeline gets the role; `undefined` when no pipeline does. */
export function pipelineIssuerOf(trust: readonly Policy[]): string | undefined {
  for (const statement of statementsFor(trust, "sts:AssumeRoleWithWebIdentity")) {
    if (statement.effect !== "Allow") continue;
    for (const { type, value } of statement.principal?.principals ?? []) {
      if (type !== "Federated") continue;
      const text = displayText(value).toLowerCase();
      const issuer = pipelineIssuers.find((name) => text.includes(name));
      // A GitLab of one's own has a name of its own, mostly with its product in it.
      if (issuer !== undefined || text.includes("gitlab.")) return issuer ?? "GitLab";
    }
  }
  return undefined;
}

function trustStatements({ principal }: Subject, action: string): readonly Statement[] {
  return statementsFor(principal.trust, action);
}

/** Every principal is asked about with every role. */
function statementsFor(trust: readonly Policy[], action: string): readonly Statement[] {
  const byAction = statementsByTrust.get(trust) ?? new Map<string, readonly Statement[]>();
  statementsByTrust.set(trust, byAction);
  const found = byAction.get(action) ?? findStatements(trust, action);
  byAction.set(action, found);
  return found;
}

const statementsByTrust = new WeakMap<readonly Policy[], Map<string, readonly Statement[]>>();

function findStatements(trust: readonly Policy[], action: string): Statement[] {
  return trust.flatMap(({ document }) =>
    document.statements.filter(({ action: element, notAction }) => {
      if (element) return element.values.some((value) => coversAction(value, action) !== "no");
      return notAction?.values.every((value) => coversAction(value, action) !== "yes") ?? false;
    }),
  );
}

function accepts({ type, value }: Principal, caller: Subject): Acceptance["as"] | undefined {
  const text = displayText(value);
  if (type === "*" || (type === "AWS" && text === "*")) return "account";
  if (type !== "AWS") return undefined;
  if (isAccount(value)) return "account";
  return isCaller(value, caller) ? "itself" : undefined;
}

/** `111122223333`, `arn:aws:iam::111122223333:root`, or the id of an account that is not known. */
function isAccount(value: TextValue): boolean {
  const arn = parseArn(value);
  if (arn) return knownText(arn.resource) === "root";
  const text = knownText(value);
  if (text !== undefined) return /^\d{12}$/.test(text);
  const [only] = value.parts;
  return value.parts.length === 1 && only?.kind === "unknown" && /account/i.test(only.reference);
}

function isCaller(value: TextValue, { arn, name, kind }: Subject): boolean {
  if (arn && isSameResource(value, arn)) return true;
  if (kind !== "role") return false;
  const resource = parseArn(value)?.resource;
  return resource !== undefined && displayText(resource).startsWith(`assumed-role/${name}/`);
}

function deniesCaller(
  { principal, notPrincipal, conditions }: Statement,
  caller: Subject,
): boolean {
  if (notPrincipal) return false;
  const named = (principal?.principals ?? []).some((each) => accepts(each, caller) !== undefined);
  return named && conditions.every((entry) => holdsForCaller(entry, caller) === true);
}

/** Keys of what the caller would have to bring along. */
const broughtKeys = new Set([
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "sts:externalid",
  "sts:sourceidentity",
]);

function isClosed(entry: ConditionEntry, caller: Subject): boolean {
  const key = displayText(entry.key).toLowerCase();
  const operator = parseConditionOperator(displayText(entry.operator));
  if (broughtKeys.has(key)) {
    const isOptional = operator.ifExists || operator.negated || operator.set === "all";
    return (
      !isOptional && operator.comparison !== "null" && !isVacuous(entry.operator, entry.values)
    );
  }
  return holdsForCaller(entry, caller) === false;
}

/** What a condition says of the caller; `undefined` when that is not known. */
function holdsForCaller(
  { key, operator, values }: ConditionEntry,
  caller: Subject,
): boolean | undefined {
  const text = callerValue(displayText(key), caller);
  if (text === undefined) return undefined;
  const { comparison, negated, ifExists } = parseConditionOperator(displayText(operator));
  if (comparison === "null") return undefined;
  if (text === null) return ifExists || negated;
  if (values.some((value) => unknownParts(value).length > 0)) return undefined;
  const own = values.map(displayText);
  if (comparison === "stringequals") return own.includes(text) !== negated;
  if (comparison === "arnlike" || comparison === "arnequals" || comparison === "stringlike") {
    return (
      own.some((pattern) => matchesGlob(withoutAccount(pattern), withoutAccount(text))) !== negated
    );
  }
  return undefined;
}

/** `null` when the key is not there for the caller. */
function callerValue(key: string, { arn, principal, kind }: Subject): string | null | undefined {
  const lower = key.toLowerCase();
  if (lower === "aws:principalarn") return arn && knownText(arn);
  if (lower === "aws:username") {
    return kind === "role" ? null : principal.owner?.name && knownText(principal.owner.name);
  }
  const front = "aws:principaltag/";
  if (!lower.startsWith(front)) return undefined;
  const tag = principal.owner?.tags?.find(
    (each) => knownText(each.key)?.toLowerCase() === lower.slice(front.length),
  );
  return tag && knownText(tag.value);
}

/** One account is assumed, so that partition and account say nothing. */
function withoutAccount(arn: string): string {
  const parts = arn.split(":");
  return parts.length < 6 ? arn : parts.slice(5).join(":");
}

function isService(value: TextValue, service: string): boolean {
  const text = displayText(value).toLowerCase();
  return text === service || text === `${service}.cn`;
}

/** Claims that tell whose the token is; the audience is the same for all tokens of a shared issuer. */
function limitsSubject(key: string): boolean {
  const claim = key.slice(key.lastIndexOf(":") + 1);
  if (key.startsWith("aws:")) return false;
  return (
    claim !== "aud" || key.startsWith("cognito-identity.") || key.startsWith("graph.facebook.")
  );
}

function isVacuous(operator: TextValue, values: readonly TextValue[]): boolean {
  const { ifExists, set, negated } = parseConditionOperator(displayText(operator));
  return (
    ifExists || negated || set === "all" || values.some((value) => /^\**$/.test(displayText(value)))
  );
}
