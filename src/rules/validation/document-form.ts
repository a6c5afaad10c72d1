import type { Suggestion } from "../../findings/finding.ts";
import { type Member, member, type Node } from "../../policy/node.ts";
import type { PolicyDocument, Statement } from "../../policy/policy-document.ts";
import { displayText, knownText, type TextValue } from "../../policy/text-value.ts";

import { nearest } from "../edit-distance.ts";
import { kindsOf } from "../kinds.ts";
import { replacement } from "../replacement.ts";
import type { Problem, Rule } from "../rule.ts";
import { quoted, quotedValue } from "../wording.ts";
import { hintsMax } from "./action-texts.ts";
import { inQuotes } from "./in-quotes.ts";
import { certainMember, policyElements, statementElements } from "./members.ts";

/** A member whose name the grammar does not know. Names are case-sensitive. */
export const invalidPolicyElement: Rule = {
  issueCode: "INVALID_POLICY_ELEMENT",
  findingType: "ERROR",
  summary: "there is no such policy element",
  accessAnalyzer: true,
  // That something is missing and what was probably meant to be it is one mistake.
  yieldsTo: [
    "MISSING_ACTION",
    "MISSING_EFFECT",
    "MISSING_PRINCIPAL",
    "MISSING_RESOURCE",
    "MISSING_STATEMENT",
    "MISSING_VERSION",
  ],

  *document({ node, statements }) {
    yield* unknownMembers(node, policyElements);
    for (const statement of statements) yield* unknownMembers(statement.node, statementElements);
  },
};

function* unknownMembers(node: Node, elements: readonly string[]): Iterable<Problem> {
  if (node.kind !== "object") return;
  let hints = hintsMax;
  for (const { key, value } of node.members) {
    const name = knownText(key);
    if (name === undefined || elements.includes(name)) continue;
    const meant = hints-- > 0 ? nearest(name, elements, 2) : undefined;
    const suggestion =
      meant && !member(node, meant) ? replacement(key, 0, name.length, meant) : undefined;
    yield {
      at: key.range,
      locations: [value.range],
      subject: name,
      details: `There is no element ${quoted(name)} here.${meant ? ` Did you mean \`${meant}\`? Names of elements are case-sensitive.` : ` The elements are ${elements.map((each) => `\`${each}\``).join(", ")}.`}`,
      ...(suggestion && { suggestion }),
    };
  }
}

/** A version of the policy language that there is not. */
export const invalidVersion: Rule = {
  issueCode: "INVALID_VERSION",
  findingType: "ERROR",
  summary: "there is no such version of the policy language",
  accessAnalyzer: true,

  *document({ node, version }) {
    const text = version && knownText(version);
    if (!version || text === undefined || !isText(node, "Version")) return;
    if (text === "2012-10-17" || text === "2008-10-17") return;
    const suggestion = replacement(version, 0, text.length, "2012-10-17");
    yield {
      at: version.range,
      subject: text,
      details: `${quoted(text)} is not a version of the policy language. Write \`2012-10-17\`.`,
      ...(suggestion && { suggestion }),
    };
  },
};

function isText(node: Node, name: string): boolean {
  return node.kind === "object" && member(node, name)?.value.kind === "string";
}

/** Both members of a pair that exclude each other. */
export const unsupportedElementCombination: Rule = {
  issueCode: "UNSUPPORTED_ELEMENT_COMBINATION",
  findingType: "ERROR",
  summary: "a statement has an element together with its negation",
  accessAnalyzer: true,

  *statement({ node }) {
    for (const name of ["Action", "Resource", "Principal"]) {
      const plain = certainMember(node, name);
      const negated = certainMember(node, `Not${name}`);
      if (!plain || !negated) continue;
      const isInOrder = plain.key.range.start < negated.key.range.start;
      const [first, second] = isInOrder ? [plain, negated] : [negated, plain];
      yield {
        at: first.key.range,
        subject: name,
        details: `A statement cannot have both \`${name}\` and \`Not${name}\`. Keep one of them.`,
        related: [{ range: second.key.range, message: "and the other one" }],
      };
    }
  },
};

