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

const documents = new Map<string, ManagedDocument>();

/** The managed policy of AWS's with this name or ARN, as far as the catalogue has it. */
export function managedDocument(nameOrArn: string): ManagedDocument | undefined {
  // Whichever the partition is, the content is the same.
  const found = managedPolicy(nameOrArn.replace(/^arn:\$\{[^{}]*\}:/, "arn:aws:"));
  if (!found) return undefined;
  const known = documents.get(found.arn);
  if (known) return known;
  if (documents.size >= documentsMax) documents.clear();
  const { name, arn } = found;
  const read = { name, arn, document: writtenDocument(found.document) };
  documents.set(arn, read);
  return read;
}
