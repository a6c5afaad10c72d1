import { credentialAccess } from "./catalogue/credential-access.ts";
import { existingCompute } from "./catalogue/existing-compute.ts";
import { federationTakeover } from "./catalogue/federation-takeover.ts";
import { guardrailRemoval } from "./catalogue/guardrail-removal.ts";
import { passRoleToCompute } from "./catalogue/pass-role-compute.ts";
import { passRoleToServices } from "./catalogue/pass-role-services.ts";
import { principalAccess } from "./catalogue/principal-access.ts";
import { resourcePolicyTakeover } from "./catalogue/resource-policy-takeover.ts";
import { selfEscalation } from "./catalogue/self-escalation.ts";
import type { CataloguePath, PathCategory, PathRow } from "./path.ts";

/** Every known path, gathered from the sources that `docs/escalation.md` lists. */
export const catalogue: readonly CataloguePath[] = [
  ...inCategory("self-escalation", selfEscalation),
  ...inCategory("guardrail-removal", guardrailRemoval),
  ...inCategory("principal-access", principalAccess),
  ...inCategory("federation-takeover", federationTakeover),
  ...inCategory("new-passrole", passRoleToCompute),
  ...inCategory("new-passrole", passRoleToServices),
  ...inCategory("existing-passrole", existingCompute),
  ...inCategory("credential-access", credentialAccess),
  ...inCategory("resource-policy-takeover", resourcePolicyTakeover),
];

const byId = new Map(catalogue.map((path) => [path.id, path]));

/** `undefined` for a path that follows from the repository's own roles alone. */
export function cataloguePath(id: string): CataloguePath | undefined {
  return byId.get(id);
}

function inCategory(category: PathCategory, rows: readonly PathRow[]): CataloguePath[] {
  return rows.map((row) => ({ ...row, category }));
}
