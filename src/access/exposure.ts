import type { PolicyKind } from "../policy/policy.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { type ActionClass, actionClasses, namedActionClasses } from "./action-classes.ts";
import { nothing, placeOf } from "./ask.ts";
import type { Choices } from "./condition-search.ts";
import { keyNames, sharedAutomata, statementsOf, type Undecided } from "./difference.ts";
import { type Found, type Side, searchDifference } from "./difference-search.ts";
import { evaluate } from "./evaluate.ts";
import { withResourceFacts } from "./facts.ts";
import { Budget, defaultLimits, LimitReached, type Limits } from "./limits.ts";
import { type ReadSide, readSet } from "./policy-set.ts";
import type { PreparedStatement } from "./prepare.ts";
import {
  iamCandidate,
  type PrincipalCandidate,
  principalCandidates,
} from "./principal-candidates.ts";
import { anonymousCandidate, providerCandidate, serviceCandidate } from "./principal-keys.ts";
import { accountOf, type ContextValue } from "./request.ts";
import { issuerOf, sharedIssuerOf } from "./shared-issuers.ts";
import { freshAccount, openClaims, strangerCandidates, strangerChoices } from "./strangers.ts";
import { hasSymbol, Symbols } from "./symbols.ts";
import { displayedWitness, type Witness, witnessOf } from "./witness.ts";

/** Whom a policy of a resource, or the trust policy of a role, lets in from outside. */
export interface Exposure {
  /** Set when a stranger is allowed something: somebody without credentials, or of an account that nobody named. */
  readonly public?: Exposed;
  /** Accounts and organizations that are named, and are neither one's own nor trusted. */
  readonly crossAccount: readonly CrossAccount[];
  readonly services: readonly ExposedToService[];
  readonly federated: readonly ExposedToProvider[];
  /** What could not be judged; nothing may be concluded from what is missing above then. */
  readonly undecided: readonly Undecided[];
}

/** One request that is allowed, and the Allow behind it. */
interface Exposed {
  readonly witness: Witness;
  readonly statementIndex: number;
  readonly statementId?: string;
}

interface CrossAccount extends Exposed {
  /** Twelve digits; `${reference}` where the account or the whole principal is not known. */
  readonly account?: string;
  /** Set instead when everybody of an organization is let in. */
  readonly organization?: string;
}

interface ExposedToService extends Exposed {
  readonly service: string;
  /**
   * True when the service is let in on behalf of anybody: no condition holds back requests for a
   * stranger's account, resource or organization (aws:SourceAccount, aws:SourceArn, aws:SourceOrgID,
   * aws:SourceOrgPaths). Not every service sends these keys, and a role that can only be passed within the
   * account is safe without them.
   */
  readonly withoutSourceCondition: boolean;
}

interface ExposedToProvider extends Exposed {
  /** As the policy names it. */
  readonly provider: string;
  /** True when any customer of a product can have tokens of the issuer. */
  readonly isShared: boolean;
  /** True when it is shared, and the token of another customer is accepted. */
  readonly withoutTenantCondition: boolean;
}

export interface ExposureOptions {
  /** Twelve digits each. */
  readonly trustedAccounts: readonly string[];
  /** `o-…`; an account that is not trusted itself is taken to be in none of them. */
  readonly trustedOrganizations: readonly string[];
  /** Accounts of one's own: as good as trusted. */
  readonly ownAccounts?: readonly string[];
}

/**
 * Who from outside gets anything by a policy, judged by what it means: Denies count, whichever way the
 * conditions are written. For a stranger the keys that tell whose a request is are absent or have
 * values of his own (see `strangerChoices`), the others may be whatever they need to be. That gives
 * what Amazon S3 and Access Analyzer call public, without lists of forms of text.
 *
 * A part of a principal or of such a condition that is not known counts as a fixed value that no stranger
 * has: unknown parts have no wildcards. A resource that is not known is taken to be the right one.
 * It is the view of one policy: what others grant or take away is not seen. Never throws for what
 * a policy says.
 *
 * @param kind `trust` asks for the calls that assume a role, every other kind for all actions.
 * @param resourceType what the policy is attached to, `AWS::S3::Bucket`: examples are chosen for it.
 */
