import type { CustomRule } from "../rules/custom/custom-rule.ts";
import type { Exception, Settings } from "../settings/settings.ts";
import { grouped } from "../text/grouped.ts";
import type { Coverage, Review } from "./review.ts";

type Judged = Pick<Review, "findings" | "verdict" | "title" | "coverage">;

/** Entries of each list; more of them are counted. */
const entriesMax = 30;
/** Of a value that is shown, in UTF-16 units. */
const valueLengthMax = 300;

/**
 * The settings that differ, one sentence each: `` `fail-on`: `ERROR` becomes `WARNING` ``.
 */
export function settingsDifferences(now: Settings, then: Settings): string[] {
  const differences: string[] = [];
  const change = (name: string, before: string | undefined, after: string | undefined) => {
    if (before !== after) differences.push(`${becomes(name, before, after)}.`);
  };
  change("fail-on", now.failOn, then.failOn);
  change("mode", now.mode, then.mode);
  change("comments", now.comments, then.comments);
  for (const rule of new Set([...Object.keys(now.rules), ...Object.keys(then.rules)])) {
    change(`rules.${rule}`, own(now.rules, rule), own(then.rules, rule));
  }
  differences.push(
    ...listDifferences("paths.ignore", now.ignore, then.ignore),
    ...listDifferences("policies", texts(now.policyFiles), texts(then.policyFiles)),
    ...exceptionDifferences(now.exceptions, then.exceptions),
  );
  differences.push(...customRuleDifferences(now.customRules, then.customRules));
  // The first entry that matches counts, so the order alone can change the kind of a file.
  if (
    sameEntries(texts(now.policyFiles), texts(then.policyFiles)) &&
    texts(now.policyFiles).join() !== texts(then.policyFiles).join()
  ) {
    differences.push("`policies`: the entries have another order.");
  }
  change("aws.validate", String(now.aws.validate), String(then.aws.validate));
  change("aws.required", String(now.aws.required), String(then.aws.required));
  differences.push(...listDifferences("aws.checks", now.aws.checks, then.aws.checks));
  const before = now.parameters;
  const after = then.parameters;
  change("principals.max-session-duration", seconds(before), seconds(after));
  change("principals.required-boundary", before.requiredBoundary, after.requiredBoundary);
  differences.push(
    ...listDifferences("access.trusted-accounts", before.trustedAccounts, after.trustedAccounts),
    ...listDifferences(
      "access.trusted-organizations",
      before.trustedOrganizations,
      after.trustedOrganizations,
    ),
    ...listDifferences("access.critical-actions", before.critical.actions, after.critical.actions),
    ...listDifferences(
      "access.critical-resources",
      before.critical.resources,
      after.critical.resources,
    ),
    ...listDifferences("principals.required-tags", requiredTags(before), requiredTags(after)),
    ...listDifferences("terraform", texts(now.inputs.terraform), texts(then.inputs.terraform)),
    ...listDifferences(
      "cloudformation",
      texts(now.inputs.cloudFormation),
      texts(then.inputs.cloudFormation),
    ),
  );
  return bounded(differences);
}

/** What they are about says which is which; of one that stays, what differs of it. */
function exceptionDifferences(before: readonly Exception[], after: readonly Exception[]): string[] {
  const keyOf = ({ rule, address, path }: Exception) => JSON.stringify([rule, address, path]);
  const contentOf = ({ file: _, ...content }: Exception) => JSON.stringify(content);
  const kept = new Set(after.map(contentOf));
  const left = before.filter((exception) => !kept.delete(contentOf(exception)));
  const gone = grouped(left, keyOf);
  const differences = after.flatMap((exception) => {
    if (!kept.delete(contentOf(exception))) return [];
    const was = gone.get(keyOf(exception))?.shift();
    return was ? [changedException(was, exception)] : [`${wholeException(exception)} is added.`];
  });
  const removed = [...gone.values()].flat();
  return [
    ...differences,
    ...removed.map((exception) => `${wholeException(exception)} is removed.`),
  ];
}

function changedException(before: Exception, after: Exception): string {
  const changes = (["fingerprint", "reason", "owner", "until"] as const)
    .filter((name) => before[name] !== after[name])
    .map((name) => becomes(name, before[name], after[name]));
  return `${exceptionName(before)}, ${changes.join(", ")}.`;
}

/** `` `exceptions`: `RULE` in `policies/a.json` ``. */
function exceptionName({ rule, address, path }: Exception): string {
  const where = [address, path].flatMap((each) => (each === undefined ? [] : code(each)));
  return `${code("exceptions")}: ${code(rule)} in ${where.join(" and ")}`;
}

function wholeException(exception: Exception): string {
  const { fingerprint, until, owner, reason } = exception;
  const grant = fingerprint === undefined ? "" : `, for ${code(fingerprint)} alone`;
  return `${exceptionName(exception)}${grant}, until ${until}, by ${code(owner)}, for ${code(reason)},`;
}

