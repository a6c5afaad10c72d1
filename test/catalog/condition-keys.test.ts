import { describe, expect, test } from "@jest/globals";
import { isKnownService } from "../../src/catalog/catalog.ts";
import { globalKeyNames, keyFacts } from "../../src/catalog/condition-keys.ts";
import {
  keysBesideSource,
  servicesSendingSource,
  sourceKeys,
  weakSourceKeys,
} from "../../src/catalog/service-principals.ts";
import {
  deprecatedKeys,
  irrelevantKeys,
  keysWithForAllValues,
  pairedKeys,
  principalKeys,
  serviceCallKeys,
  servicesOfKeys,
  untrustworthyKeys,
} from "../../src/catalog/special-condition-keys.ts";

test.each([
  ["aws:PrincipalArn", { type: "ARN", multivalued: false }],
  ["AWS:tagkeys", { type: "String", multivalued: true }],
  ["aws:ResourceTag/team", { type: "String", multivalued: false }],
  ["aws:SignInSessionArn", { type: "ARN", multivalued: false }],
  ["events:detail-type", { type: "String", multivalued: true }],
  ["autoscaling:TargetGroupARNs", { type: "ARN", multivalued: true }],
  ["kms:EncryptionContext:app", { type: "String", multivalued: false }],
  ["secretsmanager:ResourceTag/team", { type: "String", multivalued: false }],
  ["aws:ResourceTag/", undefined],
  ["s3:NoSuchKey", undefined],
  ["nosuchservice:key", undefined],
  ["token.actions.githubusercontent.com:sub", undefined],
  ["constructor", undefined],
  ["__proto__:x", undefined],
  [`aws:ResourceTag/${"a".repeat(1_000)}`, undefined],
])("%s", (name, facts) => {
  expect(keyFacts(name)).toEqual(facts);
});

describe("the lists that are kept by hand", () => {
  const names = [
    ...globalKeyNames,
    ...untrustworthyKeys,
    ...deprecatedKeys.keys(),
    ...[...pairedKeys].flatMap(([key, companions]) => [key, ...companions]),
    ...Object.values(irrelevantKeys).flat(),
    ...keysWithForAllValues,
    ...principalKeys,
    ...serviceCallKeys,
    ...servicesOfKeys.keys(),
    ...sourceKeys,
    ...weakSourceKeys,
    ...keysBesideSource,
  ];

  test("have their keys in lower case", () => {
    expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
  });

  test("have no key that the catalogue does not know, but the ones that AWS has dropped", () => {
    const unknown = names.filter((name) => !keyFacts(name.replace(/\/$/, "/a")));
    expect(unknown.filter((name) => !deprecatedKeys.has(name))).toEqual([]);
  });

  test("name services that there are", () => {
    const prefixes = [...servicesOfKeys.values()].flatMap((services) => [...services]);
    expect(prefixes.filter((prefix) => !isKnownService(prefix))).toEqual([]);
    for (const service of servicesSendingSource) {
      expect(service).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/);
    }
  });
});
