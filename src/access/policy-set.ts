import type { PolicyDocument } from "../policy/policy-document.ts";
import { canonicalStatements } from "./canonical-statement.ts";
import type { Side } from "./difference-search.ts";
import type { ApplicablePolicies } from "./evaluate.ts";
import { type PreparedStatement, prepare, variablesMax } from "./prepare.ts";
import { type AccessStatement, readStatements, type Unreadable } from "./statement.ts";
import type { Symbols } from "./symbols.ts";

/** The policies that bear on one principal or resource. Absent layers put no limit. */
export interface PolicySet {
  /** The policies that grant: one union. For the narrow view the one document. */
  readonly grants: readonly PolicyDocument[];
  /** Further unions that each have to allow too: a permissions boundary, SCP levels, … */
  readonly limits?: readonly (readonly PolicyDocument[])[];
}

/** A policy set as the search and the evaluator use it. */
export interface ReadSide {
  readonly side: Side;
  readonly policies: ApplicablePolicies;
  readonly unreadable: readonly Unreadable[];
}

/** Statements carry the position of their document: those of `grants` first, then those of `limits`. */
export function readSet(set: PolicySet, symbols: Symbols): ReadSide {
  let policy = 0;
  const layers = [set.grants, ...(set.limits ?? [])].map((documents) =>
    documents.map((document) => readDocument(document, policy++, symbols)),
  );
  const ofEffect = (effect: string, layer: readonly ReadDocument[]): PreparedStatement[] =>
    layer.flatMap(({ prepared }) => prepared.filter(({ source }) => source.effect === effect));
  const [identity = [], ...others] = layers.map((layer) =>
    layer.flatMap(({ statements }) => statements),
  );
  return {
    side: {
      layers: layers.map((layer) => ofEffect("Allow", layer)),
      denies: layers.flatMap((layer) => ofEffect("Deny", layer)),
    },
    policies: { identity, serviceControl: others },
    unreadable: layers.flatMap((layer, at) =>
      layer.flatMap(({ unreadable }) =>
        unreadable.map((each) => ({ ...each, content: `${at} ${each.content}` })),
      ),
    ),
  };
}

interface ReadDocument {
  readonly statements: readonly AccessStatement[];
  readonly prepared: readonly PreparedStatement[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * What was read of documents, by their position in the set: the same document is asked about again and
 * again. Only of those without symbols, which belong to one comparison.
 */
const readDocuments = new WeakMap<PolicyDocument, Map<number, ReadDocument>>();

function readDocument(document: PolicyDocument, policy: number, symbols: Symbols): ReadDocument {
  const known = readDocuments.get(document)?.get(policy);
  if (known) return known;
  const { statements, unreadable: unread } = readStatements(document, policy, symbols);
  const unreadable = [...unread];
  const prepared = statements.flatMap((statement) => {
    const variants = prepare(statement, symbols);
    if (variants) return variants;
    const { index, sid } = statement;
    const reason = `more than ${variablesMax} policy variables in one statement`;
    const at = document.statements.findIndex((each) => each.index === index);
    const content = canonicalStatements(document)[at] ?? "";
    unreadable.push({ policy, index, ...(sid !== undefined && { sid }), reason, content });
    return [];
  });
  const read = { statements, prepared, unreadable };
  const isPlain = !symbols.collision && document.unknowns.length === 0;
  if (isPlain && !prepared.some(({ hasSymbols }) => hasSymbols)) {
    const positions = readDocuments.get(document) ?? new Map<number, ReadDocument>();
    if (positions.size < positionsMax) positions.set(policy, read);
    readDocuments.set(document, positions);
  }
  return read;
}

/** Positions of one document that are kept. */
const positionsMax = 8;
