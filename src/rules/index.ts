import { iamUserAccessKey } from "./governance/iam-user-access-key.ts";
import { administratorAccess } from "./least-privilege/administrator-access.ts";
import { starInActionAndResource } from "./least-privilege/star-in-action-and-resource.ts";
import type { Rule } from "./rule.ts";
import { allowWithNotPrincipal } from "./trust/allow-with-not-principal.ts";
import { githubOidcWithoutSubject } from "./trust/github-oidc-without-subject.ts";
import { publicResourcePolicy } from "./trust/public-resource-policy.ts";
import { roleAssumableByAnyone } from "./trust/role-assumable-by-anyone.ts";
import { hclSyntaxError } from "./validation/hcl-syntax-error.ts";
import { invalidAction } from "./validation/invalid-action.ts";
import { invalidEffect } from "./validation/invalid-effect.ts";
import { invalidServiceInAction } from "./validation/invalid-service-in-action.ts";
import { jsonSyntaxError } from "./validation/json-syntax-error.ts";
import { missingAction } from "./validation/missing-action.ts";
import { missingEffect } from "./validation/missing-effect.ts";
import { missingPrincipal } from "./validation/missing-principal.ts";
import { missingResource } from "./validation/missing-resource.ts";
import { missingStatement } from "./validation/missing-statement.ts";
import { missingVersion } from "./validation/missing-version.ts";
import { passRoleWithStarInActionAndResource } from "./validation/pass-role-with-star-in-action-and-resource.ts";
import { passRoleWithStarInResource } from "./validation/pass-role-with-star-in-resource.ts";
import { yamlSyntaxError } from "./validation/yaml-syntax-error.ts";

/** Every rule, in the order in which the findings of one policy are listed. */
export const rules: readonly Rule[] = [
  jsonSyntaxError,
  yamlSyntaxError,
  hclSyntaxError,
  missingVersion,
  missingStatement,
  missingEffect,
  missingAction,
  missingResource,
  missingPrincipal,
  invalidEffect,
  invalidAction,
  invalidServiceInAction,
  administratorAccess,
  starInActionAndResource,
  passRoleWithStarInResource,
  passRoleWithStarInActionAndResource,
  publicResourcePolicy,
  allowWithNotPrincipal,
  roleAssumableByAnyone,
  githubOidcWithoutSubject,
  iamUserAccessKey,
];
