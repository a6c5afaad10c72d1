import { isAccountId, parseArn } from "../../policy/arn.ts";
import type { Element, PolicyDocument } from "../../policy/policy-document.ts";
import {
  knownText,
  type LiteralPart,
  type TextValue,
  type UnknownPart,
} from "../../policy/text-value.ts";
import type { Place } from "./unnamed-resources.ts";

/** Stands for the account that is not known before deployment. */
const someAccount = "111122223333";

/**
 * Documents as they are in the one partition and account that they are deployed in: an ARN whose
 * partition or account is not known (`${AWS::AccountId}`) is about that.
 */
interface DeployedDocuments {
  readonly place: Place;
  readonly documents: readonly PolicyDocument[];
}

/** The account is `*` where the documents name none, or more than one. */
export function inOnePlace(documents: readonly PolicyDocument[]): DeployedDocuments {
  const partitions = new Set<string>();
  const accounts = new Set<string>();
  let hasUnknownAccount = false;
  for (const value of documents.flatMap(resourcesOf)) {
    const arn = parseArn(value);
    if (!arn) continue;
    const [partition, account] = [knownText(arn.partition), knownText(arn.account)];
    if (partition !== undefined && /^aws(-[a-z-]+)?$/.test(partition)) partitions.add(partition);
    if (account === undefined) hasUnknownAccount ||= soleUnknown(arn.account) !== undefined;
    else if (isAccountId(account)) accounts.add(account);
  }
  const [partition = "aws"] = partitions;
  const [named = someAccount] = accounts;
  const isOne = accounts.size + (hasUnknownAccount ? 1 : 0) === 1;
  // Where nothing but an unknown account is named, it is the one that the rest is about.
  const own = accounts.size === 1 && !hasUnknownAccount ? named : someAccount;
  return {
    place: { partition, account: isOne ? own : "*" },
    documents: documents.map((document) => ({
      ...document,
      statements: document.statements.map((statement) => ({
        ...statement,
        ...deployed("resource", statement.resource, partition, own),
        ...deployed("notResource", statement.notResource, partition, own),
      })),
    })),
  };
}

function resourcesOf({ statements }: PolicyDocument): readonly TextValue[] {
  return statements.flatMap(({ resource, notResource }) => [
    ...(resource?.values ?? []),
    ...(notResource?.values ?? []),
  ]);
}

function deployed(
  name: "resource" | "notResource",
  element: Element | undefined,
  partition: string,
  account: string,
): { readonly [name: string]: Element } {
  if (!element?.values.some(({ parts }) => parts.length > 1)) return {};
  const values = element.values.map((value): TextValue => {
    const arn = parseArn(value);
    const replaced = new Map<UnknownPart, string>();
    const partitionPart = arn && soleUnknown(arn.partition);
    const accountPart = arn && soleUnknown(arn.account);
    if (partitionPart) replaced.set(partitionPart, partition);
    if (accountPart) replaced.set(accountPart, account);
    if (replaced.size === 0) return value;
    const parts = value.parts.map((part): LiteralPart | UnknownPart => {
      const text = part.kind === "unknown" ? replaced.get(part) : undefined;
      return text === undefined ? part : { kind: "literal", text, at: part.at };
    });
    return { ...value, parts };
  });
  return { [name]: { ...element, values } };
}

function soleUnknown({ parts }: TextValue): UnknownPart | undefined {
  const [only, ...others] = parts;
  return only?.kind === "unknown" && others.length === 0 ? only : undefined;
}
