/**
 * OIDC issuers and the claim whose value tells their customers apart. Without scheme, in lower case;
 * a path belongs to the issuer, `*` stands for any rest.
 *
 * Source: IAM User Guide, "Identity-provider controls for shared OIDC providers" (those that IAM
 * itself refuses without the claim when a trust policy is made) and "Available keys for OIDC
 * federation"; November 2026. The last three are our own judgement.
 */
export interface SharedIssuer {
  readonly issuer: string;
  readonly tenantClaim: string;
  /** How the claim of another customer begins; absent: any other text. */
  readonly foreign?: readonly string[];
  /** What the claim of one's own looks like, for messages. */
  readonly example: string;
}

export const sharedIssuers: readonly SharedIssuer[] = [
  {
    issuer: "gitlab.com",
    tenantClaim: "sub",
    foreign: ["project_path:zz-foreign-zz/zz-foreign-zz:"],
    example: "project_path:group/project:ref_type:branch:ref:main",
  },
  {
    issuer: "app.terraform.io",
    tenantClaim: "sub",
    foreign: ["organization:zz-foreign-zz:"],
    example: "organization:name:project:name:workspace:name:run_phase:apply",
  },
  {
    issuer: "agent.buildkite.com",
    tenantClaim: "sub",
    foreign: ["organization:zz-foreign-zz:"],
    example: "organization:name:pipeline:name:ref:refs/heads/main:commit:*:step:*",
  },
  {
    issuer: "oidc.codefresh.io",
    tenantClaim: "sub",
    foreign: ["account:zz-foreign-zz:"],
    example: "account:id:pipeline:id",
  },
  {
    issuer: "scalr.io",
    tenantClaim: "sub",
    foreign: ["account:zz-foreign-zz:"],
    example: "account:name:environment:name:workspace:name",
  },
  { issuer: "studio.datachain.ai/api", tenantClaim: "sub", example: "credentials:team/name" },
  {
    issuer: "oidc-configuration.audit-log.githubusercontent.com",
    tenantClaim: "sub",
    example: "https://github.com/name",
  },
  {
    issuer: "vstoken.actions.githubusercontent.com",
    tenantClaim: "sub",
    example: "repo:owner/name",
  },
  { issuer: "tokens.cloud.shisho.dev", tenantClaim: "sub", example: "job:organization:name" },
  {
    issuer: "proidc.upbound.io",
    tenantClaim: "sub",
    example: "mcp:organization/name:provider:name",
  },
  {
    issuer: "rh-oidc.s3.us-east-1.amazonaws.com/*",
    tenantClaim: "sub",
    example: "system:serviceaccount:namespace:name",
  },
  {
    issuer: "oidc.op1.openshiftapps.com/*",
    tenantClaim: "sub",
    example: "system:serviceaccount:namespace:name",
  },
  { issuer: "api.pulumi.com/oidc", tenantClaim: "aud", example: "aws:name" },
  { issuer: "sandboxes.cloud", tenantClaim: "aud", example: "your audience" },
  { issuer: "oidc.vercel.com", tenantClaim: "aud", example: "https://vercel.com/team" },
  {
    issuer: "cognito-identity.amazonaws.com",
    tenantClaim: "aud",
    example: "eu-central-1:11112222-3333-4444-5555-666677778888",
  },
  { issuer: "accounts.google.com", tenantClaim: "aud", example: "the client id" },
  { issuer: "www.amazon.com", tenantClaim: "app_id", example: "the application id" },
  { issuer: "graph.facebook.com", tenantClaim: "app_id", example: "the application id" },
];

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

/** Claims that STS maps to condition keys for every issuer (IAM User Guide, as above). */
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
