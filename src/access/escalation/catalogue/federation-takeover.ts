import type { PathRow } from "../path.ts";

/** The caller controls an identity provider that roles trust. */
export const federationTakeover: readonly PathRow[] = [
  {
    id: "iam-saml-provider",
    name: "Replace the metadata of a SAML provider",
    severity: "critical",
    ways: [["iam:UpdateSAMLProvider"]],
    target: "any",
    gives: "the caller signs assertions for every role that trusts the provider",
    sources: ["hacktricks:iam"],
  },
  {
    id: "iam-oidc-thumbprint",
    name: "Change what an OIDC provider accepts",
    severity: "high",
    ways: [
      ["iam:UpdateOpenIDConnectProviderThumbprint"],
      ["iam:AddClientIDToOpenIDConnectProvider"],
    ],
    target: "any",
    gives: "foreign tokens pass for every role that trusts the provider",
    sources: ["hacktricks:iam"],
  },
  {
    id: "iam-rogue-oidc",
    name: "Register an OIDC provider and let a role trust it",
    severity: "high",
    ways: [["iam:CreateOpenIDConnectProvider", "iam:UpdateAssumeRolePolicy"]],
    target: "any",
    gives: "the caller issues tokens for the role",
    sources: ["hackingthe.cloud:iam_rogue_oidc_identity_provider"],
  },
  {
    id: "rolesanywhere-anchor",
    name: "Register a trust anchor for Roles Anywhere",
    severity: "high",
    ways: [["rolesanywhere:CreateTrustAnchor", "rolesanywhere:CreateProfile", "iam:PassRole"]],
    passedTo: "rolesanywhere.amazonaws.com",
    target: "any",
    gives: "certificates of the caller's own authority give sessions of {role}",
    sources: ["hackingthe.cloud:iam_roles_anywhere_persistence"],
  },
];