export function exposureOf(
  document: PolicyDocument,
  options: ExposureOptions,
  kind: PolicyKind,
  resourceType?: string,
  limits: Limits = defaultLimits,
): Exposure {
  return new ExposureSearch(document, options, kind, resourceType, limits).run();
}

class ExposureSearch {
  private readonly symbols = new Symbols();
  private readonly read: ReadSide;
  private readonly side: Side;
  private readonly statements: readonly PreparedStatement[];
  private readonly options: ExposureOptions;
  private readonly kind: PolicyKind;
  private readonly service: string | undefined;
  private readonly limits: Limits;
  private readonly budget: Budget;
  private readonly undecided: Undecided[] = [];
  private classes: readonly ActionClass[] = [];

  constructor(
    document: PolicyDocument,
    options: ExposureOptions,
    kind: PolicyKind,
    resourceType: string | undefined,
    limits: Limits,
  ) {
    this.read = readSet({ grants: [document] }, this.symbols);
    const { layers, denies } = this.read.side;
    this.side = {
      layers: layers.map((layer) => layer.flatMap(withResourceFacts)),
      denies: denies.flatMap(withResourceFacts),
    };
    this.statements = statementsOf(this.side);
    this.options = options;
    this.kind = kind;
    this.service = resourceType?.split("::")[1]?.toLowerCase();
    this.limits = limits;
    this.budget = new Budget(limits);
  }

  run(): Exposure {
    for (const { index, sid, reason } of this.read.unreadable) {
      const named = {
        ...(index !== undefined && { statementIndex: index }),
        ...(sid !== undefined && { statementId: sid }),
      };
      const what = index === undefined ? "statements" : "the statement";
      this.undecided.push({ reason: `${what} cannot be judged: ${reason}`, ...named });
    }
    if (this.symbols.collision) {
      this.undecided.push({ reason: "the policy contains characters for private use" });
    }
    const none = { crossAccount: [], services: [], federated: [], undecided: this.undecided };
    try {
      this.classes = this.classesAsked();
      const exposed = this.public();
      return {
        ...(exposed && { public: exposed }),
        crossAccount: [...this.accounts(), ...this.organizations()],
        services: this.services(),
        federated: this.providers(),
        undecided: this.undecided,
      };
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      this.undecided.push({ reason: `a limit was reached: ${error.limit}` });
      return none;
    }
  }

  /** Nobody assumes a role without credentials; tokens are looked at by provider. */
  private public(): Exposed | undefined {
    const strangers = strangerCandidates(this.statements);
    if (this.kind === "trust") return this.ask(strangers, ["sts:AssumeRole"]);
    const choices = strangerChoices(this.statements, this.stranger);
    return this.ask([{ ...anonymousCandidate, choices }, ...strangers]);
  }

  private get stranger(): string {
    return freshAccount(this.statements);
  }

  /** @throws LimitReached */
  private classesAsked(): readonly ActionClass[] {
    if (this.statements.length > this.limits.statementsMax) {
      throw new LimitReached(`statementsMax = ${this.limits.statementsMax}`);
    }
    if (this.kind === "trust") return namedActionClasses(this.statements, assumeActions);
    const [grants = []] = this.side.layers;
    const targets = new Set(grants.map(({ actions }) => actions));
    const elements = this.statements.map(({ actions }) => actions);
    if (targets.size === 0) return [];
    const isOwn = ({ name }: { name: string }): boolean => name.startsWith(`${this.service}:`);
    // An action of the resource's own service makes the better example.
    return actionClasses(elements, this.budget, targets).map((each) => ({
      ...each,
      actions: [...each.actions.filter(isOwn), ...each.actions.filter((action) => !isOwn(action))],
    }));
  }

