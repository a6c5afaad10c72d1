import { readPolicyDocument } from "../../policy/read-policy-document.ts";
import { kindByContent } from "../json/policy-content.ts";
import { markUsed } from "./carried-policies.ts";
import type { Extraction } from "./extraction.ts";
import { isPolicyDocument } from "./module-world.ts";
import { policyNode } from "./policy-node.ts";

/**
 * Policy documents that nothing in the module uses, or whose use is out of reach: a module or an
 * output may hand them on. They are judged by their content.
 */
export function extractUnusedDocuments(extraction: Extraction): void {
  const { module, world } = extraction;
  const documents = [...module.declarations.values()]
    .filter(isPolicyDocument)
    .flatMap((declaration) => world.instances(declaration));
  // What another document merges in is part of that one.
  for (const instance of documents) {
    markUsed(world.document(instance)?.merged ?? [], extraction);
  }
  for (const instance of documents) {
    if (extraction.usedDocuments.has(instance.address)) continue;
    const content = world.document(instance)?.content;
    if (!content) continue;
    const value = { kind: "json" as const, content, range: content.range };
    const { node } = policyNode(value, extraction.when(instance), world);
    if (!node) continue;
    const document = readPolicyDocument(node);
    if (document.statements.length === 0) continue;
    extraction.add({
      address: instance.address,
      kind: kindByContent(document),
      range: instance.declaration.header,
      document,
    });
  }
}
