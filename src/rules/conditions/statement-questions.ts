import { ask, type Question } from "../../access/ask.ts";
import { valueHolds } from "../../access/conditions.ts";
import type { PolicySet } from "../../access/policy-set.ts";
import { principalsOf } from "../../access/principals.ts";
import type { ContextValue } from "../../access/request.ts";
import { type AccessStatement, type Condition, readStatements } from "../../access/statement.ts";
import { Symbols } from "../../access/symbols.ts";
import type { Inventory } from "../../policy/inventory.ts";
import type { Policy } from "../../policy/policy.ts";
import type { ConditionEntry, PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { writtenDocument } from "../../policy/written-document.ts";
import { grouped } from "../../text/grouped.ts";

/**
 * Questions about the conditions of one statement: what do they say of a request that does not have
 * a key, and does such a request get through the statement, with all Denies beside it.
 *
 * IAM User Guide, "IAM JSON policy elements: Condition operators": without the key a positive operator
 * does not hold; a negated one, one with `IfExists` and one with `ForAllValues` do.
 */

/** A statement as the engine reads it, with the one that it was read from. */
export interface ReadStatement {
  readonly source: Statement;
  readonly statement: AccessStatement;
}

/** All statements that could be read. One whose values are uncertain stands there once for each way. */
export function readStatementsOf(document: PolicyDocument): readonly ReadStatement[] {
  const known = remembered.get(document);
  if (known) return known;
  const sources = new Map(document.statements.map((statement) => [statement.index, statement]));
  const { statements } = readStatements(document, 0, new Symbols());
  const read = statements.flatMap((statement): ReadStatement[] => {
    const source = sources.get(statement.index);
    // A statement whose effect is one of two stands there twice under one index.
    return source && source.effect === statement.effect ? [{ source, statement }] : [];
  });
  remembered.set(document, read);
  return read;
}

const remembered = new WeakMap<PolicyDocument, readonly ReadStatement[]>();

/** The conditions of a statement by key (in lower case), in their order. */
export function conditionsByKey(
  statement: AccessStatement,
): ReadonlyMap<string, readonly Condition[]> {
  return grouped(statement.conditions, ({ key }) => key);
}

/** Whether all conditions on one key hold for a value of it; `undefined`: the key is absent. */
export function allHold(
  conditions: readonly Condition[],
  value: ContextValue | undefined,
): boolean {
  return conditions.every((condition) => valueHolds(condition, value, undefined));
}

/** The entry as it is written, of a key (in lower case) and an operator. */
export function entryOf(source: Statement, condition: Condition): ConditionEntry | undefined {
  return source.conditions.find(
    ({ key, operator }) =>
      displayText(key).toLowerCase() === condition.key &&
      displayText(operator) === condition.operatorText,
  );
}

/** Principals of one policy that are asked one by one; what is beyond has the same statement. */
const holdersMax = 5;

/**
 * What bears on who has the policy: one set for each principal that holds it, else the policy alone.
 */
function policySetsOf(policy: Policy, inventory: Inventory): readonly PolicySet[] {
  let byPolicy = holdersOf.get(inventory);
  if (!byPolicy) {
    byPolicy = new Map();
    for (const principal of principalsOf(inventory)) {
      for (const { address } of principal.identity) {
        const sets = byPolicy.get(address);
        if (sets) sets.push(principal.policies);
        else byPolicy.set(address, [principal.policies]);
      }
    }
    holdersOf.set(inventory, byPolicy);
  }
  const sets = byPolicy.get(policy.address)?.slice(0, holdersMax) ?? [];
  return sets.length > 0 ? sets : [{ grants: [policy.document] }];
}

const holdersOf = new WeakMap<Inventory, Map<string, PolicySet[]>>();

/**
 * False when everybody who has the policy is a role or a permission set, which have no long-term
 * access keys. Who has a policy that nobody in the repository has is not known.
 */
export function mayHaveAccessKeys({ address, kind }: Policy, inventory: Inventory): boolean {
  if (kind === "permission-set") return false;
  if (kind !== "identity") return true;
  const holders = principalsOf(inventory).filter(
    ({ identity, isPolicyAlone }) =>
      !isPolicyAlone && identity.some((policy) => policy.address === address),
  );
  return holders.length === 0 || holders.some(({ type }) => !keyless.has(type));
}

const keyless: ReadonlySet<string> = new Set(["AWS::IAM::Role", "AWS::SSO::PermissionSet"]);

/**
 * Conditions of a document up to which is asked; AWS takes hardly a policy with more. What is beyond
 * counts as open by itself, without what stands beside it.
 */
const conditionsMax = 150;

function mayAsk({ statements }: PolicyDocument): boolean {
  return statements.reduce((sum, { conditions }) => sum + conditions.length, 0) <= conditionsMax;
}

/**
 * Whether a request without the keys gets through an Allow, for somebody who has the policy: no Deny
 * beside it, no boundary takes it away. What cannot be decided counts as let through: the statement
 * by itself allows it.
 */
export function letsThroughWithout(
  keys: readonly string[],
  source: Statement,
  policy: Policy,
  inventory: Inventory,
): boolean {
  if (!mayAsk(policy.document)) return true;
  const limit = requestsWithout(keys);
  return policySetsOf(policy, inventory).some(({ grants, limits = [] }) => {
    const reduced = grants.map((document) =>
      withStatements(document, ({ node, effect }) => effect === "Deny" || node === source.node),
    );
    const answer = ask({ grants: reduced, limits: [...limits, [limit]] }, questionOf(source));
    return answer.result === "allowed" ? answer.practical : answer.result === "undecided";
  });
}

/**
 * Whether a request without the keys slips past a Deny that is about it, and past all others of the
 * document: the keys of the Deny itself do not count.
 */
export function slipsPast(
  keys: readonly string[],
  source: Statement,
  document: PolicyDocument,
): boolean {
  if (!mayAsk(document)) return true;
  const asAllow: Statement = {
    ...source,
    effect: "Allow",
    conditions: source.conditions.filter(
      ({ key }) => !keys.includes(displayText(key).toLowerCase()),
    ),
  };
  const scope: PolicyDocument = { ...document, statements: [asAllow] };
  const denies = withStatements(document, ({ effect }) => effect === "Deny");
  const answer = ask(
    { grants: [everything, denies], limits: [[scope], [requestsWithout(keys)]] },
    questionOf(source),
  );
  return answer.result !== "not allowed";
}

/** The actions of the statement, where they are known: fewer questions than for all there are. */
function questionOf({ action }: Statement): Question {
  const texts = action?.values.map(knownText) ?? [undefined];
  const actions = texts.flatMap((text) => text ?? []);
  return actions.length === texts.length ? { actions } : {};
}

function withStatements(
  document: PolicyDocument,
  isKept: (statement: Statement) => boolean,
): PolicyDocument {
  return { ...document, statements: document.statements.filter(isKept) };
}

const everything = writtenDocument({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

function requestsWithout(keys: readonly string[]): PolicyDocument {
  const absent = Object.fromEntries(keys.map((key) => [key, "true"]));
  return writtenDocument({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { Null: absent } }],
  });
}
