import type { Inventory, Owner } from "../policy/inventory.ts";
import { type Policy, type PolicyKind, type PolicyType, policyType } from "../policy/policy.ts";
import { displayText, type UnknownPart, type UnknownReason } from "../policy/text-value.ts";
import type { SyntaxProblem } from "../sources/source.ts";
import type { AnalysisInput } from "./analyse.ts";
import { readConfiguration } from "./configuration.ts";
import { coverage } from "./coverage.ts";
import { documentData, type Json } from "./document-data.ts";
import type { Places } from "./places.ts";
import type { ConfigurationProblem, ReviewNotJudged } from "./review.ts";
import { Side } from "./side.ts";

/** What stands under some paths: plain data, in the shape of the command's JSON contract. */
export interface ListedInventory {
  readonly policies: readonly ListedPolicy[];
  readonly owners: readonly ListedOwner[];
  /** What keeps access closed, whatever policies say. */
  readonly guards: readonly ListedGuard[];
  /** What is out of reach, could not be read, or breaks the rules of its language. */
  readonly notJudged: readonly ReviewNotJudged[];
  /** Mistakes of syntax, with line and column from 1; they are in `notJudged` as well. */
  readonly syntaxProblems: readonly ConfigurationProblem[];
  readonly configurationProblems: readonly ConfigurationProblem[];
}

/** Lines from 1, `endLine` inclusive. */
export interface ListedPolicy {
  readonly address: string;
  readonly kind: PolicyKind;
  readonly policyType: PolicyType;
  readonly resourceType: string | null;
  readonly owner: string | null;
  /** Every principal that has it, when those are others than `owner` alone. */
  readonly attachedTo?: readonly string[];
  /** Where the document stands. */
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Where the policy is declared, when that is another place than the document's. */
  readonly declaredAt: ListedPlace;
  readonly document: Json;
  /** The parts of `document` that stand there only under unknown conditions. */
  readonly conditional: readonly ListedCondition[];
  /** True when nobody wrote the document: it says what other arguments amount to. */
  readonly isDerived: boolean;
  readonly resolution: "full" | "partial";
  readonly unknowns: readonly ListedUnknown[];
}

interface ListedPlace {
  readonly file: string;
  readonly line: number;
}

interface ListedUnknown extends ListedPlace {
  readonly reference: string;
  readonly reason: UnknownReason;
}

interface ListedCondition extends ListedPlace {
  /** JSON Pointer into the document. */
  readonly path: string;
  readonly reference: string;
  readonly holds: boolean;
}

/** What is not known, or does not apply, is null. */
export interface ListedOwner extends ListedPlace {
  readonly address: string;
  readonly type: string;
  readonly name: string | null;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly accessKeys: readonly (ListedPlace & { readonly address: string })[];
  readonly hasLoginProfile: boolean;
  readonly maxSessionDurationSeconds: number | null;
  readonly permissionsBoundary: string | null;
  readonly boundaryPolicy: string | null;
  readonly managedPolicies: readonly string[];
}

export interface ListedGuard extends ListedPlace {
  readonly address: string;
  readonly type: string;
  /** What it protects; null for a whole account, or where it is not known. */
  readonly owner: string | null;
  /** Null: not known. */
  readonly settings: Readonly<Record<string, boolean | string | null>>;
  /** True when it is there only under conditions that are not known. */
  readonly isConditional: boolean;
}

