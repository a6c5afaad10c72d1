import type { Node } from "../../../policy/node.ts";
import { displayText } from "../../../policy/text-value.ts";
import type { Range } from "../../../text/range.ts";
import { isPolicyDocument } from "../../json/policy-content.ts";
import { builtList, builtObject, builtText } from "../built-nodes.ts";
import { membersOf, scalarText } from "../template.ts";
import { expandPolicyTemplate, isPolicyTemplate } from "./policy-templates.ts";

/** The entries of `Policies` of a function or a state machine. */
export interface SamPolicies {
  /** Positions, and documents that are not resolved yet. */
  readonly documents: readonly SamPolicyEntry[];
  /** Names or ARNs of managed policies. */
  readonly managed: readonly SamPolicyEntry[];
  readonly unknown: readonly (SamPolicyEntry & { readonly reason: string })[];
}

interface SamPolicyEntry {
  readonly index: number;
  readonly node: Node;
  readonly range: Range;
  /** Whether a policy template of SAM takes part in it. */
  readonly isExpanded: boolean;
}

/** Arms of `Fn::If` that stand in each other. */
const depthMax = 10;

/**
 * Tells the forms apart that `Policies` takes: a managed policy by name or ARN, a policy document,
 * a policy template of SAM, and choices between them; one or a list (SAM specification,
 * `AWS::Serverless::Function`).
 */
export function readSamPolicies(written: Node): SamPolicies {
  const documents: SamPolicyEntry[] = [];
  const managed: SamPolicyEntry[] = [];
  const unknown: (SamPolicyEntry & { reason: string })[] = [];
  const items = written.kind === "array" ? written.items : [written];
  for (const [index, item] of items.entries()) {
    const read = readEntry(item, 0);
    const isExpanded = read.isExpanded ?? false;
    const entry = (node: Node) => ({ index, node, range: item.range, isExpanded });
    if (read.document) documents.push(entry(read.document));
    if (read.managed) managed.push(entry(read.managed));
    for (const reason of read.reasons) unknown.push({ ...entry(item), reason });
  }
  return { documents, managed, unknown };
}

interface ReadEntry {
  readonly document?: Node | undefined;
  readonly managed?: Node | undefined;
  readonly reasons: readonly string[];
  readonly isExpanded?: boolean;
}

function readEntry(node: Node, depth: number): ReadEntry {
  if (node.kind === "string") return { managed: node, reasons: [] };
  if (node.kind !== "object") return { reasons: [] };
  const { members } = node;
  if (isPolicyDocument(node) || membersOf(node).has("Statement")) {
    return { document: node, reasons: [] };
  }
  const [only] = members;
  if (!only || members.length !== 1) {
    return { reasons: ["neither a policy document nor a policy template of SAM: not judged"] };
  }
  const name = displayText(only.key);
  if (name === "Fn::If" && depth < depthMax) return readChoice(node, only.value, depth);
  if (name === "Ref" && scalarText(only.value)?.parts.length === 1) {
    const referred = scalarText(only.value);
    if (referred && displayText(referred) === "AWS::NoValue") return { reasons: [] };
  }
  if (name === "Ref" || name.startsWith("Fn::")) return { managed: node, reasons: [] };
  const document = expandPolicyTemplate(name, only.value, only.key.range);
  if (document) return { document, reasons: [], isExpanded: true };
  const reason = isPolicyTemplate(name)
    ? `the policy template \`${name}\` lacks the value of a parameter: not judged`
    : `\`${name}\` is no policy template of SAM: not judged`;
  return { reasons: [reason] };
}

/** Each arm is of any form: documents stay with the documents, managed policies with theirs. */
function readChoice(call: Node, argument: Node, depth: number): ReadEntry {
  const [condition, then, otherwise] = argument.kind === "array" ? argument.items : [];
  if (!condition || !then || !otherwise) return { managed: call, reasons: [] };
  const arms = [readEntry(then, depth + 1), readEntry(otherwise, depth + 1)] as const;
  const either = (read: (entry: ReadEntry) => Node | undefined): Node | undefined => {
    const [first, second] = arms.map(read);
    if (!first && !second) return undefined;
    const items = [condition, first ?? nothing(call.range), second ?? nothing(call.range)];
    return builtObject({ "Fn::If": builtList(items, argument.range) }, call.range);
  };
  return {
    document: either(({ document }) => document),
    managed: either(({ managed }) => managed),
    reasons: arms.flatMap(({ reasons }) => reasons),
    isExpanded: arms.some(({ isExpanded }) => isExpanded),
  };
}

function nothing(at: Range): Node {
  return builtObject({ Ref: builtText("AWS::NoValue", at) }, at);
}
