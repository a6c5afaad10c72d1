import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { rules } from "../../../src/rules/index.ts";
import { pageName } from "../../../src/rules/learn-more-link.ts";
import type { DeclaredUse } from "../../../src/sources/source.ts";
import { stripCarets } from "../../support/annotate.ts";
import { type Statements, shown } from "../../support/policy-cases.ts";

/**
 * What a page reports as dangerous is silent as soon as a Deny takes the access away, and stands as
 * long as a Deny leaves some of it.
 */
const source = new URL("../../../src/rules/trust/", import.meta.url);
const pages = new URL("../../../docs/rules/", import.meta.url);
const codes = readdirSync(source)
  .map((name) => readFileSync(new URL(name, source), "utf8"))
  .flatMap((text) => [...text.matchAll(/issueCode: "([A-Z0-9_]+)"/g)].map(([, code = ""]) => code))
  .filter((code) =>
    rules.some(
      ({ issueCode, findingType }) => issueCode === code && findingType === "SECURITY_WARNING",
    ),
  )
  // Whoever is not named is allowed by the form of the statement, which a Deny does not mend.
  .filter((code) => code !== "ALLOW_WITH_NOT_PRINCIPAL");

interface Example {
  readonly declared: DeclaredUse;
  readonly statements: readonly Record<string, unknown>[];
}

function examples(code: string): Example[] {
  const page = readFileSync(new URL(`${pageName(code)}.md`, pages), "utf8");
  const [, reported = ""] = /## Reported\n([\s\S]*?)\n## Not reported/.exec(page) ?? [];
  const fences = reported.matchAll(
    /^```json ([a-z-]+)(?: (AWS::[A-Za-z0-9:]+))?\n([\s\S]*?)\n```$/gm,
  );
  return [...fences].map(([, kind = "", resourceType, text = ""]) => ({
    declared: { kind, ...(resourceType && { resourceType }) } as DeclaredUse,
    statements: JSON.parse(stripCarets(text)).Statement,
  }));
}

/** The same principals, actions and resources, refused. */
function refused(statement: Record<string, unknown>, more: object): object {
  const { Condition: _, Sid: __, ...rest } = statement;
  return { ...rest, Effect: "Deny", ...more };
}

describe.each(codes)("%s", (code) => {
  const reports = (statements: Statements, declared: DeclaredUse) =>
    shown(statements, declared).some((line) => line.startsWith(`${code} `));

  test("a Deny of all of it", () => {
    for (const { statements, declared } of examples(code)) {
      expect(reports(statements, declared)).toBe(true);
      const denies = statements.map((each) => refused(each, {}));
      expect(reports([...statements, ...denies], declared)).toBe(false);
    }
  });

  test("a Deny of some of it", () => {
    for (const { statements, declared } of examples(code)) {
      for (const more of [
        { Condition: { StringEquals: { "aws:UserAgent": "curl" } } },
        { Condition: { Bool: { "aws:SecureTransport": "false" } } },
        { Action: "sts:GetCallerIdentity" },
      ]) {
        const denies = statements.map((each) => refused(each, more));
        expect(reports([...statements, ...denies], declared)).toBe(true);
      }
    }
  });
});
