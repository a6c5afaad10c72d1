import type { Node } from "../../../policy/node.ts";
import { placeholderText, type TextValue } from "../../../policy/text-value.ts";
import { builtList, builtObject, builtText } from "../built-nodes.ts";
import { choice } from "../choice.ts";

/**
 * A principal as APIs take it in one text, as the element `Principal`: a service's domain name, an
 * account number, an ARN, or `*`. `node` is resolved.
 *
 * AWS Lambda API reference, `AddPermission`; other services follow it.
 */
export function principalElement(node: Node): Node {
  switch (node.kind) {
    case "choice": {
      const arms = [node.then, node.otherwise].map((arm) => arm && principalElement(arm));
      return choice(node.condition, arms[0], arms[1], node.range) ?? node;
    }
    case "string": {
      const text = placeholderText(node.value);
      if (text === "*") return node;
      return builtObject({ [isService(node.value) ? "Service" : "AWS"]: node }, node.range);
    }
    case "array": {
      const services = node.items.filter((item) => item.kind === "string" && isService(item.value));
      const others = node.items.filter((item) => !services.includes(item));
      const list = (items: readonly Node[]) =>
        items.length > 0 ? builtList(items, node.range) : undefined;
      return builtObject({ AWS: list(others), Service: list(services) }, node.range);
    }
    default:
      return builtObject({ AWS: node }, node.range);
  }
}

/** Everyone, whether they are known to AWS or not. */
export function everyone(at: Node["range"]): Node {
  return builtText("*", at);
}

/** `s3.amazonaws.com`, `logs.${AWS::Region}.amazonaws.com`, `alexa-appkit.amazon.com`. */
function isService(value: TextValue): boolean {
  const text = placeholderText(value);
  return text.includes(".") && !text.includes(":");
}