/** IAM takes letters and digits only. Other services are more lenient: the key policies of KMS have spaces. */
export const unsupportedSid: Rule = {
  issueCode: "UNSUPPORTED_SID",
  findingType: "ERROR",
  summary: "a Sid has characters other than letters and digits",
  accessAnalyzer: true,
  kinds: kindsOf("IDENTITY_POLICY"),

  *statement({ sid }) {
    if (!sid) return;
    const isWrong = sid.parts.some(
      (part) => part.kind === "literal" && !/^[A-Za-z0-9]*$/.test(part.text),
    );
    if (!isWrong) return;
    const text = knownText(sid);
    const suggestion =
      text === undefined
        ? undefined
        : replacement(sid, 0, text.length, text.replace(/[^A-Za-z0-9]+/g, ""));
    yield {
      at: sid.range,
      subject: displayText(sid),
      details: `${quotedValue(sid)} has characters that a \`Sid\` cannot have. Use letters and digits only.`,
      ...(suggestion && { suggestion }),
    };
  },
};

/** A Sid must be unique in the policies of IAM. */
export const uniqueSidsRequired: Rule = {
  issueCode: "UNIQUE_SIDS_REQUIRED",
  findingType: "ERROR",
  summary: "two statements of an identity policy have the same Sid",
  accessAnalyzer: true,
  kinds: kindsOf("IDENTITY_POLICY"),

  *document({ statements }) {
    const bySid = new Map<string, { sid: TextValue; statement: Statement }[]>();
    for (const statement of statements) {
      const { sid } = statement;
      const text = sid && knownText(sid);
      if (!sid || !text) continue;
      const same = bySid.get(text);
      if (!same) bySid.set(text, [{ sid, statement }]);
      // One statement is read twice when its effect is one of two, and two can exclude each other.
      else if (
        same.every(({ statement: { node, when } }) => {
          return node !== statement.node && when.length + statement.when.length === 0;
        })
      ) {
        same.push({ sid, statement });
      }
    }
    for (const [text, [first, ...others]] of bySid) {
      for (const [index, { sid }] of others.entries()) {
        if (!first) continue;
        const suggestion = freshSid(sid, bySid);
        yield {
          at: sid.range,
          subject: text,
          ...(suggestion && { suggestion }),
          details: `The \`Sid\` ${quoted(text)} stands twice in the policy. Give every statement its own.`,
          related: [{ range: first.sid.range, message: "the same Sid" }],
          // As far as is known, Access Analyzer has one finding for all of them.
          locations: [first, ...others].map((each) => each.sid.range),
          ...(index > 0 && { beyondAccessAnalyzer: true }),
        };
      }
    }
  },
};

/** The same with a number that is not taken. */
export function freshSid(
  sid: TextValue,
  taken: ReadonlyMap<string, unknown>,
): Suggestion | undefined {
  const text = knownText(sid) ?? "";
  for (let number = 2; number <= taken.size + 2; number++) {
    const fresh = `${text}${number}`;
    if (!taken.has(fresh)) return replacement(sid, 0, text.length, fresh);
  }
  return undefined;
}

type Shape = "text" | "texts" | "object" | "condition values" | "statements";

const shapes: Readonly<Record<string, Shape>> = {
  Version: "text",
  Id: "text",
  Statement: "statements",
  Sid: "text",
  Effect: "text",
  Action: "texts",
  NotAction: "texts",
  Resource: "texts",
  NotResource: "texts",
  Condition: "object",
};

const expected: Readonly<Record<Shape, string>> = {
  text: "a text",
  texts: "a text or a list of texts",
  object: "an object",
  "condition values": "a text, a number, a truth value, or a list of them",
  statements: "an object or a list of objects",
};

const kindNames: Readonly<Record<Node["kind"], string>> = {
  string: "a text",
  number: "a number",
  boolean: "a truth value",
  null: "null",
  array: "a list",
  object: "an object",
  unknown: "unknown",
  choice: "a choice",
};

/** Choices and lists that are followed into each other. */
const depthMax = 16;

/**
 * A value of a type that the grammar does not allow at its place. A principal that is no object is
 * another finding. What is not known before deployment may be of any type.
 */
export const dataTypeMismatch: Rule = {
  issueCode: "DATA_TYPE_MISMATCH",
  findingType: "ERROR",
  summary: "a value is of the wrong type",
  accessAnalyzer: true,

  *document(document) {
    const { node } = document;
    // CloudFormation turns the numbers and truth values of a YAML template into texts.
    const areTexts = /\.(ya?ml|template)$/i.test(node.range.file);
    for (const mismatch of mismatches(document)) {
      const { kind, range } = mismatch.node;
      if (areTexts && (kind === "number" || kind === "boolean")) continue;
      const wantsText = mismatch.shape === "text" || mismatch.shape === "texts";
      const suggestion = wantsText ? inQuotes([mismatch.node]) : undefined;
      yield {
        ...(suggestion && { suggestion }),
        at: range,
        subject: `${mismatch.place} ${kind}`,
        details: `\`${mismatch.place}\` must be ${expected[mismatch.shape]}, not ${kindNames[kind]}.`,
      };
    }
  },
};

