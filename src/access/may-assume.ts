import type { PolicyDocument } from "../policy/policy-document.ts";
import type { TextValue } from "../policy/text-value.ts";
import { namedActionClasses } from "./action-classes.ts";
import { nothing, placeOf } from "./ask.ts";
import { keyNames, type Proof, prove, sharedAutomata, type Undecided } from "./difference.ts";
import type { Side } from "./difference-search.ts";
import { Budget, defaultLimits, LimitReached, type Limits } from "./limits.ts";
import { type Named, namedBy } from "./match-principal.ts";
import { type ReadSide, readSet } from "./policy-set.ts";
import type { PreparedStatement } from "./prepare.ts";
import {
  iamCandidate,
  type PrincipalCandidate,
  principalCandidates,
} from "./principal-candidates.ts";
import { providerCandidate, serviceCandidate } from "./principal-keys.ts";
import { accountOf } from "./request.ts";
import { strangerCandidates } from "./strangers.ts";
import { Symbols } from "./symbols.ts";
import { displayedWitness, type Witness } from "./witness.ts";

/** Who would assume a role. */
export type Assumer =
  /** An AWS service: `lambda.amazonaws.com`. */
  | { readonly service: string }
  /** A user, a role, or one session of a role. */
  | { readonly arn: string | TextValue }
  /** Any principal of this account. */
  | { readonly account: string }
  /** Whoever has a token or an assertion of this provider: its ARN, or a name such as `accounts.google.com`. */
  | { readonly federated: string }
  /** A stranger: a principal of an account and an organization that no policy names. */
  | "anyone";

export type AssumeAnswer =
  | MayAssume
  | { readonly result: "not allowed" }
  | { readonly result: "undecided"; readonly undecided: readonly Undecided[] };

interface MayAssume {
  readonly result: "allowed";
  /**
   * How the statement names the principal. `account`: its own policies have to allow it as well; in
   * another account than the role's they always have to.
   */
  readonly named: Exclude<Named, "no">;
  readonly witness: Witness;
  /** The trust policy among those given, and the statement in it. */
  readonly policy: number;
  readonly statementIndex: number;
  readonly statementId?: string;
}

/**
 * Whether the trust policies of a role let somebody in, in some context there can be: external ids, MFA,
 * tags and claims are taken to be right where that is possible; what contradicts who asks is not
 * (`aws:PrincipalArn`, `aws:PrincipalAccount`). Denies count. Services, users, roles and accounts call
 * sts:AssumeRole; federated users sts:AssumeRoleWithWebIdentity or sts:AssumeRoleWithSAML. The policies
 * of the one who asks are another question. Never throws for what a policy says.
 *
 * @param trust all trust policies of the role: one union.
 */
export function mayAssume(
  trust: readonly PolicyDocument[],
  who: Assumer,
  limits: Limits = defaultLimits,
): AssumeAnswer {
  const symbols = new Symbols();
  const head = readSet({ grants: trust }, symbols);
  const actions =
    typeof who === "object" && "federated" in who ? federatedActions : ["sts:AssumeRole"];
  let proof: Proof;
  try {
    const principals = candidatesOf(who, head, symbols, limits);
    const classes = namedActionClasses(statementsOf(head.side), actions);
    const options = { classes, principals, namedActionsOnly: true, first: true };
    proof = prove(head, nothing, options, { symbols, limits });
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    const reason = `a limit was reached: ${error.limit}`;
    return { result: "undecided", undecided: [{ reason }] };
  }
  const [first] = proof.confirmed;
  if (first) {
    const { found, witness } = first;
    const { principals } = found.statement;
    const principal = found.principal.principal;
    const named = principals && principal ? namedBy(principals, principal) : "itself";
    return {
      result: "allowed",
      named: named === "no" ? "itself" : named,
      witness: displayedWitness(witness, { symbols, keys: keyNames([head]) }),
      ...placeOf(found.statement.source),
    };
  }
  const { undecided } = proof;
  return undecided.length > 0 ? { result: "undecided", undecided } : { result: "not allowed" };
}

const federatedActions = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

/** @throws LimitReached */
function candidatesOf(
  who: Assumer,
  { side }: ReadSide,
  symbols: Symbols,
  limits: Limits,
): readonly PrincipalCandidate[] {
  const statements = statementsOf(side);
  if (who === "anyone") return strangerCandidates(statements);
  if ("service" in who) return [serviceCandidate(who.service)];
  if ("federated" in who) return [providerCandidate(who.federated)];
  if ("arn" in who) {
    const text = typeof who.arn === "string" ? who.arn : symbols.write(who.arn);
    const own = iamCandidate(roleOf(text) ?? text, roleOf(text) === undefined ? undefined : text);
    const sessions = sessionsNamed(statements).filter((session) => roleOf(session) === text);
    return [own, ...sessions.map((session) => iamCandidate(text, session))];
  }
  const root = { type: "AWS", value: `arn:aws:iam::${who.account}:root` };
  const [template] = statements;
  if (!template) return [];
  const asking = { ...template, principals: { principals: [root], negated: false } };
  const budget = new Budget(limits);
  return principalCandidates([...statements, asking], sharedAutomata(), budget).filter(
    ({ principal }) => principal?.type === "AWS" && accountOf(principal.arn) === who.account,
  );
}

/** The ARN of the role behind a session, `undefined` of any other ARN. Paths are not in it. */
function roleOf(arn: string): string | undefined {
  const [, partition, account, role] =
    /^arn:([^:]*):sts::([^:]*):assumed-role\/([^/]+)\/./.exec(arn) ?? [];
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
}

function sessionsNamed(statements: readonly PreparedStatement[]): string[] {
  const values = statements.flatMap(({ principals }) => principals?.principals ?? []);
  return [...new Set(values.map(({ value }) => value))].filter((value) => roleOf(value));
}

function statementsOf({ layers, denies }: Side): PreparedStatement[] {
  return [...layers.flat(), ...denies];
}
