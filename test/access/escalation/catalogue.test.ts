import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { catalogue, cataloguePath } from "../../../src/access/escalation/catalogue.ts";
import { openRequest } from "../../../src/access/escalation/demands.ts";
import { action, conditionKey } from "../../../src/catalog/catalog.ts";

test("ids occur once", () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
});

describe.each(catalogue.map((path) => [path.id, path] as const))("%s", (_, path) => {
  test("has ways, and words of one line", () => {
    expect(path.ways.length).toBeGreaterThan(0);
    for (const way of path.ways) expect(way.length).toBeGreaterThan(0);
    for (const text of [path.name, path.gives, ...(path.provided ?? [])]) {
      expect(text).toMatch(/^[^\n.]+$/);
    }
  });

  test("passes a role when, and only when, a service takes it", () => {
    const passes = path.ways.every((way) => way.includes("iam:PassRole"));
    expect(path.passedTo !== undefined).toBe(passes);
    expect(path.gives.includes("{role}")).toBe(passes);
  });

  test("is a variant of a path before it", () => {
    if (path.variantOf === undefined) return;
    const shorter = catalogue.findIndex(({ id }) => id === path.variantOf);
    expect(shorter).toBeGreaterThanOrEqual(0);
    expect(shorter).toBeLessThan(catalogue.indexOf(path));
  });

  test("has actions, resource types and keys that AWS has", () => {
    for (const each of path.ways.flat()) {
      if (retired.has(each)) continue;
      const [prefix = "", name = ""] = each.split(":");
      const known = action(prefix, name);
      expect([each, known?.name]).toEqual([each, name]);
      const types = known?.resourceTypes.map(({ resourceType }) => resourceType.name) ?? [];
      expect(types).toEqual(expect.arrayContaining([...(path.on?.[each] ?? [])]));
    }
    for (const key of path.closedBy ?? []) {
      const [prefix = ""] = key.split(":");
      expect([key, conditionKey(prefix, key)?.name]).toEqual([key, key]);
    }
    expect(openRequest(path)).toHaveLength((path.closedBy ?? []).length);
  });
});

/** Of services that are shut down, or never documented: policies still name them. */
const retired = new Set(["codestar:CreateProjectFromTemplate", "sso:GetRoleCredentials"]);

const facts = new URL("../../../../shared/facts/privilege-escalation.json", import.meta.url);

if (existsSync(facts)) {
  type Action = string | { readonly action: string };
  interface Fact {
    readonly id: string;
    readonly category: string;
    readonly severity: string;
    readonly required: readonly Action[];
    readonly alternatives?: readonly (readonly Action[])[];
    readonly optional?: readonly string[];
    readonly passedToService?: string;
    readonly variantOf?: string;
    readonly evaluateOn?: string;
    readonly prerequisites: readonly string[];
    readonly neutralisedBy: readonly string[];
    readonly sources: readonly string[];
  }
  const { paths } = JSON.parse(readFileSync(facts, "utf8")) as { readonly paths: readonly Fact[] };
  const names = (actions: readonly Action[]): string[] =>
    actions.map((each) => (typeof each === "string" ? each : each.action));

  test("the catalogue has every path that was gathered, and no other", () => {
    expect(catalogue.map(({ id }) => id).sort()).toEqual(paths.map(({ id }) => id).sort());
  });

  test.each(paths.map((fact) => [fact.id, fact] as const))(
    "%s is as it was gathered",
    (id, fact) => {
      const path = cataloguePath(id);
      expect(path).toMatchObject({
        category: fact.category,
        severity: fact.severity,
        sources: fact.sources,
        ways: [names(fact.required), ...(fact.alternatives ?? []).map(names)],
      });
      expect(path?.passedTo).toBe(fact.passedToService);
      expect(path?.variantOf).toBe(fact.variantOf);
      expect(path?.quickerWith).toEqual(fact.optional);
      expect(path?.target === "trust").toBe(fact.evaluateOn === "trust-policy");
      // That some role trusts the service goes for every path that passes one.
      const further = fact.prerequisites.filter((text) => !/^A role (?:that )?trusts /.test(text));
      expect((path?.provided ?? []).length).toBe(further.length);
      const keys = fact.neutralisedBy.flatMap((text) => text.match(/[a-z0-9]+:[A-Za-z-]+/g) ?? []);
      const closing = keys.filter((key) => !closingWithoutSaying.has(key));
      expect([...(path?.closedBy ?? [])].sort()).toEqual([...new Set(closing)].sort());
    },
  );

  /** What every path that passes a role has, and what is no condition key of a request. */
  const closingWithoutSaying = new Set([
    "iam:PassedToService",
    "iam:AssociatedResourceArn",
    "aws:username",
    "cloudformation:SetStackPolicy",
    "iam:PassRole",
  ]);
} else {
  test.skip("the facts that the catalogue was made from are not at hand", () => {});
}
