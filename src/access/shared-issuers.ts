/**
 * OIDC issuers whose tokens any customer of a product can get, with the claims whose value tells the
 * customers apart. Without scheme, in lower case; a path belongs to the issuer, `*` at the end stands
 * for any rest.
 *
 * Source: IAM User Guide, "Identity-provider controls for shared OIDC providers" (those that IAM
 * itself refuses without the claim when a trust policy is made) and "Available keys for OIDC
 * federation", read in November 2026. The last three issuers, and the further claims of GitHub (AWS
 * What's New, January 2026), are our own judgement.
 */
export interface SharedIssuer {
  readonly issuer: string;
  /** One of them is enough; the one that IAM demands comes first. */
  readonly tenantClaims: readonly [string, ...string[]];
  /** How the first claim of another customer begins; absent: any other text. */
  readonly foreign?: readonly string[];
  /** What the first claim of one's own looks like, for messages. */
  readonly example: string;
}

export const sharedIssuers: readonly SharedIssuer[] = [
  {
    issuer: "token.actions.githubusercontent.com",
    tenantClaims: [
      "sub",
      "repository",
      "repository_id",
      "repository_owner_id",
      "enterprise_id",
      "job_workflow_ref",
    ],
    example: "repo:owner/name:*",
  },
  {
    issuer: "gitlab.com",
    tenantClaims: ["sub"],
    foreign: ["project_path:zz-foreign-zz/zz-foreign-zz:"],
    example: "project_path:group/project:ref_type:branch:ref:main",
  },
  {
    issuer: "app.terraform.io",
    tenantClaims: ["sub"],
    foreign: ["organization:zz-foreign-zz:"],
    example: "organization:name:project:name:workspace:name:run_phase:apply",
  },
  {
    issuer: "agent.buildkite.com",
    tenantClaims: ["sub"],
    foreign: ["organization:zz-foreign-zz:"],
    example: "organization:name:pipeline:name:ref:refs/heads/main:commit:*:step:*",
  },
  {
    issuer: "oidc.codefresh.io",
    tenantClaims: ["sub"],
    foreign: ["account:zz-foreign-zz:"],
    example: "account:id:pipeline:id",
  },
  {
    issuer: "scalr.io",
    tenantClaims: ["sub"],
    foreign: ["account:zz-foreign-zz:"],
    example: "account:name:environment:name:workspace:name",
  },
  { issuer: "studio.datachain.ai/api", tenantClaims: ["sub"], example: "credentials:team/name" },
  {
    issuer: "oidc-configuration.audit-log.githubusercontent.com",
    tenantClaims: ["sub"],
    example: "https://github.com/name",
  },
  {
    issuer: "vstoken.actions.githubusercontent.com",
    tenantClaims: ["sub"],
    example: "repo:owner/name",
  },
  { issuer: "tokens.cloud.shisho.dev", tenantClaims: ["sub"], example: "job:organization:name" },
  {
    issuer: "proidc.upbound.io",
    tenantClaims: ["sub"],
    example: "mcp:organization/name:provider:name",
  },
  {
    issuer: "rh-oidc.s3.us-east-1.amazonaws.com/*",
    tenantClaims: ["sub"],
    example: "system:serviceaccount:namespace:name",
  },
  {
    issuer: "oidc.op1.openshiftapps.com/*",
    tenantClaims: ["sub"],
    example: "system:serviceaccount:namespace:name",
  },
  { issuer: "api.pulumi.com/oidc", tenantClaims: ["aud"], example: "aws:name" },
  { issuer: "sandboxes.cloud", tenantClaims: ["aud"], example: "your audience" },
  { issuer: "oidc.vercel.com", tenantClaims: ["aud"], example: "https://vercel.com/team" },
  {
    issuer: "cognito-identity.amazonaws.com",
    tenantClaims: ["aud"],
    example: "eu-central-1:11112222-3333-4444-5555-666677778888",
  },
  { issuer: "accounts.google.com", tenantClaims: ["aud"], example: "the client id" },
  { issuer: "www.amazon.com", tenantClaims: ["app_id"], example: "the application id" },
  { issuer: "graph.facebook.com", tenantClaims: ["app_id"], example: "the application id" },
];

/** The issuer of an identity provider: `gitlab.com` of `arn:aws:iam::1:oidc-provider/gitlab.com`. */
export function issuerOf(provider: string): string {
  return provider.replace(/^arn:[^:]*:iam::[^:]*:oidc-provider\//, "").toLowerCase();
}

export function sharedIssuerOf(issuer: string): SharedIssuer | undefined {
  return sharedIssuers.find((each) =>
    each.issuer.endsWith("/*")
      ? issuer.startsWith(each.issuer.slice(0, -1))
      : each.issuer === issuer,
  );
}