  /** What one of the principals is allowed, if anything that a request of AWS's could be. */
  private ask(
    principals: readonly PrincipalCandidate[],
    actions?: readonly string[],
  ): Exposed | undefined {
    if (principals.length === 0) return undefined;
    const classes = actions
      ? this.classes.filter((each) => each.actions.some(({ name }) => actions.includes(name)))
      : this.classes;
    const result = searchDifference(this.side, nothing.side, sharedAutomata(), this.budget, {
      classes,
      principals,
      namedActionsOnly: true,
      first: true,
    });
    for (const { statement, limit } of result.givenUp) {
      const { policy: _, ...place } = placeOf(statement.source);
      this.undecided.push({ reason: `a limit was reached: ${limit}`, ...place });
    }
    const found = result.found.find(({ practical }) => practical);
    return found && this.exposed(found);
  }

  private exposed(found: Found): Exposed | undefined {
    const { policy: _, ...place } = placeOf(found.statement.source);
    const witness = witnessOf(found, this.symbols);
    const names = { symbols: this.symbols, keys: keyNames([this.read]) };
    const fact = [...witness.assumptions.keys()].find((key) => key.startsWith("Resource "));
    if (fact === undefined) {
      if (!evaluate(witness.request, this.read.policies).allowed) {
        const reason = "a request was found, but it does not confirm itself";
        this.undecided.push({ reason, ...place });
        return undefined;
      }
      return { witness: displayedWitness(witness, names), ...place };
    }
    // The resource is known in part: it stands as the policy writes it.
    const resource = fact.slice("Resource ".length).replaceAll("*", "example");
    const context = new Map(
      [...witness.request.context].filter(([key]) => !key.startsWith("\u0000Resource ")),
    );
    const assumptions = new Map(
      [...witness.assumptions].filter(([key]) => !key.startsWith("Resource ")),
    );
    const request = { ...witness.request, resource, context };
    return { witness: displayedWitness({ request, assumptions }, names), ...place };
  }

  private named(type: string): string[] {
    const [grants = []] = this.side.layers;
    const all = grants.flatMap(({ principals }) =>
      principals && !principals.negated ? principals.principals : [],
    );
    return [...new Set(all.filter((each) => each.type === type).map(({ value }) => value))];
  }

  private conditionValues(key: string): string[] {
    const [grants = []] = this.side.layers;
    const conditions = grants.flatMap((each) => each.conditions);
    const own = conditions.filter(
      (each) => each.key === key && !each.operator.negated && each.operator.comparison !== "null",
    );
    return [...new Set(own.flatMap(({ values }) => values))];
  }

  /** @throws LimitReached */
  private accounts(): CrossAccount[] {
    const { trustedAccounts, trustedOrganizations, ownAccounts = [] } = this.options;
    const known = new Set([...trustedAccounts, ...ownAccounts]);
    const principals = this.named("AWS");
    const fromConditions = [
      ...this.conditionValues("aws:principalaccount"),
      ...this.conditionValues("kms:calleraccount"),
      ...this.conditionValues("aws:principalarn").map(accountOf),
    ].filter((account) => /^\d{12}$/.test(account));
    const accounts = new Set([...principals.map(this.accountName), ...fromConditions]);
    const choices: Choices | undefined =
      trustedOrganizations.length > 0
        ? new Map(
            [...strangerChoices(this.statements, this.stranger)].filter(([key]) =>
              key.startsWith("aws:principalorg"),
            ),
          )
        : undefined;
    const result: CrossAccount[] = [];
    for (const account of accounts) {
      if (known.has(account) || ownReference.test(this.symbols.display(account))) continue;
      const candidates = this.candidatesIn(account, principals).map((each) => ({
        ...each,
        fixed: new Map<string, ContextValue | undefined>([
          ...each.fixed,
          ["kms:calleraccount", account],
        ]),
        ...(choices && { choices }),
      }));
      const exposed = this.ask(candidates);
      if (exposed) result.push({ account: this.symbols.display(account), ...exposed });
    }
    return result;
  }

