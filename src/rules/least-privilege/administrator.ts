import type { AccessPrincipal } from "../../access/principals.ts";
import { actionShare } from "../../catalog/action-share.ts";
import { action as actionOf } from "../../catalog/catalog.ts";
import { matchesGlob } from "../../policy/pattern.ts";
import type { Policy } from "../../policy/policy.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { type ActionSet, hasAction, toActionSet, wholeService } from "./action-set.ts";
import { everyResource } from "./every-resource.ts";
import { type HeldManaged, heldDocuments, heldManaged } from "./held-documents.ts";
import { reachesOf } from "./reach.ts";

/** Share of all actions from which on a policy counts as full access. */
const shareMin = 0.99;

/**
 * Actions by which a principal gives itself whatever it still lacks. Without any of them a policy
 * such as PowerUserAccess, however broad, is not an administrator's. Own judgement.
 */
const selfService = [
  "iam:attachgrouppolicy",
  "iam:attachrolepolicy",
  "iam:attachuserpolicy",
  "iam:createpolicyversion",
  "iam:putgrouppolicy",
  "iam:putrolepolicy",
  "iam:putuserpolicy",
];

/** A statement that makes a principal an administrator, and the policy that it stands in. */
interface AdministratorStatement {
  readonly policy: Policy;
  readonly statement: Statement;
}

const known = new WeakMap<AccessPrincipal, readonly AdministratorStatement[]>();

/**
 * The statements that make the principal an administrator, however they are written: `*`,
 * `NotAction` with little in it, or a list of services. One for each policy that suffices by itself;
 * where none does, one for all together.
 *
 * Only what is allowed on every resource without any condition counts, less what any policy of the
 * principal denies for certain and on every resource, and what its boundary or a service control
 * policy leaves out.
 */
export function administratorStatements(
  principal: AccessPrincipal,
): readonly AdministratorStatement[] {
  let found = known.get(principal);
  if (!found) {
    found = find(principal);
    known.set(principal, found);
  }
  return found;
}

/**
 * The statements of the policies that a principal has, without those of policies of which
 * `ADMINISTRATOR_ACCESS` is said: nothing narrower is worth a word then.
 */
export function statementsBelowAdministrator(
  principal: AccessPrincipal,
): readonly { readonly policy: Policy; readonly statement: Statement }[] {
  const reported = new Set(administratorStatements(principal).map(({ policy }) => policy));
  return heldDocuments(principal).flatMap(({ policy, document }) =>
    reported.has(policy) ? [] : document.statements.map((statement) => ({ policy, statement })),
  );
}

function find(principal: AccessPrincipal): AdministratorStatement[] {
  const byPolicy = heldDocuments(principal).map(({ policy, document }) => ({
    policy,
    document,
    allows: allowsOf(document),
  }));
  if (!byPolicy.some(({ allows }) => couldBeAdministrator(allows))) return [];
  const bounds = boundsOf(principal);
  const alone = byPolicy.flatMap(({ policy, allows }) => {
    const statement = administrator(allows, bounds);
    return statement && isLeft(statement, principal) ? [{ policy, statement }] : [];
  });
  if (alone.length > 0) return alone;
  const statement = administrator(
    byPolicy.flatMap(({ allows }) => allows),
    bounds,
  );
  const found = byPolicy.find(
    ({ document }) => statement && document.statements.includes(statement),
  );
  if (!statement || !found || !isLeft(statement, principal)) return [];
  return [{ policy: found.policy, statement }];
}

/** A Deny with a condition can leave nothing but what is tagged. */
function isLeft(statement: Statement, principal: AccessPrincipal): boolean {
  const actions = selfService.flatMap((name) => actionOf("iam", name.slice("iam:".length)) ?? []);
  return reachesOf(principal).of(statement, "iam", actions).reach !== "gone";
}

/** The managed policies of AWS's, attached to the principal, that make it an administrator. */
export function administratorAttachments(principal: AccessPrincipal): readonly HeldManaged[] {
  let found = knownAttachments.get(principal);
  if (!found) {
    found = findAttachments(principal);
    knownAttachments.set(principal, found);
  }
  return found;
}

