import type { PolicyKind } from "../../policy/policy.ts";
import type { PolicyDocument } from "../../policy/policy-document.ts";
import { readPolicyDocument } from "../../policy/read-policy-document.ts";
import { knownText } from "../../policy/text-value.ts";
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
    const { node } = policyNode(value, instance.when, world);
    if (!node) continue;
    const document = readPolicyDocument(node);
    if (document.statements.length === 0) continue;
    extraction.policies.push({
      address: extraction.address(instance.address),
      kind: kindByContent(document),
      range: instance.declaration.header,
      document,
    });
  }
}

const assumeRoleActions = /^sts:(assumerole|tagsession|setsourceidentity)/i;

function kindByContent({ statements }: PolicyDocument): PolicyKind {
  if (!statements.some(({ principal, notPrincipal }) => principal || notPrincipal))
    return "identity";
  const actions = statements.flatMap(({ action }) => action?.values ?? []);
  const trust = actions.every((action) => assumeRoleActions.test(knownText(action) ?? ""));
  return trust && actions.length > 0 ? "trust" : "resource";
}
