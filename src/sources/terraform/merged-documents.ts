import { knownText, literalText } from "../../policy/text-value.ts";
import { member } from "./access.ts";
import { type Budget, itemsMax } from "./budget.ts";
import { choose, collapse, hasTooManyArms, mapArms, onlyIf, spreadItems } from "./choice.ts";
import { isWhollyUnknown, toText } from "./json-text.ts";
import { fromNode } from "./nodes.ts";
import { parsePolicyText } from "./policy-text.ts";
import type { Scope } from "./scope.ts";
import { type Entry, stringValue, type Value } from "./value.ts";

/** A document that the provider has put together. */
export interface MergedDocument {
  readonly content: Value;
  /** Addresses of the policy documents that are part of it. */
  readonly merged: readonly string[];
}

/** What a list of documents contributes. */
interface Contribution {
  readonly statements: readonly Value[];
  readonly versions: readonly Value[];
  readonly ids: readonly Value[];
  readonly documents: readonly string[];
}

/** Reads documents that are merged into another one; an unknown document is an unknown statement. */
export function readDocuments(documents: readonly Value[], scope: Scope): Contribution {
  const parts = documents.map((document) => readOne(document, scope));
  return {
    statements: mergeStatements(
      parts.map(({ statements }) => statements),
      scope.world.budget,
    ),
    versions: parts.flatMap(({ versions }) => versions),
    ids: parts.flatMap(({ ids }) => ids),
    documents: parts.flatMap(({ documents }) => documents),
  };
}

function readOne(document: Value, scope: Scope): Contribution {
  const nothing: Contribution = { statements: [], versions: [], ids: [], documents: [] };
  switch (document.kind) {
    case "null":
      return nothing;
    case "json": {
      const read = readContent(document.content);
      return { ...read, documents: document.document ? [document.document] : [] };
    }
    case "choice": {
      if (hasTooManyArms(document)) return { ...nothing, statements: [collapse(document)] };
      const arms = [
        { arm: document.then, holds: true },
        { arm: document.otherwise, holds: false },
      ].flatMap(({ arm, holds }) => (arm ? [{ read: readOne(arm, scope), holds }] : []));
      return {
        statements: arms.flatMap(({ read, holds }) =>
          read.statements.map((statement) =>
            onlyIf(document.condition, holds, statement, document.many === true),
          ),
        ),
        versions: arms.flatMap(({ read }) => read.versions),
        ids: arms.flatMap(({ read }) => read.ids),
        documents: arms.flatMap(({ read }) => read.documents),
      };
    }
    case "string": {
      const text = toText(document, scope.world.budget);
      if (!text || isWhollyUnknown(text)) return { ...nothing, statements: [document] };
      if (knownText(text)?.trim() === "") return nothing;
      const { node, problems } = parsePolicyText(text, scope.world);
      scope.world.reportSyntax(problems);
      return node ? readContent(fromNode(node, scope.world.budget)) : nothing;
    }
    default:
      return { ...nothing, statements: [document] };
  }
}

function readContent(content: Value): Contribution {
  if (content.kind === "choice" && !hasTooManyArms(content)) {
    const arms = [content.then, content.otherwise].map((arm) => arm && readContent(arm));
    const [then, otherwise] = arms;
    const wrap = (read: Contribution | undefined, holds: boolean): Value[] =>
      (read?.statements ?? []).map((statement) => onlyIf(content.condition, holds, statement));
    return {
      statements: [...wrap(then, true), ...wrap(otherwise, false)],
      versions: [...(then?.versions ?? []), ...(otherwise?.versions ?? [])],
      ids: [...(then?.ids ?? []), ...(otherwise?.ids ?? [])],
      documents: [],
    };
  }
  if (content.kind !== "object") {
    return { statements: [content], versions: [], ids: [], documents: [] };
  }
  const statement = member(content, "Statement", content.range);
  const items = statement ? (spreadItems(statement) ?? [statement]) : [];
  const version = member(content, "Version", content.range);
  const id = member(content, "Id", content.range);
  return {
    statements: items.map(decoded),
    versions: version ? [version] : [],
    ids: id ? [id] : [],
    documents: [],
  };
}

/**
 * Statements of several documents in one. One with the Sid of an earlier one replaces it; every
 * other one is appended.
 */
export function mergeStatements(
  documents: readonly (readonly Value[])[],
  budget: Budget,
): readonly Value[] {
  const result: Value[] = [];
  const positions = new Map<string, number>();
  for (const statement of documents.flat()) {
    if (result.length >= itemsMax || !budget.spend()) {
      budget.exceed(`a policy of more than ${itemsMax} statements`);
      return result;
    }
    const sid = sidOf(statement);
    const position = sid ? positions.get(sid) : undefined;
    const existing = position === undefined ? undefined : result[position];
    if (position !== undefined && existing) {
      result[position] = replaced(existing, statement);
    } else {
      if (sid) positions.set(sid, result.length);
      result.push(statement);
    }
  }
  return result;
}

function replaced(existing: Value, statement: Value): Value {
  if (statement.kind !== "choice") return statement;
  return choose(
    statement.condition,
    statement.then ?? existing,
    statement.otherwise ?? existing,
    statement.range,
    statement.many,
  );
}

function sidOf(statement: Value): string | undefined {
  let inner: Value | undefined = statement;
  while (inner?.kind === "choice") inner = inner.then ?? inner.otherwise;
  const sid = inner?.kind === "object" ? member(inner, "Sid", inner.range) : undefined;
  return sid?.kind === "string" ? knownText(sid.text) : undefined;
}

const fields = [
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
];

/**
 * A statement as the provider's decoder keeps it: known fields only, their names in any case; any
 * text as a principal is everyone; a condition value that is a JSON number is dropped.
 */
function decoded(statement: Value): Value {
  return mapArms(statement, (arm) => {
    if (arm.kind !== "object") return arm;
    const entries = arm.entries.flatMap((entry): Entry[] => {
      const name = knownText(entry.key);
      const field = fields.find((candidate) => candidate.toLowerCase() === name?.toLowerCase());
      if (!field) return [];
      const key = field === name ? entry.key : literalText(field, entry.key.range);
      const value = decodedField(field, entry.value);
      return value ? [{ key, value }] : [];
    });
    return { ...arm, entries };
  });
}

function decodedField(field: string, value: Value): Value | undefined {
  switch (field) {
    case "Principal":
    case "NotPrincipal":
      return value.kind === "string" ? stringValue("*", value.range) : value;
    case "Condition":
      return withoutNumbers(value);
    default:
      return value;
  }
}

/** `undefined`: nothing is left. */
function withoutNumbers(value: Value, depth = 0): Value | undefined {
  if (value.kind === "number") return undefined;
  if (value.kind === "list") {
    return { ...value, items: value.items.filter((item) => item.kind !== "number") };
  }
  if (value.kind !== "object" || depth > 2) return value;
  const entries = value.entries.flatMap(({ key, value: held }): Entry[] => {
    const kept = withoutNumbers(held, depth + 1);
    return kept ? [{ key, value: kept }] : [];
  });
  return entries.length > 0 || value.entries.length === 0 ? { ...value, entries } : undefined;
}
