import type { Node } from "../../policy/node.ts";
import { displayText, knownText } from "../../policy/text-value.ts";

/** Nesting that is followed. */
const depthMax = 32;

/** A service whose ARNs can stand in for unknown resources of the policy. */
export function likelyService(node: Node, resourceType: string | undefined): string {
  const owner = /^AWS::(S3|KMS|SNS|SQS|DynamoDB|Lambda|SecretsManager|IAM)::/.exec(
    resourceType ?? "",
  );
  if (owner?.[1]) return owner[1].toLowerCase();
  const action = firstAction(node, 0);
  const prefix = action && /^([a-z0-9-]+):/i.exec(action)?.[1];
  return prefix ? prefix.toLowerCase() : "s3";
}

function firstAction(node: Node, depth: number): string | undefined {
  if (depth > depthMax) return undefined;
  if (node.kind === "choice") {
    const arm = node.then ?? node.otherwise;
    return arm && firstAction(arm, depth + 1);
  }
  if (node.kind === "array") {
    for (const item of node.items) {
      const found = firstAction(item, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  if (node.kind === "string") return knownText(node.value);
  if (node.kind !== "object") return undefined;
  for (const { key, value } of node.members) {
    const name = displayText(key);
    const leads = depth === 0 ? name === "Statement" : name === "Action" || name === "NotAction";
    const found = leads ? firstAction(value, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}