  /** The account of a principal; the principal itself where it does not tell one. */
  private readonly accountName = (arn: string): string => {
    const account = accountOf(arn);
    return account === "" ? arn : account;
  };

  private candidatesIn(account: string, named: readonly string[]): readonly PrincipalCandidate[] {
    if (hasSymbol(account)) {
      const own = named.filter((arn) => this.accountName(arn) === account);
      const roles = account.includes(":") || own.includes(account) ? [] : [roleIn(account)];
      return [...own, ...roles].map((arn) => iamCandidate(arn));
    }
    const [template] = this.statements;
    if (!template) return [];
    const root = { type: "AWS", value: `arn:aws:iam::${account}:root` };
    const asking = { ...template, principals: { principals: [root], negated: false } };
    return principalCandidates([...this.statements, asking], sharedAutomata(), this.budget).filter(
      ({ principal }) => principal?.type === "AWS" && accountOf(principal.arn) === account,
    );
  }

  private organizations(): CrossAccount[] {
    const trusted = new Set(this.options.trustedOrganizations);
    const named = [
      ...this.conditionValues("aws:principalorgid"),
      ...this.conditionValues("aws:principalorgpaths").map((path) => path.split("/")[0] ?? ""),
    ];
    const result: CrossAccount[] = [];
    for (const organization of new Set(named)) {
      if (trusted.has(organization) || /[*?]/.test(organization)) continue;
      if (ownReference.test(this.symbols.display(organization))) continue;
      const paths = this.conditionValues("aws:principalorgpaths")
        .filter((path) => path.split("/")[0] === organization)
        .map((path) => [path.replaceAll("*", "r-zzzz/ou-zzzz-zzzzzzzz/").replaceAll("?", "z")]);
      const candidates = strangerCandidates(this.statements).map((each) => ({
        ...each,
        choices: new Map<string, readonly (ContextValue | undefined)[]>([
          ...(each.choices ?? []),
          ["aws:principalorgid", [organization]],
          ["aws:principalorgpaths", [undefined, ...paths]],
        ]),
      }));
      const exposed = this.ask(candidates);
      if (exposed) result.push({ organization: this.symbols.display(organization), ...exposed });
    }
    return result;
  }

  private services(): ExposedToService[] {
    const choices = strangerChoices(this.statements, this.stranger);
    return this.named("Service").flatMap((name) => {
      const own = serviceCandidate(name);
      const open = this.ask([{ ...own, choices }]);
      const exposed = open ?? this.ask([own]);
      if (!exposed) return [];
      const service = this.symbols.display(name);
      return [{ service, withoutSourceCondition: open !== undefined, ...exposed }];
    });
  }

  private providers(): ExposedToProvider[] {
    return this.named("Federated").flatMap((name) => {
      const own = providerCandidate(name);
      const exposed = this.ask([own], federatedActions);
      if (!exposed) return [];
      const issuer = issuerOf(name);
      const shared = sharedIssuerOf(issuer);
      const open =
        shared &&
        this.ask(
          [{ ...own, choices: openClaims(this.statements, issuer, shared.tenantClaims) }],
          federatedActions,
        );
      return [
        {
          provider: this.symbols.display(name),
          isShared: shared !== undefined,
          withoutTenantCondition: open !== undefined,
          ...(open ?? exposed),
        },
      ];
    });
  }
}

const federatedActions = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];
const assumeActions = ["sts:AssumeRole", ...federatedActions];

/** References that stand for the account or organization that the policy itself is in. */
const ownReference = /\baws_caller_identity\b|\baws_organizations_organization\b|AWS::AccountId/;

function roleIn(account: string): string {
  return `arn:aws:iam::${account}:role/other`;
}
