import type { PolicyDocument, PrincipalElement, Statement } from "../policy/policy-document.ts";
import { knownText, type TextValue } from "../policy/text-value.ts";
import { type AccessComparison, compareAccess, type Undecided } from "./compare-access.ts";
import type { GrantLine } from "./grant-lines.ts";
import type { Limits } from "./limits.ts";

/** The answer of CheckNoNewAccess, and what it rests on. */
export interface DocumentComparison {
  /**
   * `FAIL`: the candidate allows something that the existing document does not. `PASS`: proved that
   * it allows nothing new that AWS would ever be asked for. `UNDECIDED`: neither could be shown.
   */
  readonly result: "PASS" | "FAIL" | "UNDECIDED";
  readonly reasons: readonly Reason[];
  readonly comparison: AccessComparison;
}

interface Reason {
  readonly description: string;
  /** Of the candidate, from 0; absent when the cause is not one of its statements. */
  readonly statementIndex?: number;
  readonly statementId?: string;
}

/**
 * Compares two documents that stand alone: no other policy of the principal, no boundary, nothing
 * about accounts or organizations. This is the *narrow* view, the one of CheckNoNewAccess.
 */
export function compareDocuments(
  existing: PolicyDocument,
  candidate: PolicyDocument,
  limits?: Limits,
): DocumentComparison {
  const [base, head] = fillAccountPlaceholders(existing, candidate);
  const comparison = compareAccess({ grants: [base] }, { grants: [head] }, limits);
  const { lines, undecided } = comparison.granted;
  const practical = lines.filter((line) => line.practical);
  if (practical.length > 0) {
    return { result: "FAIL", reasons: distinct(practical.map(newAccess)), comparison };
  }
  if (undecided.length > 0) {
    return { result: "UNDECIDED", reasons: distinct(undecided.map(notDecided)), comparison };
  }
  return { result: "PASS", reasons: [], comparison };
}

/** In the words of Access Analyzer. */
function newAccess({ statementIndex, statementId }: GrantLine): Reason {
  return {
    description:
      statementId === undefined
        ? `New access in the statement with index: ${statementIndex}.`
        : `New access in the statement with sid: ${statementId}.`,
    statementIndex,
    ...(statementId !== undefined && { statementId }),
  };
}

function notDecided({ reason, statementIndex, statementId }: Undecided): Reason {
  return {
    description: `Could not decide: ${reason}.`,
    ...(statementIndex !== undefined && { statementIndex }),
    ...(statementId !== undefined && { statementId }),
  };
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

/**
 * Templates of policies have `<ACCOUNT ID>` where an account belongs. In the ARN of a principal it is
 * read as the one account that the principals of both documents name; when they name none or
 * several, it stays a text that no principal has.
 */
function fillAccountPlaceholders(
  existing: PolicyDocument,
  candidate: PolicyDocument,
): [PolicyDocument, PolicyDocument] {
  const texts = [existing, candidate].flatMap((document) =>
    document.statements.flatMap(({ principal, notPrincipal }) =>
      [principal, notPrincipal].flatMap((element) =>
        (element?.principals ?? []).map(({ value }) => knownText(value) ?? ""),
      ),
    ),
  );
  if (!texts.some((text) => placeholderAccount.test(text))) return [existing, candidate];
  const accounts = new Set(
    texts.flatMap((text) => /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(text)?.[1] ?? []),
  );
  const [account] = accounts;
  if (account === undefined || accounts.size > 1) return [existing, candidate];
  return [withAccount(existing, account), withAccount(candidate, account)];
}

const placeholderAccount = /^(arn:[^:<]*:[^:<]*:[^:<]*:)<[^<>:]{1,64}>(?=:)/;

function withAccount(document: PolicyDocument, account: string): PolicyDocument {
  const element = (given: PrincipalElement | undefined): PrincipalElement | undefined =>
    given && {
      ...given,
      principals: given.principals.map((each) => ({ ...each, value: filled(each.value, account) })),
    };
  const statements = document.statements.map((statement): Statement => {
    const principal = element(statement.principal);
    const notPrincipal = element(statement.notPrincipal);
    return { ...statement, ...(principal && { principal }), ...(notPrincipal && { notPrincipal }) };
  });
  return { ...document, statements };
}

function filled(value: TextValue, account: string): TextValue {
  const [part] = value.parts;
  if (value.parts.length !== 1 || part?.kind !== "literal") return value;
  const text = part.text.replace(placeholderAccount, `$1${account}`);
  return text === part.text ? value : { ...value, parts: [{ kind: "literal", text, at: part.at }] };
}