/** Rule by rule, and of one that stays what differs of it. */
function customRuleDifferences(
  before: readonly CustomRule[],
  after: readonly CustomRule[],
): string[] {
  const codes = (rules: readonly CustomRule[]) => rules.map((rule) => rule.code);
  const known = new Map(before.map((rule) => [rule.code, rule]));
  const changed = after.flatMap((rule) => {
    const was = known.get(rule.code);
    if (!was) return [];
    return (["message", "type", "for", "deny", "require", "examples"] as const)
      .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(rule[name]))
      .map((name) => `${code(`custom-rules.${rule.code}`)}: ${code(name)} is another.`);
  });
  return [...listDifferences("custom-rules", codes(before), codes(after)), ...changed];
}

function seconds({ maxSessionDurationSeconds }: Settings["parameters"]): string | undefined {
  return maxSessionDurationSeconds === undefined
    ? undefined
    : `${maxSessionDurationSeconds} seconds`;
}

/** What the same change comes to under other settings, one sentence each. */
export function judgementDifferences(now: Judged, then: Judged): string[] {
  const effects: string[] = [];
  if (now.verdict !== then.verdict || now.title !== then.title) {
    effects.push(`The verdict would be ${then.verdict}: ${then.title}.`);
  }
  const after = new Map(then.findings.map((finding) => [finding.fingerprint, finding]));
  const before = new Set(now.findings.map(({ fingerprint }) => fingerprint));
  for (const finding of now.findings) {
    const { fingerprint, issueCode, findingType, file, start } = finding;
    if (finding.state === "fixed") continue;
    const place = `${code(issueCode)} in ${code(file)}, line ${start.line},`;
    const other = after.get(fingerprint);
    if (!other) effects.push(`${place} would not be reported.`);
    else if (other.accepted && !finding.accepted) effects.push(`${place} would be accepted.`);
    else if (!other.accepted && finding.accepted) effects.push(`${place} would not be accepted.`);
    else if (other.findingType !== findingType) {
      effects.push(`${place} would be ${code(other.findingType)} instead of ${code(findingType)}.`);
    }
  }
  for (const { fingerprint, issueCode, file, start, state } of then.findings) {
    if (before.has(fingerprint) || state === "fixed") continue;
    effects.push(`${code(issueCode)} in ${code(file)}, line ${start.line}, would be reported.`);
  }
  return bounded([...effects, ...coverageDifferences(now.coverage, then.coverage)]);
}

/** What would no longer be judged, or be so again. */
function coverageDifferences(now: Coverage, then: Coverage): string[] {
  const places = ({ notJudged }: Coverage) =>
    new Set(notJudged.map(({ file, address }) => code(address ?? file)));
  const [before, after] = [places(now), places(then)];
  return [
    ...[...after]
      .filter((place) => !before.has(place))
      .map((each) => `${each} would not be judged.`),
    ...[...before].filter((place) => !after.has(place)).map((each) => `${each} would be judged.`),
  ];
}

function listDifferences(
  name: string,
  before: readonly string[],
  after: readonly string[],
): string[] {
  return [
    ...without(after, before).map((entry) => `${code(name)}: ${code(entry)} is added.`),
    ...without(before, after).map((entry) => `${code(name)}: ${code(entry)} is removed.`),
  ];
}

function without(entries: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return entries.filter((entry) => !known.has(entry));
}

function sameEntries(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && without(first, second).length === 0;
}

/** `Owner`, or `Environment: dev, prod` where the values are given. */
function requiredTags({ requiredTags: keys, tagValues = [] }: Settings["parameters"]): string[] {
  return keys.map((key) => {
    const values = tagValues.find((each) => each.key === key)?.values;
    return values ? `${key}: ${values.join(", ")}` : key;
  });
}

/** An entry as one line: `rule: X, path: a/**`. */
function texts(entries: readonly object[]): string[] {
  return entries.map((entry) =>
    Object.entries(entry)
      .map(([name, value]) => `${settingName(name)}: ${value}`)
      .join(", "),
  );
}

/** `varFiles` → `var-files`, as the file has it. */
function settingName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function becomes(name: string, before: string | undefined, after: string | undefined): string {
  const [from, to] = [before, after].map((value) =>
    value === undefined ? "not set" : code(value),
  );
  return `${code(name)}: ${from} becomes ${to}`;
}

function own(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Text of the file between backticks; reports make it inert. */
function code(text: string): string {
  const plain = text.replaceAll("`", "'");
  return `\`${plain.length > valueLengthMax ? `${plain.slice(0, valueLengthMax)}…` : plain}\``;
}

function bounded(entries: readonly string[]): string[] {
  if (entries.length <= entriesMax) return [...entries];
  return [...entries.slice(0, entriesMax), `And ${entries.length - entriesMax} more.`];
}
