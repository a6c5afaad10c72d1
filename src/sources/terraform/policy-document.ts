import { displayText, knownText, literalText, type TextValue } from "../../policy/text-value.ts";
import type { Range } from "../../text/range.ts";
import { type NestedBlock, nestedBlocks } from "./blocks.ts";
import { mapArms, onlyIf, spreadItems } from "./choice.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { toSet } from "./functions/sets.ts";
import type { Instance } from "./instances.ts";
import { type MergedDocument, mergeStatements, readDocuments } from "./merged-documents.ts";
import type { MergedBody } from "./module.ts";
import type { Scope } from "./scope.ts";
import type { Condition } from "./steps.ts";
import {
  compareBytes,
  type Entry,
  isUncertain,
  knownString,
  listValue,
  textual,
  unknownValue,
  type Value,
} from "./value.ts";

const defaultVersion = "2012-10-17";

/**
 * The document of an `aws_iam_policy_document` data source, as the AWS provider renders it: its
 * defaults, sets of one as plain texts, larger sets in falling order, `&{` as `${`, and documents
 * merged in by Sid. Every statement and value keeps its place; what the provider adds by itself
 * stands at the header of the block.
 *
 * Source: the AWS provider, `internal/service/iam/policy_document_data_source.go`.
 */
export function renderPolicyDocument(instance: Instance): MergedDocument {
  const { declaration, scope } = instance;
  const { body, header } = declaration;
  const argument = (name: string): Value | undefined => attribute(body, name, scope);

  const sources = readDocuments(
    listOf(argument("source_policy_documents"), argument("source_json")),
    scope,
  );
  const overrides = readDocuments(
    listOf(argument("override_policy_documents"), argument("override_json")),
    scope,
  );
  const own = nestedBlocks(body, "statement", scope).map((block) =>
    withConditions(renderStatement(block), block),
  );
  const statements = mergeStatements(
    [sources.statements, own, overrides.statements],
    scope.world.budget,
  );

  const version = argument("version");
  const versions = [
    version && knownString(version) !== undefined ? version : text(defaultVersion, header),
    ...sources.versions,
    ...overrides.versions,
  ];
  const id = [argument("policy_id"), ...sources.ids, ...overrides.ids]
    .filter((value) => value !== undefined && value.kind !== "null" && knownString(value) !== "")
    .at(-1);
  const entries: Entry[] = [
    entry("Version", header, version?.kind === "unknown" ? version : highest(versions)),
    ...(id ? [entry("Id", body.attributes.get("policy_id")?.key ?? header, id)] : []),
    ...(statements.length > 0
      ? [entry("Statement", header, listValue(statements, declaration.range))]
      : []),
  ];
  return {
    content: { kind: "object", entries, range: declaration.range },
    merged: [...sources.documents, ...overrides.documents],
  };
}

function renderStatement(block: NestedBlock): Value {
  const { body, scope, header, range } = block;
  const argument = (name: string): Value | undefined => attribute(body, name, scope);
  const at = (name: string): Range => body.attributes.get(name)?.key ?? header;
  const entries: Entry[] = [];

  const sid = argument("sid");
  if (sid && isSet(sid) && knownString(sid) !== "") entries.push(entry("Sid", at("sid"), sid));
  const effect = argument("effect");
  entries.push(
    entry("Effect", at("effect"), effect && isSet(effect) ? effect : text("Allow", header)),
  );
  for (const [name, member, variables] of [
    ["actions", "Action", false],
    ["not_actions", "NotAction", false],
    ["resources", "Resource", true],
    ["not_resources", "NotResource", true],
  ] as const) {
    const value = argument(name);
    const set = value && renderSet(value, variables);
    if (set) entries.push(entry(member, at(name), set));
  }
  for (const [type, member] of [
    ["principals", "Principal"],
    ["not_principals", "NotPrincipal"],
  ] as const) {
    const blocks = nestedBlocks(body, type, scope);
    const [first] = blocks;
    if (first) entries.push(entry(member, first.header, renderPrincipals(blocks, first)));
  }
  const conditions = nestedBlocks(body, "condition", scope);
  const [first] = conditions;
  if (first) entries.push(entry("Condition", first.header, renderConditions(conditions, first)));
  return { kind: "object", entries, range };
}

/** A set of texts: one stands alone, more in falling order, none is left out. */
function renderSet(value: Value, variables: boolean): Value | undefined {
  if (value.kind === "null") return undefined;
  if (value.kind === "unknown" || value.kind === "error") return value;
  const items = spreadItems(value);
  if (!items) return value;
  const set = toSet(items, { range: value.range });
  const rendered = set.kind === "list" ? ordered(set.items, value.range) : value;
  if (!variables || !rendered) return rendered;
  if (rendered.kind !== "list") return withVariables(rendered);
  return { ...rendered, items: rendered.items.map(withVariables) };
}

function ordered(items: readonly Value[], range: Range): Value | undefined {
  const [only] = items;
  if (!only) return undefined;
  if (items.length === 1 && !isUncertain(only)) return only;
  return listValue(
    items.toSorted((left, right) => compareBytes(describe(right), describe(left))),
    range,
  );
}