const knownAttachments = new WeakMap<AccessPrincipal, readonly HeldManaged[]>();

function findAttachments(principal: AccessPrincipal): readonly HeldManaged[] {
  const managed = heldManaged(principal);
  if (managed.length === 0) return [];
  const bounds = boundsOf(principal);
  return managed.filter(({ document }) => {
    const allows = allowsOf(document);
    // With all of IAM it takes one request to have the rest.
    const isAllOfIam = allows.some((set) => wholeService(set, "iam") === true && !set.inverted);
    return administrator(allows, bounds) ?? (isAllOfIam && mayServeItself(allows, bounds));
  });
}

/** What takes away from Allows, in whole actions. */
interface Bounds {
  readonly denies: readonly ActionSet[];
  /** Each of them has to allow, too. */
  readonly layers: readonly (readonly ActionSet[])[];
}

function boundsOf({ policies: { grants, limits = [] } }: AccessPrincipal): Bounds {
  return {
    denies: [...grants, ...limits.flat()].flatMap(deniesOf),
    layers: limits.map((layer) =>
      layer.flatMap(({ statements }) =>
        statements
          .filter((each) => each.effect === "Allow" && everyResource(each) !== undefined)
          .map(toActionSet),
      ),
    ),
  };
}

function allowsOf({ statements }: PolicyDocument): readonly ActionSet[] {
  return statements
    .filter((each) => each.effect === "Allow" && isUnconditional(each))
    .map(toActionSet);
}

function deniesOf({ statements }: PolicyDocument): readonly ActionSet[] {
  return statements
    .filter((each) => each.effect === "Deny" && each.when.length === 0 && isUnconditional(each))
    .map(toActionSet);
}

function isUnconditional(statement: Statement): boolean {
  return statement.conditions.length === 0 && everyResource(statement) !== undefined;
}

function administrator(
  allows: readonly ActionSet[],
  { denies, layers }: Bounds,
): Statement | undefined {
  if (!couldBeAdministrator(allows) || !mayServeItself(allows, { denies, layers }))
    return undefined;
  const share = actionShare(allowedBy(allows, { denies, layers }), (prefix) => {
    if (denies.some((set) => wholeService(set, prefix) === true)) return false;
    const answers = [allows, ...layers].map((sets) => wholeServiceOf(sets, prefix));
    if (answers.includes(false)) return false;
    if (answers.includes(undefined)) return undefined;
    return denies.every((set) => wholeService(set, prefix) === false) ? true : undefined;
  });
  return share >= shareMin ? broadest(allows) : undefined;
}

function mayServeItself(allows: readonly ActionSet[], bounds: Bounds): boolean {
  return selfService.some(allowedBy(allows, bounds));
}

function allowedBy(
  allows: readonly ActionSet[],
  { denies, layers }: Bounds,
): (action: string) => boolean {
  return (action) =>
    allows.some((set) => hasAction(set, action)) &&
    layers.every((layer) => layer.some((set) => hasAction(set, action))) &&
    !denies.some((set) => hasAction(set, action));
}

/** Whether the sets together have all actions of a service, or none. */
function wholeServiceOf(sets: readonly ActionSet[], prefix: string): boolean | undefined {
  const answers = sets.map((set) => wholeService(set, prefix));
  if (answers.includes(true)) return true;
  return answers.every((answer) => answer === false) ? false : undefined;
}

/** Keeps the common case cheap: nothing but a broad pattern comes near all actions. */
function couldBeAdministrator(allows: readonly ActionSet[]): boolean {
  return allows.some(
    ({ inverted, patterns }) =>
      inverted || patterns.some((pattern) => matchesGlob(pattern, "iam:*")),
  );
}

function broadest(allows: readonly ActionSet[]): Statement | undefined {
  const star = allows.find(({ patterns, inverted }) => !inverted && patterns.includes("*"));
  const other = allows.find(({ inverted }) => inverted);
  const iam = allows.find(({ patterns }) =>
    patterns.some((pattern) => matchesGlob(pattern, "iam:*")),
  );
  return (star ?? other ?? iam)?.statement;
}
