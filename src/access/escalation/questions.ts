import type { PolicyDocument } from "../../policy/policy-document.ts";
import {
  displayText,
  literalText,
  type TextPart,
  type TextValue,
} from "../../policy/text-value.ts";
import { nowhere, writtenDocument } from "../../policy/written-document.ts";
import { type Answer, ask } from "../ask.ts";
import type { Undecided } from "../difference.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import type { PolicySet } from "../policy-set.ts";
import { Mentions } from "./mentions.ts";
import { withUsername } from "./username.ts";

/** What an action has to be allowed on; one pattern is enough. Absent: anything. */
export type Where = readonly TextValue[];

/**
 * Something that has to hold of the request besides action and resource: one of `arms`, each a
 * condition block. It is left out when no policy of the principal mentions one of `keys`, since the
 * answer cannot depend on it then.
 */
export interface Demand {
  /** In lower case. */
  readonly keys: readonly string[];
  readonly arms: readonly ConditionBlock[];
  /** Set when the demand is that the caller is the user of that name. */
  readonly username?: string;
}

type ConditionBlock = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

export type Verdict =
  | {
      readonly allowed: true;
      /** Position of the document among the grants of the set, and of the statement in it. */
      readonly policy: number;
      readonly statementIndex: number;
    }
  | { readonly allowed: false; readonly undecided?: string };

const refused: Verdict = { allowed: false };

/** Derived sets that are kept for one principal. */
const derivedMax = 200;

/** Questions to the policies of one principal. Answers are kept. */
export class Questions {
  readonly mentions: Mentions;
  private readonly set: PolicySet;
  private readonly always: readonly Demand[];
  private readonly derived = new Map<string, PolicySet>();
  private readonly answers = new Map<string, Answer>();
  private readonly patience: Patience;
  private generous: PolicySet | undefined;

  /** @param always what holds of every request of the principal. */
  constructor(set: PolicySet, always: readonly Demand[], patience: Patience) {
    this.set = set;
    this.patience = patience;
    this.mentions = new Mentions(set);
    this.always = always;
  }

  /** Whether there is a request for the action that the policies allow and AWS could get. */
  allows(action: string, where?: Where, demands: readonly Demand[] = []): Verdict {
    const answer = this.answer(action, where, demands);
    if (!answer || answer.result === "not allowed") return refused;
    if (answer.result === "undecided") {
      return { allowed: false, undecided: answer.undecided[0]?.reason ?? "" };
    }
    if (!answer.practical) return refused;
    return { allowed: true, policy: answer.policy, statementIndex: answer.statementIndex };
  }

  /** Whether the action would be allowed if the identity policies allowed everything. */
  leavesOpen(action: string, where: Where): boolean {
    this.generous ??= {
      ...this.set,
      grants: [...this.set.grants, writtenDocument({ Version, Statement: everything })],
    };
    const texts = where.flatMap((value) => plainText(value) ?? []);
    if (texts.length < where.length) return !this.set.grants.some(hasDeny) && !this.set.limits;
    const answer = ask(this.generous, { actions: [action], resources: texts }, questionLimits);
    return answer.result === "allowed";
  }

  /**
   * The resource patterns on which the policies allow the action, with `${reference}` for what is not
   * known before deployment. Those with variables of policies are left out.
   */
  scope(action: string, where: Where, demands: readonly Demand[] = []): readonly string[] {
    const answer = this.answer(action, where, demands);
    if (answer?.result !== "allowed") return [];
    const patterns = answer.lines.flatMap(({ resources }) => resources);
    return [...new Set(patterns)].filter((text) => partsOf(text) !== undefined).slice(0, scopeMax);
  }

  /** `undefined` when the action is nowhere allowed. */
  private answer(
    action: string,
    where: Where | undefined,
    demands: readonly Demand[],
  ): Answer | undefined {
    if (!this.mentions.mayAllow(action)) return undefined;
    const { keys } = this.mentions.of(action);
    const relevant = [...this.always, ...demands].filter((demand) =>
      demand.keys.some((key) => keys.has(key)),
    );
    const key = JSON.stringify([action, where?.map(displayText), relevant.map(({ arms }) => arms)]);
    const known = this.answers.get(key);
    if (known) return known;
    const limit = this.patience.limit();
    if (limit !== undefined) {
      return {
        result: "undecided",
        undecided: [{ reason: `a limit was reached: ${limit}` }],
      };
    }
    const { set, resources } = this.asked(action, where, relevant);
    const question = { actions: [action], ...(resources && { resources }) };
    const answer = ask(set, question, questionLimits);
    if (answer.result === "undecided") this.patience.spend(answer.undecided);
    this.answers.set(key, answer);
    return answer;
  }

