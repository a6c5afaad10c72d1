import type { Json } from "../review/document-data.ts";
import type {
  ListedGuard,
  ListedInventory,
  ListedOwner,
  ListedPolicy,
} from "../review/list-inventory.ts";
import { jsonText } from "./json.ts";
import { hanging, notJudgedBlock, type TerminalOptions, textWidth } from "./terminal.ts";
import { type Paint, painter } from "./terminal-style.ts";
import { cutText, visibleText } from "./visible-text.ts";
import { counted } from "./wording.ts";

/** The JSON contract of `leastwise inventory`: lines from 1, the last one inclusive. */
export function inventoryJson(inventory: ListedInventory): string {
  const { policies, owners, guards, notJudged } = inventory;
  return jsonText({ policies, owners, guards, notJudged });
}

/** Values of one element that are shown, and characters of a condition. */
const valuesMax = 8;
const conditionLengthMax = 300;

/** For people: every policy with its statements, the owners, what is not judged, and the count. */
export function inventoryTerminal(inventory: ListedInventory, options: TerminalOptions): string {
  const paint = painter(options.color);
  const width = textWidth(options);
  const { policies, owners, guards, notJudged } = inventory;
  const blocks = [
    ...policies.map((policy) => policyBlock(policy, paint, width)),
    ownersBlock(owners, paint, width),
    guardsBlock(guards, paint, width),
    notJudgedBlock({ coverage: { notJudged } }, paint, width),
    [paint("bold", countLine(inventory))],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function countLine({ policies, owners }: ListedInventory): string {
  const partial = policies.filter(({ resolution }) => resolution === "partial").length;
  const known = partial > 0 ? `, ${partial} known in part` : "";
  return `${counted(policies.length, "policy", "policies")}${known}; ${counted(owners.length, "owner")}.`;
}

function policyBlock(policy: ListedPolicy, paint: Paint, width: number): string[] {
  const { address, kind, resourceType, owner, attachedTo, file, startLine, endLine } = policy;
  const holders = attachedTo ?? (owner === null ? [] : [owner]);
  const use = [kind, ...(resourceType === null ? [] : [resourceType])].join(" ");
  return [
    `${paint("bold", visibleText(address))}  ${paint("cyan", visibleText(use))}`,
    ...hanging(
      visibleText(
        `${file}:${startLine}${endLine > startLine ? `-${endLine}` : ""}${holders.length > 0 ? `, of ${holders.join(", ")}` : ""}`,
      ),
      width,
    ).map((line) => paint("dim", line)),
    ...statementLines(policy, width),
    ...policy.unknowns.flatMap(({ reference, reason }) =>
      hanging(`${visibleText(reference)}: ${reason}`, width).map((line) => paint("yellow", line)),
    ),
  ];
}

/** A line for each statement; the document as it is where it has none. */
function statementLines(policy: ListedPolicy, width: number): string[] {
  const { document } = policy;
  const documents = Array.isArray(document) ? document : [document];
  const lines = documents.flatMap((each: Json, index: number) => {
    const path = documents === document ? `/${index}` : "";
    const written = isObject(each) ? each.Statement : undefined;
    if (written === undefined) return [conditioned(policy, path, JSON.stringify(each))];
    const statements = Array.isArray(written) ? written : [written];
    return statements.map((statement: Json, place: number) => {
      const inner = statements === written ? `/${place}` : "";
      return conditioned(policy, `${path}/Statement${inner}`, statementText(statement));
    });
  });
  return lines.flatMap((line) => hanging(visibleText(line), width));
}

/** The text with the conditions that its place, or one around it, stands under. */
function conditioned({ conditional }: ListedPolicy, path: string, text: string): string {
  const when = conditional
    .filter((each) => path === each.path || path.startsWith(`${each.path}/`))
    .map(({ reference, holds }) => `${holds ? "only if" : "only if not"} ${reference}`);
  return when.length === 0 ? text : `${text} (${when.join(", ")})`;
}

const elements = [
  ["Action", ""],
  ["NotAction", "all but"],
  ["Resource", "on"],
  ["NotResource", "on all but"],
  ["Principal", "for"],
  ["NotPrincipal", "for all but"],
] as const;

function statementText(statement: Json): string {
  if (!isObject(statement)) return JSON.stringify(statement);
  const parts = [values(statement.Effect ?? "no effect")];
  for (const [name, word] of elements) {
    const value = statement[name];
    if (value !== undefined) parts.push(...(word === "" ? [] : [word]), values(value));
  }
  if (statement.Condition !== undefined) {
    const { text, note } = cutText(JSON.stringify(statement.Condition), conditionLengthMax);
    parts.push("if", text + note);
  }
  return parts.join(" ");
}

function values(value: Json): string {
  if (Array.isArray(value)) {
    const rest = value.length - valuesMax;
    const shown = value.slice(0, valuesMax).map(values).join(", ");
    return rest > 0 ? `${shown} and ${rest} more` : shown;
  }
  if (isObject(value)) {
    return Object.entries(value)
      .map(([name, inner]) => `${name} ${values(inner)}`)
      .join(", ");
  }
  return String(value);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ownersBlock(owners: readonly ListedOwner[], paint: Paint, width: number): string[] {
  if (owners.length === 0) return [];
  return [
    paint("bold", `Owners: ${owners.length}`),
    ...owners.flatMap((owner) => hanging(visibleText(ownerText(owner)), width)),
  ];
}

function guardsBlock(guards: readonly ListedGuard[], paint: Paint, width: number): string[] {
  if (guards.length === 0) return [];
  return [
    paint("bold", `Guards: ${guards.length}`),
    ...guards.flatMap((guard) => hanging(visibleText(guardText(guard)), width)),
  ];
}

function guardText({ address, type, owner, settings, isConditional }: ListedGuard): string {
  const facts = Object.entries(settings).map(([name, value]) => `${name} ${value ?? "not known"}`);
  return [
    `${address} (${type})`,
    ...(owner === null || owner === address ? [] : [`of ${owner}`]),
    ...(isConditional ? ["under an unknown condition"] : []),
    ...facts,
  ].join(", ");
}

function ownerText(owner: ListedOwner): string {
  const { name, tags, accessKeys, maxSessionDurationSeconds, permissionsBoundary } = owner;
  const facts = [
    name === null ? "" : `called ${name}`,
    tags.length > 0 ? counted(tags.length, "tag") : "",
    accessKeys.length > 0 ? counted(accessKeys.length, "access key") : "",
    owner.hasLoginProfile ? "with a console password" : "",
    maxSessionDurationSeconds === null ? "" : `sessions of ${maxSessionDurationSeconds} s`,
    permissionsBoundary === null ? "" : `within ${permissionsBoundary}`,
    owner.managedPolicies.length > 0 ? `with ${owner.managedPolicies.join(", ")}` : "",
  ].filter((fact) => fact !== "");
  return [`${owner.address} (${owner.type})`, ...facts].join(", ");
}
