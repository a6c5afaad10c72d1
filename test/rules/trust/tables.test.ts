import { expect, test } from "@jest/globals";
import { sharedIssuers } from "../../../src/access/shared-issuers.ts";
import { awsAccounts, vendorAccounts } from "../../../src/rules/trust/known-accounts.data.ts";
import {
  claimsByIssuer,
  commonClaims,
  teamIssuers,
} from "../../../src/rules/trust/oidc-issuers.data.ts";

test("accounts are account ids, and nobody's twice", () => {
  for (const account of [...awsAccounts, ...vendorAccounts.keys()]) {
    expect(account).toMatch(/^\d{12}$/);
  }
  expect([...awsAccounts].filter((account) => vendorAccounts.has(account))).toEqual([]);
  expect([...vendorAccounts.keys()]).toEqual([...vendorAccounts.keys()].sort());
});

test("issuers are hosts in lower case, with a path or without, and there once", () => {
  const issuers = sharedIssuers.map(({ issuer }) => issuer);
  for (const issuer of issuers) expect(issuer).toMatch(/^[a-z0-9.-]+(\/[a-z0-9/-]*)?(\/\*)?$/);
  expect(new Set(issuers).size).toBe(issuers.length);
  for (const { prefix } of teamIssuers) expect(prefix).toMatch(/^[a-z0-9./-]+$/);
});

test("claims of one issuer come on top of the common ones", () => {
  for (const claims of Object.values(claimsByIssuer)) {
    expect(claims.filter((claim) => commonClaims.includes(claim))).toEqual([]);
  }
});