  private asked(
    action: string,
    where: Where | undefined,
    demands: readonly Demand[],
  ): { readonly set: PolicySet; readonly resources?: readonly string[] } {
    const texts = where?.map(plainText);
    const isPlain = texts?.every((text) => text !== undefined) ?? true;
    const set = this.limited(action, demands, isPlain ? undefined : where);
    return isPlain && texts ? { set, resources: texts as string[] } : { set };
  }

  private limited(action: string, demands: readonly Demand[], where: Where | undefined): PolicySet {
    if (demands.length === 0 && !where) return this.set;
    const key = JSON.stringify([action, demands.map(({ arms }) => arms), where?.map(displayText)]);
    const known = this.derived.get(key);
    if (known) return known;
    if (this.derived.size >= derivedMax) this.derived.clear();
    const username = demands.find((demand) => demand.username !== undefined)?.username;
    const concerned = this.mentions.of(action).set();
    const named = username === undefined ? concerned : withUsername(concerned, username);
    const layers = inFewLayers(demands).map((arms) => [
      writtenDocument({
        Version,
        Statement: arms.map((block) => ({ ...everything, Condition: block })),
      }),
    ]);
    if (where) layers.push([onlyOn(where)]);
    const set = { grants: named.grants, limits: [...(named.limits ?? []), ...layers] };
    this.derived.set(key, set);
    return set;
  }
}

/** Demands without a choice are one statement together: each layer makes the question longer. */
function inFewLayers(demands: readonly Demand[]): (readonly ConditionBlock[])[] {
  const layers: (readonly ConditionBlock[])[] = [];
  const together: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { arms } of demands) {
    const [only] = arms;
    if (!only || arms.length > 1) {
      layers.push(arms);
      continue;
    }
    for (const [operator, keys] of Object.entries(only)) {
      const before = together[operator] ?? {};
      const isTaken = Object.keys(keys).some((key) => before[key] !== undefined);
      if (isTaken) layers.push([{ [operator]: keys }]);
      else together[operator] = { ...before, ...keys };
    }
  }
  return Object.keys(together).length > 0 ? [[together], ...layers] : layers;
}

/** A question is small: one action, one resource. What needs more than this was made to. */
const questionLimits: Limits = {
  ...defaultLimits,
  statesMax: 10_000,
  stepsMax: 300_000,
  conditionStepsMax: 20_000,
  conditionStepsTotalMax: 50_000,
};

/** Questions of one inventory that may reach a limit before no more of them are asked. */
const limitsReachedMax = 6;
/** Questions of one inventory; most principals need a handful. */
export const questionsMax = 20_000;

/** Shared by all questions of one inventory, so that hostile policies cost a bounded time. */
export class Patience {
  private left = limitsReachedMax;
  private asked = 0;

  /** The limit that keeps the next question from being asked. */
  limit(): string | undefined {
    this.asked++;
    if (this.left <= 0) return `limitsReachedMax = ${limitsReachedMax}`;
    return this.asked > questionsMax ? `questionsMax = ${questionsMax}` : undefined;
  }

  spend(undecided: readonly Undecided[]): void {
    if (undecided.some(({ reason }) => reason.startsWith("a limit was reached"))) this.left--;
  }
}

/** Patterns of one scope that are looked at. */
const scopeMax = 20;

const Version = "2012-10-17";
const everything = { Effect: "Allow", Action: "*", Resource: "*" } as const;

/** Everything on resources whose names are not wholly known; a question has no place for those. */
function onlyOn(values: Where): PolicyDocument {
  const document = writtenDocument({ Version, Statement: everything });
  const statements = document.statements.map((statement) => ({
    ...statement,
    resource: { key: nowhere, range: nowhere, values },
  }));
  return { ...document, statements };
}

function hasDeny({ statements }: PolicyDocument): boolean {
  return statements.some(({ effect }) => effect === "Deny");
}

function plainText({ parts }: TextValue): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind === "unknown" || part.text.includes("${")) return undefined;
    text += part.text;
  }
  return text;
}

/** A pattern of a scope. */
export function onPattern(pattern: string): Where {
  return [{ parts: partsOf(pattern) ?? [], range: nowhere }];
}

/** `undefined`: something stands in braces that is no reference, such as a variable of the policy. */
function partsOf(pattern: string): TextPart[] | undefined {
  const parts = pattern.split(/(\$\{[^${}]*\})/).map((text, index): TextPart => {
    if (index % 2 === 0) return { kind: "literal", text, at: nowhere };
    const reference = text.slice(2, -1);
    return { kind: "unknown", reference, reason: "known after deployment", at: nowhere };
  });
  const isReadable = parts.every((part) =>
    part.kind === "literal" ? !part.text.includes("${") : /^[^:*?$]+$/.test(part.reference),
  );
  return isReadable
    ? parts.filter((part) => part.kind !== "literal" || part.text !== "")
    : undefined;
}

export function onResources(...patterns: readonly string[]): Where {
  return patterns.map((pattern) => literalText(pattern, nowhere));
}
