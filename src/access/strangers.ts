import { grouped } from "../text/grouped.ts";
import type { Choices } from "./condition-search.ts";
import { formatAddress, type IpBlock, parseIpBlock } from "./ip-block.ts";
import type { PreparedStatement } from "./prepare.ts";
import { iamCandidate, type PrincipalCandidate } from "./principal-candidates.ts";
import type { ContextValue } from "./request.ts";

/** The users and roles that a stranger has, with the keys of their requests. */
export function strangerCandidates(
  statements: readonly PreparedStatement[],
): readonly PrincipalCandidate[] {
  const account = freshAccount(statements);
  const choices = strangerChoices(statements, account);
  const texts = (key: string): string[] =>
    (choices.get(key) ?? []).filter((value) => typeof value === "string");
  const accounts = [account, ...texts("aws:principalaccount")];
  const roles = accounts.map((own) => `arn:aws:iam::${own}:role/${strangerName}`);
  return [...new Set([...roles, ...texts("aws:principalarn")])].map((arn) => ({
    ...iamCandidate(arn),
    choices,
  }));
}

/** An account that no principal, resource or condition of the statements names. */
export function freshAccount(statements: readonly PreparedStatement[]): string {
  const texts = statements.flatMap(({ resources, principals, conditions }) => [
    ...(resources?.patterns ?? []),
    ...(principals?.principals.map(({ value }) => value) ?? []),
    ...conditions.flatMap(({ values }) => values),
  ]);
  for (let number = 999_999_999_999; ; number--) {
    const account = String(number);
    if (!texts.some((text) => text.includes(account))) return account;
  }
}

/**
 * What the request of a stranger looks like: somebody of an account, an organization and a network that
 * no policy names. Keys that tell whose a request is (*strong* keys) are absent in it or have a value
 * that the policies do not name; a value that a pattern of a policy includes stands in it all the same
 * when the pattern leaves open whose it is, so that `aws:PrincipalOrgID` like `o-*` keeps nobody out.
 * All other keys (user agent, referer, dates, external id, TLS) are free: anybody can have them right.
 *
 * Amazon S3 User Guide, "The meaning of public"; IAM User Guide, "Access Analyzer filter keys".
 *
 * @param account the account that the stranger belongs to.
 */
export function strangerChoices(
  statements: readonly PreparedStatement[],
  account: string,
): Choices {
  const all = statements.flatMap(({ conditions }) => conditions);
  const byKey = grouped(all, ({ key }) => key);
  const choices = new Map<string, readonly (ContextValue | undefined)[]>();
  for (const [key, conditions] of byKey) {
    const kind = strongKeys.get(key);
    if (!kind) continue;
    const texts = [...new Set(conditions.flatMap(({ values }) => values))];
    const values = kind === "address" ? addresses(texts) : valuesOf(kind, texts, account);
    const isMultivalued = conditions.some(({ operator }) => operator.set);
    choices.set(key, [
      undefined,
      ...values,
      ...(isMultivalued ? values.map((value) => [value]) : []),
    ]);
  }
  return choices;
}

/** How the values of a strong key say whose they are. */
type StrongKind =
  /** The account's number. */
  | "account"
  /** An ARN: its account, or the whole where it has none. */
  | "arn"
  /** The text up to the first `/`: `o-a1b2c3d4e5/r-ab12/*`. */
  | "path"
  /** The text up to the first `:`: `AROAEXAMPLE:*`. */
  | "unique id"
  /** The whole text. */
  | "id"
  | "address"
  /** True only for requests from a network that the owner controls. */
  | "own network";

const strongKeys: ReadonlyMap<string, StrongKind> = new Map<string, StrongKind>([
  // With every principal, see `strangerCandidates`; here for what patterns of it include.
  ["aws:principalaccount", "account"],
  ["aws:principalarn", "arn"],
  ["aws:principalorgid", "id"],
  ["aws:principalorgpaths", "path"],
  ["aws:sourceaccount", "account"],
  ["aws:sourcearn", "arn"],
  ["aws:sourceorgid", "id"],
  ["aws:sourceorgpaths", "path"],
  ["aws:sourceowner", "account"],
  ["aws:sourceip", "address"],
  ["aws:vpcsourceip", "address"],
  ["aws:sourcevpc", "id"],
  ["aws:sourcevpcarn", "arn"],
  ["aws:sourcevpce", "id"],
  ["aws:vpceaccount", "account"],
  ["aws:vpceorgid", "id"],
  ["aws:vpceorgpaths", "path"],
  ["aws:userid", "unique id"],
  ["kms:calleraccount", "account"],
  ["s3:dataaccesspointaccount", "account"],
  ["s3:dataaccesspointarn", "arn"],
  ["s3:x-amz-server-side-encryption-aws-kms-key-id", "arn"],
  ["elasticfilesystem:accessedviamounttarget", "own network"],
]);

/** A text that is no value of any policy, in the form that the key has. */
function freshOf(kind: StrongKind, account: string): string {
  switch (kind) {
    case "account":
      return account;
    case "arn":
      return `arn:aws:iam::${account}:role/${strangerName}`;
    case "path":
      return "o-zzzzzzzzzz/r-zzzz/";
    case "unique id":
      return `AIDAZZZZZZZZZZZZZZZZZ`;
    case "own network":
      return "false";
    default:
      return strangerName;
  }
}

