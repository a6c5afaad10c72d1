import { keyFacts } from "../../catalog/condition-keys.ts";
import { conditionOperators, operatorFamily } from "../../policy/condition-operator.ts";
import type { Node } from "../../policy/node.ts";
import { displayText, knownText } from "../../policy/text-value.ts";
import { nearest } from "../edit-distance.ts";
import { replacement } from "../replacement.ts";
import type { Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { hintsMax } from "./action-texts.ts";
import { isMultivalued } from "./condition-keys.ts";
import { conditionBlocks, conditionKeyUses } from "./condition-members.ts";
import { inQuotes } from "./in-quotes.ts";

/** An operator that IAM does not have: AWS refuses the policy. Case does not count. */
export const invalidConditionOperator: Rule = {
  issueCode: "INVALID_CONDITION_OPERATOR",
  findingType: "ERROR",
  summary: "there is no such condition operator",
  accessAnalyzer: true,

  *statement(statement) {
    let hints = hintsMax;
    for (const { operator, parsed } of conditionBlocks(statement)) {
      if (!parsed || operatorFamily(parsed)) continue;
      const text = displayText(operator);
      const meant = hints-- > 0 ? whatIsMeant(text) : undefined;
      const suggestion = meant && replacement(operator, 0, text.length, meant);
      yield {
        at: operator.range,
        subject: text.toLowerCase(),
        details: `There is no condition operator ${quoted(text)}.${meant ? ` Did you mean \`${meant}\`?` : ""}`,
        ...(suggestion && { suggestion }),
      };
    }
  },
};

/** The nearest operator, with set prefix and `IfExists` as they are written. */
function whatIsMeant(text: string): string | undefined {
  const [, set = "", name = "", ifExists = ""] =
    /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/i.exec(text) ?? [];
  const meant = nearest(
    name,
    conditionOperators.map(([each]) => each),
  );
  return meant && set + meant + ifExists;
}

/** `Null` asks whether a key is there, so that `IfExists` contradicts it. */
export const nullWithIfExists: Rule = {
  issueCode: "NULL_WITH_IF_EXISTS",
  findingType: "ERROR",
  summary: "the operator Null has the ending IfExists",
  accessAnalyzer: true,

  *statement(statement) {
    for (const { operator, parsed } of conditionBlocks(statement)) {
      if (parsed?.comparison !== "null" || !parsed.ifExists) continue;
      const text = displayText(operator);
      const meant = text.slice(0, -"IfExists".length);
      const suggestion = replacement(operator, 0, text.length, meant);
      yield {
        at: operator.range,
        subject: text.toLowerCase(),
        details: `${quoted(text)} is not an operator: \`Null\` itself asks whether the key is there. Write \`${meant}\`.`,
        ...(suggestion && { suggestion }),
      };
    }
  },
};

/**
 * A key that has several values in one request, compared as if it had one. `Null` needs no
 * qualifier: it does not look at the values.
 */
export const missingQualifier: Rule = {
  issueCode: "MISSING_QUALIFIER",
  findingType: "ERROR",
  summary: "a multivalued condition key is used without ForAllValues or ForAnyValue",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const use of conditionKeyUses(statement)) {
      const { parsed } = use.block;
      if (!parsed || parsed.set || parsed.comparison === "null" || !operatorFamily(parsed))
        continue;
      if (!isMultivalued(use)) continue;
      yield {
        at: use.key.range,
        subject: `${displayText(use.block.operator)} ${use.name}`.toLowerCase(),
        details: `${quotedValue(use.key)} has several values in one request. Put \`ForAnyValue:\` in front of the operator when one of them is to match, or \`ForAllValues:\` when all are; the latter is also true when there is none.`,
      };
    }
  },
};

/** IAM does not tell such keys apart, so that one of them is lost. */
export const duplicateKeysWithDifferentCase: Rule = {
  issueCode: "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
  findingType: "ERROR",
  summary: "a condition key stands twice under one operator, in different case",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const { operator, members } of conditionBlocks(statement)) {
      const first = new Map<string, (typeof members)[number]>();
      for (const member of members) {
        const name = knownText(member.key);
        if (name === undefined) continue;
        const earlier = first.get(name.toLowerCase());
        if (!earlier) first.set(name.toLowerCase(), member);
        else if (displayText(earlier.key) !== name) {
          yield {
            at: member.key.range,
            subject: `${displayText(operator)} ${name}`.toLowerCase(),
            details: `${quoted(name)} is the same condition key as ${quotedValue(earlier.key)}, whatever the case. Put the values into one list.`,
            related: [{ range: earlier.key.range, message: "the same key" }],
            locations: [earlier.key.range, member.key.range],
          };
        }
      }
    }
  },
};

/** Texts beside numbers or truth values, for one key. */
export const invalidConditionDataType: Rule = {
  issueCode: "INVALID_CONDITION_DATA_TYPE",
  findingType: "ERROR",
  summary: "the values of a condition key are of different types",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const { key, name, node } of conditionKeyUses(statement)) {
      if (node.kind !== "array") continue;
      const kinds = new Set(node.items.map(({ kind }) => kind).filter(isScalar));
      if (kinds.size < 2) continue;
      const suggestion = inQuotes(node.items);
      yield {
        ...(suggestion && { suggestion }),
        at: node.range,
        subject: `${name ?? displayText(key)} ${[...kinds].sort().join(" ")}`.toLowerCase(),
        details: `The values of ${quotedValue(key)} are of different types: ${[...kinds].join(" and ")}. Write all of them as texts in quotes.`,
      };
    }
  },
};

function isScalar(kind: Node["kind"]): boolean {
  return kind === "string" || kind === "number" || kind === "boolean";
}

/** A truth value is one of two: both of them together always match. */
export const invalidConditionMultipleBoolean: Rule = {
  issueCode: "INVALID_CONDITION_MULTIPLE_BOOLEAN",
  findingType: "ERROR",
  summary: "Bool has several values",
  accessAnalyzer: true,
  conditionsOnly: true,

  *statement(statement) {
    for (const { block, key, name, node } of conditionKeyUses(statement)) {
      const { parsed } = block;
      if (parsed?.comparison !== "bool" || parsed.set || node.kind !== "array") continue;
      if (name === undefined || keyFacts(name)?.multivalued) continue;
      if (new Set(node.items.flatMap(truth)).size < 2) continue;
      yield {
        at: node.range,
        subject: name.toLowerCase(),
        details: `${quotedValue(key)} is compared with several truth values. Write \`true\` or \`false\`.`,
      };
    }
  },
};

/** In lower case; nothing when it is not known, or stands there only under a condition. */
function truth(node: Node): readonly string[] {
  if (node.kind === "boolean") return [String(node.value)];
  const text = node.kind === "string" ? knownText(node.value) : undefined;
  return text === undefined ? [] : [text.toLowerCase()];
}
