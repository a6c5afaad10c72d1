import type { Automata } from "./automata.ts";
import type { Automaton } from "./automaton.ts";
import type { Choices } from "./condition-search.ts";
import type { Budget } from "./limits.ts";
import { isRoot, openPattern } from "./match-principal.ts";
import type { PreparedStatement } from "./prepare.ts";
import { searchProduct } from "./product-search.ts";
import { accountOf, type ContextValue, type RequestPrincipal } from "./request.ts";

/** A principal that stands for all that the policies cannot tell from it. */
export interface PrincipalCandidate {
  /** Absent when no policy names principals. */
  readonly principal?: RequestPrincipal;
  /** Keys whose value follows from the principal. */
  readonly fixed: ReadonlyMap<string, ContextValue | undefined>;
  /** Keys that can have these values only. */
  readonly choices?: Choices;
}

/**
 * Finite representatives of all principals: every one that is named, another role of each named
 * account, a role of a fresh account, named and fresh services and federated providers, anonymous.
 * Conditions on `aws:PrincipalArn` and `aws:PrincipalAccount` add what they tell apart.
 *
 * @throws LimitReached
 */
export function principalCandidates(
  statements: readonly PreparedStatement[],
  automata: Automata,
  budget: Budget,
): readonly PrincipalCandidate[] {
  const named = statements.flatMap(({ principals }) => principals?.principals ?? []);
  if (!statements.some(({ principals }) => principals)) return [{ fixed: new Map() }];

  const open = named.flatMap(({ type, value }) => (type === "AWS" && openPattern(value)) || []);
  const ofType = (type: string): string[] => {
    const own = named.filter((each) => each.type === type && openPattern(each.value) === undefined);
    return [...new Set(own.map(({ value }) => value))];
  };
  const result: PrincipalCandidate[] = [];
  const sessions = ofType("AWS").filter((arn) => /^arn:[^:]*:sts::[^:]*:/.test(arn));
  const arns = ofType("AWS").filter((arn) => !sessions.includes(arn));
  for (const arn of iamArns(arns, open, statements, automata, budget))
    result.push(iamCandidate(arn));
  for (const sessionArn of sessions) {
    const [, partition = "", , , account = "", resource = ""] = sessionArn.split(":");
    const role = resource.split("/")[1] ?? "";
    result.push(iamCandidate(`arn:${partition}:iam::${account}:role/${role}`, sessionArn));
  }
  result.push({
    principal: { type: "Anonymous" },
    fixed: new Map<string, ContextValue | undefined>([
      ["aws:principalarn", undefined],
      ["aws:principalaccount", "anonymous"],
    ]),
  });
  const others: RequestPrincipal[] = [
    ...[...ofType("Service"), "other.amazonaws.com"].map(
      (name) => ({ type: "Service", name }) as const,
    ),
    ...[...ofType("Federated"), "arn:aws:iam::999999999999:oidc-provider/other.example"].map(
      (provider) => ({ type: "Federated", provider }) as const,
    ),
    ...ofType("CanonicalUser").map((id) => ({ type: "CanonicalUser", id }) as const),
  ];
  return [...result, ...others.map((principal) => ({ principal, fixed: new Map() }))];
}

/** A user or role, with the keys that follow from its ARN. */
export function iamCandidate(arn: string, sessionArn?: string): PrincipalCandidate {
  return {
    principal: { type: "AWS", arn, ...(sessionArn !== undefined && { sessionArn }) },
    fixed: new Map([
      ["aws:principalarn", arn],
      ["aws:principalaccount", accountOf(arn)],
    ]),
  };
}

function iamArns(
  named: readonly string[],
  open: readonly string[],
  statements: readonly PreparedStatement[],
  automata: Automata,
  budget: Budget,
): string[] {
  const accounts = [...new Set(named.map(accountOf))];
  const fresh = ["999999999999", "888888888888", "777777777777"].find(
    (account) => !accounts.includes(account),
  );
  const found = [
    `arn:aws:iam::${fresh}:role/other`,
    ...named,
    ...accounts.map((account) => `arn:aws:iam::${account}:role/other`),
  ];
  const others = conditionAutomata(statements, automata);
  for (const pattern of open) others.push(automata.of("like", pattern));
  if (others.length === 0) return [...new Set(found)];

  for (const arn of named) {
    others.push(automata.of("exact", arn));
    if (isRoot(arn)) others.push(automata.of("arn", `arn:*:iam::${accountOf(arn)}:*`));
  }
  const signature = (arn: string): string => {
    budget.step(others.length * 8);
    return others.map((automaton) => Number(automaton.matches(arn))).join("");
  };
  const known = new Set(found.map(signature));
  for (const universe of ["arn:aws:iam::????????????:role/?*", "arn:*:iam::*:?*"]) {
    searchProduct([automata.of("arn", universe)], others, budget, (_, text) => {
      const key = signature(text);
      if (!known.has(key)) {
        known.add(key);
        found.push(text);
      }
      return false;
    });
  }
  return [...new Set(found)];
}

/** What conditions on the principal's ARN and account ask of the ARN. */
function conditionAutomata(
  statements: readonly PreparedStatement[],
  automata: Automata,
): Automaton[] {
  const found = new Set<Automaton>();
  for (const { conditions } of statements) {
    for (const { key, operator, values } of conditions) {
      if (operator.comparison === "null") continue;
      for (const value of values) {
        if (key === "aws:principalaccount") {
          const account = operator.comparison === "stringlike" ? value : value.replace(/[*?]/g, "");
          found.add(automata.of("arn", `arn:*:iam::${account}:*`));
        } else if (key === "aws:principalarn") {
          const { comparison } = operator;
          if (comparison.startsWith("arn")) found.add(automata.of("arn", value));
          else if (comparison === "stringlike") found.add(automata.of("like", value));
          else if (comparison === "stringequalsignorecase") {
            found.add(automata.of("exact-ignoring-case", value));
          } else found.add(automata.of("exact", value));
        }
      }
    }
  }
  return [...found];
}