/** Reads the head of a change. Pure, and it never throws for what stands in the files. */
export function listInventory(
  input: AnalysisInput,
): { readonly wanted: readonly string[] } | { readonly inventory: ListedInventory } {
  const { settings, configurationProblems } = readConfiguration(
    input.configuration,
    input.ownerConfiguration,
  );
  const side = new Side(input.head, input.focus, settings);
  if (!input.final && side.wanted.length > 0) return { wanted: side.wanted };

  const { result, places } = side;
  const unreadable = new Map(
    [...input.head.unreadable].filter(([path]) => !side.ignored.has(path)),
  );
  const { notJudged } = coverage(result, places, { ...input.head, unreadable }, side.wanted);
  const ignored = [...side.ignored].map(([file, pattern]) => ({
    file,
    line: 1,
    address: null,
    reason: `the configuration ignores it: \`paths.ignore\` has \`${pattern}\``,
    unread: false,
  }));
  const broken = brokenFiles(result, result.syntaxProblems);
  return {
    inventory: {
      policies: result.policies.map((policy) => listPolicy(policy, places)),
      owners: result.owners.map((owner) => listOwner(owner, places)),
      guards: (result.guards ?? []).map(({ address, type, range, owner, settings, when }) => ({
        address,
        type,
        owner: owner ?? null,
        ...lineOf(range, places),
        settings,
        isConditional: when !== undefined,
      })),
      notJudged: [
        ...notJudged,
        ...ignored,
        ...result.syntaxProblems.map(({ at, details }) => ({
          file: at.file,
          line: places.place(at).start.line,
          address: null,
          reason: `syntax: ${details}`,
          unread: broken.has(at.file),
        })),
      ],
      syntaxProblems: result.syntaxProblems.map(({ at, details }) => {
        const { file, start } = places.place(at);
        return { file, ...start, details };
      }),
      configurationProblems,
    },
  };
}

/** Files with a mistake of which nothing could be read. */
function brokenFiles(
  { policies, owners, notJudged }: Inventory,
  problems: readonly SyntaxProblem[],
): ReadonlySet<string> {
  const read = new Set([
    ...policies.flatMap(({ range, document }) => [range.file, document.range.file]),
    ...[...owners, ...notJudged].map(({ range }) => range.file),
  ]);
  return new Set(problems.map(({ at }) => at.file).filter((file) => !read.has(file)));
}

function listPolicy(policy: Policy, places: Places): ListedPolicy {
  const { range, unknowns, node } = policy.document;
  const { file, start, end } = places.place(range);
  const { document, conditional } = documentData(node);
  const at = (part: UnknownPart): ListedPlace => lineOf(part.at, places);
  return {
    address: policy.address,
    kind: policy.kind,
    policyType: policyType(policy.kind),
    resourceType: policy.resourceType ?? null,
    owner: policy.owner ?? null,
    ...(policy.attachedTo && { attachedTo: policy.attachedTo }),
    file,
    startLine: start.line,
    endLine: Math.max(start.line, end.column <= 1 ? end.line - 1 : end.line),
    declaredAt: lineOf(policy.range, places),
    document,
    conditional: conditional.map(({ path, condition, holds }) => ({
      path,
      reference: condition.reference,
      holds,
      ...at(condition),
    })),
    isDerived: policy.isDerived === true,
    resolution: unknowns.length > 0 ? "partial" : "full",
    unknowns: unknowns.map((part) => ({
      reference: part.reference,
      reason: part.reason,
      ...at(part),
    })),
  };
}

function listOwner(owner: Owner, places: Places): ListedOwner {
  const { address, type, name, tags = [], accessKeys, permissionsBoundary } = owner;
  return {
    address,
    type,
    name: name ? displayText(name) : null,
    ...lineOf(owner.range, places),
    tags: tags.map(({ key, value }) => ({ key: displayText(key), value: displayText(value) })),
    accessKeys: accessKeys.map((key) => ({ address: key.address, ...lineOf(key.range, places) })),
    hasLoginProfile: owner.hasLoginProfile === true,
    maxSessionDurationSeconds: owner.maxSessionDurationSeconds ?? null,
    permissionsBoundary: permissionsBoundary ? displayText(permissionsBoundary) : null,
    boundaryPolicy: owner.boundaryPolicy ?? null,
    managedPolicies: (owner.managedPolicies ?? []).map(displayText),
  };
}

function lineOf(range: Parameters<Places["place"]>[0], places: Places): ListedPlace {
  const { file, start } = places.place(range);
  return { file, line: start.line };
}
