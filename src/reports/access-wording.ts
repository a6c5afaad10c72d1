import type { AccessEntry, AccessLine, ReviewAccess, UndecidedAccess } from "../review/review.ts";
import { counted } from "./wording.ts";

/**
 * The words that every report uses for the access difference. Texts that come from the repository
 * are handed on as they are: whoever writes them down makes them safe.
 */

/** The parts of the difference that are about one principal, resource or limit. */
export interface AccessGroup {
  readonly principal: string;
  readonly type: string | null;
  readonly renamedFrom: string | null;
  readonly state: AccessEntry["state"];
  readonly entries: readonly AccessEntry[];
  /** Others whose access differs in exactly the same way. */
  readonly alike: readonly string[];
}

/** Entries of one address together, and those that say the same once; in the order of the review. */
export function accessGroups({ entries }: ReviewAccess): AccessGroup[] {
  const byAddress = new Map<string, AccessEntry[]>();
  for (const entry of entries) {
    if (isMereRename(entry)) continue;
    const group = byAddress.get(entry.principal);
    if (group) group.push(entry);
    else byAddress.set(entry.principal, [entry]);
  }
  const alike = new Map<string, AccessEntry[][]>();
  for (const own of byAddress.values()) {
    const key = JSON.stringify(own.map(sameness));
    const group = alike.get(key);
    if (group) group.push(own);
    else alike.set(key, [own]);
  }
  return [...alike.values()].flatMap(([first = [], ...others]): AccessGroup[] => {
    const [entry] = first;
    if (!entry) return [];
    const { principal, type, renamedFrom, state } = entry;
    const names = others.flatMap(([other]) => other?.principal ?? []);
    return [{ principal, type, renamedFrom, state, entries: first, alike: names }];
  });
}

/** What of an entry is shown besides its name. */
function sameness({
  kind,
  type,
  state,
  renamedFrom,
  opaque,
  unknownBoundary,
  unknownBefore,
  ...rest
}: AccessEntry) {
  const line = ({ statement: _, witness: __, ...shown }: AccessLine) => shown;
  const { granted, removed, undecided } = rest;
  return [
    [kind, type, state, renamedFrom, opaque, unknownBoundary, unknownBefore],
    [granted.map(line), removed.map(line), undecided.map(({ reason }) => reason)],
  ];
}

/** A principal that has another name now, and the same access. */
export function isMereRename({ granted, removed, undecided, opaque }: AccessEntry): boolean {
  const lists = [granted, removed, undecided, opaque.granted, opaque.removed];
  return lists.every((list) => list.length === 0);
}

/** `Role`, `S3 bucket`; for a policy alone the words that its address goes on from. */
export function typeWords({ type, entries }: Pick<AccessGroup, "type" | "entries">): string {
  const kind = entries[0]?.kind;
  if (kind !== undefined && Object.hasOwn(limitWords, kind)) return limitWords[kind] ?? "";
  if (type === null) return "policy";
  // A template can have any text in the place of a type.
  if (!/^[A-Za-z0-9]{1,40}::[A-Za-z0-9]{1,40}::[A-Za-z0-9]{1,60}$/.test(type)) return "resource";
  const [, service = "", name = ""] = type.split("::");
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return service === "IAM" || service === "SSO" ? words : `${service} ${words}`;
}

const limitWords: Readonly<Partial<Record<string, string>>> = {
  boundary: "permissions boundary",
  session: "session policy",
  "vpc-endpoint": "VPC endpoint policy",
  scp: "service control policy",
  rcp: "resource control policy",
};

/** The two directions in words for this kind. */
export function directionWords({ kind }: AccessEntry): {
  readonly granted: string;
  readonly removed: string;
} {
  switch (kind) {
    case "identity":
    case "trust":
    case "resource":
      return { granted: "new", removed: "gone" };
    case "deny":
      return { granted: "no longer denied", removed: "newly denied" };
    default:
      return { granted: "let through", removed: "stopped" };
  }
}

/** What is undecided, said once where one cause leaves both directions open: `what is new and gone`. */
export function undecidedWords({
  undecided,
}: Pick<AccessEntry, "undecided">): readonly (UndecidedAccess & { readonly what: string })[] {
  const byReason = new Map<string, UndecidedAccess[]>();
  for (const each of undecided) {
    const same = byReason.get(each.reason);
    if (same) same.push(each);
    else byReason.set(each.reason, [each]);
  }
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const of = (direction: UndecidedAccess["direction"]): boolean =>
      same.some((each) => each.direction === direction);
    const words = [...(of("granted") ? ["new"] : []), ...(of("removed") ? ["gone"] : [])];
    const placed = same.find(({ statement }) => statement !== null) ?? first;
    return [{ ...placed, what: `what is ${words.join(" and ")}` }];
  });
}

/** Whom from outside an entry newly lets in: words of ours, and texts that reports make safe. */
export function exposureWords({
  exposure,
}: AccessEntry): readonly { readonly words: string; readonly texts: readonly string[] }[] {
  if (!exposure) return [];
  const { accounts, organizations, services, providers } = exposure;
  return [
    ...(exposure.public ? [{ words: "open to everyone", texts: [] }] : []),
    ...told("open to other accounts:", accounts),
    ...told("open to organizations:", organizations),
    ...told("open to anybody's use of", services),
    ...told("open to all customers of", providers),
  ];
}

function told(words: string, texts: readonly string[]) {
  return texts.length === 0 ? [] : [{ words, texts }];
}

