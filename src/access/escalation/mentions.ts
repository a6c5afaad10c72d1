import { matchesGlob } from "../../policy/pattern.ts";
import type { Element, PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { policyVariables } from "../../policy/policy-variables.ts";
import { displayText, placeholderText } from "../../policy/text-value.ts";
import type { PolicySet } from "../policy-set.ts";

/** What the policies of a principal say of single actions: most questions are answered by that alone. */
export class Mentions {
  /** Keys that stand as policy variables in resources, in lower case. */
  readonly variables: ReadonlySet<string>;
  /** Condition keys for tags of the resource, in lower case. */
  readonly tagKeys: ReadonlySet<string>;
  private readonly set: PolicySet;
  private readonly read: readonly ReadStatement[];
  /** True when there are more patterns than are looked through: nothing can be said then. */
  readonly isTooLong: boolean;
  private readonly byAction = new Map<string, ActionMention>();

  constructor(set: PolicySet) {
    this.set = set;
    const { grants, limits = [] } = set;
    const documents = [
      ...grants.map((document) => ({ document, grants: true })),
      ...limits.flat().map((document) => ({ document, grants: false })),
    ];
    this.read = documents.flatMap(({ document, grants: isGrant }) =>
      document.statements.map((statement) => ({
        statement,
        isGrant: isGrant && statement.effect === "Allow",
        patterns: readActions(statement),
      })),
    );
    const size = this.read.reduce((sum, { patterns }) => sum + (patterns?.size ?? 0), 0);
    this.isTooLong = size > patternsMax;
    const keys = this.read.flatMap(({ statement }) =>
      statement.conditions.map(({ key }) => displayText(key).toLowerCase()),
    );
    this.tagKeys = new Set(keys.filter((key) => tagKey.test(key)));
    this.variables = new Set(this.read.flatMap(({ statement }) => variablesIn(statement)));
  }

  /** False when no Allow includes the action, whatever resource and conditions are. */
  mayAllow(action: string): boolean {
    return !this.isTooLong && this.of(action).isAllowed;
  }

  of(action: string): ActionMention {
    let mention = this.byAction.get(action);
    if (!mention) {
      mention = this.mention(action);
      this.byAction.set(action, mention);
    }
    return mention;
  }

  private mention(action: string): ActionMention {
    const lower = action.toLowerCase();
    const service = lower.slice(0, lower.indexOf(":"));
    const concerned = new Set<Statement>();
    const keys = new Set<string>();
    let isAllowed = false;
    for (const { statement, isGrant, patterns } of this.read) {
      if (!patterns || !includes(patterns, lower, service)) continue;
      concerned.add(statement);
      isAllowed ||= isGrant;
      for (const { key } of statement.conditions) keys.add(displayText(key).toLowerCase());
      for (const name of variablesIn(statement)) keys.add(name);
    }
    return { isAllowed, keys, set: () => this.concerning(concerned) };
  }

  /** The documents keep their positions. */
  private concerning(concerned: ReadonlySet<Statement>): PolicySet {
    const reduced = (documents: readonly PolicyDocument[]): PolicyDocument[] =>
      documents.map((document) => ({
        ...document,
        statements: document.statements.filter((statement) => concerned.has(statement)),
      }));
    const { grants, limits } = this.set;
    return { grants: reduced(grants), ...(limits && { limits: limits.map(reduced) }) };
  }
}

export interface ActionMention {
  readonly isAllowed: boolean;
  /** Condition keys and policy variables of the statements that include it, in lower case. */
  readonly keys: ReadonlySet<string>;
  /** The policies with those statements alone. */
  set(): PolicySet;
}

interface ReadStatement {
  readonly statement: Statement;
  readonly isGrant: boolean;
  readonly patterns: ActionPatterns | undefined;
}

const tagKey = /^[a-z0-9-]+:(?:resourcetag|tag)\//;

/** Action patterns of one principal that are looked through. AWS refuses policies that could hold more. */
export const patternsMax = 20_000;

function variablesIn({ resource, notResource }: Statement): string[] {
  const values = [...(resource?.values ?? []), ...(notResource?.values ?? [])];
  return values.flatMap((value) =>
    policyVariables(value).map(({ name }) => name.trim().toLowerCase()),
  );
}

interface ActionPatterns {
  readonly inverted: boolean;
  /** Whether some pattern is not wholly known, so that the engine has to say what it includes. */
  readonly isUnknown: boolean;
  readonly size: number;
  readonly literals: ReadonlySet<string>;
  /** Patterns within one service, by its prefix. */
  readonly byService: ReadonlyMap<string, readonly string[]>;
  /** Patterns whose service is not one name. */
  readonly anywhere: readonly string[];
}

/** Remembered with the element: a policy that AWS manages has many holders, and a thousand actions. */
function readActions({ action, notAction }: Statement): ActionPatterns | undefined {
  const element = action ?? notAction;
  if (!element) return undefined;
  let patterns = patternsByElement.get(element);
  if (!patterns) {
    patterns = readElement(element, action === undefined);
    patternsByElement.set(element, patterns);
  }
  return patterns;
}

const patternsByElement = new WeakMap<Element, ActionPatterns>();

function readElement(element: Element, inverted: boolean): ActionPatterns {
  const literals = new Set<string>();
  const byService = new Map<string, string[]>();
  const anywhere: string[] = [];
  let isUnknown = false;
  for (const value of element.values) {
    isUnknown ||= value.parts.some(({ kind }) => kind === "unknown");
    const text = placeholderText(value).toLowerCase();
    if (!/[*?]/.test(text)) {
      literals.add(text);
      continue;
    }
    const service = text.slice(0, Math.max(0, text.indexOf(":")));
    if (service === "" || /[*?]/.test(service)) anywhere.push(text);
    else byService.set(service, [...(byService.get(service) ?? []), text]);
  }
  return {
    inverted,
    size: element.values.length,
    isUnknown,
    literals,
    byService,
    anywhere,
  };
}

function includes(
  { inverted, isUnknown, literals, byService, anywhere }: ActionPatterns,
  action: string,
  service: string,
): boolean {
  const matches =
    literals.has(action) ||
    (byService.get(service) ?? []).some((pattern) => matchesGlob(pattern, action)) ||
    anywhere.some((pattern) => matchesGlob(pattern, action));
  return isUnknown || matches !== inverted;
}