const strangerName = "stranger";

function valuesOf(
  kind: Exclude<StrongKind, "address">,
  texts: readonly string[],
  account: string,
): string[] {
  const included = kind === "own network" ? [] : texts.filter((text) => isOpen(kind, text));
  return [...new Set([freshOf(kind, account), ...included.map((text) => filled(text, account))])];
}

/** Whether the part of a pattern that tells whose the value is has a wildcard. */
function isOpen(kind: StrongKind, text: string): boolean {
  const hasWildcard = (part: string | undefined): boolean => /[*?]/.test(part ?? "");
  switch (kind) {
    case "arn": {
      const parts = text.split(":");
      if (parts.length < 6) return hasWildcard(text);
      return parts[4] === "" ? hasWildcard(parts.slice(5).join(":")) : hasWildcard(parts[4]);
    }
    case "path":
      return hasWildcard(text.split("/")[0]);
    case "unique id":
      return hasWildcard(text.split(":")[0]);
    default:
      return hasWildcard(text);
  }
}

/** A member of the pattern that is a stranger's: with its account where an ARN has one. */
function filled(text: string, account: string): string {
  const fill = (part: string): string => part.replaceAll("*", strangerName).replaceAll("?", "z");
  const usual = ["arn", "aws", "s3", "", account, `role/${strangerName}`];
  const parts = text.split(":");
  if (text !== "*" && parts[0] !== "arn") {
    return /^[\d*?]+$/.test(text) ? accountLike(text, account) : fill(text);
  }
  // The last part of a short pattern takes all the rest.
  const given = parts.length < 6 ? parts.slice(0, -1) : parts;
  return usual
    .map((value, at) => {
      const part = at < 5 ? given[at] : given.slice(5).join(":") || undefined;
      if (part === undefined) return value;
      if (at === 4 && /[*?]/.test(part)) return accountLike(part, account);
      return at < 4 && /^[*?]+$/.test(part) ? value : fill(part);
    })
    .join(":");
}

/** The account itself where the pattern has it, else digits in place of the wildcards. */
function accountLike(pattern: string, account: string): string {
  if (/^(\*+|\?{12})$/.test(pattern)) return account;
  const missing = 12 - pattern.replaceAll("*", "").length;
  return pattern.replace("*", "9".repeat(Math.max(0, missing))).replace(/[*?]/g, "9");
}

/**
 * Addresses outside every block that is narrow enough to be somebody's own: "values broader than /8
 * for IPv4 and /32 for IPv6 are evaluated as being public" (S3 User Guide, as above).
 */
function addresses(texts: readonly string[]): string[] {
  const blocks = texts.flatMap((text) => parseIpBlock(text) ?? []);
  const narrow = blocks.filter(({ family, first, last }) => {
    const size = last - first + 1n;
    return size <= (family === 4 ? 1n << 24n : 1n << 96n);
  });
  const inside = ({ family, first, last }: IpBlock, address: Address): boolean =>
    family === address.family && first <= address.value && address.value <= last;
  const found = new Map<string, Address>();
  for (const address of [
    ...usualAddresses.flatMap((text) => parseIpBlock(text) ?? []).map(firstOf),
    ...blocks.map(firstOf),
    // Behind the end of each block the next stretch begins.
    ...blocks.map(({ family, last }) => ({ family, value: last + 1n })),
  ]) {
    const bits = address.family === 4 ? 32n : 128n;
    if (address.value >> bits > 0n || narrow.some((block) => inside(block, address))) continue;
    const signature = blocks.map((block) => Number(inside(block, address))).join("");
    const key = `${address.family} ${signature}`;
    if (!found.has(key)) found.set(key, address);
  }
  return [...found.values()].map(({ family, value }) => formatAddress(family, value));
}

/** For documentation (RFC 5737, RFC 3849): people recognise them as examples. */
const usualAddresses = ["198.51.100.7", "203.0.113.7", "2001:db8::7"];

interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

function firstOf({ family, first }: IpBlock): Address {
  return { family, value: first };
}

/**
 * The claims of a token that another customer of a shared issuer holds, as condition keys. A pattern
 * that leaves open whose the token is, such as `repo:*` or `repo:org*`, includes it.
 */
export function openClaims(
  statements: readonly PreparedStatement[],
  issuer: string,
  claims: readonly string[],
): Choices {
  const choices = new Map<string, readonly (ContextValue | undefined)[]>();
  for (const claim of claims) {
    const key = `${issuer}:${claim}`;
    const conditions = statements.flatMap((each) =>
      each.conditions.filter((one) => one.key === key),
    );
    const texts = new Set(conditions.flatMap(({ values }) => values));
    const included = [...texts].filter(leavesOpenWhose).map((text) => filled(text, strangerName));
    choices.set(key, [undefined, strangerName, ...included]);
  }
  return choices;
}

/** Whether the first wildcard comes before the end of the customer's name: `repo:name/`. */
function leavesOpenWhose(text: string): boolean {
  const wildcard = text.search(/[*?]/);
  if (wildcard < 0) return false;
  const known = text.slice(0, wildcard).replace(/^[A-Za-z_]+:/, "");
  return !/[/:]/.test(known);
}
