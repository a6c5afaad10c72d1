import {
  policies as policyLines,
  sourceDate,
  texts as textLines,
} from "./data/managed-policies.generated.ts";

/**
 * The policies that AWS manages, by content: the newest version of each. The data are two long texts that
 * are taken apart when a policy is first asked for; a policy is put together when it is.
 */
export interface ManagedPolicy {
  /** With its path: `AdministratorAccess`, `service-role/AWSLambdaBasicExecutionRole`. */
  readonly name: string;
  /** `arn:aws:iam::aws:policy/…`: of the partition of the commercial Regions. */
  readonly arn: string;
  /** `v5`. */
  readonly version: string;
  /** As JSON. Actions and resources are lists, in the order of the alphabet. */
  readonly document: { readonly [element: string]: Json };
}

type Json = string | readonly Json[] | { readonly [name: string]: Json };

/** ISO date of the newest version in the data. */
export const managedPoliciesDate: string = sourceDate;

/**
 * @param nameOrArn the ARN, the name with its path, or the name alone (no two policies share one); case
 *   counts. Other partitions have policies of their own with the same names, which are not in the data.
 * @returns `undefined` when the data do not have it.
 */
export function managedPolicy(nameOrArn: string): ManagedPolicy | undefined {
  const { lines, fullNames } = index();
  const given = nameOrArn.startsWith(arnStart) ? nameOrArn.slice(arnStart.length) : nameOrArn;
  const name = lines.has(given) ? given : given === nameOrArn ? fullNames.get(given) : undefined;
  const line = name === undefined ? undefined : lines.get(name);
  if (name === undefined || line === undefined) return undefined;
  const [version = "", ...statements] = line.split("|");
  const document = { Version: "2012-10-17", Statement: statements.map(statementOf) };
  return { name, arn: `${arnStart}${name}`, version: `v${version}`, document };
}

/** Names with their paths, in the order of the alphabet. */
export function managedPolicyNames(): readonly string[] {
  return [...index().lines.keys()];
}

const arnStart = "arn:aws:iam::aws:policy/";

interface Index {
  /** By name with path, what follows it in its line. */
  readonly lines: ReadonlyMap<string, string>;
  /** By name alone. */
  readonly fullNames: ReadonlyMap<string, string>;
}

let madeIndex: Index | undefined;

function index(): Index {
  if (!madeIndex) {
    const lines = new Map<string, string>();
    const fullNames = new Map<string, string>();
    for (const line of policyLines.split("\n")) {
      const end = line.indexOf("|");
      const name = line.slice(0, end);
      lines.set(name, line.slice(end + 1));
      fullNames.set(name.slice(name.lastIndexOf("/") + 1), name);
    }
    madeIndex = { lines, fullNames };
  }
  return madeIndex;
}

let madeTexts: readonly string[] | undefined;

/** Each line shares its beginning with the one before: a digit of base 36 says how much of it. */
function textAt(number: number): string {
  if (!madeTexts) {
    let before = "";
    madeTexts = textLines.split("\n").map((line) => {
      before = before.slice(0, Number.parseInt(line.charAt(0), 36)) + line.slice(1);
      return before;
    });
  }
  return madeTexts[number] ?? "";
}

function statementOf(text: string): Json {
  const [effect, sid, actions = "", resources = "", condition] = text.split(";");
  return {
    ...(sid && { Sid: textAt(numberOf(sid)) }),
    Effect: effect === "A" ? "Allow" : "Deny",
    ...element("Action", actions),
    ...element("Resource", resources),
    ...(condition && { Condition: JSON.parse(textAt(numberOf(condition))) as Json }),
  };
}

function element(name: string, text: string): { readonly [name: string]: Json } {
  const isNegated = text.startsWith("-");
  let number = 0;
  const values = text
    .slice(isNegated ? 1 : 0)
    .split(" ")
    .map((step) => {
      number += numberOf(step);
      return textAt(number);
    });
  return { [isNegated ? `Not${name}` : name]: values };
}

function numberOf(text: string): number {
  return Number.parseInt(text, 36);
}
