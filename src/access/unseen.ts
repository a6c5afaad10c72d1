import type { Inventory, NotJudged } from "../policy/inventory.ts";
import { holdersOf, type Policy } from "../policy/policy.ts";

/**
 * What one side has and the other does not show, though it may well have it: the file cannot be read, the
 * document comes from an input, the module is elsewhere now. Nothing follows from its absence.
 */
export class Unseen {
  private readonly known: ReadonlySet<string>;
  private readonly policies: ReadonlyMap<string, Policy>;
  private readonly notJudged: readonly NotJudged[];
  private readonly unread: ReadonlyMap<string, string>;
  private readonly partly: ReadonlySet<string>;
  /** Why anything may be missing. */
  private readonly anything: string | undefined;

  /**
   * @param there the side that has it.
   * @param here the side that may not show it; what is not judged on both sides hides nothing of `there`.
   */
  constructor(there: Inventory, here: Inventory) {
    this.known = new Set([...here.policies, ...here.owners].map(({ address }) => address));
    this.policies = new Map(here.policies.map((policy) => [policy.address, policy]));
    const before = counted(there.notJudged.map(keyOf));
    this.notJudged = here.notJudged.filter((each) => {
      const left = before.get(keyOf(each)) ?? 0;
      before.set(keyOf(each), left - 1);
      return left <= 0;
    });
    const { unread = [] } = here;
    this.unread = new Map(unread.map(({ file, reason }) => [file, reason]));
    this.partly = new Set(unread.flatMap(({ file, partly }) => (partly ? file : [])));
    this.anything = this.unread.get("");
  }

  /**
   * Why it cannot be told what has become of a policy or owner, as a clause for people; `undefined` where
   * it is there, or gone.
   *
   * @param files that it stands in.
   */
  reasonFor(address: string, files: readonly string[]): string | undefined {
    if (this.known.has(address)) return undefined;
    const found = this.notJudged.find((each) =>
      each.address === undefined
        ? each.unread && files.includes(each.range.file)
        : covers(each.address, address),
    );
    if (found) return clause(found.reason);
    const file = files.find((each) => this.unread.has(each));
    if (file !== undefined) return `\`${file}\` cannot be judged: ${this.unread.get(file) ?? ""}`;
    return this.anything;
  }

  /** Why something that its holder loses may have come back in another policy, which is not judged. */
  reasonForHolder(holder: string): string | undefined {
    const found = this.notJudged.find(({ owner, address }) => owner === holder && address);
    return found && clause(found.reason);
  }

  /** The same of what is found in the mere text of a file. */
  reasonForText(file: string): string | undefined {
    return this.partly.has(file) ? undefined : this.reasonFor(file, [file]);
  }

  /**
   * The same of a policy for one of its holders: it may have it still where nobody can tell whose the
   * policy is.
   */
  reasonForPolicy(policy: Policy, holder: string): string | undefined {
    const { address, range, document } = policy;
    const same = this.policies.get(address);
    if (!same) return this.reasonFor(address, [range.file, document.range.file]);
    const holders = holdersOf(same);
    if (holders.includes(holder) || !holdersOf(policy).includes(holder)) return undefined;
    const isOpen =
      holders.some((each) => each.includes("${")) ||
      (holders.length === 0 && policy.kind === "resource");
    return isOpen ? `what \`${address}\` belongs to is not known here` : undefined;
  }
}

/**
 * Whether what is not judged under one address may be, or contain, what has the other: a module what it
 * creates, a resource its policies, a nested stack what is in its template.
 */
function covers(outer: string, address: string): boolean {
  if (outer === address || withoutKeys(outer) === address || outer === withoutKeys(address)) {
    return true;
  }
  if (address.startsWith(outer) && ".[/# ".includes(address.charAt(outer.length))) return true;
  const member = outer.lastIndexOf("/");
  return member > 0 && address.startsWith(`${outer.slice(0, member)}#`);
}

/** An instance is the same one whether or not it is counted. */
function withoutKeys(address: string): string {
  return address.replace(/\[[^\][]*\]/g, "");
}

function keyOf({ address, range, reason }: NotJudged): string {
  return JSON.stringify([address ?? range.file, reason]);
}

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Some sources say it in a sentence: `The policy is …: it is not judged.` */
function clause(reason: string): string {
  const text = reason.endsWith(".") ? reason.slice(0, -1) : reason;
  return text.charAt(0).toLowerCase() + text.slice(1);
}
