/**
 * OIDC issuers whose tokens any customer of a product can get, with the claims whose value tells the
 * customers apart. Without scheme; a path belongs to the issuer, `*` at the end stands for any rest.
 *
 * Source: IAM User Guide, "Identity-provider controls for shared OIDC providers", read in November 2026.
 * The last three issuers, and the further claims of GitHub (AWS What's New, January 2026), are our
 * own judgement.
 */
export interface SharedIssuer {
  readonly issuer: string;
  readonly tenantClaims: readonly string[];
}

const sub = ["sub"];
const aud = ["aud"];

const sharedIssuers: readonly SharedIssuer[] = [
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
  },
  { issuer: "agent.buildkite.com", tenantClaims: sub },
  { issuer: "api.pulumi.com/oidc", tenantClaims: aud },
  { issuer: "app.terraform.io", tenantClaims: sub },
  { issuer: "cognito-identity.amazonaws.com", tenantClaims: aud },
  { issuer: "gitlab.com", tenantClaims: sub },
  { issuer: "oidc-configuration.audit-log.githubusercontent.com", tenantClaims: sub },
  { issuer: "oidc.codefresh.io", tenantClaims: sub },
  { issuer: "oidc.op1.openshiftapps.com/*", tenantClaims: sub },
  { issuer: "oidc.vercel.com", tenantClaims: aud },
  { issuer: "proidc.upbound.io", tenantClaims: sub },
  { issuer: "rh-oidc.s3.us-east-1.amazonaws.com/*", tenantClaims: sub },
  { issuer: "sandboxes.cloud", tenantClaims: aud },
  { issuer: "scalr.io", tenantClaims: sub },
  { issuer: "studio.datachain.ai/api", tenantClaims: sub },
  { issuer: "tokens.cloud.shisho.dev", tenantClaims: sub },
  { issuer: "vstoken.actions.githubusercontent.com", tenantClaims: sub },
  { issuer: "accounts.google.com", tenantClaims: aud },
  { issuer: "graph.facebook.com", tenantClaims: ["app_id"] },
  { issuer: "www.amazon.com", tenantClaims: ["app_id"] },
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