function renderPrincipals(blocks: readonly NestedBlock[], first: NestedBlock): Value {
  const groups = new Map<string, { key: TextValue; items: Value[]; range: Range }>();
  for (const block of blocks) {
    const key = keyText(attribute(block.body, "type", block.scope), block);
    const value = attribute(block.body, "identifiers", block.scope);
    const items = elements(value, block).map(withVariables);
    const group = groups.get(displayText(key));
    if (group) group.items = group.items.concat(items);
    else
      groups.set(displayText(key), { key, items: [...items], range: value?.range ?? block.range });
  }
  const [only] = groups.values();
  const [identifier] = only?.items ?? [];
  if (only && groups.size === 1 && only.items.length === 1 && identifier) {
    if (knownText(only.key) === "*" && knownString(identifier) === "*") return identifier;
  }
  const entries = [...groups.values()].flatMap(({ key, items, range }): Entry[] => {
    const set = toSet(items, { range });
    const value = set.kind === "list" ? ordered(set.items, range) : undefined;
    return [{ key, value: value ?? listValue([], range) }];
  });
  return { kind: "object", entries, range: first.range };
}

function renderConditions(blocks: readonly NestedBlock[], first: NestedBlock): Value {
  const tests = new Map<string, { key: TextValue; range: Range; variables: Map<string, Values> }>();
  for (const block of blocks) {
    const test = keyText(attribute(block.body, "test", block.scope), block);
    const variable = keyText(attribute(block.body, "variable", block.scope), block);
    const value = attribute(block.body, "values", block.scope);
    const group = tests.get(displayText(test)) ?? {
      key: test,
      range: block.range,
      variables: new Map(),
    };
    tests.set(displayText(test), group);
    const values = group.variables.get(displayText(variable)) ?? {
      key: variable,
      range: value?.range ?? block.range,
      items: [],
    };
    group.variables.set(displayText(variable), values);
    values.items = values.items.concat(elements(value, block).map(withVariables));
  }
  const entries = [...tests.values()].map(
    ({ key, range, variables }): Entry => ({
      key,
      value: { kind: "object", entries: [...variables.values()].map(conditionEntry), range },
    }),
  );
  return { kind: "object", entries, range: first.range };
}

interface Values {
  readonly key: TextValue;
  readonly range: Range;
  items: Value[];
}

/** Values of a condition keep their order. */
function conditionEntry({ key, items, range }: Values): Entry {
  const [only] = items;
  const single = only && items.length === 1 && !isUncertain(only);
  return { key, value: single ? only : listValue(items, range) };
}

/** The elements of a set or list of texts, each there only if its block is. */
function elements(value: Value | undefined, block: NestedBlock): Value[] {
  if (!value || value.kind === "null") return [];
  const items = spreadItems(value) ?? [value];
  return items.map((item) => withConditions(mapArms(item, asText), block));
}

/** Numbers and truth values become texts, as the schema of the data source has it. */
function asText(value: Value): Value {
  if (value.kind !== "number" && value.kind !== "boolean") return value;
  const { range } = value;
  return textual(literalText(knownString(value) ?? "", range));
}

function withConditions(
  value: Value,
  { when, many }: { readonly when: readonly Condition[]; readonly many: boolean },
): Value {
  return when.reduceRight<Value>(
    (inner, { condition, holds }) => onlyIf(condition, holds, inner, many),
    value,
  );
}

/** `&{aws:username}` is how a policy variable is written here, since `${` is Terraform's own. */
function withVariables(value: Value): Value {
  return mapArms(value, (arm) => {
    if (arm.kind !== "string") return arm;
    const parts = arm.text.parts.map((part) =>
      part.kind === "literal" ? { ...part, text: part.text.replaceAll("&{", "${") } : part,
    );
    return { ...arm, text: { ...arm.text, parts } };
  });
}

function keyText(value: Value | undefined, block: NestedBlock): TextValue {
  if (value?.kind === "string") return value.text;
  const unknown =
    value?.kind === "unknown" || value?.kind === "error"
      ? value.unknown
      : unknownValue(value ? describe(value) : "?", "not supported", value?.range ?? block.header)
          .unknown;
  return { parts: [unknown], range: value?.range ?? block.header };
}

function highest(versions: readonly Value[]): Value {
  return versions.reduce((best, value) =>
    (knownString(value) ?? "") > (knownString(best) ?? "") ? value : best,
  );
}

function listOf(list: Value | undefined, single: Value | undefined): Value[] {
  const items = list && list.kind !== "null" ? [...(spreadItems(list) ?? [list])] : [];
  if (single && single.kind !== "null" && knownString(single) !== "") items.unshift(single);
  return items;
}

function attribute(body: MergedBody, name: string, scope: Scope): Value | undefined {
  const found = body.attributes.get(name);
  return found && evaluate(found.expression, { ...scope, file: found.file });
}

function isSet(value: Value): boolean {
  return value.kind !== "null";
}

function entry(name: string, key: Range, value: Value): Entry {
  return { key: literalText(name, key), value };
}

function text(known: string, at: Range): Value {
  return textual(literalText(known, at));
}
