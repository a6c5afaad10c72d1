/**
 * Issuers that one team has to itself, whose subject tells projects apart: beginnings, in lower case.
 * Own judgement, from the documentation of the products.
 */
export const teamIssuers: readonly { readonly prefix: string; readonly example: string }[] = [
  { prefix: "oidc.circleci.com/org/", example: "org/id/project/id/user/*" },
  { prefix: "oidc.vercel.com/", example: "owner:team:project:name:environment:production" },
  {
    prefix: "api.bitbucket.org/2.0/workspaces/",
    example: "{repository id}:{environment id}:{step id}",
  },
  { prefix: "gitlab.", example: "project_path:group/project:ref_type:branch:ref:main" },
];

/** Claims that STS maps to condition keys for every issuer (IAM User Guide, "Available keys for OIDC federation"). */
export const commonClaims: readonly string[] = ["amr", "aud", "email", "oaud", "sub"];

/** And those that it maps beyond them for one (AWS What's New, January 2026). */
export const claimsByIssuer: Readonly<Record<string, readonly string[]>> = {
  "token.actions.githubusercontent.com": [
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "repository_owner_id",
    "workflow",
  ],
};

/** Issuers that are known to have no further claims. Of others it is not known what STS maps. */
export const issuersWithCommonClaims: readonly string[] = [
  "gitlab.com",
  "app.terraform.io",
  "agent.buildkite.com",
];