export function practicalLines(lines: readonly AccessLine[]): readonly AccessLine[] {
  return lines.filter(({ practical }) => practical);
}

/** A line as reports show it. */
export interface ShownLine {
  readonly line: AccessLine;
  /** Set when a further line was taken into this one, which it leaves out: these actions on these. */
  readonly butFor?: { readonly actions: readonly string[]; readonly resources: readonly string[] };
  /** The line, and the one that was taken in. */
  readonly all: readonly AccessLine[];
}

/**
 * The practical lines, fewer of them where that says the same. `*` without some actions, and those
 * actions on `*` without some resources, is one thing to a reader: `*` on `*`, but for those actions on
 * those resources. Where a third line has just these, it is `*` on `*`.
 */
export function shownLines(lines: readonly AccessLine[]): ShownLine[] {
  const taken = new Set<AccessLine>();
  const practical = practicalLines(lines);
  const merged = practical.map((line): ShownLine => {
    const rest = taken.has(line)
      ? undefined
      : practical.find((other) => !taken.has(other) && isRestOf(other, line));
    if (!rest) return { line, all: [line] };
    taken.add(rest);
    const actionsExcept = line.actionsExcept.filter((text) => !rest.actions.includes(text));
    const whole = { ...line, actionsExcept };
    const missing = practical.find((other) => !taken.has(other) && fillsGap(other, rest));
    if (missing) {
      taken.add(missing);
      return { line: whole, all: [line, rest, missing] };
    }
    const butFor = { actions: rest.actions, resources: rest.resourcesExcept };
    return { line: whole, butFor, all: [line, rest] };
  });
  return merged.filter(({ all: [first] }) => !first || !taken.has(first));
}

function isRestOf(other: AccessLine, line: AccessLine): boolean {
  if (line.actionsExcept.length === 0 || line.resourcesExcept.length > 0) return false;
  if (other.actionsExcept.length > 0 || other.resourcesExcept.length === 0) return false;
  const common = ({ resources, principals, conditions, statement }: AccessLine): string =>
    JSON.stringify([resources, principals, conditions, statement]);
  const isLeftOut = other.actions.every((text) => line.actionsExcept.includes(text));
  return isLeftOut && common(line) === common(other);
}

/** Whether a line has, without a condition of its own, exactly what `rest` leaves out. */
function fillsGap(line: AccessLine, rest: AccessLine): boolean {
  return (
    line.actionsExcept.length + line.resourcesExcept.length + line.conditions.length === 0 &&
    sameTexts(line.actions, rest.actions) &&
    sameTexts(line.resources, rest.resourcesExcept) &&
    sameTexts(line.principals, rest.principals)
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());
}

/** `all` for every level there is; of several lines together. */
export function levelWords(lines: readonly AccessLine[]): string {
  const found = new Set(lines.flatMap(({ accessLevels }) => accessLevels));
  return found.size === levels.length
    ? "all"
    : levels.filter((level) => found.has(level)).join(", ");
}

/** The most powerful first. */
const levels = ["Permissions management", "Write", "Tagging", "Read", "List"];

/** The difference in one line: `New access for 2 roles and 1 S3 bucket; 1 role loses access`. */
export function accessHeadline(access: ReviewAccess): string {
  const groups = accessGroups(access);
  const gains = groups.filter(({ entries }) => entries.some(gainsAccess));
  const open = groups.filter((group) => !gains.includes(group) && group.entries.some(mayGain));
  const loses = groups.filter(
    ({ entries }) =>
      !entries.some(gainsAccess) &&
      entries.some(
        ({ removed, opaque }) => practicalLines(removed).length + opaque.removed.length > 0,
      ),
  );
  const which = open.length > 0 ? `: ${countedTypes(open)}` : "";
  const clauses = [
    ...(gains.length > 0
      ? [
          `New access: ${countedTypes(gains)}`,
          open.length > 0 ? `maybe more: ${countedTypes(open)}` : "",
        ]
      : [`${noneWords[access.newAccess]}${which}`]),
    loses.length > 0 ? `less access: ${countedTypes(loses)}` : "",
    access.notCompared.length > 0 ? `${access.notCompared.length} not compared` : "",
  ];
  return clauses.filter((clause) => clause !== "").join("; ");
}

const noneWords: Readonly<Record<ReviewAccess["newAccess"], string>> = {
  none: "No new access",
  "none judged": "No new access in what was judged",
  some: "New access",
  undecided: "Could not decide whether there is new access",
};

function gainsAccess({ granted }: AccessEntry): boolean {
  return practicalLines(granted).length > 0;
}

function mayGain({ undecided, opaque }: AccessEntry): boolean {
  return opaque.granted.length > 0 || undecided.some(({ direction }) => direction === "granted");
}

function countedTypes(groups: readonly AccessGroup[]): string {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const words = typeWords(group);
    counts.set(words, (counts.get(words) ?? 0) + 1 + group.alike.length);
  }
  const texts = [...counts].map(([words, count]) => counted(count, words, plural(words)));
  const last = texts.pop() ?? "";
  return texts.length > 0 ? `${texts.join(", ")} and ${last}` : last;
}

function plural(words: string): string {
  return words.endsWith("policy") || words.endsWith("boundary")
    ? `${words.slice(0, -1)}ies`
    : `${words}s`;
}

/** In front of the conditions of a line: what depends on the deployment brings its own word. */
export function ifWord([first = ""]: readonly string[]): "if " | "" {
  return first.startsWith("only if ") ? "" : "if ";
}
