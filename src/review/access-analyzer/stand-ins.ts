import type { TextPart, TextValue } from "../../policy/text-value.ts";
import type { Located } from "./locate.ts";
import { isOneOfFew } from "./placeholders.ts";
import type { PolicyText, SentNode, SentText } from "./policy-text.ts";

/**
 * Whether a finding may exist only because of what stood in for something unknown. Then nobody can
 * say whether it holds, and it is left out and counted.
 */
export function isOfStandIn(
  issueCode: string,
  findingType: string,
  places: readonly Located[],
): boolean {
  return places.some(
    (place) =>
      isStandIn(issueCode, place) ||
      isOfTrimmed(issueCode, place) ||
      dependsOnUnknown(issueCode, findingType, place),
  );
}

function isStandIn(issueCode: string, { node, around, isKnownStretch }: Located): boolean {
  if (around.some(({ standIn }) => standIn === "wholly")) return true;
  if (node.standIn === "none") return false;
  if (node.standIn === "wholly" || !node.value) return true;
  return !isKnownStretch && !judgesKnownParts(issueCode, node.value);
}

/**
 * Whether the length of the text that was sent is not that of the policy: stand-ins have another
 * length than what they stand for, and characters beyond ASCII are sent as escapes.
 */
export function isOfLength(issueCode: string, { text, root }: PolicyText): boolean {
  if (!issueCode.startsWith("POLICY_SIZE_")) return false;
  return text.includes("\\u") || holdsStandIn(root);
}

function holdsStandIn(root: SentNode): boolean {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.standIn !== "none") return true;
    pending.push(...node.items, ...node.members.flatMap(({ key, value }) => [key, value]));
  }
  return false;
}

/** An object or list of which something was left out seems to lack things, or to be empty. */
function isOfTrimmed(issueCode: string, { node }: Located): boolean {
  return node.trimmed && !issueCode.startsWith("POLICY_SIZE_");
}

/**
 * In a statement whose effect, principals or conditions are unknown as a whole only errors of form
 * are believed: a risk may be none there. The same for codes that look at all actions, where one is
 * unknown.
 */
function dependsOnUnknown(issueCode: string, findingType: string, place: Located): boolean {
  const statement = [...place.around, place.node].find(isStatement);
  if (!statement) return false;
  const member = (name: string) => statement.members.find((each) => each.name === name)?.value;
  if (findingType !== "ERROR") {
    const isUnknown = (name: string) => member(name)?.standIn === "wholly";
    if (statement.trimmed || ["Effect", "Principal", "NotPrincipal"].some(isUnknown)) return true;
    if (hasUnknownKeys(member("Condition"))) return true;
  }
  if (!ofAllActions.has(issueCode)) return false;
  return ["Action", "NotAction"].some((name) => hasStandIn(member(name)));
}

/** Codes that are told at a condition key and depend on all actions of the statement. */
const ofAllActions: ReadonlySet<string> = new Set([
  "MISSING_ACTION_FOR_CONDITION_KEY",
  "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
  "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
  "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",
]);

function isStatement({ members }: SentNode): boolean {
  return members.some(({ name }) =>
    /^(?:Effect|(?:Not)?(?:Action|Resource|Principal))$/.test(name),
  );
}

/** True when a condition, its operators or its keys are not all known. */
function hasUnknownKeys(condition: SentNode | undefined): boolean {
  if (!condition) return false;
  if (condition.standIn !== "none" || condition.trimmed) return true;
  return condition.members.some(
    ({ key, value }) =>
      key.standIn !== "none" ||
      value.standIn !== "none" ||
      value.trimmed ||
      value.members.some((entry) => entry.key.standIn !== "none"),
  );
}

function hasStandIn(node: SentNode | undefined): boolean {
  if (!node) return false;
  return node.standIn !== "none" || node.trimmed || node.items.some(hasStandIn);
}

/**
 * The fields of an ARN that a code judges, by the number of colons before them; of an action, 0 is
 * the service. The region and the account of an OIDC provider say nothing about its conditions.
 */
const judgedFields: Readonly<Record<string, readonly number[]>> = {
  ARN_ACCOUNT_NOT_ALLOWED: [2, 4, 5],
  ARN_REGION_NOT_ALLOWED: [2, 3, 5],
  INVALID_ARN_ACCOUNT: [4],
  INVALID_ARN_PREFIX: [0],
  INVALID_ARN_REGION: [1, 2, 3],
  INVALID_ARN_RESOURCE: [2, 5],
  INVALID_ARN_SERVICE_CASE: [2],
  INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: [2, 5],
  INVALID_PARTITION: [1],
  INVALID_SERVICE: [2],
  INVALID_SERVICE_IN_ACTION: [0],
  MISMATCHED_ACTION_FOR_PRINCIPAL: [2, 5],
  MISSING_ARN_ACCOUNT: [2, 4, 5],
  MISSING_ARN_REGION: [2, 3, 5],
  MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: [2, 5],
  MISSING_GITHUB_REPO_CONDITION_KEY: [2, 5],
  UNSUPPORTED_RESOURCE_ARN_IN_POLICY: [2, 5],
  WILDCARD_IN_SERVICE_NAME: [2],
};

/** Codes that tell the partitions of AWS apart. */
const ofPartitions: ReadonlySet<string> = new Set([
  "INVALID_ARN_REGION",
  "INVALID_PARTITION",
  "INVALID_REGION",
]);

/** True when what the code is about is written out, whatever else of the text is unknown. */
function judgesKnownParts(issueCode: string, { value }: SentText): boolean {
  const { fields, onlyPartition } = unknownFields(value);
  if (onlyPartition && !ofPartitions.has(issueCode)) return true;
  return judgedFields[issueCode]?.some((field) => fields.has(field)) === false;
}

/**
 * The fields that hold something unknown. An unknown part is taken to have no colon, unless there
 * are too few of them without it: then everything from it on is unknown.
 */
function unknownFields({ parts }: TextValue): {
  readonly fields: ReadonlySet<number>;
  /** Nothing but the partition or the domain of AWS's services is unknown: one of very few. */
  readonly onlyPartition: boolean;
} {
  const colons = parts.reduce((count, part) => count + colonsOf(part), 0);
  const fields = new Set<number>();
  let onlyPartition = true;
  let before = 0;
  const isArn = parts[0]?.kind === "literal" && parts[0].text.startsWith("arn:");
  for (const part of parts) {
    if (part.kind === "unknown") {
      const field = Math.min(before, lastField);
      for (let each = field; each <= (colons < lastField ? lastField : field); each++) {
        fields.add(each);
      }
      onlyPartition &&= isOneOfFew(part) || (isArn && colons >= lastField && field === 1);
    }
    before += colonsOf(part);
  }
  return { fields, onlyPartition };
}

/** Number of the resource field of an ARN. */
const lastField = 5;

function colonsOf(part: TextPart): number {
  return part.kind === "literal" ? part.text.split(":").length - 1 : 0;
}