interface Mismatch {
  readonly node: Node;
  readonly place: string;
  readonly shape: Shape;
}

function* mismatches({ node }: PolicyDocument): Iterable<Mismatch> {
  if (isUsual(node)) return;
  for (const root of arms(node)) {
    if (root.kind === "unknown") continue;
    if (root.kind !== "object") {
      yield { node: root, place: "the policy", shape: "object" };
      continue;
    }
    yield* ofMembers(root.members, ["Version", "Id", "Statement"]);
    for (const { key, value } of root.members) {
      if (knownText(key) !== "Statement") continue;
      for (const statement of items(value)) {
        if (statement.kind !== "object") continue;
        yield* ofMembers(statement.members, statementElements);
      }
    }
  }
}

/** True for a document as nearly all are: known throughout, and every value of its type. */
function isUsual(root: Node): boolean {
  return (
    root.kind === "object" &&
    root.members.every(({ key, value }) => {
      if (knownText(key) !== "Statement") return value.kind === "string";
      return value.kind === "array" && value.items.every(isUsualStatement);
    })
  );
}

function isUsualStatement(node: Node): boolean {
  return (
    node.kind === "object" &&
    node.members.every(({ key, value }) => {
      switch (knownText(key)) {
        case "Sid":
        case "Effect":
          return value.kind === "string";
        case "Condition":
          return value.kind === "object" && value.members.every(isUsualBlock);
        default:
          return isTextOrTexts(value);
      }
    })
  );
}

function isUsualBlock({ value: block }: Member): boolean {
  return block.kind === "object" && block.members.every(({ value }) => isTextOrTexts(value));
}

function isTextOrTexts(node: Node): boolean {
  if (node.kind === "array") return node.items.every(({ kind }) => kind === "string");
  return node.kind === "string";
}

function* ofMembers(members: readonly Member[], names: readonly string[]): Iterable<Mismatch> {
  for (const { key, value } of members) {
    const name = knownText(key);
    if (name === undefined || !names.includes(name)) continue;
    if (name === "Principal" || name === "NotPrincipal") {
      for (const map of arms(value)) {
        if (map.kind !== "object") continue;
        for (const entry of map.members) {
          yield* ofShape(entry.value, displayText(entry.key), "texts");
        }
      }
    }
    if (name === "Condition") yield* ofConditions(value);
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape) yield* ofShape(value, name, shape);
  }
}

function* ofConditions(node: Node): Iterable<Mismatch> {
  for (const blocks of arms(node)) {
    if (blocks.kind !== "object") continue;
    for (const { key: operator, value: block } of blocks.members) {
      yield* ofShape(block, displayText(operator), "object");
      for (const keys of arms(block)) {
        if (keys.kind !== "object") continue;
        for (const { key, value } of keys.members) {
          yield* ofShape(value, displayText(key), "condition values");
        }
      }
    }
  }
}

function* ofShape(node: Node, place: string, shape: Shape): Iterable<Mismatch> {
  const mayBeList = shape === "texts" || shape === "statements" || shape === "condition values";
  for (const each of mayBeList ? items(node) : arms(node)) {
    if (each.kind !== "unknown" && !isOfShape(each, shape)) yield { node: each, place, shape };
  }
}

function isOfShape({ kind }: Node, shape: Shape): boolean {
  switch (shape) {
    case "text":
    case "texts":
      return kind === "string";
    case "object":
    case "statements":
      return kind === "object";
    case "condition values":
      return kind === "string" || kind === "number" || kind === "boolean";
  }
}

/** The value, or both arms of a choice. */
function arms(node: Node, depth = 0): readonly Node[] {
  if (node.kind !== "choice") return [node];
  if (depth > depthMax) return [];
  return [node.then, node.otherwise].flatMap((arm) => (arm ? arms(arm, depth + 1) : []));
}

/** The items of a list (no deeper), or the one value. */
function items(node: Node): readonly Node[] {
  return arms(node).flatMap((arm) =>
    arm.kind === "array" ? arm.items.flatMap((item) => arms(item)) : [arm],
  );
}
