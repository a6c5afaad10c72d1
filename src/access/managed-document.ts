import { managedPolicy } from "../catalog/managed-policies.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { writtenDocument } from "../policy/written-document.ts";

/** A managed policy of AWS's, by content. */
export interface ManagedDocument {
  readonly name: string;
  readonly arn: string;
  readonly document: PolicyDocument;
}

/** Documents that are kept as they were read. */
const documentsMax = 200;

/** By ARN: one for all ways to name it. */
const documents = new Map<string, ManagedDocument>();
/** By what was asked for: to read a policy takes a hundred times as long. */
const byText = new Map<string, ManagedDocument>();

/** The managed policy of AWS's with this name or ARN, as far as the catalogue has it. */
export function managedDocument(nameOrArn: string): ManagedDocument | undefined {
  const known = byText.get(nameOrArn);
  if (known) return known;
  const read = readManaged(nameOrArn);
  if (!read) return undefined;
  if (byText.size >= documentsMax) byText.clear();
  byText.set(nameOrArn, read);
  return read;
}

function readManaged(nameOrArn: string): ManagedDocument | undefined {
  // Whichever the partition is, the content is the same.
  const found = managedPolicy(nameOrArn.replace(/^arn:\$\{[^{}]*\}:/, "arn:aws:"));
  if (!found) return undefined;
  const { name, arn } = found;
  const known = documents.get(arn);
  if (known) return known;
  if (documents.size >= documentsMax) documents.clear();
  const read = { name, arn, document: writtenDocument(found.document) };
  documents.set(arn, read);
  return read;
}
